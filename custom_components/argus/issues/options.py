"""Repair issues about what holds for all cameras: options, MQTT, the report, the profile, and AIs."""

from collections.abc import Iterable
import logging
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from .repair import async_raise_issue, is_issue_active

_LOGGER = logging.getLogger(__name__)

AI_BUDGET_SPENT: Final = "ai_budget_spent"


@callback
def async_options_are_unreadable(hass: HomeAssistant, fields: Iterable[str]) -> None:
    """Tell the user that some options cannot be read."""
    async_raise_issue(
        hass,
        "options_unreadable",
        translation_key="options_unreadable",
        translation_placeholders={"settings": ", ".join(fields)},
    )


@callback
def async_options_are_readable(hass: HomeAssistant) -> None:
    """Take back that some options cannot be read."""
    ir.async_delete_issue(hass, DOMAIN, "options_unreadable")


@callback
def async_mqtt_is_missing(hass: HomeAssistant) -> None:
    """Tell the user that there is no MQTT integration to publish with."""
    async_raise_issue(hass, "mqtt_missing", translation_key="mqtt_missing")


@callback
def async_mqtt_is_there(hass: HomeAssistant) -> None:
    """Take back that there is no MQTT integration."""
    ir.async_delete_issue(hass, DOMAIN, "mqtt_missing")


@callback
def async_report_misses(hass: HomeAssistant, entity_id: str) -> str:
    """Tell the user that the daily report is for an entity that is not there; returns the id of the issue."""
    return async_raise_issue(
        hass,
        f"report_misses_{entity_id}",
        translation_key="report_misses",
        translation_placeholders={"entity": entity_id},
    )


@callback
def async_profile_misses(hass: HomeAssistant, entity_id: str) -> str:
    """Tell the user that the profile follows an entity that is not there; returns the id of the issue."""
    return async_raise_issue(
        hass,
        f"profile_misses_{entity_id}",
        translation_key="profile_misses",
        translation_placeholders={"entity": entity_id},
    )


@callback
def async_ai_budget_is_spent(hass: HomeAssistant, most: int) -> None:
    """Tell the user, and the log once, that AIs were asked as often today as they may be."""
    if not is_issue_active(hass, AI_BUDGET_SPENT):
        _LOGGER.warning("AIs were asked %d times today, and are not asked again", most)
    async_raise_issue(
        hass,
        AI_BUDGET_SPENT,
        translation_key=AI_BUDGET_SPENT,
        translation_placeholders={"most": str(most)},
    )


@callback
def async_ai_budget_is_left(hass: HomeAssistant) -> None:
    """Take back that AIs were asked as often as they may be."""
    ir.async_delete_issue(hass, DOMAIN, AI_BUDGET_SPENT)
