"""What the scene looks like when nothing moves."""

import math
from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np

SETTLE: Final = 4.0
SETTLE_FRAMES: Final = 12
"""Seconds and least number of frames in which the background is the plain mean of all frames."""

_SCENE: Final = 30.0
_UNDER_MOVERS: Final = 300.0
_LEFT_BEHIND: Final = 2.8
_LEFT_AFTER: Final = 10.0
_NOISE: Final = 60.0
_ACTIVITY: Final = 60.0
BUSY: Final = 0.35
_FIRST_NOISE: Final = 2.5

_PEAK_UP: Final = 1.5
_PEAK_DOWN: Final = 90.0

_SQUARE: Final = np.ones((3, 3), np.uint8)
_CROSS: Final = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))


class Background:
    """Running mean and spread per pixel, and how often and how long something covers it.

    All rates are in seconds; `seconds` is always the time since the frame before.
    """

    def __init__(self, picture: MatLike, noise: MatLike | None = None) -> None:
        """Take the first picture for the scene.

        Args:
            picture: HxW uint8.
            noise: HxW float32, the noise known from before.
        """
        shape = picture.shape
        self._mean = picture.astype(np.float32)
        self._age = 0.0
        self._frames = 1
        self.picture: MatLike = picture.copy()
        """HxW uint8, the scene."""
        self.noise: MatLike = (
            np.full(shape, _FIRST_NOISE, np.float32) if noise is None else noise
        )
        """HxW float32, mean deviation from the scene in grey levels."""
        self.activity: MatLike = np.zeros(shape, np.float32)
        """HxW float32, share of the last minute in which something covered the pixel."""
        self._rise: MatLike = np.zeros(shape, np.float32)
        self._fall: MatLike = np.zeros(shape, np.float32)
        self.rise: MatLike = np.zeros(shape, np.uint8)
        """HxW uint8, how far the scene around the pixel gets brighter by itself, in grey levels."""
        self.fall: MatLike = np.zeros(shape, np.uint8)
        """HxW uint8, how far it gets darker."""
        self._still: MatLike = np.zeros(shape, np.float32)

    @property
    def settled(self) -> bool:
        """Whether enough was seen to trust it."""
        return self._age >= SETTLE and self._frames >= SETTLE_FRAMES

    def learn(
        self,
        picture: MatLike,
        brighter: MatLike,
        darker: MatLike,
        cover: MatLike,
        stopped: MatLike,
        seconds: float,
    ) -> None:
        """Take in a frame.

        Args:
            picture: HxW uint8, the frame.
            brighter: HxW uint8, by how much it is brighter than the scene, in grey levels.
            darker: HxW uint8, by how much it is darker.
            cover: HxW uint8, 255 where something covers the scene.
            stopped: HxW uint8, 255 where the frame is as the one before.
            seconds: Time since the frame before.
        """
        self._age += seconds
        self._frames += 1
        settling = 0.0 if self.settled else 1 / self._frames
        cover_wide = cv2.dilate(cover, _CROSS)
        free = cv2.bitwise_not(cover_wide)
        rate = max(_share(seconds, _SCENE), settling)
        cv2.accumulateWeighted(picture, self._mean, rate, mask=free)
        if cv2.countNonZero(cover_wide):
            self._learn_covered(picture, cover_wide, stopped, seconds, settling)
        else:
            self._still[:] = 0
        limit = cv2.convertScaleAbs(self.noise, alpha=3.0, beta=4.0)
        deviation = cv2.min(cv2.add(brighter, darker), limit)
        rate = max(_share(seconds, _NOISE), settling)
        cv2.accumulateWeighted(deviation, self.noise, rate, mask=free)
        cv2.accumulateWeighted(
            cv2.threshold(cover, 0, 1, cv2.THRESH_BINARY)[1],
            self.activity,
            _share(seconds, _ACTIVITY),
        )
        self.picture = cv2.convertScaleAbs(self._mean)
        if self.settled:
            itself = cv2.bitwise_or(
                free, np.greater(self.activity, BUSY).view(np.uint8) * 255
            )
            brighter = cv2.bitwise_and(brighter, itself)
            darker = cv2.bitwise_and(darker, itself)
        self.rise = _raise(self._rise, brighter, seconds)
        self.fall = _raise(self._fall, darker, seconds)

    def _learn_covered(
        self,
        picture: MatLike,
        cover: MatLike,
        stopped: MatLike,
        seconds: float,
        settling: float,
    ) -> None:
        rate = max(_share(seconds, _UNDER_MOVERS), settling / 2)
        cv2.accumulateWeighted(picture, self._mean, rate, mask=cover)
        still = cv2.bitwise_and(stopped, cover)
        self._still = cv2.copyTo(self._still + seconds, still)
        left = np.greater(self._still, _LEFT_AFTER).view(np.uint8)
        if cv2.countNonZero(left):
            rate = _share(seconds, _LEFT_BEHIND)
            cv2.accumulateWeighted(picture, self._mean, rate, mask=left)

    def take(self, picture: MatLike, where: MatLike, rate: float) -> None:
        """Bring a part of the scene nearer to a picture at once.

        Args:
            picture: HxW uint8.
            where: HxW uint8, 255 where.
            rate: 0 leaves the scene, 1 replaces it.
        """
        cv2.accumulateWeighted(picture, self._mean, rate, mask=where)
        self.picture = cv2.convertScaleAbs(self._mean)

    def adopt(self, scene: MatLike) -> None:
        """Replace the scene and keep the noise.

        Args:
            scene: HxW uint8, another picture of it.
        """
        self._mean = scene.astype(np.float32)
        self.picture = scene


def _raise(peak: MatLike, deviation: MatLike, seconds: float) -> MatLike:
    """Let a peak follow a deviation up quickly and down slowly.

    Args:
        peak: HxW float32; altered.
        deviation: HxW uint8.
        seconds: Time since the frame before.

    Returns:
        HxW uint8, the highest peak around each pixel.
    """
    np.multiply(peak, np.float32(math.exp(-seconds / _PEAK_DOWN)), out=peak)
    higher = cv2.compare(deviation, cv2.convertScaleAbs(peak), cv2.CMP_GT)
    cv2.accumulateWeighted(deviation, peak, _share(seconds, _PEAK_UP), mask=higher)
    return cv2.dilate(cv2.convertScaleAbs(peak), _SQUARE)


def _share(seconds: float, constant: float) -> float:
    """Return the weight of a frame in an exponential mean with a time constant."""
    return -math.expm1(-seconds / constant)
