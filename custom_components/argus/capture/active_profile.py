"""The profile that holds now, kept across restarts, chosen by people or by an alarm panel, a schedule or the like."""

from collections.abc import Callable
from typing import Any, Final

import voluptuous as vol

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    EventStateChangedData,
    HomeAssistant,
    State,
    callback,
)
from homeassistant.helpers.event import async_track_state_change_event

from ..model.listeners import Listeners
from ..model.profile import Profile, ProfileRules
from ..state_file import StateFile

SAVE_DELAY: Final = 1
"""Seconds."""

_NAME: Final = "profile"
_FOLLOWED: Final = "followed"
_SAYS_NOTHING: Final = frozenset({STATE_UNAVAILABLE, STATE_UNKNOWN})


_SHAPE: Final = vol.Schema(
    {_NAME: str, _FOLLOWED: vol.Any(None, [str])}, extra=vol.ALLOW_EXTRA
)


def profile_file(hass: HomeAssistant) -> StateFile[dict[str, Any]]:
    """Return the file that keeps which profile holds."""
    return StateFile(hass, "profile", _SHAPE)


class ActiveProfile:
    """Knows which profile holds."""

    def __init__(self, hass: HomeAssistant, on_change: Callable[[], None]) -> None:
        """Prepare; everybody is at home until the file says otherwise.

        Args:
            hass: Home Assistant.
            on_change: called when another profile holds.

        """
        self._hass = hass
        self._on_change = on_change
        self._file = profile_file(hass)
        self._name = str(Profile.HOME)
        self._rules = ProfileRules()
        self._followed: list[str] | None = None
        """Entity that chose last, and its state: who chose otherwise meanwhile is not overruled at a restart."""
        self._untrack: CALLBACK_TYPE | None = None
        self._listeners = Listeners[()]()

    @property
    def name(self) -> str:
        """The profile that holds."""
        return self._name

    @property
    def names(self) -> tuple[str, ...]:
        """All that there are."""
        return self._rules.names

    async def async_open(self, rules: ProfileRules) -> None:
        """Read which profile holds, and follow what chooses."""
        kept = await self._file.async_load() or {}
        self._name = kept.get(_NAME, str(Profile.HOME))
        self._followed = kept.get(_FOLLOWED)
        self._follow(rules)

    @callback
    def async_configure(self, rules: ProfileRules) -> None:
        """Take over what the user set."""
        if rules != self._rules:
            self._followed = None
            self._follow(rules)

    async def async_store(self) -> None:
        """Follow nothing any more, and keep which profile holds."""
        if self._untrack is not None:
            self._untrack()
            self._untrack = None
        await self._file.async_save(self._as_data())

    @callback
    def async_select(self, name: str) -> None:
        """Let a profile hold from now on, until somebody or what is followed chooses another."""
        if name != self._name:
            self._name = name
            self._save()
            self._on_change()
            self._listeners.async_tell()

    @callback
    def async_subscribe(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call a listener when another profile holds or there are others; returns what ends that."""
        return self._listeners.async_add(listener)

    @callback
    def _follow(self, rules: ProfileRules) -> None:
        self._rules = rules
        if self._untrack is not None:
            self._untrack()
            self._untrack = None
        if self._name not in rules.names:
            # The user's own, which is no more.
            self.async_select(Profile.HOME)
        if rules.follows is not None:
            self._untrack = async_track_state_change_event(
                self._hass, rules.follows, self._state_changed
            )
            self._take_state(self._hass.states.get(rules.follows))
        self._listeners.async_tell()

    @callback
    def _state_changed(self, event: Event[EventStateChangedData]) -> None:
        self._take_state(event.data["new_state"])

    @callback
    def _take_state(self, state: State | None) -> None:
        if state is None or state.state in _SAYS_NOTHING:
            return
        says = [state.entity_id, state.state]
        if says == self._followed:
            return
        self._followed = says
        self._save()
        if (chosen := self._rules.chosen_by(state.state)) is not None:
            self.async_select(chosen)

    @callback
    def _save(self) -> None:
        self._file.async_delay_save(self._as_data, SAVE_DELAY)

    def _as_data(self) -> dict[str, Any]:
        return {_NAME: self._name, _FOLLOWED: self._followed}
