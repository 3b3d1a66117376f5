"""One step: what the AI is called."""

from typing import Any, override

import probatio

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult

from . import DOMAIN


class AIConfigFlow(ConfigFlow, domain=DOMAIN):
    """Add the AI."""

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the name."""
        if user_input is not None:
            return self.async_create_entry(title=user_input["title"], data={})
        return self.async_show_form(
            step_id="user",
            data_schema=probatio.Schema({probatio.Required("title"): str}),
        )
