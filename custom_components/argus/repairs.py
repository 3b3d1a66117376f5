"""Repair flows."""

from functools import partial
from pathlib import Path
from typing import Any, override

from homeassistant.components.repairs import (
    ConfirmRepairFlow,
    RepairsFlow,
    RepairsFlowResult,
)
from homeassistant.core import HomeAssistant, callback

from .alerts.settings import CONF_CAMERAS
from .capture.model_download import ModelFlow
from .capture.model_supply import NEEDS
from .const import SUBENTRY_CAMERA
from .feedback.adopt import AdoptChangeFlow
from .feedback.issue import PREFIX as FALSE_ALARMS
from .flows.delete_leftovers import LeftoversFlow
from .flows.lower_pace import LowerPaceFlow
from .incidents.journal_transfer import async_keep_wishes
from .issues.alerts import ALERT_HAS_NO_CAMERA, ALERT_MISSES_CAMERA
from .issues.sight import ISSUE_EYES_OVERLOADED
from .issues.storage import LEFTOVERS, TRANSFER_FAILS
from .running import async_runtime


class RemoveCameraFlow(ConfirmRepairFlow):
    """Asks, then removes the camera from Argus."""

    def __init__(self, entry_id: str, subentry_id: str) -> None:
        """Remember which camera."""
        self._entry_id = entry_id
        self._subentry_id = subentry_id

    @override
    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        if user_input is not None:
            entry = self.hass.config_entries.async_get_entry(self._entry_id)
            if entry is not None and self._subentry_id in entry.subentries:
                self.hass.config_entries.async_remove_subentry(entry, self._subentry_id)
        return await super().async_step_confirm(user_input)


class RemoveFromAlertFlow(ConfirmRepairFlow):
    """Asks, then removes cameras from an alert that are no longer watched."""

    def __init__(self, entry_id: str, alert_id: str) -> None:
        """Remember which alert."""
        self._entry_id = entry_id
        self._alert_id = alert_id

    @override
    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        entry = self.hass.config_entries.async_get_entry(self._entry_id)
        if user_input is not None and entry is not None:
            alert = entry.subentries.get(self._alert_id)
            watched = {
                camera.subentry_id
                for camera in entry.get_subentries_of_type(SUBENTRY_CAMERA)
            }
            left = [
                camera
                for camera in (alert.data.get(CONF_CAMERAS, ()) if alert else ())
                if camera in watched
            ]
            # Without any, it would be an alert for all cameras: that is not what was asked.
            if alert is not None and left:
                self.hass.config_entries.async_update_subentry(
                    entry, alert, data={**alert.data, CONF_CAMERAS: left}
                )
        return await super().async_step_confirm(user_input)


class RemoveAlertFlow(ConfirmRepairFlow):
    """Asks, then removes an alert none of whose cameras is watched."""

    def __init__(self, entry_id: str, alert_id: str) -> None:
        """Remember which alert."""
        self._entry_id = entry_id
        self._alert_id = alert_id

    @override
    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        entry = self.hass.config_entries.async_get_entry(self._entry_id)
        if (
            user_input is not None
            and entry is not None
            and self._alert_id in entry.subentries
        ):
            self.hass.config_entries.async_remove_subentry(entry, self._alert_id)
        return await super().async_step_confirm(user_input)


class GiveUpTransferFlow(ConfirmRepairFlow):
    """Asks, then leaves in the old database what could not be taken along."""

    def __init__(self, entry_id: str) -> None:
        """Remember whose journal it is."""
        self._entry_id = entry_id

    @override
    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        if user_input is not None:
            entry = self.hass.config_entries.async_get_entry(self._entry_id)
            if entry is not None:
                async_keep_wishes(self.hass, entry, [])
        return await super().async_step_confirm(user_input)


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, Any] | None
) -> RepairsFlow:
    """Return the flow that puts an issue right."""
    for need in NEEDS:
        if issue_id == need.issue:
            return ModelFlow(partial(_use_model, hass, issue_id), need.pin)
    if issue_id == ISSUE_EYES_OVERLOADED:
        return LowerPaceFlow()
    if issue_id == LEFTOVERS:
        return LeftoversFlow()
    if data is not None and issue_id.startswith(FALSE_ALARMS):
        return AdoptChangeFlow(data)
    if data is not None and issue_id == TRANSFER_FAILS:
        return GiveUpTransferFlow(data["entry_id"])
    if data is not None and issue_id.startswith(ALERT_MISSES_CAMERA):
        return RemoveFromAlertFlow(data["entry_id"], data["alert_id"])
    if data is not None and issue_id.startswith(ALERT_HAS_NO_CAMERA):
        return RemoveAlertFlow(data["entry_id"], data["alert_id"])
    if data is not None and "subentry_id" in data:
        return RemoveCameraFlow(data["entry_id"], data["subentry_id"])
    return ConfirmRepairFlow()


@callback
def _use_model(hass: HomeAssistant, issue: str, path: Path) -> None:
    if (runtime := async_runtime(hass)) is not None:
        runtime.async_use_model(issue, path)
