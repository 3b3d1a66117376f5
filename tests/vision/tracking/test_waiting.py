"""Who waits and goes on is one visitor, and is counted once they do."""

from itertools import pairwise

import numpy as np
import pytest

from custom_components.argus.vision.geometry import Box, Line, Point
from custom_components.argus.vision.observation import Direction
from custom_components.argus.vision.tracking.grouping import union_box
from custom_components.argus.vision.tracking.line_counter import LineCounter

from .walkers import follow, numbers, person, walking


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
