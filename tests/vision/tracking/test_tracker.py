"""Tracks: one for each visitor, for as long as the visitor is there."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
import math
import random

from hypothesis import given, settings as budget, strategies as st
import numpy as np
import pytest

from custom_components.argus.vision.geometry import Box, Line, Point
from custom_components.argus.vision.observation import (
    Direction,
    Face,
    Track,
    TrackKind,
)
from custom_components.argus.vision.tracking.grouping import union_box
from custom_components.argus.vision.tracking.line_counter import LineCounter
from custom_components.argus.vision.tracking.tracker import Tracker

from ..crowd import Flaws, simulate


def person(x: float, foot: float, height: float = 0.3) -> Box:
    return Box(x - 0.04, foot - height, x + 0.04, foot)


def face_of(body: Box, score: float = 0.9) -> Face:
    x, size = body.centre.x, 0.15 * body.height
    top = body.y0 + 0.02
    return Face(Box(x - size * 0.3, top, x + size * 0.3, top + size), score)


def follow(
    frames: Iterable[Sequence[Box] | tuple[Sequence[Box], Sequence[Face]]],
    spacing: float = 0.2,
    tracker: Tracker | None = None,
) -> list[tuple[Track, ...]]:
    """Show frames of boxes, or of boxes and faces, and return the tracks of each."""
    tracker = tracker or Tracker()
    told: list[tuple[Track, ...]] = []
    for index, frame in enumerate(frames):
        boxes: Sequence[Box]
        faces: Sequence[Face]
        if isinstance(frame, tuple):
            boxes, faces = frame
        else:
            boxes, faces = frame, ()
        told.append(tracker.update(faces, boxes, index * spacing))
    return told


def numbers(told: Iterable[tuple[Track, ...]]) -> set[int]:
    return {track.id for tracks in told for track in tracks}


def walking(start: float = 0.1, end: float = 0.9, frames: int = 25) -> list[Box]:
    return [person(x, 0.7) for x in np.linspace(start, end, frames)]


# One visitor


@pytest.mark.parametrize(("sightings", "waits"), [(2, 1), (3, 2), (10, 3)])
def test_nobody_is_waited_for_longer_than_they_were_seen(
    sightings: int, waits: int
) -> None:
    frames = [[box] for box in walking(0.3, 0.3 + 0.01 * sightings, sightings)]
    told = follow([*frames, *[[] for _ in range(6)]])

    assert [len(tracks) for tracks in told[sightings:]] == [1] * waits + [0] * (
        6 - waits
    )


@pytest.mark.parametrize("spacing", [0.04, 0.2, 0.5, 1.0])
def test_somebody_walking_is_one_track(spacing: float) -> None:
    frames = max(5, round(5 / spacing))
    told = follow([[box] for box in walking(frames=frames)], spacing)
    assert told[0] == ()
    assert len(numbers(told)) == 1
    assert all(len(tracks) == 1 for tracks in told[1:])
    last = told[-1][0]
    assert last.kind is TrackKind.OBJECT
    assert last.box.overlap(person(0.9, 0.7)) > 0.6


def test_uneven_spacing() -> None:
    rng = random.Random(1)
    tracker, now, seen = Tracker(), 0.0, set[int]()
    while now < 5:
        box = person(0.1 + 0.16 * now, 0.7)
        seen |= {track.id for track in tracker.update((), [box], now)}
        now += rng.choice((0.05, 0.1, 0.2, 0.6))
    assert len(seen) == 1


def test_a_single_detection_is_nobody() -> None:
    assert follow([[person(0.5, 0.7)], *[[]] * 20]) == [()] * 21


def test_misses_are_survived() -> None:
    frames = [[box] for box in walking(frames=30)]
    for index in (5, 9, 10, 15, 16, 17, 22):
        frames[index] = []
    assert len(numbers(follow(frames))) == 1


def test_who_is_gone_is_not_shown_for_long_and_not_resumed() -> None:
    told = follow([*([box] for box in walking(0.1, 0.4, 8)), *[[]] * 30])
    assert told[9] and not told[20] and not told[-1]
    again = follow(
        [*([b] for b in walking(0.1, 0.4, 8)), *[[]] * 30, *([b] for b in walking())]
    )
    assert len(numbers(again)) == 2


def test_missed_for_a_moment_stays_where_it_was() -> None:
    told = follow([*([box] for box in walking(0.1, 0.4, 8)), []])
    assert told[-1][0].box == told[-2][0].box
    assert told[-1][0].trail == told[-2][0].trail


def test_trail_is_short_and_ends_at_the_foot() -> None:
    told = follow([[box] for box in walking(frames=60)])
    trail = told[-1][0].trail
    assert 10 <= len(trail) <= 40
    assert trail[-1].x == pytest.approx(0.9, abs=0.02)
    assert trail[-1].y == pytest.approx(0.7, abs=0.02)
    assert all(one.x < two.x for one, two in pairwise(trail))


def test_parts_are_the_same_visitor_of_the_same_size() -> None:
    frames: list[list[Box]] = []
    for index, body in enumerate(walking(frames=30)):
        middle = body.centre.y
        upper = Box(body.x0, body.y0, body.x1, middle - 0.01)
        lower = Box(body.x0, middle + 0.01, body.x1, body.y1)
        frames.append(([body], [upper], [body], [lower, upper], [lower])[index % 5])
    told = follow(frames)
    assert len(numbers(told)) == 1
    assert told[-1][0].box.height == pytest.approx(0.3, abs=0.06)
    assert told[-1][0].box.y1 == pytest.approx(0.7, abs=0.04)


def test_born_as_head_and_legs_is_one() -> None:
    frames = [
        [Box(b.x0, b.y0, b.x1, b.y0 + 0.12), Box(b.x0, b.y0 + 0.15, b.x1, b.y1)]
        for b in walking()
    ]
    assert all(len(tracks) <= 1 for tracks in follow(frames))


def test_who_stood_still_is_the_same_afterwards() -> None:
    frames = [[box] for box in walking(0.2, 0.5, 10)]
    frames += [[person(0.5, 0.7)]] * 4 + [[]] * 60
    frames += [[box] for box in walking(0.5, 0.8, 10)]
    told = follow(frames)
    assert told[60] == ()
    assert len(numbers(told)) == 1


def set_off(wait: float) -> list[list[Box]]:
    """Somebody waits before a door, becomes a part of the background, and goes on.

    Where they stood something is seen that is not there any more: the background.
    """
    stood = person(0.45, 0.7)
    frames = [[box] for box in walking(0.1, 0.45, 12)]
    frames += [[stood]] * 4 + [[]] * round(wait / 0.2)
    for x in np.linspace(0.47, 1.05, 18):
        mover = person(x, 0.7)
        apart = mover.x0 > stood.x1
        frames.append([stood, mover] if apart else [union_box([stood, mover])])
    return [*frames, *[[stood]] * 6]


@pytest.mark.parametrize("wait", [10, 40, 120, 240])
def test_who_waits_and_goes_on_is_the_same_and_not_the_hole_they_leave(
    wait: float,
) -> None:
    frames = set_off(wait)
    told = follow(frames)
    (number,) = numbers(told)
    way = [track.box.centre.x for tracks in told[-24:-6] for track in tracks]
    assert len(way) == 18
    assert all(one <= two + 0.01 for one, two in pairwise(way))
    assert way[-1] > 0.9
    for tracks in told[-6:]:
        assert all(track.id == number and track.box.centre.x > 0.8 for track in tracks)


@pytest.mark.parametrize("wait", [10, 40, 120, 240])
def test_who_waits_before_the_line_is_counted_when_they_go_in(wait: float) -> None:
    counter = LineCounter([Line("door", "Door", Point(0.5, 1.0), Point(0.5, 0.0))])
    ways = [
        crossing.direction
        for index, tracks in enumerate(follow(set_off(wait)))
        for crossing in counter.update(tracks, 0.2 * index)
    ]
    assert ways == [Direction.IN]


def feet_only(box: Box) -> Box:
    return Box(box.x0 + 0.01, box.y1 - 0.08, box.x1 - 0.01, box.y1)


def test_of_who_waits_but_the_feet_are_seen_and_they_are_counted_all_the_same() -> None:
    frames = set_off(40)
    stood = person(0.45, 0.7)
    frames[16:16] = [[feet_only(stood)]] * 60
    counter = LineCounter([Line("door", "Door", Point(0.5, 1.0), Point(0.5, 0.0))])
    told = follow(frames)
    ways = [
        crossing.direction
        for index, tracks in enumerate(told)
        for crossing in counter.update(tracks, 0.2 * index)
    ]
    assert ways == [Direction.IN]
    assert len(numbers(told[:-6])) == 1


@pytest.mark.parametrize(("first", "counted"), [(0.53, [Direction.IN]), (0.75, [])])
def test_who_sets_off_is_first_seen_beside_where_they_stood(
    first: float, counted: list[Direction]
) -> None:
    """The background has taken in who waited: no hole is seen, and they not at once."""
    frames = set_off(120)[:-24]
    frames += [[person(x, 0.7)] for x in np.linspace(first, 0.93, 12)]
    counter = LineCounter([Line("door", "Door", Point(0.5, 1.0), Point(0.5, 0.0))])
    told = follow(frames)
    ways = [
        crossing.direction
        for index, tracks in enumerate(told)
        for crossing in counter.update(tracks, 0.2 * index)
    ]
    assert ways == counted
    assert len(numbers(told)) == 2 - len(counted)


def test_who_comes_towards_where_somebody_stood_is_somebody_else() -> None:
    frames = set_off(60)[:-24]
    frames += [[person(x, 0.7)] for x in np.linspace(0.6, 0.56, 8)]
    assert len(numbers(follow(frames))) == 2


# Several


def test_two_passing_each_other_apart() -> None:
    frames = [[person(x, 0.5), person(1 - x, 0.9)] for x in np.linspace(0.1, 0.9, 30)]
    told = follow(frames)
    assert len(numbers(told)) == 2
    first = {track.id: track.box for track in told[2]}
    last = {track.id: track.box for track in told[-1]}
    for number, box in first.items():
        assert last[number].y1 == pytest.approx(box.y1, abs=0.02)
        assert (box.centre.x < 0.3) == (last[number].centre.x > 0.7)


def merge(one: Box, other: Box) -> list[Box]:
    if min(one.x1, other.x1) - max(one.x0, other.x0) <= 0.01:
        return [one, other]
    return [
        Box(
            min(one.x0, other.x0),
            min(one.y0, other.y0),
            max(one.x1, other.x1),
            max(one.y1, other.y1),
        )
    ]


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


# Faces


def test_face_and_body_are_one_visitor() -> None:
    told = follow([([box], [face_of(box)]) for box in walking()])
    assert len(numbers(told)) == 1
    track = told[-1][0]
    assert track.kind is TrackKind.OBJECT
    assert track.face is not None
    assert track.face.overlap(face_of(person(0.9, 0.7)).box) > 0.4


@pytest.mark.parametrize("first", ["face", "body"])
def test_face_and_body_found_one_after_the_other(first: str) -> None:
    frames: list[tuple[list[Box], list[Face]]] = []
    for index, box in enumerate(walking()):
        alone = index < 8
        frames.append(
            (
                [] if alone and first == "face" else [box],
                [] if alone and first == "body" else [face_of(box)],
            )
        )
    told = follow(frames)
    assert len(numbers(told)) == 1
    assert told[5][0].kind is (TrackKind.FACE if first == "face" else TrackKind.OBJECT)
    assert told[-1][0].kind is TrackKind.OBJECT
    assert told[-1][0].face is not None


def test_face_without_any_motion_is_followed() -> None:
    told = follow([([], [face_of(box)]) for box in walking()])
    assert len(numbers(told)) == 1
    assert told[-1][0].kind is TrackKind.FACE
    assert told[-1][0].trail[-1].y == pytest.approx(told[-1][0].box.centre.y)


def test_face_seen_now_and_then_moves_with_the_body() -> None:
    frames = [
        ([box], [face_of(box)] if index % 4 == 0 else [])
        for index, box in enumerate(walking())
    ]
    told = follow(frames)
    assert len(numbers(told)) == 1
    face = told[-2][0].face
    assert face is not None
    assert face.centre.x == pytest.approx(told[-2][0].box.centre.x, abs=0.02)


def test_face_turned_away_is_forgotten() -> None:
    frames = [
        ([box], [face_of(box)] if index < 6 else [])
        for index, box in enumerate(walking(frames=30))
    ]
    told = follow(frames)
    assert told[6][0].face is not None
    assert told[-1][0].face is None


def test_two_faces_on_one_moving_object_are_two_visitors() -> None:
    frames = []
    for x in np.linspace(0.2, 0.8, 20):
        left, right = person(x, 0.7), person(x + 0.07, 0.7)
        frames.append((merge(left, right), [face_of(left), face_of(right)]))
    assert all(len(tracks) == 2 for tracks in follow(frames)[3:])


def test_the_same_face_detected_twice_is_one() -> None:
    frames: list[tuple[list[Box], list[Face]]] = []
    for box in walking():
        face = face_of(box)
        twin = Face(
            Box(face.box.x0 + 0.004, face.box.y0, face.box.x1 + 0.004, face.box.y1), 0.6
        )
        frames.append(([], [twin, face]))
    assert all(len(tracks) <= 1 for tracks in follow(frames))


# Clocks and senseless input


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
