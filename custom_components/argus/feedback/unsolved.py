"""Tells the user why nothing is proposed although they marked enough, where they look for the proposal: among the repairs."""

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..model.wording import Wording
from .issue import PREFIX
from .kind import AlarmKind


@callback
def async_no_setting_helps(
    hass: HomeAssistant,
    subentry: ConfigSubentry,
    kind: AlarmKind,
    wording: Wording,
    marked: int,
    others: int,
) -> None:
    """Tell that whatever silences all false alarms of a camera would silence something else, too.

    Args:
        hass: Home Assistant.
        subentry: the camera.
        kind: what the false alarms were about.
        wording: how numbers are written.
        marked: false alarms that still alarm.
        others: other incidents that do.

    """
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(subentry.subentry_id, kind),
        is_fixable=False,
        # Nobody marks anew what they marked before a restart.
        is_persistent=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key="false_alarms_no_setting",
        translation_placeholders={
            "camera": subentry.title,
            "marked": wording.number(marked),
            "others": wording.number(others),
        },
    )


@callback
def async_no_replays(
    hass: HomeAssistant,
    subentry: ConfigSubentry,
    kind: AlarmKind,
    wording: Wording,
    marked: int,
) -> None:
    """Tell that too few pictures of the false alarms of a camera were kept to look at them again."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(subentry.subentry_id, kind),
        is_fixable=False,
        is_persistent=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key="false_alarms_no_replays",
        translation_placeholders={
            "camera": subentry.title,
            "marked": wording.number(marked),
        },
    )


@callback
def async_is_unsolved(hass: HomeAssistant, subentry_id: str, kind: AlarmKind) -> bool:
    """Return whether the user is told why nothing is proposed for a camera."""
    issue_id = _issue_id(subentry_id, kind)
    return ir.async_get(hass).async_get_issue(DOMAIN, issue_id) is not None


@callback
def async_not_unsolved(hass: HomeAssistant, subentry_id: str, kind: AlarmKind) -> None:
    """Take back what was told of it."""
    ir.async_delete_issue(hass, DOMAIN, _issue_id(subentry_id, kind))


def _issue_id(subentry_id: str, kind: AlarmKind) -> str:
    return f"{PREFIX}unsolved_{kind}_{subentry_id}"
