"""Who asks, with what rights."""

from aiohttp.test_utils import TestClient
import pytest
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.argus.runtime import ArgusRuntime

from ..journals import login
from .asker import Asker

__all__ = ["login"]

EVENTS = "/api/argus/events"
"""Where incidents are told over HTTP."""


@pytest.fixture
async def ask(calm: ArgusRuntime, hass_ws_client: WebSocketGenerator) -> Asker:
    """Return the connection of an administrator."""
    return Asker(await hass_ws_client())


@pytest.fixture
async def client(calm: ArgusRuntime, hass_client: ClientSessionGenerator) -> TestClient:
    """Return the browser of an administrator."""
    return await hass_client()
