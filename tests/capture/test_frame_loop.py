"""Tests of the loop that looks through one camera: when it asks for a frame, what changes that, and how it begins and ends."""

import asyncio
from dataclasses import replace
from itertools import pairwise

import pytest

from custom_components.argus.capture.frame_loop import LONGEST_BACKOFF, LoopStatistics
from custom_components.argus.capture.frame_source import CameraOffError, SourceError
from custom_components.argus.vision import Line, Pipeline, Point

from .fast_watch import SETTINGS, Run, Watching


def test_keeps_the_interval(run: Run) -> None:
    async def scenario(_: Watching) -> None:
        await asyncio.sleep(4.5)

    watching = run(scenario)
    assert watching.source.asked == [0, 1, 2, 3, 4]
    assert len(watching.sights) == 5
    assert [sight.now for sight in watching.sights] == [1000, 1001, 1002, 1003, 1004]
    statistics = watching.seen()
    assert statistics.frames == 5
    assert statistics.dropped == statistics.failures == 0
    assert statistics.rate == 1.0
    assert statistics.processing > 0


def test_the_time_a_frame_takes_is_part_of_the_interval(run: Run) -> None:
    async def scenario(watching: Watching) -> None:
        watching.source.takes = 0.4
        await asyncio.sleep(3.5)

    watching = run(scenario)
    assert watching.source.asked == [0, 1, 2, 3]
    assert watching.seen().dropped == 0


def test_one_frame_at_a_time_and_late_ones_are_dropped(run: Run) -> None:
    async def scenario(watching: Watching) -> None:
        watching.source.takes = 3.5
        await asyncio.sleep(10.6)

    watching = run(scenario)
    # Each new frame is asked for at once, and two turns were left out meanwhile.
    assert watching.source.asked == [0, 3.5, 7, 10.5]
    assert watching.source.most_in_flight == 1
    assert watching.seen().dropped == 6
    assert watching.seen().frames == 3


def test_a_late_frame_does_not_make_the_next_ones_hurry(run: Run) -> None:
    async def scenario(watching: Watching) -> None:
        watching.source.takes = 5.2
        await asyncio.sleep(1)
        watching.source.takes = 0
        await asyncio.sleep(7)

    assert run(scenario).source.asked == [0, 5.2, 6.2, 7.2]


def test_backs_off_while_the_camera_fails_and_returns_to_its_interval(run: Run) -> None:
    async def scenario(watching: Watching) -> None:
        watching.source.error = SourceError("no picture")
        await asyncio.sleep(130)
        watching.source.error = None
        await asyncio.sleep(24)

    watching = run(scenario)
    assert watching.source.asked == [0, 1, 3, 7, 15, 31, 61, 91, 121, 151, 152, 153]
    assert watching.failures == [("no picture", number + 1) for number in range(9)]
    assert watching.seen().failures == 9
    assert watching.seen().dropped == 0


def test_backing_off_begins_anew_after_a_good_frame(run: Run) -> None:
    async def scenario(watching: Watching) -> None:
        watching.source.error = SourceError("no picture")
        await asyncio.sleep(6)
        watching.source.error = None
        await asyncio.sleep(1.5)
        watching.source.error = SourceError("again")
        await asyncio.sleep(4)

    watching = run(scenario)
    assert watching.source.asked == [0, 1, 3, 7, 8, 9, 11]
    assert [in_a_row for _, in_a_row in watching.failures] == [1, 2, 3, 1, 2, 3]


@pytest.mark.parametrize(
    ("interval", "asked"),
    [(0.1, [0, 1, 3, 7]), (10.0, [0, 10, 30, 60, 90]), (60.0, [0, 30, 60, 90])],
)
def test_backing_off_never_hurries_nor_sleeps_for_long(
    run: Run, interval: float, asked: list[float]
) -> None:
    async def scenario(watching: Watching) -> None:
        settings = replace(SETTINGS, interval=interval)
        watching.watch.configure(settings, settings.pipeline())
        watching.source.error = SourceError("no picture")
        await asyncio.sleep(asked[-1] + 0.5)

    watching = run(scenario)
    assert watching.source.asked == asked
    assert max(later - earlier for earlier, later in pairwise(asked)) <= LONGEST_BACKOFF


def test_looks_at_once_when_the_camera_comes_back(run: Run) -> None:
    async def scenario(watching: Watching) -> None:
        watching.source.error = SourceError("no picture")
        await asyncio.sleep(65)
        watching.source.error = None
        watching.watch.wake()
        await asyncio.sleep(1.5)

    watching = run(scenario)
    assert watching.source.asked[-3:] == [61, 65, 66]
    assert len(watching.sights) == 2


def test_waking_while_a_frame_is_in_flight_asks_for_one_more(run: Run) -> None:
    async def scenario(watching: Watching) -> None:
        watching.source.takes = 0.5
        await asyncio.sleep(1.2)
        watching.watch.wake()
        watching.watch.wake()
        await asyncio.sleep(2)

    watching = run(scenario)
    assert watching.source.asked == [0, 1, 1.5, 2.5]
    assert watching.source.most_in_flight == 1


def test_takes_over_settings_without_forgetting_what_was_learnt(run: Run) -> None:
    pipelines: list[object] = []

    async def scenario(watching: Watching) -> None:
        await asyncio.sleep(2.5)
        pipelines.append(watching.watch._pipeline)
        settings = replace(SETTINGS, interval=10.0, sensitivity=9)
        watching.watch.configure(settings, settings.pipeline())
        await asyncio.sleep(11)
        pipelines.append(watching.watch._pipeline)

    watching = run(scenario)
    assert watching.source.asked == [0, 1, 2, 2.5, 12.5]
    before, after = pipelines
    assert before is after
    assert isinstance(after, Pipeline)
    assert after.settings.sensitivity == 9


def test_cancelling_lets_go_of_the_camera_even_with_a_frame_in_flight(run: Run) -> None:
    async def scenario(watching: Watching) -> None:
        watching.source.takes = 100
        await asyncio.sleep(1)
        assert watching.source.in_flight == 1

    watching = run(scenario)
    assert watching.task.cancelled()
    assert watching.source.in_flight == 0
    assert watching.source.closed == 1


def test_a_watch_that_has_not_begun_has_nothing_to_tell(run: Run) -> None:
    async def scenario(watching: Watching) -> None:
        assert watching.seen() == LoopStatistics()
        assert watching.watch.face_detector is None
        await asyncio.sleep(0.5)
        assert watching.seen().frames == 1
        # One frame makes no rate.
        assert watching.seen().rate == 0
        assert watching.watch.face_detector == ("haar", None)

    run(scenario)


def test_counting_takes_more_frames_of_a_stream(run: Run) -> None:
    async def scenario(watching: Watching) -> None:
        await asyncio.sleep(1.9)
        watching.source.is_stream = True
        await asyncio.sleep(1.0)

    line = Line("door", "Door", Point(0.1, 0.5), Point(0.9, 0.5))
    settings = replace(SETTINGS, lines=(line,))
    assert run(scenario, settings).source.asked == [0, 1, 2, 2.2, 2.4, 2.6, 2.8]


def test_a_camera_that_is_off_is_asked_again_soon(run: Run) -> None:
    async def scenario(watching: Watching) -> None:
        watching.source.error = CameraOffError("the camera is off")
        await asyncio.sleep(60)

    asked = run(scenario).source.asked
    assert max(later - earlier for earlier, later in pairwise(asked)) <= 5
