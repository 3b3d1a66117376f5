"""Brings those that write pictures in threads to their end."""

import asyncio
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from homeassistant.core import HomeAssistant

FAREWELL: Final = 5.0
"""Seconds that work under way has when Argus stops."""


async def async_end_writing(
    hass: HomeAssistant,
    pool: ThreadPoolExecutor,
    working: Collection[asyncio.Task[None]],
) -> None:
    """Bring what is under way to its end, for a moment, and end the threads.

    Args:
        hass: Home Assistant.
        pool: the threads; nothing is given to them any more.
        working: what is under way.

    """
    late: set[asyncio.Task[None]] = set()
    if working:
        _, late = await asyncio.wait(working, timeout=FAREWELL)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
    if late:
        # Waiting for the thread as well would hold up Home Assistant's stop.
        pool.shutdown(wait=False, cancel_futures=True)
    else:
        await hass.async_add_executor_job(pool.shutdown)
