"""Checks that entities picked in a form are in the home, and of a kind that the field takes."""

from collections.abc import Collection, Iterable, Sequence

from homeassistant.const import ATTR_FRIENDLY_NAME
from homeassistant.core import (
    HomeAssistant,
    callback,
    split_entity_id,
    valid_entity_id,
)
from homeassistant.helpers import entity_registry as er

from ..model.limits import LONGEST_ID
from .fields import FormError, shorten_text


@callback
def check_entities(
    hass: HomeAssistant,
    entities: Iterable[str],
    domains: Sequence[str],
    field: str,
    *,
    before: Collection[str | None] = (),
) -> None:
    """Check that entities are there and of a kind that can be used; one that is only away just now is there.

    Args:
        hass: Home Assistant.
        entities: their ids.
        domains: the kinds that can be used.
        field: field or section of a form that they are in.
        before: those that are stored already and told of elsewhere where they are gone: no reason against another change.

    Raises:
        FormError: one of them is not.
    """
    registry = er.async_get(hass)
    for entity_id in entities:
        if entity_id in before:
            continue
        # The selector takes registry ids as well, which nothing here could follow.
        if not valid_entity_id(entity_id):
            raise FormError("entity_gone", entity_id[:LONGEST_ID], field)
        state = hass.states.get(entity_id)
        entity = registry.async_get(entity_id)
        if state is None and entity is None:
            raise FormError("entity_gone", entity_id[:LONGEST_ID], field)
        if split_entity_id(entity_id)[0] not in domains:
            raise FormError("wrong_entity", entity_name(hass, entity_id), field)
        # One that is registered and has no state may just be loading.
        if state is None and entity is not None and entity.disabled:
            raise FormError("entity_disabled", entity_id[:LONGEST_ID], field)


@callback
def entity_name(hass: HomeAssistant, entity_id: str) -> str:
    """Return what an entity is called, short enough for an error; its id if it has no name."""
    state = hass.states.get(entity_id)
    name = None if state is None else state.attributes.get(ATTR_FRIENDLY_NAME)
    return shorten_text(f"{name or entity_id}")
