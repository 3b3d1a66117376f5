"""The camera."""

from typing import override

from homeassistant.components.camera import Camera
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import DOMAIN, PICTURES
from .picture import Picture


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the camera of one entry."""
    async_add_entities([TestCamera(entry, hass.data[PICTURES][entry.title])])


class TestCamera(Camera):
    """Shows the picture that was sent last."""

    _attr_has_entity_name = True
    _attr_name = None
    _attr_frame_interval = 0.1

    def __init__(self, entry: ConfigEntry, picture: Picture) -> None:
        """Name the camera after its entry."""
        super().__init__()
        self._picture = picture
        self._attr_unique_id = entry.entry_id
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, entry.entry_id)}, name=entry.title
        )

    @override
    async def async_camera_image(
        self, width: int | None = None, height: int | None = None
    ) -> bytes | None:
        """Return the picture."""
        return self._picture.ask()
