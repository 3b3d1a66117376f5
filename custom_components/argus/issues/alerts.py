"""Repair issues about an alert that cannot do what its user wants."""

from collections.abc import Iterable
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from .repair import async_raise_issue

ALERT_MISSES_CAMERA: Final = "alert_misses_camera"
ALERT_HAS_NO_CAMERA: Final = "alert_has_no_camera"
_TEXT_FAILS: Final = {
    "title": "alert_title_fails",
    "message": "alert_message_fails",
    "speech": "alert_speech_fails",
}
"""Which text to name, by the setting that holds its template."""


@callback
def async_alert_is_unreadable(
    hass: HomeAssistant, alert: ConfigSubentry, fields: Iterable[str]
) -> str:
    """Tell the user that the settings of an alert cannot be read; returns the id of the issue."""
    return async_raise_issue(
        hass,
        f"alert_unreadable_{alert.subentry_id}",
        severity=ir.IssueSeverity.ERROR,
        translation_key="alert_unreadable",
        translation_placeholders={"alert": alert.title, "settings": ", ".join(fields)},
    )


@callback
def async_alert_misses(
    hass: HomeAssistant, alert: ConfigSubentry, entity_id: str
) -> str:
    """Tell the user that an alert names an entity that is not there; returns the id of the issue."""
    return async_raise_issue(
        hass,
        f"alert_misses_{alert.subentry_id}_{entity_id}",
        translation_key="alert_misses",
        translation_placeholders={"alert": alert.title, "entity": entity_id},
    )


@callback
def async_alert_misses_camera(
    hass: HomeAssistant, entry: ConfigEntry[Any], alert: ConfigSubentry
) -> str:
    """Tell the user that an alert is for a camera that Argus no longer watches; returns the id of the issue."""
    issue_id = f"{ALERT_MISSES_CAMERA}_{alert.subentry_id}"
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        data={"entry_id": entry.entry_id, "alert_id": alert.subentry_id},
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key="alert_misses_camera",
        translation_placeholders={"alert": alert.title},
    )
    return issue_id


@callback
def async_alert_has_no_camera(
    hass: HomeAssistant, entry: ConfigEntry[Any], alert: ConfigSubentry
) -> str:
    """Tell the user that none of an alert's cameras is watched any more; returns the id of the issue."""
    issue_id = f"{ALERT_HAS_NO_CAMERA}_{alert.subentry_id}"
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        data={"entry_id": entry.entry_id, "alert_id": alert.subentry_id},
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key="alert_has_no_camera",
        translation_placeholders={"alert": alert.title},
    )
    return issue_id


@callback
def async_alert_misses_zone(
    hass: HomeAssistant, alert: ConfigSubentry, zone: str
) -> str:
    """Tell the user that an alert is for a zone that none of its cameras has; returns the id of the issue."""
    return async_raise_issue(
        hass,
        f"alert_misses_zone_{alert.subentry_id}_{zone}",
        translation_key="alert_misses_zone",
        translation_placeholders={"alert": alert.title, "zone": zone},
    )


@callback
def async_alert_has_no_line(hass: HomeAssistant, alert: ConfigSubentry) -> str:
    """Tell the user that an alert waits for visitors that nobody counts; returns the id of the issue."""
    return async_raise_issue(
        hass,
        f"alert_has_no_line_{alert.subentry_id}",
        translation_key="alert_has_no_line",
        translation_placeholders={"alert": alert.title},
    )


@callback
def async_alert_waits_in_vain(hass: HomeAssistant, alert: ConfigSubentry) -> str:
    """Tell the user that an alert waits for what none of its cameras looks for; returns the id of the issue."""
    return async_raise_issue(
        hass,
        f"alert_waits_in_vain_{alert.subentry_id}",
        translation_key="alert_waits_in_vain",
        translation_placeholders={"alert": alert.title},
    )


@callback
def async_alert_text_fails(
    hass: HomeAssistant, alert_id: str, name: str, text: str, error: str
) -> str:
    """Tell the user that a text of an alert cannot be used; returns the id of the issue.

    Args:
        hass: Home Assistant.
        alert_id: id of the alert's subentry.
        name: what the user calls the alert.
        text: the setting that holds its template.
        error: why that fails.

    """
    return async_raise_issue(
        hass,
        f"alert_{text}_fails_{alert_id}",
        translation_key=_TEXT_FAILS[text],
        translation_placeholders={"alert": name, "error": error},
    )
