"""Debounced job: runs soon after it is asked for, never twice at once, with a pause after each run."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
import logging
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

_LOGGER = logging.getLogger(__name__)


class DebouncedJob:
    """Does the same work whenever something asks for it; many wishes at once are one round.

    A task exists only while there is work. One that slept or waited for the next wish would hold up whoever waits for
    Home Assistant to have nothing left to do, for ever if the clock stands still.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        work: Callable[[], Coroutine[Any, Any, None]],
        pause: float,
        name: str,
    ) -> None:
        """Prepare; nothing is done yet.

        Args:
            hass: Home Assistant.
            entry: whose life the work is part of.
            work: one round of it.
            pause: seconds between the end of a round and the beginning of the next, at least.
            name: of the task, for whoever debugs.

        """
        self._hass = hass
        self._entry = entry
        self._work = work
        self._pause = pause
        self._name = name
        self._wanted = False
        self._closed = False
        self._task: asyncio.Task[None] | None = None
        self._cancel_pause: CALLBACK_TYPE | None = None

    @callback
    def async_want(self) -> None:
        """Do a round now, or as soon as the present one and the pause after it are over."""
        self._wanted = True
        self._begin_round()

    async def async_close(self) -> None:
        """Break off what is being done, and do nothing any more."""
        self._closed = True
        if self._cancel_pause is not None:
            self._cancel_pause()
            self._cancel_pause = None
        if (task := self._task) is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    @callback
    def _begin_round(self) -> None:
        if (
            not self._wanted
            or self._closed
            or self._task is not None
            or self._cancel_pause is not None
        ):
            return
        self._wanted = False
        self._task = self._entry.async_create_background_task(
            self._hass, self._async_run_round(), self._name, eager_start=False
        )

    async def _async_run_round(self) -> None:
        try:
            await self._work()
        except Exception:
            # The next wish tries again.
            _LOGGER.exception("Unexpected error in %s", self._name)
        finally:
            self._task = None
        if not self._closed:
            self._cancel_pause = async_call_later(
                self._hass,
                self._pause,
                HassJob(self._end_pause, self._name, cancel_on_shutdown=True),
            )

    @callback
    def _end_pause(self, _now: datetime) -> None:
        self._cancel_pause = None
        self._begin_round()
