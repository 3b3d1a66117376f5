"""Tests of what goes wrong with a frame, in the eyes or with who is told: the watch goes on, and the log has it once."""

import asyncio
import logging
from unittest.mock import patch

import pytest

from custom_components.argus.capture.frame_loop import ObservedFrame
from custom_components.argus.capture.frame_source import Picture
from custom_components.argus.vision import Observation, Pipeline

from ..pictures import room
from .fast_watch import Run, Watching


def complaints(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [
        record
        for record in caplog.records
        if record.levelno >= logging.WARNING and "argus" in record.name
    ]


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
