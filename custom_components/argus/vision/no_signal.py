"""Knows the picture that a recorder or encoder sends while the camera gives none."""

from typing import Final

import cv2
import numpy as np

from .frames.frame import Frame, Image

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
    sample = grey[:: _ROWS * step, ::step]
    level = int(np.bincount(sample.ravel(), minlength=256).argmax())
    if float(np.mean(_differs(sample, level) <= _PLAIN)) < _PLAIN_SHARE:
        return False
    picture = grey[::step, ::step]
    differs = _differs(picture, level)
    plain = differs <= _PLAIN
    if float(np.mean(plain)) < _PLAIN_SHARE:
        return False
    colour = frame.colour(min(frame.width, _WIDTH))
    colour = cv2.resize(
        colour, (picture.shape[1], picture.shape[0]), interpolation=cv2.INTER_AREA
    ).astype(np.uint8, copy=False)
    blue, green, red = (float(value) for value in np.median(colour[plain], axis=0))
    if blue - max(green, red) >= _COLOURFUL:
        return True
    text = differs >= _CONTRAST
    least, most = _TEXT_SHARE
    if not least <= float(np.mean(text)) <= most:
        return False
    if cv2.erode(text.astype(np.uint8), _STROKE).any():
        return False
    top, bottom = (round(share * len(text)) for share in _MIDDLE)
    return bool(2 * np.count_nonzero(text[top:bottom]) >= np.count_nonzero(text))


def _differs(picture: Image, level: int) -> Image:
    """Return by how many grey levels each pixel differs from a level."""
    return cv2.absdiff(picture, np.full_like(picture, level)).astype(
        np.uint8, copy=False
    )
