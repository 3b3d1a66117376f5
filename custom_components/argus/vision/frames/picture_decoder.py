"""Picture decoding; damaged ones are known as damaged, and nothing is said of them on the process's own output."""

import struct
from typing import Final, cast
import zlib

import cv2
import numpy as np
import numpy.typing as npt

from .frame_error import FrameError
from .picture_format import Encoded, Format
from .pillow_decoder import decode_with_pillow, is_needed
from .turbojpeg import decode_jpeg

# What is wrong with a picture is in the error; OpenCV would print it as well.
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

type Image = npt.NDArray[np.uint8]

_GREY_FLAGS: Final = {
    8: cv2.IMREAD_REDUCED_GRAYSCALE_8,
    4: cv2.IMREAD_REDUCED_GRAYSCALE_4,
    2: cv2.IMREAD_REDUCED_GRAYSCALE_2,
    1: cv2.IMREAD_GRAYSCALE,
}
_COLOUR_FLAGS: Final = {
    8: cv2.IMREAD_REDUCED_COLOR_8,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    1: cv2.IMREAD_COLOR,
}
_NO_DATA: Final = 128
"""Grey of the blocks that libjpeg had no data for."""
_ANY_DATA: Final = bytes(range(1, 255)) * 8
_PNG_CHUNKS: Final = (b"IHDR", b"PLTE", b"IDAT", b"IEND")
"""Those without which there is no picture (PNG specification, 11.2)."""


def decode(picture: Encoded, factor: int, *, colour: bool) -> tuple[int, Image]:
    """Decode a picture at a part of its size.

    Args:
        picture: The picture.
        factor: 1, 2, 4 or 8.
        colour: Whether in colour.

    Returns:
        At which factor it was decoded, which is 1 where its format offers no other, and the picture: HxW uint8, or HxWx3
        in the order blue, green, red.

    Raises:
        FrameError: It is damaged.
    """
    data = picture.data
    if picture.format is not Format.JPEG:
        factor = 1
        if picture.format is Format.PNG:
            data = _checked_png(data)
    size = -(-picture.width // factor), -(-picture.height // factor)
    if picture.format is Format.JPEG:
        inks = picture.channels == 4
        image = decode_jpeg(
            data, *size, colour=colour, inks=inks, idle=picture.decoders
        )
        if image is not None:
            return factor, image
    if is_needed(picture.format):
        image = decode_with_pillow(picture)
        return factor, image if colour else to_grey(image)
    flags = (_COLOUR_FLAGS if colour else _GREY_FLAGS)[factor]
    image = _decode(data, flags)
    if image.shape[1::-1] != size:
        raise FrameError(
            "the picture cannot be decoded: it is not what its header says"
        )
    if picture.format is Format.JPEG and np.all(image[-1, -1] == _NO_DATA):
        # What comes behind the data shows only in a picture that lacks some.
        other = _decode(data[:-2] + _ANY_DATA + data[-2:], flags)
        if not np.array_equal(image, other):
            raise FrameError("the JPEG is damaged: some of its data are missing")
    return factor, image


def to_grey(colour: Image) -> Image:
    """Return a picture in grey: HxW uint8 from HxWx3 uint8 in the order blue, green, red."""
    return cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False)


def _decode(data: bytes, flags: int) -> Image:
    try:
        image = cv2.imdecode(
            np.frombuffer(data, np.uint8), flags | cv2.IMREAD_IGNORE_ORIENTATION
        )
    except cv2.error as err:
        raise FrameError(f"the picture cannot be decoded: {err.err}") from err
    if image is None:
        raise FrameError("the picture cannot be decoded")
    return cast("Image", image)


def _checked_png(data: bytes) -> bytes:
    """Return the chunks of a PNG that make the picture, after a look at their sums (PNG specification, 5.3).

    Of what else there is, such as a damaged colour profile, libpng would write to the process's output.

    Raises:
        FrameError: A chunk is damaged, or the last is missing.
    """
    position, view = 8, memoryview(data)
    kept = [view[:position]]
    while position + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, position)
        end = position + 12 + length
        if end > len(data):
            break
        if kind in _PNG_CHUNKS:
            (wanted,) = struct.unpack_from(">I", data, end - 4)
            if zlib.crc32(view[position + 4 : end - 4]) != wanted:
                raise FrameError("the picture cannot be decoded: the PNG is damaged")
            kept.append(view[position:end])
        if kind == b"IEND":
            return b"".join(kept)
        position = end
    raise FrameError("the picture cannot be decoded: the PNG is cut off")
