"""Notifies when the local date changes."""

from collections.abc import Callable
from datetime import date as Date, datetime, timedelta

from homeassistant.const import EVENT_CORE_CONFIG_UPDATE
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.util import dt as dt_util

from .appointment import Appointment


class LocalDay:
    """Tells that another local day has begun.

    It goes by the date, not by a clock that shows midnight: some days have none, machines sleep over it, and whoever
    moves to another time zone is in another day at once.
    """

    def __init__(self, hass: HomeAssistant, on_change: Callable[[], None]) -> None:
        """Prepare; on_change is called when the date, or where the day begins, is another."""
        self._hass = hass
        self._on_change = on_change
        self._day: Date | None = None
        self._end = Appointment(hass, self._day_ended)
        self._untrack: CALLBACK_TYPE | None = None

    @callback
    def async_open(self) -> None:
        """Begin with the day that it is now."""
        self._untrack = self._hass.bus.async_listen(
            EVENT_CORE_CONFIG_UPDATE, self._time_zone_changed
        )
        self._await_end()

    @callback
    def async_close(self) -> None:
        """Tell nothing more."""
        self._end.async_cancel()
        if self._untrack is not None:
            self._untrack()
            self._untrack = None

    @callback
    def async_check(self) -> None:
        """Look at the date: timers are late after a machine slept, and clocks are set."""
        if self._untrack is not None and dt_util.now().date() != self._day:
            self._await_end()
            self._on_change()

    @callback
    def _day_ended(self, _now: datetime) -> None:
        self.async_check()
        if not self._end.is_made:
            # The clock was set back meanwhile.
            self._await_end()

    @callback
    def _time_zone_changed(self, event: Event) -> None:
        if "time_zone" in event.data:
            self._await_end()
            self._on_change()

    @callback
    def _await_end(self) -> None:
        self._day = dt_util.now().date()
        ends = dt_util.start_of_local_day(self._day + timedelta(days=1))
        self._end.async_make(dt_util.as_utc(ends))
