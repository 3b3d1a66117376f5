"""Logbook entries of incidents.

The logbook shows an event entity as having detected some event; which one it does not know. So each incident gets a line
of its own when it is over.
"""

from collections.abc import Callable
from typing import Any

from homeassistant.components.logbook.const import (
    LOGBOOK_ENTRY_ENTITY_ID,
    LOGBOOK_ENTRY_MESSAGE,
    LOGBOOK_ENTRY_NAME,
)
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import Event, HomeAssistant, callback

from .const import DOMAIN
from .incidents.announcements import EVENT_INCIDENT
from .incidents.incident_sentence import async_incident_sentence


@callback
def async_describe_events(
    hass: HomeAssistant,
    async_describe_event: Callable[[str, str, Callable[[Event], dict[str, Any]]], None],
) -> None:
    """Describe incidents."""

    @callback
    def describe(event: Event) -> dict[str, Any]:
        data = event.data
        return {
            LOGBOOK_ENTRY_NAME: data.get("camera"),
            LOGBOOK_ENTRY_MESSAGE: async_incident_sentence(
                hass,
                data.get("types", ()),
                data.get("zones", ()),
                faces=data.get("faces", 0),
                visitors_in=data.get("visitors_in", 0),
                visitors_out=data.get("visitors_out", 0),
            ),
            LOGBOOK_ENTRY_ENTITY_ID: data.get(ATTR_ENTITY_ID),
        }

    async_describe_event(DOMAIN, EVENT_INCIDENT, describe)
