"""Disturbances that are harder than those of the robustness set: what they change looks like somebody, or hides them."""

from collections.abc import Callable
from typing import Final, override

import cv2
import numpy as np

from .disturbances import Disturbance, Floats, Moment
from .furnishings import Curtain, Television
from .low_sun import LowSun, SunBehind
from .moving_lights import CloudEdge, Headlights, Moth

_CAMERA_FPS: Final = 25
_AVERAGED: Final = 8
"""Pictures a second that a camera takes, whoever asks, and how many of them its denoiser averages."""


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


HARDER: dict[str, Callable[[np.random.Generator, int, int], Disturbance]] = {
    "denoised night": DenoisedNight,
    "low sun": LowSun,
    "headlights": Headlights,
    "moth": Moth,
    "cloud edge": CloudEdge,
    "television": Television,
    "curtain": Curtain,
    "sun behind": SunBehind,
}
"""Every harder disturbance by name; not part of the robustness set unless asked for. A clip's seed depends on the place in
this list: new ones come last."""
