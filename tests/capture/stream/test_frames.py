"""The frames of a camera's stream, read from a real one on loopback."""

from collections.abc import Callable
import io
from itertools import pairwise

import av
import numpy as np
import pytest

from custom_components.argus.capture import stream_reader, stream_source
from custom_components.argus.capture.frame_source import (
    SourceError,
)
from custom_components.argus.capture.stream_preview import BETWEEN, StreamPreviews
from custom_components.argus.capture.stream_source import (
    LARGEST_EDGE,
    StreamSource,
)
from custom_components.argus.capture.video_frame import to_bgr
from custom_components.argus.vision import PreviewFrame
from custom_components.argus.vision.frames.frame import Frame

from ...conftest import until
from ...streams import FPS, Film, RtspServer, StreamServer, film, jpeg_film, number_of
from .camera import StreamCamera, address, sent, serve


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


def test_nothing_heavy_is_loaded_before_a_stream_is_read() -> None:
    """Loading PyAV takes long enough to stall the event loop."""
    for module in (stream_reader, stream_source):
        assert not hasattr(module, "av")
        assert not hasattr(module, "np")
