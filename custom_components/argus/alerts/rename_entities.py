"""The entities that alerts, cameras and options name, followed when the user renames them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import voluptuous as vol

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ..const import (
    CONF_LOOK_WHILE,
    CONF_PROFILE_FOLLOWS,
    CONF_REPORT_TARGETS,
    SUBENTRY_ALERT,
    SUBENTRY_CAMERA,
)
from ..state_file import StateFile
from .settings import (
    CONF_AI_DESCRIBER,
    CONF_AI_JUDGE,
    CONF_ARMED,
    CONF_LIGHTS,
    CONF_NOTIFY,
    CONF_SCHEDULE,
    CONF_SIRENS,
    CONF_SPEAKERS,
    CONF_TTS,
)

_SHAPE: Final = vol.Schema({str: str})
OF_ALERT: Final = (
    CONF_AI_DESCRIBER,
    CONF_AI_JUDGE,
    CONF_ARMED,
    CONF_LIGHTS,
    CONF_NOTIFY,
    CONF_SCHEDULE,
    CONF_SIRENS,
    CONF_SPEAKERS,
    CONF_TTS,
)
"""Settings of an alert that name entities. What its own conditions and actions name is the user's, as in automations."""
OF_CAMERA: Final = (CONF_LOOK_WHILE,)
"""Settings of a camera that do, besides the camera itself, which is known by its registry id."""
OF_REPORT: Final = (CONF_REPORT_TARGETS,)
"""Options of the daily report that do."""
OF_PROFILE: Final = (CONF_PROFILE_FOLLOWS,)
"""Options of the profile that do."""
OF_OPTIONS: Final = (*OF_REPORT, *OF_PROFILE)
"""All options that do."""
_FIELDS: Final = {SUBENTRY_ALERT: OF_ALERT, SUBENTRY_CAMERA: OF_CAMERA}


def named_file(hass: HomeAssistant) -> StateFile[dict[str, str]]:
    """Return the file that keeps what the named entities were called, by their registry ids."""
    return StateFile(hass, "named_entities", _SHAPE)


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
        self._file = named_file(hass)
        self._kept: dict[str, str] = {}

    async def async_open(self) -> None:
        """Catch up with what was renamed while Argus was not there, and follow from now on."""
        self._kept = await self._file.async_load() or {}
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
        """Store new entity ids in alerts, cameras and options that name the old ones."""
        if not names:
            return
        entries, entry = self._hass.config_entries, self._entry
        for subentry in list(entry.subentries.values()):
            fields = _FIELDS.get(subentry.subentry_type, ())
            if not names.keys().isdisjoint(named(subentry.data, fields)):
                entries.async_update_subentry(
                    entry, subentry, data=renamed(subentry.data, fields, names)
                )
        if not names.keys().isdisjoint(named(entry.options, OF_OPTIONS)):
            entries.async_update_entry(
                entry, options=renamed(entry.options, OF_OPTIONS, names)
            )

    async def _async_store_names(self) -> None:
        """Store the registry ids of all named entities, to find renames after a restart."""
        registry = er.async_get(self._hass)
        everything = set(named(self._entry.options, OF_OPTIONS))
        for subentry in self._entry.subentries.values():
            fields = _FIELDS.get(subentry.subentry_type, ())
            everything.update(named(subentry.data, fields))
        kept = {
            entity.id: entity.entity_id
            for entity_id in sorted(everything)
            if (entity := registry.async_get(entity_id)) is not None
        }
        if kept != self._kept:
            self._kept = kept
            await self._file.async_save(kept)
