"""Repairs, and the camera where it happens."""

import pytest

from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from ..conftest import camera_named


@pytest.fixture
async def repairs(hass: HomeAssistant) -> None:
    """Let there be Home Assistant's repairs."""
    assert await async_setup_component(hass, "repairs", {})


@pytest.fixture
def garden(calm: ArgusRuntime) -> ArgusCoordinator:
    """Return the camera where it happens."""
    return camera_named(calm, "Garden")
