"""Disturbances that are harder than those of the robustness set: what they change looks like somebody, or hides them."""

from collections.abc import Callable
from typing import Final, override

import cv2
import numpy as np
from numpy.typing import NDArray

from .disturbances import Disturbance, Floats, Moment
from .furnishings import Curtain, Television
from .moving_lights import CloudEdge, Headlights, Moth
from .scenes import render_walker

_CAMERA_FPS: Final = 25
_AVERAGED: Final = 8
"""Pictures a second that a camera takes, whoever asks, and how many of them its denoiser averages."""
_SHOWS: Final = 3
"""Grey levels from which on a pixel is of somebody in front of the empty place."""


class DenoisedNight(Disturbance):
    """Night without a lamp, seen by a camera that denoises: dark, blotchy, and whoever moves is faint and smeared."""

    trail = tuple(index / _CAMERA_FPS for index in range(_AVERAGED))
    noise = 0.0  # the sensor's is added before it is denoised

    _SENSOR = 20.0

    @override
    def alter(self, image: Floats, moment: Moment) -> Floats:
        """Darken to greys, add what averaging leaves of the noise, smooth within edges and stretch the contrast."""
        grey = 0.3 * image.mean(axis=2) + 6
        left = self._SENSOR / np.sqrt(_AVERAGED)
        grey += self.rng.normal(0, left, grey.shape).astype(np.float32)
        smooth = cv2.bilateralFilter(grey, 7, 3 * left, 2)
        middle = float(smooth.mean())
        stretched = middle + 1.4 * (smooth - middle)
        return np.repeat(stretched[..., None], 3, axis=2).astype(np.float32)


class LowSun(Disturbance):
    """The sun stands low: everybody casts a long hard shadow, and those of people beside the view pass through it alone."""

    def __init__(self, rng: np.random.Generator, width: int, height: int) -> None:
        """Draw where the sun stands and when somebody passes beside the view."""
        super().__init__(rng, width, height)
        self._along = float(rng.choice((-1, 1)) * rng.uniform(1.2, 2.2))
        self._away = float(rng.choice((-1, 1)) * rng.uniform(0.15, 0.35))
        self._light = rng.uniform(0.45, 0.6)
        self._outsider = render_walker(int(rng.integers(1 << 30)))
        self._first, self._every = rng.uniform(1, 5), rng.uniform(12, 18)
        self._lasts = rng.uniform(5, 8)
        self._tall = rng.uniform(0.25, 0.4)
        self._empty: Floats | None = None

    @override
    def alter(self, image: Floats, moment: Moment) -> Floats:
        """Cast the shadow of everybody in front of the place, which the first frame shows empty, and of who passes beside it."""
        if self._empty is None:
            self._empty = image.copy()
        people = _find_people(image, self._empty)
        shadow = self._of_outsider(moment.seconds)
        contours, _ = cv2.findContours(
            people, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
        )
        for contour in contours:
            x, y, wide, high = cv2.boundingRect(contour)
            alpha = people[y : y + high, x : x + wide].astype(np.float32)
            shadow = np.maximum(shadow, self._cast(alpha, x + wide / 2, y + high, high))
        soft = cv2.GaussianBlur(shadow * (1 - people), (0, 0), 1.2)
        return np.asarray(image * (1 - (1 - self._light) * soft[..., None]), np.float32)

    def _of_outsider(self, seconds: float) -> Floats:
        """Return the shadow of who comes nearer on a path beside the view, on the side of the sun."""
        since = seconds - self._first
        if since < 0 or since % self._every > self._lasts:
            return np.zeros((self.height, self.width), np.float32)
        way = since % self._every / self._lasts
        alpha = self._outsider.at(since).alpha
        tall = self.height * self._tall * (1 + way)
        beside = 0.5 * tall * alpha.shape[1] / alpha.shape[0]
        x = -beside if self._along > 0 else self.width + beside
        return self._cast(alpha, x, self.height * (0.55 + 0.5 * way), tall)

    def _cast(self, alpha: Floats, x: float, feet: float, tall: float) -> Floats:
        """Lay a silhouette on the ground.

        Args:
            alpha: (height, width) of who casts it, 0..1.
            x: Their middle in pixels; may lie outside.
            feet: Where they stand in pixels; may lie outside.
            tall: Their height in pixels.

        Returns:
            (height, width) of the picture, 0 in the light to 1 in the shadow.
        """
        high, wide = alpha.shape
        scale = tall / high
        along, away = self._along * scale, self._away * scale
        matrix = np.array(
            [
                [scale, -along, x - scale * wide / 2 + along * high],
                [0, away, feet - away * high],
            ]
        )
        cast = cv2.warpAffine(alpha, matrix, (self.width, self.height))
        return np.asarray(cast, np.float32)


def _find_people(image: Floats, empty: Floats) -> NDArray[np.uint8]:
    """Return 1 where somebody is before the empty place, without holes, else 0."""
    differs = (np.abs(image - empty).max(axis=2) > _SHOWS).astype(np.uint8)
    closed = cv2.morphologyEx(differs, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    contours, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    large = [each for each in contours if cv2.contourArea(each) > 100]
    filled = np.zeros_like(closed)
    cv2.drawContours(filled, large, -1, [1], cv2.FILLED)
    return np.asarray(filled, np.uint8)


HARDER: dict[str, Callable[[np.random.Generator, int, int], Disturbance]] = {
    "denoised night": DenoisedNight,
    "low sun": LowSun,
    "headlights": Headlights,
    "moth": Moth,
    "cloud edge": CloudEdge,
    "television": Television,
    "curtain": Curtain,
}
"""Every harder disturbance by name; not part of the robustness set unless asked for. A clip's seed depends on the place in
this list: new ones come last."""
