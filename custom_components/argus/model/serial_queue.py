"""Runs jobs of one owner one after the other, in one task at a time."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
import logging
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

_LOGGER = logging.getLogger(__name__)

type Job = Callable[[], Coroutine[Any, Any, None]]


class SerialQueue:
    """Runs jobs in the order in which they came, however slow they are; one that fails does not stop the next."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        tell_failure: Callable[[], str],
    ) -> None:
        """Begin with nothing to do.

        Args:
            hass: Home Assistant.
            entry: the config entry that the task belongs to.
            tell_failure: tells what the log says, with the error, about a job that failed.

        """
        self._hass = hass
        self._entry = entry
        self._tell_failure = tell_failure
        self._jobs: deque[Job] = deque()
        self._tasks: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        """Return how many jobs are not done yet."""
        return len(self._jobs)

    @callback
    def async_add(self, job: Job) -> None:
        """Have a job run after those that are not done yet."""
        self._jobs.append(job)
        if len(self._jobs) == 1:
            task = self._entry.async_create_task(
                self._hass, self._async_run_jobs(), eager_start=False
            )
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def async_finish(self) -> None:
        """Wait until every job that came so far is done."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _async_run_jobs(self) -> None:
        while self._jobs:
            try:
                # It leaves the queue when it is done: an empty queue tells that nobody works on it.
                await self._jobs[0]()
            except Exception:
                _LOGGER.exception("%s", self._tell_failure())
            finally:
                self._jobs.popleft()
