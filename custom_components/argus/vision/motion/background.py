"""Background model: running mean, noise and activity per pixel."""

import math
from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np

from .background_variance import BackgroundVariance
from .illumination import estimate_illumination_change, interpolate_change

SETTLE: Final = 4.0
SETTLE_FRAMES: Final = 12
"""Seconds and least number of frames in which the background is the plain mean of all frames."""

EVERY: Final = 2.9
"""Seconds between two frames it takes in once it has settled; all its time constants are much longer."""

_SCENE: Final = 30.0
_UNDER_MOVERS: Final = 300.0
_LEFT_BEHIND: Final = 2.8
_LEFT_AFTER: Final = 10.0
_LONGEST: Final = 600.0
_NOISE: Final = 60.0
_ACTIVITY: Final = 60.0
BUSY: Final = 0.4 * 255
_EDGES_EVERY: Final = 10.0
_FIRST_NOISE: Final = 2.5

_REACH: Final = np.ones((17, 17), np.uint8)
"""Half of it is as far as a light reaches in full around the place that it is seen to light, all of it as far as it fades."""

_WHITE: Final = 246
"""Grey level from which on no light shows."""

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
        self._waited = 0.0
        self._is_covered = self._is_active = False
        self.is_busy = False
        """Whether anything in the activity exceeds `BUSY`."""
        self.version = 0
        """Changes whenever anything here does."""
        self.picture: MatLike = picture.copy()
        """HxW uint8, the scene."""
        self.noise: MatLike = (
            np.full(shape, _FIRST_NOISE, np.float32) if noise is None else noise
        )
        """HxW float32, mean deviation from the scene in grey levels."""
        self.activity: MatLike = np.zeros(shape, np.float32)
        """HxW float32, share of the last minute in which something moved in front of the pixel, 0..255."""
        self.variance = BackgroundVariance(shape)
        """How far the scene gets brighter and darker by itself."""
        self._still: MatLike = np.zeros(shape, np.uint16)
        """HxW, hundredths of a second for which something stands still there, up to eleven minutes."""
        self._edges: tuple[float, MatLike] | None = None

    @property
    def edges(self) -> MatLike:
        """HxW uint8, the contrast between each pixel's neighbours; edges hardly move, so it may be ten seconds old."""
        if self._edges is None or self._age - self._edges[0] >= _EDGES_EVERY:
            edges = cv2.morphologyEx(self.picture, cv2.MORPH_GRADIENT, _CROSS)
            self._edges = self._age, edges
        return self._edges[1]

    @property
    def settled(self) -> bool:
        """Whether enough was seen to trust it."""
        return self._age >= SETTLE and self._frames >= SETTLE_FRAMES

    def count_frame(self, seconds: float) -> None:
        """Count a frame, learnt or not.

        Args:
            seconds: Time since the frame before.
        """
        self._age += seconds
        self._frames += 1
        self._waited += seconds

    @property
    def is_due(self) -> bool:
        """Whether it is time to learn: at first from every frame, later from one in three seconds."""
        return not self.settled or self._waited >= EVERY

    def learn(
        self,
        picture: MatLike,
        scene: MatLike,
        cover: MatLike | None,
        stopped: MatLike | None,
    ) -> None:
        """Take in a frame for the time since the last one that was.

        Args:
            picture: HxW uint8, the frame.
            scene: HxW uint8, what it would be if nothing had changed.
            cover: HxW uint8, 255 where something covers the scene; None if nothing does.
            stopped: HxW uint8, 255 where the frame is as it was about a second ago; needed where something covers.
        """
        seconds, self._waited = self._waited, 0.0
        self.version += 1
        settling = 0.0 if self.settled else 1 / self._frames
        free: MatLike | None = None
        moving: MatLike | None = None
        if cover is not None and stopped is not None:
            moving = cv2.bitwise_and(cover, cv2.bitwise_not(stopped))
            cover_wide = cv2.dilate(cover, _CROSS)
            free = cv2.bitwise_not(cover_wide)
            self._learn_covered(picture, cover_wide, stopped, seconds, settling)
        elif self._is_covered:
            self._still[:] = 0
        self._is_covered = cover is not None
        if self.settled:
            # Soon: if it were but tolerated, nothing would be seen for as long as clouds pass.
            light = estimate_illumination_change(picture, scene, free)
            if light is not None:
                cv2.add(self._mean, light, dst=self._mean)
                scene = cv2.add(scene, light, dtype=cv2.CV_8U)
        rate = max(_share(seconds, _SCENE), settling)
        cv2.accumulateWeighted(picture, self._mean, rate, mask=free)
        self.picture = cv2.convertScaleAbs(self._mean)
        limit = cv2.convertScaleAbs(self.noise, alpha=3.0, beta=4.0)
        deviation = cv2.min(cv2.absdiff(picture, scene), limit)
        rate = max(_share(seconds, _NOISE), settling)
        cv2.accumulateWeighted(deviation, self.noise, rate, mask=free)
        self._note_activity(moving, seconds)
        # Only what nothing covers: people who pass all the time would become a habit of the place, and not be seen.
        self.variance.learn(picture, scene, free if self.settled else None, seconds)

    def _note_activity(self, cover: MatLike | None, seconds: float) -> None:
        rate = _share(seconds, _ACTIVITY)
        if cover is not None:
            cv2.accumulateWeighted(cover, self.activity, rate)
        elif self._is_active:
            np.multiply(self.activity, np.float32(1 - rate), out=self.activity)
        else:
            return
        most = cv2.norm(self.activity, cv2.NORM_INF)
        self._is_active = most > 1
        self.is_busy = most > BUSY

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
        passed = np.full_like(self._still, round(100 * min(seconds, _LONGEST)))
        self._still = cv2.copyTo(cv2.add(self._still, passed), still)
        # With a whole number, or all of it becomes floating point first.
        left = np.greater(self._still, round(100 * _LEFT_AFTER)).view(np.uint8)
        if cv2.hasNonZero(left):
            rate = _share(seconds, _LEFT_BEHIND)
            cv2.accumulateWeighted(picture, self._mean, rate, mask=left)

    def blend_in(self, picture: MatLike, where: MatLike, rate: float) -> None:
        """Bring a part of the scene nearer to a picture at once.

        Args:
            picture: HxW uint8.
            where: HxW uint8, 255 where.
            rate: 0 leaves the scene, 1 replaces it.
        """
        cv2.accumulateWeighted(picture, self._mean, rate, mask=where)
        self.picture = cv2.convertScaleAbs(self._mean)
        self._edges = None
        self.version += 1

    def relight(
        self, picture: MatLike, lit: MatLike, others: MatLike, rate: float
    ) -> None:
        """Bring a place in another light nearer to a picture at once, and less and less of what is around it.

        A place that ended where its change falls below the limit would leave a line in the scene, from which nothing
        could be told any more.

        Args:
            picture: HxW uint8.
            lit: HxW uint8, 255 where only the light changed, else 0.
            others: HxW uint8, 255 where something hides the scene, else 0.
            rate: 0 leaves the scene, 1 takes over all of the light.
        """
        change = np.subtract(picture, self._mean, dtype=np.float32)
        light = interpolate_change(change, cv2.dilate(others, _CROSS))
        # What is white gets no brighter in a light, and no darker without it before it has been seen.
        white = cv2.inRange(cv2.max(picture, self.picture), _WHITE, 255)
        seen = np.clip(light, np.minimum(change, 0), np.maximum(change, 0))
        cv2.copyTo(seen, white, light)
        cv2.copyTo(change, lit, light)
        near = cv2.max(lit, cv2.blur(cv2.dilate(lit, _REACH), _REACH.shape))
        share = near * np.float32(rate / 255)
        cv2.accumulateProduct(light, share, self._mean)
        self.picture = cv2.convertScaleAbs(self._mean)
        self._edges = None
        self.version += 1

    def replace_scene(self, scene: MatLike) -> None:
        """Replace the scene and keep the noise.

        Args:
            scene: HxW uint8, another picture of it.
        """
        self._mean = scene.astype(np.float32)
        self.picture = scene
        self._edges = None
        self.version += 1


def _share(seconds: float, constant: float) -> float:
    """Return the weight of a frame in an exponential mean with a time constant."""
    return -math.expm1(-seconds / constant)
