"""Those who were last seen somewhere and did not leave: somebody who stands or sits still is not seen to move."""

from collections.abc import Iterable
from dataclasses import dataclass
import math
from typing import Final

from ..geometry import Box, ObjectKind
from ..observation import DetectedObject, Track
from .belonging import WITHIN, is_same_thing
from .evidence import Evidence
from .followed import GROWTH, LONGEST_PAUSE, SURE, Followed
from .look import CLOSE, GLANCE, share_within
from .object_backend import LabelledBox

KINDS: Final = frozenset({ObjectKind.PERSON, ObjectKind.ANIMAL})
"""Who may stay without moving for long. A vehicle that has parked is part of the scene."""
_PAUSE: Final = 1.0
_MISSES: Final = 2
_BACK: Final = 0.2
_EDGE: Final = 0.02
_MOST: Final = 16
_RUN: Final = 2.0
"""Who was found a moment ago and is not followed yet can have gone so many of their heights a second: they run."""


@dataclass(slots=True)
class Staying:
    """Somebody who was last seen here and did not leave."""

    track_id: int
    """0 if nobody followed them."""
    box: Box
    evidence: Evidence
    due: float
    pause: float = _PAUSE
    misses: int = 0
    at_edge: bool = False
    """Whether they were last seen where one leaves the picture."""
    contrast: float | None = None
    """By how many grey levels they differed from the empty place when they were recognised."""
    found: float | None = None
    """When they were found by a single look, without being followed, if nobody saw them since: they may but walk by."""

    def way_to(self, box: Box, now: float, aspect: float) -> float:
        """Return how far who was found a moment ago would have gone to a box that is seen now.

        Args:
            box: Where somebody is.
            now: Time in seconds.
            aspect: Width of the picture in heights of it.

        Returns:
            The gap in heights of the picture; infinite if nobody gets there so soon.
        """
        if self.found is None:
            return math.inf
        tall = max(self.box.height, box.height)
        reach = _RUN * tall * max(0.0, now - self.found)
        across = max(self.box.x0, box.x0) - min(self.box.x1, box.x1)
        down = max(self.box.y0, box.y0) - min(self.box.y1, box.y1)
        way = math.hypot(max(0.0, across) * aspect, max(0.0, down))
        return way if way <= reach else math.inf

    @property
    def side(self) -> int:
        """At how many pixels to look next."""
        return CLOSE if self.misses else GLANCE


class StayingObjects:
    """Keeps an eye on those who stay, with growing pauses."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._staying: list[Staying] = []

    def __bool__(self) -> bool:
        """Tell whether anybody stays."""
        return bool(self._staying)

    @property
    def boxes(self) -> list[Box]:
        """Where they are."""
        return [one.box for one in self._staying]

    def clear(self) -> None:
        """Forget everybody."""
        self._staying.clear()

    def expect(self, track_id: int, followed: Followed, now: float) -> None:
        """Note where somebody is who is no longer followed."""
        box = followed.place
        at_edge = box.x0 < _EDGE or box.y0 < _EDGE or box.x1 > 1 - _EDGE
        self._append(
            Staying(
                track_id,
                box,
                followed.evidence,
                now + _PAUSE,
                at_edge=at_edge,
                contrast=followed.contrast,
            )
        )

    @property
    def newcomers(self) -> list[Staying]:
        """Who was found by a single look and may but walk by."""
        return [one for one in self._staying if one.found is not None]

    def wake(self, track: Track, followed: Followed, now: float, aspect: float) -> None:
        """Take a new track for whoever stayed at its place, or came from there."""
        staying, same = self._of(track, now, aspect)
        if staying is None:
            return
        followed.evidence = staying.evidence
        followed.contrast = staying.contrast
        # It may be somebody else who came by.
        followed.due = now if not same else now + _PAUSE
        self._staying.remove(staying)

    def _of(
        self, track: Track, now: float, aspect: float
    ) -> tuple[Staying | None, bool]:
        """Return who it is that is followed anew, and whether that is certain."""
        for staying in self._staying:
            same = staying.track_id == track.id
            overlap = track.box.overlap(staying.box) >= _BACK
            if same or overlap or share_within(track.box, staying.box) >= WITHIN:
                return staying, same
        ways = [(one.way_to(track.box, now, aspect), one) for one in self.newcomers]
        way, nearest = min(ways, key=lambda pair: pair[0], default=(math.inf, None))
        return (nearest, False) if way < math.inf else (None, False)

    def due(self, now: float) -> list[Staying]:
        """Return whom to look for, the longest overdue first."""
        return sorted(
            (one for one in self._staying if one.due <= now), key=lambda one: one.due
        )

    def remove(self, staying: Staying) -> None:
        """Forget somebody who has left."""
        self._staying.remove(staying)

    def take(
        self, staying: Staying, found: Iterable[LabelledBox], now: float
    ) -> LabelledBox | None:
        """Note what a look at somebody's place showed, and when to look again.

        Returns:
            What they were recognised by, or None if nobody was.
        """
        here = max(
            (
                each
                for each in found
                if each.kind is staying.evidence.kind
                and is_same_thing(each.box, staying.box)
            ),
            key=lambda each: each.score,
            default=None,
        )
        staying.due = now + staying.pause
        if here is None:
            staying.misses += 1
            once = staying.at_edge or staying.found is not None
            if staying.misses >= (1 if once else _MISSES):
                self.remove(staying)
            return None
        staying.misses = 0
        staying.at_edge = False
        staying.found = None
        staying.box = here.box
        staying.evidence.add(here.box, [here])
        staying.pause = min(LONGEST_PAUSE, GROWTH * staying.pause)
        return here

    def take_in(
        self, place: Box, found: Iterable[LabelledBox], now: float, aspect: float
    ) -> list[Staying]:
        """Note who was found where something changed that nobody follows.

        Args:
            place: Where something changed.
            found: What a look there showed that is not followed.
            now: Time in seconds.
            aspect: Width of the picture in heights of it.

        Returns:
            Who is new.
        """
        new = []
        for each in found:
            if each.kind not in KINDS or not is_same_thing(each.box, place):
                continue
            # Who walks by is found again and again, each time a bit further on.
            for one in self.newcomers:
                gone_on = one.way_to(each.box, now, aspect) < math.inf
                if one.found != now and gone_on:
                    self._staying.remove(one)
            if any(is_same_thing(each.box, one.box) for one in self._staying):
                continue
            evidence = Evidence()
            evidence.add(each.box, [each])
            if evidence.kind is not None and each.score >= SURE:
                new.append(Staying(0, each.box, evidence, now + _PAUSE, found=now))
                self._append(new[-1])
        return new

    def told(self) -> list[DetectedObject]:
        """Return who they are. Whoever was at the edge may have left and has to be seen again first."""
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

    def _append(self, staying: Staying) -> None:
        self._staying.append(staying)
        del self._staying[:-_MOST]
