"""Timers for incidents about which time alone decides: an alert looks again when it is up."""

from collections.abc import Callable
from datetime import timedelta

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..model.appointment import Appointment
from ..model.incident import Incident, IncidentChange, Phase
from .rule import Refusal, seconds_until_worth_a_look
from .settings import AlertSettings


class IncidentWaits:
    """Brings incidents back to an alert when it may decide otherwise although nothing changed in them."""

    def __init__(
        self, hass: HomeAssistant, look_again: Callable[[IncidentChange], None]
    ) -> None:
        """Prepare; look_again is called with each incident when its time has come."""
        self._hass = hass
        self._look_again = look_again
        self._waiting: dict[str, Appointment] = {}
        """By the incident's id."""

    @callback
    def async_wait(
        self, settings: AlertSettings, incident: Incident, refused: Refusal
    ) -> None:
        """Come back with an incident when time will have changed why it was refused, if it can."""
        now = dt_util.utcnow()
        left = seconds_until_worth_a_look(settings, incident, refused.verdict, now)
        if left is None:
            return
        self.async_cancel(incident)
        change = IncidentChange(Phase.UPDATED, incident)
        waiting = Appointment(self._hass, lambda _: self._look_again(change))
        waiting.async_make(now + timedelta(seconds=left))
        self._waiting[incident.id] = waiting

    @callback
    def async_cancel(self, incident: Incident) -> None:
        """Come back with an incident no more."""
        if (waiting := self._waiting.pop(incident.id, None)) is not None:
            waiting.async_cancel()

    @callback
    def async_close(self) -> None:
        """Come back with nothing any more."""
        for waiting in self._waiting.values():
            waiting.async_cancel()
        self._waiting.clear()
