"""What a line counts: faces, motion or both, persons or vehicles, each visitor once."""

import numpy as np
import pytest

from custom_components.argus.vision.geometry import (
    Box,
    Line,
    LineCounts,
    ObjectKind,
    Point,
)
from custom_components.argus.vision.observation import (
    Crossing,
    Direction,
    Track,
    TrackKind,
)
from custom_components.argus.vision.tracking.line_counter import LineCounter

from .passages import ACROSS, directions, down, face_at, visitor, walk


def both(y: float) -> Track:
    """Return an object whose foot is at y, with its face 0.26 above."""
    box = Box(0.46, y - 0.3, 0.54, y)
    face = Box(0.48, y - 0.29, 0.52, y - 0.23)
    return Track(1, TrackKind.OBJECT, box, (), face)


@pytest.mark.parametrize(
    ("counts", "objects", "faces"),
    [
        (LineCounts.FACES, 0, 1),
        (LineCounts.MOTION, 1, 0),
        (LineCounts.BOTH, 1, 1),
    ],
)
def test_lines_count_what_they_should(
    counts: LineCounts, objects: int, faces: int
) -> None:
    line = Line("l", "", Point(0, 0.5), Point(1, 0.5), counts)
    ways = np.linspace(0.2, 0.8, 13)
    assert len(walk(line, down())) == objects
    assert len(walk(line, [face_at(0.5, y) for y in ways])) == faces
    pair = [both(y) for y in np.linspace(0.1, 1.1, 25)]
    assert directions(walk(line, pair)) == ["in"]


def test_a_face_line_looks_at_the_face() -> None:
    line = Line("l", "", Point(0, 0.5), Point(1, 0.5), LineCounts.FACES)
    feet_only = [both(y) for y in np.linspace(0.3, 0.7, 13)]
    assert walk(line, feet_only) == []


def test_a_body_found_for_a_face_counts_no_second_time() -> None:
    faces = [face_at(0.5, y) for y in np.linspace(0.3, 0.7, 9)]
    # The body's foot is seen above the line by mistake, then passes it as well.
    bodies = [visitor(0.5, y) for y in np.linspace(0.42, 0.8, 9)]
    assert directions(walk(ACROSS, faces + bodies)) == ["in"]


@pytest.mark.parametrize(
    ("counts", "many", "counted"),
    [
        (LineCounts.PERSONS, {ObjectKind.PERSON: 1}, 1),
        (LineCounts.PERSONS, {ObjectKind.PERSON: 2}, 2),
        (LineCounts.PERSONS, {ObjectKind.PERSON: 0}, 0),
        (LineCounts.PERSONS, {}, 1),
        (LineCounts.VEHICLES, {ObjectKind.VEHICLE: 1, ObjectKind.PERSON: 2}, 1),
        (LineCounts.VEHICLES, {ObjectKind.VEHICLE: 0, ObjectKind.PERSON: 2}, 0),
        (LineCounts.BOTH, {ObjectKind.PERSON: 2}, 1),
    ],
)
def test_a_line_counts_what_the_track_is(
    counts: LineCounts, many: dict[ObjectKind, int], counted: int
) -> None:
    """Two side by side are two, a trolley, a dog and a door are none, who is not known yet is one."""
    line = Line("door", "Door", Point(0, 0.5), Point(1, 0.5), counts)
    counter = LineCounter([line])
    crossings: list[Crossing] = []
    for step in range(20):
        y = 0.2 + 0.03 * step
        box = Box(0.4, y - 0.1, 0.6, y + 0.1)
        track = Track(7, TrackKind.OBJECT, box, (Point(0.5, y + 0.1),))
        crossings += counter.update([track], 0.2 * step, lambda _, kind: many.get(kind))

    of_vehicle = counts is LineCounts.VEHICLES
    assert crossings == [Crossing("door", Direction.IN, 7, of_vehicle)] * counted
