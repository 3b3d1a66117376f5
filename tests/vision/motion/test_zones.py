"""Zones say where motion counts, and how readily."""

from collections.abc import Iterator

import numpy as np
import pytest

from custom_components.argus.vision import (
    Motion,
    Pipeline,
    PipelineSettings,
    Point,
    Zone,
    ZoneKind,
)
from custom_components.argus.vision.motion.zones import ZoneMap, polygon_mask

from ..scenes import room, seen, with_person


def _area(x0: float, x1: float) -> tuple[Point, ...]:
    return Point(x0, 0), Point(x1, 0), Point(x1, 1), Point(x0, 1)


LEFT = Zone("left", "Left", _area(0, 0.5))
RIGHT = Zone("right", "Right", _area(0.5, 1))
NOT_LEFT = Zone("not", "Street", _area(0, 0.5), ZoneKind.EXCLUDE)


def _watch(
    zones: tuple[Zone, ...], x: float, contrast: float = 70, sensitivity: int = 50
) -> Iterator[Motion]:
    rng = np.random.default_rng(1)
    pipeline = Pipeline(
        PipelineSettings(faces=False, zones=zones, sensitivity=sensitivity)
    )
    empty = room()
    for second in range(14):
        picture = empty
        if second >= 12:
            picture = with_person(empty, x + 0.04 * (second - 12), contrast=contrast)
        motion = pipeline.process(seen(picture, rng), float(second)).motion
        if second >= 12:
            yield motion


def test_a_mask_covers_the_share_of_the_polygon() -> None:
    mask = polygon_mask((Point(0, 0), Point(1, 0), Point(0, 1)), 240, 180)

    assert (mask > 0).mean() == pytest.approx(0.5, abs=0.01)
    assert mask[0, 0] == 255
    assert mask[-1, -1] == 0


def test_zones_do_not_depend_on_the_size_of_the_picture() -> None:
    shares = [
        (ZoneMap((LEFT,), 50, width, height).masks["left"] > 0).mean()
        for width, height in ((240, 135), (120, 90), (31, 17))
    ]

    assert shares == pytest.approx([0.5] * 3, abs=0.05)


def test_motion_belongs_to_the_zone_it_is_in() -> None:
    for motion in _watch((LEFT, RIGHT), 0.2):
        by_zone = {zone.zone_id: zone for zone in motion.zones}
        assert motion.detected
        assert by_zone["left"].detected
        assert by_zone["left"].intensity > motion.intensity
        assert not by_zone["right"].detected
        assert by_zone["right"].intensity == 0


def test_outside_of_include_zones_nothing_counts() -> None:
    assert not any(motion.detected for motion in _watch((RIGHT,), 0.2))
    assert all(motion.detected for motion in _watch((RIGHT,), 0.7))


def test_inside_of_exclude_zones_nothing_counts() -> None:
    assert not any(motion.detected for motion in _watch((NOT_LEFT,), 0.2))
    assert all(motion.detected for motion in _watch((NOT_LEFT,), 0.7))
    assert not any(motion.detected for motion in _watch((LEFT, NOT_LEFT), 0.2))


def test_a_zone_has_its_own_sensitivity() -> None:
    keen = Zone("left", "Left", LEFT.points, sensitivity=95)
    dull = Zone("left", "Left", LEFT.points, sensitivity=1)

    assert any(motion.detected for motion in _watch((keen,), 0.2, 26, 1))
    assert not any(motion.detected for motion in _watch((dull,), 0.2, 26, 95))
