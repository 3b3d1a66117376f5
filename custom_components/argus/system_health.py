"""System health page: cameras, worker threads, dropped frames and overload."""

from typing import Any

from homeassistant.components import system_health
from homeassistant.core import HomeAssistant, callback

from .running import async_runtime


@callback
def async_register(
    hass: HomeAssistant, register: system_health.SystemHealthRegistration
) -> None:
    """Register the information."""
    register.async_register_info(async_info)


async def async_info(hass: HomeAssistant) -> dict[str, Any]:
    """Return what the page shows."""
    runtime = async_runtime(hass)
    if runtime is None:
        return {}
    watches = [camera.watch for camera in runtime.cameras.values() if camera.watch]
    return {
        "cameras": f"{runtime.overview.data.running} / {len(runtime.cameras)}",
        "workers": runtime.workers.threads,
        "dropped_frames": sum(watch.statistics.dropped for watch in watches),
        "overloaded": len(runtime.overview.data.overloaded),
    }
