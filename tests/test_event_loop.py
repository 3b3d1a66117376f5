"""What holds for the event loop of every test here."""

import asyncio

import pytest


async def test_another_thread_may_not_ask_it_for_anything() -> None:
    """Home Assistant is not safe from threads: what Argus asks from one has to go through `call_soon_threadsafe`."""
    loop = asyncio.get_running_loop()
    done = asyncio.Event()
    for ask in (
        lambda: loop.call_soon(print),
        lambda: loop.call_later(1, print),
    ):
        with pytest.raises(RuntimeError, match="Non-thread-safe"):
            await asyncio.to_thread(ask)
    await asyncio.to_thread(loop.call_soon_threadsafe, done.set)
    await done.wait()
