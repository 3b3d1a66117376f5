"""Clocks that jump, senseless detections, very many of them: the tracker takes it all in, and forgets who is gone."""

import math

from hypothesis import given, settings as budget, strategies as st

from custom_components.argus.vision.geometry import Box
from custom_components.argus.vision.observation import Face
from custom_components.argus.vision.tracking.tracker import Tracker

from ..crowd import Flaws, simulate
from .walkers import follow, numbers, person, walking


def test_time_that_stands_still_or_jumps_back() -> None:
    tracker, seen = Tracker(), set[int]()
    times = [0, 0.2, 0.4, 0.4, 0.4, 0.6, -50, -49.8, -49.6, math.nan, -49.4, math.inf]
    for now, box in zip(times, walking(0.4, 0.5, len(times)), strict=True):
        seen |= {track.id for track in tracker.update((), [box], now)}
    assert len(seen) == 1


def test_after_a_long_gap_nobody_is_left() -> None:
    tracker = Tracker()
    for index, box in enumerate(walking(0.1, 0.4, 10)):
        tracker.update((), [box], index * 0.2)
    assert tracker.update((), [], 3600) == ()
    assert tracker._visitors == []


anything = st.floats(0, 1)
any_box = st.tuples(anything, anything, anything, anything).map(
    lambda c: Box(min(c[0], c[1]), min(c[2], c[3]), max(c[0], c[1]), max(c[2], c[3]))
)
any_frame = st.tuples(
    st.lists(any_box, max_size=6),
    st.lists(st.builds(Face, any_box, anything), max_size=4),
)


@budget(max_examples=60, deadline=None)
@given(st.lists(any_frame, max_size=12), st.floats(0, 3))
def test_any_detections_are_digested(
    frames: list[tuple[list[Box], list[Face]]], spacing: float
) -> None:
    for tracks in follow(frames, spacing):
        assert [track.id for track in tracks] == sorted({t.id for t in tracks})
        for track in tracks:
            assert track.trail
            assert 0 <= track.box.x0 <= track.box.x1 <= 1
            assert 0 <= track.box.y0 <= track.box.y1 <= 1


def test_many_at_once() -> None:
    frames = [
        [
            person(0.05 + 0.1 * i + 0.002 * t, 0.25 + 0.16 * j, 0.12)
            for i in range(10)
            for j in range(5)
        ]
        for t in range(12)
    ]
    told = follow(frames)
    assert len(numbers(told)) == 50
    assert len(told[-1]) == 50


def test_the_tracker_forgets() -> None:
    tracker = Tracker()
    crowd = simulate(3, 6, 60, 5, Flaws())
    most = 0
    for sight in crowd.sights:
        tracker.update(sight.faces, sight.boxes, sight.now)
        most = max(most, len(tracker._visitors))
    assert most < 30
