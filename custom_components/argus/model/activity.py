"""Turns observations of single frames into states and activities of a camera, with hold times.

A state changes only after hysteresis, so a sensor neither flaps nor writes a state for every frame. Nothing here knows
of Home Assistant's event loop: frames and the clock come in, states and activities come out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from ..vision import Crossing, Direction, ObjectKind, Observation, Tamper
from .camera_settings import CameraSettings
from .tally import Tally

MOTION_HOLD: Final = 4.0
"""Seconds without motion before motion is over, for intervals up to a third of it."""
RECENT_MOTION_HOLD: Final = 15.0
"""The same for what the motion sensors show: about as long as an incident waits for more, so that each is on once."""
INTENSITY_PERIOD: Final = 5.0
"""Seconds between two updates of the intensity while motion lasts."""
LAST_SEEN_PERIOD: Final = timedelta(minutes=2)
"""Between two updates of when somebody was last seen, while somebody comes into view again and again."""
LAST_SEEN_QUIET: Final = timedelta(seconds=30)
"""Without anybody in view until that is told to the second."""


class ActivityType(StrEnum):
    """What an activity is about; also the types of the event entities."""

    MOTION = "motion"
    FACE = "face"
    VISITOR_IN = "visitor_in"
    VISITOR_OUT = "visitor_out"
    TAMPERED = "tampered"
    PERSON = "person"
    VEHICLE = "vehicle"
    ANIMAL = "animal"
    CAMERA_LOST = "camera_lost"
    LOOK = "look"
    """Somebody, or an automation, asked to look."""


OF_KIND: Final = {
    ObjectKind.PERSON: ActivityType.PERSON,
    ObjectKind.VEHICLE: ActivityType.VEHICLE,
    ObjectKind.ANIMAL: ActivityType.ANIMAL,
}
"""What it is about when something of a kind comes into view."""


def is_look_only(types: Iterable[str]) -> bool:
    """Return whether somebody asked to look and, of what is told apart by these types, nothing was seen."""
    return set(types) == {ActivityType.LOOK}


@dataclass(frozen=True, slots=True)
class Activity:
    """Something that just began or happened in front of a camera."""

    type: ActivityType
    at: datetime
    """UTC."""
    faces: int
    intensity: float
    """Share of the frame that moves, percent."""
    zones: tuple[str, ...] = ()
    """Names of the zones that move."""
    line: str | None = None
    """Name of the line that was crossed."""
    tamper: Tamper | None = None
    people: int = 0
    """Persons in view."""
    kinds: tuple[ObjectKind, ...] = ()
    """What is in view, as far as it is known."""
    incident: str | None = None
    """Id of the incident it belongs to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraState:
    """What is known of a camera's view now."""

    motion: bool = False
    intensity: float = 0.0
    """Share of the frame that moves, percent."""
    zones: tuple[str, ...] = ()
    """Ids of the zones that move."""
    recent_motion: bool = False
    """Whether it moves, or did some seconds ago: what a log should tell once, and not for every pause of a step."""
    recent_zones: tuple[str, ...] = ()
    """The same of the zones, by their ids."""
    faces: int = 0
    unmoved_faces: int = 0
    """Of the faces, those that were there when Argus began to look and have not stirred since: nobody is told of them."""
    people: int = 0
    """Persons in view, those who stand still as well."""
    recent_people: int = 0
    """The most persons in view now and a moment ago: one who is missed in a frame has not left."""
    kinds: tuple[ObjectKind, ...] = ()
    """What is in view, or was a moment ago."""
    present: bool = False
    last_seen: datetime | None = None
    tamper: Tamper | None = None
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    """Visitors and vehicles by the keys of counters."""

    @property
    def visiting_faces(self) -> int:
        """Faces in view that came or stirred since Argus began to look."""
        return self.faces - self.unmoved_faces


@dataclass(slots=True)
class _Hold:
    """Stays on for a while after it was last fed."""

    until: float = float("-inf")

    def feed(self, fed: bool, now: float, seconds: float) -> bool:
        """Return whether it is on now; feeding keeps it on for some seconds."""
        # A clock that was set back must not hold for ever.
        if fed or self.until > now + seconds:
            self.until = now + seconds if fed else now
        return now < self.until


@dataclass(slots=True)
class _HeldCount:
    """Falls only to what it has not exceeded for a while."""

    value: int = 0
    _until: float = float("-inf")
    _since: int = 0
    """The most of the time since it would have fallen."""

    def feed(self, count: int, now: float, seconds: float) -> int:
        """Return what it is now; it stays where it was for some seconds before it falls."""
        if count >= self.value:
            self.value, self._until, self._since = count, now + seconds, 0
            return count
        self._since = max(self._since, count)
        # A clock that was set back must not hold for ever.
        if not now < self._until <= now + seconds:
            self.value, self._until, self._since = self._since, now + seconds, 0
        return self.value


@dataclass(slots=True)
class ActivityTracker:
    """Follows one camera: observations in, states and activities out."""

    settings: CameraSettings
    state: CameraState = field(default_factory=CameraState)
    last_seen: datetime | None = None
    """When somebody was last seen, to the frame; the state's may be a little older."""
    _motion: _Hold = field(default_factory=_Hold)
    _zones: dict[str, _Hold] = field(default_factory=dict)
    _recent_motion: _Hold = field(default_factory=_Hold)
    _recent_zones: dict[str, _Hold] = field(default_factory=dict)
    _kinds: dict[ObjectKind, _Hold] = field(default_factory=dict)
    _people: _HeldCount = field(default_factory=_HeldCount)
    _peak: float = 0.0
    _intensity_due: float = float("-inf")
    _is_look_due: bool = False

    def observe(
        self, observation: Observation, now: float, at: datetime
    ) -> tuple[Activity, ...]:
        """Take in one observation.

        Args:
            observation: what the eyes saw.
            now: monotonic seconds at which the frame was taken.
            at: the same moment in UTC.

        Returns:
            What began or happened with this frame, in the order of importance to a reader of a log.

        """
        before = self.state
        hold = max(MOTION_HOLD, 3 * self.settings.interval)
        seen = observation.motion
        motion = self._motion.feed(seen.detected, now, hold)
        zones = _moving_zones(self._zones, observation, now, hold)
        recent = max(RECENT_MOTION_HOLD, hold)
        faces = observation.faces_of_people
        people = sum(each.kind is ObjectKind.PERSON for each in observation.objects)
        visitors = bool(faces or people) or not all(
            crossing.of_vehicle for crossing in observation.crossings
        )
        self.state = replace(
            before,
            motion=motion,
            intensity=self._intensity(observation, motion, now),
            zones=zones,
            recent_motion=self._recent_motion.feed(seen.detected, now, recent),
            recent_zones=_moving_zones(self._recent_zones, observation, now, recent),
            faces=len(faces),
            unmoved_faces=sum(face.is_unmoved for face in faces),
            people=people,
            recent_people=self._people.feed(people, now, hold),
            kinds=self._kinds_in_view(observation, now, hold),
            tamper=observation.tamper,
        )
        if visitors:
            if self.last_seen is None or at - self.last_seen >= LAST_SEEN_QUIET:
                # Who comes after a while is told at once.
                self.state = replace(self.state, last_seen=at)
            self.last_seen = at
        self.check_presence(at)
        return tuple(self._new_activities(before, observation, at))

    def check_presence(self, at: datetime) -> None:
        """Say whether somebody is present at a moment in UTC, from when one was last seen."""
        if self.last_seen is not None and self.last_seen > at:
            self.last_seen = at  # the clock was set back
        ends = self.presence_ends
        present = ends is not None and at < ends
        told = self.state.last_seen
        if (
            told is None
            or self.last_seen is None
            or present != self.state.present
            or at - self.last_seen >= LAST_SEEN_QUIET
            or abs(self.last_seen - told) >= LAST_SEEN_PERIOD
        ):
            told = self.last_seen
        self.state = replace(self.state, last_seen=told, present=present)

    @property
    def presence_ends(self) -> datetime | None:
        """When presence ends if nobody is seen any more, UTC; None if nobody was ever seen."""
        if self.last_seen is None:
            return None
        return self.last_seen + timedelta(seconds=self.settings.presence_timeout)

    def remember(self, last_seen: datetime | None, at: datetime) -> None:
        """Take over when somebody was last seen, from before a restart."""
        self.last_seen = last_seen
        self.check_presence(at)

    def note_look(self) -> None:
        """Say with the next observation that somebody asked to look."""
        self._is_look_due = True

    def count(self, tallies: Mapping[str, Tally]) -> None:
        """Take over what the lines counted."""
        self.state = replace(self.state, tallies=tallies)

    def rest(self) -> None:
        """Nobody watches now: what moves and shows is unknown and told as nothing; presence runs out by itself."""
        self._motion, self._recent_motion = _Hold(), _Hold()
        self._zones.clear()
        self._recent_zones.clear()
        self._kinds.clear()
        self._people = _HeldCount()
        self._peak = 0.0
        self._intensity_due = float("-inf")
        self.state = replace(
            self.state,
            motion=False,
            intensity=0.0,
            zones=(),
            recent_motion=False,
            recent_zones=(),
            faces=0,
            unmoved_faces=0,
            people=0,
            recent_people=0,
            kinds=(),
            tamper=None,
        )

    def _kinds_in_view(
        self, observation: Observation, now: float, hold: float
    ) -> tuple[ObjectKind, ...]:
        seen = {each.kind for each in observation.objects}
        return tuple(
            kind
            for kind in ObjectKind
            if self._kinds.setdefault(kind, _Hold()).feed(kind in seen, now, hold)
        )

    def _intensity(self, observation: Observation, motion: bool, now: float) -> float:
        """Return the strongest motion of the last period: one state every few seconds, not one a frame."""
        if not motion:
            self._peak = 0.0
            self._intensity_due = float("-inf")
            return 0.0
        self._peak = max(self._peak, observation.motion.intensity)
        if now < self._intensity_due <= now + INTENSITY_PERIOD:
            return self.state.intensity
        intensity = round(100 * self._peak, 1)
        self._peak = 0.0
        self._intensity_due = now + INTENSITY_PERIOD
        return intensity

    def _new_activities(
        self, before: CameraState, observation: Observation, at: datetime
    ) -> Iterable[Activity]:
        state = self.state
        names = {zone.id: zone.name for zone in self.settings.zones}
        lines = {line.id: line for line in self.settings.lines}
        now = Activity(
            type=ActivityType.MOTION,
            at=at,
            faces=state.visiting_faces,
            intensity=round(100 * observation.motion.intensity, 1),
            zones=tuple(names[zone] for zone in state.zones if zone in names),
            people=state.people,
            kinds=state.kinds,
        )
        if state.tamper is not None and state.tamper != before.tamper:
            yield replace(now, type=ActivityType.TAMPERED, tamper=state.tamper)
        for crossing in observation.crossings:
            line = lines.get(crossing.line_id)
            yield replace(
                now,
                type=_of_crossing(crossing),
                line=line.name if line is not None else None,
            )
        if state.visiting_faces and not before.visiting_faces:
            yield replace(now, type=ActivityType.FACE)
        for kind in state.kinds:
            if kind not in before.kinds:
                yield replace(now, type=OF_KIND[kind])
        if state.motion and not before.motion:
            yield now
        if self._is_look_due:
            self._is_look_due = False
            yield replace(now, type=ActivityType.LOOK)


def _of_crossing(crossing: Crossing) -> ActivityType:
    """Return what it is about when a line was crossed."""
    if crossing.of_vehicle:
        return ActivityType.VEHICLE
    if crossing.direction is Direction.IN:
        return ActivityType.VISITOR_IN
    return ActivityType.VISITOR_OUT


def _moving_zones(
    holds: dict[str, _Hold], observation: Observation, now: float, seconds: float
) -> tuple[str, ...]:
    """Return the ids of the zones that move, or did within some seconds."""
    return tuple(
        zone.zone_id
        for zone in observation.motion.zones
        if holds.setdefault(zone.zone_id, _Hold()).feed(zone.detected, now, seconds)
    )
