"""A room of lamps and a siren that do not know of Home Assistant's crashes: what they were told last is what they do."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryNotReady

from .things import Things

DOMAIN = "argus_testlamps"
PLATFORMS = [Platform.LIGHT, Platform.SIREN]

type RoomEntry = ConfigEntry[Things]


async def async_setup_entry(hass: HomeAssistant, entry: RoomEntry) -> bool:
    """Set up one room, unless its power is off."""
    things = Things(hass, entry.title)
    if not await hass.async_add_executor_job(things.load):
        raise ConfigEntryNotReady
    entry.runtime_data = things
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: RoomEntry) -> bool:
    """Remove one room."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
