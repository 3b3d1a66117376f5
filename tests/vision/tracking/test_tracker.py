"""Tracks: one for each visitor, for as long as the visitor is there."""

from itertools import pairwise
import random

import pytest

from custom_components.argus.vision.geometry import Box
from custom_components.argus.vision.observation import TrackKind
from custom_components.argus.vision.tracking.tracker import Tracker

from .walkers import follow, numbers, person, walking


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
