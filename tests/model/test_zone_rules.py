"""Tests of which zones are of use."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.argus.model.camera_settings import CameraSettings
from custom_components.argus.model.zone_rules import (
    FaultyZone,
    ZoneFault,
    find_faulty_zone,
)
from custom_components.argus.vision import (
    ObjectDetector,
    ObjectKind,
    Point,
    Zone,
    ZoneKind,
)

PICTURE = ((0, 0), (1, 0), (1, 1), (0, 1))
LEFT = ((0, 0), (0.5, 0), (0.5, 1), (0, 1))
RIGHT = ((0.5, 0), (1, 0), (1, 1), (0.5, 1))
DOOR = ((0.6, 0.2), (0.8, 0.2), (0.8, 0.9), (0.6, 0.9))
SPOT = ((0.1, 0.1), (0.12, 0.1), (0.12, 0.12), (0.1, 0.12))
"""0.0004 of the picture."""


def zone(
    points: tuple[tuple[float, float], ...],
    kind: ZoneKind = ZoneKind.INCLUDE,
    name: str = "Door",
) -> Zone:
    return Zone(name, name, tuple(Point(x, y) for x, y in points), kind)


def fault(*zones: Zone, **settings: Any) -> FaultyZone | None:
    return find_faulty_zone(CameraSettings(camera="x", zones=zones, **settings))


WATCH, IGNORE = ZoneKind.INCLUDE, ZoneKind.EXCLUDE


def test_zones_that_are_of_use() -> None:
    assert fault() is None
    assert fault(zone(DOOR)) is None
    assert fault(zone(LEFT, IGNORE)) is None
    assert fault(zone(DOOR), zone(LEFT, IGNORE)) is None
    # They overlap, and something is left of each.
    assert fault(zone(PICTURE), zone(RIGHT, IGNORE)) is None


@pytest.mark.parametrize("kind", ZoneKind)
def test_shapes_that_are_none(kind: ZoneKind) -> None:
    flat = zone(((0, 0), (0.5, 0.5), (1, 1)), kind)
    crossed = zone(((0, 0), (1, 1), (1, 0), (0, 1)), kind)
    assert fault(zone(DOOR), flat) == FaultyZone(ZoneFault.FLAT, "Door")
    assert fault(crossed) == FaultyZone(ZoneFault.CROSSED, "Door")


def test_a_zone_to_watch_is_larger_than_the_smallest_object() -> None:
    small = FaultyZone(ZoneFault.SMALL, "Door")
    assert fault(zone(SPOT)) == small
    assert fault(zone(SPOT), min_object=0.0003) is None
    assert fault(zone(DOOR), min_object=0.2) == small
    # The expert's smallest object goes before.
    assert fault(zone(SPOT), min_contour_area=100) is None
    assert fault(zone(DOOR), min_contour_area=50_000) == small
    # What is to be ignored takes its part out of something larger.
    assert fault(zone(SPOT, IGNORE)) is None
    speck = ((0.1, 0.1), (0.101, 0.1), (0.101, 0.101))
    assert fault(zone(speck, IGNORE)) == small


def test_a_zone_for_some_kinds_is_of_use_where_one_of_them_is_looked_for() -> None:
    person, vehicle = ObjectKind.PERSON, ObjectKind.VEHICLE
    choosy = replace(zone(DOOR), kinds=frozenset({person}))
    assert fault(choosy) is None
    cars = frozenset({vehicle})
    assert fault(choosy, object_kinds=cars) == FaultyZone(ZoneFault.OTHER_KINDS, "Door")
    both = replace(choosy, kinds=frozenset({person, vehicle}))
    assert fault(both, object_kinds=cars) is None
    # What is to be ignored asks for no kind, and without a detector whatever moves is told.
    assert fault(replace(choosy, kind=IGNORE), object_kinds=cars) is None
    off = ObjectDetector.OFF
    assert fault(choosy, object_kinds=cars, object_detector=off) is None


def test_not_everything_is_ignored() -> None:
    everything = FaultyZone(ZoneFault.ALL_IGNORED)
    assert fault(zone(PICTURE, IGNORE)) == everything
    assert fault(zone(LEFT, IGNORE), zone(RIGHT, IGNORE)) == everything
    # What is left is smaller than anything that is noticed.
    most = ((0, 0), (1, 0), (1, 1), (0.001, 1), (0.001, 0.5), (0, 0.5))
    assert fault(zone(most, IGNORE)) == everything
    assert fault(zone(most, IGNORE), min_object=0.0002) is None


def test_something_is_left_of_each_zone_to_watch() -> None:
    ignored = FaultyZone(ZoneFault.IGNORED, "Door")
    assert fault(zone(DOOR), zone(RIGHT, IGNORE, "Street")) == ignored
    assert fault(zone(LEFT, name="Yard"), zone(DOOR), zone(RIGHT, IGNORE)) == ignored
    assert fault(zone(PICTURE, IGNORE), zone(DOOR)) == ignored
