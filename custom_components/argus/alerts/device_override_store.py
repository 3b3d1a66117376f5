"""How borrowed things were, on disk, found again whatever they are called by then."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.storage import Store

from ..const import DOMAIN

VERSION: Final = 1

type Kept = dict[str, Any]
"""How a thing was, as JSON."""

_REGISTRY_ID: Final = "registry_id"


def override_store(hass: HomeAssistant, domain: str) -> Store[dict[str, Kept]]:
    """Return the file that keeps how borrowed things of a domain were, by entity id."""
    return Store(hass, VERSION, f"{DOMAIN}.borrowed_{domain}", atomic_writes=True)


class OverrideStore:
    """What is on disk of the borrowed things of a domain."""

    def __init__(self, hass: HomeAssistant, domain: str) -> None:
        """Read nothing yet."""
        self._hass = hass
        self._store = override_store(hass, domain)

    async def async_load(self) -> dict[str, Kept]:
        """Return how things were, by the entity ids that they have now."""
        stored: Any = await self._store.async_load()
        if not isinstance(stored, dict):
            return {}
        return {
            self._name_now(entity_id, kept.pop(_REGISTRY_ID, None)): kept
            for entity_id, kept in stored.items()
            if isinstance(kept, dict)
        }

    async def async_save(self, things: Mapping[str, Kept]) -> None:
        """Write down how things were, by entity id."""
        registry = er.async_get(self._hass)
        stored: dict[str, Kept] = {}
        for entity_id, kept in things.items():
            stored[entity_id] = dict(kept)
            if (entity := registry.async_get(entity_id)) is not None:
                stored[entity_id][_REGISTRY_ID] = entity.id
        await self._store.async_save(stored)

    def _name_now(self, entity_id: str, registry_id: Any) -> str:
        entities = er.async_get(self._hass).entities
        entity = entities.get_entry(registry_id) if registry_id is not None else None
        return entity_id if entity is None else entity.entity_id
