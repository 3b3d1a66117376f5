"""Where a line runs: sides, distances, ends."""

import math

import pytest

from custom_components.argus.vision.geometry import Box, Line, Point
from custom_components.argus.vision.tracking.counting_line import CountingLine


def course(x0: float, y0: float, x1: float, y1: float) -> CountingLine:
    return CountingLine(Line("l", "", Point(x0, y0), Point(x1, y1)))


@pytest.mark.parametrize("turn", range(0, 360, 45))
def test_the_right_hand_is_in(turn: int) -> None:
    x, y = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    line = course(0.5 - 0.2 * x, 0.5 - 0.2 * y, 0.5 + 0.2 * x, 0.5 + 0.2 * y)
    assert line.depth(0.5 - 0.1 * y, 0.5 + 0.1 * x) == pytest.approx(0.1)
    assert line.depth(0.5 + 0.1 * y, 0.5 - 0.1 * x) == pytest.approx(-0.1)
    assert line.depth(0.5 + 3 * x, 0.5 + 3 * y) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("line", "extent"),
    [
        (course(0.1, 0.5, 0.9, 0.5), 0.3),
        (course(0.5, 0.1, 0.5, 0.9), 0.1),
        (course(0.1, 0.1, 0.9, 0.9), 0.4 * math.sqrt(0.5)),
    ],
)
def test_extent(line: CountingLine, extent: float) -> None:
    assert line.extent(Box(0.4, 0.4, 0.5, 0.7)) == pytest.approx(extent)


def test_ways_round_the_ends() -> None:
    line = course(0.3, 0.5, 0.6, 0.5)
    for x, through in ((0.2, False), (0.28, False), (0.32, True), (0.62, False)):
        assert line.passes(Point(x, 0.4), Point(x, 0.7)) is through
    # Both places beyond the end, but the way between them is not.
    assert line.passes(Point(0.2, 0.4), Point(0.5, 0.7))
    assert not line.passes(Point(0.2, 0.49), Point(0.5, 0.9))


def test_an_end_near_the_edge_reaches_it() -> None:
    line = course(0.03, 0.5, 0.9, 0.5)
    assert line.passes(Point(0.0, 0.4), Point(0.0, 0.6))
    assert not line.passes(Point(0.95, 0.4), Point(0.95, 0.6))


def test_a_line_without_length_has_no_sides() -> None:
    dot = course(0.5, 0.5, 0.5, 0.5)
    assert dot.depth(0.1, 0.9) == dot.extent(Box(0.1, 0.1, 0.3, 0.3)) == 0
