"""One step: which scene, or which video."""

from pathlib import Path
from typing import Any, override

import probatio

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    TextSelector,
)

from .const import CONF_SCENE, CONF_SEED, CONF_VIDEO, DOMAIN, NAMES

SCHEMA = probatio.Schema(
    {
        probatio.Optional(CONF_SCENE): SelectSelector(
            SelectSelectorConfig(options=list(NAMES), translation_key=CONF_SCENE)
        ),
        probatio.Optional(CONF_VIDEO): TextSelector(),
        probatio.Optional(CONF_SEED, default=1): NumberSelector(
            NumberSelectorConfig(min=0, step=1, mode=NumberSelectorMode.BOX)
        ),
    }
)


class DemoConfigFlow(ConfigFlow, domain=DOMAIN):
    """Add a demo camera."""

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for a scene or a video."""
        errors: dict[str, str] = {}
        if user_input is not None:
            video, scene = user_input.get(CONF_VIDEO), user_input.get(CONF_SCENE)
            if video and not await self.hass.async_add_executor_job(
                Path(video).is_file
            ):
                errors[CONF_VIDEO] = "no_file"
            elif not video and not scene:
                errors["base"] = "nothing_chosen"
            else:
                title = Path(video).stem if video else NAMES[str(scene)]
                return self.async_create_entry(title=title, data=user_input)
        return self.async_show_form(step_id="user", data_schema=SCHEMA, errors=errors)
