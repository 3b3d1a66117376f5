"""The single things behind names: groups, and groups of groups, one by one."""

from collections.abc import Iterable, Iterator

from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.group import expand_entity_ids

from .device_override import is_there


@callback
def members(hass: HomeAssistant, domain: str, named: Iterable[str]) -> list[str]:
    """Return the things of a domain that are there, each once, with groups replaced by what they are made of.

    Args:
        hass: Home Assistant.
        domain: such as `light`; what is of another is left out.
        named: entity ids.

    """
    return [
        entity_id
        for entity_id in dict.fromkeys(_expanded(hass, named, set()))
        if entity_id.startswith(f"{domain}.") and is_there(hass, entity_id)
    ]


def _expanded(
    hass: HomeAssistant, named: Iterable[str], seen: set[str]
) -> Iterator[str]:
    for entity_id in expand_entity_ids(hass, named):
        if entity_id in seen:
            continue
        seen.add(entity_id)
        state = hass.states.get(entity_id)
        # Light groups and the like are no groups to Home Assistant's own expansion, but name their members.
        inner = state.attributes.get(ATTR_ENTITY_ID) if state else None
        if isinstance(inner, list | tuple) and inner:
            yield from _expanded(hass, inner, seen)
        else:
            yield entity_id
