"""Labels and hints of forms where the frontend itself translates nothing, in the language of who looks at them."""

from collections.abc import Iterable, Mapping

from homeassistant.core import HomeAssistant
from homeassistant.helpers.http import current_request
from homeassistant.helpers.translation import async_get_translations

from ..const import DOMAIN
from ..model.wording import CATEGORY


async def async_choice_names(hass: HomeAssistant) -> Mapping[str, str]:
    """Return the translations of choices, by their keys in the frontend."""
    language = await _async_language(hass)
    return await async_get_translations(hass, language, "selector", [DOMAIN])


async def async_hints(
    hass: HomeAssistant, fields: Mapping[str, Iterable[str]]
) -> dict[str, str]:
    """Return placeholders that say what to do where a field has nothing to pick.

    Args:
        hass: Home Assistant.
        fields: the kinds of entities that a field takes, by its name.

    Returns:
        For each field `hint_<field>`: a sentence that begins with a space, or nothing where there is something to pick.
    """
    language = await _async_language(hass)
    texts = await async_get_translations(hass, language, CATEGORY, [DOMAIN])
    return {
        f"hint_{field}": ""
        if any(hass.states.async_entity_ids_count(domain) for domain in domains)
        else f" {texts.get(f'component.{DOMAIN}.{CATEGORY}.hint_{field}', '')}".rstrip()
        for field, domains in fields.items()
    }


async def async_common_text(hass: HomeAssistant, key: str) -> str:
    """Return a text that belongs to no field, in the language of who looks at the form."""
    language = await _async_language(hass)
    texts = await async_get_translations(hass, language, CATEGORY, [DOMAIN])
    return texts.get(f"component.{DOMAIN}.{CATEGORY}.{key}", "")


async def _async_language(hass: HomeAssistant) -> str:
    """Return the language of the user who asks, or that of Home Assistant for whoever chose none."""
    request = current_request.get()
    user = None if request is None else request.get("hass_user")
    if user is None or "frontend" not in hass.config.components:
        return hass.config.language
    # What the frontend keeps of a user is no business of ours before that.
    from homeassistant.components.frontend.storage import async_user_store

    store = await async_user_store(hass, user.id)
    chosen = store.data.get("language")
    language = chosen.get("language") if isinstance(chosen, dict) else None
    return language if isinstance(language, str) else hass.config.language
