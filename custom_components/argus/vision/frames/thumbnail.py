"""Thumbnails of frames, for lists."""

from typing import Final

import cv2
import numpy as np

from .frame import Frame, Image

THUMBNAIL_WIDTH: Final = 320
"""Pixels."""


def make_thumbnail(frame: Frame) -> Image:
    """Return a picture at most 320 pixels wide, in its own proportions.

    Args:
        frame: the picture; no more of it is decoded than needed.

    Returns:
        HxWx3 uint8 in the order blue, green, red.

    Raises:
        FrameError: the picture is corrupt.
    """
    if frame.width <= THUMBNAIL_WIDTH:
        return frame.colour(frame.width)
    height = max(1, round(frame.height * THUMBNAIL_WIDTH / frame.width))
    small = cv2.resize(
        frame.colour(THUMBNAIL_WIDTH),
        (THUMBNAIL_WIDTH, height),
        interpolation=cv2.INTER_AREA,
    )
    return np.asarray(small, np.uint8)
