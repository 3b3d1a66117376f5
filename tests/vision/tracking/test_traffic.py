"""Quick movers, one behind another: each is one track and counted once."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from custom_components.argus.vision import Pipeline, PipelineSettings
from custom_components.argus.vision.geometry import Box, Line, Point
from custom_components.argus.vision.observation import Direction, Track
from custom_components.argus.vision.tracking.flow import Flow
from custom_components.argus.vision.tracking.line_counter import LineCounter
from custom_components.argus.vision.tracking.tracker import Tracker

from ..roads import render_road
from ..scenes import seen

LINE = Line("road", "Road", Point(0.5, 1.0), Point(0.5, 0.0))


def car(front: float, road: float = 0.6, length: float = 0.12) -> Box:
    return Box(max(0.0, front - length), road - 0.09, min(1.0, front), road)


def drive(
    fronts: Sequence[Sequence[float]], spacing: float = 0.2
) -> tuple[list[tuple[Track, ...]], list[Direction]]:
    """Show frames of cars, by where their fronts are, and return tracks and crossings."""
    tracker, counter = Tracker(), LineCounter([LINE])
    told: list[tuple[Track, ...]] = []
    ways: list[Direction] = []
    for index, frame in enumerate(fronts):
        boxes = [car(front) for front in frame if 0.02 < front < 1.1]
        tracks = tracker.update((), boxes, spacing * index)
        told.append(tracks)
        ways += [one.direction for one in counter.update(tracks, spacing * index)]
    return told, ways


@pytest.mark.parametrize("step", [0.06, 0.1, 0.14, 0.18])
def test_a_car_is_one_track_however_far_it_goes_between_frames(step: float) -> None:
    told, ways = drive([[0.05 + step * index] for index in range(round(1.2 / step))])
    assert len({track.id for tracks in told for track in tracks}) == 1
    assert ways == [Direction.IN]


@pytest.mark.parametrize("gap", [0.2, 0.24, 0.3])
@pytest.mark.parametrize("step", [0.08, 0.1, 0.13])
def test_cars_one_behind_another_are_each_counted(step: float, gap: float) -> None:
    frames = [
        [0.03 + step * index - gap * number for number in range(5)]
        for index in range(round((1.2 + 5 * gap) / step))
    ]
    told, ways = drive(frames)
    assert ways == [Direction.IN] * 5
    for before, after in pairwise(told):
        for track in after:
            for same in before:
                if track.id == same.id:
                    assert track.box.centre.x > same.box.centre.x - 0.03


def test_a_quick_one_that_is_missed_goes_on_and_is_not_shown_for_long() -> None:
    fronts = [0.1 + 0.07 * index for index in range(7)]
    told, _ = drive([[front] for front in fronts] + [[]] * 6)
    assert told[7] and told[7][0].box.centre.x > told[6][0].box.centre.x + 0.04
    assert told[9:] == [()] * 4


def test_who_left_the_picture_is_not_who_comes_next() -> None:
    leaving = [[0.6 + 0.07 * index] for index in range(8)]
    told, _ = drive(leaving + [[], []] + [[1.05 - 0.01 * index] for index in range(6)])
    first = {track.id for tracks in told[:7] for track in tracks}
    last = {track.id for tracks in told[10:] for track in tracks}
    assert len(first) == 1
    assert last and not first & last


def test_a_flow_is_learnt_from_several_and_not_where_they_go_both_ways() -> None:
    flow, place = Flow(), Point(0.1, 0.6)
    flow.note(1, [place], 0.5, 0.0, 10.0)
    assert flow.speed_at(place, 0.1, 11.0) == pytest.approx((0.5, 0.0))
    assert flow.speed_at(place, 0.1, 30.0) is None
    flow.note(2, [Point(0.12, 0.61)], 0.46, 0.0, 20.0)
    assert flow.speed_at(place, 0.1, 60.0) == pytest.approx((0.48, 0.0))
    assert flow.speed_at(Point(0.1, 0.7), 0.1, 60.0) is None
    flow.note(3, [place], -0.5, 0.0, 61.0)
    assert flow.speed_at(place, 0.1, 61.0) is None


@pytest.mark.parametrize(
    ("fps", "speed"), [(5.0, (180.0, 380.0)), (2.0, (80.0, 140.0)), (1.0, (50.0, 75.0))]
)
def test_nine_of_ten_on_rendered_roads_are_counted(
    fps: float, speed: tuple[float, float]
) -> None:
    off = true = 0
    for seed in (1, 2):
        road = render_road(seed, speed, 24 if fps == 5 else 40)
        pipeline = Pipeline(PipelineSettings(faces=False, lines=(road.line,)))
        rng = np.random.default_rng(seed)
        ways: list[Direction] = []
        for now, picture in road.frames(fps):
            found = pipeline.process(seen(picture, rng, 2.0), now).crossings
            ways += [one.direction for one in found]
        off += abs(ways.count(Direction.IN) - road.truth[0])
        off += abs(ways.count(Direction.OUT) - road.truth[1])
        true += sum(road.truth)
    assert true > 20
    assert off <= 0.1 * true
