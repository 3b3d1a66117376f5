"""Tests of what people ask for, beside the eyes."""

import asyncio
from collections.abc import AsyncIterator
import threading

import pytest

from custom_components.argus.capture.request_executor import Drawings, RequestExecutor
from custom_components.argus.model.admission import Admission, BusyError
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError


async def turns() -> None:
    """Let everybody have their turn who can go on."""
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.fixture
async def side_work(hass: HomeAssistant) -> AsyncIterator[RequestExecutor]:
    """Return a pool, and close it."""
    work = RequestExecutor(hass)
    yield work
    await hass.async_add_executor_job(work.close)


def test_admission() -> None:
    """One user cannot take the place of others, and nobody waits for a place."""
    admission = Admission(one=2, unnamed=3, total=4)
    with admission.enter("anna"), admission.enter("anna"):
        with pytest.raises(BusyError), admission.enter("anna"):
            pass
        with admission.enter("ben"), admission.enter(None):
            for user in ("carl", "ben", None):
                with pytest.raises(BusyError), admission.enter(user):
                    pass
    with (
        admission.enter(None),
        admission.enter(None),
        admission.enter(None),
        pytest.raises(BusyError),
        admission.enter(None),
    ):
        pass
    with pytest.raises(ZeroDivisionError), admission.enter("anna"):
        raise ZeroDivisionError
    with admission.enter("anna"), admission.enter("anna"):
        pass


async def test_runs_in_a_thread_of_its_own(side_work: RequestExecutor) -> None:
    name = await side_work.async_run(lambda: threading.current_thread().name)
    assert name.startswith("argus side")
    with pytest.raises(ZeroDivisionError):
        await side_work.async_run(divmod, 7, 0)


async def test_is_made_once_for_all_who_ask_meanwhile(
    side_work: RequestExecutor,
) -> None:
    """Who joins needs no place; who goes away takes it from nobody else."""
    go_on = asyncio.Event()
    made = 0

    async def make() -> int:
        nonlocal made
        await go_on.wait()
        made += 1
        return made

    first = asyncio.ensure_future(side_work.async_share("anna", "map", make))
    await asyncio.sleep(0)
    others = [
        asyncio.ensure_future(side_work.async_share("ben", "map", make))
        for _ in range(100)
    ]
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    go_on.set()
    assert await asyncio.gather(*others) == [1] * 100
    assert first.cancelled()
    assert await side_work.async_share("ben", "map", make) == 2, "nothing is kept"


async def test_too_much_at_once(side_work: RequestExecutor) -> None:
    """Who asks for too many different things is refused the rest, also if they go away and ask again."""
    go_on = asyncio.Event()

    async def make() -> str:
        await go_on.wait()
        return "made"

    def ask(user: str) -> list[asyncio.Future[str]]:
        return [
            asyncio.ensure_future(side_work.async_share(user, (user, n), make))
            for n in range(200)
        ]

    asked = ask("anna")
    await turns()
    refused = [one for one in asked if one.done()]
    assert len(refused) == 200 - 16
    assert all(isinstance(one.exception(), BusyError) for one in refused)
    for one in asked:
        one.cancel()
    with pytest.raises(BusyError):
        await side_work.async_share("anna", "another", make)
    others = ask("ben")
    await turns()
    go_on.set()
    results = await asyncio.gather(*others, return_exceptions=True)
    assert results.count("made") == 16
    assert await side_work.async_share("anna", "another", make) == "made"


async def test_a_failure_is_told_to_all_and_not_kept(
    side_work: RequestExecutor,
) -> None:
    async def fail() -> str:
        raise MemoryError

    async def succeed() -> str:
        return "made"

    results = await asyncio.gather(
        *(side_work.async_share(None, "map", fail) for _ in range(3)),
        return_exceptions=True,
    )
    assert [type(one) for one in results] == [MemoryError] * 3
    assert await side_work.async_share(None, "map", succeed) == "made"


async def test_closing_refuses_what_waits(hass: HomeAssistant) -> None:
    """Whoever waits for their turn is told that Argus was stopped, not left without an answer."""
    side_work = RequestExecutor(hass)
    begun, go_on = threading.Event(), threading.Event()

    def work() -> str:
        begun.set()
        go_on.wait(10)
        return "done"

    running = asyncio.ensure_future(side_work.async_run(work))
    waiting = asyncio.ensure_future(side_work.async_run(work))
    await hass.async_add_executor_job(begun.wait)
    closing = hass.async_add_executor_job(side_work.close)
    for asked in (waiting, side_work.async_run(work)):
        with pytest.raises(HomeAssistantError) as stopped:
            await asked
        assert stopped.value.translation_key == "not_running"
    go_on.set()
    assert await running == "done"
    await closing


def test_drawings() -> None:
    drawings = Drawings[str](2)
    assert drawings.get("a") is None
    for shown in ("a", "b", "a", "c"):
        drawings.put(shown, shown.encode())
    assert (drawings.get("a"), drawings.get("b")) == (b"a", None)
    assert Drawings[str](2, seconds=0).get("a") is None
    stale = Drawings[str](2, seconds=0)
    stale.put("a", b"a")
    assert stale.get("a") is None
