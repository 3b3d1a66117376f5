"""Select entity: the profile that holds for all cameras."""

from typing import override

from homeassistant.components.select import SelectEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import OverviewEntity
from .runtime import ArgusConfigEntry, ArgusRuntime

PARALLEL_UPDATES = 1


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ArgusConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the profile."""
    async_add_entities([ProfileSelect(entry.runtime_data)])


class ProfileSelect(OverviewEntity, SelectEntity):
    """Chooses how all cameras are watched: at home, away, at night, not at all, or the user's own way."""

    _attr_translation_key = "profile"

    def __init__(self, runtime: ArgusRuntime) -> None:
        """Choose for all cameras."""
        super().__init__(runtime.overview, "profile")
        self._profile = runtime.profile

    @override
    async def async_added_to_hass(self) -> None:
        """Follow what else chooses."""
        await super().async_added_to_hass()
        self.async_on_remove(self._profile.async_subscribe(self.async_write_ha_state))

    @property
    @override
    def options(self) -> list[str]:
        """All profiles."""
        return list(self._profile.names)

    @property
    @override
    def current_option(self) -> str:
        """The profile that holds."""
        return self._profile.name

    @override
    async def async_select_option(self, option: str) -> None:
        """Let another profile hold."""
        self._profile.async_select(option)
