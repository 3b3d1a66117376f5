"""Tests of pictures from real camera entities."""

import asyncio
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.source import (
    CameraOffError,
    CameraUnavailableError,
    SnapshotSource,
    SourceError,
)
from homeassistant.core import HomeAssistant

from .conftest import FakeCamera


@pytest.fixture
def shop(
    hass: HomeAssistant, camera_entry: MockConfigEntry, cameras: dict[str, FakeCamera]
) -> FakeCamera:
    """Return the camera of the shop."""
    return cameras["camera.shop"]


async def test_a_picture(hass: HomeAssistant, shop: FakeCamera) -> None:
    """The picture comes as the camera gave it."""
    source = SnapshotSource(hass, "camera.shop")
    assert await source.async_frame() == shop.picture


async def test_cameras_without_a_picture(hass: HomeAssistant, shop: FakeCamera) -> None:
    """Each way of giving no picture is told apart."""
    source = SnapshotSource(hass, "camera.shop")
    shop.picture = None
    with pytest.raises(SourceError, match="Unable to get image"):
        await source.async_frame()
    shop.failure = ZeroDivisionError("a fault of the camera's integration")
    with pytest.raises(SourceError, match="ZeroDivisionError"):
        await source.async_frame()
    shop.set_on(False)
    with pytest.raises(CameraOffError):
        await source.async_frame()
    shop.set_available(False)
    with pytest.raises(CameraUnavailableError):
        await source.async_frame()
    with pytest.raises(CameraUnavailableError):
        await SnapshotSource(hass, "camera.nowhere").async_frame()


async def test_a_cancellation_is_one(hass: HomeAssistant, shop: FakeCamera) -> None:
    """Home Assistant's camera component swallows cancellations; whoever waits for a picture still ends."""
    asked = asyncio.Event()

    async def hang(*_: object, **__: object) -> bytes:
        asked.set()
        await asyncio.Event().wait()
        return b""

    with patch.object(FakeCamera, "async_camera_image", hang):
        source = SnapshotSource(hass, "camera.shop")
        task = asyncio.create_task(source.async_frame())
        await asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(task, 5)
