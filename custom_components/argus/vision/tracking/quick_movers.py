"""Track initiation of quick movers: two sightings further apart than people walk."""

from collections.abc import Sequence
import math
from typing import Final

from ..geometry import Box
from .assignment import assign_pairs
from .kalman import BoxKalmanFilter
from .track import Clock, TrackState

_FASTEST: Final = 9.0
"""Box sizes per second that a car goes …"""
_ALIKE: Final = 0.6
"""… whose width and height are from one sighting to the next this share at least of what they were."""
_BORDER: Final = 0.02
"""Nearer than this to the edge of the picture a box is but what is in view of it."""
_LATELY: Final = 2.2
"""Times between frames within which the second sighting has to come."""


def follow_quick_movers(
    visitors: Sequence[TrackState],
    boxes: list[Box],
    clock: Clock,
    sighted: set[TrackState],
) -> None:
    """Give detections that nobody claims to those seen but once, however quick that makes them.

    Two-point initiation (Bar-Shalom, Li and Kirubarajan, "Estimation with Applications to Tracking and Navigation",
    2001, 5.5.3): the way between the two sightings is the speed from then on.

    Args:
        visitors: Everybody.
        boxes: Detections nobody claims; those that find an owner are taken out.
        clock: The tracker's.
        sighted: Gets those whose body was seen.
    """
    started = [
        (one, one.body)
        for one in visitors
        if one.body
        and not one.confirmed
        and one.body.filter.sightings == 1
        and one not in sighted
        and not one.asleep
        and 0 < clock.age(one.body.seen) <= _LATELY * clock.spacing
    ]
    if not started or not boxes:
        return
    costs: list[dict[int, float]] = []
    for _, body in started:
        age, first = clock.age(body.seen), body.filter
        reach = _FASTEST * age * first.size
        near: dict[int, float] = {}
        for j, box in enumerate(boxes):
            way = math.hypot(*_way_between(first.last, box))
            if way <= reach and _is_alike(first.last, box):
                near[j] = way
        costs.append(near)
    taken = []
    for i, j in assign_pairs(costs):
        visitor, body = started[i]
        age = clock.age(body.seen)
        x, y = _way_between(body.filter.last, boxes[j])
        body.filter = BoxKalmanFilter(boxes[j])
        body.filter.start(x / age, y / age, age)
        body.seen = clock.time
        sighted.add(visitor)
        taken.append(j)
    for j in sorted(taken, reverse=True):
        del boxes[j]


def _way_between(first: Box, second: Box) -> tuple[float, float]:
    """Return the way along x and y, of the end in view where the edge of the picture cuts the other."""
    return (
        _way_along(first.x0, first.x1, second.x0, second.x1),
        _way_along(first.y0, first.y1, second.y0, second.y1),
    )


def _way_along(low: float, high: float, later_low: float, later_high: float) -> float:
    comes_low, comes_high = low < _BORDER, high > 1 - _BORDER
    if comes_low and not comes_high:
        return later_high - high
    if comes_high and not comes_low:
        return later_low - low
    return (later_low + later_high - low - high) / 2


def _is_alike(first: Box, second: Box) -> bool:
    """Tell whether a detection has the size of an earlier one, as far as the edge of the picture lets that be seen."""
    return _is_length_alike(
        first.x0, first.x1, second.x0, second.x1
    ) and _is_length_alike(first.y0, first.y1, second.y0, second.y1)


def _is_length_alike(
    low: float, high: float, later_low: float, later_high: float
) -> bool:
    length, later = high - low, later_high - later_low
    comes = low < _BORDER or high > 1 - _BORDER
    leaves = later_low < _BORDER or later_high > 1 - _BORDER
    return (comes or later >= _ALIKE * length or leaves) and (
        leaves or length >= _ALIKE * later or comes
    )
