"""Ends the threads of those that write pictures."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

from homeassistant.core import HomeAssistant


async def async_end_threads(
    hass: HomeAssistant, pool: ThreadPoolExecutor, late: Collection[object]
) -> None:
    """End threads, and wait for that unless some of their work is late: that would hold Home Assistant's stop up.

    Args:
        hass: Home Assistant.
        pool: the threads; nothing is given to them any more.
        late: the work that did not come to its end in time.

    """
    if late:
        pool.shutdown(wait=False, cancel_futures=True)
    else:
        await hass.async_add_executor_job(pool.shutdown)
