"""Grouping of boxes: overlaps of many, parts of one body, a face on a body."""

from collections.abc import Sequence
import math

from ..geometry import Box
from ..observation import Face

SAME_FACE = 0.3
"""Overlap from which two faces are one, seen twice."""
STACKED_WIDTH = 0.6
"""Parts of one person share this much of the narrower one's width …"""
STACKED_GAP = 0.12
"""… and are no further apart than this share of their common height."""


def shared_area(one: Box, other: Box) -> float:
    """Return the area that two boxes share."""
    # Most are apart, which four comparisons tell.
    if (
        one.x0 >= other.x1
        or other.x0 >= one.x1
        or one.y0 >= other.y1
        or other.y0 >= one.y1
    ):
        return 0.0
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return width * height if width > 0 and height > 0 else 0.0


def share_inside(box: Box, outer: Box) -> float:
    """Return the share of a box that lies inside another, 0..1."""
    return shared_area(box, outer) / max(box.area, 1e-9)


def union_box(boxes: Sequence[Box]) -> Box:
    """Return the smallest box around some (at least one)."""
    first, *others = boxes
    if not others:
        return first
    x0, y0, x1, y1 = first.x0, first.y0, first.x1, first.y1
    for box in others:
        x0 = min(x0, box.x0)
        y0 = min(y0, box.y0)
        x1 = max(x1, box.x1)
        y1 = max(y1, box.y1)
    return Box(x0, y0, x1, y1)


def shift_box(box: Box, right: float, down: float) -> Box:
    """Return a box moved by some way."""
    return Box(box.x0 + right, box.y0 + down, box.x1 + right, box.y1 + down)


def clip_box(box: Box) -> Box:
    """Return the part of a box inside the picture, maybe without any area."""
    if box.x0 >= 0 and box.y0 >= 0 and box.x1 <= 1 and box.y1 <= 1:
        return box
    return Box(
        min(max(box.x0, 0.0), 1.0),
        min(max(box.y0, 0.0), 1.0),
        min(max(box.x1, 0.0), 1.0),
        min(max(box.y1, 0.0), 1.0),
    )


def distinct_faces(faces: Sequence[Face]) -> list[Box]:
    """Return the boxes of faces, of two on the same spot the surer one."""
    kept: list[Box] = []
    for face in sorted(faces, key=lambda face: -face.score):
        if all(
            face.box.overlap(box) < SAME_FACE and share_inside(face.box, box) < 0.6
            for box in kept
        ):
            kept.append(face.box)
    return kept


def join_parts(boxes: Sequence[Box]) -> list[Box]:
    """Join parts of one moving object: one inside the other, a head over legs.

    Args:
        boxes: Detections nobody has claimed.

    Returns:
        The boxes, those that belong together replaced by their union.
    """
    left = sorted(boxes, key=lambda box: -box.area)
    groups: list[Box] = []
    while left:
        group = left.pop(0)
        while parts := [box for box in left if belong_together(group, box)]:
            group = union_box([group, *parts])
            left = [box for box in left if box not in parts]
        groups.append(group)
    return groups


def belong_together(one: Box, other: Box) -> bool:
    """Tell whether two detections are parts of one: nested, or stacked closely."""
    if shared_area(one, other) >= 0.5 * min(one.area, other.area):
        return True
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    if wide < 0:
        return False
    gap = max(one.y0, other.y0) - min(one.y1, other.y1)
    height = max(one.y1, other.y1) - min(one.y0, other.y0)
    return (
        wide >= STACKED_WIDTH * min(one.width, other.width)
        and gap <= STACKED_GAP * height
    )


def are_stacked(one: Box, other: Box) -> bool:
    """Tell whether one is above the other, hardly overlapping: head and legs."""
    gap = max(one.y0, other.y0) - min(one.y1, other.y1)
    return gap >= -0.3 * min(one.height, other.height) and belong_together(one, other)


def is_beside(box: Box, other: Box, margin: float) -> bool:
    """Tell whether a box touches another one with a margin, a share of its size."""
    wide, high = margin * other.width, margin * other.height
    return (
        box.x0 < other.x1 + wide
        and box.x1 > other.x0 - wide
        and box.y0 < other.y1 + high
        and box.y1 > other.y0 - high
    )


def face_cost(face: Box, body: Box) -> float:
    """Tell how badly a face fits on a body.

    Args:
        face: Box of the face.
        body: Box of the moving object that may carry it.

    Returns:
        0 for a face in the middle of the upper part, more the further it is from
        there, infinite when the object cannot be the face's body.
    """
    centre = face.centre
    width, height = max(body.width, 1e-6), max(body.height, 1e-6)
    across = abs(centre.x - body.centre.x) / width
    down = (centre.y - body.y0) / height
    above = (body.y0 - centre.y) / max(face.height, 1e-6)
    if across > 0.6 or down > 0.65 or above > 0.6 or face.area > 1.6 * body.area:
        return math.inf
    return across + abs(down - 0.15)
