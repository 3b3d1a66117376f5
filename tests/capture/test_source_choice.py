"""Tests of the choice between snapshots and the stream."""

from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.capture.frame_source import (
    CameraUnavailableError,
    SnapshotSource,
    SourceError,
)
from custom_components.argus.capture.source_choice import (
    TRIES,
    StreamIfThereIsOne,
    choose_source,
)
from custom_components.argus.capture.stream_source import StreamSource
from custom_components.argus.model.camera_settings import CameraSettings, SourceKind
from custom_components.argus.vision import Line, Point, PreviewFrame
from homeassistant.components.camera import CameraEntityFeature
from homeassistant.core import HomeAssistant

from ..conftest import FakeCamera, until
from ..streams import film

LINE = Line("door", "Door", Point(0.1, 0.5), Point(0.9, 0.5))


@pytest.mark.parametrize(
    ("source", "lines", "kind"),
    [
        (SourceKind.AUTO, (), SnapshotSource),
        (SourceKind.AUTO, (LINE,), StreamIfThereIsOne),
        (SourceKind.SNAPSHOT, (LINE,), SnapshotSource),
        (SourceKind.STREAM, (), StreamSource),
    ],
)
def test_choice(
    hass: HomeAssistant, source: SourceKind, lines: tuple[Line, ...], kind: type
) -> None:
    """Only cameras that count are watched through their stream, unless the user says otherwise."""
    settings = CameraSettings(camera="camera.shop", source=source, lines=lines)
    assert isinstance(choose_source(hass, settings, "camera.shop"), kind)


@pytest.fixture
def shop(cameras: dict[str, FakeCamera]) -> FakeCamera:
    """Return the camera of the shop."""
    return cameras["camera.shop"]


async def test_snapshots_where_there_is_no_stream(
    hass: HomeAssistant, camera_entry: MockConfigEntry, shop: FakeCamera
) -> None:
    """A camera without a stream is watched through snapshots."""
    source = StreamIfThereIsOne(hass, "camera.shop")
    assert await source.async_frame() == shop.picture
    assert not source.is_stream
    await source.async_close()


async def test_the_stream_where_there_is_one(
    hass: HomeAssistant,
    camera_entry: MockConfigEntry,
    shop: FakeCamera,
    tmp_path: Path,
) -> None:
    """A camera with a stream is watched through it."""
    path = tmp_path / "shop.ts"
    await hass.async_add_executor_job(path.write_bytes, b"".join(film(50).pieces))
    shop._attr_supported_features = CameraEntityFeature.STREAM
    with patch.object(FakeCamera, "stream_source", return_value=str(path)):
        source = StreamIfThereIsOne(hass, "camera.shop")
        assert source.drain_previews() == ()
        source.is_filmed = True
        frame = await source.async_frame()
        assert isinstance(frame, np.ndarray)
        assert source.is_stream
        taken: list[PreviewFrame] = []
        await until(lambda: taken.extend(source.drain_previews()) or taken, 60)
        await source.async_close()
    assert shop.asked == 0


async def test_snapshots_where_the_stream_cannot_be_read(
    hass: HomeAssistant,
    camera_entry: MockConfigEntry,
    shop: FakeCamera,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A stream that never gives a frame is given up for snapshots."""
    monkeypatch.setattr(
        "custom_components.argus.capture.stream_source.SHORTEST_BACKOFF", 0.01
    )
    shop._attr_supported_features = CameraEntityFeature.STREAM
    missing = str(tmp_path / "nothing.ts")
    with patch.object(FakeCamera, "stream_source", return_value=missing):
        source = StreamIfThereIsOne(hass, "camera.shop")
        for _ in range(TRIES):
            with pytest.raises(SourceError):
                await source.async_frame()
        assert await source.async_frame() == shop.picture
        assert not source.is_stream
        await source.async_close()


async def test_a_camera_that_is_away_is_asked_again(
    hass: HomeAssistant, camera_entry: MockConfigEntry, shop: FakeCamera, tmp_path: Path
) -> None:
    """Nothing is decided about a camera that is not there."""
    path = tmp_path / "shop.ts"
    await hass.async_add_executor_job(path.write_bytes, b"".join(film(50).pieces))
    shop._attr_supported_features = CameraEntityFeature.STREAM
    shop.set_available(False)
    with patch.object(FakeCamera, "stream_source", return_value=str(path)):
        source = StreamIfThereIsOne(hass, "camera.shop")
        with pytest.raises(CameraUnavailableError):
            await source.async_frame()
        shop.set_available(True)
        assert isinstance(await source.async_frame(), np.ndarray)
        await source.async_close()
