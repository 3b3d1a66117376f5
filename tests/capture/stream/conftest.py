"""A camera that streams from a real server on loopback."""

from collections.abc import AsyncIterator

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
)

from custom_components.argus.capture import stream_source
from custom_components.argus.capture.stream_source import (
    StreamSource,
)
from homeassistant.core import HomeAssistant

from ...conftest import FakeCamera
from ...streams import StreamServer, film
from .camera import ENTITY, StreamCamera, address, reading, serve


@pytest.fixture
def shop() -> StreamCamera:
    """Return the camera that streams."""
    return StreamCamera()


@pytest.fixture
def cameras(shop: StreamCamera) -> dict[str, FakeCamera]:
    """Put the camera into the house."""
    return {ENTITY: shop}


@pytest.fixture
async def source(
    hass: HomeAssistant,
    socket_enabled: None,
    camera_entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[StreamSource]:
    """Return the source of the camera's frames, quick to try again; no thread may outlive it."""
    monkeypatch.setattr(stream_source, "SHORTEST_BACKOFF", 0.05)
    source = StreamSource(hass, ENTITY)
    yield source
    await source.async_close()
    assert not reading()


@pytest.fixture
async def servers() -> AsyncIterator[list[StreamServer]]:
    """Return the servers of a test, to be stopped after it."""
    servers: list[StreamServer] = []
    yield servers
    for server in servers:
        await server.stop()


@pytest.fixture
async def server(
    servers: list[StreamServer], source: StreamSource, shop: StreamCamera
) -> StreamServer:
    """Return a server that plays a film to the camera."""
    server = await serve(servers, film())
    shop.url = address(server)
    return server
