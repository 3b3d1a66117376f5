"""What bodies and detections share, against measuring everybody with everything."""

from hypothesis import given, strategies as st
import pytest

from custom_components.argus.vision.geometry import Box
from custom_components.argus.vision.tracking.frame_context import FrameContext
from custom_components.argus.vision.tracking.grouping import shared_area
from custom_components.argus.vision.tracking.kalman import BoxKalmanFilter
from custom_components.argus.vision.tracking.track import Clock, Part, TrackState

# On a coarse grid boxes often touch, nest and lie side by side to the point.
places = st.integers(0, 8).map(lambda step: step / 8)
boxes = st.tuples(places, places, places, places).map(
    lambda c: Box(min(c[0], c[1]), min(c[2], c[3]), max(c[0], c[1]), max(c[2], c[3]))
)


def scene(bodies: list[Box], found: list[Box]) -> FrameContext:
    clock = Clock()
    known = [
        (TrackState(number, 0.0, hits=5), Part(BoxKalmanFilter(box), 0.0))
        for number, box in enumerate(bodies)
    ]
    return FrameContext(known, found, clock)


@given(st.lists(boxes, max_size=6), st.lists(boxes, max_size=6))
def test_nobody_beside_is_overlooked(bodies: list[Box], found: list[Box]) -> None:
    seen = scene(bodies, found)
    for i, body in enumerate(bodies):
        for j, box in enumerate(found):
            shared = shared_area(body, box)
            assert (j in seen.shared[i]) == (i in seen.touching[j]) == (shared > 0)
            assert seen.overlap(i, j) == pytest.approx(body.overlap(box), abs=1e-9)
            assert seen.inside(i, j) * max(body.area, 1e-9) == pytest.approx(shared)
            assert seen.covered(i, j) * max(box.area, 1e-9) == pytest.approx(shared)


@given(st.lists(boxes, max_size=6), st.lists(boxes, max_size=6))
def test_whatever_may_be_somebodys_has_a_price(
    bodies: list[Box], found: list[Box]
) -> None:
    seen = scene(bodies, found)
    costs = seen.compute_costs(range(len(bodies)), range(len(found)))
    for i, body in enumerate(bodies):
        for j, box in enumerate(found):
            if body.overlap(box) > 0.2:
                assert 0 <= costs[i][j] < 3


def test_the_nearer_the_cheaper_and_beyond_reach_not_at_all() -> None:
    body = Box(0.4, 0.4, 0.5, 0.7)
    found = [
        Box(0.4 + way, 0.4, 0.5 + way, 0.7) for way in (0.0, 0.02, 0.03, 0.05, 0.4)
    ]
    (costs,) = scene([body], found).compute_costs([0], range(5))
    assert list(costs) == [0, 1, 2, 3]
    assert costs[0] < costs[1] < costs[2] < costs[3]


def test_a_detection_that_touches_two_is_clear_to_nobody() -> None:
    one, other = Box(0.2, 0.2, 0.4, 0.6), Box(0.38, 0.2, 0.58, 0.6)
    assert scene([one, other], [Box(0.2, 0.2, 0.39, 0.6)]).find_clear_pairs() == {}
    assert scene([one, other], [Box(0.2, 0.2, 0.37, 0.6)]).find_clear_pairs() == {
        0: [0]
    }
