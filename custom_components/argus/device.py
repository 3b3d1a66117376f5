"""The service devices of Argus: one for itself, one per camera."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo

from .const import DOMAIN, MANUFACTURER
from .model.camera import WatchedCamera


def argus_device(entry_id: str) -> DeviceInfo:
    """Return the device of Argus itself."""
    return DeviceInfo(
        identifiers={(DOMAIN, entry_id)},
        entry_type=DeviceEntryType.SERVICE,
        manufacturer=MANUFACTURER,
        name=MANUFACTURER,
    )


@callback
def async_create_argus_device(hass: HomeAssistant, entry_id: str) -> str:
    """Create the device of Argus itself, if it is not there yet; return its id."""
    return (
        dr.async_get(hass)
        .async_get_or_create(config_entry_id=entry_id, **argus_device(entry_id))
        .id
    )


@callback
def camera_device(
    hass: HomeAssistant, watched: WatchedCamera, argus_id: str
) -> DeviceInfo:
    """Return the service device of a watched camera: linked to the camera's own device, in the same area.

    Args:
        hass: Home Assistant.
        watched: the camera.
        argus_id: id of the device of Argus itself, through which a camera is reached that has no device of its own.

    """
    devices = dr.async_get(hass)
    camera = er.async_get(hass).async_get(watched.entity_id or "")
    source = (
        devices.async_get(camera.device_id) if camera and camera.device_id else None
    )
    area_id = (camera and camera.area_id) or (source and source.area_id)
    area = ar.async_get(hass).async_get_area(area_id) if area_id else None
    # A device can only be reached through a whole device, not through a part of one.
    via = (
        source.parent_device_id
        if isinstance(source, dr.ChildDeviceEntry)
        else source and source.id
    )
    return DeviceInfo(
        identifiers={(DOMAIN, watched.subentry.subentry_id)},
        entry_type=DeviceEntryType.SERVICE,
        manufacturer=MANUFACTURER,
        suggested_area=area.name if area else None,
        translation_key="camera",
        translation_placeholders={"camera": watched.subentry.title},
        via_device_id=via or argus_id,
    )


@callback
def alert_device(alert_id: str, name: str, argus_id: str) -> DeviceInfo:
    """Return the device of an alert by the id of its subentry, reached through the device of Argus itself by its id."""
    return DeviceInfo(
        identifiers={(DOMAIN, alert_id)},
        entry_type=DeviceEntryType.SERVICE,
        manufacturer=MANUFACTURER,
        translation_key="alert",
        translation_placeholders={"alert": name},
        via_device_id=argus_id,
    )
