"""How borrowed things were, on disk, found again whatever they are called by then."""

from collections.abc import Mapping
from typing import Any, Final

import voluptuous as vol

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from ..state_file import StateFile

type Kept = dict[str, Any]
"""How a thing was, as JSON."""

_REGISTRY_ID: Final = "registry_id"
_SHAPE: Final = vol.Schema(
    {str: vol.Schema({vol.Optional(_REGISTRY_ID): str}, extra=vol.ALLOW_EXTRA)}
)


def override_file(hass: HomeAssistant, domain: str) -> StateFile[dict[str, Kept]]:
    """Return the file that keeps how borrowed things of a domain were, by entity id."""
    return StateFile(hass, f"borrowed_{domain}", _SHAPE)


class OverrideStore:
    """What is on disk of the borrowed things of a domain."""

    def __init__(self, hass: HomeAssistant, domain: str) -> None:
        """Read nothing yet."""
        self._hass = hass
        self._file = override_file(hass, domain)

    async def async_load(self) -> dict[str, Kept]:
        """Return how things were, by the entity ids that they have now."""
        stored = await self._file.async_load() or {}
        return {
            self._name_now(entity_id, kept.pop(_REGISTRY_ID, None)): kept
            for entity_id, kept in stored.items()
        }

    async def async_save(self, things: Mapping[str, Kept]) -> None:
        """Write down how things were, by entity id."""
        registry = er.async_get(self._hass)
        stored: dict[str, Kept] = {}
        for entity_id, kept in things.items():
            stored[entity_id] = dict(kept)
            if (entity := registry.async_get(entity_id)) is not None:
                stored[entity_id][_REGISTRY_ID] = entity.id
        await self._file.async_save(stored)

    def _name_now(self, entity_id: str, registry_id: Any) -> str:
        entities = er.async_get(self._hass).entities
        entity = entities.get_entry(registry_id) if registry_id is not None else None
        return entity_id if entity is None else entity.entity_id
