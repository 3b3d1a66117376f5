"""Those who set off from where they stood, and the holes that they leave in the background.

For a while there are two detections: who left, and the hole, which has the better claim to be what stood there.
"""

from collections.abc import Sequence
import math

from ..geometry import Box
from .frame_context import PART_INSIDE
from .grouping import is_beside, share_inside
from .kalman import BoxKalmanFilter
from .track import Clock, Part, TrackState

SET_OFF = 6.0
"""Seconds after somebody set off in which the place where they stood is still seen."""
TURNED_BACK = 0.4
"""Overlap with somebody of what is seen there again when they turned back to it."""
SET_OFF_REACH = 1.0
"""How far from that place they can be by then, in sizes of their box."""


def wake_cost(sleeper: Box, box: Box) -> float:
    """Return how badly a moving object fits somebody who stood there, or infinity."""
    overlap = sleeper.overlap(box)
    if overlap >= 0.25 or (
        max(share_inside(box, sleeper), share_inside(sleeper, box)) >= PART_INSIDE
        and (overlap >= 0.1 or box.area < sleeper.area)
    ):
        return 1 - overlap
    return math.inf


def wake_track(visitor: TrackState, box: Box, clock: Clock) -> None:
    """Let somebody who stood be seen again where they stood."""
    visitor.asleep = False
    part = visitor.main
    visitor.stood, visitor.woken = part.filter.box, clock.time
    part.filter.forget_speed()
    part.filter.correct(box, 0.0)
    part.seen = clock.time


def continue_track(sleeper: TrackState, visitor: TrackState, clock: Clock) -> None:
    """Let somebody who is not seen any more go on as who turned up beside them."""
    sleeper.asleep = False
    sleeper.stood, sleeper.woken = sleeper.halt, clock.time
    sleeper.body, sleeper.face = visitor.body, visitor.face
    since = sleeper.seen
    sleeper.halt, sleeper.seen = visitor.halt, visitor.seen
    for moment, place in zip(visitor.times, visitor.trail, strict=True):
        if moment > since:
            sleeper.times.append(moment)
            sleeper.trail.append(place)


def drop_holes(
    visitors: Sequence[TrackState], boxes: Sequence[Box], clock: Clock
) -> Sequence[Box]:
    """Return the detections without the holes that those who set off have left."""
    for visitor in visitors:
        if visitor.stood is None or visitor.body is None:
            continue
        if clock.age(visitor.woken) > clock.patience(SET_OFF):
            visitor.stood = None
        elif not visitor.is_hole(visitor.body.filter.last):
            here = visitor.body.filter.box
            others = [box for box in boxes if not visitor.is_hole(box)]
            is_seen = any(is_beside(box, here, 0.0) for box in others)
            # Who is seen nowhere else has turned back to where they stood.
            boxes = [
                box
                for box in boxes
                if not visitor.is_hole(box)
                or (not is_seen and box.overlap(here) >= TURNED_BACK)
            ]
    return boxes


def follow_set_off(
    visitors: Sequence[TrackState],
    boxes: list[Box],
    clock: Clock,
    sighted: set[TrackState],
) -> list[Box]:
    """Go with those who set off from where they stood.

    Args:
        visitors: Everybody.
        boxes: Detections nobody claims.
        clock: The tracker's.
        sighted: Gets those whose body was seen.

    Returns:
        The detections of others.
    """
    for visitor in visitors:
        if visitor.stood is None or visitor.body is None:
            continue
        filter_ = visitor.body.filter
        if not visitor.is_hole(filter_.last):
            continue
        boxes = [box for box in boxes if not visitor.is_hole(box)]
        near = [box for box in boxes if is_beside(box, filter_.box, SET_OFF_REACH)]
        if near:
            box = max(near, key=visitor.stood.overlap)
            boxes.remove(box)
            visitor.body = Part(BoxKalmanFilter(box), clock.time)
            sighted.add(visitor)
    return boxes
