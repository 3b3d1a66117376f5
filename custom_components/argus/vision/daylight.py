"""How the light of a scene's parts changes: clouds, dusk and lamps do not alter all of them alike."""

from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np

_COARSE: Final = 4
"""The light is worked out for every so many pixels of every so many rows."""

_PART: Final = 3.0
"""Standard deviation of the surroundings that have a say in the light of a place, in these steps."""

_LEAST_SEEN: Final = 0.3
_STEADY: Final = 1.0
"""Grey levels that are no change."""

_TAKEN: Final = 0.5
"""Share that is believed to last: clouds go on, mains light that flickers does not."""


def change_of_light(
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
    height, width = picture.shape
    size = max(1, width // _COARSE), max(1, height // _COARSE)
    seen: MatLike | None = None
    if free is not None:
        picture, scene = cv2.bitwise_and(picture, free), cv2.bitwise_and(scene, free)
        seen = _smooth(_coarse(free, size).astype(np.float32)) / 255
    new, old = _coarse(picture, size), _coarse(scene, size)
    change = _smooth(cv2.subtract(new, old, dtype=cv2.CV_32F))
    if seen is not None:
        change = change / np.maximum(seen, _LEAST_SEEN)
    change = cv2.subtract(change, np.clip(change, -_STEADY, _STEADY))
    if not cv2.hasNonZero(change):
        return None
    return cv2.resize(_TAKEN * change, (width, height), interpolation=cv2.INTER_LINEAR)


def _coarse(image: MatLike, size: tuple[int, int]) -> MatLike:
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA)


def _smooth(image: MatLike) -> MatLike:
    # Not by a box: it turns some waves around, and what is added again and again would grow.
    return cv2.GaussianBlur(image, (0, 0), _PART)
