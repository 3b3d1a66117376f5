"""Sends incidents to listeners within Home Assistant and to its event bus, for the logbook."""

from typing import Final

from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util.signal_type import SignalType

from ..model.incident import Incident, IncidentChange, Phase
from ..model.incident_edit import IncidentEdit
from .archive import IncidentArchive

SIGNAL_INCIDENT: Final[SignalType[IncidentArchive, IncidentChange]] = SignalType(
    "argus_incident"
)
"""Sent with every change of an incident, by whichever house runs: listeners outlive a reload."""
SIGNAL_EDIT: Final[SignalType[IncidentArchive, IncidentEdit]] = SignalType(
    "argus_incident_edit"
)
"""Sent when incidents were marked, looked at or deleted."""
EVENT_INCIDENT: Final = "argus_incident"
"""Fired when an incident is over; one line in the logbook each."""


@callback
def async_announce_incidents(
    hass: HomeAssistant, archive: IncidentArchive
) -> CALLBACK_TYPE:
    """Announce the incidents of a house; returns what ends that."""

    @callback
    def announce(change: IncidentChange) -> None:
        async_dispatcher_send(hass, SIGNAL_INCIDENT, archive, change)
        if change.phase is not Phase.ENDED:
            return
        incident = change.incident
        camera = archive.cameras.get(incident.camera)
        hass.bus.async_fire(
            EVENT_INCIDENT,
            {
                ATTR_ENTITY_ID: camera.entity_id if camera else None,
                "incident": incident.id,
                "camera": incident.camera_name,
                "types": [str(kind) for kind in incident.types],
                "zones": list(incident.zones),
                "faces": incident.faces,
                "visitors_in": incident.visitors_in,
                "visitors_out": incident.visitors_out,
            },
        )

    @callback
    def announce_description(incident: Incident) -> None:
        async_dispatcher_send(
            hass, SIGNAL_INCIDENT, archive, IncidentChange(Phase.UPDATED, incident)
        )

    @callback
    def announce_edit(edit: IncidentEdit) -> None:
        async_dispatcher_send(hass, SIGNAL_EDIT, archive, edit)

    unsubscribe = (
        archive.incidents.async_subscribe(announce),
        archive.incidents.edits.async_subscribe_descriptions(announce_description),
        archive.incidents.edits.async_subscribe_edits(announce_edit),
    )

    @callback
    def end() -> None:
        for one in unsubscribe:
            one()

    return end
