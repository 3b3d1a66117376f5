"""What the user is asked to put right."""

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN


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


def _camera_removed(subentry_id: str) -> str:
    return f"camera_removed_{subentry_id}"
