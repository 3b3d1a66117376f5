"""Sends the daily report: once for every day, to each receiver, as soon as it can be."""

import asyncio
from datetime import datetime, timedelta
import logging
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EVENT_CORE_CONFIG_UPDATE
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import (
    async_track_time_interval,
)
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util

from ..alerts.message import Message, async_send
from ..journal import JournalError
from ..model.appointment import Appointment
from ..model.detached_context import async_detached_task
from ..model.house_settings import ArgusSettings
from ..model.loaded import async_run_while_loaded
from ..model.redaction import redacted_error, redacted_traceback
from .chart_file import async_forget_charts
from .message import async_report_message
from .schedule import ScheduledReport, next_report
from .source import ReportSource
from .state import ReportState, report_file

_LOGGER = logging.getLogger(__name__)

LATEST: Final = timedelta(hours=6)
"""After its time, a report that could not be sent is out of date."""
AGAIN: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
"""After a failure, the next attempt; after the last one, nobody tries any more."""
LOOK: Final = timedelta(minutes=5)
"""At least so often the clock is looked at: it may have been put forward, or the computer may have slept."""
TIDY: Final = timedelta(hours=1)
PATIENCE: Final = 300
"""Seconds until a receiver that does not answer is left alone; it may have got the report all the same."""
FAREWELL: Final = 8
"""Seconds that a report under way has when Argus stops."""


async def async_report_daily(
    hass: HomeAssistant, entry: ConfigEntry[Any], source: ReportSource
) -> None:
    """Send reports for as long as the config entry is loaded."""
    await async_run_while_loaded(
        hass, entry, "The daily report", ReportScheduler(hass, entry, source)
    )


class ReportScheduler:
    """Waits for the time of the report and sends it.

    What is due is kept on disk before it is sent, and what is being sent counts as sent until it turns out that it was
    not: so a crash may lose a report, but nobody gets one twice.
    """

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry[Any], source: ReportSource
    ) -> None:
        """Prepare; nothing is waited for yet."""
        self._hass = hass
        self._entry = entry
        self._source = source
        self._file = report_file(hass)
        self._state = ReportState()
        self._attempts = 0
        self._again: datetime | None = None
        self._complained: set[str] = set()
        """Receivers whose failure is in the log."""
        self._busy = False
        """Whether a report is being sent."""
        self._delivery: asyncio.Task[None] | None = None
        self._untrack: list[CALLBACK_TYPE] = []
        self._turn_comes = Appointment(hass, self._turn_is_due)
        self._closed = False

    async def async_open(self) -> None:
        """Remember what was sent, and look at the clock as soon as Home Assistant runs."""
        self._state = ReportState.from_json(await self._file.async_load())
        self._untrack.append(async_at_started(self._hass, self._home_assistant_started))

    async def async_close(self) -> None:
        """Let what is under way come to its end, for a moment, and wait for nothing any more."""
        self._closed = True
        for untrack in self._untrack:
            untrack()
        self._untrack.clear()
        self._turn_comes.async_cancel()
        if self._busy and self._delivery is not None:
            _, late = await asyncio.wait([self._delivery], timeout=FAREWELL)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    @callback
    def _home_assistant_started(self, _hass: HomeAssistant) -> None:
        self._untrack += [
            self._entry.add_update_listener(self._async_entry_updated),
            self._hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, self._clock_changed),
            # Charts are drawn for whoever asks, not only for reports.
            async_track_time_interval(
                self._hass, self._async_delete_old_charts, TIDY, cancel_on_shutdown=True
            ),
        ]
        self._check_schedule()

    async def _async_entry_updated(
        self, _hass: HomeAssistant, _entry: ConfigEntry[Any]
    ) -> None:
        self._check_schedule()

    @callback
    def _clock_changed(self, _event: Event) -> None:
        self._check_schedule()

    @callback
    def _turn_is_due(self, _now: datetime) -> None:
        self._check_schedule()

    @callback
    def _check_schedule(self) -> None:
        """See what is due; wait for what is not."""
        if self._closed or self._busy:
            # It looks again at its end.
            return
        now, turn = dt_util.utcnow(), self._state.turn
        if not self._settings.report_targets:
            self._cancel_turn()
            return
        since = now
        if turn is not None and turn.at <= now:
            if now - turn.at <= LATEST and self._missing_targets:
                self._send_or_wait(turn, now)
                return
            self._finish_turn(turn)
            # Whoever slept through one may just have slept through the next one, too.
            since = max(turn.at, now - LATEST)
        turn = next_report(
            since,
            self._settings.report_time,
            dt_util.get_default_time_zone(),
            self._state.reported,
        )
        if self._state.await_turn(turn):
            self._save_state()
        self._send_or_wait(turn, now)

    @callback
    def _cancel_turn(self) -> None:
        """Forget what is due: nobody wants reports now."""
        self._turn_comes.async_cancel()
        if self._state.turn is not None:
            self._state.turn = None
            self._state.sent.clear()
            self._save_state()

    @callback
    def _send_or_wait(self, turn: ScheduledReport, now: datetime) -> None:
        """Deliver a report that is due; wait for one that is not."""
        moment = max(turn.at, self._again or turn.at)
        if moment > now:
            self._wait_until(moment)
            return
        self._busy = True
        # Not one of the entry's tasks, which are cancelled before they can come to their end.
        self._delivery = async_detached_task().run(self._begin_delivery, turn)

    def _begin_delivery(self, turn: ScheduledReport) -> asyncio.Task[None]:
        return self._hass.async_create_background_task(
            self._async_deliver_turn(turn), "argus daily report"
        )

    @property
    def _settings(self) -> ArgusSettings:
        return ArgusSettings.from_options(self._entry.options)

    @property
    def _missing_targets(self) -> list[str]:
        """Receivers who have not got the report yet."""
        return [
            target
            for target in self._settings.report_targets
            if target not in self._state.sent
        ]

    @callback
    def _wait_until(self, moment: datetime) -> None:
        self._turn_comes.async_make(min(moment, dt_util.utcnow() + LOOK))

    async def _async_deliver_turn(self, turn: ScheduledReport) -> None:
        try:
            failed = not await self._async_send_turn(turn)
        finally:
            self._busy = False
        if failed and self._attempts < len(AGAIN):
            self._again = dt_util.utcnow() + AGAIN[self._attempts]
            self._attempts += 1
        else:
            self._finish_turn(turn)
        self._check_schedule()

    @callback
    def _finish_turn(self, turn: ScheduledReport) -> None:
        """Note a report as done, also for receivers it never reached."""
        if missing := self._missing_targets:
            _LOGGER.warning(
                "The report of %s was not sent to %s", turn.day, ", ".join(missing)
            )
        self._state.finish()
        self._attempts, self._again = 0, None
        self._save_state()

    async def _async_send_turn(self, turn: ScheduledReport) -> bool:
        """Send a report to all who have not got it; return whether all of them have now."""
        try:
            message = await async_report_message(self._hass, self._source, turn.day)
        except JournalError as err:
            if not self._attempts:
                _LOGGER.warning("The report of %s has to wait: %s", turn.day, err)
            return False
        except Exception:
            _LOGGER.exception("The report of %s could not be written", turn.day)
            return False
        return all(
            await asyncio.gather(
                *(
                    self._async_send_to_target(target, message)
                    for target in self._missing_targets
                )
            )
        )

    async def _async_send_to_target(self, target: str, message: Message) -> bool:
        self._state.sent.add(target)
        await self._async_save_state()
        patience = asyncio.timeout(PATIENCE)
        try:
            async with patience:
                await async_send(self._hass, target, message)
        except Exception as err:  # noqa: BLE001 - whatever one receiver does, the others get their report
            if patience.expired():
                _LOGGER.warning("%s did not say whether it sent the report", target)
                return True
            self._state.sent.discard(target)
            await self._async_save_state()
            self._log_failure_once(target, err)
            return False
        self._complained.discard(target)
        return True

    @callback
    def _log_failure_once(self, target: str, err: Exception) -> None:
        """Log why a receiver did not get the report, once for each report."""
        if target in self._complained:
            return
        self._complained.add(target)
        _LOGGER.warning(
            "The report could not be sent to %s and is tried again: %s",
            target,
            redacted_error(err)
            if isinstance(err, HomeAssistantError)
            else redacted_traceback(err),
        )

    async def _async_delete_old_charts(self, _now: datetime) -> None:
        """Delete charts that are older than what else is kept."""
        days = timedelta(days=self._settings.retention_days)
        try:
            await async_forget_charts(self._hass, dt_util.now().date() - days)
        except OSError as err:
            _LOGGER.warning("Charts of old reports could not be deleted: %s", err)

    @callback
    def _save_state(self) -> None:
        self._file.async_delay_save(self._state.as_json, 0)

    async def _async_save_state(self) -> None:
        await self._file.async_save(self._state.as_json())
