"""Moments inside an incident: when somebody new came, a face or a kind of thing was seen, a visitor passed, a zone was entered.

Which of them are kept, and which frame shows an incident best, is one rule: `IMPORTANCE`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from ..vision import Box, Crossing, DetectedObject, Direction, ObjectKind, Observation

MOST_MOMENTS: Final = 40
"""Kept of one incident: more than a busy shop's door gives in the minutes that one lasts."""
SAME: Final = timedelta(seconds=10)
"""In which more of the same is no moment of its own: a detector loses a face now and then."""


class MomentType(StrEnum):
    """What a moment is about."""

    TAMPERED = "tampered"
    SOMEBODY = "somebody"
    """A face that is taken for somebody new."""
    VISITOR_IN = "visitor_in"
    VISITOR_OUT = "visitor_out"
    FACE = "face"
    PERSON = "person"
    VEHICLE = "vehicle"
    ANIMAL = "animal"
    ZONE = "zone"
    """Something that moves came into a zone."""


IMPORTANCE: Final[Mapping[MomentType, int]] = {
    MomentType.SOMEBODY: 4,
    MomentType.FACE: 4,
    MomentType.VISITOR_IN: 3,
    MomentType.VISITOR_OUT: 3,
    MomentType.PERSON: 3,
    MomentType.VEHICLE: 2,
    MomentType.ANIMAL: 2,
    MomentType.TAMPERED: 1,
    MomentType.ZONE: 1,
}
"""How much a picture of it tells: a face most, then a person, then a vehicle or an animal, then that something moves.

What was done to a camera is told without a picture, which would show little.
"""
ALWAYS: Final = frozenset(
    {
        MomentType.TAMPERED,
        MomentType.SOMEBODY,
        MomentType.VISITOR_IN,
        MomentType.VISITOR_OUT,
    }
)
"""What makes a moment however short ago there was another, and is dropped last."""

_OF_KIND: Final = {
    ObjectKind.PERSON: MomentType.PERSON,
    ObjectKind.VEHICLE: MomentType.VEHICLE,
    ObjectKind.ANIMAL: MomentType.ANIMAL,
}
_OF_DIRECTION: Final = {
    Direction.IN: MomentType.VISITOR_IN,
    Direction.OUT: MomentType.VISITOR_OUT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One moment inside an incident."""

    number: int = 0
    """Within the incident, in the order in which they came; names its picture."""
    at: datetime
    """UTC."""
    type: MomentType
    box: Box | None = None
    """Where in the picture, in shares of it; None stands for all of it."""
    zone: str | None = None
    """Name of the zone that was entered."""
    line: str | None = None
    """Name of the line that was crossed."""
    has_picture: bool = False
    """Whether a picture of it was kept."""


def sides_of(box: Box | None) -> list[float] | None:
    """Return a box as its left, top, right and bottom."""
    return None if box is None else [box.x0, box.y0, box.x1, box.y1]


def box_of(sides: Sequence[float] | None) -> Box | None:
    """Return a box from its left, top, right and bottom."""
    return None if sides is None else Box(*sides)


def importance(observation: Observation) -> int:
    """Return how much a frame tells by what is in it, 0 if nothing but motion."""
    seen = {_OF_KIND[each.kind] for each in observation.objects}
    seen |= {_OF_DIRECTION[each.direction] for each in observation.crossings}
    if any(not face.is_unmoved for face in observation.faces_of_people):
        seen.add(MomentType.FACE)
    return max((IMPORTANCE[kind] for kind in seen), default=0)


def crossing_moments(
    observation: Observation,
    crossed: Sequence[tuple[MomentType, str | None]],
    at: datetime,
) -> Iterator[Moment]:
    """Yield a moment of each visitor, and each vehicle, that crossed a line.

    Args:
        observation: what was seen.
        crossed: what each crossing is about and the name of its line, in their order.
        at: when, UTC.

    """
    for crossing, (kind, line) in zip(observation.crossings, crossed, strict=False):
        yield Moment(
            at=at,
            type=kind,
            box=_box_of_track(observation, crossing),
            line=line,
        )


def face_moment(observation: Observation, at: datetime, *, is_new: bool) -> Moment:
    """Return the moment of the largest face in view."""
    return Moment(
        at=at,
        type=MomentType.SOMEBODY if is_new else MomentType.FACE,
        box=_largest(
            face.box for face in observation.faces_of_people if not face.is_unmoved
        ),
    )


def kind_moment(kind: ObjectKind, observation: Observation, at: datetime) -> Moment:
    """Return the moment of the largest thing of a kind in view."""
    return Moment(
        at=at,
        type=_OF_KIND[kind],
        box=_largest(each.box for each in _of_kind(observation.objects, kind)),
    )


def zone_moment(zone: str, observation: Observation, at: datetime) -> Moment:
    """Return the moment in which something that moves came into a zone."""
    return Moment(
        at=at,
        type=MomentType.ZONE,
        box=_largest(observation.motion.boxes),
        zone=zone,
    )


def tampered_moment(at: datetime) -> Moment:
    """Return the moment in which something was done to the camera."""
    return Moment(at=at, type=MomentType.TAMPERED)


def with_moments(
    kept: tuple[Moment, ...], found: Iterable[Moment]
) -> tuple[Moment, ...]:
    """Return the moments of an incident with those of its newest frame.

    More of the same within `SAME` is left out. Beyond `MOST_MOMENTS` those go that matter least, of equals the oldest.
    """
    moments = list(kept)
    for moment in found:
        if moment.type not in ALWAYS and _is_same(moments, moment):
            continue
        number = 1 + max((one.number for one in moments), default=0)
        moments.append(replace(moment, number=number))
        if len(moments) > MOST_MOMENTS:
            moments.remove(min(moments, key=_rank))
    return tuple(moments)


def _rank(moment: Moment) -> tuple[bool, int, int]:
    return moment.type in ALWAYS, IMPORTANCE[moment.type], moment.number


def _is_same(moments: Iterable[Moment], new: Moment) -> bool:
    faces = {MomentType.FACE, MomentType.SOMEBODY}
    alike = faces if new.type in faces else {new.type}
    return any(
        one.type in alike and one.zone == new.zone and abs(new.at - one.at) < SAME
        for one in moments
    )


def _of_kind(
    objects: Iterable[DetectedObject], kind: ObjectKind
) -> Iterator[DetectedObject]:
    return (each for each in objects if each.kind is kind)


def _box_of_track(observation: Observation, crossing: Crossing) -> Box | None:
    for track in observation.tracks:
        if track.id == crossing.track_id:
            return track.box
    return _largest(observation.motion.boxes)


def _largest(boxes: Iterable[Box]) -> Box | None:
    return max(boxes, key=lambda box: box.area, default=None)
