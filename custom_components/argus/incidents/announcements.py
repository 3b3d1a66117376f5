"""Sends incidents to listeners within Home Assistant and to its event bus, for the logbook."""

from typing import Final

from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util.signal_type import SignalType

from ..model.incident import IncidentChange, Phase
from ..runtime import ArgusRuntime

SIGNAL_INCIDENT: Final[SignalType[ArgusRuntime, IncidentChange]] = SignalType(
    "argus_incident"
)
"""Sent with every change of an incident, by whichever house runs: listeners outlive a reload."""
EVENT_INCIDENT: Final = "argus_incident"
"""Fired when an incident is over; one line in the logbook each."""


@callback
def async_announce_incidents(
    hass: HomeAssistant, runtime: ArgusRuntime
) -> CALLBACK_TYPE:
    """Announce the incidents of a house; returns what ends that."""

    @callback
    def announce(change: IncidentChange) -> None:
        async_dispatcher_send(hass, SIGNAL_INCIDENT, runtime, change)
        if change.phase is not Phase.ENDED:
            return
        incident = change.incident
        camera = runtime.cameras.get(incident.camera)
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

    return runtime.incidents.async_subscribe(announce)
