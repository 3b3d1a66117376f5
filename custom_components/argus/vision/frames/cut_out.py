"""Small pictures of what a frame shows in one place, with some of what is around it."""

from typing import Final

import cv2
import numpy as np

from ..geometry import Box
from .frame import Frame, Image

LONGEST_SIDE: Final = 320
"""Pixels of the longer side, at most."""
LEAST_SHARE: Final = 0.2
"""Of the frame's width and height, so that one sees where it is."""
MARGIN: Final = 0.35
"""Around the box, in its own width and height."""


def cut_out(frame: Frame, box: Box | None) -> Image:
    """Return what is in a box with a margin around it, at most 320 pixels wide or high.

    Args:
        frame: the picture; no more of it is decoded than needed.
        box: what to show, in shares of the picture; None takes all of it.

    Returns:
        HxWx3 uint8 in the order blue, green, red.

    Raises:
        FrameError: the picture is corrupt.
    """
    x0, x1 = (0.0, 1.0) if box is None else _widened(box.x0, box.x1)
    y0, y1 = (0.0, 1.0) if box is None else _widened(box.y0, box.y1)
    longest = max((x1 - x0) * frame.width, (y1 - y0) * frame.height, 1.0)
    scale = min(1.0, LONGEST_SIDE / longest)
    picture = frame.colour(max(1, round(scale * frame.width)))
    height, width = picture.shape[:2]
    left, right = _pixels(x0, x1, width)
    top, bottom = _pixels(y0, y1, height)
    part = picture[top:bottom, left:right]
    shrink = min(1.0, LONGEST_SIDE / max(part.shape[:2]))
    if shrink == 1.0:
        return np.ascontiguousarray(part)
    size = (
        max(1, round(part.shape[1] * shrink)),
        max(1, round(part.shape[0] * shrink)),
    )
    return np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)


def _widened(begin: float, end: float) -> tuple[float, float]:
    """Return a side of a box with its margin, inside the picture and not too short."""
    side = max((1 + 2 * MARGIN) * (end - begin), LEAST_SHARE)
    side = min(side, 1.0)
    first = min(max(0.0, (begin + end - side) / 2), 1.0 - side)
    return first, first + side


def _pixels(begin: float, end: float, side: int) -> tuple[int, int]:
    first = min(int(begin * side), side - 1)
    return first, max(first + 1, min(side, round(end * side)))
