"""Repair issues about a camera that cannot be watched."""

from collections.abc import Iterable

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from .repair import async_raise_issue


@callback
def async_camera_is_gone(
    hass: HomeAssistant, entry: ConfigEntry, subentry: ConfigSubentry
) -> None:
    """Tell the user that a watched camera was removed from Home Assistant."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        _camera_removed(subentry.subentry_id),
        data={"entry_id": entry.entry_id, "subentry_id": subentry.subentry_id},
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key="camera_removed",
        translation_placeholders={"camera": subentry.title},
    )


@callback
def async_camera_is_back(hass: HomeAssistant, subentry: ConfigSubentry) -> None:
    """Take back that a watched camera was removed."""
    ir.async_delete_issue(hass, DOMAIN, _camera_removed(subentry.subentry_id))


@callback
def async_camera_is_unreadable(
    hass: HomeAssistant, camera: ConfigSubentry, fields: Iterable[str]
) -> str:
    """Tell the user that the settings of a camera cannot be read; returns the id of the issue."""
    return async_raise_issue(
        hass,
        f"camera_unreadable_{camera.subentry_id}",
        severity=ir.IssueSeverity.ERROR,
        translation_key="camera_unreadable",
        translation_placeholders={
            "camera": camera.title,
            "settings": ", ".join(fields),
        },
    )


@callback
def async_watch_keeps_ending(hass: HomeAssistant, camera: ConfigSubentry) -> None:
    """Tell the user that a camera cannot be watched for a fault of Argus."""
    async_raise_issue(
        hass,
        f"watch_ends_{camera.subentry_id}",
        severity=ir.IssueSeverity.ERROR,
        translation_key="watch_ends",
        translation_placeholders={"camera": camera.title},
    )


@callback
def async_watch_goes_on(hass: HomeAssistant, camera: ConfigSubentry) -> None:
    """Take back that a camera cannot be watched."""
    ir.async_delete_issue(hass, DOMAIN, f"watch_ends_{camera.subentry_id}")


@callback
def async_camera_misses(
    hass: HomeAssistant, camera: ConfigSubentry, entity_id: str
) -> str:
    """Tell the user that a camera waits for an entity that is not there; returns the id of the issue."""
    return async_raise_issue(
        hass,
        f"camera_misses_{camera.subentry_id}_{entity_id}",
        translation_key="camera_misses",
        translation_placeholders={"camera": camera.title, "entity": entity_id},
    )


def _camera_removed(subentry_id: str) -> str:
    return f"camera_removed_{subentry_id}"
