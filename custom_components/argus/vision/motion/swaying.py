"""Small changes that show the scene itself: leaves and edges that sway, and light that falls on a little of it.

Before clutter nearly any grey is found a few pixels away, so that greys alone do not tell somebody who walks there from
an edge that sways. What sways is elsewhere as a whole, and what is lit keeps its pattern.
"""

import math
from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np

from .blobs import Blob

_SWAY: Final = 3
"""Pixels by which leaves and the edges in a shaken picture are elsewhere."""

_SWAYS: Final = np.ones((2 * _SWAY + 1, 2 * _SWAY + 1), np.uint8)
_SLACK: Final = 4.0
"""Grey levels."""
_SWAYED_SHARE: Final = 0.55

_DISPLACED: Final = 0.37
"""Share of the difference that is left where the scene is moved to where it fits best, if it swayed."""

_LIT: Final = 0.9
_LIT_NEAR: Final = 0.72
"""Correlation with the scene from which on only the light changed, and where the greys around it would explain it, too."""

_NOISE: Final = 6.0
"""Variance of sensor noise and coding after smoothing, in squared grey levels: a plain place correlates with nothing."""


def shows_scene(blob: Blob, picture: MatLike, scene: MatLike) -> bool:
    """Return whether a small change shows what the scene has there, lit otherwise, or has a few pixels away.

    Args:
        blob: The change.
        picture: HxW uint8, the frame.
        scene: HxW uint8, what it would be if nothing had changed.
    """
    likeness = correlate_inside(blob, picture, scene)
    if likeness > _LIT:
        return True
    if not _has_greys_of(blob, picture, scene):
        return False
    return likeness > _LIT_NEAR or _fit_displaced(blob, picture, scene) < _DISPLACED


def correlate_inside(blob: Blob, picture: MatLike, scene: MatLike) -> float:
    """Return the zero-mean normalised cross-correlation of both pictures inside a blob, -1..1."""
    new, old, mask, size = blob.cut(picture), blob.cut(scene), blob.mask, blob.area
    # Sums of products and of squares, all whole numbers, from which the moments around the means follow exactly.
    new_sum = cv2.norm(new, cv2.NORM_L1, mask)
    old_sum = cv2.norm(old, cv2.NORM_L1, mask)
    new_squares = cv2.norm(new, cv2.NORM_L2SQR, mask)
    old_squares = cv2.norm(old, cv2.NORM_L2SQR, mask)
    products = (
        new_squares + old_squares - cv2.norm(new, old, cv2.NORM_L2SQR, mask)
    ) / 2
    slack = _NOISE * size
    new_spread = new_squares - new_sum * new_sum / size + slack
    old_spread = old_squares - old_sum * old_sum / size + slack
    return (products - new_sum * old_sum / size) / math.sqrt(new_spread * old_spread)


def _has_greys_of(blob: Blob, picture: MatLike, scene: MatLike) -> bool:
    """Return whether most pixels have a grey that the scene has a few pixels away."""
    around, inner = _surroundings(blob, scene)
    darkest = cv2.erode(around, _SWAYS)[inner]
    brightest = cv2.dilate(around, _SWAYS)[inner]
    lowest = cv2.addWeighted(darkest, 1.0, darkest, 0.0, -_SLACK)
    highest = cv2.addWeighted(brightest, 1.0, brightest, 0.0, _SLACK)
    near = cv2.inRange(blob.cut(picture), lowest, highest)
    return cv2.norm(near, cv2.NORM_L1, blob.mask) / 255 > _SWAYED_SHARE * blob.area


def _fit_displaced(blob: Blob, picture: MatLike, scene: MatLike) -> float:
    """Return which share of the difference is left at the best of all small displacements, 0..1; block matching."""
    around, inner = _surroundings(blob, scene)
    differences = cv2.matchTemplate(
        around, blob.cut(picture), cv2.TM_SQDIFF, mask=blob.mask
    )
    here = float(differences[inner[0].start, inner[1].start])
    best = max(0.0, float(differences.min()))
    return float(np.sqrt(best / here)) if here > 0 else 1.0


def _surroundings(blob: Blob, scene: MatLike) -> tuple[MatLike, tuple[slice, slice]]:
    """Return the scene as far around a blob as it may sway, a view, and where in that the blob's box is."""
    height, width = scene.shape
    x0, y0 = max(0, blob.x - _SWAY), max(0, blob.y - _SWAY)
    x1 = min(width, blob.x + blob.width + _SWAY)
    y1 = min(height, blob.y + blob.height + _SWAY)
    inner = (
        slice(blob.y - y0, blob.y - y0 + blob.height),
        slice(blob.x - x0, blob.x - x0 + blob.width),
    )
    return scene[y0:y1, x0:x1], inner
