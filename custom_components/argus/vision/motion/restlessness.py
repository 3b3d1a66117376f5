"""Detection of what never comes to rest: televisions, trees in a storm, water in the sun.

Whoever passes changes a place in a few frames, a light twice, somebody who stands in none. A screen changes from nearly every
frame to the next, and any frame shows but a part of what it will.
"""

import math
from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np

_COARSE: Final = 2
"""Pixels of the picture along the side of one here."""

_CHANGED: Final = 13
"""Grey levels by which a place differs from what it was in the frame before when it has changed."""

_RESTLESS: Final = 0.45 * 255
"""Share of the frames in which a restless place changes at least, 0..255."""

_SECONDS: Final = 10.0
_DOUBT: Final = 3
"""Time constant of that share, and number of frames without a change that it begins with."""

_BESIDE: Final = np.ones((9, 9), np.uint8)
"""Half of it is how far from whatever hides the scene it is not taken for restless: shadows go with who stirs."""

_AROUND: Final = (3, 3)
"""Coarse pixels over which the share is taken: no screen is smaller."""


class Restlessness:
    """How often each place of one camera's scene changes from one frame to the next."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        """Start with a scene in which nothing moves.

        Args:
            shape: Height and width of the scene in pixels.
        """
        height, width = shape
        self._size = max(1, width // _COARSE), max(1, height // _COARSE)
        self._share: MatLike = np.zeros(self._size[::-1], np.uint8)
        """Share of the frames in which a place changed, 0..255."""
        self._before: MatLike | None = None
        self._frames = 0

    def find(
        self, picture: MatLike, itself: MatLike | None, seconds: float
    ) -> MatLike | None:
        """Take in a frame and return where the scene is restless.

        Args:
            picture: HxW uint8, the frame.
            itself: HxW uint8, 255 where nothing hides the scene; None where it is nowhere hidden.
            seconds: Time since the last frame that was taken in.

        Returns:
            HxW uint8, 255 where it is; None if it is nowhere.
        """
        before, self._before = self._before, picture
        if before is None:
            return None
        changed = cv2.inRange(cv2.absdiff(picture, before), _CHANGED, 255)
        changed = cv2.resize(changed, self._size, interpolation=cv2.INTER_AREA)
        self._frames += 1
        rate = max(-math.expm1(-seconds / _SECONDS), 1 / (self._frames + _DOUBT))
        share = cv2.addWeighted(changed, rate, self._share, 1 - rate, 0)
        if itself is None:
            self._share = share
        else:
            itself = cv2.resize(itself, self._size, interpolation=cv2.INTER_NEAREST)
            itself = cv2.erode(itself, _BESIDE)
            cv2.copyTo(share, itself, self._share)
        restless: MatLike = cv2.inRange(cv2.blur(self._share, _AROUND), _RESTLESS, 255)
        if not cv2.hasNonZero(restless):
            return None
        size = picture.shape[1], picture.shape[0]
        return cv2.resize(restless, size, interpolation=cv2.INTER_NEAREST)
