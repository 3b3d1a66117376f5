"""Why no frame comes is said in words."""

import asyncio
from pathlib import Path
import sys

import av
import numpy as np
import pytest

from custom_components.argus.capture.frame_source import (
    CameraOffError,
    CameraUnavailableError,
)
from custom_components.argus.capture.stream_source import (
    StreamSource,
    async_has_stream,
)
from homeassistant.components.camera.const import CameraEntityFeature
from homeassistant.core import HomeAssistant

from ...conftest import until
from ...streams import Film, StreamServer
from .camera import ENTITY, StreamCamera, address, failure, reading, serve


async def test_says_why_there_is_no_stream(
    hass: HomeAssistant, source: StreamSource, shop: StreamCamera
) -> None:
    assert str(await failure(source)) == "the camera has no stream"
    assert not reading()
    assert not await async_has_stream(hass, ENTITY)


async def test_says_that_there_is_a_stream(
    hass: HomeAssistant, source: StreamSource, server: StreamServer, shop: StreamCamera
) -> None:
    assert await async_has_stream(hass, ENTITY)
    assert not await async_has_stream(hass, "camera.nowhere")
    assert not server.requests

    shop._attr_supported_features = CameraEntityFeature(0)
    shop.async_write_ha_state()
    assert not await async_has_stream(hass, ENTITY)


async def test_says_that_it_is_no_film(
    source: StreamSource, shop: StreamCamera, tmp_path: Path
) -> None:
    path = tmp_path / "film.ts"
    await asyncio.to_thread(path.write_bytes, b"no film " * 1000)
    shop.url = str(path)

    assert "file stream failed: Invalid data" in str(await failure(source))


async def test_says_that_nothing_comes(
    servers: list[StreamServer], source: StreamSource, shop: StreamCamera
) -> None:
    shop.url = address(await serve(servers, Film("video/mp2t", [])))

    assert "http stream failed" in str(await failure(source))


async def test_says_that_a_film_is_only_heard(
    source: StreamSource, shop: StreamCamera, tmp_path: Path
) -> None:
    path = tmp_path / "song.wav"
    with av.open(path, "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.int16), layout="mono")
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))
    shop.url = str(path)

    assert str(await failure(source)) == "the stream has no video"


async def test_says_that_pyav_is_missing(
    source: StreamSource, server: StreamServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "av", None)

    assert "PyAV" in str(await failure(source))
    assert not server.requests


async def test_reads_nothing_of_a_camera_that_is_off_or_gone(
    source: StreamSource, server: StreamServer, shop: StreamCamera
) -> None:
    await source.async_frame()
    shop.set_on(False)
    with pytest.raises(CameraOffError):
        await source.async_frame()
    await until(lambda: not reading())

    shop.set_on(True)
    await source.async_frame()
    shop.set_available(False)
    with pytest.raises(CameraUnavailableError):
        await source.async_frame()
    await until(lambda: not reading())

    shop.set_available(True)
    await source.async_frame()
