"""Timers for cameras that are lost: an alert looks again when one has been for as long as it waits."""

from collections.abc import Callable
from datetime import timedelta

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..model.appointment import Appointment
from ..model.incident import Incident, IncidentChange, Phase
from .rule import seconds_until_lost
from .settings import AlertSettings


class LossWaits:
    """Brings incidents of lost cameras back to an alert when they are old enough to be told."""

    def __init__(
        self, hass: HomeAssistant, take: Callable[[IncidentChange], None]
    ) -> None:
        """Prepare; take is called with each incident when its time has come."""
        self._hass = hass
        self._take = take
        self._waiting: dict[str, Appointment] = {}
        """By the incident's id."""

    @callback
    def async_wait(self, settings: AlertSettings, incident: Incident) -> None:
        """Come back with an incident when its camera will have been lost for long enough."""
        left = seconds_until_lost(settings, incident, dt_util.utcnow())
        change = IncidentChange(Phase.UPDATED, incident)
        waiting = Appointment(self._hass, lambda _: self._take(change))
        waiting.async_make(dt_util.utcnow() + timedelta(seconds=left))
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
