"""JPEG encoding of pictures on their way out."""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from .frame import Frame
from .picture_format import read_header

QUALITY: Final = 90
"""Of JPEG, 0..100."""

_QUALITIES: Final = (85, 70, 50, 30)
"""Of small pictures, until one fits."""
_JPEG_START: Final = b"\xff\xd8"


def encode_file(frame: bytes | npt.NDArray[np.uint8]) -> bytes:
    """Return a frame as the bytes of a file.

    Args:
        frame: The bytes of a picture as `Frame.open` takes them, which keeps its format and loses what does not belong to
            it; or an HxWx3 (blue, green, red) or HxW (grey) array, which becomes a JPEG.

    Returns:
        The bytes of the file.

    Raises:
        FrameError: The picture cannot be used.
        ValueError: The array cannot be encoded.
    """
    if isinstance(frame, bytes):
        return read_header(frame).data
    return _encode(frame, QUALITY)


def encode_jpeg(frame: bytes | npt.NDArray[np.uint8]) -> bytes:
    """Return a frame as the bytes of a JPEG file, which phones, mail programs and browsers all show.

    Args:
        frame: A JPEG file, which stays as it is, any other picture that `Frame` opens, or an HxWx3 (blue, green, red) or
            HxW (grey) array.

    Returns:
        The bytes of the file.

    Raises:
        FrameError: The picture cannot be used.
        ValueError: It cannot be encoded.
    """
    if not isinstance(frame, bytes):
        return encode_file(frame)
    if frame.startswith(_JPEG_START):
        return frame
    opened = Frame.open(frame)
    return encode_file(opened.colour(opened.width))


def encode_within(image: npt.NDArray[np.uint8], most_bytes: int) -> bytes:
    """Return an array as the bytes of a JPEG file, less fine where it would be too large.

    Args:
        image: HxWx3 (blue, green, red) or HxW (grey).
        most_bytes: That the file may have.

    Returns:
        The bytes of the file.

    Raises:
        ValueError: It cannot be encoded, or not as small as that.
    """
    for quality in _QUALITIES:
        jpeg = _encode(image, quality)
        if len(jpeg) <= most_bytes:
            return jpeg
    raise ValueError("the picture cannot be made small enough")


def _encode(image: npt.NDArray[np.uint8], quality: int) -> bytes:
    try:
        encoded, jpeg = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    except cv2.error as err:
        raise ValueError(f"the picture cannot be encoded as JPEG: {err.err}") from err
    if not encoded:
        raise ValueError("the picture cannot be encoded as JPEG")
    return jpeg.tobytes()
