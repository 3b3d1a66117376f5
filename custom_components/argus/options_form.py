"""The form of what all cameras share."""

from collections.abc import Mapping
from typing import Any

import voluptuous as vol

from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
)

from .const import CONF_WORKERS
from .settings import WORKERS, HouseSettings


def options_form() -> vol.Schema:
    """Return the fields."""
    return vol.Schema(
        {
            vol.Required(CONF_WORKERS): NumberSelector(
                NumberSelectorConfig(
                    min=WORKERS.low,
                    max=WORKERS.high,
                    step=WORKERS.step,
                    mode=NumberSelectorMode.SLIDER,
                )
            )
        }
    )


def shown_options_form(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values to show for stored options."""
    return {CONF_WORKERS: HouseSettings.from_options(options).workers}


def read_options_form(user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options to store for what the user entered."""
    return {CONF_WORKERS: int(user_input[CONF_WORKERS])}
