"""Tests of which lines count at all."""

from typing import Any

import pytest

from custom_components.argus.model.camera_settings import CameraSettings
from custom_components.argus.model.line_rules import (
    FaultyLine,
    LineFault,
    find_faulty_line,
)
from custom_components.argus.vision import (
    Line,
    LineCounts,
    ObjectDetector,
    ObjectKind,
    Point,
)

FACES, MOTION, BOTH = LineCounts.FACES, LineCounts.MOTION, LineCounts.BOTH
PERSONS, VEHICLES = LineCounts.PERSONS, LineCounts.VEHICLES
ONLY_VEHICLES = frozenset({ObjectKind.VEHICLE})
ONLY_ANIMALS = frozenset({ObjectKind.ANIMAL})


def fault(counts: LineCounts, **settings: Any) -> LineFault | None:
    line = Line("door", "Door", Point(0.1, 0.5), Point(0.9, 0.5), counts)
    found = find_faulty_line(CameraSettings(camera="x", lines=(line,), **settings))
    assert found is None or found == FaultyLine(found.fault, "Door")
    return None if found is None else found.fault


@pytest.mark.parametrize("counts", LineCounts)
def test_with_everything_on_all_count(counts: LineCounts) -> None:
    assert fault(counts) is None


@pytest.mark.parametrize("counts", [MOTION, PERSONS, VEHICLES])
def test_what_is_not_followed_is_not_counted(counts: LineCounts) -> None:
    assert fault(counts, motion=False) is LineFault.WANTS_MOTION


def test_faces_are_counted_where_they_are_looked_for() -> None:
    assert fault(FACES, motion=False) is None
    assert fault(BOTH, motion=False) is None
    assert fault(BOTH, faces=False) is None
    assert fault(FACES, faces=False) is LineFault.WANTS_FACES


def test_kinds_are_counted_where_they_are_looked_for() -> None:
    assert fault(PERSONS, object_kinds=ONLY_VEHICLES) is LineFault.WANTS_PERSONS
    assert fault(VEHICLES, object_kinds=ONLY_VEHICLES) is None
    assert fault(VEHICLES, object_kinds=ONLY_ANIMALS) is LineFault.WANTS_VEHICLES
    assert fault(MOTION, object_kinds=ONLY_ANIMALS) is None


@pytest.mark.parametrize("counts", [PERSONS, VEHICLES])
def test_without_a_detector_whatever_moves_is_counted(counts: LineCounts) -> None:
    off = ObjectDetector.OFF
    assert fault(counts, object_detector=off, object_kinds=ONLY_ANIMALS) is None
