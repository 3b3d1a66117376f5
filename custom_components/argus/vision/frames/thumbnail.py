"""Thumbnails of frames, for lists: around what they are about, where that is known."""

from math import ceil
from typing import Final

import cv2
import numpy as np

from ..geometry import Box
from .frame import Frame, Image

THUMBNAIL_WIDTH: Final = 320
"""Pixels."""
THUMBNAIL_ASPECT: Final = 4 / 3
"""Width by height of a thumbnail around what it is about."""
_AROUND: Final = 1.6
"""How much larger the part of the picture is than what it is about."""
_SMALLEST: Final = 0.4
"""Share of the picture's height that is shown at least: where it is should still be seen."""


def make_thumbnail(
    frame: Frame, width: int = THUMBNAIL_WIDTH, subject: Box | None = None
) -> Image:
    """Return a picture no wider than asked for: the part around what it is about, or the whole in its own proportions.

    Args:
        frame: the picture; no more of it is decoded than needed.
        width: pixels at the most.
        subject: what it is about, as shares of the picture.

    Returns:
        HxWx3 uint8 in the order blue, green, red.

    Raises:
        FrameError: the picture is corrupt.
    """
    part = Box(0, 0, 1, 1)
    if subject is not None:
        part = part_around(subject, frame.width / frame.height)
    colours = frame.colour(min(frame.width, ceil(width / part.width)))
    height, all_of_it = colours.shape[:2]
    top, left = int(part.y0 * height), int(part.x0 * all_of_it)
    shown = colours[
        top : max(top + 1, round(part.y1 * height)),
        left : max(left + 1, round(part.x1 * all_of_it)),
    ]
    if shown.shape[1] <= width:
        return np.ascontiguousarray(shown)
    low = max(1, round(shown.shape[0] * width / shown.shape[1]))
    small = cv2.resize(shown, (width, low), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def part_around(subject: Box, aspect: float) -> Box:
    """Return the part of a picture that shows something with some of what is around it.

    Args:
        subject: what is to be shown, as shares of the picture.
        aspect: width by height of the picture.

    Returns:
        A part with the proportions of a thumbnail, within the picture; of what is larger, its middle.
    """
    wanted = max(subject.height, subject.width * aspect / THUMBNAIL_ASPECT) * _AROUND
    height = min(max(wanted, _SMALLEST), 1.0, aspect / THUMBNAIL_ASPECT)
    width = min(1.0, height * THUMBNAIL_ASPECT / aspect)
    left = min(max(subject.centre.x - width / 2, 0.0), 1.0 - width)
    top = min(max(subject.centre.y - height / 2, 0.0), 1.0 - height)
    return Box(left, top, left + width, top + height)
