"""Knows the picture that a recorder or encoder sends while the camera gives none."""

from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np

from .frames.frame import Frame

_WIDTH: Final = 160
"""Pixels; motion decodes that size as well."""
_PLAIN: Final = 3
"""Grey levels by which a plain picture varies: less than any sensor's noise."""
_PLAIN_SHARE: Final = 0.8
_ROWS: Final = 4
"""Every so many rows are looked at first: no picture of a scene gets further."""
_COLOURFUL: Final = 60.0
"""Difference of the colours from which plain means blue, not dark: the colour of a recorder."""
_CONTRAST: Final = 60
_TEXT_SHARE: Final = (0.001, 0.2)
_STROKE: Final = np.ones((5, 5), np.uint8)
"""No stroke of a letter is so wide, in pixels of the picture of `_WIDTH`; whoever walks past a white wall is."""
_MIDDLE: Final = (0.3, 0.7)
"""Rows of the picture, in shares, in which such a text stands. A clock stands above or below."""


def is_without_signal(frame: Frame) -> bool:
    """Tell whether a picture is a recorder's own, in place of the camera's.

    It is of one colour, without a sensor's noise, and blue, or with a text in its middle ("Video loss"). A picture that is
    plain and dark without a text in its middle may be a covered lens or a dark night, whatever is burnt in at its edges.

    Args:
        frame: The picture.

    Raises:
        FrameError: The picture is corrupt.
    """
    grey = frame.grey(min(frame.width, _WIDTH))
    step = max(1, grey.shape[1] // _WIDTH)
    sample = grey[:: _ROWS * step, ::step].ravel()
    counts = np.bincount(sample, minlength=256).tolist()
    level = counts.index(max(counts))
    plainest = counts[max(0, level - _PLAIN) : level + _PLAIN + 1]
    if sum(plainest) < _PLAIN_SHARE * len(sample):
        return False
    picture = grey[::step, ::step]
    plain = _find_within(picture, level, _PLAIN)
    if _share_of(plain) < _PLAIN_SHARE:
        return False
    colour = frame.colour(min(frame.width, _WIDTH))
    colour = cv2.resize(
        colour, (picture.shape[1], picture.shape[0]), interpolation=cv2.INTER_AREA
    ).astype(np.uint8, copy=False)
    blue, green, red = (float(value) for value in np.median(colour[plain > 0], axis=0))
    if blue - max(green, red) >= _COLOURFUL:
        return True
    text = cv2.bitwise_not(_find_within(picture, level, _CONTRAST - 1))
    least, most = _TEXT_SHARE
    if not least <= _share_of(text) <= most:
        return False
    if cv2.hasNonZero(cv2.erode(text, _STROKE)):
        return False
    top, bottom = (round(share * len(text)) for share in _MIDDLE)
    return 2 * cv2.countNonZero(text[top:bottom]) >= cv2.countNonZero(text)


def _find_within(picture: MatLike, level: int, most: int) -> MatLike:
    """Return where a picture differs from a level by so many grey levels at most: HxW uint8, 255 where."""
    return cv2.inRange(picture, level - most, level + most)


def _share_of(where: MatLike) -> float:
    """Return which share of the pixels is not 0."""
    return cv2.countNonZero(where) / where.size
