"""What the benchmark of kinds counts."""

import numpy as np
import pytest

from benchmarks.objects_left_out import Told
from benchmarks.objects_still import Known, Visit
from benchmarks.scenes import render_room, render_walker


@pytest.fixture(scope="module")
def visit() -> Visit:
    return Visit(render_room(1), render_walker(1), 0.5, 0.9, 0.4, True, 14.0)


def test_a_visitor_comes_stands_still_and_leaves(visit: Visit) -> None:
    assert visit.length == 24
    boxes = [visit.draw(seconds)[1] for seconds in (2.5, 5.0, 19.0)]
    coming, first, last = boxes
    assert coming is not None
    assert first is not None
    assert coming.x1 < first.x0
    assert first == last
    assert abs(first.centre.x - 0.5) < 0.05
    assert abs(first.height - 0.4) < 0.05
    assert visit.draw(24.0)[1] is None


def test_who_stands_still_looks_the_same_but_for_noise(visit: Visit) -> None:
    one, other = visit.draw(6.0)[0], visit.draw(17.5)[0]
    assert np.array_equal(one, other)


def test_frames_begin_and_end_without_anybody(visit: Visit) -> None:
    there = [(seconds, box) for seconds, _, box in visit.frames(1.0)]
    assert there[0][0] < 0
    assert there[-1][0] > visit.length + 60
    assert all(box is None for seconds, box in there if seconds < 0)
    assert all(box is None for seconds, box in there if seconds >= visit.length)
    assert all(box is not None for seconds, box in there if visit.stands(seconds))


def test_what_is_known_is_put_into_numbers() -> None:
    known = Known(frames=20, known=10, boxes=15, visits=2, to_the_end=1, ghosts=[0, 4])
    assert known.numbers() == {
        "share of the time known": 0.5,
        "told at once, mean": 1.5,
        "known to the end": 1,
        "visits": 2,
        "seconds told when gone, mean": 2.0,
        "seconds told when gone, most": 4,
    }


def test_tracks_of_nothing_that_are_called_a_person_cost_precision() -> None:
    told = Told(people=10, persons=9, wrong=1, nothing=5, made_up=2)
    assert told.recall == 0.9
    assert told.precision == 0.75
    assert Told().precision == Told().recall == 1
