"""What the scene looks like when nothing moves."""

import math
from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np

SETTLE: Final = 8.0
"""Seconds in which the background is the plain mean of all frames."""

_SCENE: Final = 30.0
_UNDER_MOVERS: Final = 300.0
_LEFT_BEHIND: Final = 2.8
_LEFT_AFTER: Final = 10.0
_NOISE: Final = 60.0
_ACTIVITY: Final = 60.0
_FIRST_NOISE: Final = 2.5

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
        self._still: MatLike = np.zeros(shape, np.float32)

    @property
    def settled(self) -> bool:
        """Whether enough was seen to trust it."""
        return self._age >= SETTLE

    def learn(
        self,
        picture: MatLike,
        change: MatLike,
        cover: MatLike,
        stopped: MatLike,
        seconds: float,
    ) -> None:
        """Take in a frame.

        Args:
            picture: HxW uint8, the frame.
            change: HxW uint8, its distance from the scene in grey levels.
            cover: HxW uint8, 255 where something covers the scene.
            stopped: HxW uint8, 255 where the frame is as the one before.
            seconds: Time since the frame before.
        """
        self._age += seconds
        self._frames += 1
        settling = 0.0 if self.settled and self._frames > 8 else 1 / self._frames
        cover_wide = cv2.dilate(cover, _CROSS)
        free = cv2.bitwise_not(cover_wide)
        rate = max(_share(seconds, _SCENE), settling)
        cv2.accumulateWeighted(picture, self._mean, rate, mask=free)
        if cv2.countNonZero(cover_wide):
            self._learn_covered(picture, cover_wide, stopped, seconds, settling)
        elif self._still.any():
            self._still[:] = 0
        limit = cv2.addWeighted(self.noise, 3.0, self.noise, 0, 4.0)
        deviation = cv2.min(change.astype(np.float32), limit)
        rate = max(_share(seconds, _NOISE), settling)
        cv2.accumulateWeighted(deviation, self.noise, rate, mask=free)
        cv2.accumulateWeighted(
            cv2.threshold(cover, 0, 1, cv2.THRESH_BINARY)[1],
            self.activity,
            _share(seconds, _ACTIVITY),
        )
        self.picture = cv2.convertScaleAbs(self._mean)

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


def _share(seconds: float, constant: float) -> float:
    """Return the weight of a frame in an exponential mean with a time constant."""
    return -math.expm1(-seconds / constant)
