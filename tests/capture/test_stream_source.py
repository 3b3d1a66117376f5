"""The frames of a camera's stream, read from a real one on loopback."""

import asyncio
from collections.abc import AsyncIterator, Callable
import io
from itertools import pairwise
from pathlib import Path
import sys
import threading
import traceback
from typing import override

import av
import numpy as np
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    setup_test_component_platform,
)

from custom_components.argus.capture import stream_reader, stream_source
from custom_components.argus.capture.frame_source import (
    CameraOffError,
    CameraUnavailableError,
    SourceError,
)
from custom_components.argus.capture.stream_preview import BETWEEN, StreamPreviews
from custom_components.argus.capture.stream_reader import (
    StreamClock,
    pyav_options,
    scheme,
)
from custom_components.argus.capture.stream_source import (
    LARGEST_EDGE,
    StreamSource,
    async_has_stream,
)
from custom_components.argus.capture.video_frame import to_bgr
from custom_components.argus.vision import PreviewFrame
from custom_components.argus.vision.frames.frame import Frame
from homeassistant.components.camera.const import DATA_COMPONENT, CameraEntityFeature
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from ..conftest import FakeCamera, until
from ..streams import FPS, Film, RtspServer, StreamServer, film, jpeg_film, number_of

ENTITY = "camera.shop"
SECRETS = ("somebody", "geheim", "hidden-path", "hidden-token")


class StreamCamera(FakeCamera):
    """A camera that says where its stream is."""

    _attr_supported_features = CameraEntityFeature.STREAM

    def __init__(self) -> None:
        """Start without a stream."""
        super().__init__("Shop")
        self.url: str | None = None
        self.refusal: Exception | None = None

    @override
    async def stream_source(self) -> str | None:
        """Return the address."""
        if self.refusal is not None:
            raise self.refusal
        return self.url


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


async def serve(
    servers: list[StreamServer],
    film: Film | None,
    refuse: str | None = None,
    locked: bool = False,
) -> StreamServer:
    server = StreamServer(film, refuse=refuse, locked=locked)
    await server.start()
    servers.append(server)
    return server


def address(server: StreamServer, kind: str = "http") -> str:
    """Return the server's address, full of secrets."""
    return (
        f"{kind}://somebody:geheim@127.0.0.1:{server.port}/hidden-path?key=hidden-token"
    )


def reading() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name.startswith("argus-stream")]


async def failure(source: StreamSource) -> SourceError:
    """Ask for a frame that does not come."""
    with pytest.raises(SourceError) as raised:
        await source.async_frame()
    return raised.value


async def finally_failure(source: StreamSource) -> SourceError:
    """Ask until no frame comes any more; the last may still be there."""
    for _ in range(100):
        try:
            await source.async_frame()
        except SourceError as err:
            return err
    pytest.fail("frames come still")


async def sent(server: StreamServer, number: int) -> None:
    """Wait until a picture was sent, however long that takes."""
    await until(lambda: server.sent >= number, 60)


async def eventually(source: StreamSource) -> int:
    """Ask until a frame comes, as a watch does; return its number."""
    for _ in range(100):
        try:
            return number_of(await source.async_frame())
        except SourceError:
            await asyncio.sleep(0.05)
    pytest.fail("no frame came")


def told(error: BaseException) -> str:
    """Return all that a log could show of an error."""
    return "".join(traceback.format_exception(error)) + repr(error)


async def test_gives_pictures(source: StreamSource, server: StreamServer) -> None:
    picture = await source.async_frame()

    assert isinstance(picture, np.ndarray)
    assert picture.shape == (128, 160, 3)
    assert picture.dtype == np.uint8
    blue, green, red = picture[100:].mean(axis=(0, 1))
    assert blue > 200
    assert green < 50
    assert red < 50


async def test_gives_each_picture_once(
    source: StreamSource, server: StreamServer
) -> None:
    numbers = [number_of(await source.async_frame()) for _ in range(10)]

    assert sorted(set(numbers)) == numbers
    assert len(server.requests) == 1


async def test_gives_the_newest_picture_not_a_backlog(
    source: StreamSource, server: StreamServer
) -> None:
    await source.async_frame()
    await sent(server, 2 * FPS)
    numbers = [number_of(await source.async_frame()) for _ in range(2)]

    # A queue would begin where the last frame was; on a busy machine the first may still be one of long ago.
    assert numbers[-1] > FPS


def test_looks_at_nothing_that_lost_packets_until_the_next_key_frame() -> None:
    reader = stream_reader.StreamReader(
        "torn", "film", {}, lambda: None, StreamPreviews()
    )
    pieces = list(film().pieces[:150])
    del pieces[100]
    numbers: list[int] = []
    with av.open(io.BytesIO(b"".join(pieces)), format="mpegts") as container:
        for packet in container.demux(container.streams.video[0]):
            reader._decode_packet(packet)
            if (frame := reader.take()) is not None:
                numbers.append(number_of(to_bgr(frame, LARGEST_EDGE)))

    missing = sorted(set(range(140)) - set(numbers))
    # Every twelfth is a key frame; a piece holds what the encoder was done with by then.
    assert 94 <= missing[0] <= 100
    assert missing == list(range(missing[0], 108))


async def test_says_that_a_stream_is_too_large(
    source: StreamSource, server: StreamServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_reader, "MAX_PIXELS", 160 * 128 - 1)
    with pytest.raises(SourceError, match="too large: 160x128"):
        await source.async_frame()


async def test_keeps_up_though_decoding_is_too_slow(
    source: StreamSource, server: StreamServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    decode = stream_reader.StreamReader._decode_packet

    def slowly(reader: stream_reader.StreamReader, packet: av.Packet) -> bool:
        if decoded := decode(reader, packet):
            reader._stopping.wait(4 / FPS)
        return decoded

    monkeypatch.setattr(stream_reader.StreamReader, "_decode_packet", slowly)
    monkeypatch.setattr(stream_reader, "VERY_LATE", 0.3)
    await source.async_frame()
    await sent(server, 60)
    assert source._reader is not None
    decoded = source._reader.frames

    # Without leaving out frames every fourth had been decoded by now; whoever is slower decodes fewer, not later ones.
    assert number_of(await source.async_frame()) > 2 * decoded


async def test_reads_rtsp(
    servers: list[StreamServer], source: StreamSource, shop: StreamCamera
) -> None:
    server = RtspServer(film(), locked=True)
    await server.start()
    servers.append(server)
    shop.url = address(server, "rtsp")

    numbers = [number_of(await source.async_frame()) for _ in range(5)]
    assert sorted(set(numbers)) == numbers
    setup = next(one for one in server.requests if one.startswith("SETUP"))
    assert "RTP/AVP/TCP" in setup
    assert "Authorization: Basic" in setup


async def test_decodes_only_what_is_taken_if_each_frame_stands_for_itself(
    servers: list[StreamServer], source: StreamSource, shop: StreamCamera
) -> None:
    server = await serve(servers, jpeg_film())
    shop.url = address(server)

    for played in (10, 20, 30):
        number = number_of(await source.async_frame())
        await sent(server, played)

    assert number > 10
    assert source._reader is not None
    assert source._reader.frames == 3


@pytest.mark.parametrize("played", [film, jpeg_film])
async def test_films_what_nobody_looks_at(
    servers: list[StreamServer],
    source: StreamSource,
    shop: StreamCamera,
    played: Callable[[], Film],
) -> None:
    """Of a stream that is looked at once there are several frames a second, also where each frame stands for itself."""
    server = await serve(servers, played())
    shop.url = address(server)
    source.is_filmed = True
    looked_at = number_of(await source.async_frame())
    taken: list[PreviewFrame] = []

    def enough() -> bool:
        taken.extend(source.drain_previews())
        return len(taken) >= 5

    await until(enough, 60)
    numbers = [number_of(Frame.open(one.picture).colour(160)) for one in taken]
    assert numbers == sorted(set(numbers))
    assert set(numbers) - {looked_at}
    assert all(
        later.seconds - one.seconds >= 0.9 * BETWEEN for one, later in pairwise(taken)
    )


async def test_films_nothing_that_is_not_wanted(
    source: StreamSource, server: StreamServer
) -> None:
    await source.async_frame()
    await sent(server, FPS)
    await source.async_frame()
    assert source.drain_previews() == ()


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


def sleeper(pauses: list[float]) -> Callable[[float], object]:
    """Return an `asyncio.sleep` that only notes how long."""
    sleep = asyncio.sleep

    async def note(seconds: float) -> None:
        pauses.append(seconds)
        await sleep(0)

    return note


@pytest.mark.parametrize("refusal", ["401 Unauthorized", "404 Not Found", "302 Found"])
async def test_tells_no_secret_when_it_is_refused(
    servers: list[StreamServer],
    source: StreamSource,
    shop: StreamCamera,
    refusal: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(0)
    server = await serve(servers, film(), refuse=refusal)
    shop.url = address(server)

    text = told(await failure(source)) + caplog.text
    assert "http stream failed" in text
    assert not [secret for secret in SECRETS if secret in text]
    assert any("hidden-token" in request for request in server.requests)


@pytest.mark.parametrize(
    "url",
    [
        "rtsp://somebody:geheim@127.0.0.1:1/hidden-path?hidden-token",
        "rtsp://somebody:ge/he@im:geheim@127.0.0.1:bad/hidden-path",
        "somebody:geheim@hidden-path",
        "/hidden-path/\udcff/hidden-token",
        "hidden-path://geheim\0hidden-token",
    ],
)
async def test_tells_no_secret_of_an_address_that_leads_nowhere(
    source: StreamSource,
    shop: StreamCamera,
    url: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(0)
    shop.url = url

    text = told(await failure(source)) + caplog.text
    assert not [
        secret for secret in SECRETS[1:] if secret in text.replace(scheme(url), "")
    ]


@pytest.mark.parametrize("error", [HomeAssistantError, OSError, KeyError])
async def test_tells_no_secret_of_a_camera_that_fails(
    hass: HomeAssistant,
    source: StreamSource,
    shop: StreamCamera,
    error: type[Exception],
) -> None:
    shop.refusal = error("no stream at http://somebody:geheim@camera/hidden-path now")

    text = told(await failure(source))
    assert not [secret for secret in SECRETS if secret in text]
    assert not await async_has_stream(hass, ENTITY)


async def test_tells_no_secret_while_all_goes_well(
    servers: list[StreamServer],
    source: StreamSource,
    shop: StreamCamera,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(0)
    server = await serve(servers, film(), locked=True)
    shop.url = address(server)
    await source.async_frame()

    assert "reading mpeg2video over http" in caplog.text
    assert not [secret for secret in SECRETS if secret in caplog.text]
    assert "Authorization: Basic" in server.requests[-1]


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


@pytest.mark.parametrize(
    ("size", "shape"),
    [
        ((3840, 2160), (1080, LARGEST_EDGE, 3)),
        ((1080, 3840), (LARGEST_EDGE, 540, 3)),
        ((640, 360), (360, 640, 3)),
        ((643, 361), (361, 643, 3)),
    ],
)
def test_bounds_the_size(size: tuple[int, int], shape: tuple[int, int, int]) -> None:
    picture = to_bgr(av.VideoFrame(*size, "yuv420p"), LARGEST_EDGE)

    assert picture.shape == shape
    assert picture.dtype == np.uint8
    assert picture.flags.c_contiguous


def pace(
    clock: StreamClock, at: float, stamp: float, key: bool = False, waited: float = 0
) -> str:
    clock.observe(at - waited, at, stamp, key=key)
    return clock.skip


def test_skips_nothing_while_the_camera_is_waited_for() -> None:
    clock = StreamClock()

    # Timestamps that claim twice the speed, or half of it, do not matter.
    for tick in range(100):
        assert pace(clock, tick * 0.04, tick * 0.08, waited=0.02) == "DEFAULT"
    for tick in range(100):
        assert pace(clock, 4 + tick * 0.04, 8 + tick * 0.02, waited=0.02) == "DEFAULT"


def test_skips_more_the_later_it_gets() -> None:
    clock = StreamClock()

    # Decoding takes twice as long as the frames last.
    skips = [pace(clock, tick * 0.08, tick * 0.04) for tick in range(50)]
    assert skips[0] == "DEFAULT"
    assert skips[10] == "NONREF"
    assert skips[-1] == "NONKEY"
    assert skips == sorted(skips, key=["DEFAULT", "NONREF", "NONKEY"].index)


def test_skips_until_the_next_key_frame() -> None:
    clock = StreamClock()
    pace(clock, 0, 0)
    assert pace(clock, 3, 1) == "NONKEY"

    # A key frame that is late itself changes nothing, and being in time does not without one.
    assert pace(clock, 3.1, 1.5, key=True) == "NONKEY"
    assert pace(clock, 3.2, 3.2) == "NONKEY"
    assert pace(clock, 3.3, 3.3, waited=0.05) == "NONKEY"
    assert pace(clock, 3.4, 3.4, key=True) == "DEFAULT"


def test_begins_anew_where_the_timestamps_jump() -> None:
    clock = StreamClock()
    pace(clock, 0, 1000)

    assert clock.observe(0.04, 0.04, 3, key=False) == 0
    assert clock.observe(0.08, 0.08, 3.04, key=False) == pytest.approx(0)
    assert clock.observe(0.12, 0.12, None, key=False) == 0
    assert clock.observe(0.2, 0.2, 4.2, key=False) == pytest.approx(-1.04)


def test_asks_for_what_suits_cameras() -> None:
    rtsp = pyav_options("rtsp://camera/1", {})
    assert rtsp["rtsp_flags"] == "prefer_tcp"
    assert rtsp["timeout"] == "5000000"
    assert rtsp["tls_verify"] == "0"
    assert pyav_options("http://camera/1", {})["rw_timeout"] == "5000000"

    chosen = pyav_options(
        "rtsps://camera/1",
        {
            "rtsp_transport": "udp",
            "use_wallclock_as_timestamps": True,
            "verify_ssl": True,
        },
    )
    assert chosen["rtsp_transport"] == "udp"
    assert chosen["use_wallclock_as_timestamps"] == "1"
    assert chosen["tls_verify"] == "1"


def test_nothing_heavy_is_loaded_before_a_stream_is_read() -> None:
    """Loading PyAV takes long enough to stall the event loop."""
    for module in (stream_reader, stream_source):
        assert not hasattr(module, "av")
        assert not hasattr(module, "np")
