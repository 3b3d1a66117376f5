"""Repair issue of a proposed change, kept over restarts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..model.wording import Wording
from .change import (
    Change,
    ExcludeZone,
    IssueData,
    NumberChange,
    OnlyKinds,
    Setting,
    in_order,
)
from .kind import AlarmKind
from .proposal import Proposal

PREFIX: Final = "false_alarms_"
"""Begins the id of every issue that proposes a change."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """What was proposed before."""

    text: str
    """Key of what the user is told."""
    ignored: bool
    """Whether the user wants to hear no more of it."""
    evidence: frozenset[str]
    """Ids of the false alarms that it would have silenced."""


@callback
def async_proposed(
    hass: HomeAssistant, subentry_id: str, kind: AlarmKind
) -> Proposed | None:
    """Return what is proposed for a camera, or None if nothing is."""
    issue = ir.async_get(hass).async_get_issue(DOMAIN, _issue_id(subentry_id, kind))
    if issue is None or issue.data is None:
        return None
    return Proposed(
        str(issue.translation_key),
        issue.dismissed_version is not None,
        frozenset(str(issue.data.get("evidence", "")).split(",")),
    )


@callback
def async_withdraw(hass: HomeAssistant, subentry_id: str, kind: AlarmKind) -> None:
    """Take back what was proposed for a camera."""
    ir.async_delete_issue(hass, DOMAIN, _issue_id(subentry_id, kind))


@callback
def _async_withdraw_ignored(
    hass: HomeAssistant, subentry: ConfigSubentry, kind: AlarmKind
) -> None:
    """Take back what the user ignored: else what takes its place would be ignored as well."""
    proposed = async_proposed(hass, subentry.subentry_id, kind)
    if proposed is not None and proposed.ignored:
        async_withdraw(hass, subentry.subentry_id, kind)


@callback
def async_propose_change(
    hass: HomeAssistant,
    entry: ConfigEntry,
    subentry: ConfigSubentry,
    kind: AlarmKind,
    proposal: Proposal,
    evidence: Iterable[str],
    wording: Wording,
) -> None:
    """Propose a change to the user, in place of what was proposed before and perhaps ignored.

    Args:
        hass: Home Assistant.
        entry: the entry of Argus.
        subentry: the camera.
        kind: what the false alarms were about.
        proposal: the change, and what speaks for it.
        evidence: ids of the false alarms that it would have silenced.
        wording: how numbers and names are written.

    """
    _async_withdraw_ignored(hass, subentry, kind)
    issue_id = _issue_id(subentry.subentry_id, kind)
    data: IssueData = {
        "entry_id": entry.entry_id,
        "subentry_id": subentry.subentry_id,
        "evidence": ",".join(evidence),
        **proposal.change.as_data(),
    }
    told = {
        "camera": subentry.title,
        "silenced": wording.number(proposal.silenced),
        "seen": wording.number(proposal.seen),
        **_change_in_words(wording, proposal.change),
    }
    common: dict[str, Any] = {
        "data": data,
        "is_persistent": True,
        "severity": ir.IssueSeverity.WARNING,
    }
    # Each text has a key of its own: what of it changes are numbers, which need no translation.
    match proposal.change:
        case OnlyKinds(dropped=dropped) if dropped:
            ir.async_create_issue(
                hass,
                DOMAIN,
                issue_id,
                is_fixable=True,
                translation_key="false_alarms_fewer_kinds",
                translation_placeholders=told,
                **common,
            )
        case OnlyKinds():
            ir.async_create_issue(
                hass,
                DOMAIN,
                issue_id,
                is_fixable=True,
                translation_key="false_alarms_only_kinds",
                translation_placeholders=told,
                **common,
            )
        case ExcludeZone():
            ir.async_create_issue(
                hass,
                DOMAIN,
                issue_id,
                is_fixable=True,
                translation_key="false_alarms_zone",
                translation_placeholders=told,
                **common,
            )
        case NumberChange(setting=Setting.MIN_OBJECT):
            ir.async_create_issue(
                hass,
                DOMAIN,
                issue_id,
                is_fixable=True,
                translation_key="false_alarms_min_object",
                translation_placeholders=told,
                **common,
            )
        case NumberChange(setting=Setting.SENSITIVITY):
            ir.async_create_issue(
                hass,
                DOMAIN,
                issue_id,
                is_fixable=True,
                translation_key="false_alarms_sensitivity",
                translation_placeholders=told,
                **common,
            )
        case NumberChange(setting=Setting.MIN_FACE):
            ir.async_create_issue(
                hass,
                DOMAIN,
                issue_id,
                is_fixable=True,
                translation_key="false_alarms_min_face",
                translation_placeholders=told,
                **common,
            )


def _change_in_words(wording: Wording, change: Change) -> dict[str, str]:
    """Return from which value to which a change leads, in words."""

    def percent(share: float) -> str:
        return wording.percent(round(100 * share, 4))

    if isinstance(change, OnlyKinds):
        return {
            name: wording.listed([wording(f"kinds_{kind}") for kind in in_order(kinds)])
            for name, kinds in (("kinds", change.kinds), ("dropped", change.dropped))
        }
    if isinstance(change, ExcludeZone):
        box = change.box
        return {
            "zone": wording("false_alarm_zone"),
            "left": percent(box.x0),
            "right": percent(box.x1),
            "top": percent(box.y0),
            "bottom": percent(box.y1),
        }
    shown = wording.number if change.setting is Setting.SENSITIVITY else percent
    return {"before": shown(change.before), "after": shown(change.after)}


def _issue_id(subentry_id: str, kind: AlarmKind) -> str:
    return f"{PREFIX}{kind}_{subentry_id}"
