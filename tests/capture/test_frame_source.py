"""Tests of still pictures, and of the look at a camera before it is taken on."""

import asyncio
from traceback import format_exception
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.capture.executor import VisionUnavailableError
from custom_components.argus.capture.frame_source import (
    CameraOffError,
    CameraUnavailableError,
    SnapshotSource,
    SourceError,
)
from custom_components.argus.capture.probe import async_probe
from custom_components.argus.vision import FrameError
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from ..conftest import FakeCamera
from ..pictures import room

CAMERA = "camera.front_door"


@pytest.fixture
def camera(camera_entry: MockConfigEntry, cameras: dict[str, FakeCamera]) -> FakeCamera:
    """Return the camera that is asked."""
    return cameras[CAMERA]


@pytest.fixture
def source(hass: HomeAssistant, camera: FakeCamera) -> SnapshotSource:
    """Return what asks it."""
    return SnapshotSource(hass, CAMERA)


async def test_gives_the_picture_as_it_is(
    source: SnapshotSource, camera: FakeCamera
) -> None:
    assert await source.async_frame() == room()
    camera.picture = b"whatever it is"
    assert await source.async_frame() == b"whatever it is"
    assert camera.asked == 2
    await source.async_close()


@pytest.mark.parametrize("picture", [None, b""])
async def test_no_picture(
    source: SnapshotSource, camera: FakeCamera, picture: bytes | None
) -> None:
    camera.picture = picture
    with pytest.raises(SourceError) as caught:
        await source.async_frame()
    # One picture that does not come is no reason to give the camera up.
    assert not caught.value.final


@pytest.mark.parametrize(
    "failure", [OSError("cable cut"), TimeoutError(), KeyError("url"), ValueError()]
)
async def test_a_fault_of_the_camera_is_a_picture_that_does_not_come(
    source: SnapshotSource, camera: FakeCamera, failure: Exception
) -> None:
    camera.failure = failure
    with pytest.raises(SourceError) as caught:
        await source.async_frame()
    assert str(caught.value)
    assert not caught.value.final


@pytest.mark.parametrize("error", [OSError, HomeAssistantError])
async def test_no_address_of_a_camera_is_told(
    source: SnapshotSource, camera: FakeCamera, error: type[Exception]
) -> None:
    """Passwords may stand anywhere in it; neither the message nor what led to it shows them."""
    camera.failure = error("no answer from http://10.0.0.9/snap?user=a&pwd=hunter2")
    with pytest.raises(SourceError) as caught:
        await source.async_frame()
    assert "hunter2" not in "".join(format_exception(caught.value, chain=True))
    assert "http://…" in str(caught.value)


async def test_a_camera_that_never_answers_is_not_waited_for(
    hass: HomeAssistant, source: SnapshotSource, camera: FakeCamera
) -> None:
    async def never(*_: object, **__: object) -> bytes:
        await asyncio.Event().wait()
        raise AssertionError

    with (
        patch.object(camera, "async_camera_image", never),
        patch("custom_components.argus.capture.frame_source.SNAPSHOT_TIMEOUT", 0.05),
        pytest.raises(SourceError),
    ):
        await source.async_frame()


async def test_a_camera_that_is_off_is_not_asked(
    source: SnapshotSource, camera: FakeCamera
) -> None:
    camera.set_on(False)
    with pytest.raises(CameraOffError) as caught:
        await source.async_frame()
    assert caught.value.final
    assert camera.asked == 0


async def test_a_camera_that_is_away_is_not_asked(
    hass: HomeAssistant, source: SnapshotSource, camera: FakeCamera
) -> None:
    camera.set_available(False)
    with pytest.raises(CameraUnavailableError) as caught:
        await source.async_frame()
    assert caught.value.final
    camera.remove_from_registry()
    await hass.async_block_till_done()
    with pytest.raises(CameraUnavailableError):
        await source.async_frame()
    assert camera.asked == 0


async def test_probe(hass: HomeAssistant, camera: FakeCamera) -> None:
    await async_probe(hass, CAMERA)
    camera.picture = room()[:100]
    with pytest.raises(SourceError):
        await async_probe(hass, CAMERA)
    camera.picture = b"no picture at all"
    with pytest.raises(SourceError) as caught:
        await async_probe(hass, CAMERA)
    assert isinstance(caught.value.__cause__, FrameError)


async def test_probe_without_opencv(hass: HomeAssistant, camera: FakeCamera) -> None:
    with (
        patch.dict(
            "sys.modules", {"custom_components.argus.vision.frames.frame": None}
        ),
        pytest.raises(VisionUnavailableError),
    ):
        await async_probe(hass, CAMERA)
