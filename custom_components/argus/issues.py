"""Repair issues: raised and taken back."""

from collections.abc import Iterable, Sequence
import logging
from pathlib import Path
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN
from .journal import JournalError, JournalRefusedError, JournalTakenError
from .model.opencv_error import TRANSLATION_KEYS, OpenCVError

_LOGGER = logging.getLogger(__name__)

JOURNAL_FAILS: Final = "journal_fails"
PICTURES_FAIL: Final = "pictures_fail"
TRANSFER_FAILS: Final = "journal_transfer_fails"

ALERT_MISSES_CAMERA: Final = "alert_misses_camera"
ALERT_HAS_NO_CAMERA: Final = "alert_has_no_camera"
ISSUE_EYES_OVERLOADED: Final = "eyes_overloaded"
LEFTOVERS: Final = "leftovers"
AI_BUDGET_SPENT: Final = "ai_budget_spent"


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
    return _raise_issue(
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
def async_alert_is_unreadable(
    hass: HomeAssistant, alert: ConfigSubentry, fields: Iterable[str]
) -> str:
    """Tell the user that the settings of an alert cannot be read; returns the id of the issue."""
    return _raise_issue(
        hass,
        f"alert_unreadable_{alert.subentry_id}",
        severity=ir.IssueSeverity.ERROR,
        translation_key="alert_unreadable",
        translation_placeholders={"alert": alert.title, "settings": ", ".join(fields)},
    )


@callback
def async_options_are_unreadable(hass: HomeAssistant, fields: Iterable[str]) -> None:
    """Tell the user that some options cannot be read."""
    _raise_issue(
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
def async_watch_keeps_ending(hass: HomeAssistant, camera: ConfigSubentry) -> None:
    """Tell the user that a camera cannot be watched for a fault of Argus."""
    _raise_issue(
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
def async_opencv_fails(hass: HomeAssistant, err: OpenCVError) -> None:
    """Tell the user why Argus cannot see, and what to do about it."""
    _raise_issue(
        hass,
        "opencv_missing",
        severity=ir.IssueSeverity.ERROR,
        translation_key=TRANSLATION_KEYS[err.reason],
        translation_placeholders={"error": str(err)},
    )


@callback
def async_opencv_works(hass: HomeAssistant) -> None:
    """Take back that Argus cannot see."""
    ir.async_delete_issue(hass, DOMAIN, "opencv_missing")


@callback
def async_journal_fails(hass: HomeAssistant, err: JournalError) -> None:
    """Tell the user, and the log once, that nothing can be stored just now, and what to do about it."""
    if not _is_issue_active(hass, JOURNAL_FAILS):
        _LOGGER.warning("The journal cannot be used: %s", err)
    if isinstance(err, JournalTakenError):
        _raise_issue(
            hass,
            JOURNAL_FAILS,
            severity=ir.IssueSeverity.ERROR,
            translation_key="journal_taken",
        )
        return
    if isinstance(err, JournalRefusedError):
        _raise_issue(
            hass,
            JOURNAL_FAILS,
            severity=ir.IssueSeverity.ERROR,
            translation_key="journal_refused",
        )
        return
    _raise_issue(
        hass,
        JOURNAL_FAILS,
        severity=ir.IssueSeverity.ERROR,
        translation_key="journal_fails",
        translation_placeholders={"reason": str(err)},
    )


@callback
def async_journal_works(hass: HomeAssistant) -> None:
    """Take back that nothing can be stored."""
    if _is_issue_active(hass, JOURNAL_FAILS):
        _LOGGER.info("The journal can be used again")
    ir.async_delete_issue(hass, DOMAIN, JOURNAL_FAILS)


@callback
def async_transfer_fails(
    hass: HomeAssistant, entry: ConfigEntry[Any], err: JournalError
) -> None:
    """Tell the user that what the old database holds cannot be taken along just now; submitting gives it up."""
    if not _is_issue_active(hass, TRANSFER_FAILS):
        _LOGGER.warning("The old journal cannot be taken along: %s", err)
    ir.async_create_issue(
        hass,
        DOMAIN,
        TRANSFER_FAILS,
        data={"entry_id": entry.entry_id},
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key="journal_transfer_fails",
        translation_placeholders={"reason": str(err)},
    )


@callback
def async_transfer_is_over(hass: HomeAssistant) -> None:
    """Take back that the old database cannot be taken along."""
    ir.async_delete_issue(hass, DOMAIN, TRANSFER_FAILS)


@callback
def async_pictures_fail(hass: HomeAssistant, reason: str) -> None:
    """Tell the user, and the log once, that pictures cannot be kept just now; the journal may well work."""
    if not _is_issue_active(hass, PICTURES_FAIL):
        _LOGGER.warning("Pictures of incidents cannot be kept: %s", reason)
    _raise_issue(
        hass,
        PICTURES_FAIL,
        severity=ir.IssueSeverity.ERROR,
        translation_key="pictures_fail",
        translation_placeholders={"reason": reason},
    )


@callback
def async_pictures_work(hass: HomeAssistant) -> None:
    """Take back that pictures cannot be kept."""
    if _is_issue_active(hass, PICTURES_FAIL):
        _LOGGER.info("Pictures of incidents can be kept again")
    ir.async_delete_issue(hass, DOMAIN, PICTURES_FAIL)


@callback
def are_pictures_failing(hass: HomeAssistant) -> bool:
    """Return whether the user is told that pictures cannot be kept."""
    return _is_issue_active(hass, PICTURES_FAIL)


@callback
def async_journal_set_aside(hass: HomeAssistant, name: str) -> None:
    """Tell the user that the journal was damaged and a new one begun."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        "journal_damaged",
        is_fixable=True,
        is_persistent=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key="journal_damaged",
        translation_placeholders={"file": name},
    )


@callback
def async_state_is_set_aside(hass: HomeAssistant, file: str, aside: str) -> None:
    """Tell the user that what Argus remembered could not be read, and begins anew."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"state_set_aside_{file}",
        is_fixable=True,
        is_persistent=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key="state_set_aside",
        translation_placeholders={"file": file, "aside": aside},
    )


@callback
def async_eyes_are_overloaded(
    hass: HomeAssistant, cameras: Sequence[str], changes: Sequence[str]
) -> None:
    """Tell the user which cameras' frames are left out, and which changes a click makes against it, if any can be made."""
    named = ", ".join(cameras)
    if changes:
        ir.async_create_issue(
            hass,
            DOMAIN,
            ISSUE_EYES_OVERLOADED,
            is_fixable=True,
            severity=ir.IssueSeverity.WARNING,
            translation_key="eyes_overloaded",
            translation_placeholders={
                "cameras": named,
                "changes": "\n".join(f"- {change}" for change in changes),
            },
        )
        return
    _raise_issue(
        hass,
        ISSUE_EYES_OVERLOADED,
        translation_key="eyes_overloaded_at_pace",
        translation_placeholders={"cameras": named},
    )


@callback
def async_eyes_keep_up(hass: HomeAssistant) -> None:
    """Take back that frames are left out."""
    ir.async_delete_issue(hass, DOMAIN, ISSUE_EYES_OVERLOADED)


@callback
def async_mqtt_is_missing(hass: HomeAssistant) -> None:
    """Tell the user that there is no MQTT integration to publish with."""
    _raise_issue(hass, "mqtt_missing", translation_key="mqtt_missing")


@callback
def async_mqtt_is_there(hass: HomeAssistant) -> None:
    """Take back that there is no MQTT integration."""
    ir.async_delete_issue(hass, DOMAIN, "mqtt_missing")


@callback
def async_alert_misses(
    hass: HomeAssistant, alert: ConfigSubentry, entity_id: str
) -> str:
    """Tell the user that an alert names an entity that is not there; returns the id of the issue."""
    return _raise_issue(
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
    return _raise_issue(
        hass,
        f"alert_misses_zone_{alert.subentry_id}_{zone}",
        translation_key="alert_misses_zone",
        translation_placeholders={"alert": alert.title, "zone": zone},
    )


@callback
def async_alert_has_no_line(hass: HomeAssistant, alert: ConfigSubentry) -> str:
    """Tell the user that an alert waits for visitors that nobody counts; returns the id of the issue."""
    return _raise_issue(
        hass,
        f"alert_has_no_line_{alert.subentry_id}",
        translation_key="alert_has_no_line",
        translation_placeholders={"alert": alert.title},
    )


@callback
def async_report_misses(hass: HomeAssistant, entity_id: str) -> str:
    """Tell the user that the daily report is for an entity that is not there; returns the id of the issue."""
    return _raise_issue(
        hass,
        f"report_misses_{entity_id}",
        translation_key="report_misses",
        translation_placeholders={"entity": entity_id},
    )


@callback
def async_camera_misses(
    hass: HomeAssistant, camera: ConfigSubentry, entity_id: str
) -> str:
    """Tell the user that a camera waits for an entity that is not there; returns the id of the issue."""
    return _raise_issue(
        hass,
        f"camera_misses_{camera.subentry_id}_{entity_id}",
        translation_key="camera_misses",
        translation_placeholders={"camera": camera.title, "entity": entity_id},
    )


@callback
def async_profile_misses(hass: HomeAssistant, entity_id: str) -> str:
    """Tell the user that the profile follows an entity that is not there; returns the id of the issue."""
    return _raise_issue(
        hass,
        f"profile_misses_{entity_id}",
        translation_key="profile_misses",
        translation_placeholders={"entity": entity_id},
    )


@callback
def async_issue_is_over(hass: HomeAssistant, issue_id: str) -> None:
    """Take back what was told under an id."""
    ir.async_delete_issue(hass, DOMAIN, issue_id)


@callback
def async_ai_budget_is_spent(hass: HomeAssistant, most: int) -> None:
    """Tell the user, and the log once, that AIs were asked as often today as they may be."""
    if not _is_issue_active(hass, AI_BUDGET_SPENT):
        _LOGGER.warning("AIs were asked %d times today, and are not asked again", most)
    _raise_issue(
        hass,
        AI_BUDGET_SPENT,
        translation_key=AI_BUDGET_SPENT,
        translation_placeholders={"most": str(most)},
    )


@callback
def async_ai_budget_is_left(hass: HomeAssistant) -> None:
    """Take back that AIs were asked as often as they may be."""
    ir.async_delete_issue(hass, DOMAIN, AI_BUDGET_SPENT)


@callback
def async_withdraw_issues(hass: HomeAssistant) -> None:
    """Take back all that is only so while Argus runs: who starts again tells it again.

    What the user has to know all the same, such as a damaged journal, stays.
    """
    for issue in _issues_of_argus(hass):
        if not issue.is_persistent:
            ir.async_delete_issue(hass, DOMAIN, issue.issue_id)


@callback
def async_forget_issues(hass: HomeAssistant) -> None:
    """Take back everything: Argus is removed."""
    for issue in _issues_of_argus(hass):
        ir.async_delete_issue(hass, DOMAIN, issue.issue_id)


@callback
def async_ask_for_leftovers(hass: HomeAssistant, folders: Iterable[Path]) -> None:
    """Ask whether to keep or to delete what Argus stored, now that it is removed."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        LEFTOVERS,
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key="leftovers",
        translation_placeholders={
            "folders": "\n".join(f"- `{folder}`" for folder in folders)
        },
    )


@callback
def async_use_leftovers(hass: HomeAssistant) -> None:
    """Take back the question: Argus is there again, and goes on with what it stored."""
    ir.async_delete_issue(hass, DOMAIN, LEFTOVERS)


def _issues_of_argus(hass: HomeAssistant) -> list[ir.IssueEntry]:
    return [
        issue for issue in ir.async_get(hass).issues.values() if issue.domain == DOMAIN
    ]


def _is_issue_active(hass: HomeAssistant, issue_id: str) -> bool:
    issue = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
    return issue is not None and issue.active


def _raise_issue(
    hass: HomeAssistant,
    issue_id: str,
    *,
    translation_key: str,
    translation_placeholders: dict[str, str] | None = None,
    severity: ir.IssueSeverity = ir.IssueSeverity.WARNING,
) -> str:
    """Tell the user of something that no click puts right; return the id of the issue."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        is_fixable=False,
        severity=severity,
        translation_key=translation_key,
        translation_placeholders=translation_placeholders,
    )
    return issue_id


def _camera_removed(subentry_id: str) -> str:
    return f"camera_removed_{subentry_id}"
