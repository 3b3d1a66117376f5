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

from .capture.model_download import ISSUE_FACE_MODEL_MISSING, FaceModelFlow
from .feedback.adopt import AdoptChangeFlow
from .feedback.issue import PREFIX as FALSE_ALARMS
from .flows.lower_pace import LowerPaceFlow
from .incidents.journal_transfer import async_keep_wishes
from .issues import ISSUE_EYES_OVERLOADED, TRANSFER_FAILS
from .model.access import async_runtime


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
    if issue_id == ISSUE_FACE_MODEL_MISSING:
        return FaceModelFlow(partial(_use_face_model, hass))
    if issue_id == ISSUE_EYES_OVERLOADED:
        return LowerPaceFlow()
    if data is not None and issue_id.startswith(FALSE_ALARMS):
        return AdoptChangeFlow(data)
    if data is not None and issue_id == TRANSFER_FAILS:
        return GiveUpTransferFlow(data["entry_id"])
    if data is not None and "subentry_id" in data:
        return RemoveCameraFlow(data["entry_id"], data["subentry_id"])
    return ConfirmRepairFlow()


@callback
def _use_face_model(hass: HomeAssistant, path: Path) -> None:
    if (runtime := async_runtime(hass)) is not None:
        runtime.async_use_face_model(path)
