"""Who sets off from where they stood is one visitor, whatever the hole does that they leave."""

from collections.abc import Sequence

from custom_components.argus.vision import (
    Box,
    Crossing,
    Direction,
    Line,
    Point,
    Track,
    TrackKind,
)
from custom_components.argus.vision.tracking.line_counter import LineCounter
from custom_components.argus.vision.tracking.tracker import Tracker

EXIT = Line("exit", "Exit", Point(0.8, 0.98), Point(0.8, 0.05))

HOLE = Box(0.53, 0.03, 0.66, 0.88)
LEAVING: list[list[Box]] = [
    [Box(0.62, 0.55, 0.70, 0.93), Box(0.55, 0.03, 0.70, 0.30)],
    [Box(0.62, 0.38, 0.75, 0.93), Box(0.53, 0.03, 0.75, 0.81)],
    [Box(0.53, 0.03, 0.80, 0.93)],
    [Box(0.62, 0.06, 0.85, 0.94), HOLE],
    [Box(0.62, 0.05, 0.90, 1.00), HOLE],
    [Box(0.63, 0.03, 0.97, 1.00), HOLE],
    [Box(0.67, 0.04, 1.00, 1.00)],
    [Box(0.68, 0.13, 1.00, 1.00)],
    [Box(0.68, 0.31, 1.00, 1.00)],
    [],
    [],
]
"""What moves, five times a second, while somebody leaves who stood so long that they were part of the scene."""


def _count(
    frames: Sequence[Sequence[Box]], seconds: float, line: Line = EXIT
) -> list[Crossing]:
    tracker, counter = Tracker(), LineCounter([line])
    counted: list[Crossing] = []
    for index, boxes in enumerate(frames):
        now = index * seconds
        counted += counter.update(tracker.update((), boxes, now), now)
    return counted


def test_who_leaves_beside_their_hole_is_counted_when_that_is_gone() -> None:
    assert [one.direction for one in _count(LEAVING, 0.2)] == [Direction.IN]


def test_who_leaves_and_the_hole_beside_them_are_one_visitor() -> None:
    tracker = Tracker()
    shown = [
        tracker.update((), boxes, index * 0.2) for index, boxes in enumerate(LEAVING)
    ]
    last = [track for track in shown[8] if track.box.x1 > 0.9]

    assert len(last) == 1
    # The same as before they set off, and the trail goes one way.
    assert last[0].id in {track.id for track in shown[2]}
    xs = [place.x for place in last[0].trail]
    assert xs[-1] > 0.8
    assert max(xs) == xs[-1] or max(xs) - xs[-1] < 0.02


def test_a_hole_that_stays_is_not_where_somebody_went_who_left_the_picture() -> None:
    gone = Box(0.51, 0.0, 0.71, 0.89)
    frames: list[list[Box]] = [
        *[[Box(0.40, 0.28, 0.66, 0.94)]] * 6,
        *[[]] * 9,
        [Box(0.50, 0.00, 0.77, 0.92)],
        [Box(0.50, 0.00, 0.96, 0.98)],
        [Box(0.87, 0.21, 1.00, 0.90), gone],
        *[[gone]] * 6,
    ]

    assert [one.direction for one in _count(frames, 0.5)] == [Direction.IN]


def test_who_is_cut_off_by_the_edge_stands_in_the_middle_of_all_of_them() -> None:
    def walk(x: float) -> Track:
        place = Point(x, 0.98)
        box = Box(x - 0.2, 0.13, min(1.0, x + 0.2), 0.98)
        return Track(1, TrackKind.OBJECT, box, (place,), None)

    counter = LineCounter([EXIT])
    counted = [
        crossing.direction
        for index, x in enumerate((0.58, 0.64, 0.69, 0.73, 0.76, 0.79, 0.86))
        for crossing in counter.update((walk(x),), index * 0.2)
    ]

    assert counted == [Direction.IN]


def test_who_is_quickly_apart_from_their_hole_comes_from_there() -> None:
    legs = Box(0.38, 0.75, 0.46, 0.93)
    hole = Box(0.40, 0.57, 0.44, 0.83)
    walks = [(0.59, 0.70), (0.63, 0.73), (0.68, 0.77), (0.72, 0.81), (0.76, 0.86)]
    frames: list[list[Box]] = [
        *[[legs]] * 20,
        [Box(0.38, 0.61, 0.48, 0.93)],
        [Box(0.40, 0.52, 0.49, 0.93)],
        [hole, Box(0.45, 0.52, 0.55, 0.93)],
        [hole, Box(0.50, 0.56, 0.57, 0.93)],
        [hole, Box(0.53, 0.56, 0.61, 0.93)],
        [hole, Box(0.56, 0.56, 0.66, 0.93)],
        *[[Box(x0, 0.56, x1, 0.93)] for x0, x1 in walks],
    ]
    door = Line("door", "Door", Point(0.5, 1.0), Point(0.5, 0.2))

    assert [one.direction for one in _count(frames, 0.2, door)] == [Direction.IN]
