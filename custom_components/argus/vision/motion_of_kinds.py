"""Motion of some kinds of things only, for cameras and zones that want no other."""

from dataclasses import replace
from typing import Final

from .geometry import Box, ObjectKind, Point, Zone, ZoneKind
from .observation import DetectedObject, Motion
from .polygon import contains

OTHER_KIND: Final = "kind"
"""Why motion is not told: it is of none of the kinds that are wanted."""


def motion_of_kinds(
    motion: Motion,
    objects: tuple[DetectedObject, ...],
    kinds: frozenset[ObjectKind] | None,
    zones: tuple[Zone, ...],
) -> Motion:
    """Leave out motion that is not of a wanted kind, or not known to be yet.

    Args:
        motion: What moved.
        objects: What was recognised.
        kinds: What counts anywhere; None is whatever moves.
        zones: The camera's zones, of which some may want certain kinds only.

    Returns:
        The motion that is told. Its intensity stays that of all that moves, while anything is told.
    """
    choosy = {
        zone.id: zone for zone in zones if zone.kind is ZoneKind.INCLUDE and zone.kinds
    }
    if not motion.detected or (kinds is None and not choosy):
        return motion
    moving = [
        each
        for each in objects
        if each.track_id is not None
        and any(_touch(each.box, box) for box in motion.boxes)
    ]
    boxes = motion.boxes
    if kinds is not None:
        moving = [each for each in moving if each.kind in kinds]
        boxes = tuple(
            box for box in boxes if any(_touch(each.box, box) for each in moving)
        )
    told = []
    for zone in motion.zones:
        wanted = choosy.get(zone.zone_id)
        if wanted is not None:
            there = any(
                each.kind in wanted.kinds and _stands_in(each.box, wanted)
                for each in moving
            )
        else:
            there = kinds is None or bool(moving)
        told.append(replace(zone, detected=zone.detected and there))
    detected = any(zone.detected for zone in told) if told else bool(boxes)
    if not detected:
        return Motion(
            suppressed=motion.suppressed or OTHER_KIND,
            zones=tuple(replace(zone, detected=False) for zone in told),
            sudden=motion.sudden,
        )
    return replace(motion, boxes=boxes, zones=tuple(told))


def _touch(one: Box, other: Box) -> bool:
    return min(one.x1, other.x1) > max(one.x0, other.x0) and min(
        one.y1, other.y1
    ) > max(one.y0, other.y0)


def _stands_in(box: Box, zone: Zone) -> bool:
    """Tell whether something stands in a zone, or is there with its middle: a car is wider than a gate."""
    foot = Point((box.x0 + box.x1) / 2, box.y1 - 0.1 * box.height)
    return contains(zone.points, foot) or contains(zone.points, box.centre)
