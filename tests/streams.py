"""Numbered pictures, films of them, and a camera on the network that plays the films."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
import io
import struct
from typing import Final, override

import av
import numpy as np
import numpy.typing as npt

FPS: Final = 25
"""Frames a second of every film."""
WIDTH, HEIGHT = 160, 128
DIGITS: Final = 10
"""Stripes across a picture, each a binary digit of its number."""


def numbered(number: int) -> npt.NDArray[np.uint8]:
    """Return a BGR picture that shows its number in black and white stripes above a blue floor."""
    picture = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    for digit in range(DIGITS):
        if number >> digit & 1:
            picture[:, digit * 16 : digit * 16 + 16] = 255
    picture[96:] = (255, 0, 0)
    return picture


def number_of(picture: object) -> int:
    """Read the number of a picture."""
    assert isinstance(picture, np.ndarray)
    stripes = picture[:96].mean(axis=(0, 2)).reshape(DIGITS, -1).mean(axis=1)
    return sum(1 << digit for digit, light in enumerate(stripes) if light > 128)


@dataclass(frozen=True, slots=True)
class Film:
    """A film cut into what a camera sends for each frame."""

    content_type: str
    pieces: Sequence[bytes]


@cache
def film(frames: int = 500, codec: str = "mpeg2video") -> Film:
    """Return a film in MPEG-TS with a key frame every 12 frames."""
    target = io.BytesIO()
    pieces, written = [], 0
    with av.open(
        target, "w", format="mpegts", options={"flush_packets": "1"}
    ) as container:
        stream = container.add_stream(codec, rate=FPS)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.codec_context.gop_size = 12
        stream.codec_context.bit_rate = 2_000_000
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(numbered(number), "bgr24")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            container.mux(stream.encode(frame))
            pieces.append(target.getvalue()[written:])
            written += len(pieces[-1])
        container.mux(stream.encode(None))
    pieces.append(target.getvalue()[written:])
    return Film("video/mp2t", pieces)


@cache
def jpeg_film(frames: int = 500) -> Film:
    """Return a film of JPEGs, one after the other as simple cameras send them."""
    codec = av.CodecContext.create("mjpeg", "w")
    assert isinstance(codec, av.VideoCodecContext)
    codec.width, codec.height, codec.pix_fmt = WIDTH, HEIGHT, "yuvj420p"
    codec.time_base = Fraction(1, FPS)
    pieces = []
    for number in range(frames):
        frame = av.VideoFrame.from_ndarray(numbered(number), "bgr24")
        frame.pts, frame.time_base = number, Fraction(1, FPS)
        for packet in codec.encode(frame):
            head = f"--film\r\nContent-Type: image/jpeg\r\nContent-Length: {packet.size}\r\n\r\n"
            pieces.append(head.encode() + bytes(packet) + b"\r\n")
    return Film("multipart/x-mixed-replace; boundary=film", pieces)


class StreamServer:
    """Plays a film to everybody who connects, from its beginning and at its pace; on loopback."""

    def __init__(
        self, film: Film | None, *, refuse: str | None = None, locked: bool = False
    ) -> None:
        """Prepare; `start` begins.

        Args:
            film: what to play; without one nothing is ever answered.
            refuse: the status to refuse everybody with.
            locked: whether to ask for name and password; any will do.

        """
        self.port = 0
        self.sent = -1
        """The number of the picture sent last."""
        self.requests: list[str] = []
        self._film = film
        self._refuse = refuse
        self._locked = locked
        self._server: asyncio.Server | None = None
        self._plays: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Begin to listen, at the same port as before if there was one."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Hang up on everybody and stop listening."""
        assert self._server is not None
        self._server.close()
        self._server.abort_clients()
        for play in self._plays:
            play.cancel()
        await asyncio.gather(*self._plays, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        play = asyncio.ensure_future(self._play(reader, writer))
        self._plays.add(play)
        play.add_done_callback(self._plays.discard)
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await play
        writer.close()

    async def _play(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.requests.append((await reader.readuntil(b"\r\n\r\n")).decode())
        if self._film is None:
            await reader.read()
            return
        refuse = self._refuse
        if self._locked and "Authorization" not in self.requests[-1]:
            refuse = '401 Unauthorized\r\nWWW-Authenticate: Basic realm="film"'
        if refuse is not None:
            writer.write(f"HTTP/1.1 {refuse}\r\nContent-Length: 0\r\n\r\n".encode())
            await writer.drain()
            return
        head = f"HTTP/1.0 200 OK\r\nContent-Type: {self._film.content_type}\r\n\r\n"
        writer.write(head.encode())
        await self._send(writer, self._film.pieces)

    async def _send(
        self, writer: asyncio.StreamWriter, pieces: Iterable[bytes]
    ) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        for number, piece in enumerate(pieces):
            await asyncio.sleep(began + number / FPS - loop.time())
            writer.write(piece)
            await writer.drain()
            self.sent = number


class RtspServer(StreamServer):
    """Plays a film as most cameras do: by RTSP (RFC 2326), its RTP packets within the connection."""

    @override
    async def _play(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        assert self._film is not None
        while True:
            request = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.requests.append(request)
            number = request.split("CSeq: ")[1].split("\r\n")[0]
            status, headers, body = "200 OK", "Session: 1", ""
            if self._locked and "Authorization" not in request:
                status = "401 Unauthorized"
                headers = 'WWW-Authenticate: Basic realm="film"'
            elif request.startswith("DESCRIBE"):
                headers = "Content-Type: application/sdp"
                body = "v=0\r\nt=0 0\r\nm=video 0 RTP/AVP 33\r\na=control:film\r\n"
            elif request.startswith("SETUP"):
                headers += "\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1"
            writer.write(
                f"RTSP/1.0 {status}\r\nCSeq: {number}\r\n{headers}\r\n"
                f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
            )
            if request.startswith("PLAY") and status == "200 OK":
                await self._send(writer, rtp(self._film.pieces))
                return


def rtp(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Pack MPEG-TS into interleaved RTP (RFC 2250, RFC 2326 10.12)."""
    sequence, most = 0, 7 * 188
    for number, piece in enumerate(pieces):
        packed = b""
        for start in range(0, len(piece), most):
            part = piece[start : start + most]
            packed += struct.pack(">cBH", b"$", 0, 12 + len(part))
            packed += struct.pack(
                ">BBHII", 0x80, 33, sequence & 0xFFFF, number * 90_000 // FPS, 1
            )
            packed += part
            sequence += 1
        yield packed
