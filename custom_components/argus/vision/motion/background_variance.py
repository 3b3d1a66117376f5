"""Range of each background pixel's own changes: leaves sway, water glitters, lamps flicker."""

import math
from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np

from .restlessness import Restlessness

_UP: Final = 1.5
_DOWN: Final = 90.0

_BEYOND: Final = 1.4
"""How far a restless place goes by itself, in what it has shown so far: some frames of a screen are not the brightest to come."""

_SQUARE: Final = np.ones((3, 3), np.uint8)


class BackgroundVariance:
    """A peak per pixel and direction that follows deviations up quickly and down slowly.

    Both directions lie in one picture, one below the other, so that each step is taken once for both. An empty row
    between them keeps neighbours apart.
    """

    def __init__(self, shape: tuple[int, ...]) -> None:
        """Start with a scene in which nothing moves.

        Args:
            shape: Height and width of the scene in pixels.
        """
        height, width = shape
        self._peaks: MatLike = np.zeros((2 * height + 1, width), np.float32)
        self._height = height
        self._restlessness = Restlessness(shape)
        self.around: MatLike = np.zeros(self._peaks.shape, np.uint8)
        """(2 H + 1)xW uint8, the highest peak around each pixel in grey levels; see `brighter` and `darker`."""

    def brighter(self, both: MatLike) -> MatLike:
        """Return the half of a picture like `around` that is about getting brighter; a view."""
        return both[: self._height]

    def darker(self, both: MatLike) -> MatLike:
        """Return the half of a picture like `around` that is about getting darker; a view."""
        return both[self._height + 1 :]

    def learn(
        self, picture: MatLike, scene: MatLike, itself: MatLike | None, seconds: float
    ) -> None:
        """Take in a frame.

        Args:
            picture: HxW uint8, the frame.
            scene: HxW uint8, what it would be if nothing had changed.
            itself: HxW uint8, 255 where it is the scene itself that differs; None where it is everywhere.
            seconds: Time since the last frame that was taken in.
        """
        deviation = np.empty(self._peaks.shape, np.uint8)
        deviation[self._height] = 0
        brighter, darker = self.brighter(deviation), self.darker(deviation)
        cv2.subtract(picture, scene, dst=brighter)
        cv2.subtract(scene, picture, dst=darker)
        if itself is not None:
            cv2.bitwise_and(brighter, itself, dst=brighter)
            cv2.bitwise_and(darker, itself, dst=darker)
        peaks = self._peaks
        np.multiply(peaks, np.float32(math.exp(-seconds / _DOWN)), out=peaks)
        higher = cv2.compare(deviation, cv2.convertScaleAbs(peaks), cv2.CMP_GT)
        rate = -math.expm1(-seconds / _UP)
        cv2.accumulateWeighted(deviation, peaks, rate, mask=higher)
        restless = self._restlessness.find(picture, itself, seconds)
        if restless is not None:
            # At once: a screen would be motion until the peaks are there.
            _reach(self.brighter(peaks), brighter, restless)
            _reach(self.darker(peaks), darker, restless)
        self.around = cv2.dilate(cv2.convertScaleAbs(peaks), _SQUARE)


def _reach(peaks: MatLike, deviation: MatLike, where: MatLike) -> None:
    """Raise peaks to what a deviation lets expect, at once.

    Args:
        peaks: HxW float32, in grey levels; written into.
        deviation: HxW uint8.
        where: HxW uint8, 255 where.
    """
    expected = np.multiply(deviation, _BEYOND, dtype=np.float32)
    cv2.copyTo(cv2.max(peaks, expected), where, peaks)
