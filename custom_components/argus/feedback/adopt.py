"""Repair flow that makes a proposed change of a camera's settings with one click."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.repairs import ConfirmRepairFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.helpers import issue_registry as ir

from ..model.camera_settings import CameraSettings
from ..model.wording import async_wording
from .candidates import kinds_of_places
from .change import Change, ExcludeZone, NumberChange, OnlyKinds, change_of


class AdoptChangeFlow(ConfirmRepairFlow):
    """Shows the change, then makes it; the camera takes it over with its next frame."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Remember which change of which camera.

        Args:
            data: what the issue keeps.
        """
        self._data = data

    @override
    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        change = _readable_change(self._data)
        found = self._camera_of_issue()
        if change is None or found is None or not _still_applies(change, found[1]):
            ir.async_delete_issue(self.hass, self.handler, self.issue_id)
            return self.async_abort(reason="outdated")
        if user_input is not None:
            entry, subentry = found
            name = (await async_wording(self.hass))("false_alarm_zone")
            self.hass.config_entries.async_update_subentry(
                entry, subentry, data=change.stored(subentry.data, name)
            )
        return await super().async_step_confirm(user_input)

    def _camera_of_issue(self) -> tuple[ConfigEntry, ConfigSubentry] | None:
        """Return the camera, or None if it was removed meanwhile."""
        entry_id = str(self._data.get("entry_id"))
        entry = self.hass.config_entries.async_get_entry(entry_id)
        if entry is None:
            return None
        subentry = entry.subentries.get(str(self._data.get("subentry_id")))
        return None if subentry is None else (entry, subentry)


def _readable_change(data: Mapping[str, Any]) -> Change | None:
    """Return the change that an issue keeps, None if another version of Argus kept what this one cannot read."""
    try:
        return change_of(data)
    except KeyError, TypeError, ValueError:
        return None


def _still_applies(change: Change, subentry: ConfigSubentry) -> bool:
    """Return whether a camera is set as it was when the change was proposed."""
    settings = CameraSettings.readable_part(subentry.data)
    match change:
        case ExcludeZone():
            return True
        case NumberChange():
            return bool(getattr(settings, change.setting) == change.before)
        case OnlyKinds():
            return (
                settings.wanted_kinds == change.before
                and not (settings.only_kinds and not change.dropped)
                and change.dropped.isdisjoint(kinds_of_places(settings))
            )
