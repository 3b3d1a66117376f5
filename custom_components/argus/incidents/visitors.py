"""Visitor counters of one camera: committed to the journal first, shown then."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import date as Date, datetime
from functools import partial
import logging
from typing import Final

from sqlalchemy.orm import Session

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from ..issues.storage import async_journal_fails, async_journal_works
from ..journal import Journal, JournalError, tally
from ..model.camera_settings import CameraSettings
from ..model.counter_key import counter_key, current_key
from ..model.tally import Tally
from ..vision import Crossing

_LOGGER = logging.getLogger(__name__)

RETRY: Final = 30
"""Seconds until visitors that could not be stored are stored again."""


class Visitors:
    """Counts who crosses the lines of one camera.

    What cannot be stored, on a full disk for example, is kept in memory and stored as soon as possible. It is not
    shown before: what is shown can be trusted to be there after a crash.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        journal: Journal,
        subentry: ConfigSubentry,
        on_change: Callable[[], None],
    ) -> None:
        """Prepare to count for a camera's subentry; on_change is called when tallies changed."""
        self._hass = hass
        self._journal = journal
        self._camera = subentry.subentry_id
        self._on_change = on_change
        self._settings = CameraSettings.from_data(subentry.data)
        self._waiting: list[tuple[Crossing, datetime]] = []
        self._one_at_a_time = asyncio.Lock()
        self._cancel_retry: CALLBACK_TYPE | None = None
        self._is_stale = False
        """Whether what is shown may be another than what is stored."""
        self.tallies: Mapping[str, Tally] = {}
        """What is stored, by the keys of counters."""

    async def async_configure(self, settings: CameraSettings) -> None:
        """Take over changed lines."""
        self._settings = settings
        await self.async_refresh()

    async def async_count(self, crossings: tuple[Crossing, ...], at: datetime) -> None:
        """Store who crossed a line at a moment in UTC, then show it."""
        self._waiting.extend((crossing, at) for crossing in crossings)
        await self._async_store_crossings()

    @property
    def waits(self) -> bool:
        """Whether somebody was counted who is not stored yet."""
        return bool(self._waiting)

    async def async_refresh(self) -> None:
        """Show what is stored: at the start, on a new day, and after lines were changed."""
        today = dt_util.now().date()
        lines = self._keys
        if self._settings.zero_at_night and await self._async_stays_overnight(
            lines, today
        ):
            await self._async_change_tallies(lambda session: None)
            return
        await self._async_show_tallies(
            self._journal.async_read(
                partial(tally.read, camera=self._camera, lines=lines, today=today)
            )
        )

    async def async_catch_up(self) -> None:
        """Show what is stored if that may be something else than what is shown."""
        if self._is_stale:
            await self.async_refresh()

    async def async_reset(self) -> None:
        """Set the day's counters and the people inside to zero.

        Raises:
            JournalError: it could not be stored; nothing was changed.
        """
        today = dt_util.now().date()
        work = partial(tally.reset, camera=self._camera, lines=self._keys, today=today)
        await self._async_change_tallies(work, must=True)

    async def async_set_inside(self, key: str, inside: int) -> None:
        """Correct how many people are inside by a counter of a key.

        Raises:
            JournalError: it could not be stored; nothing was changed.
        """
        today = dt_util.now().date()
        work = partial(
            tally.set_inside,
            camera=self._camera,
            line=key,
            inside=inside,
            today=today,
        )
        await self._async_change_tallies(work, must=True)

    async def async_close(self) -> None:
        """Store what still waits, if it can be."""
        self._cancel_retry_timer()
        if self._waiting:
            await self._async_store_crossings()
        self._cancel_retry_timer()

    @property
    def _keys(self) -> list[str]:
        """Those of what the lines count now, and of the visitors that they may have counted before."""
        keys = (
            key
            for line in self._settings.lines
            for key in (current_key(line), counter_key(line.id, of_vehicles=False))
        )
        return list(dict.fromkeys(keys))

    async def _async_store_crossings(self) -> None:
        """Commit the waiting crossings, and retry later if the journal fails."""
        async with self._one_at_a_time:
            # Taken out only after the commit, and only these: more may come meanwhile.
            batch = list(self._waiting)

            def work(session: Session) -> None:
                for crossing, at in batch:
                    tally.count(session, self._camera, [crossing], dt_util.as_local(at))

            if await self._async_change_tallies(work):
                del self._waiting[: len(batch)]
                self._cancel_retry_timer()
            elif self._cancel_retry is None:
                self._cancel_retry = async_call_later(
                    self._hass, RETRY, self._async_retry_storing
                )

    async def _async_retry_storing(self, _now: datetime) -> None:
        self._cancel_retry = None
        await self._async_store_crossings()

    @callback
    def _cancel_retry_timer(self) -> None:
        if self._cancel_retry is not None:
            self._cancel_retry()
            self._cancel_retry = None

    async def _async_change_tallies(
        self, work: Callable[[Session], None], *, must: bool = False
    ) -> bool:
        """Run work and read the tallies in one transaction; return whether that worked."""
        today = dt_util.now().date()
        lines, zero_at_night = self._keys, self._settings.zero_at_night

        def change(session: Session) -> dict[str, Tally]:
            if zero_at_night:
                tally.empty_overnight(session, self._camera, lines, today)
            work(session)
            session.flush()
            return tally.read(session, self._camera, lines, today)

        if not await self._async_show_tallies(
            self._journal.async_run(change), must=must
        ):
            return False
        async_journal_works(self._hass)
        return True

    async def _async_stays_overnight(self, lines: list[str], today: Date) -> bool:
        """Return whether somebody inside was counted on an earlier day; no, if nobody can tell."""
        try:
            return await self._journal.async_read(
                partial(
                    tally.stays_overnight, camera=self._camera, lines=lines, today=today
                )
            )
        except JournalError:
            return False

    async def _async_show_tallies(
        self, tallies: Awaitable[Mapping[str, Tally]], *, must: bool = False
    ) -> bool:
        """Show tallies once they are there; return whether they are."""
        try:
            self.tallies = await tallies
        except JournalError as err:
            self._is_stale = True
            async_journal_fails(self._hass, err)
            if must:
                raise
            return False
        self._is_stale = False
        self._on_change()
        return True
