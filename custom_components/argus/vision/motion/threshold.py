"""Adaptive threshold per pixel: how far it has to change before it counts as foreground."""

from dataclasses import dataclass
from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np

from ..settings import PipelineSettings
from .background import Background
from .exposure import Exposure
from .zones import ZoneMap

MIDDLE: Final = 50
"""The sensitivity at which the constants below hold."""

_HALVED_BY: Final = 35.0
"""Steps of sensitivity that halve the threshold."""

_LEVELS: Final = 13
_DARKEST: Final = 4.0
_PER_BRIGHTNESS: Final = 0.09
_NOISE_FACTOR: Final = 4.5
_EDGE_FACTOR: Final = 0.25
_USUAL_FACTOR: Final = 1.1
_USUAL_MARGIN: Final = 5.0
_STOPPED: Final = 0.6
_AROUND: Final = np.ones((5, 5), np.uint8)
"""Where an edge may be that a shake displaced and blurred."""


def sensitivity_factor(sensitivity: float) -> float:
    """Return what a sensitivity of 1..100 multiplies thresholds by."""
    return float(2.0 ** ((MIDDLE - sensitivity) / _HALVED_BY))


@dataclass(frozen=True, slots=True)
class Limits:
    """How far each pixel has to change before it counts, HxW uint8 in grey levels."""

    threshold: MatLike
    """Either way, whatever the scene does by itself."""
    brighter: MatLike
    """Also more than the scene around the pixel gets brighter by itself."""
    darker: MatLike
    """Also more than it gets darker by itself."""

    def find_unchanged(self, picture: MatLike, scene: MatLike) -> MatLike:
        """Return where a picture is as a scene.

        Args:
            picture: HxW uint8.
            scene: HxW uint8.

        Returns:
            HxW uint8, 255 where it differs by no more than the limits; not shared.
        """
        lowest = cv2.subtract(scene, self.darker)
        return cv2.inRange(picture, lowest, cv2.add(scene, self.brighter))

    def find_unchanged_nearby(self, picture: MatLike, scene: MatLike) -> MatLike:
        """Return where a picture is as a scene somewhere near: of a shake something is left even when it is undone.

        Args:
            picture: HxW uint8.
            scene: HxW uint8.

        Returns:
            HxW uint8, 255 where it is within the limits of what is around; not shared.
        """
        lowest = cv2.subtract(cv2.erode(scene, _AROUND), self.darker)
        highest = cv2.add(cv2.dilate(scene, _AROUND), self.brighter)
        return cv2.inRange(picture, lowest, highest)

    def find_stopped(self, step: MatLike) -> MatLike:
        """Return where nothing moved from one picture to another.

        Args:
            step: HxW uint8, by how much they differ.

        Returns:
            HxW uint8, 255 where it differs by clearly less than the threshold.
        """
        least = cv2.convertScaleAbs(self.threshold, alpha=_STOPPED)
        return cv2.compare(step, least, cv2.CMP_LT)


class Threshold:
    """The threshold of each pixel, from the settings, the zones and what the background is like.

    The largest of a least number of grey levels, fewer in the dark where all contrasts are small, and of the pixel's
    noise; and more at edges, which a shake or a resampling moves.
    """

    def __init__(self, settings: PipelineSettings, zones: ZoneMap) -> None:
        """Work out what does not change from frame to frame.

        Args:
            settings: Sensitivity or expert threshold.
            zones: Where another sensitivity holds.
        """
        levels = np.arange(256, dtype=np.float32)
        if settings.motion_threshold is None:
            floor = np.minimum(_DARKEST + _PER_BRIGHTNESS * levels, _LEVELS)
            camera = settings.sensitivity
        else:
            floor = np.full(256, settings.motion_threshold)
            camera = MIDDLE
        self._floor = np.clip(np.rint(floor), 1, 255).astype(np.uint8)
        self._known: tuple[int, Exposure, Limits] | None = None
        self._factor: float | MatLike = sensitivity_factor(camera)
        if zones.sensitivity is not None:
            factors = np.array(
                [sensitivity_factor(level) for level in range(256)], np.float32
            )
            factors[0] = sensitivity_factor(camera)
            self._factor = factors[zones.sensitivity]

    def limits_for(
        self, scene: MatLike, exposure: Exposure, background: Background
    ) -> Limits:
        """Return the limits, worked out anew only where something they depend on has changed.

        Args:
            scene: HxW uint8, the background as the camera's exposure shows it now.
            exposure: That exposure.
            background: The background.
        """
        known = self._known
        if (
            known is not None
            and known[0] == background.version
            and exposure.is_near(known[1])
        ):
            return known[2]
        threshold = self._compute_threshold(scene, exposure, background)
        variance = background.variance
        usual = cv2.convertScaleAbs(
            variance.around, alpha=_USUAL_FACTOR, beta=_USUAL_MARGIN
        )
        limits = Limits(
            threshold,
            cv2.max(threshold, variance.brighter(usual)),
            cv2.max(threshold, variance.darker(usual)),
        )
        self._known = background.version, exposure, limits
        return limits

    def _compute_threshold(
        self, scene: MatLike, exposure: Exposure, background: Background
    ) -> MatLike:
        noise = cv2.convertScaleAbs(background.noise, alpha=_NOISE_FACTOR)
        edges = cv2.convertScaleAbs(
            background.edges, alpha=_EDGE_FACTOR * exposure.gain
        )
        threshold = cv2.max(noise, cv2.LUT(scene, self._floor))
        threshold = cv2.add(threshold, edges)
        if isinstance(self._factor, float):
            if self._factor == 1:
                return threshold
            return cv2.convertScaleAbs(threshold, alpha=self._factor)
        return cv2.multiply(threshold, self._factor, dtype=cv2.CV_8U)
