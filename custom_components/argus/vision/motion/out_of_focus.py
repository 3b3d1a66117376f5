"""Detection of what is out of focus: what flies about so near the lens that it cannot be shown sharply.

Whoever is in the picture ends at a line, and the scene begins behind it. A moth at an infrared lens is bright and fades out.
"""

from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np
import numpy.typing as npt

from .blobs import Blob

_MARGIN: Final = 5
"""Pixels around a change in which it may go on."""

_SMOOTHING: Final = 1.0
"""Standard deviation in pixels by which noise is taken out."""

_SOFT: Final = 0.2
_BRIGHT: Final = 80.0
"""Steepest slope of what is out of focus, as a share of its change per pixel, and its least change in grey levels."""

_STEP: Final = 0.65
_STEPS_SHARE: Final = 0.02
"""Share of the largest change that lies between neighbours, and share of a change at which it does, of what is surely sharp."""

_EDGE: Final = 12.0
_EDGES_SHARE: Final = 0.005
_SHARP: Final = 0.23
"""Grey levels of an edge, least share of the picture that is at one, and steepest slope of the edges of a camera in focus,
as a share of the edge per pixel.
"""

_LOOK_EVERY: Final = 10.0
"""Seconds after which a scene's edges are looked at anew: a camera's focus hardly changes."""

_SQUARE: Final = np.ones((3, 3), np.uint8)
_NEAR: Final = np.ones((5, 5), np.uint8)
_AROUND: Final = np.ones((7, 7), np.uint8)


class Focus:
    """Keeps in mind whether one camera shows lines sharply."""

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._is_sharp = False
        self._looked_at: float | None = None

    def forget_scene(self) -> None:
        """Look at another scene the next time it is asked for."""
        self._looked_at = None

    def is_sharp(self, scene: MatLike, clock: float) -> bool:
        """Return whether the camera shows lines sharply.

        Args:
            scene: HxW uint8.
            clock: Seconds of a clock that does not go back.
        """
        if self._looked_at is None or clock - self._looked_at >= _LOOK_EVERY:
            self._is_sharp, self._looked_at = is_sharp(scene), clock
        return self._is_sharp


def is_out_of_focus(blob: Blob, picture: MatLike, scene: MatLike) -> bool:
    """Return whether a change is bright and nowhere sharp, as what flies about near the lens.

    Args:
        blob: The change.
        picture: HxW uint8, the frame.
        scene: HxW uint8, what it would be if nothing had changed.
    """
    darker = cv2.subtract(blob.cut(scene), blob.cut(picture))
    if cv2.hasNonZero(cv2.bitwise_and(darker, blob.mask)) or _has_steps(
        blob, picture, scene
    ):
        return False
    window, mask = blob.surround(_MARGIN, scene.shape)
    change = cv2.subtract(picture[window], scene[window], dtype=cv2.CV_32F)
    change = cv2.GaussianBlur(change, (0, 0), _SMOOTHING)
    strength = _quantile(change[mask > 0], 0.95)
    if strength <= _BRIGHT:
        return False
    slopes = _slopes_of(change)[cv2.dilate(mask, _NEAR) > 0]
    return _quantile(slopes, 0.99) < _SOFT * strength


def is_sharp(scene: MatLike) -> bool:
    """Return whether the camera shows lines sharply: out of focus people fade out as well.

    Args:
        scene: HxW uint8.

    Returns:
        False too where there are too few edges to tell.
    """
    smooth = cv2.GaussianBlur(scene.astype(np.float32), (0, 0), _SMOOTHING)
    contrast = cv2.subtract(cv2.dilate(smooth, _AROUND), cv2.erode(smooth, _AROUND))
    edges = contrast > _EDGE
    if np.count_nonzero(edges) < _EDGES_SHARE * scene.size:
        return False
    slopes = _slopes_of(smooth)[edges] / contrast[edges]
    return _quantile(slopes, 0.95) > _SHARP


def _quantile(values: npt.NDArray[np.generic], share: float) -> float:
    """Return the value that a share of some values, at least one, is below."""
    place = int(share * (values.size - 1))
    return float(np.partition(values.ravel(), place)[place])


def _slopes_of(image: MatLike) -> MatLike:
    """Return by how much an image changes from pixel to pixel where it does most, HxW float32."""
    across = cv2.Sobel(image, cv2.CV_32F, 1, 0, scale=1 / 8)
    down = cv2.Sobel(image, cv2.CV_32F, 0, 1, scale=1 / 8)
    return cv2.magnitude(across, down)


def _has_steps(blob: Blob, picture: MatLike, scene: MatLike) -> bool:
    """Return whether a bright change has so large steps that it need not be looked at more closely."""
    brighter = cv2.subtract(blob.cut(picture), blob.cut(scene))
    steps = cv2.morphologyEx(brighter, cv2.MORPH_GRADIENT, _SQUARE)
    large = cv2.inRange(steps, _STEP * cv2.norm(brighter, cv2.NORM_INF), 255)
    return cv2.countNonZero(large) > _STEPS_SHARE * blob.area
