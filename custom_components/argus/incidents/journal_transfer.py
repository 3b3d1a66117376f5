"""Transfers incidents, counts and heat when the journal moves to another database."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
import logging
from pathlib import Path
from typing import Any, Final, Self

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util
from homeassistant.util.ulid import ulid_now

from ..const import CONF_DB_URL, CONF_TRANSFERS, DOMAIN
from ..issues.storage import async_transfer_fails, async_transfer_is_over
from ..journal import Journal, JournalError
from ..journal.transfer import Stage, Transfer
from ..model.appointment import Appointment
from ..model.vehicle_lines import vehicle_lines

_LOGGER = logging.getLogger(__name__)

AGAIN: Final = timedelta(minutes=5)
"""Until a transfer that failed goes on."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A transfer that the user wants and that is not done yet, as the options keep it."""

    id: str
    source: str | None
    """Address of the old database, None for the built-in one."""
    returning: bool = False
    """Whether the new database was on its way into the old one already."""

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """Return what was stored."""
        return cls(stored["id"], stored["from"], stored["returning"])

    def stored(self) -> dict[str, Any]:
        """Return it as the options keep it."""
        return {"id": self.id, "from": self.source, "returning": self.returning}


def wishes(options: Mapping[str, Any]) -> list[Wish]:
    """Return the transfers that are not done yet, the oldest first."""
    return [Wish.read(stored) for stored in options.get(CONF_TRANSFERS, ())]


def wished(
    before: Mapping[str, Any], db_url: str | None, *, take_along: bool
) -> list[dict[str, Any]]:
    """Return what to keep in the options as transfers when the database becomes another, or stays.

    Args:
        before: the options so far.
        db_url: the database from now on.
        take_along: whether what the journal holds now is to go along.

    """
    waiting, old = wishes(before), before.get(CONF_DB_URL) or None
    if db_url == old:
        return [wish.stored() for wish in waiting]
    if not take_along:
        return []
    returning = any(wish.source == db_url for wish in waiting)
    waiting = [wish for wish in waiting if wish.source != db_url]
    return [wish.stored() for wish in (*waiting, Wish(ulid_now(), old, returning))]


def database_of(hass: HomeAssistant, db_url: str | None) -> Path | str:
    """Return where the journal lies for an address, None for the built-in one."""
    return db_url or Path(hass.config.path(DOMAIN, "argus.db"))


class JournalTransfers:
    """Takes along what older databases hold, beside all else and after restarts too."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        journal: Journal,
        on_progress: Callable[[], None],
    ) -> None:
        """Prepare; on_progress is called when what counters show may have changed."""
        self._hass = hass
        self._entry = entry
        self._journal = journal
        self._on_progress = on_progress
        self._task: asyncio.Task[None] | None = None
        self._again = Appointment(hass, self._retry_transfers)

    def begin(self, journal: Journal) -> None:
        """Take along what is counted on; runs in the journal's thread before any other work.

        A database that cannot be read keeps nobody from counting: it is asked again later.
        """
        for wish in reversed(wishes(self._entry.options)):
            transfer = self._transfer_of(wish)
            try:
                transfer.begin(journal)
            except JournalError as err:
                _LOGGER.warning("The old journal cannot be read yet: %s", err)
            finally:
                transfer.close()

    @callback
    def async_go_on(self) -> None:
        """Go on with what is not done yet, if anything is."""
        if self._task is not None and not self._task.done():
            return
        self._again.async_cancel()
        if not wishes(self._entry.options):
            async_transfer_is_over(self._hass)
            return
        self._task = self._entry.async_create_background_task(
            self._hass, self._async_run_transfers(), "argus takes its journal along"
        )

    async def async_close(self) -> None:
        """Stop where it is; the next start goes on from there."""
        self._again.async_cancel()
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    @callback
    def _retry_transfers(self, _now: datetime) -> None:
        self.async_go_on()

    async def _async_run_transfers(self) -> None:
        """Take along the old databases, the newest first, until none waits."""
        while waiting := wishes(self._entry.options):
            # The newest knows most.
            wish = waiting[-1]
            transfer = self._transfer_of(wish)
            try:
                done = await self._async_take_along(transfer, wish)
            finally:
                await self._hass.async_add_executor_job(transfer.close)
            if not done:
                self._again.async_make(dt_util.utcnow() + AGAIN)
                return
            _LOGGER.info("All that the old journal held is in the new one")
            self._forget_wish(wish)
        async_transfer_is_over(self._hass)

    async def _async_take_along(self, transfer: Transfer, wish: Wish) -> bool:
        """Take along all that is left of a database; return whether that worked."""
        try:
            place = await self._journal.async_read(transfer.place)
            if place is None:
                await self._journal.async_call(transfer.begin)
                self._on_progress()
                place = await self._journal.async_read(transfer.place)
            assert place is not None
        except JournalError as err:
            async_transfer_fails(self._hass, self._entry, err)
            return False
        while place.stage is not Stage.DONE:
            if wish not in wishes(self._entry.options):
                # The user gave it up.
                return True
            try:
                portion = await self._hass.async_add_executor_job(transfer.read, place)
            except JournalError as err:
                async_transfer_fails(self._hass, self._entry, err)
                return False
            try:
                await self._journal.async_run(partial(transfer.store, portion=portion))
            except JournalError as err:
                # That the journal fails is told by who counts with it.
                _LOGGER.debug("Taken along later: %s", err)
                return False
            async_transfer_is_over(self._hass)
            place = portion.then
        self._on_progress()
        return True

    def _transfer_of(self, wish: Wish) -> Transfer:
        return Transfer(
            wish.id,
            database_of(self._hass, wish.source),
            returning=wish.returning,
            vehicle_lines=vehicle_lines(self._entry),
        )

    @callback
    def _forget_wish(self, wish: Wish) -> None:
        """Store that a transfer is done."""
        left: Sequence[Wish] = [
            other for other in wishes(self._entry.options) if other != wish
        ]
        async_keep_wishes(self._hass, self._entry, left)


@callback
def async_keep_wishes(
    hass: HomeAssistant, entry: ConfigEntry[Any], left: Sequence[Wish]
) -> None:
    """Keep which transfers are not done yet."""
    stored = [wish.stored() for wish in left]
    if stored != entry.options.get(CONF_TRANSFERS, []):
        hass.config_entries.async_update_entry(
            entry, options={**entry.options, CONF_TRANSFERS: stored}
        )
