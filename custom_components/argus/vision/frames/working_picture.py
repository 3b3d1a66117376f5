"""Downscaled, smoothed grey picture of a frame that motion is detected in.

Whatever the size of a camera's frames, all thresholds in pixels hold and the work is the same.
"""

from typing import Final

import cv2
from cv2.typing import MatLike

from .frame import Frame

WORKING_WIDTH: Final = 240
"""An eighth of a 1080p picture's longer side, so that the cheapest decode serves the commonest camera."""

LEAST_DECODE: Final = 2 / 3
"""Share of the working width at which a decode is fine enough: what is enlarged by so little needs less smoothing."""


def shrink_frame(frame: Frame) -> MatLike:
    """Return a frame small, grey and smoothed.

    Args:
        frame: The frame.

    Returns:
        HxW uint8 whose longer side has `WORKING_WIDTH` pixels, whatever the size of the frame.

    Raises:
        FrameError: The picture cannot be used.
    """
    scale = WORKING_WIDTH / max(frame.width, frame.height)
    size = max(1, round(scale * frame.width)), max(1, round(scale * frame.height))
    grey: MatLike = frame.grey(round(LEAST_DECODE * size[0]))
    smoothing = (5, 5) if grey.shape[1] >= size[0] else (3, 3)
    if grey.shape != size[::-1]:
        whole = grey.shape[1] % size[0] == 0
        coarse = grey.shape[1] > 2 * size[0]
        # Between one and two times linear is five times as fast and, before smoothing, as good.
        way = cv2.INTER_AREA if whole or coarse else cv2.INTER_LINEAR
        grey = cv2.resize(grey, size, interpolation=way)
    return cv2.GaussianBlur(grey, smoothing, 0)
