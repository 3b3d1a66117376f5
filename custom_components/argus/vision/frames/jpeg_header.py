"""Parser of a JPEG's segments: its size, where it begins and ends, and what does not belong there."""

from dataclasses import dataclass
import re
import struct
from typing import Final

from .frame_error import FrameError

JPEG_END: Final = b"\xff\xd9"

# SOF0..SOF15 without DHT (C4), JPG (C8) and DAC (CC), ITU T.81 table B.1.
_FRAME_HEADERS: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SEQUENTIAL: Final = frozenset({0xC0, 0xC1, 0xC9})
_START_OF_SCAN: Final = 0xDA
_STANDALONE: Final = frozenset({0x01, *range(0xD0, 0xD9)})
_MARKER: Final = re.compile(rb"\xff[\x01-\xfe]")
_FRAME: Final = struct.Struct(">HHB")
_MOST_SEGMENTS: Final = 4096


@dataclass(frozen=True, slots=True)
class JpegHeader:
    """What there is to know of a JPEG before it is decoded."""

    width: int
    height: int
    channels: int
    scans: int
    """How often the whole picture is gone through."""
    data: bytes
    """The picture without stray bytes between its segments and behind its end."""
    complete: bool
    """Whether it had its end mark; `data` always has."""
    length: int
    """Bytes before the data of its only scan; 0 where there are more scans or something was left out before."""


def read_jpeg(data: bytes) -> JpegHeader:
    """Read a JPEG up to its first scan (ITU T.81, B.2).

    Stray bytes between segments, which some cameras send and every decoder skips, are left out: a decoder would warn of
    them and could say nothing more of what comes behind.

    Args:
        data: From the start mark on.

    Raises:
        FrameError: The header is damaged or ends early.
    """
    kept: list[bytes] = []
    kept_to = 0
    frame: tuple[int, int, int] | None = None
    sequential = False
    position = 2
    for _ in range(_MOST_SEGMENTS):
        start = _find_marker(data, position)
        if start > position and data[position:start].strip(b"\xff"):
            kept.append(data[kept_to:position])
            kept_to = start
        position, marker = start + 2, data[start + 1]
        if marker in _STANDALONE:
            continue
        segment, length = position, data[position] << 8 | data[position + 1]
        position += length
        if length < 2 or marker == JPEG_END[1]:
            raise FrameError("the JPEG's header is damaged")
        if position > len(data):
            raise FrameError("the JPEG is cut off")
        if marker in _FRAME_HEADERS:
            if length < 8:
                raise FrameError("the JPEG's header is damaged")
            frame = _FRAME.unpack_from(data, segment + 3)
            sequential = marker in _SEQUENTIAL
        elif marker == _START_OF_SCAN:
            if frame is None or length < 6:
                raise FrameError("the JPEG's header is damaged")
            height, width, channels = frame
            at_once = sequential and data[segment + 2] == channels
            scans, end, complete = _find_end(data, position, at_once=at_once)
            length = position if at_once and not kept else 0
            if kept or not complete or end + 2 < len(data):
                data = b"".join((*kept, data[kept_to:end], JPEG_END))
            return JpegHeader(width, height, channels, scans, data, complete, length)
    raise FrameError("the JPEG's header is damaged")


def _find_marker(data: bytes, position: int) -> int:
    """Return where the next marker begins: nearly always at once.

    Raises:
        FrameError: There is none with a length behind it.
    """
    if (
        position + 4 <= len(data)
        and data[position] == 0xFF
        and 0 < data[position + 1] < 0xFF
    ):
        return position
    found = _MARKER.search(data, position)
    if found is None or found.end() + 2 > len(data):
        raise FrameError("the JPEG is cut off")
    return found.start()


def _find_end(data: bytes, start: int, *, at_once: bool) -> tuple[int, int, bool]:
    """Find the end of a picture.

    Args:
        data: The file.
        start: Where the first scan's data begin.
        at_once: Whether that scan holds the whole picture.

    Returns:
        The number of scans, where the end mark is or belongs, and whether it is there.
    """
    # Inside a scan FF is always followed by 00 or a restart marker.
    end = data.rfind(JPEG_END, start) if at_once else data.find(JPEG_END, start)
    complete = end >= 0
    if not complete:
        end = len(data) - data.endswith(b"\xff")
    scans = 1 if at_once else 1 + data.count(b"\xff\xda", start, end)
    return scans, end, complete
