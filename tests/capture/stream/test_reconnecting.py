"""A stream that ends, moves, hangs or never comes is read again, and leaves nothing behind."""

import asyncio
from pathlib import Path
import threading

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    setup_test_component_platform,
)

from custom_components.argus.capture import stream_reader, stream_source
from custom_components.argus.capture.stream_source import (
    StreamSource,
)
from homeassistant.components.camera.const import DATA_COMPONENT
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant

from ...conftest import until
from ...streams import FPS, Film, StreamServer, film, number_of
from .camera import (
    ENTITY,
    StreamCamera,
    address,
    eventually,
    failure,
    finally_failure,
    reading,
    serve,
    sleeper,
)


async def test_reads_again_when_the_stream_returns(
    source: StreamSource, server: StreamServer
) -> None:
    await source.async_frame()
    await server.stop()
    assert "refused" in str(await finally_failure(source))

    await server.start()
    assert await eventually(source) < 20
    assert len(server.requests) == 2


async def test_follows_the_camera_to_a_new_address(
    servers: list[StreamServer],
    source: StreamSource,
    server: StreamServer,
    shop: StreamCamera,
) -> None:
    await source.async_frame()
    other = await serve(servers, film())
    shop.url = address(other)
    await server.stop()

    while not other.requests:
        await eventually(source)
    assert await eventually(source) >= 0


async def test_follows_a_camera_that_is_set_up_anew(
    hass: HomeAssistant,
    servers: list[StreamServer],
    source: StreamSource,
    server: StreamServer,
    camera_entry: MockConfigEntry,
) -> None:
    await source.async_frame()
    other = await serve(servers, film())
    changed = StreamCamera()
    changed.url = address(other)
    setup_test_component_platform(
        hass, Platform.CAMERA, [changed], from_config_entry=True
    )
    await hass.config_entries.async_reload(camera_entry.entry_id)
    assert hass.data[DATA_COMPONENT].get_entity(ENTITY) is changed

    # The old stream still plays.
    await source.async_frame()
    assert other.requests
    await until(lambda: len(reading()) == 1)


async def test_waits_longer_and_longer_for_a_stream_that_never_comes(
    servers: list[StreamServer],
    source: StreamSource,
    shop: StreamCamera,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = await serve(servers, film(), refuse="503 Busy")
    shop.url = address(server)
    monkeypatch.setattr(stream_source, "SHORTEST_BACKOFF", 1.0)
    pauses: list[float] = []
    monkeypatch.setattr(asyncio, "sleep", sleeper(pauses))

    for _ in range(5):
        await failure(source)
    assert [round(pause) for pause in pauses[1:]] == [1, 2, 4, 8]

    # Too long to wait for: the reason comes at once, and the camera is left in peace.
    tries = len(server.requests)
    assert "5XX" in str(await failure(source))
    assert len(server.requests) == tries


@pytest.mark.parametrize("kind", ["http", "rtsp"])
async def test_leaves_no_thread_at_a_camera_that_never_answers(
    servers: list[StreamServer],
    source: StreamSource,
    shop: StreamCamera,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    monkeypatch.setattr(stream_reader, "SILENCE", 0.3)
    server = await serve(servers, None)
    shop.url = address(server, kind)
    asking = asyncio.create_task(source.async_frame())
    await until(lambda: server.requests)

    assert reading()
    asking.cancel()
    await source.async_close()
    assert not reading()


async def test_a_stream_that_hangs_is_left_to_itself(
    hass: HomeAssistant,
    source: StreamSource,
    server: StreamServer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nobody waits for FFmpeg without end."""
    monkeypatch.setattr(stream_source, "FAREWELL", 0.1)
    goes_on = threading.Event()
    monkeypatch.setattr(
        stream_reader.StreamReader, "_decode_packet", lambda *_: goes_on.wait(60)
    )
    asking = asyncio.create_task(source.async_frame())
    await until(reading)
    try:
        await source.async_close()
        assert "hangs and is left to itself" in caplog.text
        assert reading()
    finally:
        goes_on.set()
    await asyncio.gather(asking, return_exceptions=True)
    await until(lambda: not reading())


async def test_reports_a_camera_that_never_answers(
    servers: list[StreamServer],
    source: StreamSource,
    shop: StreamCamera,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stream_reader, "SILENCE", 0.3)
    shop.url = address(await serve(servers, None))

    assert "no answer in time" in str(await failure(source))


async def test_goes_on_waiting_for_a_slow_stream(
    servers: list[StreamServer],
    source: StreamSource,
    shop: StreamCamera,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stream_source, "FRAME_TIMEOUT", 0.3)
    late = Film("video/mp2t", [b""] * 20 + list(film().pieces))
    server = await serve(servers, late)
    shop.url = address(server)

    assert str(await failure(source)) == "the stream gave no frame in time"
    await eventually(source)
    assert len(server.requests) == 1


async def test_leaves_no_thread_while_frames_come(
    source: StreamSource, server: StreamServer
) -> None:
    await source.async_frame()
    [thread] = reading()
    assert thread.name == "argus-stream-shop"

    asking = [asyncio.create_task(source.async_frame()) for _ in range(2)]
    await asyncio.sleep(0)
    await source.async_close()
    assert not reading()
    async with asyncio.timeout(5):
        await asyncio.gather(*asking, return_exceptions=True)
    assert not reading()
    assert "closed" in str(await failure(source))


async def test_reads_a_file_at_its_pace(
    source: StreamSource, shop: StreamCamera, tmp_path: Path
) -> None:
    path = tmp_path / "film.ts"
    await asyncio.to_thread(path.write_bytes, b"".join(film().pieces))
    shop.url = str(path)
    loop = asyncio.get_running_loop()

    began = loop.time()
    numbers = []
    for _ in range(3):
        numbers.append(number_of(await source.async_frame()))
        # Never ahead of its time, however late that is asked.
        assert numbers[-1] <= (loop.time() - began) * FPS + 2
    assert sorted(set(numbers)) == numbers


async def test_reads_a_file_that_ended_again(
    source: StreamSource, shop: StreamCamera, tmp_path: Path
) -> None:
    path = tmp_path / "film.ts"
    await asyncio.to_thread(path.write_bytes, b"".join(film(10).pieces))
    shop.url = str(path)

    numbers = [number_of(await source.async_frame()) for _ in range(25)]
    assert sorted(set(numbers)) != numbers
    assert max(numbers) < 10
