"""Incidents: what happened in front of a camera, from its start until it was quiet again."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from homeassistant.util.ulid import ulid_at_time

from ..vision import ObjectKind
from .activity import OF_KIND, Activity, ActivityType, CameraState, is_look_only
from .decision import Decision
from .description import Description

QUIET: Final = timedelta(seconds=10)
"""Without motion and faces before an incident is over."""
LONGEST: Final = timedelta(minutes=30)
"""After which an incident that does not end is closed and another one begun."""
ABSENCE: Final = timedelta(minutes=1)
"""Without a face in view, after which a face is taken for somebody new."""
MOST_STEPS: Final = 50
"""Steps kept of an incident's trace."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an incident's trace: when, what, and the values that made it so."""

    at: datetime
    """UTC."""
    what: str
    intensity: float
    faces: int
    zones: tuple[str, ...] = ()
    line: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """What happened in front of a camera."""

    id: str
    """ULID: sorts by time."""
    camera: str
    """Id of the camera's subentry."""
    camera_name: str
    location: str = ""
    start: datetime
    """UTC."""
    end: datetime | None = None
    """UTC; None while it lasts."""
    types: tuple[ActivityType, ...] = ()
    """What it was about, in the order in which it came."""
    intensity: float = 0.0
    """Strongest motion, percent of the frame."""
    faces: int = 0
    """Most faces at once."""
    visitors_in: int = 0
    visitors_out: int = 0
    zones: tuple[str, ...] = ()
    """Names of the zones that moved."""
    snapshot: str | None = None
    """Path of the picture below the local media folder."""
    favourite: bool = False
    linked: tuple[str, ...] = ()
    """Ids of incidents at other cameras that began within seconds."""
    trace: tuple[Step, ...] = ()
    decisions: tuple[Decision, ...] = ()
    """What alerts decided about it, in the order in which they did."""
    false_alarm: bool = False
    """Whether the user said that it was nothing."""
    preview: str | None = None
    """Path of the moving preview below the local media folder."""
    description: Description | None = None
    """What an AI says of it, if one was asked."""
    is_preview_coming: bool = False
    """Whether its moving preview is being made; of use just after its end, and not stored."""
    newcomers: int = 0
    """Times that a face came into view after `ABSENCE` without any; of use while it lasts, and not stored."""

    @property
    def is_loss(self) -> bool:
        """Whether it is about the camera itself, which gives no picture or one that shows nothing."""
        return ActivityType.CAMERA_LOST in self.types

    @property
    def main_type(self) -> ActivityType:
        """What it was most about, besides what it was that moved: what tells a reader more wins."""
        for kind in (
            ActivityType.CAMERA_LOST,
            ActivityType.TAMPERED,
            ActivityType.VISITOR_IN,
            ActivityType.VISITOR_OUT,
            ActivityType.FACE,
        ):
            if kind in self.types:
                return kind
        if is_look_only(self.types):
            return ActivityType.LOOK
        return ActivityType.MOTION

    @property
    def kinds(self) -> tuple[ObjectKind, ...]:
        """What was in view, as far as it is known."""
        return tuple(kind for kind in ObjectKind if OF_KIND[kind] in self.types)


class Phase(StrEnum):
    """Where in its life an incident is."""

    STARTED = "started"
    UPDATED = "updated"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class IncidentChange:
    """An incident that began, changed or ended."""

    phase: Phase
    incident: Incident


@dataclass(slots=True)
class IncidentTracker:
    """Turns what one camera sees into incidents."""

    camera: str
    camera_name: str
    location: str
    current: Incident | None = None
    """The incident that lasts, if any does."""
    held_until: datetime | None = None
    """Until when an incident lasts although nothing happens, as somebody asked to look, UTC."""
    _active: datetime | None = field(default=None)
    _face_seen: datetime | None = field(default=None)
    """When a face was in view last."""

    def record(
        self, state: CameraState, activities: Sequence[Activity], at: datetime
    ) -> tuple[IncidentChange, ...]:
        """Take in what was seen at a moment in UTC; return what became of incidents."""
        changes: list[IncidentChange] = []
        going_on: tuple[ActivityType, ...] = ()
        if self.current is not None and (
            at - self.current.start > LONGEST or at < self.current.start
        ):
            changes += self.close(at)
            going_on = _lasting_types(state)
        if self._active is not None and at < self._active:
            # The clock was set back: quiet is counted from now on.
            self._active = at
        if state.motion or state.faces or activities or self._is_held(at):
            self._active = at
        newcomer = self._follow_faces(state, at)
        before = self.current
        if before is None:
            if not activities and not going_on:
                return tuple(changes)
            before = Incident(
                id=ulid_at_time(at.timestamp()),
                camera=self.camera,
                camera_name=self.camera_name,
                location=self.location,
                start=at,
                types=going_on,
            )
        elif self._active is None or at - self._active >= QUIET:
            return (*changes, *self.close(at))
        now = _with_activities(before, state, activities)
        if newcomer:
            now = replace(now, newcomers=before.newcomers + 1)
        if self.current is None:
            changes.append(IncidentChange(Phase.STARTED, now))
        elif now != before:
            changes.append(IncidentChange(Phase.UPDATED, now))
        self.current = now
        return tuple(changes)

    def _is_held(self, at: datetime) -> bool:
        """Return whether somebody asked to look at a moment in UTC; a clock that was set back ends that."""
        held = self.held_until
        return held is not None and at < held <= at + LONGEST

    def _follow_faces(self, state: CameraState, at: datetime) -> bool:
        """Return whether a face is in view at a moment in UTC that is taken for somebody new."""
        if not state.faces:
            return False
        seen, self._face_seen = self._face_seen, at
        # A clock that was set back makes nobody new.
        return seen is None or at - seen >= ABSENCE

    def close(self, at: datetime) -> tuple[IncidentChange, ...]:
        """End the incident that lasts, if any does, at a moment in UTC."""
        if self.current is None:
            return ()
        end = max(self.current.start, min(self._active or at, at))
        ended = replace(self.current, end=end)
        self.current = None
        self._active = None
        return (IncidentChange(Phase.ENDED, ended),)


def _lasting_types(state: CameraState) -> tuple[ActivityType, ...]:
    """Return what goes on although nothing began just now."""
    kinds = ((ActivityType.MOTION, state.motion), (ActivityType.FACE, state.faces > 0))
    return tuple(kind for kind, lasts in kinds if lasts)


def _with_activities(
    incident: Incident, state: CameraState, activities: Sequence[Activity]
) -> Incident:
    """Return an incident with what was just seen added."""
    types, zones = list(incident.types), list(incident.zones)
    visitors = {ActivityType.VISITOR_IN: 0, ActivityType.VISITOR_OUT: 0}
    steps = []
    for activity in activities:
        if activity.type not in types:
            types.append(activity.type)
        if activity.type in visitors:
            visitors[activity.type] += 1
        zones += [zone for zone in activity.zones if zone not in zones]
        steps.append(
            Step(
                activity.at,
                activity.type,
                activity.intensity,
                activity.faces,
                activity.zones,
                activity.line,
            )
        )
    return replace(
        incident,
        types=tuple(types),
        intensity=max(
            [incident.intensity, state.intensity]
            + [activity.intensity for activity in activities]
        ),
        faces=max(incident.faces, state.faces),
        visitors_in=incident.visitors_in + visitors[ActivityType.VISITOR_IN],
        visitors_out=incident.visitors_out + visitors[ActivityType.VISITOR_OUT],
        zones=tuple(zones),
        trace=(incident.trace + tuple(steps))[:MOST_STEPS],
    )
