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

_LEAST_SEEN: Final = 0.3
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


def _smooth_change(image: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    # Not by a box: it turns some waves around, and what is added again and again would grow.
    return cv2.GaussianBlur(image, (0, 0), _PART).astype(np.float32, copy=False)
