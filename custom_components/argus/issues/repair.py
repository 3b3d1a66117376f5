"""Repair issues of Argus: raised, asked for, and taken back."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN


@callback
def async_issue_is_over(hass: HomeAssistant, issue_id: str) -> None:
    """Take back what was told under an id."""
    ir.async_delete_issue(hass, DOMAIN, issue_id)


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


def _issues_of_argus(hass: HomeAssistant) -> list[ir.IssueEntry]:
    return [
        issue for issue in ir.async_get(hass).issues.values() if issue.domain == DOMAIN
    ]


@callback
def is_issue_active(hass: HomeAssistant, issue_id: str) -> bool:
    """Return whether the user is told something under an id."""
    issue = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
    return issue is not None and issue.active


@callback
def async_raise_issue(
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
