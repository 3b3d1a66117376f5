"""Lines: every passage counts once, the right way, and nothing else does.

The first tests are the faults of the counter that Argus had before.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
import math
import random

from hypothesis import given, settings as budget, strategies as st
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
    Face,
    Track,
    TrackKind,
)
from custom_components.argus.vision.tracking.counting_line import CountingLine
from custom_components.argus.vision.tracking.line_counter import MEMORY, LineCounter
from custom_components.argus.vision.tracking.tracker import Tracker

from ..crowd import (
    PERFECT,
    Crowd,
    Flaws,
    Passing,
    Score,
    Walker,
    loiterer,
    random_line,
    score,
    simulate,
    watch,
)

ACROSS = Line("door", "Door", Point(0.05, 0.5), Point(0.95, 0.5))
"""From left to right: in is downwards."""


def visitor(x: float, y: float, number: int = 1) -> Track:
    """Return an object of usual size whose foot is at a place."""
    box = Box(x - 0.04, y - 0.3, x + 0.04, y)
    return Track(number, TrackKind.OBJECT, box, (Point(x, y),))


def face_at(x: float, y: float, number: int = 1) -> Track:
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
    return [visitor(x, y, number) for y in np.linspace(0.2, 0.8, 13)]


def up(number: int = 1, x: float = 0.5) -> list[Track]:
    return down(number, x)[::-1]


def directions(crossings: Iterable[Crossing]) -> list[str]:
    return [crossing.direction.value for crossing in crossings]


# The faults of the old counter


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


# What counts


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


def test_two_who_cross_as_one_detection_and_part_are_two() -> None:
    tracker, counter = Tracker(), LineCounter([ACROSS])
    counted: list[Crossing] = []
    for index, y in enumerate(np.linspace(0.35, 0.8, 19)):
        left, right = Box(0.4, y - 0.3, 0.47, y), Box(0.48, y - 0.28, 0.55, y + 0.02)
        boxes = [Box(0.4, y - 0.3, 0.55, y + 0.02)] if y < 0.6 else [left, right]
        tracks = tracker.update((), boxes, index * 0.2)
        counted += counter.update(tracks, index * 0.2)
    assert directions(counted) == ["in", "in"]


@budget(max_examples=100, deadline=None)
@given(
    st.integers(0, 10_000),
    st.lists(
        st.sampled_from(["stand", "tremble", "leave", "cross"]), min_size=1, max_size=6
    ),
)
def test_whatever_somebody_does_in_between_each_passage_counts_once(
    seed: int, acts: list[str]
) -> None:
    """Tracker and counter together: down and up again, with pauses of every kind on the way."""
    rng = random.Random(seed)
    feet: list[float | None] = [*np.linspace(0.3, 0.7, 12).tolist()]
    expected = ["in"]
    for act in acts:
        low = expected[-1] == "in"
        here = 0.7 if low else 0.3
        if act == "cross":
            feet += np.linspace(here, 1 - here, 12).tolist()
            expected.append("out" if low else "in")
        elif act == "stand":
            feet += [here] * 3 + [None] * 25
        elif act == "tremble":
            # Up to the line, on it for a while, and back.
            feet += np.linspace(here, 0.5, 6).tolist()
            feet += [0.5 + rng.uniform(-0.015, 0.015) for _ in range(15)]
            feet += np.linspace(0.5, here, 6).tolist()
        else:
            # Out of the picture at the side it is on, and in again there.
            beyond = 1.35 if low else -0.05
            feet += np.linspace(here, beyond, 12).tolist() + [None] * 15
            feet += np.linspace(beyond, here, 12).tolist()
    tracker, counter = Tracker(), LineCounter([ACROSS])
    counted: list[Crossing] = []
    for index, foot in enumerate(feet):
        boxes: list[Box] = []
        if foot is not None and foot - 0.3 < 0.98 and foot > 0.02:
            boxes = [Box(0.45, max(0, foot - 0.3), 0.53, min(1, foot))]
        tracks = tracker.update((), boxes, index * 0.2)
        counted += counter.update(tracks, index * 0.2)
    assert directions(counted) == expected


# Simulated crowds, tracker and counter together


def counted_in(crowd: Crowd) -> list[Passing]:
    tracker, counter = Tracker(), LineCounter([crowd.line])
    counted: list[Passing] = []
    for sight in crowd.sights:
        tracks = tracker.update(sight.faces, sight.boxes, sight.now)
        counted += [
            Passing(sight.now, crossing.direction)
            for crossing in counter.update(tracks, sight.now)
        ]
    return counted


def accuracy(people: int, seeds: range, flaws: Flaws) -> Score:
    score_sum = Score(0, 0, 0)
    for seed in seeds:
        crowd = simulate(seed, people, 40, 5, flaws)
        score_sum += score(crowd.truth, counted_in(crowd))
    return score_sum


def test_one_person_at_a_time() -> None:
    result = accuracy(1, range(12), Flaws())
    assert result.true > 40
    assert result.accuracy >= 0.99


@pytest.mark.parametrize(
    ("people", "least"), [(2, 0.97), (3, 0.95), (4, 0.93), (6, 0.9)]
)
def test_crowds(people: int, least: float) -> None:
    assert accuracy(people, range(100, 104), Flaws()).accuracy >= least


def test_crowds_seen_well() -> None:
    assert accuracy(6, range(200, 204), PERFECT).accuracy >= 0.98


def test_loiterers_never_count_twice() -> None:
    for seed in range(15):
        rng = random.Random(seed)
        line = random_line(rng)
        crowd = watch(Crowd(line, [loiterer(rng, line, 60)]), rng, 5, Flaws())
        assert len(counted_in(crowd)) <= 1


@budget(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([1.0, 2.0, 5.0, 12.0]))
def test_frame_rates(seed: int, fps: float) -> None:
    """Somebody walking straight through is counted from one frame a second on."""
    rng = random.Random(seed)
    pace = rng.uniform(0.1, 0.22)
    time = 1.3 / pace
    x = rng.uniform(0.2, 0.8)
    places = [(0.0, Point(x, 0.0)), (time, Point(x, 1.3))]
    flaws = Flaws(missed=0, dropped=0, part=0, split=0)
    crowd = watch(Crowd(ACROSS, [Walker(places)]), rng, fps, flaws)
    assert [one.direction for one in counted_in(crowd)] == [Direction.IN]


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

    assert crossings == [Crossing("door", Direction.IN, 7)] * counted
