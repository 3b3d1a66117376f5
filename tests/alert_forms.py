"""The form of an alert, and a house with what alerts can use."""

from collections.abc import Mapping
from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.const import SUBENTRY_ALERT
from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigSubentry,
    SubentryFlowContext,
    SubentryFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, section
from homeassistant.helpers import entity_registry as er

PHONE, MAIL, OTHER = "notify.phone", "notify.office", "notify.board"
HALL, LAMP, LIGHTS = "light.hall", "light.lamp", "light.all"
ACTION = {"action": "light.turn_on", "target": {"entity_id": HALL}}


def furnish(hass: HomeAssistant) -> None:
    """Put into the house what alerts can use."""
    registry = er.async_get(hass)
    for entity_id, platform in ((PHONE, "mobile_app"), (MAIL, "smtp"), (OTHER, "demo")):
        domain, name = entity_id.split(".")
        registry.async_get_or_create(domain, platform, name, suggested_object_id=name)
        hass.states.async_set(entity_id, "unknown", {"friendly_name": name.title()})
    hass.states.async_set(HALL, "off", {"supported_color_modes": ["hs", "color_temp"]})
    hass.states.async_set(LAMP, "on", {"supported_color_modes": ["brightness"]})
    hass.states.async_set(
        LIGHTS, "on", {"supported_color_modes": ["hs"], "entity_id": [HALL, LAMP]}
    )
    hass.states.async_set(
        "light.away", "unavailable", {"supported_color_modes": ["hs"]}
    )
    for entity_id in (
        "siren.attic",
        "media_player.hall",
        "tts.voice",
        "schedule.shop",
        "alarm_control_panel.house",
        "ai_task.model",
    ):
        hass.states.async_set(entity_id, "off")


async def begin(
    hass: HomeAssistant, entry: MockConfigEntry, template: str
) -> SubentryFlowResult:
    """Begin a new alert with a template."""
    menu = await hass.config_entries.subentries.async_init(
        (entry.entry_id, SUBENTRY_ALERT),
        context=SubentryFlowContext(source=SOURCE_USER),
    )
    assert menu["type"] is FlowResultType.MENU
    assert template in menu["menu_options"]
    form = await hass.config_entries.subentries.async_configure(
        menu["flow_id"], {"next_step_id": template}
    )
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "alert"
    assert not form["errors"]
    return form


def alerts(entry: MockConfigEntry) -> list[ConfigSubentry]:
    """Return the alerts that there are."""
    return list(entry.get_subentries_of_type(SUBENTRY_ALERT))


def only(entry: MockConfigEntry) -> ConfigSubentry:
    """Return the one alert that there is."""
    (alert,) = alerts(entry)
    return alert


def collapsed(form: Mapping[str, Any]) -> set[str]:
    """Return the sections that are not open."""
    schema = form["data_schema"]
    assert schema is not None
    return {
        str(marker)
        for marker, field in schema.schema.items()
        if isinstance(field, section) and field.options["collapsed"]
    }
