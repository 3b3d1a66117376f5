"""Texture correlation, which tells a change of light from a change of things.

Light leaves the texture of a surface as it was.
"""

from dataclasses import dataclass
from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np
import numpy.typing as npt

REACH: Final = 6
"""Pixels around a place that have a say in its texture."""

_WINDOW: Final = (REACH + 1, REACH + 1)
# Variance of sensor noise and coding after smoothing, in squared grey levels: keeps plain surfaces from correlating by
# chance.
_NOISE: Final = np.float32(6.0)
_FLAT: Final = 12.0
_ALIKE: Final = 0.75
_OTHER: Final = 0.4
_LIGHT_SHARE: Final = 0.6
_UNCLEAR_SHARE: Final = 0.35
_TEXTURED_SHARE: Final = 0.1
_BURNT: Final = 248
"""Grey level from which on light leaves nothing but white."""

_AROUND: Final = np.ones((REACH + 1, REACH + 1), np.uint8)


def compare_texture(
    frame: MatLike, background: MatLike
) -> tuple[MatLike, npt.NDArray[np.bool_]]:
    """Correlate the surroundings of each pixel in two pictures.

    Zero-mean normalised cross-correlation over 14x14 pixels, which no change of brightness or contrast alters; worked
    out for every second pixel of every second row.

    Args:
        frame: HxW uint8.
        background: HxW uint8.

    Returns:
        HxW float32, 1 for the same texture, 0 for unrelated, -1 for inverted; and HxW bool, true where both pictures
        are too plain to tell.
    """
    new = frame.astype(np.float32)
    old = background.astype(np.float32)
    new_mean, old_mean = _mean_around(new), _mean_around(old)
    new_variance = _mean_around(new * new) - new_mean * new_mean
    old_variance = _mean_around(old * old) - old_mean * old_mean
    covariance = _mean_around(new * old) - new_mean * old_mean
    scale = cv2.sqrt((new_variance + _NOISE) * (old_variance + _NOISE))
    likeness = (covariance + _NOISE) / scale
    plain = np.less(np.maximum(new_variance, old_variance), _FLAT).view(np.uint8)
    return _enlarge(likeness, new), _enlarge(plain, new).view(np.bool_)


def _mean_around(image: MatLike) -> MatLike:
    height, width = image.shape
    half = max(1, width // 2), max(1, height // 2)
    return cv2.blur(cv2.resize(image, half, interpolation=cv2.INTER_AREA), _WINDOW)


def _enlarge(image: MatLike, like: MatLike) -> MatLike:
    size = like.shape[1], like.shape[0]
    return cv2.resize(image, size, interpolation=cv2.INTER_NEAREST)


def texture_window(
    box: tuple[int, int, int, int], shape: tuple[int, ...]
) -> tuple[slice, slice]:
    """Return rows and columns of a box and of what has a say in its texture; an even number of each where possible.

    Args:
        box: x, y, width and height in pixels.
        shape: Height and width of the picture.
    """
    x, y, width, height = box
    return _extend_span(y, y + height, shape[0]), _extend_span(x, x + width, shape[1])


def _extend_span(start: int, stop: int, length: int) -> slice:
    start, stop = max(0, start - REACH), min(length, stop + REACH)
    if (stop - start) % 2:
        if stop < length:
            stop += 1
        elif start > 0:
            start -= 1
    return slice(start, stop)


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


def judge_lighting(
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
    rows, columns = texture_window(box, frame.shape)
    likeness, plain = compare_texture(frame[rows, columns], scene[rows, columns])
    top, left = y - rows.start, x - columns.start
    inside = slice(top, top + height), slice(left, left + width)
    changed = np.greater(covered, 0)
    textured = changed & ~plain[inside]
    brightest = cv2.max(frame[rows, columns], scene[rows, columns])
    burnt = cv2.inRange(brightest, _BURNT + 1, 255)
    if cv2.hasNonZero(burnt):
        # Nothing can be told there, nor where it has a say.
        near = cv2.dilate(burnt, _AROUND)[inside]
        textured &= near == 0
    alike = np.count_nonzero(textured & (likeness[inside] > _ALIKE))
    other = textured & (likeness[inside] < _OTHER)
    count = np.count_nonzero(textured)
    told = count > _TEXTURED_SHARE * np.count_nonzero(changed)
    return Lighting(
        is_light=bool(told and alike > _LIGHT_SHARE * count),
        is_unclear=bool(told and alike > _UNCLEAR_SHARE * count),
        lit=_to_mask(changed & ~other),
        other=_to_mask(other),
    )


def _to_mask(where: npt.NDArray[np.bool_]) -> MatLike:
    return where.view(np.uint8) * np.uint8(255)
