"""Parser of picture headers: format and size, read before anything is decoded.

The kinds of pictures are those that browsers, and so Home Assistant, show.
"""

from dataclasses import dataclass
from enum import StrEnum
import re
import struct
from typing import TYPE_CHECKING, Final

from .frame_error import FrameError
from .jpeg_header import read_jpeg

if TYPE_CHECKING:
    from .turbojpeg import Decoder

MAX_BYTES: Final = 32 * 1024 * 1024
MAX_PIXELS: Final = 4 * 3840 * 2160
"""Of what is cheap to decode; what takes more time or memory may have fewer."""
MAX_SIDE: Final = 65_500
"""Pixels; OpenCV writes no longer JPEGs."""

_SCANS_OF_TWO: Final = 12
"""Scans of a JPEG that take about as long as to decode two of a single scan."""

_TRANSPORT: Final = 1024
"""Bytes in front of a picture that may be left over from the way it came."""
_JPEG_START: Final = b"\xff\xd8"
_PNG_START: Final = b"\x89PNG\r\n\x1a\n"
_PNG_END: Final = b"IEND"
_GIF_START: Final = (b"GIF87a", b"GIF89a")
_AVIF_BRANDS: Final = (b"avif", b"avis")
_AVIF_SIZES: Final = re.compile(rb"\x00\x00\x00\x14ispe\x00{4}(.{8})", re.DOTALL)
_AVIF_SIZE: Final = struct.Struct(">II")
_STARTS: Final = re.compile(
    rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|RIFF.{4}WEBP|GIF8[79]a|.{4}ftyp", re.DOTALL
)


class Format(StrEnum):
    """The format of a picture's file."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WebP"
    GIF = "GIF"
    AVIF = "AVIF"


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture in a file's format, not yet decoded."""

    format: Format
    width: int
    height: int
    data: bytes
    """The picture alone."""
    complete: bool = True
    """Whether its end is where it should be."""
    channels: int = 3
    """Of a JPEG: one is grey, four are inks."""
    header: int = 0
    """Bytes of a JPEG's header, all before the data of its only scan; 0 where that does not tell all of the picture."""
    decoders: list[Decoder] | None = None
    """Those that wait for JPEGs with this header; None where each takes a fresh one."""


def is_picture(start: bytes) -> bool:
    """Return whether a file is a picture.

    Args:
        start: The first 64 bytes of it, or more.
    """
    return (
        start.startswith((_JPEG_START, _PNG_START, *_GIF_START))
        or (start.startswith(b"RIFF") and start[8:12] == b"WEBP")
        or _is_avif(start)
    )


def read_header(data: bytes) -> Encoded:
    """Find out what a picture is, without decoding it.

    Args:
        data: The bytes of a file, or of a part of a stream that holds one picture.

    Returns:
        The picture without what was around it.

    Raises:
        FrameError: It is none, cut off, or takes more to decode than a picture may.
    """
    if not data:
        raise FrameError("the picture is empty")
    if len(data) > MAX_BYTES:
        raise FrameError(f"the picture has {len(data)} bytes, more than {MAX_BYTES}")
    if not data.startswith(_JPEG_START):
        data = _strip_transport(data)
    if data.startswith(_JPEG_START):
        return _read_jpeg(data)
    if data.startswith(_PNG_START):
        return _read_png(data)
    if data.startswith(b"RIFF"):
        return _read_webp(data)
    if data.startswith(_GIF_START):
        return _read_gif(data)
    return _read_avif(data)


def check_size(width: int, height: int, weight: float = 1.0, kind: str = "") -> None:
    """Check that a picture is not too large to be decoded.

    Args:
        width: Pixels.
        height: Pixels.
        weight: How much more than usual each pixel takes of time or memory.
        kind: Of the picture, for whoever reads why it is refused.

    Raises:
        FrameError: It has no pixels, or too many.
    """
    if width < 1 or height < 1:
        raise FrameError(f"the picture has no pixels ({width}x{height})")
    most = int(MAX_PIXELS / weight)
    if width * height > most:
        of_kind = f" of {kind}" if kind else ""
        raise FrameError(
            f"the picture is too large: {width}x{height} pixels{of_kind}, more than {most}"
        )
    if max(width, height) > MAX_SIDE:
        raise FrameError(
            f"the picture is too long: {width}x{height} pixels, more than {MAX_SIDE}"
        )


def _strip_transport(data: bytes) -> bytes:
    """Return a picture without line ends or the head of a part that came before it."""
    start = _STARTS.search(data, 0, _TRANSPORT)
    if start is None:
        raise FrameError("the picture is neither JPEG, PNG, WebP, GIF nor AVIF")
    return data[start.start() :]


def _read_jpeg(data: bytes) -> Encoded:
    header = read_jpeg(data)
    weight, kind = 1.0, "a JPEG"
    if header.scans > 1:
        weight = max(2.0, 2 * header.scans / _SCANS_OF_TWO)
        kind = f"a progressive JPEG in {header.scans} scans"
    check_size(header.width, header.height, weight, kind)
    return Encoded(
        Format.JPEG,
        header.width,
        header.height,
        header.data,
        header.complete,
        header.channels,
        header.length,
    )


def _read_png(data: bytes) -> Encoded:
    """Read a PNG's first chunk (PNG specification, 11.2.1)."""
    if len(data) < 33 or data[8:16] != b"\x00\x00\x00\rIHDR":
        raise FrameError("the PNG has no header")
    if _PNG_END not in data[-64:] and _PNG_END not in data:
        raise FrameError("the PNG is cut off")
    width, height, depth, _, _, _, interlaced = struct.unpack_from(">IIBBBBB", data, 16)
    weight, kind = 1.0, "a PNG"
    if depth > 8:
        weight, kind = 2 * weight, f"{kind} with {depth} bits a colour"
    if interlaced:
        weight, kind = 2 * weight, f"{kind}, interlaced"
    check_size(width, height, weight, kind)
    return Encoded(Format.PNG, width, height, data)


def _read_webp(data: bytes) -> Encoded:
    """Read a WebP's first chunk (WebP container specification; RFC 6386, 9.1)."""
    if len(data) < 30:
        raise FrameError("the WebP is cut off")
    (length,) = struct.unpack_from("<I", data, 4)
    if length + 8 > len(data):
        raise FrameError("the WebP is cut off")
    chunk = data[12:16]
    if chunk == b"VP8X":
        width = 1 + int.from_bytes(data[24:27], "little")
        height = 1 + int.from_bytes(data[27:30], "little")
    elif chunk == b"VP8L":
        sides = int.from_bytes(data[21:25], "little")
        width, height = 1 + (sides & 0x3FFF), 1 + (sides >> 14 & 0x3FFF)
    elif chunk == b"VP8 ":
        width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", data, 26))
    else:
        raise FrameError("the WebP has no picture")
    check_size(width, height, 2.0, "a WebP")
    return Encoded(Format.WEBP, width, height, data)


def _read_gif(data: bytes) -> Encoded:
    """Read a GIF's screen and its first picture, which may not be larger (GIF89a specification, 18 and 20)."""
    if len(data) < 13:
        raise FrameError("the GIF is cut off")
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    position = 13 + (3 << (flags & 7) + 1 if flags & 0x80 else 0)
    while data[position : position + 1] == b"!":
        position += 2
        while length := data[position] if position < len(data) else 0:
            position += 1 + length
        position += 1
    if data[position : position + 1] != b"," or position + 10 > len(data):
        raise FrameError("the GIF has no picture")
    left, top, wide, high = struct.unpack_from("<HHHH", data, position + 1)
    if left + wide > width or top + high > height:
        raise FrameError("the GIF is damaged")
    check_size(width, height, 2.0, "a GIF")
    return Encoded(Format.GIF, width, height, data)


def _is_avif(data: bytes) -> bool:
    return data[4:8] == b"ftyp" and any(brand in data[8:64] for brand in _AVIF_BRANDS)


def _read_avif(data: bytes) -> Encoded:
    """Read the sizes of an AVIF's pictures; the whole one is the largest (ISO/IEC 23008-12, 6.5.3)."""
    if not _is_avif(data):
        raise FrameError("the picture is neither JPEG, PNG, WebP, GIF nor AVIF")
    sizes = [_AVIF_SIZE.unpack(sides) for sides in _AVIF_SIZES.findall(data)]
    if not sizes:
        raise FrameError("the AVIF has no picture")
    width, height = max(sizes, key=lambda sides: sides[0] * sides[1])
    check_size(width, height, 4.0, "an AVIF")
    return Encoded(Format.AVIF, width, height, data)
