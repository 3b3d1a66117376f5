"""Recognises what is tracked, at a price: when it is new, while it is unclear, and now and then afterwards."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
import math
import time
from typing import Final

from ..frames.frame import Frame
from ..geometry import Box, ObjectKind
from ..observation import DetectedObject, Face, Track
from ..settings import PipelineSettings
from .belonging import WITHIN, is_same_thing, share_out
from .detector_choice import DetectorChoice
from .followed import Followed, face_of, most_urgent
from .followed_objects import FollowedObjects
from .look import GLANCE, Region, look, share_within
from .look_budget import Budget
from .object_backend import LabelledBox, ObjectBackendError
from .one_body import around_both, may_be_one_body, tell_once
from .scene_before import SceneBefore
from .staying import KINDS, Staying, StayingObjects
from .strays import StrayPlaces

_SMALL_IN_CROP: Final = 20
"""What is smaller than this in the picture that is looked at, in pixels, was not really looked at."""


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
        self._choice = DetectorChoice(settings)
        self._budget = Budget()
        self._followed = FollowedObjects()
        self._staying = StayingObjects()
        self._strays = StrayPlaces()
        self._scene = SceneBefore()
        self._now = -math.inf
        self.looks = 0
        """How often was looked."""
        self.spent = 0.0
        """Seconds of the worker's time that this took."""

    @property
    def backend(self) -> str | None:
        """Name of the detector in use, or None without one."""
        return self._choice.backend.name if self._choice.backend is not None else None

    @property
    def problem(self) -> str | None:
        """Why the detector that was asked for is not in use, else None; another one may stand in."""
        return self._choice.problem

    def configure(self, settings: PipelineSettings) -> None:
        """Take new settings from the next frame on, and keep what was learnt.

        Args:
            settings: What the user set for this camera.
        """
        before, self._settings = self._settings, settings
        self._choice.configure(settings)
        if self._choice.backend is None or before.object_kinds != settings.object_kinds:
            self._followed.clear()
            self._staying.clear()

    def retry(self, now: float) -> None:
        """Take up a detector that was broken, if it works by now.

        Args:
            now: Time in seconds.
        """
        was_blind = self._choice.backend is None
        self._choice.retry(now)
        if was_blind and self._choice.backend is not None:
            # Nobody followed what happened meanwhile.
            self._followed.clear()
            self._staying.clear()

    def find(
        self,
        frame: Frame,
        tracks: Sequence[Track],
        strays: Sequence[Box],
        now: float,
        faces: Sequence[Face] = (),
    ) -> tuple[DetectedObject, ...]:
        """Return what is in view, as far as it is known.

        Args:
            frame: The frame.
            tracks: Everybody who is followed in it.
            strays: Where something changed that nobody follows: worth a look when there is time.
            now: Time in seconds; if it goes back, no time has passed.
            faces: Faces that were found in it: whoever has one that stirs is a person.

        Returns:
            Everything of the wanted kinds: of each track one, or as many as were told apart in it, and whoever stays
            without moving where they were last seen.

        Raises:
            FrameError: The picture is corrupt.
        """
        if self._choice.backend is None:
            return ()
        seconds = max(0.0, now - self._now) if math.isfinite(self._now) else 0.0
        self._now = now = max(now, self._now)
        self._budget.advance(seconds)
        if not (tracks or self._followed or self._staying or strays or faces):
            self._scene.learn(frame, now)
            return ()
        self._scene.interrupt()
        self._follow(frame, tracks, faces, now)
        self._look(frame, strays, faces, now)
        return tell_once((*self._followed.told(), *self._staying.told()))

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
        if evidence.nothing or followed.part_of is not None:
            return 0
        if evidence.kind is None:
            return None
        return max(1, len(evidence.boxes)) if evidence.kind is kind else 0

    # Who is followed

    def _follow(
        self, frame: Frame, tracks: Sequence[Track], faces: Sequence[Face], now: float
    ) -> None:
        """Note where everybody is now; who is no longer followed may have stayed."""
        for track_id, lost in self._followed.drop_absent({one.id for one in tracks}):
            if lost.evidence.kind in KINDS and not self._scene.shows_nobody(
                frame, lost.place, lost.contrast
            ):
                self._staying.expect(track_id, lost, now)
        for one in self._staying.newcomers:
            if self._scene.shows_nobody(frame, one.box, one.contrast):
                self._staying.remove(one)
        for track in tracks:
            known = self._followed.get(track.id)
            if known is None:
                known = self._begin(track, now, _aspect(frame))
            if known.box != track.box:
                known.box, known.seen = track.box, now
                self._followed.note_parting(known, now)
            face = face_of(track, faces) if self._tells_persons else None
            if face is not None and known.take_face(face, now):
                contrast = self._scene.contrast(frame, known.place)
                # Faces are told for a moment longer than they are there.
                known.contrast = max(contrast or 0.0, known.contrast or 0.0)
        self._followed.compare_overlapping(now)

    def _begin(self, track: Track, now: float, aspect: float) -> Followed:
        """Take up a new track."""
        new = Followed(track.box, seen=now)
        self._staying.wake(track, new, now, aspect)
        if new.evidence.kind is None and self._followed.has_speck(track.box):
            new.wait_beside_somebody(now)
        self._followed.add(track.id, new)
        return new

    @property
    def _tells_persons(self) -> bool:
        return ObjectKind.PERSON in self._settings.object_kinds

    # Looking

    def _look(
        self,
        frame: Frame,
        strays: Sequence[Box],
        faces: Sequence[Face],
        now: float,
    ) -> None:
        """Look where it is most worth it, as far as the budget reaches."""
        while True:
            followed = most_urgent(self._followed, now)
            if followed is not None:
                if self._scene.is_as_before(frame, followed.box):
                    # The hole that somebody left in the background, or where they were.
                    followed.postpone(now)
                    continue
                if not self._budget.allows(followed.side):
                    return
                self._examine(frame, followed, now)
                continue
            staying = self._next_staying(frame, now)
            if staying is not None:
                if not self._budget.allows(staying.side):
                    return
                found = self._seen(frame, staying.box, staying.side)
                if self._staying.take(staying, found, now) is not None:
                    staying.contrast = self._scene.contrast(frame, staying.box)
                continue
            known = [one.box for one in self._followed]
            stray = self._strays.next(strays, [*known, *self._staying.boxes], now)
            if stray is None or not self._budget.allows(GLANCE):
                return
            self._strays.note(stray, now)
            # Who shows a face is followed from the next frame on.
            shows_face = any(share_within(face.box, stray) > WITHIN for face in faces)
            if shows_face or self._scene.is_as_before(frame, stray):
                continue
            new = self._not_followed(self._seen(frame, stray, GLANCE))
            for one in self._staying.take_in(stray, new, now, _aspect(frame)):
                one.contrast = self._scene.contrast(frame, one.box)

    def _not_followed(self, found: Iterable[LabelledBox]) -> list[LabelledBox]:
        """Return what was found that is neither somebody who is followed nor a part of theirs."""
        known = [
            box
            for one in self._followed
            for box in (one.box, one.place)
            if one.evidence.kind in KINDS
        ]
        return [
            each
            for each in found
            if not any(
                is_same_thing(each.box, box) or may_be_one_body(each.box, box)
                for box in known
            )
        ]

    def _next_staying(self, frame: Frame, now: float) -> Staying | None:
        """Return whom to look for; who has plainly left is forgotten."""
        for one in self._staying.due(now):
            if not self._scene.shows_nobody(frame, one.box, one.contrast):
                return one
            self._staying.remove(one)
        return None

    def _seen(self, frame: Frame, box: Box, side: int) -> tuple[LabelledBox, ...]:
        """Look at a place; return what of the wanted kinds is there."""
        region = Region.around(box, frame)
        found: tuple[LabelledBox, ...] = ()
        began = self._clock()
        try:
            # One that breaks may have another that stands in.
            while (backend := self._choice.backend) is not None:
                try:
                    found = look(backend, frame, region, side)
                    break
                except ObjectBackendError as err:
                    self._choice.note_failure(err, self._now)
        finally:
            took = max(0.0, self._clock() - began)
            self._budget.spend(took, side)
            self.looks += 1
            self.spent += took
        wanted = self._settings.object_kinds
        return tuple(each for each in found if each.kind in wanted)

    def _examine(self, frame: Frame, followed: Followed, now: float) -> None:
        """Look at somebody who is followed, and at all others who are in the same picture."""
        side = followed.side
        other = self._followed.other_part(followed)
        place = around_both(followed.box, other.box) if other else followed.box
        region = Region.around(place, frame)
        found = self._seen(frame, place, side)
        scale = side / max(region.width, region.height)
        shown = region.box(frame)
        together = [
            one
            for one in self._followed
            if one is followed
            or (
                (one.due <= now or not one.evidence.looks or one is other)
                and share_within(one.box, shown) > 0.95
                and one.box.height * frame.height * scale >= _SMALL_IN_CROP
            )
        ]
        shares = share_out(found, [one.box for one in together])
        self._followed.join_parts(together, shares)
        for one, theirs in zip(together, shares, strict=True):
            one.take(theirs, now)
            if theirs:
                one.contrast = self._scene.contrast(frame, one.place)


def with_kinds(tracks: Sequence[Track], finder: ObjectFinder) -> tuple[Track, ...]:
    """Return the tracks with what they are."""
    return tuple(replace(track, object=finder.kind_of(track.id)) for track in tracks)


def _aspect(frame: Frame) -> float:
    """Return the width of a picture in heights of it."""
    return frame.width / frame.height
