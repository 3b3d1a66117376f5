"""Resolves the entities and devices an action names to subentries of the config entry."""

from collections.abc import Iterator
from typing import Any, Final

import voluptuous as vol

from homeassistant.const import ATTR_DEVICE_ID, ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er

from ..const import DOMAIN
from ..model import bounded
from ..runtime import ArgusConfigEntry

TARGETS: Final[dict[vol.Marker, Any]] = {
    vol.Optional(ATTR_ENTITY_ID): bounded.entity_ids,
    vol.Optional(ATTR_DEVICE_ID): bounded.ids,
}
"""Fields of an action that names entities or devices."""

WHOLE_HOUSE: Final = ""
"""Stands for the Argus device itself and its entities."""


def names_something(call: ServiceCall) -> bool:
    """Return whether an action names entities or devices at all."""
    return ATTR_ENTITY_ID in call.data or ATTR_DEVICE_ID in call.data


@callback
def async_named_subentries(
    hass: HomeAssistant, entry: ArgusConfigEntry, call: ServiceCall
) -> Iterator[tuple[str, str | None]]:
    """Yield each thing that an action names, and the id of its subentry; None if it is not one of Argus's."""
    for entity_id in call.data.get(ATTR_ENTITY_ID, []):
        entity = er.async_get(hass).async_get(entity_id)
        if entity is None or entity.config_entry_id != entry.entry_id:
            yield entity_id, None
        else:
            yield entity_id, entity.config_subentry_id or WHOLE_HOUSE
    for device_id in call.data.get(ATTR_DEVICE_ID, []):
        device = dr.async_get(hass).async_get(device_id)
        ids = (
            {value for domain, value in device.identifiers if domain == DOMAIN}
            if device
            else set()
        )
        if entry.entry_id in ids:
            yield device_id, WHOLE_HOUSE
        else:
            yield device_id, next(iter(ids), None)
