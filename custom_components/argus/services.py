"""The actions of Argus."""

import voluptuous as vol

from homeassistant.const import ATTR_DEVICE_ID, ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import (
    config_validation as cv,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.helpers.service import async_get_config_entry

from .const import CONF_DETECTION, DOMAIN
from .coordinator import ArgusConfigEntry, ArgusCoordinator

SERVICE_START = "start"
SERVICE_STOP = "stop"

CAMERAS_SCHEMA = vol.Schema(
    {
        vol.Optional(ATTR_ENTITY_ID): cv.entity_ids,
        vol.Optional(ATTR_DEVICE_ID): vol.All(cv.ensure_list, [cv.string]),
    }
)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions."""

    async def async_set_detection(call: ServiceCall) -> None:
        for camera in async_get_cameras(hass, call):
            camera.async_set(**{CONF_DETECTION: call.service == SERVICE_START})

    for name in (SERVICE_START, SERVICE_STOP):
        hass.services.async_register(
            DOMAIN, name, async_set_detection, schema=CAMERAS_SCHEMA
        )


@callback
def async_get_cameras(hass: HomeAssistant, call: ServiceCall) -> list[ArgusCoordinator]:
    """Return the cameras an action is meant for; all of them if it names none.

    A camera may be named by its own entity, by any of its Argus entities, or by its Argus device.

    Raises:
        ServiceValidationError: Argus is not set up, or does not watch what is named.
    """
    entry: ArgusConfigEntry = async_get_config_entry(hass, DOMAIN, None)
    cameras = entry.runtime_data.cameras
    entities: list[str] = call.data.get(ATTR_ENTITY_ID, [])
    devices: list[str] = call.data.get(ATTR_DEVICE_ID, [])
    if not entities and not devices:
        return list(cameras.values())
    by_entity = {camera.entity_id: camera for camera in cameras.values()}
    chosen: dict[str, ArgusCoordinator] = {}
    for entity_id in entities:
        ours = er.async_get(hass).async_get(entity_id)
        camera = by_entity.get(entity_id) or cameras.get(
            (ours and ours.config_subentry_id) or ""
        )
        _choose(chosen, camera, entity_id)
    for device_id in devices:
        device = dr.async_get(hass).async_get(device_id)
        ids = (
            {value for domain, value in device.identifiers if domain == DOMAIN}
            if device
            else set()
        )
        if entry.entry_id in ids:
            return list(cameras.values())
        _choose(
            chosen, next((cameras[i] for i in ids if i in cameras), None), device_id
        )
    return list(chosen.values())


def _choose(
    chosen: dict[str, ArgusCoordinator], camera: ArgusCoordinator | None, named: str
) -> None:
    if camera is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="not_watched",
            translation_placeholders={"name": named},
        )
    chosen[camera.subentry.subentry_id] = camera
