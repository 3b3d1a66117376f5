"""Repair flow that lengthens the intervals of overloaded cameras."""

from typing import override

from homeassistant.components.repairs import ConfirmRepairFlow, RepairsFlowResult
from homeassistant.helpers import issue_registry as ir

from ..running import async_runtime


class LowerPaceFlow(ConfirmRepairFlow):
    """Shows the intervals with which the eyes keep up, then sets them; they hold with the next frame."""

    @override
    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        runtime = async_runtime(self.hass)
        if runtime is None or not runtime.overload.cameras:
            ir.async_delete_issue(self.hass, self.handler, self.issue_id)
            return self.async_abort(reason="outdated")
        if user_input is not None:
            runtime.overload.async_lower_pace()
        return await super().async_step_confirm(user_input)
