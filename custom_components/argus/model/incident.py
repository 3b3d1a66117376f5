"""Incidents: what one would tell as one story of what happened in front of a camera.

One ends when it was quiet, when those who were there have gone and others come, and after some minutes in which more
and more people come; then the next goes on from it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from homeassistant.util.ulid import ulid_at_time

from ..vision import ObjectKind, Observation
from .activity import OF_KIND, Activity, ActivityType, CameraState, is_look_only
from .attendance import Arrival, Attendance
from .decision import Decision
from .description import Description
from .moment import (
    Moment,
    MomentType,
    crossing_moments,
    face_moment,
    kind_moment,
    tampered_moment,
    with_moments,
    zone_moment,
)

QUIET: Final = timedelta(seconds=10)
"""Without motion and faces before an incident is over."""
BUSY: Final = timedelta(minutes=5)
"""After which somebody new begins another incident, which goes on from the one that lasts."""
LONGEST: Final = timedelta(minutes=30)
"""After which an incident that does not end is closed and another one begun, whoever comes or does not."""
MOST_STEPS: Final = 50
"""Steps kept of an incident's trace."""
_CROSSED: Final = (ActivityType.VISITOR_IN, ActivityType.VISITOR_OUT)


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
    """Times that a face came into view after some time without any; of use while it lasts, and not stored."""
    new_persons: int = 0
    """The same of persons."""
    continues: str | None = None
    """Id of the incident that it goes on from, if it was not quiet in between."""
    moments: tuple[Moment, ...] = ()
    """What happened inside it, in the order in which it did."""

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
    zone_names: Mapping[str, str] = field(default_factory=dict)
    """Of the camera's zones, by their ids."""
    _active: datetime | None = field(default=None)
    _attendance: Attendance = field(default_factory=Attendance)
    _goes_on_from: str | None = field(default=None)
    """Id of the incident that was closed although it was not quiet yet."""

    def record(
        self,
        state: CameraState,
        activities: Sequence[Activity],
        at: datetime,
        observation: Observation | None = None,
    ) -> tuple[IncidentChange, ...]:
        """Take in what was seen at a moment in UTC; return what became of incidents.

        Args:
            state: what is known of the view now.
            activities: what began or happened just now.
            at: when, UTC.
            observation: what was seen where; without it there are no moments.

        """
        arrival = self._attendance.follow(state, activities, at)
        changes = self._cut(arrival, at)
        going_on = _lasting_types(state) if changes else ()
        if self._active is not None and at < self._active:
            # The clock was set back: quiet is counted from now on.
            self._active = at
        if (
            state.motion
            or state.visiting_faces
            or state.people
            or activities
            or self._is_held(at)
        ):
            self._active = at
        is_quiet = self._active is None or at - self._active >= QUIET
        if is_quiet:
            self._goes_on_from = None
        before = self.current
        if before is None:
            if not activities and not going_on:
                return changes
            before = Incident(
                id=ulid_at_time(at.timestamp()),
                camera=self.camera,
                camera_name=self.camera_name,
                location=self.location,
                start=at,
                types=going_on,
                # Who is still there came before.
                faces=state.visiting_faces if going_on and not arrival.new_face else 0,
                continues=self._goes_on_from,
            )
        elif is_quiet:
            return (*changes, *self.close(at))
        now = _with_activities(before, state, activities)
        now = replace(
            now,
            newcomers=before.newcomers + arrival.new_face,
            new_persons=before.new_persons + arrival.new_person,
            zones=self._with_zones(now, state),
        )
        if observation is not None:
            found = _find_moments(before, now, activities, arrival, observation, at)
            now = replace(now, moments=with_moments(before.moments, found))
        if self.current is None:
            changes += (IncidentChange(Phase.STARTED, now),)
        elif now != before:
            changes += (IncidentChange(Phase.UPDATED, now),)
        self.current = now
        return changes

    def _cut(self, arrival: Arrival, at: datetime) -> tuple[IncidentChange, ...]:
        """End the incident that lasts if what is seen at a moment in UTC is another story, or a new part of it."""
        current = self.current
        if current is None:
            return ()
        lasted = at - current.start
        comes = arrival.is_somebody and not self._is_held(at)
        is_new_story = comes and arrival.after_all_left and _shows_somebody(current)
        is_new_part = (comes and lasted >= BUSY) or lasted > LONGEST
        if not (is_new_story or is_new_part or at < current.start):
            return ()
        changes = self.close(at)
        if is_new_part and not is_new_story:
            self._goes_on_from = current.id
        return changes

    def _with_zones(self, incident: Incident, state: CameraState) -> tuple[str, ...]:
        """Return the zones of an incident with those that move by now."""
        moving = (self.zone_names[one] for one in state.zones if one in self.zone_names)
        return tuple(dict.fromkeys((*incident.zones, *moving)))

    def _is_held(self, at: datetime) -> bool:
        """Return whether somebody asked to look at a moment in UTC; a clock that was set back ends that."""
        held = self.held_until
        return held is not None and at < held <= at + LONGEST

    def close(self, at: datetime) -> tuple[IncidentChange, ...]:
        """End the incident that lasts, if any does, at a moment in UTC."""
        self._goes_on_from = None
        if self.current is None:
            return ()
        end = max(self.current.start, min(self._active or at, at))
        ended = replace(self.current, end=end)
        self.current = None
        self._active = None
        return (IncidentChange(Phase.ENDED, ended),)


def _shows_somebody(incident: Incident) -> bool:
    """Return whether anybody was there in an incident: what moved before may have been the one who shows now."""
    return bool(
        incident.faces
        or incident.visitors_in
        or incident.visitors_out
        or ActivityType.PERSON in incident.types
    )


def _find_moments(
    before: Incident,
    now: Incident,
    activities: Sequence[Activity],
    arrival: Arrival,
    observation: Observation,
    at: datetime,
) -> Iterator[Moment]:
    """Yield the moments that the newest frame of an incident is, what tells most first."""
    types = [activity.type for activity in activities]
    if ActivityType.TAMPERED in types:
        yield tampered_moment(at)
    crossed = [
        (MomentType(one.type), one.line)
        for one in activities
        if one.type in _CROSSED or one.line is not None
    ]
    yield from crossing_moments(observation, crossed, at)
    more_faces = now.faces > before.faces
    if observation.faces_of_people and (
        arrival.new_face or more_faces or ActivityType.FACE in types
    ):
        yield face_moment(observation, at, is_new=arrival.new_face or more_faces)
    for kind in ObjectKind:
        if OF_KIND[kind] in types or (kind is ObjectKind.PERSON and arrival.new_person):
            yield kind_moment(kind, observation, at)
    for zone in now.zones:
        if zone not in before.zones:
            yield zone_moment(zone, observation, at)


def _lasting_types(state: CameraState) -> tuple[ActivityType, ...]:
    """Return what goes on although nothing began just now."""
    kinds = (
        (ActivityType.MOTION, state.motion),
        (ActivityType.FACE, state.visiting_faces > 0),
        (ActivityType.PERSON, state.people > 0),
    )
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
        faces=max(incident.faces, state.visiting_faces),
        visitors_in=incident.visitors_in + visitors[ActivityType.VISITOR_IN],
        visitors_out=incident.visitors_out + visitors[ActivityType.VISITOR_OUT],
        zones=tuple(zones),
        trace=(incident.trace + tuple(steps))[:MOST_STEPS],
    )
