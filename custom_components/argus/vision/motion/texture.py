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
_TEXTURED_SHARE_OF_SMALL: Final = 0.5
_LARGE: Final = 0.02
"""Share of a place whose texture has to be told, the same for a small place, of which the rest may be somebody, and share of
the picture from which on it is none.
"""

_BURNT: Final = 249
"""Grey level from which on light leaves nothing but white."""

_UNTOLD, _TOLD, _ALIKE_KIND, _OTHER_KIND = range(4)
"""Kinds of texture: too plain to tell, neither alike nor another, alike, another."""
_KINDS: Final = 4

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
    likeness, plain = _correlate(frame, background)
    return _enlarge(likeness, frame), _enlarge(plain.view(np.uint8), frame).view(
        np.bool_
    )


def _correlate(
    frame: MatLike, background: MatLike
) -> tuple[MatLike, npt.NDArray[np.bool_]]:
    """Return what `compare_texture` does, half as high and wide."""
    new = frame.astype(np.float32)
    old = background.astype(np.float32)
    moments = _mean_around(cv2.merge((new, old, new * new, old * old)))
    new_mean, old_mean, new_squares, old_squares = cv2.split(moments)
    new_variance = new_squares - new_mean * new_mean
    old_variance = old_squares - old_mean * old_mean
    covariance = _mean_around(new * old) - new_mean * old_mean
    scale = cv2.sqrt((new_variance + _NOISE) * (old_variance + _NOISE))
    plain = np.less(np.maximum(new_variance, old_variance), _FLAT)
    return (covariance + _NOISE) / scale, plain


def _mean_around(image: MatLike) -> MatLike:
    """Return the mean of the surroundings of every second pixel of every second row, of up to four channels."""
    height, width = image.shape[:2]
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
    covered: MatLike
    """height x width uint8, 255 where it changed."""
    texture: MatLike
    """height x width uint8, of which kind the texture is where it changed: untold, told, alike or other."""

    @property
    def lit(self) -> MatLike:
        """Where it changed and may have the texture it had, height x width uint8: 255 there."""
        return cv2.subtract(self.covered, self.other)

    @property
    def other(self) -> MatLike:
        """Where it changed and has certainly another texture, height x width uint8: 255 there."""
        return cv2.inRange(self.texture, _OTHER_KIND, _OTHER_KIND)


def judge_lighting(
    box: tuple[int, int, int, int], covered: MatLike, frame: MatLike, scene: MatLike
) -> Lighting:
    """Tell whether a changed place only got other light.

    Args:
        box: x, y, width and height of the place in pixels.
        covered: height x width uint8, 255 where it changed, else 0.
        frame: HxW uint8, the frame.
        scene: HxW uint8, the background.
    """
    x, y, width, height = box
    rows, columns = texture_window(box, frame.shape)
    new, old = frame[rows, columns], scene[rows, columns]
    top, left = y - rows.start, x - columns.start
    inside = slice(top, top + height), slice(left, left + width)
    kinds = _enlarge(_classify_texture(new, old), new)[inside]
    if max(cv2.norm(new, cv2.NORM_INF), cv2.norm(old, cv2.NORM_INF)) >= _BURNT:
        # Nothing can be told there, nor where it has a say.
        burnt = cv2.inRange(cv2.max(new, old), _BURNT, 255)
        kinds[cv2.dilate(burnt, _AROUND)[inside] > 0] = _UNTOLD
    texture = cv2.bitwise_and(kinds, covered)
    _, told, alike, other = np.bincount(texture.ravel(), minlength=_KINDS).tolist()
    count, area = told + alike + other, cv2.countNonZero(covered)
    share = _TEXTURED_SHARE if area > _LARGE * frame.size else _TEXTURED_SHARE_OF_SMALL
    is_told = count > share * area
    return Lighting(
        is_light=is_told and alike > _LIGHT_SHARE * count,
        is_unclear=is_told and alike > _UNCLEAR_SHARE * count,
        covered=covered,
        texture=texture,
    )


def _classify_texture(frame: MatLike, scene: MatLike) -> MatLike:
    """Return of which kind the texture around every second pixel of every second row is, uint8."""
    likeness, plain = _correlate(frame, scene)
    kinds = np.empty(likeness.shape, np.uint8)
    kinds.fill(_TOLD)
    kinds[likeness > _ALIKE] = _ALIKE_KIND
    kinds[likeness < _OTHER] = _OTHER_KIND
    kinds[plain] = _UNTOLD
    return kinds
