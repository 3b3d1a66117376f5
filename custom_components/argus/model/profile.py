"""Profiles: which of the ways to watch, such as at home or at night, holds for all cameras."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from homeassistant.components.alarm_control_panel.const import AlarmControlPanelState

MOST_PROFILES: Final = 20
"""Of the user's own."""


class Profile(StrEnum):
    """A profile that everybody has; others have names that the user gave them."""

    HOME = "home"
    AWAY = "away"
    NIGHT = "night"
    OFF = "off"
    """Nothing is watched."""


BUILT_IN: Final = tuple(str(profile) for profile in Profile)

OF_ALARM_PANEL: Final[Mapping[str, str]] = {
    AlarmControlPanelState.DISARMED: Profile.HOME,
    AlarmControlPanelState.ARMED_HOME: Profile.HOME,
    AlarmControlPanelState.ARMED_AWAY: Profile.AWAY,
    AlarmControlPanelState.ARMED_VACATION: Profile.AWAY,
    AlarmControlPanelState.ARMED_NIGHT: Profile.NIGHT,
}
"""Profiles by the state of an alarm panel that they follow; in any other state the profile stays."""


@dataclass(frozen=True, slots=True)
class ProfileChange:
    """How one camera is watched otherwise in a profile; None is as usual."""

    profile: str
    detection: bool | None = None
    sensitivity: int | None = None
    """1..100."""
    alerts: bool | None = None
    """Whether alerts tell of the camera."""

    def as_data(self) -> dict[str, Any]:
        """Return it as a camera's subentry keeps it."""
        return {
            "profile": self.profile,
            "detection": self.detection,
            "sensitivity": self.sensitivity,
            "alerts": self.alerts,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileRules:
    """Which profiles there are, and what chooses among them."""

    own: tuple[str, ...] = ()
    """Names of the user's own."""
    follows: str | None = None
    """Entity whose state chooses; None if only people do."""
    states: Mapping[str, str] | None = None
    """Profile by state of that entity; None takes `OF_ALARM_PANEL`, and states that are called like a profile."""

    @property
    def names(self) -> tuple[str, ...]:
        """All profiles, those first that everybody has."""
        return (*BUILT_IN, *self.own)

    def chosen_by(self, state: str) -> str | None:
        """Return the profile for a state of what is followed; None if it stays as it is."""
        if self.states is not None:
            profile = self.states.get(state)
        else:
            profile = OF_ALARM_PANEL.get(state, state)
        return str(profile) if profile in self.names else None
