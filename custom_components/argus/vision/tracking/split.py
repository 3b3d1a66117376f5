"""Splitting of a track: boxes that cannot be parts of one person are two."""

from collections.abc import Sequence
from itertools import pairwise

from ..geometry import Box
from .grouping import union_box

ABOVE = 0.25
"""A gap between upper and lower one larger than this share of the shorter one's height
is more than there is between a head and legs."""
PARTING = 0.6
"""The gap between two who part, one above the other, has not yet this share of it."""
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


def split_in_line(parts: Sequence[Box]) -> list[Box]:
    """Return those who go one behind the other, if the parts of one body make such.

    Cars in a lane come into view as one and part: one is above the other in the
    picture, of similar size, with a gap that no body has. A larger gap at once is
    between the head and the legs of somebody whose coat looks like the wall.

    Args:
        parts: What was detected of the body.

    Returns:
        Two boxes or more from top to bottom, or none.
    """
    rows: list[Box] = []
    for part in sorted(parts, key=lambda box: box.y0):
        if rows and not are_separate(rows[-1], part):
            rows[-1] = union_box([rows[-1], part])
        else:
            rows.append(part)
    largest = max(rows, key=lambda box: box.area)
    people = [row for row in rows if are_alike(row, largest)]
    if all(_gap_between(one, other) <= PARTING for one, other in pairwise(people)):
        return people if len(people) > 1 else []
    return []


def _gap_between(upper: Box, lower: Box) -> float:
    """Return the gap between two boxes as a share of the shorter one's height."""
    return (lower.y0 - upper.y1) / max(min(upper.height, lower.height), 1e-9)


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
