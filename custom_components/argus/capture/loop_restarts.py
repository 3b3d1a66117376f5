"""Restarts a frame loop that ended although nobody asked for it, with exponential backoff."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

FIRST_PAUSE: Final = 1.0
"""Seconds until a watch is started again; doubles with each end that follows soon."""
LONGEST_PAUSE: Final = 60.0
STEADY: Final = 120.0
"""Seconds that a watch has to go on until its last end is forgotten; longer than the longest pause."""
TOLERATED: Final = 3
"""Ends soon after each other of which the user is not told yet."""


class LoopRestarts:
    """Counts how often the watch of a camera ended unasked, and says when it is to begin again."""

    def __init__(
        self,
        hass: HomeAssistant,
        *,
        restart: Callable[[], None],
        on_trouble: Callable[[], None],
        on_calm: Callable[[], None],
    ) -> None:
        """Prepare; nothing ended yet.

        Args:
            hass: Home Assistant.
            restart: called on the event loop when the pause is over.
            on_trouble: called when the watch keeps ending.
            on_calm: called when it has gone on for a while, or when nobody wants it any more.

        """
        self._hass = hass
        self._restart = restart
        self._on_trouble = on_trouble
        self._on_calm = on_calm
        # Both in seconds that pass: a clock that is set back must not leave a camera unwatched.
        self._cancel_restart: CALLBACK_TYPE | None = None
        self._cancel_steady: CALLBACK_TYPE | None = None
        self.ended = 0
        """How often it ended lately."""

    @callback
    def async_began(self) -> None:
        """Note that a watch begins."""
        self._cancel_timers()
        if self.ended:
            self._cancel_steady = async_call_later(
                self._hass, STEADY, self._loop_went_on
            )

    @callback
    def async_ended(self) -> None:
        """Note that a watch ended unasked, and have it started again."""
        self._cancel_timers()
        pause = min(FIRST_PAUSE * 2 ** min(self.ended, 10), LONGEST_PAUSE)
        self.ended += 1
        self._cancel_restart = async_call_later(
            self._hass, pause, self._restart_after_pause
        )
        if self.ended > TOLERATED:
            self._on_trouble()

    @callback
    def async_cancel(self) -> None:
        """Start nothing again, and forget what ended: nobody wants the watch any more."""
        self._cancel_timers()
        self._reset_count()

    @callback
    def _restart_after_pause(self, _now: datetime) -> None:
        self._cancel_restart = None
        self._restart()

    @callback
    def _loop_went_on(self, _now: datetime) -> None:
        """Forget earlier ends: the loop has run for long enough."""
        self._cancel_steady = None
        self._reset_count()

    def _cancel_timers(self) -> None:
        for cancel in (self._cancel_restart, self._cancel_steady):
            if cancel is not None:
                cancel()
        self._cancel_restart = self._cancel_steady = None

    def _reset_count(self) -> None:
        """Begin to count ends anew, and tell that the loop is well."""
        if self.ended:
            self.ended = 0
            self._on_calm()
