"""Runs services for as long as the config entry is loaded."""

from functools import partial
from typing import Any, Protocol

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HassJob, HomeAssistant

from .teardown import async_contain


class Lasting(Protocol):
    """Something that is opened once and closed once or more often."""

    async def async_open(self) -> None:
        """Begin."""

    async def async_close(self) -> None:
        """End; again, it does nothing."""


async def async_run_while_loaded(
    hass: HomeAssistant, entry: ConfigEntry[Any], what: str, service: Lasting
) -> None:
    """Open a service now; close it with the entry, or before Home Assistant stops what it talks through.

    Args:
        hass: Home Assistant.
        entry: the config entry that the service belongs to.
        what: the service in a few words, for the log.
        service: what is opened and closed.

    """
    # Before it opens, which may fail halfway.
    entry.async_on_unload(partial(async_contain, what, service.async_close))
    await service.async_open()
    entry.async_on_unload(hass.async_add_shutdown_job(HassJob(service.async_close)))
