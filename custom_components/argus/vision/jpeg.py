"""Pictures on their way out."""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

QUALITY: Final = 90
"""Of JPEG, 0..100."""


def as_file(frame: bytes | npt.NDArray[np.uint8]) -> bytes:
    """Return a frame as the bytes of a file.

    Args:
        frame: A JPEG or PNG file, which stays as it is, or an HxWx3 (blue, green, red) or HxW (grey) array, which becomes a
            JPEG.

    Returns:
        The bytes of the file.

    Raises:
        ValueError: The array cannot be encoded.
    """
    if isinstance(frame, bytes):
        return frame
    encoded, jpeg = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    if not encoded:
        raise ValueError("the picture cannot be encoded as JPEG")
    return jpeg.tobytes()
