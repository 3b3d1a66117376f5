"""The outlines of changes, which tell a thing from its ghost, and from light that fades at its edges."""

from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np

from .blobs import Blob

_MARGIN: Final = 4
"""Pixels around a change that are looked at."""

_SQUARE: Final = np.ones((3, 3), np.uint8)
_CLEARER: Final = 1.2
"""How much more contrast a thing's outline has in the frame than in the scene, which knows nothing of it."""

_SOFT: Final = 0.14
"""Slope of a change at its outline, per pixel and as a share of its mean, below which it fades; somebody has .18 and more."""


def is_outlined(blob: Blob, picture: MatLike, scene: MatLike) -> bool:
    """Return whether a changed place has its outline in the frame: the outline of a ghost is in the scene.

    Args:
        blob: The place.
        picture: HxW uint8, the frame.
        scene: HxW uint8, what it would be if nothing had changed.
    """
    window, mask = _window(blob, scene.shape)
    outline = cv2.morphologyEx(mask, cv2.MORPH_GRADIENT, _SQUARE)
    new, old = (
        cv2.mean(cv2.morphologyEx(image[window], cv2.MORPH_GRADIENT, _SQUARE), outline)[
            0
        ]
        for image in (picture, scene)
    )
    return new > _CLEARER * old


def is_soft(blob: Blob, picture: MatLike, scene: MatLike) -> bool:
    """Return whether a change fades at its outline, as the glow of headlights and the edge of a cloud's shadow do.

    Args:
        blob: The change; so large that the smoothing of the picture makes little of it.
        picture: HxW uint8, the frame.
        scene: HxW uint8, what it would be if nothing had changed.
    """
    window, mask = _window(blob, scene.shape)
    # Where it is cut by the edge of the picture there is no outline.
    outline = cv2.morphologyEx(mask, cv2.MORPH_GRADIENT, _SQUARE)
    change = cv2.subtract(picture[window], scene[window], dtype=cv2.CV_16S)
    change = cv2.blur(change, (3, 3))
    slope = cv2.magnitude(
        cv2.Sobel(change, cv2.CV_32F, 1, 0, scale=1 / 8),
        cv2.Sobel(change, cv2.CV_32F, 0, 1, scale=1 / 8),
    )
    mean = cv2.mean(cv2.convertScaleAbs(change), mask)[0]
    return cv2.hasNonZero(outline) and cv2.mean(slope, outline)[0] < _SOFT * mean


def _window(blob: Blob, shape: tuple[int, ...]) -> tuple[tuple[slice, slice], MatLike]:
    """Return rows and columns of a blob and a margin around it, and its mask in them."""
    height, width = shape
    x0, y0 = max(0, blob.x - _MARGIN), max(0, blob.y - _MARGIN)
    x1 = min(width, blob.x + blob.width + _MARGIN)
    y1 = min(height, blob.y + blob.height + _MARGIN)
    mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
    top, left = blob.y - y0, blob.x - x0
    mask[top : top + blob.height, left : left + blob.width] = blob.mask
    return (slice(y0, y1), slice(x0, x1)), mask
