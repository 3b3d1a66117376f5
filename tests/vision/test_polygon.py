"""Tests of polygons: their area, whether they can be filled, and what others leave of them."""

import math

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.argus.vision import Point
from custom_components.argus.vision.polygon import (
    Cover,
    area,
    corners,
    crosses_itself,
    is_flat,
)

PICTURE = ((0, 0), (1, 0), (1, 1), (0, 1))
SQUARE = ((0.2, 0.2), (0.6, 0.2), (0.6, 0.6), (0.2, 0.6))
STAR = ((0.5, 0.1), (0.7, 0.9), (0.1, 0.4), (0.9, 0.4), (0.3, 0.9))


def polygon(points: tuple[tuple[float, float], ...]) -> tuple[Point, ...]:
    return tuple(Point(x, y) for x, y in points)


@pytest.mark.parametrize(
    ("points", "share"),
    [(PICTURE, 1), (SQUARE, 0.16), (SQUARE[::-1], 0.16), (SQUARE[:3], 0.08)],
)
def test_area(points: tuple[tuple[float, float], ...], share: float) -> None:
    assert area(polygon(points)) == pytest.approx(share)


@pytest.mark.parametrize(
    ("points", "flat"),
    [
        (SQUARE, False),
        (((0, 0), (0.5, 0.5), (1, 1)), True),
        (((0.1, 0.7), (0.2, 0.7), (0.9, 0.7), (0.4, 0.7)), True),
        (((0.1, 0.1), (0.9, 0.9), (0.1, 0.1)), True),
        (((0.1, 0.1), (0.1, 0.1), (0.1, 0.1)), True),
        (((0.1, 0.1), (0.1, 0.1), (0.9, 0.9), (0.9, 0.8)), False),
    ],
)
def test_points_on_one_line(
    points: tuple[tuple[float, float], ...], flat: bool
) -> None:
    assert is_flat(polygon(points)) is flat


@pytest.mark.parametrize(
    ("points", "crosses"),
    [
        (SQUARE, False),
        (((0, 0), (1, 0), (0.505, 0.333), (0, 0.99)), False),
        # A bow tie, a star.
        (((0, 0), (1, 1), (1, 0), (0, 1)), True),
        (STAR, True),
        # There and back: a spike, one that is retraced in part, and the first corner on it.
        (((0, 0), (1, 0), (0.5, 0), (0.5, 0.5)), True),
        (((0, 0), (1, 0), (1, 1), (1, 0.2), (0, 1)), True),
        (((0.5, 0), (1, 0), (0, 0), (0.5, 0.5)), True),
        # One corner touches an edge, or is passed twice.
        (((0, 0), (1, 0), (0.5, 0.5), (1, 1), (0, 1), (0.5, 0.5)), True),
        (((0, 0), (1, 0), (1, 1), (0.5, 0), (0, 1)), True),
    ],
)
def test_outlines_that_cross_themselves(
    points: tuple[tuple[float, float], ...], crosses: bool
) -> None:
    assert crosses_itself(polygon(points)) is crosses
    assert crosses_itself(polygon(points[::-1])) is crosses


def test_corners_that_repeat_the_one_before_are_one() -> None:
    a, b, c, d = polygon(SQUARE)
    assert corners((a, a, b, c, c, c, d, a, a)) == (a, b, c, d)
    assert not crosses_itself(corners((a, a, b, c, d, a)))


def test_what_polygons_leave_of_others() -> None:
    left, right = (
        polygon(((0, 0), (0.5, 0), (0.5, 1), (0, 1))),
        polygon(((0.5, 0), (1, 0), (1, 1), (0.5, 1))),
    )
    whole, square = polygon(PICTURE), polygon(SQUARE)
    assert not Cover([whole]).leaves(square, 0.0001)
    assert not Cover([left, right]).leaves(whole, 0.0001)
    assert Cover([left]).leaves(whole, 0.499)
    assert not Cover([left]).leaves(whole, 0.501)
    assert Cover([left]).leaves(square, 0.039)
    assert not Cover([left]).leaves(square, 0.041)
    # What two have in common is taken away once.
    assert Cover([left, square]).leaves(whole, 0.459)
    assert not Cover([left, square]).leaves(whole, 0.461)
    assert Cover([]).leaves(square, 0.159)


def circle(count: int, radius: float) -> tuple[Point, ...]:
    return tuple(
        Point(
            0.5 + radius * math.cos(2 * math.pi * i / count),
            0.5 + radius * math.sin(2 * math.pi * i / count),
        )
        for i in range(count)
    )


@settings(deadline=None)
@given(
    count=st.integers(3, 100),
    radius=st.floats(0.05, 0.5),
    inner=st.floats(0.1, 0.95),
)
def test_regular_polygons(count: int, radius: float, inner: float) -> None:
    """Measured along rows, the ring between two of them is what their areas say."""
    outer = circle(count, radius)
    hole = circle(count, radius * inner)
    assert not is_flat(outer)
    assert not crosses_itself(outer)
    ring = area(outer) - area(hole)
    cover = Cover([hole])
    assert cover.leaves(outer, ring - 0.003)
    assert not cover.leaves(outer, ring + 0.003)
