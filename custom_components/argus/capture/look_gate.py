"""Tells whether to look through a camera now: always, only while an entity says so, or because somebody asked."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    EventStateChangedData,
    HomeAssistant,
    State,
    callback,
)
from homeassistant.helpers.event import async_call_later, async_track_state_change_event
from homeassistant.util import dt as dt_util

from ..model.appointment import Appointment
from ..model.camera_settings import CameraSettings
from ..model.look_while import LookWhile

_SKEW: Final = timedelta(seconds=5)


class LookGate:
    """Opens and closes the view of one camera."""

    def __init__(self, hass: HomeAssistant, on_change: Callable[[], None]) -> None:
        """Prepare; it is closed.

        Args:
            hass: Home Assistant.
            on_change: called when it opens or closes, and when somebody's own look begins or ends.

        """
        self._hass = hass
        self._on_change = on_change
        self._wanted = False
        """Whether the camera is watched at all when nobody asks."""
        self._while: LookWhile | None = None
        self._active = False
        """Whether the entity's state says to look."""
        self._until: datetime | None = None
        """Until when to look after that, UTC."""
        self._end = Appointment(hass, self._take_time)
        self._looks: dict[asyncio.Future[None], CALLBACK_TYPE] = {}
        """The looks that somebody asked for, and what calls off their end."""
        self._untrack: CALLBACK_TYPE | None = None
        self._told = (False, False)

    @property
    def is_looking(self) -> bool:
        """Whether somebody asked to look just now, whatever the settings say."""
        return bool(self._looks)

    @property
    def is_open(self) -> bool:
        """Whether the camera may be asked for pictures."""
        return self.is_looking or (self._wanted and self._is_time_to_look())

    @property
    def waits_for(self) -> str | None:
        """The entity that has to say so before the camera is asked for pictures; None if it is, or is not watched."""
        if self._while is None or not self._wanted or self.is_open:
            return None
        return self._while.entity_id

    @callback
    def async_configure(self, settings: CameraSettings) -> None:
        """Take over what the user set; an entity that stays the same goes on where it was."""
        self._wanted = settings.detection
        if settings.looks_while != self._while:
            self._leave_entity()
            self._while = settings.looks_while
            if self._while is not None:
                self._untrack = async_track_state_change_event(
                    self._hass, self._while.entity_id, self._state_changed
                )
                self._take_state(
                    self._while, self._hass.states.get(self._while.entity_id)
                )
        self._tell()

    async def async_look(self, seconds: float) -> None:
        """Look now, and return when so many seconds have passed or the camera is let go."""
        over: asyncio.Future[None] = self._hass.loop.create_future()

        @callback
        def end(_now: datetime) -> None:
            self._looks.pop(over, None)
            if not over.done():
                over.set_result(None)
            self._tell()

        self._looks[over] = async_call_later(self._hass, seconds, end)
        self._tell()
        try:
            await over
        finally:
            if (cancel := self._looks.pop(over, None)) is not None:
                cancel()
                self._tell()

    @callback
    def async_close(self) -> None:
        """Follow nothing any more and end all looks."""
        self._leave_entity()
        self._while = None
        self._wanted = False
        for over, cancel in self._looks.items():
            cancel()
            if not over.done():
                over.set_result(None)
        self._looks.clear()

    @callback
    def _leave_entity(self) -> None:
        if self._untrack is not None:
            self._untrack()
            self._untrack = None
        self._end.async_cancel()
        self._active, self._until = False, None

    def _is_time_to_look(self) -> bool:
        if self._while is None or self._active:
            return True
        now = dt_util.utcnow()
        longest = timedelta(seconds=self._while.after) + _SKEW
        # A clock that was set back must not keep it open for longer.
        return self._until is not None and now < self._until <= now + longest

    @callback
    def _state_changed(self, event: Event[EventStateChangedData]) -> None:
        if self._while is not None:
            self._take_state(self._while, event.data["new_state"])
            self._tell()

    @callback
    def _take_state(self, look: LookWhile, state: State | None) -> None:
        now, after = dt_util.utcnow(), timedelta(seconds=look.after)
        was_active, self._active = self._active, look.is_active(state)
        if was_active and not self._active:
            self._hold(now + after, now)
        if (moment := look.happened(state, now)) is not None:
            self._hold(moment + after, now)

    @callback
    def _hold(self, until: datetime, now: datetime) -> None:
        """Look until a moment in UTC, if it is still to come."""
        if until > now:
            self._until = until
            self._end.async_make(until)

    @callback
    def _take_time(self, now: datetime) -> None:
        if self._until is not None and self._until <= max(now, dt_util.utcnow()):
            self._until = None
        self._tell()

    @callback
    def _tell(self) -> None:
        now = (self.is_open, self.is_looking)
        if now != self._told:
            self._told = now
            self._on_change()
