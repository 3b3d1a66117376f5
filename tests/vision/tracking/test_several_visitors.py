"""Visitors who pass, meet and part: each has one track, whatever their detections become meanwhile."""

from hypothesis import given, settings as budget, strategies as st
import numpy as np
import pytest

from custom_components.argus.vision.geometry import Box
from custom_components.argus.vision.tracking.grouping import union_box
from custom_components.argus.vision.tracking.tracker import Tracker

from ..crowd import Flaws, simulate
from .walkers import follow, merge, numbers, person, walking


def test_two_passing_each_other_apart() -> None:
    frames = [[person(x, 0.5), person(1 - x, 0.9)] for x in np.linspace(0.1, 0.9, 30)]
    told = follow(frames)
    assert len(numbers(told)) == 2
    first = {track.id: track.box for track in told[2]}
    last = {track.id: track.box for track in told[-1]}
    for number, box in first.items():
        assert last[number].y1 == pytest.approx(box.y1, abs=0.02)
        assert (box.centre.x < 0.3) == (last[number].centre.x > 0.7)


@pytest.mark.parametrize("pace", [0.15, 0.3])
@pytest.mark.parametrize("apart", [0.0, 0.04, 0.1])
def test_two_passing_each_other_merged(pace: float, apart: float) -> None:
    """Their boxes become one while they pass; both come out on their own way."""
    frames = [
        merge(person(0.1 + pace * t, 0.7), person(0.9 - pace * t, 0.7 + apart))
        for t in np.arange(0, 0.8 / pace, 0.2).tolist()
    ]
    assert any(len(boxes) == 1 for boxes in frames)
    told = follow(frames)
    assert len(numbers(told)) == 2
    before = {track.id: track.box.centre.x for track in told[3]}
    after = {track.id: track.box.centre.x for track in told[-1]}
    assert all((before[one] < 0.5) == (after[one] > 0.5) for one in before)


def test_two_meeting_and_going_on_together_stay_two() -> None:
    frames = [
        merge(person(x, 0.7), person(max(0.45, x + 0.06), 0.72))
        for x in np.arange(0.1, 0.8, 0.02).tolist()
    ]
    assert len(frames[0]) == 2 and len(frames[-1]) == 1
    told = follow(frames)
    assert len(numbers(told)) == 2
    assert len(told[-1]) == 2


def test_who_came_as_one_were_both_there_before() -> None:
    """Two who enter as one detection and part share the way they came."""
    frames = [[Box(x, 0.4, x + 0.13, 0.7)] for x in np.linspace(0.1, 0.4, 12)]
    frames += [
        [Box(x, 0.4 - y, x + 0.07, 0.7 - y), Box(x + 0.08, 0.4 + y, x + 0.15, 0.7 + y)]
        for x, y in zip(np.linspace(0.43, 0.6, 6), np.linspace(0, 0.1, 6), strict=True)
    ]
    told = follow(frames)
    assert len(told[-1]) == 2
    assert all(track.trail[0].x < 0.25 for track in told[-1])


def test_two_seen_as_parts_of_one_again_and_again_become_two() -> None:
    """One detection first; then two that lie within it, so that they seem its parts."""
    frames: list[list[Box]] = []
    for x in np.linspace(0.1, 0.7, 24):
        left, right = Box(x, 0.4, x + 0.07, 0.72), Box(x + 0.08, 0.42, x + 0.15, 0.74)
        frames.append(
            [left, right] if len(frames) > 8 else [Box(x, 0.4, x + 0.15, 0.74)]
        )
    told = follow(frames)
    assert len(told[8]) == 1
    assert len(told[-1]) == 2
    assert numbers(told[:9]) < numbers(told[-1:])


def test_cars_that_come_into_view_as_one_become_two() -> None:
    """In the distance they are one detection; nearer the gap between them opens."""
    frames: list[list[Box]] = []
    for down in np.linspace(0.0, 0.6, 24):
        size = 0.1 + 0.2 * down
        ahead = Box(0.5, 0.3 + down - size, 0.5 + size, 0.3 + down)
        gap = 0.6 * down - 0.1
        foot = ahead.y0 - gap * size
        behind = Box(0.52, foot - 0.8 * size, 0.52 + 0.8 * size, foot)
        apart = gap > 0.05
        frames.append([ahead, behind] if apart else [union_box([ahead, behind])])
    told = follow(frames)
    assert len(told[6]) == 1
    assert len(told[-1]) == 2
    for box in frames[-1]:
        assert any(track.box.overlap(box) > 0.6 for track in told[-1])


def test_somebody_in_a_coat_like_the_wall_is_one() -> None:
    """Of whom head and legs are seen, far apart, in every frame from some time on."""
    frames: list[list[Box]] = []
    for body in walking(frames=30):
        head = Box(body.x0, body.y0, body.x1, body.y0 + 0.08)
        legs = Box(body.x0, body.y0 + 0.2, body.x1, body.y1)
        frames.append([body] if len(frames) < 8 else [head, legs])
    told = follow(frames)
    assert len(numbers(told)) == 1


def test_a_scrap_far_away_drags_nobody_along() -> None:
    """A shadow that moves beside somebody who is still is not that one."""
    frames = [[box] for box in walking(0.2, 0.5, 12)]
    frames += [[Box(0.6, 0.66, 0.62, 0.68)]] * 3
    told = follow(frames)
    assert all(
        track.box.centre.x < 0.55
        for tracks in told
        for track in tracks
        if track.id in numbers(told[:12])
    )


def test_one_who_sets_off_behind_another_is_not_lost() -> None:
    """Their detection is too large for the one who was expected in it alone."""
    still = person(0.5, 0.7)
    frames = [[still, person(x, 0.72)] for x in np.linspace(0.1, 0.4, 10)]
    for index in range(6):
        passing, going = (
            person(0.43 + 0.03 * index, 0.72),
            person(0.5 - 0.03 * index, 0.6),
        )
        frames.append(merge(passing, going))
    told = follow(frames)
    assert any(len(boxes) == 1 for boxes in frames)
    assert len(told[-1]) == 2
    assert len(numbers(told)) == 2


@budget(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 6))
def test_one_detection_never_feeds_two_tracks(seed: int, people: int) -> None:
    """In no frame are more sightings taken in than there are detections."""
    tracker, before = Tracker(), dict[int, int]()
    for sight in simulate(seed, people, 8, 5, Flaws()).sights:
        tracker.update((), sight.boxes, sight.now)
        after = {
            one.id: one.body.filter.sightings for one in tracker._visitors if one.body
        }
        fed = sum(seen - before.get(number, 0) for number, seen in after.items())
        assert fed <= len(sight.boxes)
        before = after
