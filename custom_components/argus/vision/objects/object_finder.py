"""Recognises what is tracked, at a price: when it is new, while it is unclear, and now and then afterwards."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
import logging
import math
import time
from typing import Final

from ..frames.frame import Frame
from ..geometry import Box, ObjectKind
from ..observation import DetectedObject, Track
from ..settings import ObjectDetector, PipelineSettings
from .evidence import Evidence, absolute
from .look import CLOSE, GLANCE, Region, look, share_within
from .look_budget import Budget
from .object_backend import LabelledBox, ObjectBackend, ObjectBackendError
from .yolox import YoloxBackend

_LOGGER = logging.getLogger(__name__)

_FIRST_PAUSE: Final = 0.3
_DECIDED_PAUSE: Final = 4.0
_LONGEST_PAUSE: Final = 60.0
_GROWTH: Final = 2.0
_SURE: Final = 0.6
"""Mean score from which a label is looked at again but rarely."""
_GROWN: Final = 1.8
"""A track whose box has grown or shrunk by this factor shows something else …"""
_CHANGED_PAUSE: Final = 1.0
"""… and is looked at again when so many seconds have passed."""
_WITHIN: Final = 0.55
"""What lies in a track's box by this share belongs to it …"""
_COVERS: Final = 0.3
"""… and so does what covers the track's box by this much: a box of motion is often but a part of somebody."""
_SMALL_IN_CROP: Final = 20
"""What is smaller than this in the picture that is looked at, in pixels, was not really looked at."""

_STAYS: Final = frozenset({ObjectKind.PERSON, ObjectKind.ANIMAL})
"""Who may stay without moving for long. A vehicle that has parked is part of the scene."""
_VIGIL_PAUSE: Final = 1.0
_VIGIL_MISSES: Final = 2
_SAME_PLACE: Final = 0.3
_BACK: Final = 0.2
_EDGE: Final = 0.02
_MOST_STAYING: Final = 16
_MOST_STRAY: Final = 8
_STRAY_PAUSE: Final = 5.0


@dataclass(slots=True)
class _Followed:
    """A track, and when to look at it again."""

    box: Box
    evidence: Evidence = field(default_factory=Evidence)
    due: float = -math.inf
    pause: float = _FIRST_PAUSE
    looked: float = -math.inf
    looked_at: Box | None = None

    def changed(self) -> bool:
        """Whether it shows something else than when it was looked at."""
        before = self.looked_at
        if before is None or not before.area or not self.box.area:
            return True
        factor = self.box.area / before.area
        return not 1 / _GROWN < factor < _GROWN


@dataclass(slots=True)
class _Staying:
    """Somebody who was last seen here and did not leave."""

    track_id: int
    box: Box
    evidence: Evidence
    due: float
    pause: float = _VIGIL_PAUSE
    misses: int = 0
    at_edge: bool = False


class ObjectFinder:
    """Tells persons, vehicles and animals among the tracks of one camera.

    Not safe to call from two threads at once.
    """

    def __init__(
        self,
        settings: PipelineSettings,
        clock: Callable[[], float] = time.thread_time,
    ) -> None:
        """Load the detector, if there is one.

        Args:
            settings: What the user set for this camera.
            clock: Seconds of the worker's time, to measure looks with.
        """
        self._settings = settings
        self._clock = clock
        self._problem: str | None = None
        self._backend = self._choose(settings)
        self._budget = Budget()
        self._followed: dict[int, _Followed] = {}
        self._staying: list[_Staying] = []
        self._strays: list[tuple[Box, float]] = []
        self._now = -math.inf
        self.looks = 0
        """How often was looked."""
        self.spent = 0.0
        """Seconds of the worker's time that this took."""

    @property
    def backend(self) -> str | None:
        """Name of the detector in use, or None without one."""
        return self._backend.name if self._backend is not None else None

    @property
    def problem(self) -> str | None:
        """Why no detector is in use though one was asked for, else None."""
        return self._problem

    def configure(self, settings: PipelineSettings) -> None:
        """Take new settings from the next frame on, and keep what was learnt.

        Args:
            settings: What the user set for this camera.
        """
        before, self._settings = self._settings, settings
        if _model_of(before) != _model_of(settings):
            self._backend = self._choose(settings)
        if self._backend is None or before.object_kinds != settings.object_kinds:
            self._followed.clear()
            self._staying.clear()

    def _choose(self, settings: PipelineSettings) -> ObjectBackend | None:
        self._problem = None
        if not settings.objects or settings.object_detector is ObjectDetector.OFF:
            return None
        if settings.object_model is None:
            if settings.object_detector is not ObjectDetector.AUTO:
                self._problem = "the object model is not there"
            return None
        try:
            return YoloxBackend(settings.object_model)
        except ObjectBackendError as err:
            self._problem = str(err)
        _LOGGER.warning("Telling nothing apart: %s", self._problem)
        return None

    def find(
        self,
        frame: Frame,
        tracks: Sequence[Track],
        strays: Sequence[Box],
        now: float,
    ) -> tuple[DetectedObject, ...]:
        """Return what is in view, as far as it is known.

        Args:
            frame: The frame.
            tracks: Everybody who is followed in it.
            strays: Where something changed that nobody follows: worth a look when there is time.
            now: Time in seconds; if it goes back, no time has passed.

        Returns:
            Everything of the wanted kinds: of each track one, or as many as were told apart in it, and whoever stays
            without moving where they were last seen.

        Raises:
            FrameError: The picture is corrupt.
        """
        if self._backend is None:
            return ()
        seconds = max(0.0, now - self._now) if math.isfinite(self._now) else 0.0
        self._now = now = max(now, self._now)
        if not tracks and not self._followed and not self._staying and not strays:
            self._budget.advance(seconds)
            return ()
        self._budget.advance(seconds)
        self._follow(tracks, now)
        self._look(frame, strays, now)
        return (*self._of_tracks(), *self._of_those_who_stay())

    def kind_of(self, track_id: int) -> ObjectKind | None:
        """Return what a track is, or None while that is unknown."""
        followed = self._followed.get(track_id)
        return followed.evidence.kind if followed is not None else None

    def count_in(self, track_id: int, kind: ObjectKind) -> int | None:
        """Return how many of a kind a track is, None while nobody can say.

        Args:
            track_id: Of a track that is followed.
            kind: What is counted.
        """
        followed = self._followed.get(track_id)
        if followed is None:
            return None
        evidence = followed.evidence
        if evidence.nothing:
            return 0
        if evidence.kind is None:
            return None
        return max(1, len(evidence.boxes)) if evidence.kind is kind else 0

    # Who is followed

    def _follow(self, tracks: Sequence[Track], now: float) -> None:
        """Note where everybody is now; who is no longer followed may have stayed."""
        current = {track.id: track for track in tracks}
        for track_id in [each for each in self._followed if each not in current]:
            followed = self._followed.pop(track_id)
            if followed.evidence.kind in _STAYS:
                self._staying.append(_waiting(track_id, followed, now))
                del self._staying[:-_MOST_STAYING]
        for track in tracks:
            known = self._followed.get(track.id)
            if known is None:
                known = self._followed[track.id] = _Followed(track.box)
                self._wake(track, known, now)
            known.box = track.box

    def _wake(self, track: Track, followed: _Followed, now: float) -> None:
        """Take a new track for whoever stayed at its place."""
        for staying in self._staying:
            same = staying.track_id == track.id
            overlap = track.box.overlap(staying.box) >= _BACK
            if same or overlap or share_within(track.box, staying.box) >= _WITHIN:
                followed.evidence = staying.evidence
                # It may be somebody else who came by.
                followed.due = now if not same else now + _VIGIL_PAUSE
                self._staying.remove(staying)
                return

    # Looking

    def _look(self, frame: Frame, strays: Sequence[Box], now: float) -> None:
        """Look where it is most worth it, as far as the budget reaches."""
        while True:
            followed = self._next_followed(now)
            if followed is not None:
                side = GLANCE if followed.evidence.looks % 2 == 0 else CLOSE
                if not self._budget.allows(side):
                    return
                self._examine(frame, followed, side, now)
                continue
            staying = min(
                (one for one in self._staying if one.due <= now),
                key=lambda one: one.due,
                default=None,
            )
            if staying is not None:
                side = CLOSE if staying.misses else GLANCE
                if not self._budget.allows(side):
                    return
                self._check(frame, staying, side, now)
                continue
            stray = self._next_stray(strays, now)
            if stray is None or not self._budget.allows(GLANCE):
                return
            self._strays.append((stray, now))
            del self._strays[:-_MOST_STRAY]
            self._take_in(stray, self._seen(frame, stray, GLANCE), now)

    def _next_followed(self, now: float) -> _Followed | None:
        """Return whose look is due, who was never looked at first."""
        due = [
            one
            for one in self._followed.values()
            if one.looked < now
            and (
                one.due <= now
                or (
                    one.evidence.score < _SURE
                    and now - one.looked >= _CHANGED_PAUSE
                    and one.changed()
                )
            )
        ]
        return min(
            due,
            key=lambda one: (
                one.evidence.looks > 0,
                one.evidence.kind is not None,
                one.due,
                -one.box.area,
            ),
            default=None,
        )

    def _next_stray(self, strays: Sequence[Box], now: float) -> Box | None:
        self._strays = [
            (box, since) for box, since in self._strays if now - since < _STRAY_PAUSE
        ]
        for box in strays:
            if any(box.overlap(looked) > 0.1 for looked, _ in self._strays):
                continue
            known = [one.box for one in self._followed.values()]
            known += [one.box for one in self._staying]
            if not any(share_within(box, one) > _COVERS for one in known):
                return box
        return None

    def _seen(self, frame: Frame, box: Box, side: int) -> tuple[LabelledBox, ...]:
        """Look at a place; return what of the wanted kinds is there."""
        region = Region.around(box, frame)
        if self._backend is None:
            return ()
        began = self._clock()
        try:
            found = look(self._backend, frame, region, side)
        except ObjectBackendError as err:
            self._problem = str(err)
            _LOGGER.warning("Telling nothing apart any more: %s", err)
            self._backend = None
            return ()
        finally:
            took = max(0.0, self._clock() - began)
            self._budget.spend(took, side)
            self.looks += 1
            self.spent += took
        wanted = self._settings.object_kinds
        return tuple(each for each in found if each.kind in wanted)

    def _examine(
        self, frame: Frame, followed: _Followed, side: int, now: float
    ) -> None:
        """Look at somebody who is followed, and at all others who are in the same picture."""
        region = Region.around(followed.box, frame)
        found = self._seen(frame, followed.box, side)
        scale = side / max(region.width, region.height)
        shown = region.box(frame)
        together = [
            one
            for one in self._followed.values()
            if one is followed
            or (
                one.due <= now
                and share_within(one.box, shown) > 0.95
                and one.box.height * frame.height * scale >= _SMALL_IN_CROP
            )
        ]
        for one, theirs in zip(
            together, _shared_out(found, [one.box for one in together]), strict=True
        ):
            one.evidence.add(one.box, theirs)
            one.looked, one.looked_at = now, one.box
            decided = one.evidence.kind is not None and one.evidence.score >= _SURE
            if decided:
                one.pause = max(_DECIDED_PAUSE, one.pause)
            one.due = now + one.pause
            one.pause = min(_LONGEST_PAUSE, _GROWTH * one.pause)

    def _check(self, frame: Frame, staying: _Staying, side: int, now: float) -> None:
        """Look whether somebody is still where they were last seen."""
        found = self._seen(frame, staying.box, side)
        here = max(
            (
                each
                for each in found
                if each.kind is staying.evidence.kind
                and _same_thing(each.box, staying.box)
            ),
            key=lambda each: each.score,
            default=None,
        )
        staying.due = now + staying.pause
        if here is None:
            staying.misses += 1
            if staying.misses >= (1 if staying.at_edge else _VIGIL_MISSES):
                self._staying.remove(staying)
            return
        staying.misses = 0
        staying.at_edge = False
        staying.box = here.box
        staying.evidence.add(here.box, [here])
        staying.pause = min(_LONGEST_PAUSE, _GROWTH * staying.pause)

    def _take_in(self, place: Box, found: tuple[LabelledBox, ...], now: float) -> None:
        """Note who was found where something changed that nobody follows."""
        for each in found:
            if each.kind not in _STAYS or not _same_thing(each.box, place):
                continue
            if any(_same_thing(each.box, one.box) for one in self._staying):
                continue
            evidence = Evidence()
            evidence.add(each.box, [each])
            if evidence.kind is not None and each.score >= _SURE:
                self._staying.append(
                    _Staying(0, each.box, evidence, now + _VIGIL_PAUSE)
                )
                del self._staying[:-_MOST_STAYING]

    # Telling

    def _of_tracks(self) -> list[DetectedObject]:
        objects = []
        for track_id, followed in self._followed.items():
            evidence = followed.evidence
            if evidence.kind is None:
                continue
            objects += [
                DetectedObject(
                    evidence.kind,
                    evidence.label,
                    absolute(box, followed.box),
                    evidence.score,
                    track_id,
                )
                for box in evidence.boxes or (Box(0.0, 0.0, 1.0, 1.0),)
            ]
        return objects

    def _of_those_who_stay(self) -> list[DetectedObject]:
        return [
            DetectedObject(
                one.evidence.kind,
                one.evidence.label,
                one.box,
                one.evidence.score,
                one.track_id or None,
            )
            for one in self._staying
            if one.evidence.kind is not None and not one.at_edge
        ]


def with_kinds(tracks: Sequence[Track], finder: ObjectFinder) -> tuple[Track, ...]:
    """Return the tracks with what they are."""
    return tuple(replace(track, object=finder.kind_of(track.id)) for track in tracks)


def _model_of(settings: PipelineSettings) -> tuple[object, ...]:
    return settings.objects, settings.object_detector, settings.object_model


def _waiting(track_id: int, followed: _Followed, now: float) -> _Staying:
    box = followed.box
    if followed.evidence.boxes:
        box = absolute(followed.evidence.boxes[0], box)
    at_edge = box.x0 < _EDGE or box.y0 < _EDGE or box.x1 > 1 - _EDGE
    return _Staying(
        track_id, box, followed.evidence, now + _VIGIL_PAUSE, at_edge=at_edge
    )


def _same_thing(found: Box, place: Box) -> bool:
    """Tell whether what was found is what a place is about."""
    return (
        found.overlap(place) >= _SAME_PLACE
        or share_within(found, place) >= _WITHIN
        or share_within(place, found) >= 0.8
    )


def _shared_out(
    found: Sequence[LabelledBox], places: Sequence[Box]
) -> list[list[LabelledBox]]:
    """Give everything that was found to the place it belongs to best, if any."""
    shares: list[list[LabelledBox]] = [[] for _ in places]
    for each in found:
        fits = [
            max(
                each.box.overlap(place) / _COVERS,
                share_within(each.box, place) / _WITHIN,
                share_within(place, each.box) / 0.8,
            )
            for place in places
        ]
        best = max(range(len(places)), key=lambda index: fits[index])
        if fits[best] >= 1:
            shares[best].append(each)
    return shares
