"""Changes of incidents on their way to one alert: of each camera one after the other, of all cameras side by side."""

import asyncio
from collections.abc import Awaitable, Callable
import logging
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..model.detached_context import async_detached_task
from ..model.incident import Incident, IncidentChange
from .change_queue import ChangeQueue

_LOGGER = logging.getLogger(__name__)

FAREWELL: Final = 3.0
"""Seconds that what is under way has when Argus stops."""


class ChangeLanes:
    """Hands changes to one alert, each camera's in their order; a camera whose receivers hang holds no other up."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        name: Callable[[], str],
        async_decide: Callable[[IncidentChange], Awaitable[None]],
        on_passed_over: Callable[[Incident], None],
    ) -> None:
        """Prepare; nothing is under way.

        Args:
            hass: Home Assistant.
            entry: the config entry that tasks belong to.
            name: tells what the user calls the alert, for the log.
            async_decide: awaited with each change.
            on_passed_over: called with an incident that made way, as too many wait.

        """
        self._hass = hass
        self._entry = entry
        self._name = name
        self._async_decide = async_decide
        self._on_passed_over = on_passed_over
        self._waiting: dict[str, ChangeQueue] = {}
        """By camera: what a busy alert did not get to yet."""
        self._working: dict[str, asyncio.Task[None]] = {}

    @callback
    def async_put(self, change: IncidentChange) -> None:
        """Take in what became of an incident."""
        camera = change.incident.camera
        passed_over = self._waiting.setdefault(camera, ChangeQueue()).put_change(change)
        if passed_over is not None:
            self._on_passed_over(passed_over.incident)
        if camera not in self._working:
            self._working[camera] = async_detached_task().run(self._begin_work, camera)

    @callback
    def async_put_again(self, change: IncidentChange) -> None:
        """Take in an incident once more as it was; what became of it since, and still waits, counts instead."""
        waiting = self._waiting.get(change.incident.camera)
        if waiting is None or change.incident.id not in waiting:
            self.async_put(change)

    async def async_settle(self) -> None:
        """Wait until everything that was taken in is decided and told."""
        while working := list(self._working.values()):
            await asyncio.wait(working)

    async def async_close(self) -> None:
        """Bring what is under way to its end, for a moment."""
        if working := list(self._working.values()):
            _, late = await asyncio.wait(working, timeout=FAREWELL)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _begin_work(self, camera: str) -> asyncio.Task[None]:
        return self._entry.async_create_background_task(
            self._hass,
            self._async_work(camera),
            f"argus alert {self._name()}",
            eager_start=False,
        )

    async def _async_work(self, camera: str) -> None:
        waiting = self._waiting[camera]
        try:
            while (change := waiting.take_change()) is not None:
                try:
                    await self._async_decide(change)
                except Exception:
                    _LOGGER.exception(
                        "Alert %s could not take an incident", self._name()
                    )
        finally:
            del self._working[camera]
