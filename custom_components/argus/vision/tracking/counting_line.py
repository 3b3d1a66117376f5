"""Geometry of a counting line: the side of a place, and whether a way passes the segment."""

import math

from ..geometry import Box, Line, Point

END_REACH = 0.01
"""How far beyond its ends a line still counts …"""
BORDER = 0.04
"""… and an end that is so near to the edge of the picture reaches to it."""


class CountingLine:
    """Where a line runs, measured once for all the places that are asked about."""

    __slots__ = ("_along_x", "_along_y", "_first", "_last", "_x", "_y", "line")

    def __init__(self, line: Line) -> None:
        """Measure a line; one without length has no sides, so that it never counts."""
        self.line = line
        x, y = line.end.x - line.start.x, line.end.y - line.start.y
        length = math.hypot(x, y)
        self._x, self._y = line.start.x, line.start.y
        self._along_x = x / length if length else 0.0
        self._along_y = y / length if length else 0.0
        self._first = -_reach(line.start)
        self._last = length + _reach(line.end)

    def depth(self, x: float, y: float) -> float:
        """Return how far a place is from the line's course.

        Args:
            x: Share of the picture's width.
            y: Share of its height.

        Returns:
            Share of the picture, above 0 on the side that "in" leads to, below 0 on
            the other; 0 for a line without length.
        """
        return self._along_x * (y - self._y) - self._along_y * (x - self._x)

    def extent(self, box: Box) -> float:
        """Return how long a box is across the line, share of the picture."""
        return abs(self._along_y) * box.width + abs(self._along_x) * box.height

    def passes(self, before: Point, after: Point) -> bool:
        """Tell whether the way between two places on both sides leads through the segment."""
        depth_before = self.depth(before.x, before.y)
        span = depth_before - self.depth(after.x, after.y)
        share = depth_before / span if span else 0.0
        x = before.x + share * (after.x - before.x)
        y = before.y + share * (after.y - before.y)
        place = (x - self._x) * self._along_x + (y - self._y) * self._along_y
        return self._first <= place <= self._last


def _reach(end: Point) -> float:
    """Return how far beyond an end of it a line still counts."""
    edge = min(end.x, end.y, 1 - end.x, 1 - end.y)
    return BORDER if edge < BORDER else END_REACH
