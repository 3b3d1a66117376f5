"""Tells a change of light from a change of things: light leaves the texture of a surface as it was."""

from dataclasses import dataclass
from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np
import numpy.typing as npt

REACH: Final = 6
"""Pixels around a place that have a say in its texture."""

_WINDOW: Final = (2 * REACH + 1, 2 * REACH + 1)
# Variance of sensor noise and coding after smoothing, in squared grey levels: keeps plain surfaces from correlating by
# chance.
_NOISE: Final = 6.0
_FLAT: Final = 12.0
_ALIKE: Final = 0.75
_OTHER: Final = 0.4
_LIGHT_SHARE: Final = 0.6
_UNCLEAR_SHARE: Final = 0.35
_TEXTURED_SHARE: Final = 0.1


def compare_texture(
    frame: MatLike, background: MatLike
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    """Correlate the surroundings of each pixel in two pictures.

    Zero-mean normalised cross-correlation over 13x13 pixels, which no change of brightness or contrast alters.

    Args:
        frame: HxW uint8.
        background: HxW uint8.

    Returns:
        HxW float32, 1 for the same texture, 0 for unrelated, -1 for inverted; and HxW bool, true where both pictures
        are too plain to tell.
    """
    new = frame.astype(np.float32)
    old = background.astype(np.float32)
    new_mean = _mean(new)
    old_mean = _mean(old)
    new_variance = cv2.subtract(
        cv2.sqrBoxFilter(frame, cv2.CV_32F, _WINDOW), cv2.multiply(new_mean, new_mean)
    )
    old_variance = cv2.subtract(
        cv2.sqrBoxFilter(background, cv2.CV_32F, _WINDOW),
        cv2.multiply(old_mean, old_mean),
    )
    covariance = cv2.subtract(
        _mean(cv2.multiply(new, old)), cv2.multiply(new_mean, old_mean)
    )
    scale = cv2.sqrt(
        cv2.multiply(
            np.maximum(new_variance, 0) + _NOISE, np.maximum(old_variance, 0) + _NOISE
        )
    )
    likeness = np.asarray(cv2.divide(covariance + _NOISE, scale), np.float32)
    return likeness, np.maximum(new_variance, old_variance) < _FLAT


def _mean(image: MatLike) -> MatLike:
    return cv2.boxFilter(image, cv2.CV_32F, _WINDOW)


def around(
    box: tuple[int, int, int, int], shape: tuple[int, ...]
) -> tuple[slice, slice]:
    """Return rows and columns of a box and of what has a say in its texture.

    Args:
        box: x, y, width and height in pixels.
        shape: Height and width of the picture.
    """
    x, y, width, height = box
    return (
        slice(max(0, y - REACH), min(shape[0], y + height + REACH)),
        slice(max(0, x - REACH), min(shape[1], x + width + REACH)),
    )


@dataclass(frozen=True, slots=True)
class Lighting:
    """What the texture of a changed place says about it."""

    is_light: bool
    """Whether most of it has the texture it had."""
    is_unclear: bool
    """Whether so much of it has, that it may be a thing or an odd light."""
    lit: MatLike
    """height x width uint8, 255 where it changed and may have the texture it had."""
    other: MatLike
    """height x width uint8, 255 where it changed and has certainly another texture."""


def compare_place(
    box: tuple[int, int, int, int], covered: MatLike, frame: MatLike, scene: MatLike
) -> Lighting:
    """Tell whether a changed place only got other light.

    Args:
        box: x, y, width and height of the place in pixels.
        covered: height x width uint8, not 0 where it changed.
        frame: HxW uint8, the frame.
        scene: HxW uint8, the background.
    """
    x, y, width, height = box
    rows, columns = around(box, frame.shape)
    likeness, plain = compare_texture(frame[rows, columns], scene[rows, columns])
    top, left = y - rows.start, x - columns.start
    inside = slice(top, top + height), slice(left, left + width)
    changed = np.greater(covered, 0)
    textured = changed & ~plain[inside]
    alike = np.count_nonzero(textured & (likeness[inside] > _ALIKE))
    other = textured & (likeness[inside] < _OTHER)
    count = np.count_nonzero(textured)
    told = count > _TEXTURED_SHARE * np.count_nonzero(changed)
    return Lighting(
        is_light=bool(told and alike > _LIGHT_SHARE * count),
        is_unclear=bool(told and alike > _UNCLEAR_SHARE * count),
        lit=_mask(changed & ~other),
        other=_mask(other),
    )


def _mask(where: npt.NDArray[np.bool_]) -> MatLike:
    return where.view(np.uint8) * np.uint8(255)
