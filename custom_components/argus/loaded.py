"""Services of Argus that run for as long as its config entry is loaded."""

from typing import TYPE_CHECKING, Protocol

from homeassistant.core import HassJob, HomeAssistant

if TYPE_CHECKING:
    from .coordinator import ArgusConfigEntry


class Lasting(Protocol):
    """Something that is opened once and closed once or more often."""

    async def async_open(self) -> None:
        """Begin."""

    async def async_close(self) -> None:
        """End; again, it does nothing."""


async def async_run_while_loaded(
    hass: HomeAssistant, entry: ArgusConfigEntry, service: Lasting
) -> None:
    """Open a service now; close it with the entry, or before Home Assistant stops what it talks through."""
    await service.async_open()
    entry.async_on_unload(service.async_close)
    entry.async_on_unload(hass.async_add_shutdown_job(HassJob(service.async_close)))
