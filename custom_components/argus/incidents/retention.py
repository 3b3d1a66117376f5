"""Retention of incidents: what is too old or too much is forgotten, with its pictures, the oldest first."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..issues.storage import async_journal_fails
from ..journal import Journal, JournalError, incidents, pages
from ..model.house_settings import ArgusSettings
from .clock_guard import ClockGuard
from .stray_files import StrayFiles

NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Before anything that was kept."""


class Retention:
    """Forgets incidents when their time has come, as far as the clock can be trusted."""

    def __init__(
        self,
        hass: HomeAssistant,
        journal: Journal,
        settings: Callable[[], ArgusSettings],
        strays: StrayFiles,
        lasting: Callable[[], list[str]],
        async_delete: Callable[[Sequence[str]], Awaitable[None]],
    ) -> None:
        """Prepare; nothing is forgotten yet.

        Args:
            hass: Home Assistant.
            journal: where incidents are.
            settings: tells how long and how much to keep.
            strays: files whose incidents are gone, and the other way round.
            lasting: returns the ids of the incidents that last.
            async_delete: deletes incidents with all that belongs to them.

        """
        self._hass = hass
        self._journal = journal
        self._settings = settings
        self._strays = strays
        self._lasting = lasting
        self._async_delete = async_delete
        self._forgetting = asyncio.Lock()
        self._time = ClockGuard()

    async def async_open(self) -> bool:
        """End what a crash left open, and see how long it was; return whether the journal could be asked."""
        known, asked = None, True
        try:
            await self._async_close_open_incidents()
            newest = await self._journal.async_read(
                partial(pages.find, query=pages.IncidentQuery(limit=1))
            )
            known = newest[0].start if newest else dt_util.utcnow()
        except JournalError as err:
            asked = False
            async_journal_fails(self._hass, err)
        self._time.start(dt_util.utcnow(), monotonic(), known)
        return asked

    async def async_settle(self) -> None:
        """Wait until what is being forgotten is."""
        async with self._forgetting:
            pass

    async def async_purge(self, unknown_before: datetime | None = None) -> None:
        """Forget what is too old or too much, and bring pictures and journal in step.

        Args:
            unknown_before: files of incidents that this journal never knew go as well if they were written before this
                moment in UTC; None leaves them all.

        Raises:
            JournalError: the journal cannot be used.
        """
        async with self._forgetting:
            await self._async_close_open_incidents()
            await self._async_purge_expired()
            await self._strays.async_tidy(unknown_before)

    async def async_purge_expired(self) -> None:
        """Forget what is too old or too much after an incident ended; if the journal fails, after the next one."""
        if self._forgetting.locked():
            return
        async with self._forgetting:
            try:
                await self._async_purge_expired()
            except JournalError as err:
                async_journal_fails(self._hass, err)

    async def _async_close_open_incidents(self) -> None:
        lasting = self._lasting()
        if await self._journal.async_read(partial(incidents.has_open, lasting=lasting)):
            await self._journal.async_run(
                partial(incidents.close_open, lasting=lasting)
            )

    async def _async_purge_expired(self) -> None:
        """Delete what is too old or too much, in portions so that other work gets its turn."""
        settings = self._settings()
        now = dt_util.utcnow()
        before = NEVER
        if self._time.is_trusted(now, monotonic()):
            before = now - timedelta(days=settings.retention_days)
        most = int(settings.retention_gigabytes * 1e9)
        while ids := await self._journal.async_read(
            partial(incidents.expired, before=before, most_bytes=most)
        ):
            await self._async_delete(ids)
