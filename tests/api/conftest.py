"""Who asks, with what rights."""

import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.argus.runtime import ArgusRuntime

from ..journals import login
from .asker import Asker

__all__ = ["login"]


@pytest.fixture
async def ask(calm: ArgusRuntime, hass_ws_client: WebSocketGenerator) -> Asker:
    """Return the connection of an administrator."""
    return Asker(await hass_ws_client())
