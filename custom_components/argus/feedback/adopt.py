"""Repair flow that makes a proposed change of a camera's settings with one click."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.repairs import ConfirmRepairFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.helpers import issue_registry as ir

from ..model.settings import CameraSettings
from ..model.wording import async_wording
from .change import Change, NumberChange, change_of


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
        change = change_of(self._data)
        found = self._camera_of_issue()
        if found is None or not _still_applies(change, found[1]):
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
        entry = self.hass.config_entries.async_get_entry(self._data["entry_id"])
        if entry is None:
            return None
        subentry = entry.subentries.get(self._data["subentry_id"])
        return None if subentry is None else (entry, subentry)


def _still_applies(change: Change, subentry: ConfigSubentry) -> bool:
    """Return whether a camera is set as it was when the change was proposed."""
    if not isinstance(change, NumberChange):
        return True
    settings = CameraSettings.readable_part(subentry.data)
    return bool(getattr(settings, change.setting) == change.before)
