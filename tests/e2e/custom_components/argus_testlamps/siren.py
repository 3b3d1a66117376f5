"""The siren."""

from typing import Any, override

from homeassistant.components.siren import SirenEntity
from homeassistant.components.siren.const import SirenEntityFeature
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import RoomEntry
from .things import Things

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: RoomEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the siren."""
    async_add_entities([TestSiren(entry)])


class TestSiren(SirenEntity):
    """Sounds until it is told not to, whoever crashed since."""

    _attr_should_poll = False
    _attr_supported_features = SirenEntityFeature.TURN_ON | SirenEntityFeature.TURN_OFF

    def __init__(self, entry: RoomEntry) -> None:
        """Hear whether it sounds."""
        self._things: Things = entry.runtime_data
        self._attr_unique_id = f"{entry.entry_id}_siren"
        self._attr_name = f"{entry.title} siren"
        self._attr_is_on = self._things.states.get("siren", {}).get("on", False)

    async def _async_become(self, on: bool) -> None:
        await self._things.async_tell("siren", {"on": on})
        self._attr_is_on = on
        self.async_write_ha_state()

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Sound."""
        await self._async_become(True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Be quiet."""
        await self._async_become(False)
