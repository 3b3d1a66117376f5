"""Visitors who pass a line, and what is counted of them."""

from collections.abc import Iterable, Sequence

import numpy as np

from custom_components.argus.vision.geometry import Box, Line, Point
from custom_components.argus.vision.observation import Crossing, Track, TrackKind
from custom_components.argus.vision.tracking.line_counter import LineCounter

ACROSS = Line("door", "Door", Point(0.05, 0.5), Point(0.95, 0.5))
"""From left to right: in is downwards."""


def visitor(x: float, y: float, number: int = 1) -> Track:
    """Return an object of usual size whose foot is at a place."""
    box = Box(x - 0.04, y - 0.3, x + 0.04, y)
    return Track(number, TrackKind.OBJECT, box, (Point(x, y),))


def face_at(x: float, y: float, number: int = 1) -> Track:
    """Return a face at a place."""
    box = Box(x - 0.03, y - 0.05, x + 0.03, y + 0.05)
    return Track(number, TrackKind.FACE, box, (Point(x, y),))


def walk(
    lines: Line | Sequence[Line], tracks: Iterable[Track | Sequence[Track]]
) -> list[Crossing]:
    """Show tracks to a counter, one frame after the other, and return what it counts."""
    counter = LineCounter([lines] if isinstance(lines, Line) else lines)
    crossings: list[Crossing] = []
    for index, seen in enumerate(tracks):
        together = [seen] if isinstance(seen, Track) else seen
        crossings += counter.update(together, index * 0.2)
    return crossings


def down(number: int = 1, x: float = 0.5) -> list[Track]:
    """Return somebody who walks down the picture, frame by frame."""
    return [visitor(x, y, number) for y in np.linspace(0.2, 0.8, 13)]


def up(number: int = 1, x: float = 0.5) -> list[Track]:
    """Return somebody who walks up the picture, frame by frame."""
    return down(number, x)[::-1]


def directions(crossings: Iterable[Crossing]) -> list[str]:
    """Return the directions of crossings."""
    return [crossing.direction.value for crossing in crossings]
