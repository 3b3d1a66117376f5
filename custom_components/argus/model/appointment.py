"""A timer for one moment, which may be put off or called off."""

from collections.abc import Callable
from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_track_point_in_utc_time


class Appointment:
    """One moment at which something is called, once."""

    def __init__(self, hass: HomeAssistant, keep: Callable[[datetime], None]) -> None:
        """Make none yet.

        Args:
            hass: Home Assistant.
            keep: called in the event loop with the moment, in UTC.

        """
        self._hass = hass
        self._keep = keep
        self._cancel: CALLBACK_TYPE | None = None

    @property
    def is_made(self) -> bool:
        """Whether a moment is still to come."""
        return self._cancel is not None

    @callback
    def async_make(self, moment: datetime) -> None:
        """Come at a moment in UTC, instead of any that was agreed before."""
        self.async_cancel()
        self._cancel = async_track_point_in_utc_time(
            self._hass, self._moment_came, moment
        )

    @callback
    def async_cancel(self) -> None:
        """Come no more, if that was agreed."""
        if self._cancel is not None:
            self._cancel()
            self._cancel = None

    @callback
    def _moment_came(self, now: datetime) -> None:
        self._cancel = None
        self._keep(now)
