"""Lines: every passage counts once, the right way, and nothing else does."""

from itertools import pairwise
import math
import random

from hypothesis import given, strategies as st
import numpy as np
import pytest

from custom_components.argus.vision.geometry import Line, Point
from custom_components.argus.vision.observation import Crossing, Direction, Track
from custom_components.argus.vision.tracking.counting_line import CountingLine
from custom_components.argus.vision.tracking.line_counter import MEMORY, LineCounter

from .passages import ACROSS, directions, down, up, visitor, walk

# Crossing


@pytest.mark.parametrize("turn", range(0, 360, 30))
def test_any_angle(turn: int) -> None:
    """Whoever goes to the right hand of start → end goes in."""
    x, y = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    line = Line(
        "l",
        "",
        Point(0.5 - 0.4 * x, 0.5 - 0.4 * y),
        Point(0.5 + 0.4 * x, 0.5 + 0.4 * y),
    )
    way = [
        visitor(0.5 - y * step, 0.5 + x * step) for step in np.linspace(-0.3, 0.3, 15)
    ]
    assert directions(walk(line, way)) == ["in"]
    assert directions(walk(line, way[::-1])) == ["out"]
    assert directions(walk(line, way + way[::-1] + way)) == ["in", "out", "in"]


def test_beyond_the_ends_does_not_count() -> None:
    short = Line("l", "", Point(0.4, 0.5), Point(0.6, 0.5))
    assert walk(short, down(x=0.3)) == walk(short, up(x=0.7)) == []
    assert directions(walk(short, down(x=0.5))) == ["in"]


def test_round_the_end_and_back_through_counts_out() -> None:
    short = Line("l", "", Point(0.4, 0.5), Point(0.6, 0.5))
    beside = [visitor(x, 0.8) for x in np.linspace(0.8, 0.5, 8)]
    assert directions(walk(short, down(x=0.8) + beside + up(x=0.5))) == ["out"]


def test_a_line_to_the_edge_of_the_picture_reaches_it() -> None:
    line = Line("l", "", Point(0.03, 0.5), Point(0.97, 0.5))
    assert len(walk(line, down(x=0.01))) == len(walk(line, up(x=0.995))) == 1


def test_standing_on_the_line_does_not_count() -> None:
    rng = random.Random(4)
    jitter = [visitor(0.5, 0.5 + rng.uniform(-0.03, 0.03)) for _ in range(300)]
    assert walk(ACROSS, jitter) == []


def test_walking_up_and_trembling_counts_at_most_once() -> None:
    rng = random.Random(5)
    jitter = [visitor(0.5, 0.5 + rng.uniform(-0.03, 0.03)) for _ in range(300)]
    assert len(walk(ACROSS, down()[:7] + jitter)) <= 1
    assert directions(walk(ACROSS, down()[:7] + jitter + down()[8:])) == ["in"]
    assert directions(walk(ACROSS, down()[:7] + jitter + up()[7:])) in (
        [],
        ["in", "out"],
    )


def test_leaving_and_coming_back_counts_once_each_way() -> None:
    assert directions(walk(ACROSS, [*down(1), *[()] * 40, *up(2)])) == ["in", "out"]


def test_seen_first_beyond_the_line_does_not_count() -> None:
    assert walk(ACROSS, [visitor(0.5, y) for y in np.linspace(0.56, 0.9, 9)]) == []


def test_one_step_over_the_line_between_two_frames() -> None:
    assert directions(walk(ACROSS, [visitor(0.5, 0.2), visitor(0.5, 0.8)])) == ["in"]


def test_what_came_before_the_track_was_sure_is_in_its_trail() -> None:
    late = visitor(0.5, 0.7)
    trail = (Point(0.5, 0.3), Point(0.5, 0.7))
    assert directions(walk(ACROSS, [Track(1, late.kind, late.box, trail)])) == ["in"]


def test_several_lines_and_visitors_at_once() -> None:
    lower = Line("b", "", Point(0.95, 0.65), Point(0.05, 0.65))
    pairs = list(zip(down(1, 0.3), up(2, 0.7), strict=True))
    counted = walk([ACROSS, lower], pairs)
    assert {(one.line_id, one.track_id, one.direction.value) for one in counted} == {
        ("door", 1, "in"),
        ("door", 2, "out"),
        ("b", 1, "out"),
        ("b", 2, "in"),
    }
    assert len(counted) == 4


def test_line_without_length_never_counts() -> None:
    dot = Line("l", "", Point(0.5, 0.5), Point(0.5, 0.5))
    assert walk(dot, down() + up()) == []


# Settings and clocks


def test_changed_line_begins_anew_others_go_on() -> None:
    other = Line("b", "", Point(0, 0.5), Point(1, 0.5))
    counter = LineCounter([ACROSS, other])
    counter.update([visitor(0.5, 0.4)], 0)
    moved = Line("b", "", Point(0, 0.2), Point(1, 0.2))
    renamed = Line("door", "Gate", ACROSS.start, ACROSS.end, name_in="come")
    counter.configure([moved, renamed])
    assert counter.update([visitor(0.5, 0.6)], 0.2) == (
        Crossing("door", Direction.IN, 1),
    )
    counter.configure([])
    assert counter.update([visitor(0.5, 0.1)], 0.4) == ()


def test_a_line_drawn_later_counts_as_one_that_was_there() -> None:
    counter = LineCounter()
    for index in range(50):
        assert counter.update(down(), index * 1.0) == ()
    counter.configure([ACROSS])
    counted: list[Crossing] = []
    for index, seen in enumerate(down()):
        counted += counter.update([seen], 500 + index * 0.2)
    assert directions(counted) == ["in"]


@pytest.mark.parametrize(
    "times", [(0, 0, 0), (9, 4, -3), (0, 1e9, 2e9), (math.nan,) * 3]
)
def test_clocks_do_not_matter(times: tuple[float, float, float]) -> None:
    counter = LineCounter([ACROSS])
    counted: list[Crossing] = []
    for now, y in zip(times, (0.3, 0.5, 0.7), strict=True):
        counted += counter.update([visitor(0.5, y)], now)
    assert directions(counted) == ["in"]


def test_who_is_long_gone_is_forgotten() -> None:
    counter = LineCounter([ACROSS])
    for number in range(1000):
        counter.update([visitor(0.5, 0.3, number)], number * 1.0)
    assert len(counter._passages["door"]) < MEMORY + 10


coordinates = st.floats(-0.2, 1.2)
places = st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=40)
spots = st.builds(Point, st.floats(0, 1), st.floats(0, 1))


@given(places, spots, spots)
def test_ins_and_outs_alternate_as_the_sides_do(
    way: list[tuple[float, float]], start: Point, end: Point
) -> None:
    """Nobody is further in than the side they end on allows, whatever the way."""
    line = Line("l", "", start, end)
    tracks = [visitor(x, y) for x, y in way]
    counted = walk(line, tracks)
    assert len(counted) <= len(tracks)
    sides = [CountingLine(line).depth(x, y) for x, y in way]
    for crossing in counted:
        wanted = 1 if crossing.direction is Direction.IN else -1
        assert any(side * wanted > 0 for side in sides)


@given(places)
def test_over_a_whole_line_the_balance_is_the_change_of_side(
    way: list[tuple[float, float]],
) -> None:
    """On a line that nobody gets round, in and out take turns."""
    line = Line("l", "", Point(-9, 0.5), Point(9, 0.5))
    told = directions(walk(line, [visitor(x, y) for x, y in way]))
    assert all(one != other for one, other in pairwise(told))
