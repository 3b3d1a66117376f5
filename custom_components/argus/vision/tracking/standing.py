"""Those who stand: how large they are, of whom but a part is seen to move, and who sets off from where they stood."""

from collections.abc import Iterable, Sequence
import math
from typing import Final

from ..geometry import Box
from .grouping import share_inside
from .kalman import BoxKalmanFilter
from .split import are_alike, are_separate
from .track import Clock, Part, TrackState

_SAME_COLUMN: Final = 0.7
_SAME_ROWS: Final = 0.5
"""A box with these shares of its width and height inside the one that somebody came to stand with is of somebody who
still stands there.
"""
_SET_OFF_REACH: Final = 1.5
"""How far from their place who sets off is first seen, in sizes of their box …"""
_SAME_FIGURE: Final = 0.5
"""… when their heights have this ratio at least, and their feet differ by no more of the height."""
_GONE_FURTHER: Final = 0.15
"""How much further away they are when they are seen again, in sizes of their box."""
_SOON: Final = 4
"""Sightings by which that shows."""
_OUT_OF_IT: Final = 0.25
"""Share of what was a part of somebody that was one in the look before."""
_STOOD: Final = 2.0
_STIRRED: Final = 0.3
"""Seconds that somebody stood at least, their feet within so many sizes of their box."""
_ALONE: Final = 1.5
"""Frames for which who was beside somebody is not seen until that one goes on alone."""


def note_halt(visitor: TrackState) -> None:
    """Keep in mind how large somebody is who comes to stand: then often but the feet are seen to move."""
    body = visitor.body
    if body is None:
        return
    box, halt = body.filter.box, visitor.halt
    if halt is None or not _still_stands(box, halt):
        visitor.halt = box


def _still_stands(box: Box, halt: Box) -> bool:
    across = min(box.x1, halt.x1) - max(box.x0, halt.x0)
    down = min(box.y1, halt.y1) - max(box.y0, halt.y0)
    return across >= _SAME_COLUMN * box.width and down >= _SAME_ROWS * box.height


def restore_figure(visitor: TrackState) -> None:
    """Give somebody who fell asleep the size they came to stand with."""
    body, halt = visitor.body, visitor.halt
    if body and halt and _still_stands(body.filter.box, halt):
        sightings = body.filter.sightings
        visitor.body = Part(BoxKalmanFilter(halt), body.seen)
        visitor.body.filter.sightings = sightings


def find_sleeper_beside(box: Box, visitors: Iterable[TrackState]) -> TrackState | None:
    """Return who may have set off from where they stood, of those whom nobody saw for a while.

    Args:
        box: Where somebody turned up.
        visitors: Everybody.
    """
    nearest, least = None, math.inf
    for one in visitors:
        if not one.asleep or one.body is None:
            continue
        place = one.body.filter.box
        tall = max(place.height, box.height)
        if (
            min(place.height, box.height) < _SAME_FIGURE * tall
            or abs(place.y1 - box.y1) > _SAME_FIGURE * tall
        ):
            continue
        way = _distance(place, box)
        if way <= _SET_OFF_REACH * one.body.filter.size and way < least:
            nearest, least = one, way
    return nearest


def came_out_of(box: Box, other: TrackState, clock: Clock) -> bool:
    """Return whether a new detection was a part of somebody who stands there in the look before: who sets off quickly.

    Args:
        box: The detection.
        other: Somebody.
        clock: The tracker's.
    """
    body = other.body
    if body is None or body.before is None or body.seen < clock.time:
        return False
    return share_inside(box, body.before) >= _OUT_OF_IT and _has_stood(other, clock)


def _has_stood(other: TrackState, clock: Clock) -> bool:
    """Return whether somebody was where they are for a while."""
    since = clock.time - _STOOD
    if not other.times or other.times[0] > since:
        return False
    stirred = _STIRRED * other.main.filter.size
    here = other.trail[-1]
    return all(
        math.dist((place.x, place.y), (here.x, here.y)) <= stirred
        for when, place in zip(other.times, other.trail, strict=True)
        if when >= since
    )


def find_set_off(visitors: Sequence[TrackState]) -> list[tuple[TrackState, TrackState]]:
    """Return sleepers who turn out to have set off, each with who they were taken for: one who goes away from there."""
    found = []
    for one in visitors:
        sleeper = one.sleeper
        if sleeper is None or one.body is None or one.hits < 2:
            continue
        if not sleeper.asleep or sleeper.body is None or one.hits > _SOON:
            one.sleeper = None
            continue
        if _goes_away(one, sleeper.body.filter, sleeper.body.filter.box):
            found.append((sleeper, one))
    return found


def find_left_alone(
    visitors: Sequence[TrackState], clock: Clock
) -> list[tuple[TrackState, TrackState]]:
    """Return those nobody sees any more, each with who turned up beside them and goes on alone: it is them.

    What the one was seen by meanwhile was the hole that they left in the background.

    Args:
        visitors: Everybody.
        clock: The tracker's.
    """
    found: dict[TrackState, TrackState] = {}
    for one in visitors:
        origin = one.origin
        if origin is None or one.body is None or one.seen < clock.time:
            continue
        if origin not in visitors or origin in found or origin in found.values():
            continue
        if origin.asleep or origin.body is None or one in found:
            continue
        if clock.age(origin.seen) <= _ALONE * clock.spacing:
            continue
        here, left = one.body.filter.box, origin.body.filter
        if (
            are_alike(here, left.box)
            and are_separate(here, left.last)
            and _goes_away(one, left, left.last)
        ):
            found[origin] = one
    return list(found.items())


def _goes_away(one: TrackState, body: BoxKalmanFilter, place: Box) -> bool:
    """Tell whether somebody is clearly further from where a body was than when they were first seen."""
    foot = place.centre.x, place.y1
    first, last = one.trail[0], one.trail[-1]
    further = math.dist(foot, (last.x, last.y)) - math.dist(foot, (first.x, first.y))
    return further >= _GONE_FURTHER * body.size


def _distance(one: Box, other: Box) -> float:
    a, b = one.centre, other.centre
    return math.hypot(a.x - b.x, a.y - b.y)
