"""JPEG decoding by libjpeg-turbo, which says what is wrong with a picture where OpenCV only prints it.

Home Assistant brings the library along for its cameras; without it `decode_jpeg` decodes nothing.
"""

import ctypes
from functools import cache
import re
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from .frame_error import FrameError

_NAMES: Final = ("libturbojpeg.so.0", "libturbojpeg.so", "libturbojpeg.dylib")

# turbojpeg.h
_BGR: Final = 1
_GREY: Final = 6
_CMYK: Final = 11
_LIMIT_SCANS: Final = 32768
_WARNING: Final = 0

_DAMAGE: Final = ("Corrupt JPEG data", "Premature end", "Inconsistent progression")
"""How libjpeg's warnings begin that are about the picture; others are about its header (jerror.h)."""
_SURPLUS: Final = re.compile(r"(\d+) extraneous bytes before marker 0xd9")
_MOST_SURPLUS: Final = 8
"""Bytes that cameras leave behind a picture that is whole."""


@cache
def _load_library() -> ctypes.CDLL | None:
    for name in _NAMES:
        try:
            library = ctypes.CDLL(name)
            library.tjInitDecompress.restype = ctypes.c_void_p
            library.tjDestroy.argtypes = [ctypes.c_void_p]
            library.tjGetErrorCode.argtypes = [ctypes.c_void_p]
            library.tjGetErrorStr2.argtypes = [ctypes.c_void_p]
            library.tjGetErrorStr2.restype = ctypes.c_char_p
            library.tjDecompress2.argtypes = [
                ctypes.c_void_p,
                ctypes.c_char_p,
                ctypes.c_ulong,
                ctypes.POINTER(ctypes.c_ubyte),
                *(ctypes.c_int,) * 5,
            ]
        except OSError, AttributeError:
            continue
        return library
    return None


class Decoder:
    """A decoder of libjpeg-turbo, for one picture after the other."""

    __slots__ = ("_library", "handle")

    def __init__(self, library: ctypes.CDLL) -> None:
        """Set it up.

        Args:
            library: What `_load_library` returned.
        """
        self._library = library
        self.handle: int | None = library.tjInitDecompress()

    def __del__(self) -> None:
        """Give its memory back."""
        if self.handle:
            self._library.tjDestroy(self.handle)


def decode_jpeg(
    data: bytes,
    width: int,
    height: int,
    *,
    colour: bool,
    inks: bool = False,
    idle: list[Decoder] | None = None,
) -> npt.NDArray[np.uint8] | None:
    """Decode a JPEG.

    Args:
        data: The file.
        width: Of the result in pixels: that of the picture, or its half, quarter or eighth, rounded up.
        height: Likewise.
        colour: Whether in colour.
        inks: Whether the picture is of inks: cyan, magenta, yellow and black.
        idle: Decoders that decoded pictures with the same header before, the one that is used among them afterwards. It
            keeps the tables of a header for the next picture, so others have to be decoded without.

    Returns:
        HxW uint8, or HxWx3 in the order blue, green, red; None if this cannot be done here, for whatever reason.

    Raises:
        FrameError: The picture is damaged.
    """
    library = _load_library()
    if library is None:
        return None
    # Taken out meanwhile, so that no two threads ever share one.
    decoder = idle.pop() if idle else Decoder(library)
    if not decoder.handle:
        return None
    kind, channels = (_CMYK, 4) if inks else (_BGR, 3) if colour else (_GREY, 1)
    image = np.empty((height, width, channels), np.uint8)
    failed = library.tjDecompress2(
        decoder.handle,
        data,
        len(data),
        ctypes.c_ubyte.from_buffer(image),
        width,
        0,
        height,
        kind,
        _LIMIT_SCANS,
    )
    if failed and library.tjGetErrorCode(decoder.handle) != _WARNING:
        return None
    if failed:
        warning = library.tjGetErrorStr2(decoder.handle).decode(errors="replace")
        if _is_damage(warning, data):
            raise FrameError(
                f"the JPEG is damaged: {warning.removeprefix('Corrupt JPEG data: ')}"
            )
    elif idle is not None:
        idle.append(decoder)
    if inks:
        return _mix_inks(image, colour=colour)
    return image if colour else image[..., 0]


def _mix_inks(inks: npt.NDArray[np.uint8], *, colour: bool) -> npt.NDArray[np.uint8]:
    """Return what inks look like; files hold how much light each lets through."""
    cyan, magenta, yellow, black = cv2.split(inks)
    mixed = cv2.merge(
        [cv2.multiply(ink, black, scale=1 / 255) for ink in (yellow, magenta, cyan)]
    )
    if not colour:
        mixed = cv2.cvtColor(mixed, cv2.COLOR_BGR2GRAY)
    return np.asarray(mixed, np.uint8)


def _is_damage(warning: str, data: bytes) -> bool:
    """Return whether the first warning means that the picture is not what the camera saw."""
    if (surplus := _SURPLUS.search(warning)) is None:
        return warning.startswith(_DAMAGE)
    # All before it was read without a warning.
    behind = data[-2 - int(surplus[1]) : -2]
    return len(behind) > _MOST_SURPLUS and len(set(behind)) > 1
