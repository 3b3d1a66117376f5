"""Keeps the journal in use: opens it, moves it, and goes on with what it holds as soon as it can be used."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import instance_id
from homeassistant.helpers.event import async_call_later, async_track_time_interval

from ..issues.storage import (
    async_journal_fails,
    async_journal_set_aside,
    async_journal_works,
)
from ..journal import BEAT, Journal, JournalError, JournalTakenError
from .journal_transfer import JournalTransfers
from .recorder import IncidentRecorder
from .visitors import Visitors

PURGE_EVERY: Final = timedelta(hours=1)
FIRST_PURGE: Final = 60
"""Seconds after the start, when there is time for it."""


class JournalUpkeep:
    """Tells the user whether the journal can be used, and catches up with what waited for it."""

    def __init__(
        self,
        hass: HomeAssistant,
        journal: Journal,
        transfers: JournalTransfers,
        recorder: IncidentRecorder,
        visitors: Callable[[], Iterable[Visitors]],
        on_begun: Callable[[], Awaitable[None]],
        on_beat: Callable[[], None],
    ) -> None:
        """Prepare; the journal is not open yet.

        Args:
            hass: Home Assistant.
            journal: the journal.
            transfers: take along what older databases hold.
            recorder: stores incidents in it.
            visitors: tells what counts with it now.
            on_begun: called when another database, or a new one, is in use.
            on_beat: called each time before the journal is kept.

        """
        self._hass = hass
        self._journal = journal
        self._transfers = transfers
        self._recorder = recorder
        self._visitors = visitors
        self._on_begun = on_begun
        self._on_beat = on_beat
        self._begun = False
        """Whether what the journal holds was gone on with."""

    async def async_open(self) -> None:
        """Open the journal; if that fails, watching goes on, and what is counted waits until it can be stored."""
        try:
            await self._journal.async_open(
                await instance_id.async_get(self._hass), self._transfers.begin
            )
        except JournalError as err:
            async_journal_fails(self._hass, err)
        self._begun = await self._recorder.async_open()
        self._transfers.async_go_on()

    @callback
    def async_start_timers(self, note_end: Callable[[CALLBACK_TYPE], None]) -> None:
        """Keep and purge the journal from now on; what ends each timer is noted down as it begins."""
        for start_timer in (
            partial(
                async_track_time_interval,
                self._hass,
                self._async_keep_in_time,
                timedelta(seconds=BEAT),
            ),
            partial(
                async_track_time_interval,
                self._hass,
                self._async_purge_in_time,
                PURGE_EVERY,
            ),
            partial(
                async_call_later, self._hass, FIRST_PURGE, self._async_purge_in_time
            ),
        ):
            note_end(start_timer())

    async def async_move(self, database: Path | str) -> None:
        """Go on in another database, given by its file or its address."""
        self._begun = False
        await self._transfers.async_close()
        try:
            await self._journal.async_move(database, self._transfers.begin)
        except JournalError as err:
            async_journal_fails(self._hass, err)
            return
        await self._async_begin()

    async def async_keep(self) -> None:
        """Keep other Home Assistants from the journal, or take it when they are gone; go on when it can be used again."""
        try:
            await self._journal.async_keep()
        except JournalError as err:
            self._begun &= not isinstance(err, JournalTakenError)
            async_journal_fails(self._hass, err)
            return
        if not self._begun:
            await self._async_begin()
        elif not self._is_waited_for:
            async_journal_works(self._hass)
        for visitors in list(self._visitors()):
            await visitors.async_catch_up()
        await self._recorder.async_try_pictures()

    async def async_purge(self) -> None:
        """Forget what is too old or too much."""
        try:
            await self._recorder.async_purge()
        except JournalError as err:
            async_journal_fails(self._hass, err)

    def set_aside(self, path: Path) -> None:
        """Take in that a damaged journal was set aside at a path; run in the journal's thread."""
        self._hass.loop.call_soon_threadsafe(self._async_set_aside, path.name)

    async def _async_keep_in_time(self, _now: datetime) -> None:
        self._on_beat()
        await self.async_keep()

    async def _async_purge_in_time(self, _now: datetime) -> None:
        await self.async_purge()

    @callback
    def _async_set_aside(self, name: str) -> None:
        async_journal_set_aside(self._hass, name)
        # A new one was begun: what is shown is not in it.
        self._begun = False

    async def _async_begin(self) -> None:
        """Go on with what a journal holds that was not used before."""
        async_journal_works(self._hass)
        self._begun = await self._recorder.async_open()
        await self._on_begun()

    @property
    def _is_waited_for(self) -> bool:
        """Whether something is still to be stored: what could not be may fail again."""
        return self._recorder.waits or any(
            visitors.waits for visitors in self._visitors()
        )
