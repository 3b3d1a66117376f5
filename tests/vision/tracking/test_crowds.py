"""Tracker and counter together: whatever people do on their way, alone or in a crowd, their passages are counted once."""

import random

from hypothesis import given, settings as budget, strategies as st
import numpy as np
import pytest

from custom_components.argus.vision.geometry import Box, Point
from custom_components.argus.vision.observation import Crossing, Direction
from custom_components.argus.vision.tracking.line_counter import LineCounter
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
from .passages import ACROSS, directions


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
