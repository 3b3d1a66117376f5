"""Decoding by Pillow of what this build of OpenCV has no decoder for.

The wheel for Home Assistant OS and Container reads neither GIF nor AVIF; Home Assistant's own Pillow does. What both
read, both decode to the same pixels.
"""

import io
import struct
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
import numpy.typing as npt

from .frame_error import FrameError
from .picture_format import Encoded, Format

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

_EXTENSIONS: Final = {Format.WEBP: ".webp", Format.GIF: ".gif", Format.AVIF: ".avif"}
"""Of the formats that a build of OpenCV may lack; it has the decoder and the encoder of each, or neither."""


def is_needed(kind: Format) -> bool:
    """Return whether this build of OpenCV has no decoder for pictures of a format."""
    extension = _EXTENSIONS.get(kind)
    return extension is not None and not cv2.haveImageWriter(extension)


def decode_with_pillow(picture: Encoded) -> npt.NDArray[np.uint8]:
    """Decode a WebP, GIF or AVIF, of which the first picture counts.

    Args:
        picture: The picture; no more is decoded than its header says.

    Returns:
        HxWx3 uint8 in the order blue, green, red. What is transparent looks as if it was not; in a GIF, which has no
        colour there, it is the background, as OpenCV does it.

    Raises:
        FrameError: It is damaged, or there is no decoder for it here either.
    """
    try:
        from PIL import Image, features
    except ImportError:
        raise FrameError(_no_decoder(picture)) from None
    if picture.format is not Format.GIF and not features.check(picture.format.lower()):
        raise FrameError(_no_decoder(picture))
    try:
        with Image.open(
            io.BytesIO(picture.data), formats=[picture.format.upper()]
        ) as opened:
            if opened.size != (picture.width, picture.height):
                raise FrameError(
                    "the picture cannot be decoded: it is not what its header says"
                )
            shown = (
                _lay_on_background(opened)
                if "transparency" in opened.info
                else opened.convert("RGB")
            )
    # What the parsers of Pillow's formats raise; Image.open itself expects no less of them.
    except (
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        IndexError,
        TypeError,
        RuntimeError,
        struct.error,
        Image.DecompressionBombError,
    ) as err:
        raise FrameError("the picture cannot be decoded") from err
    return np.ascontiguousarray(np.asarray(shown)[..., ::-1])


def _lay_on_background(picture: Picture) -> Picture:
    """Return a GIF with its background where it is transparent."""
    from PIL import Image

    shown = picture.convert("RGBA")
    background = Image.new(
        picture.mode, picture.size, picture.info.get("background", 0)
    )
    if palette := picture.getpalette():
        background.putpalette(palette)
    result = background.convert("RGB")
    result.paste(shown, mask=shown)
    return result


def _no_decoder(picture: Encoded) -> str:
    return f"the picture cannot be decoded: neither OpenCV nor Pillow reads {picture.format} here"
