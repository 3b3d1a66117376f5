"""Estimate of how the light of a scene's parts changes: clouds, dusk and lamps do not alter all of them alike."""

from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np
import numpy.typing as npt

_COARSE: Final = 8
"""The light is worked out for every so many pixels of every so many rows."""

_PART: Final = 1.5
"""Standard deviation of the surroundings that have a say in the light of a place, in these steps."""

_QUARTER: Final = 4
_NEAR: Final = 2.0
"""The same for the light of a place that hides behind something."""

_LEAST_SEEN: Final = 0.3
_LEAST_KNOWN: Final = 0.05
"""Shares of the surroundings that have to be seen, or less of the light there is believed."""

_STEADY: Final = 1.0
"""Grey levels that are no change."""

_TAKEN: Final = 0.5
"""Share that is believed to last: clouds go on, mains light that flickers does not."""


def estimate_illumination_change(
    picture: MatLike, scene: MatLike, free: MatLike | None
) -> MatLike | None:
    """Return by how much each part of the scene is to be brighter, as it is in a picture.

    Args:
        picture: HxW uint8.
        scene: HxW uint8.
        free: HxW uint8, 255 where nothing covers the scene and 0 elsewhere; None if nothing does.

    Returns:
        HxW float32, grey levels; smooth, so that details have no say in it. None if the light is everywhere as it was.
    """
    # What is averaged over so wide surroundings need not be averaged over each step as well.
    grid = slice(_COARSE // 2, None, _COARSE), slice(_COARSE // 2, None, _COARSE)
    if min(picture[grid].shape) < 1:
        return None
    change = np.subtract(picture[grid], scene[grid], dtype=np.float32)
    if free is not None:
        seen = np.greater(free[grid], 0).astype(np.float32)
        change = _smooth_change(change * seen) / np.maximum(
            _smooth_change(seen), _LEAST_SEEN
        )
    else:
        change = _smooth_change(change)
    change -= np.minimum(np.maximum(change, -_STEADY), _STEADY)
    if not change.any():
        return None
    height, width = picture.shape
    light: MatLike = cv2.resize(
        _TAKEN * change, (width, height), interpolation=cv2.INTER_LINEAR
    )
    return light


def interpolate_change(change: MatLike, hidden: MatLike) -> MatLike:
    """Return by how much the scene's light changed at each pixel, where the scene is hidden as around it.

    A normalised convolution (Knutsson and Westin, 1993).

    Args:
        change: HxW float32, by how many grey levels a frame is brighter than the scene.
        hidden: HxW uint8, 255 where something hides the scene, else 0.

    Returns:
        HxW float32, grey levels; smooth, so that details have no say in it.
    """
    height, width = change.shape
    size = max(1, width // _QUARTER), max(1, height // _QUARTER)
    weights = np.equal(hidden, 0).astype(np.float32)
    light, seen = (
        cv2.GaussianBlur(
            cv2.resize(image, size, interpolation=cv2.INTER_AREA), (0, 0), _NEAR
        )
        for image in (change * weights, weights)
    )
    around: MatLike = light / np.maximum(seen, _LEAST_KNOWN)
    return cv2.resize(around, (width, height), interpolation=cv2.INTER_LINEAR)


def _smooth_change(image: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    # Not by a box: it turns some waves around, and what is added again and again would grow.
    return cv2.GaussianBlur(image, (0, 0), _PART).astype(np.float32, copy=False)
