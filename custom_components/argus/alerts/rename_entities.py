"""The entities that alerts and the daily report name, followed when the user renames them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.storage import Store

from ..const import CONF_REPORT_TARGETS, DOMAIN, SUBENTRY_ALERT
from .settings import (
    CONF_ARMED,
    CONF_LIGHTS,
    CONF_NOTIFY,
    CONF_SCHEDULE,
    CONF_SIRENS,
    CONF_SPEAKERS,
    CONF_TTS,
)

STORE_VERSION: Final = 1
OF_ALERT: Final = (
    CONF_ARMED,
    CONF_LIGHTS,
    CONF_NOTIFY,
    CONF_SCHEDULE,
    CONF_SIRENS,
    CONF_SPEAKERS,
    CONF_TTS,
)
"""Settings of an alert that name entities. What its own conditions and actions name is the user's, as in automations."""
OF_REPORT: Final = (CONF_REPORT_TARGETS,)
"""Options that do."""


def named_store(hass: HomeAssistant) -> Store[dict[str, str]]:
    """Return the file that keeps what the named entities were called, by their registry ids."""
    return Store(hass, STORE_VERSION, f"{DOMAIN}.named_entities", atomic_writes=True)


def named(data: Mapping[str, Any], fields: Iterable[str]) -> Iterator[str]:
    """Yield the entity ids in some fields of settings."""
    for field in fields:
        value = data.get(field)
        if isinstance(value, str):
            yield value
        elif value is not None:
            yield from value


def renamed(
    data: Mapping[str, Any], fields: Iterable[str], names: Mapping[str, str]
) -> dict[str, Any]:
    """Return settings with new names.

    Args:
        data: the settings.
        fields: those that hold an entity id or several.
        names: new entity ids by the old ones.

    """
    changed = dict(data)
    for field in fields:
        value = data.get(field)
        if isinstance(value, str):
            changed[field] = names.get(value, value)
        elif value is not None:
            changed[field] = list(dict.fromkeys(names.get(one, one) for one in value))
    return changed


class NamedEntities:
    """Keeps the settings in step with what the entities are called."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
        """Prepare; nothing is followed yet."""
        self._hass = hass
        self._entry = entry
        self._store = named_store(hass)
        self._kept: dict[str, str] = {}

    async def async_open(self) -> None:
        """Catch up with what was renamed while Argus was not there, and follow from now on."""
        self._kept = await self._store.async_load() or {}
        registered = er.async_get(self._hass).entities
        self._rename_in_settings(
            {
                was: entity.entity_id
                for registry_id, was in self._kept.items()
                if (entity := registered.get_entry(registry_id)) is not None
                and entity.entity_id != was
            }
        )
        await self._async_store_names()
        self._entry.async_on_unload(
            self._entry.add_update_listener(self._async_entry_updated)
        )
        self._entry.async_on_unload(
            self._hass.bus.async_listen(
                er.EVENT_ENTITY_REGISTRY_UPDATED, self._registry_updated
            )
        )

    async def _async_entry_updated(
        self, _hass: HomeAssistant, _entry: ConfigEntry[Any]
    ) -> None:
        await self._async_store_names()

    @callback
    def _registry_updated(
        self, event: Event[er.EventEntityRegistryUpdatedData]
    ) -> None:
        data = event.data
        if data["action"] == "update" and "old_entity_id" in data:
            self._rename_in_settings({data["old_entity_id"]: data["entity_id"]})

    @callback
    def _rename_in_settings(self, names: Mapping[str, str]) -> None:
        """Store new entity ids in alerts and options that name the old ones."""
        if not names:
            return
        entries, entry = self._hass.config_entries, self._entry
        for alert in list(entry.get_subentries_of_type(SUBENTRY_ALERT)):
            if not names.keys().isdisjoint(named(alert.data, OF_ALERT)):
                entries.async_update_subentry(
                    entry, alert, data=renamed(alert.data, OF_ALERT, names)
                )
        if not names.keys().isdisjoint(named(entry.options, OF_REPORT)):
            entries.async_update_entry(
                entry, options=renamed(entry.options, OF_REPORT, names)
            )

    async def _async_store_names(self) -> None:
        """Store the registry ids of all named entities, to find renames after a restart."""
        registry = er.async_get(self._hass)
        everything = set(named(self._entry.options, OF_REPORT))
        for alert in self._entry.get_subentries_of_type(SUBENTRY_ALERT):
            everything.update(named(alert.data, OF_ALERT))
        kept = {
            entity.id: entity.entity_id
            for entity_id in sorted(everything)
            if (entity := registry.async_get(entity_id)) is not None
        }
        if kept != self._kept:
            self._kept = kept
            await self._store.async_save(kept)
