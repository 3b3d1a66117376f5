"""Finds the running Argus, of which there is one at most."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import service

from .const import DOMAIN
from .runtime import ArgusConfigEntry, ArgusRuntime


@callback
def async_entry(hass: HomeAssistant) -> ArgusConfigEntry:
    """Return the config entry of the running Argus.

    Raises:
        ServiceValidationError: Argus is not set up, or not loaded.
    """
    entry: ArgusConfigEntry = service.async_get_config_entry(hass, DOMAIN, None)
    return entry


@callback
def async_runtime(hass: HomeAssistant) -> ArgusRuntime | None:
    """Return the running Argus, or None while Argus is not loaded."""
    try:
        return async_entry(hass).runtime_data
    except ServiceValidationError:
        return None
