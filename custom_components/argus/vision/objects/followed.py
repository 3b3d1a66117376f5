"""Somebody who is followed: what looks have shown of them, and when it is worth to look again."""

from collections.abc import Iterable
from dataclasses import dataclass, field
import math
from typing import Final

from ..geometry import Box, ObjectKind
from ..observation import DetectedObject, Face, Track, TrackKind
from .evidence import Evidence, absolute
from .look import CLOSE, GLANCE
from .object_backend import LabelledBox
from .one_body import any_may_be_one_body

SURE: Final = 0.6
"""Mean score from which a label is looked at again but rarely."""
_FIRST_PAUSE: Final = 0.3
_DECIDED_PAUSE: Final = 4.0
LONGEST_PAUSE: Final = 60.0
GROWTH: Final = 2.0
_GROWN: Final = 1.8
"""A track whose box has grown or shrunk by this factor shows something else …"""
_CHANGED_PAUSE: Final = 1.0
"""… and is looked at again when so many seconds have passed."""
_SPECK_PAUSE: Final = 1.5
"""Seconds that something small beside somebody has to last before it is looked at: most are parts that join them."""
_FACES_WIDE: Final = 4.5
"""A body that is no wider than so many of its face is of one person."""


@dataclass(slots=True)
class Followed:
    """A track, and when to look at it again."""

    box: Box
    evidence: Evidence = field(default_factory=Evidence)
    due: float = -math.inf
    pause: float = _FIRST_PAUSE
    looked: float = -math.inf
    looked_at: Box | None = None
    contrast: float | None = None
    """By how many grey levels they differed from the empty place when they were recognised."""
    seen: float = -math.inf
    """When it was followed to another box last: one that is missed stays where it was."""
    part_of: int | None = None
    """Of which track's body it is but a part."""
    compared: set[int] = field(default_factory=set)
    """With which tracks it was looked at, lying in what was told of them."""

    @property
    def side(self) -> int:
        """At how many pixels to look next."""
        return GLANCE if self.evidence.looks % 2 == 0 else CLOSE

    @property
    def place(self) -> Box:
        """Where it is, as well as looks tell."""
        boxes = self.evidence.boxes
        return absolute(boxes[0], self.box) if boxes else self.box

    def is_due(self, now: float) -> bool:
        """Tell whether it is time to look."""
        if self.looked >= now:
            return False
        return self.due <= now or (
            self.evidence.score < SURE
            and now - self.looked >= _CHANGED_PAUSE
            and self._changed()
        )

    def _changed(self) -> bool:
        """Tell whether it shows something else than when it was looked at."""
        before = self.looked_at
        if before is None:
            # Nobody looked yet: when to do so was set.
            return False
        if not before.area or not self.box.area:
            return True
        factor = self.box.area / before.area
        return not 1 / _GROWN < factor < _GROWN

    def take(self, found: list[LabelledBox], now: float) -> None:
        """Note what a look showed of them, and when to look again."""
        self.evidence.add(self.box, found)
        self.looked, self.looked_at = now, self.box
        decided = (
            self.evidence.kind is not None
            and self.evidence.score >= SURE
            # Of two one above the other it is not sure that they are not one.
            and not any_may_be_one_body(self.evidence.boxes)
        )
        if decided:
            self.pause = max(_DECIDED_PAUSE, self.pause)
        self.due = now + self.pause
        self.pause = min(LONGEST_PAUSE, GROWTH * self.pause)

    def postpone(self, now: float) -> None:
        """Look later: there is nothing to be seen now."""
        self.looked, self.due = now, now + self.pause
        self.pause = min(LONGEST_PAUSE, GROWTH * self.pause)

    def take_face(self, face: Face, now: float) -> bool:
        """Take somebody for a person by their face, without a look.

        In a wider box there may be two of whom one shows their face, or a car and who drives it.

        Returns:
            Whether the face says enough, so that a look can wait.
        """
        if self.box.width > _FACES_WIDE * face.box.width:
            return False
        if self.evidence.kind is None and not self.evidence.looks:
            score = max(SURE, min(1.0, face.score))
            person = LabelledBox(ObjectKind.PERSON, "person", self.box, score)
            self.evidence.add(self.box, [person])
            self.looked, self.looked_at = now, self.box
        if self.evidence.kind is not ObjectKind.PERSON:
            return False
        self.due = max(self.due, now + _DECIDED_PAUSE)
        return True

    def wait_beside_somebody(self, now: float) -> None:
        """Wait with looks at something small beside somebody: most of it is a part of theirs."""
        self.due, self.pause = now + _SPECK_PAUSE, _SPECK_PAUSE

    def told(self, track_id: int) -> list[DetectedObject]:
        """Return what it is, or each of several that were told apart; nothing while that is unknown."""
        evidence = self.evidence
        if evidence.kind is None:
            return []
        return [
            DetectedObject(
                evidence.kind,
                evidence.label,
                absolute(box, self.box),
                evidence.score,
                track_id,
            )
            for box in evidence.boxes or (Box(0.0, 0.0, 1.0, 1.0),)
        ]


def most_urgent(followed: Iterable[Followed], now: float) -> Followed | None:
    """Return whose look is due, who was never looked at first."""
    return min(
        (one for one in followed if one.is_due(now)),
        key=lambda one: (
            one.evidence.looks > 0,
            one.evidence.kind is not None,
            one.due,
            -one.box.area,
        ),
        default=None,
    )


def face_of(track: Track, faces: Iterable[Face]) -> Face | None:
    """Return the face that something moving carries in this frame, if it stirs: another may be a poster's."""
    place = track.face
    if track.kind is TrackKind.FACE or place is None:
        return None
    return next(
        (
            face
            for face in faces
            if not face.is_unmoved and face.box.overlap(place) > 0.5
        ),
        None,
    )
