"""Splitting of a track: boxes that cannot be parts of one person are two."""

from collections.abc import Sequence

from ..geometry import Box
from .grouping import union_box

ABOVE = 0.25
"""A gap between upper and lower one larger than this share of the shorter one's height
is more than there is between a head and legs."""
SAME_COLUMN = 0.3
"""Boxes that share more of the narrower one's width are above each other."""
TALL = 0.6
"""Each of two people side by side is at least so tall, share of the body's height."""
ALIKE = 0.4
"""The smaller one of two people has at least this share of the larger one's area."""


def are_separate(one: Box, other: Box) -> bool:
    """Tell whether there is a gap between two boxes that no body has."""
    beside = max(one.x0, other.x0) - min(one.x1, other.x1)
    between = max(one.y0, other.y0) - min(one.y1, other.y1)
    return beside > 0 or between > ABOVE * min(one.height, other.height)


def are_alike(one: Box, other: Box) -> bool:
    """Tell whether two boxes are so similar in size that both may be people."""
    return min(one.area, other.area) >= ALIKE * max(one.area, other.area)


def split_side_by_side(parts: Sequence[Box], height: float) -> list[Box]:
    """Return the people that the parts of one body make, if they stand side by side.

    Args:
        parts: What was detected of the body.
        height: Of the body, share of the picture.

    Returns:
        Two boxes or more from left to right, each as tall as people are, or none.
    """
    columns: list[Box] = []
    for part in sorted(parts, key=lambda box: box.x0):
        if columns:
            last = columns[-1]
            if last.x1 - part.x0 > SAME_COLUMN * min(last.width, part.width):
                columns[-1] = union_box([last, part])
                continue
        columns.append(part)
    if len(columns) > 1 and all(one.height >= TALL * height for one in columns):
        return columns
    return []
