"""Who comes into a camera's view: somebody new after nobody was seen for a while, and whether all others had gone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from .activity import Activity, ActivityType, CameraState

ABSENCE: Final = timedelta(minutes=1)
"""Without a face in view, or without a person, after which one is taken for somebody new."""
_CROSSED: Final = frozenset({ActivityType.VISITOR_IN, ActivityType.VISITOR_OUT})


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who came into view with a frame."""

    new_face: bool = False
    """Whether a face is taken for somebody new."""
    new_person: bool = False
    """Whether a person is."""
    visitors: bool = False
    """Whether somebody crossed a line."""
    after_all_left: bool = False
    """Whether those who were in view before had all gone by then."""

    @property
    def is_somebody(self) -> bool:
        """Whether anybody came."""
        return self.new_face or self.new_person or self.visitors


@dataclass(slots=True)
class Attendance:
    """Follows when somebody was in view of one camera last."""

    _face_at: datetime | None = field(default=None)
    _person_at: datetime | None = field(default=None)
    _somebody_at: datetime | None = field(default=None)
    _may_have_gone: bool = field(default=False)
    """Whether they were seen as persons, or it came to rest since: a face that turned away is still there."""

    def follow(
        self, state: CameraState, activities: Sequence[Activity], at: datetime
    ) -> Arrival:
        """Take in what was seen at a moment in UTC; return who came."""
        types = {activity.type for activity in activities}
        face = state.visiting_faces > 0
        person = state.people > 0 or ActivityType.PERSON in types
        visitors = not _CROSSED.isdisjoint(types)
        arrival = Arrival(
            new_face=face and _was_absent(self._face_at, at),
            new_person=person and _was_absent(self._person_at, at),
            visitors=visitors,
            after_all_left=(
                self._may_have_gone
                and self._somebody_at is not None
                and _was_absent(self._somebody_at, at)
            ),
        )
        self._may_have_gone |= not state.motion
        if face:
            self._face_at = at
        if person:
            self._person_at = at
        if face or person or visitors:
            self._somebody_at, self._may_have_gone = at, person
        return arrival


def _was_absent(seen: datetime | None, at: datetime) -> bool:
    """Return whether somebody who was seen last at a moment was away long enough; a clock set back makes nobody new."""
    return seen is None or at - seen >= ABSENCE
