"""Thumbnails of frames, for lists."""

from typing import Final

import cv2
import numpy as np

from .frame import Frame, Image

THUMBNAIL_WIDTH: Final = 320
"""Pixels."""


def make_thumbnail(frame: Frame, width: int = THUMBNAIL_WIDTH) -> Image:
    """Return a picture no wider than asked for, in its own proportions.

    Args:
        frame: the picture; no more of it is decoded than needed.
        width: pixels at the most.

    Returns:
        HxWx3 uint8 in the order blue, green, red.

    Raises:
        FrameError: the picture is corrupt.
    """
    if frame.width <= width:
        return frame.colour(frame.width)
    height = max(1, round(frame.height * width / frame.width))
    small = cv2.resize(
        frame.colour(width),
        (width, height),
        interpolation=cv2.INTER_AREA,
    )
    return np.asarray(small, np.uint8)
