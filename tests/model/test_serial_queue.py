"""Jobs that run one after the other."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.model.serial_queue import SerialQueue
from homeassistant.core import HomeAssistant

FAILED = "What the door saw could not be kept"


@pytest.fixture
def queue(hass: HomeAssistant) -> SerialQueue:
    """Return a queue with nothing to do."""
    return SerialQueue(hass, MockConfigEntry(), lambda: FAILED)


def noting(
    done: list[int], number: int, go_on: asyncio.Event
) -> Callable[[], Coroutine[Any, Any, None]]:
    """Return a job that waits and then notes its number; the third fails."""

    async def job() -> None:
        await go_on.wait()
        if number == 3:
            raise ValueError("no")
        done.append(number)

    return job


async def test_jobs_run_in_turn_and_one_that_fails_does_not_stop_the_next(
    queue: SerialQueue, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[int] = []
    go_on = asyncio.Event()
    before = len(asyncio.all_tasks())
    for number in range(20):
        queue.async_add(noting(done, number, go_on))
    assert len(asyncio.all_tasks()) == before + 1
    assert len(queue) == 20
    go_on.set()
    await queue.async_finish()
    assert done == [number for number in range(20) if number != 3]
    assert len(queue) == 0
    assert caplog.text.count(FAILED) == 1


async def test_finishing_waits_for_all_that_came(queue: SerialQueue) -> None:
    done: list[int] = []
    go_on = asyncio.Event()
    for number in range(3):
        queue.async_add(noting(done, number, go_on))
    finish = asyncio.create_task(queue.async_finish())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not finish.done()
    go_on.set()
    await finish
    assert done == [0, 1, 2]


async def test_an_empty_queue_takes_up_work_again(queue: SerialQueue) -> None:
    done: list[int] = []
    go_on = asyncio.Event()
    go_on.set()
    await queue.async_finish()
    for number in range(2):
        queue.async_add(noting(done, number, go_on))
        await queue.async_finish()
        assert done[-1] == number
