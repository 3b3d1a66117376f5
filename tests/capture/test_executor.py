"""Tests of the threads that look at frames."""

import asyncio
import threading
from unittest.mock import patch

import pytest

from custom_components.argus.capture.executor import (
    VisionExecutor,
    VisionUnavailableError,
)


async def test_runs_in_threads_of_its_own() -> None:
    workers = VisionExecutor(2)
    before = threading.active_count()
    assert before == threading.active_count(), "no thread before there is work"
    name = await workers.async_run(lambda: threading.current_thread().name)
    assert name.startswith("argus")
    assert await workers.async_run(divmod, 7, 3) == (2, 1)
    with pytest.raises(ZeroDivisionError):
        await workers.async_run(divmod, 7, 0)
    await asyncio.to_thread(workers.close)


@pytest.mark.parametrize("threads", [1, 3])
async def test_no_more_than_so_many_at_once(threads: int) -> None:
    workers = VisionExecutor(threads)
    at_work = most = 0
    lock = threading.Lock()
    together = threading.Barrier(threads)

    def work() -> None:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        # As many as are allowed do work side by side, or this would wait in vain.
        together.wait(10)
        with lock:
            at_work -= 1

    await asyncio.gather(*(workers.async_run(work) for _ in range(3 * threads)))
    assert most == threads
    await asyncio.to_thread(workers.close)


async def test_resizing_finishes_what_was_begun() -> None:
    workers = VisionExecutor(1)
    go_on = threading.Event()

    def work() -> str:
        go_on.wait(10)
        return "done"

    begun = asyncio.ensure_future(workers.async_run(work))
    await asyncio.sleep(0)
    old = workers.resize(2)
    assert workers.threads == 2
    # New work does not wait for the old.
    assert await workers.async_run(lambda: 42) == 42
    go_on.set()
    assert await begun == "done"
    await asyncio.to_thread(old.shutdown)
    await asyncio.to_thread(workers.close)


async def test_opencv_is_loaded_off_the_event_loop() -> None:
    workers = VisionExecutor(1)
    await workers.async_load_vision()
    with (
        patch.dict("sys.modules", {"custom_components.argus.vision.pipeline": None}),
        pytest.raises(VisionUnavailableError, match="pipeline"),
    ):
        await workers.async_load_vision()
    await asyncio.to_thread(workers.close)
