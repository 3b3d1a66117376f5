"""The faults of the counter that Argus had before are not those of this one."""

import numpy as np
import pytest

from custom_components.argus.vision.geometry import Box, Line, Point
from custom_components.argus.vision.observation import Crossing, Face
from custom_components.argus.vision.tracking.line_counter import LineCounter
from custom_components.argus.vision.tracking.tracker import Tracker

from .passages import ACROSS, directions, down, up, visitor, walk


def test_who_stays_below_the_line_is_counted_once() -> None:
    assert directions(walk(ACROSS, down() + [visitor(0.5, 0.8)] * 50)) == ["in"]


def test_one_former_place_is_not_matched_by_two_faces() -> None:
    tracker, counter = Tracker(), LineCounter([ACROSS])
    counted = 0
    for index, y in enumerate(np.linspace(0.3, 0.7, 9)):
        faces = [Face(Box(0.45, y - 0.04, 0.5, y + 0.04), 0.9)]
        if index >= 5:
            # Another face turns up beside it, already beyond the line.
            faces.append(Face(Box(0.53, 0.62, 0.58, 0.7), 0.9))
        tracks = tracker.update(faces, (), index * 0.2)
        counted += len(counter.update(tracks, index * 0.2))
    assert counted == 1


def test_upwards_counts_out() -> None:
    assert directions(walk(ACROSS, up())) == ["out"]


@pytest.mark.parametrize("height", [0.15, 0.3, 0.7, 0.9])
def test_line_at_any_height(height: float) -> None:
    line = Line("l", "", Point(0, height), Point(1, height))
    way = [visitor(0.5, y) for y in np.linspace(0.02, 1.0, 20)]
    assert directions(walk(line, way)) == ["in"]


def test_a_blink_does_not_count_again() -> None:
    tracker, counter = Tracker(), LineCounter([ACROSS])
    counted: list[Crossing] = []
    for index, y in enumerate(np.linspace(0.35, 0.8, 24)):
        box = Box(0.46, y - 0.3, 0.54, y)
        boxes = () if index in {7, 9, 10, 12, 13, 14} else (box,)
        tracks = tracker.update((), boxes, index * 0.2)
        counted += counter.update(tracks, index * 0.2)
    assert directions(counted) == ["in"]
