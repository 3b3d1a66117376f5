"""Repair issues about what Argus keeps: the journal, pictures, state, and what is left of it."""

from collections.abc import Iterable
import logging
from pathlib import Path
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..journal import JournalError, JournalRefusedError, JournalTakenError
from .repair import async_raise_issue, is_issue_active

_LOGGER = logging.getLogger(__name__)

JOURNAL_FAILS: Final = "journal_fails"
PICTURES_FAIL: Final = "pictures_fail"
TRANSFER_FAILS: Final = "journal_transfer_fails"
LEFTOVERS: Final = "leftovers"


@callback
def async_journal_fails(hass: HomeAssistant, err: JournalError) -> None:
    """Tell the user, and the log once, that nothing can be stored just now, and what to do about it."""
    if not is_issue_active(hass, JOURNAL_FAILS):
        _LOGGER.warning("The journal cannot be used: %s", err)
    if isinstance(err, JournalTakenError):
        async_raise_issue(
            hass,
            JOURNAL_FAILS,
            severity=ir.IssueSeverity.ERROR,
            translation_key="journal_taken",
        )
        return
    if isinstance(err, JournalRefusedError):
        async_raise_issue(
            hass,
            JOURNAL_FAILS,
            severity=ir.IssueSeverity.ERROR,
            translation_key="journal_refused",
        )
        return
    async_raise_issue(
        hass,
        JOURNAL_FAILS,
        severity=ir.IssueSeverity.ERROR,
        translation_key="journal_fails",
        translation_placeholders={"reason": str(err)},
    )


@callback
def async_journal_works(hass: HomeAssistant) -> None:
    """Take back that nothing can be stored."""
    if is_issue_active(hass, JOURNAL_FAILS):
        _LOGGER.info("The journal can be used again")
    ir.async_delete_issue(hass, DOMAIN, JOURNAL_FAILS)


@callback
def async_transfer_fails(
    hass: HomeAssistant, entry: ConfigEntry[Any], err: JournalError
) -> None:
    """Tell the user that what the old database holds cannot be taken along just now; submitting gives it up."""
    if not is_issue_active(hass, TRANSFER_FAILS):
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
    if not is_issue_active(hass, PICTURES_FAIL):
        _LOGGER.warning("Pictures of incidents cannot be kept: %s", reason)
    async_raise_issue(
        hass,
        PICTURES_FAIL,
        severity=ir.IssueSeverity.ERROR,
        translation_key="pictures_fail",
        translation_placeholders={"reason": reason},
    )


@callback
def async_pictures_work(hass: HomeAssistant) -> None:
    """Take back that pictures cannot be kept."""
    if is_issue_active(hass, PICTURES_FAIL):
        _LOGGER.info("Pictures of incidents can be kept again")
    ir.async_delete_issue(hass, DOMAIN, PICTURES_FAIL)


@callback
def are_pictures_failing(hass: HomeAssistant) -> bool:
    """Return whether the user is told that pictures cannot be kept."""
    return is_issue_active(hass, PICTURES_FAIL)


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
