"""When to look through a camera that is not to be asked for pictures all the time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from homeassistant.components.alarm_control_panel.const import AlarmControlPanelState
from homeassistant.components.event.const import ATTR_EVENT_TYPE
from homeassistant.components.lock.const import LockState
from homeassistant.const import STATE_HOME, STATE_ON, STATE_OPEN
from homeassistant.core import State
from homeassistant.util import dt as dt_util

MOMENTS: Final = frozenset({"button", "event", "input_button"})
"""Kinds of entities whose state is the moment at which something happened: a doorbell rang, a button was pressed."""
ARMED: Final = frozenset(
    {
        AlarmControlPanelState.ARMED_AWAY,
        AlarmControlPanelState.ARMED_CUSTOM_BYPASS,
        AlarmControlPanelState.ARMED_HOME,
        AlarmControlPanelState.ARMED_NIGHT,
        AlarmControlPanelState.ARMED_VACATION,
        # It was armed until a moment ago: that somebody came in is why it is neither any more.
        AlarmControlPanelState.PENDING,
        AlarmControlPanelState.TRIGGERED,
    }
)
"""States of an alarm panel that guards."""
_USUAL: Final[Mapping[str, frozenset[str]]] = {
    "alarm_control_panel": ARMED,
    "cover": frozenset({STATE_OPEN, "opening", "closing"}),
    "device_tracker": frozenset({STATE_HOME}),
    "lock": frozenset({LockState.OPEN, LockState.OPENING, LockState.UNLOCKED}),
    "person": frozenset({STATE_HOME}),
    "sun": frozenset({"below_horizon"}),
    "valve": frozenset({STATE_OPEN, "opening", "closing"}),
}
"""States in which an entity is taken for active if the user named none; others are while they are on."""
_ON: Final = frozenset({STATE_ON})
_SKEW: Final = timedelta(seconds=5)
"""By which a moment may lie ahead of the clock."""


@dataclass(frozen=True, slots=True)
class LookWhile:
    """An entity that says when to look."""

    entity_id: str
    states: frozenset[str] = frozenset()
    """Those in which to look, or for an event entity its types; none takes the usual ones of its kind."""
    after: float = 30.0
    """Seconds to look after that, or after the moment at which something happened."""

    @property
    def tells_moments(self) -> bool:
        """Whether the entity's state is the moment at which something happened."""
        return tells_moments(self.entity_id)

    def is_active(self, state: State | None) -> bool:
        """Return whether to look for as long as the entity is in a state."""
        if state is None or self.tells_moments:
            return False
        domain = self.entity_id.partition(".")[0]
        return state.state in (self.states or _USUAL.get(domain, _ON))

    def happened(self, state: State | None, now: datetime) -> datetime | None:
        """Return the moment, in UTC, at which what the entity tells of happened; None if it tells of none.

        Args:
            state: the entity's state, which may come from before a restart.
            now: UTC.

        """
        if state is None or not self.tells_moments:
            return None
        if self.states and state.attributes.get(ATTR_EVENT_TYPE) not in self.states:
            return None
        moment = dt_util.parse_datetime(state.state)
        if moment is None or moment.tzinfo is None or moment > now + _SKEW:
            return None
        return dt_util.as_utc(moment)


def tells_moments(entity_id: str) -> bool:
    """Return whether an entity's state is the moment at which something happened."""
    return entity_id.partition(".")[0] in MOMENTS
