"""Repair flow that asks, when Argus was removed, whether to keep or to delete what it stored."""

from pathlib import Path

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..incidents.leftovers import delete_leftovers, find_leftovers


class LeftoversFlow(RepairsFlow):
    """Offers to keep everything, or to delete everything after one more question."""

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Let the user choose."""
        return self.async_show_menu(
            step_id="init",
            menu_options=["keep", "delete"],
            description_placeholders=_named(await self._async_find()),
        )

    async def async_step_keep(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Leave everything where it is."""
        return self.async_create_entry(data={})

    async def async_step_delete(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Ask once more, then delete."""
        folders = await self._async_find()
        # Whoever added Argus again meanwhile goes on with what is there.
        if not folders or self.hass.config_entries.async_entries(DOMAIN):
            ir.async_delete_issue(self.hass, self.handler, self.issue_id)
            return self.async_abort(reason="outdated")
        if user_input is None:
            return self.async_show_form(
                step_id="delete", description_placeholders=_named(folders)
            )
        try:
            await self.hass.async_add_executor_job(delete_leftovers, folders)
        except OSError as err:
            # The issue stays, so that it can be tried again.
            return self.async_abort(
                reason="not_deleted", description_placeholders={"reason": str(err)}
            )
        return self.async_create_entry(data={})

    async def _async_find(self) -> list[Path]:
        return await self.hass.async_add_executor_job(find_leftovers, self.hass)


def _named(folders: list[Path]) -> dict[str, str]:
    return {"folders": "\n".join(f"- `{folder}`" for folder in folders)}
