"""An alarm that goes on for a while and can be ended at any moment."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from homeassistant.core import Context, HomeAssistant


class Alarm:
    """One alarm under way."""

    def __init__(self, context: Context) -> None:
        """Begin."""
        self.context = context
        """What it is put down to."""
        self._over = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def is_over(self) -> bool:
        """Whether it is to end before its time."""
        return self._over.is_set()

    async def async_run(
        self, hass: HomeAssistant, work: Coroutine[Any, Any, None]
    ) -> None:
        """Do an alarm's work, which gives back what it took; whoever is cancelled here does not interrupt that.

        Raises:
            HomeAssistantError: what the work raises.
        """
        self._task = hass.async_create_background_task(work, "argus alarm")
        try:
            await asyncio.shield(self._task)
        finally:
            self._over.set()

    async def async_stop(self) -> None:
        """End it; return when all is given back."""
        self._over.set()
        if self._task is not None:
            await asyncio.wait([self._task])

    async def async_wait_until(self, moment: float) -> bool:
        """Wait until a moment of the loop's clock, in seconds; return whether the alarm goes on."""
        try:
            async with asyncio.timeout_at(moment):
                await self._over.wait()
        except TimeoutError:
            return True
        return False
