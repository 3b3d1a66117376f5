"""Finding faces at a price: where something moved, where one just was, and now and then everywhere."""

from dataclasses import dataclass, replace
import logging
import math
from typing import Final

from .face_backend import FaceBackend, FaceBackendError
from .face_foresight import Foresight
from .face_haunts import Haunts
from .face_regions import (
    Ledger,
    Look,
    covers,
    cut,
    fitted,
    grown,
    head_region,
    inner,
    merged,
    tiles,
)
from .face_tracks import Arrival, Evidence, FaceTrack, FaceTracks
from .frame import Frame
from .furniture import Furniture, Stillness
from .geometry import Box
from .haar import HaarBackend, without_doubles
from .observation import Face, Motion
from .settings import FaceDetector, PipelineSettings
from .yunet import YuNetBackend

_LOGGER = logging.getLogger(__name__)

_WHOLE: Final = Box(0.0, 0.0, 1.0, 1.0)
_MOST_SCALE: Final = 2.0
# A face a bit smaller than wanted still counts: detectors disagree on where a face ends.
_SIZE_TOLERANCE: Final = 0.8
# A known face is looked at again at this many times the smallest size a backend sees.
_AGAIN_SIZE: Final = 2.2
# Newcomers beside a known face are expected to be at least half as large.
_JOINING: Final = 2.0
# Around a known face that stands or moves, as a share of its size.
_AGAIN_STILL: Final = 0.6
_AGAIN_MOVING: Final = 1.4
# Where a face that counts is being followed, others are looked for this often, in seconds.
_NEWCOMERS: Final = 4.0
# While somebody is followed, other places where something moves are searched afresh after this long: who walks leaves
# traces of motion behind. In seconds.
_AFRESH: Final = 1.5
# Frames that follow each other within so many seconds show a face almost where it was.
_CLOSE_FRAMES: Final = 0.4
# Motion makes a face more likely for this long, in seconds.
_MOVED_LATELY: Final = 10.0
# Before this, nobody can know what moves in this view.
_ACQUAINTED: Final = 5.0
_LIVELY: Final = 30.0
# A JPEG comes at these scales for less. One that is nearly fine enough is taken as it is.
_DECODED: Final = (1.0, 0.5, 0.25)
_NEARLY: Final = 1.15


@dataclass(frozen=True, slots=True)
class _Budget:
    """What looking may cost, in pixels searched and frames or seconds between sweeps."""

    region: float
    """Pixels of one region where somebody new may be."""
    frame: float
    """Pixels of all regions of a frame, besides one more where somebody new may be."""
    first_sweep: float
    sweep: float
    lively: float
    """Between sweeps, in frames and in seconds, whichever is later, while something is going on."""
    idle: float
    """The same while nothing is."""
    follow: float
    """Side in pixels at which a face that counts is followed: enough without colour too."""


_BUDGETS: Final = {
    HaarBackend.name: _Budget(
        region=44_000,
        frame=60_000,
        first_sweep=240_000,
        sweep=50_000,
        lively=15,
        idle=60,
        follow=28,
    ),
    YuNetBackend.name: _Budget(
        region=44_000,
        frame=80_000,
        first_sweep=410_000,
        sweep=64_000,
        lively=15,
        idle=30,
        follow=28,
    ),
}


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
        self._backend = self._choose(settings)
        self._tracks = FaceTracks()
        self._furniture = Furniture()
        self._moved = Ledger()
        self._came = Ledger()
        self._scanned = Ledger()
        self._started = math.inf
        self._now = self._before = -math.inf
        self._last_event = -math.inf
        self._last_sweep = -math.inf
        self._frames_since_sweep = 0
        self._sweeps = 0
        self._foresight = Foresight()
        self._haunts = Haunts()

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
    def furniture(self) -> int:
        """How many things were learnt not to be faces."""
        return len(self._furniture)

    def configure(self, settings: PipelineSettings) -> None:
        """Take new settings from the next frame on, and keep what was learnt.

        Args:
            settings: What the user set for this camera.
        """
        before, self._settings = self._settings, settings
        if (before.face_detector, before.face_model) != (
            settings.face_detector,
            settings.face_model,
        ):
            self._backend = self._choose(settings)

    def _choose(self, settings: PipelineSettings) -> FaceBackend:
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
        self._foresight.expect(frame)

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
        self._furniture.watch(frame, self._moved.latest, now)
        stride = self._backend.stride
        looks = [
            fitted(look, frame.width, frame.height, stride)
            for look in self._plan(frame, heads, now)
        ]
        self._foresight.learn(
            frame, looks, colour=self._backend.colour, moving=bool(movers), now=now
        )
        found = [face for look in looks for face in self._search(frame, look)]
        faces = [
            face
            for face in without_doubles(found)
            if not self._furniture.holds(frame, face.box, now)
        ]
        self._scanned.mark((look.region for look in looks if look.thorough), now)

        def evidence(face: Face) -> Evidence:
            return Evidence(
                arrival=self._arrival(face.box, now),
                stillness=Stillness(face.box, None, now),
            )

        def searched(box: Box) -> bool:
            return any(self._shows(frame, look, box) for look in looks)

        self._tracks.update(
            faces,
            self._backend,
            frame.width / frame.height,
            evidence,
            searched,
            now,
        )
        self._learn_furniture(frame, now)
        confirmed = self._tracks.confirmed()
        for face in confirmed:
            self._haunts.note(face.box, now)
        return confirmed

    def _arrival(self, box: Box, now: float) -> Arrival:
        if not self._settings.motion:
            return Arrival.UNSEEN
        if now - self._came.latest(box) < _MOVED_LATELY:
            return Arrival.MOVING
        early = now - self._started < _ACQUAINTED
        return Arrival.UNSEEN if early else Arrival.STILL

    def _learn_furniture(self, frame: Frame, now: float) -> None:
        for track in self._tracks:
            if track.last_found < now:
                continue
            track.stillness.look(
                frame, track.box, self._moved.latest(inner(track.box)), now
            )
            came_moving = track.arrival is not Arrival.STILL and math.isfinite(
                self._came.latest(track.box)
            )
            if self._furniture.learn(frame, track.stillness, came_moving, now):
                self._tracks.drop(track)

    def _plan(self, frame: Frame, heads: list[Box], now: float) -> list[Look]:
        """Decide where to look in this frame, as far as the budget reaches."""
        budget = _BUDGETS[self._backend.name]
        fine = self._fine_scale(frame)
        self._frames_since_sweep += 1
        regions = self._regions(frame, heads, fine, budget, now)
        sweep = self._sweep(frame, fine, budget, now, busy=bool(regions))
        looks = [sweep] if sweep is not None else []
        if sweep is not None:
            if sweep.region == _WHOLE and sweep.thorough:
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
                self._shows(frame, look, track.box)
                and (track.confirmed or not look.known)
                for look in looks
            ):
                continue
            look = self._again(frame, track, now)
            spent += look.pixels(frame.width, frame.height)
            if spent > 2 * budget.frame:
                break
            looks.append(look)
        if not looks and (haunt := self._haunts.due(now)) is not None:
            looks.append(self._close(frame, haunt, _AGAIN_STILL))
        return looks

    def _fine_scale(self, frame: Frame) -> float:
        """Return the scale at which the smallest wanted face is as large as the backend needs it."""
        smallest = max(1.0, self._settings.min_face * min(frame.width, frame.height))
        scale = min(_MOST_SCALE, self._backend.smallest / smallest)
        for step in _DECODED:
            if step < scale <= _NEARLY * step:
                return step
        return scale

    def _sweep(
        self, frame: Frame, fine: float, budget: _Budget, now: float, busy: bool
    ) -> Look | None:
        """Return what to sweep now, if it is time: in turn the whole frame coarsely and a part of it finely.

        While there is enough else to look at, it can wait as long again.
        """
        area = frame.width * frame.height
        if not self._sweeps:
            scale = min(fine, math.sqrt(budget.first_sweep / area))
            look = Look(_WHOLE, scale, thorough=scale >= _SIZE_TOLERANCE * fine)
        else:
            lively = now - self._last_event < _LIVELY
            wait = (budget.lively if lively else budget.idle) * (2 if busy else 1)
            if now - self._last_sweep < wait or self._frames_since_sweep < wait:
                return None
            scale = min(fine, math.sqrt(budget.sweep / area))
            look = Look(_WHOLE, scale, thorough=scale >= _SIZE_TOLERANCE * fine)
            if scale < fine and self._sweeps % 2:
                parts = tiles(frame.width, frame.height, fine, budget.sweep)
                look = parts[self._sweeps // 2 % len(parts)]
        self._sweeps += 1
        self._last_sweep = now
        self._frames_since_sweep = 0
        return look

    def _shows(self, frame: Frame, look: Look, box: Box) -> bool:
        """Whether a look would find the face that is in a box."""
        side = math.sqrt(box.area * frame.width * frame.height)
        return (
            covers(look.region, box)
            and side * look.scale >= _SIZE_TOLERANCE * self._backend.smallest
        )

    def _again(self, frame: Frame, track: FaceTrack, now: float) -> Look:
        """Return how to look again at a face that was just seen."""
        moving = now - self._moved.latest(track.box) < 1.0
        look = self._close(frame, track.box, _AGAIN_MOVING if moving else _AGAIN_STILL)
        return replace(look, known=track.confirmed and not track.misses)

    def _close(self, frame: Frame, box: Box, share: float) -> Look:
        """Return how to look at a place for a face of its size, with a margin that is a share of it."""
        side = max(1.0, math.sqrt(box.area * frame.width * frame.height))
        return Look(
            grown(box, share * box.width, share * box.height, share * box.height),
            min(_MOST_SCALE, _AGAIN_SIZE * self._backend.smallest / side),
            thorough=False,
        )

    def _regions(
        self, frame: Frame, heads: list[Box], fine: float, budget: _Budget, now: float
    ) -> list[Look]:
        """Return where heads may have come: faces to follow first, then what was searched least lately."""
        area = frame.width * frame.height
        looks: list[tuple[bool, float, Look]] = []
        since = now - _NEWCOMERS
        following = any(track.confirmed and not track.misses for track in self._tracks)
        for region in merged(heads):
            known = [
                math.sqrt(track.box.area * area)
                for track in self._tracks
                if track.confirmed and not track.misses and covers(region, track.box)
            ]
            share = self._scanned.share_since(region, since)
            recent = share > 0.5
            if known and recent and now - self._before < _CLOSE_FRAMES:
                continue
            if not known and following and self._just_searched(region, now):
                continue
            pixels = max(1.0, region.area * area)
            scale = min(fine, math.sqrt(budget.region / pixels))
            thorough = not (known and recent)
            if known:
                # Whoever joins somebody is not much farther away.
                wanted = (
                    _JOINING * self._backend.smallest if thorough else budget.follow
                )
                scale = min(scale, wanted / max(1.0, min(known)))
            look = Look(region, scale, thorough=thorough, known=not thorough)
            looks.append((thorough, share, look))
        return [look for _, _, look in sorted(looks, key=lambda entry: entry[:2])]

    def _just_searched(self, region: Box, now: float) -> bool:
        return self._scanned.share_since(region, now - _AFRESH) > 0.5

    def _search(self, frame: Frame, look: Look) -> list[Face]:
        """Return the faces in a region, in coordinates of the frame."""
        image = cut(frame, look, self._backend.colour and not look.known)
        region = look.region
        smallest = (
            _SIZE_TOLERANCE * self._settings.min_face * min(frame.width, frame.height)
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
