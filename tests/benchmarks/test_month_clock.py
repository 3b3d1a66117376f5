"""Tests of the clock by which a simulated month passes."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
import time

from benchmarks.month_clock import MonthLoop, months_time
from homeassistant.util import dt as dt_util

START = datetime(2026, 11, 1, tzinfo=UTC)
MONTH = 30 * 86_400.0


def run[T](work: Coroutine[object, object, T]) -> T:
    """Run something by a clock of its own."""
    with asyncio.Runner(loop_factory=MonthLoop) as runner:
        return runner.run(work)


def test_a_month_passes_in_no_time_and_what_is_due_comes_in_its_order() -> None:
    async def wait() -> tuple[list[int], float]:
        loop = asyncio.get_running_loop()
        began, came = loop.time(), []
        for day in (20, 3, 11):
            loop.call_later(day * 86_400, came.append, day)
        await asyncio.sleep(MONTH)
        return came, loop.time() - began

    began = time.monotonic()
    came, passed = run(wait())
    assert came == [3, 11, 20]
    assert abs(passed - MONTH) < 1e-3
    assert time.monotonic() - began < MONTH / 1000


def test_what_takes_a_thread_takes_no_time_of_the_month() -> None:
    """So what passes was waited for on purpose, and nothing runs into its limit because a machine is busy."""

    async def work() -> tuple[float, bool]:
        loop = asyncio.get_running_loop()
        began = loop.time()
        job = loop.run_in_executor(None, time.sleep, 0.2)
        done, _ = await asyncio.wait({job}, timeout=0.001)
        return loop.time() - began, job in done

    assert run(work()) == (0.0, True)


def test_a_wait_for_nothing_takes_its_time() -> None:
    async def work() -> float:
        loop = asyncio.get_running_loop()
        began = loop.time()
        never: asyncio.Future[None] = loop.create_future()
        await asyncio.wait({never}, timeout=1.5)
        return loop.time() - began

    assert abs(run(work()) - 1.5) < 1e-3


def test_home_assistant_goes_by_it() -> None:
    async def work() -> timedelta:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, MonthLoop)
        with months_time(loop, START):
            began = dt_util.utcnow()
            await asyncio.sleep(3600)
            assert time.time() == dt_util.utcnow().timestamp()
            return dt_util.utcnow() - began

    assert abs(run(work()) - timedelta(hours=1)) < timedelta(seconds=1)
    assert dt_util.utcnow() > START
