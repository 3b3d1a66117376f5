"""Face detection where it pays: where something moved, where a face just was, and now and then everywhere."""

from dataclasses import replace
import logging
import math
from typing import Final

from ..frames.frame import Frame
from ..geometry import Box
from ..observation import Face, Motion
from ..polygon import contains
from ..settings import FaceDetector, PipelineSettings
from .backend import FaceBackend, FaceBackendError
from .budget import BUDGETS, SIZE_TOLERANCE
from .change_gate import ChangeGate
from .decode_ahead import DecodeAhead
from .face_memory import FaceMemory
from .haar import HaarBackend, suppress_doubles
from .location_prior import LocationPrior
from .movers import MoverSelection
from .regions import (
    Look,
    RecencyGrid,
    crop_look,
    expand_box,
    fit_look,
    head_region,
    holds,
    shrink_box,
)
from .static_false_positives import StaticFalsePositives, Stillness
from .sweep import WHOLE, Sweep
from .tracks import Arrival, Evidence, FaceTrack, FaceTracks
from .yunet import YuNetBackend

_LOGGER = logging.getLogger(__name__)

_MOST_SCALE: Final = 2.0
# A known face is looked at again at this many times the smallest size a backend sees.
_AGAIN_SIZE: Final = 2.2
# Around a known face that stands or moves, as a share of its size.
_AGAIN_STILL: Final = 0.6
_AGAIN_MOVING: Final = 1.4
# Motion makes a face more likely for this long, in seconds.
_MOVED_LATELY: Final = 10.0
# Before this, nobody can know what moves in this view.
_ACQUAINTED: Final = 5.0
# After this, all that was there from the beginning has been found.
_SURVEYED: Final = 60.0
_LIVELY: Final = 30.0
# A JPEG comes at these scales for less. One that is nearly fine enough is taken as it is.
_DECODED: Final = (1.0, 0.5, 0.25)
_NEARLY: Final = 1.15


class FaceFinder:
    """Finds and follows the faces of one camera.

    Not safe to call from two threads at once.
    """

    def __init__(self, settings: PipelineSettings) -> None:
        """Load the detector.

        Args:
            settings: What the user set for this camera.
        """
        self._settings = settings
        self._problem: str | None = None
        self._backend = self._choose_backend(settings)
        self._tracks = FaceTracks()
        self._false_positives = StaticFalsePositives()
        self._moved = RecencyGrid()
        self._came = RecencyGrid()
        self._started = math.inf
        self._now = self._before = -math.inf
        self._last_event = -math.inf
        self._sweep = Sweep()
        self._decode_ahead = DecodeAhead()
        self._prior = LocationPrior()
        self._movers = MoverSelection()
        self._gate = ChangeGate()

    @property
    def backend(self) -> str:
        """Name of the detector in use."""
        return self._backend.name

    @property
    def detector(self) -> FaceBackend:
        """The detector in use, for a picture of its own."""
        return self._backend

    @property
    def problem(self) -> str | None:
        """Why the detector in use is not the one that was asked for, else None."""
        return self._problem

    @property
    def false_positive_count(self) -> int:
        """How many things were learnt not to be faces."""
        return len(self._false_positives)

    def remember(self, memory: FaceMemory, now: float) -> None:
        """Take over what was learnt of this view before.

        Args:
            memory: What `learnt` returned, its ages in seconds before now.
            now: Time in seconds.
        """
        self._false_positives.remember(memory.statics, now)
        self._prior.remember(memory.places, now)

    def learnt(self) -> FaceMemory:
        """Return what is no face in this view and where faces were, as of the last frame."""
        if not math.isfinite(self._now):
            return FaceMemory()
        return FaceMemory(
            self._false_positives.learnt(self._now), self._prior.learnt(self._now)
        )

    def configure(self, settings: PipelineSettings) -> None:
        """Take new settings from the next frame on, and keep what was learnt.

        Args:
            settings: What the user set for this camera.
        """
        before, self._settings = self._settings, settings
        if before.zones != settings.zones:
            for track in list(self._tracks):
                if self._is_ignored(track.box):
                    self._tracks.drop(track)
        if (before.face_detector, before.face_model) != (
            settings.face_detector,
            settings.face_model,
        ):
            self._backend = self._choose_backend(settings)

    def _choose_backend(self, settings: PipelineSettings) -> FaceBackend:
        self._problem = None
        if settings.face_detector is FaceDetector.HAAR:
            return HaarBackend()
        if settings.face_model is not None:
            try:
                return YuNetBackend(settings.face_model)
            except FaceBackendError as err:
                self._problem = str(err)
        elif settings.face_detector is FaceDetector.YUNET:
            self._problem = "the face model is not there"
        if self._problem is not None:
            _LOGGER.warning("Using the haar face detector: %s", self._problem)
        return HaarBackend()

    def expect(self, frame: Frame) -> None:
        """Tell a frame what will be asked of it, as far as the frame before can tell.

        Args:
            frame: The frame, before anybody else asks it for a picture.

        Raises:
            FrameError: The picture is corrupt.
        """
        self._decode_ahead.expect(frame)

    def find(self, frame: Frame, motion: Motion, now: float) -> tuple[Face, ...]:
        """Return the faces in view.

        Args:
            frame: The frame.
            motion: What moved in it.
            now: Time in seconds; if it goes back, no time has passed.

        Returns:
            The faces that count, the surest first. One that was just lost is returned where it was last found.

        Raises:
            FrameError: The picture is corrupt.
        """
        self._before, now = self._now, max(now, self._now)
        self._now = now
        self._started = min(self._started, now)
        # Whoever appeared at once has come, though nobody saw them move.
        movers = motion.boxes + motion.sudden
        heads = [head_region(box, frame.width / frame.height) for box in movers]
        self._moved.mark(movers, now)
        # Before a wall of its own brightness a head moves unseen, but where a body comes, its head comes too.
        self._came.mark([*movers, *heads], now)
        if movers or len(self._tracks):
            self._last_event = now
        self._gate.take_frame(frame)
        self._false_positives.watch(frame, self._moved.latest, now)
        stride = self._backend.stride
        looks = [
            fit_look(look, frame.width, frame.height, stride)
            for look in self._plan_looks(frame, heads, now)
        ]
        found = [face for look in looks for face in self._search_region(frame, look)]
        faces = [
            face
            for face in suppress_doubles(found)
            if not self._is_ignored(face.box)
            and not self._false_positives.holds(frame, face.box, now)
        ]
        self._note_searched(frame, looks, faces, now)

        def evidence(face: Face) -> Evidence:
            arrival = self._arrival_of(face.box, now)
            return Evidence(
                arrival=arrival,
                stillness=Stillness(face.box, None, now),
                is_early=arrival is not Arrival.MOVING
                and now - self._started < _SURVEYED,
            )

        def searched(box: Box) -> bool:
            return any(self._shows_box(frame, look, box) for look in looks)

        self._tracks.update(
            faces,
            self._backend,
            frame.width / frame.height,
            evidence,
            searched,
            now,
        )
        self._learn_false_positives(frame, now)
        step = now - self._before
        self._decode_ahead.learn(
            frame,
            looks,
            colour=self._backend.colour,
            moving=bool(movers),
            coming=len(self._tracks) > 0
            or self._movers.expects_search(heads, step, now),
            now=now,
        )
        self._gate.release_frame()
        confirmed = self._tracks.confirmed()
        for face in confirmed:
            self._prior.note_face(face.box, now)
        return confirmed

    def _is_ignored(self, box: Box) -> bool:
        """Return whether faces at a place do not count, as the user said."""
        return any(
            contains(zone.points, box.centre)
            for zone in self._settings.zones
            if zone.bars_faces
        )

    def _note_searched(
        self, frame: Frame, looks: list[Look], faces: list[Face], now: float
    ) -> None:
        """Take in where nobody has to look so soon again."""
        found = [face.box for face in faces]
        least = SIZE_TOLERANCE * self._fine_scale(frame)
        for look in looks:
            if look.thorough:
                finely = look.scale >= least
                self._movers.note_searched(look, found, finely=finely, now=now)
                if finely:
                    self._gate.note_searched(look.region, now)
        for box in found:
            self._gate.forget_place(box)

    def _arrival_of(self, box: Box, now: float) -> Arrival:
        if not self._settings.motion:
            return Arrival.UNSEEN
        if now - self._came.latest(box) < _MOVED_LATELY:
            return Arrival.MOVING
        early = now - self._started < _ACQUAINTED
        return Arrival.UNSEEN if early else Arrival.STILL

    def _learn_false_positives(self, frame: Frame, now: float) -> None:
        for track in self._tracks:
            if track.last_found < now:
                continue
            track.stillness.look(
                frame, track.box, self._moved.latest(shrink_box(track.box)), now
            )
            came_moving = track.arrival is not Arrival.STILL and math.isfinite(
                self._came.latest(track.box)
            )
            if self._false_positives.learn(frame, track.stillness, came_moving, now):
                self._tracks.drop(track)

    def _plan_looks(self, frame: Frame, heads: list[Box], now: float) -> list[Look]:
        """Decide where to look in this frame, as far as the budget reaches."""
        budget = BUDGETS[self._backend.name]
        fine = self._fine_scale(frame)
        regions = self._movers.select_looks(
            frame,
            heads,
            tuple(self._tracks),
            self._gate,
            self._backend,
            budget,
            fine=fine,
            step=now - self._before,
            now=now,
        )
        sweep = self._sweep.next_look(
            frame,
            self._gate,
            self._movers.scanned,
            budget.sweep,
            fine=fine,
            lively=now - self._last_event < _LIVELY,
            busy=bool(heads),
            now=now,
        )
        looks = [sweep] if sweep is not None else []
        if sweep is not None:
            if sweep.region == WHOLE and sweep.thorough:
                return looks
            regions = [look for look in regions if not look.thorough]
        spent = 0.0
        newcomers = False
        for look in regions:
            cost = look.pixels(frame.width, frame.height)
            # Somebody new has a chance in every frame, however many are followed.
            if spent + cost > budget.frame and (newcomers or look.known):
                continue
            newcomers |= not look.known
            spent += cost
            looks.append(look)
        for track in sorted(self._tracks, key=lambda track: track.last_found):
            # A glimpse is not enough to confirm one.
            if any(
                self._shows_box(frame, look, track.box)
                and (track.confirmed or not look.known)
                for look in looks
            ):
                continue
            look = self._look_again(frame, track, now)
            spent += look.pixels(frame.width, frame.height)
            if spent > 2 * budget.frame:
                break
            looks.append(look)
        if (
            not looks
            and (place := self._prior.due_place(now)) is not None
            and not self._is_ignored(place)
            and self._gate.changed_part(place) is not None
        ):
            looks.append(self._look_closely(frame, place, _AGAIN_STILL))
        return looks

    def _fine_scale(self, frame: Frame) -> float:
        """Return the scale at which the smallest wanted face is as large as the backend needs it."""
        smallest = max(1.0, self._settings.min_face * min(frame.width, frame.height))
        scale = min(_MOST_SCALE, self._backend.smallest / smallest)
        for step in _DECODED:
            if step < scale <= _NEARLY * step:
                return step
        return scale

    def _shows_box(self, frame: Frame, look: Look, box: Box) -> bool:
        """Whether a look would find the face that is in a box."""
        side = math.sqrt(box.area * frame.width * frame.height)
        return (
            holds(look.region, box)
            and side * look.scale >= SIZE_TOLERANCE * self._backend.smallest
        )

    def _look_again(self, frame: Frame, track: FaceTrack, now: float) -> Look:
        """Return how to look again at a face that was just seen."""
        moving = now - self._moved.latest(track.box) < 1.0
        look = self._look_closely(
            frame, track.box, _AGAIN_MOVING if moving else _AGAIN_STILL
        )
        return replace(look, known=track.confirmed and not track.misses)

    def _look_closely(self, frame: Frame, box: Box, share: float) -> Look:
        """Return how to look at a place for a face of its size, with a margin that is a share of it."""
        side = max(1.0, math.sqrt(box.area * frame.width * frame.height))
        return Look(
            expand_box(box, share * box.width, share * box.height, share * box.height),
            min(_MOST_SCALE, _AGAIN_SIZE * self._backend.smallest / side),
            thorough=False,
        )

    def _search_region(self, frame: Frame, look: Look) -> list[Face]:
        """Return the faces in a region, in coordinates of the frame."""
        image = crop_look(frame, look, self._backend.colour and not look.known)
        region = look.region
        smallest = (
            SIZE_TOLERANCE * self._settings.min_face * min(frame.width, frame.height)
        )
        unsure = 0.99 * self._backend.sure
        faces = []
        for face in self._backend.detect(image, known=look.known):
            box = Box(
                region.x0 + face.box.x0 * region.width,
                region.y0 + face.box.y0 * region.height,
                region.x0 + face.box.x1 * region.width,
                region.y0 + face.box.y1 * region.height,
            )
            side = math.sqrt(box.area * frame.width * frame.height)
            if side >= smallest:
                # Enlarging a face adds pixels but no evidence.
                enlarged = side < self._backend.smallest
                score = min(face.score, unsure) if enlarged else face.score
                faces.append(Face(box, score))
        return faces
