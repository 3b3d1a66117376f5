"""Tests of the loop that looks through one camera, on a clock that passes as fast as the loop waits."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from itertools import pairwise
import logging
import selectors
from typing import override
from unittest.mock import patch

import pytest

from custom_components.argus.capture.executor import VisionExecutor
from custom_components.argus.capture.frame_loop import (
    LONGEST_BACKOFF,
    FrameLoop,
    LoopStatistics,
    ObservedFrame,
)
from custom_components.argus.capture.frame_source import (
    CameraOffError,
    FrameSource,
    Picture,
    SourceError,
)
from custom_components.argus.model.settings import CameraSettings
from custom_components.argus.vision import (
    Line,
    Observation,
    Pipeline,
    Point,
    PreviewFrame,
)
from custom_components.argus.vision.packed_heat import unpack

from ..pictures import mover, room

SETTINGS = CameraSettings(camera="camera.door", interval=1.0, faces=False)


class FastSelector(selectors.DefaultSelector):
    """Lets time pass instead of waiting."""

    now = 1000.0

    @override
    def select(
        self, timeout: float | None = None
    ) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready; if nothing is, it is later."""
        assert timeout is not None, "the loop waits for something that never comes"
        ready = super().select(0)
        if not ready:
            self.now += timeout
        return ready


class FastLoop(asyncio.SelectorEventLoop):
    """An event loop on the clock of its selector."""

    def __init__(self) -> None:
        """Begin some time after the start of the machine."""
        self.clock = FastSelector()
        super().__init__(self.clock)

    @override
    def time(self) -> float:
        """Return the seconds of the clock."""
        return self.clock.now


class InLoop(VisionExecutor):
    """Looks at frames without threads: a clock that jumps does not wait for threads."""

    @override
    async def async_run[*Ts, R](self, function: Callable[[*Ts], R], *args: *Ts) -> R:
        """Run a function."""
        return function(*args)


class FakeSource(FrameSource):
    """Gives what the test says, and notes when it was asked, in seconds since the start."""

    def __init__(self) -> None:
        """Give the picture of a room at once."""
        self.picture: Picture = room()
        self.error: Exception | None = None
        self.takes = 0.0
        self.asked: list[float] = []
        self.in_flight = 0
        self.most_in_flight = 0
        self.closed = 0
        self.beside: list[tuple[PreviewFrame, ...]] = []
        self.filmed: list[bool] = []
        self._began = asyncio.get_running_loop().time()

    @override
    async def async_frame(self) -> Picture:
        """Return the picture after a while."""
        self.asked.append(
            round(asyncio.get_running_loop().time() - self._began, 6),
        )
        self.in_flight += 1
        self.most_in_flight = max(self.in_flight, self.most_in_flight)
        try:
            await asyncio.sleep(self.takes)
        finally:
            self.in_flight -= 1
        if self.error is not None:
            raise self.error
        return self.picture

    @override
    def drain_previews(self) -> tuple[PreviewFrame, ...]:
        """Return what the test has for the next frame."""
        self.filmed.append(self.is_filmed)
        return self.beside.pop(0) if self.beside else ()

    @override
    async def async_close(self) -> None:
        """Note that the camera was let go."""
        self.closed += 1


class Watching:
    """A watch at work on a fake source."""

    def __init__(self, settings: CameraSettings = SETTINGS) -> None:
        """Start to watch."""
        self.source = FakeSource()
        self.sights: list[ObservedFrame] = []
        self.failures: list[tuple[str, int]] = []
        self.heat: list[bytes] = []
        self.watch = FrameLoop(
            "Door",
            self.source,
            InLoop(1),
            on_sight=self.sights.append,
            on_failure=lambda err, in_a_row: self.failures.append((str(err), in_a_row)),
            on_heat=self.heat.append,
        )
        self.watch.configure(settings, settings.pipeline())
        self.task = asyncio.get_running_loop().create_task(self.watch.run())

    async def stop(self) -> None:
        """Stop watching."""
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)

    def seen(self) -> LoopStatistics:
        """Return how the loop is doing."""
        return self.watch.statistics


type Run = Callable[..., Watching]


@pytest.fixture
def run() -> Iterator[Run]:
    """Return what runs a scenario to its end, as fast as it goes."""
    loop = FastLoop()

    async def scene(
        scenario: Callable[[Watching], Awaitable[None]], settings: CameraSettings
    ) -> Watching:
        watching = Watching(settings)
        try:
            # Not even the first frame is taken before the scenario waits.
            await scenario(watching)
            assert not watching.task.done(), "the watch ended by itself"
        finally:
            await watching.stop()
        return watching

    def start(
        scenario: Callable[[Watching], Awaitable[None]],
        settings: CameraSettings = SETTINGS,
    ) -> Watching:
        return loop.run_until_complete(scene(scenario, settings))

    yield start
    assert not asyncio.all_tasks(loop)
    loop.close()


def complaints(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [
        record
        for record in caplog.records
        if record.levelno >= logging.WARNING and "argus" in record.name
    ]


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


def test_stills_are_taken_unless_the_user_wants_none(run: Run) -> None:
    """Of several frames a second not every one has a still; of a private camera none has, from the next frame on."""

    async def scenario(watching: Watching) -> None:
        fast = replace(SETTINGS, interval=0.1)

        async def stills(settings: CameraSettings) -> list[float]:
            watching.watch.configure(settings, settings.pipeline())
            await asyncio.sleep(0.05)
            watching.sights.clear()
            await asyncio.sleep(3)
            assert len(watching.sights) >= 29
            assert all(
                s.still is None or s.still.seconds == s.now for s in watching.sights
            )
            return [s.now for s in watching.sights if s.still is not None]

        assert 5 <= len(await stills(fast)) <= 8
        assert await stills(replace(fast, snapshots=False)) == []
        assert await stills(replace(fast, blur_faces=True)) == []
        assert await stills(fast)

    run(scenario)


def test_previews_show_what_the_stream_had_between_two_looks(run: Run) -> None:
    """A camera that is looked at once a second has a film of all that its stream showed, if one is wanted."""

    async def scenario(watching: Watching) -> None:
        watching.source.is_stream = True
        watching.source.beside = [
            tuple(PreviewFrame(second + tenth / 5, b"small") for tenth in range(5))
            for second in range(2)
        ]
        await asyncio.sleep(2.5)
        watching.watch.configure(replace(SETTINGS, previews=False), SETTINGS.pipeline())
        watching.source.beside = [(PreviewFrame(9, b"unasked"),)]
        await asyncio.sleep(1)

    watching = run(scenario)
    first, second, third, *last = watching.sights
    assert [one.seconds for one in first.previews] == [0, 0.2, 0.4, 0.6, 0.8]
    assert [one.seconds for one in second.previews] == [1, 1.2, 1.4, 1.6, 1.8]
    # Where the stream gave none, what was looked at is better than nothing.
    assert len(third.previews) == 1
    assert last
    assert all(one.previews == () for one in last)
    assert watching.source.filmed[:4] == [True, True, True, False]


@pytest.mark.parametrize(
    "junk", [b"", b"not a picture", room()[:200]], ids=("nothing", "text", "a part")
)
def test_a_broken_frame_is_a_failure_and_no_more(
    run: Run, caplog: pytest.LogCaptureFixture, junk: bytes
) -> None:
    pipelines: list[object] = []

    async def scenario(watching: Watching) -> None:
        await asyncio.sleep(0.5)
        pipelines.append(watching.watch._pipeline)
        watching.source.picture = junk
        await asyncio.sleep(1)
        watching.source.picture = room()
        await asyncio.sleep(1)
        pipelines.append(watching.watch._pipeline)

    watching = run(scenario)
    assert watching.source.asked == [0, 1, 2]
    assert len(watching.sights) == 2
    ((why, in_a_row),) = watching.failures
    assert why.startswith("unusable picture: ")
    assert in_a_row == 1
    assert pipelines[0] is pipelines[1]
    assert not complaints(caplog)


def test_a_fault_in_the_eyes_is_logged_once_and_begins_anew(
    run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    process = Pipeline.process
    pipelines: list[Pipeline] = []

    def fail_at_first(pipeline: Pipeline, frame: Picture, now: float) -> Observation:
        if now < 1010:
            raise ZeroDivisionError("nobody thought of this")
        pipelines.append(pipeline)
        return process(pipeline, frame, now)

    async def scenario(_: Watching) -> None:
        await asyncio.sleep(16.5)

    with patch.object(Pipeline, "process", fail_at_first):
        watching = run(scenario)
    assert watching.source.asked == [0, 1, 3, 7, 15, 16]
    assert [in_a_row for _, in_a_row in watching.failures] == [1, 2, 3, 4]
    assert watching.failures[0][0] == "ZeroDivisionError: nobody thought of this"
    assert len(watching.sights) == 2
    assert pipelines[0] is pipelines[1]
    (error,) = complaints(caplog)
    assert "Door" in error.message
    assert error.exc_info


def test_a_fault_with_every_second_frame_does_not_flood_the_log(
    run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    process = Pipeline.process

    def fail_at_times(pipeline: Pipeline, frame: Picture, now: float) -> Observation:
        if now % 2:
            raise ZeroDivisionError("every second frame")
        return process(pipeline, frame, now)

    async def scenario(_: Watching) -> None:
        await asyncio.sleep(20.5)

    with patch.object(Pipeline, "process", fail_at_times):
        watching = run(scenario)
    assert watching.seen().failures == 10
    assert len(complaints(caplog)) == 1


def test_somebody_who_cannot_take_the_news_does_not_stop_the_watch(
    run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario(watching: Watching) -> None:
        told = watching.watch._on_sight

        def fail_at_first(sight: ObservedFrame) -> None:
            told(sight)
            if sight.now < 1003:
                raise ValueError("not today")

        watching.watch._on_sight = fail_at_first
        await asyncio.sleep(5.5)

    watching = run(scenario)
    assert watching.source.asked == [0, 1, 2, 3, 4, 5]
    assert len(watching.sights) == 6
    assert not watching.failures
    assert len(complaints(caplog)) == 1


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


def test_heat_is_handed_over_soon_at_first_then_every_few_minutes(run: Run) -> None:
    handed: list[float] = []

    async def scenario(watching: Watching) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        told = watching.watch._on_heat

        def note(packed: bytes) -> None:
            handed.append(loop.time() - began)
            told(packed)

        watching.watch._on_heat = note
        x = 0
        while loop.time() < began + 1210:
            x = (x + 40) % 600
            watching.source.picture = mover(x)
            await asyncio.sleep(5)

    settings = replace(SETTINGS, interval=5.0)
    heat = run(scenario, settings).heat
    assert handed == [20, 60, 140, 300, 600, 900, 1200]
    assert all(unpack(packed).sum() > 0 for packed in heat)


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
