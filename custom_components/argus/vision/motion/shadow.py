"""Cast shadows on the ground, told from things by how evenly they darken.

A hard shadow multiplies the light of the ground: the ratio of frame and scene is the same all over it, but for its soft
edge, and the ground's texture is still there. A thing has colours of its own.
"""

from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np
import numpy.typing as npt

from .blobs import Blob

_LYING: Final = 1.5
"""Least width in heights of what needs no texture. Before a plain wall nothing but their shape tells somebody in dark clothes
from a shadow.
"""
_LYING_AT_EDGE: Final = 3.0
"""The same where the upper or lower edge of the picture cuts it: a head that comes into view begins as flat."""

_LARGEST: Final = 0.08
"""Share of the picture from which on it is rather a lamp that went out or a cloud."""

_DEEPEST: Final = 0.4
_FAINTEST: Final = 0.92
"""Shares of its greys that a shadow keeps, on the mean."""

_EVEN: Final = 0.16
"""Standard deviation of the logarithm of that share from pixel to pixel; its soft edge is in it."""

_CORE: Final = 0.72
_CORE_FROM: Final = 0.15
_EVEN_CORE: Final = 0.08
"""What is at least so far as dark as the darkest part, the share of the pixels that is that part, and the deviation there:
the core inside of the soft edge.
"""

_KEPT: Final = 0.8
"""Correlation of the slopes from which on the texture is the ground's."""

_UNSEEN: Final = 1e-4
"""Square of a slope that noise has by itself, in logarithms."""

_STEP: Final = 2
"""Pixels over which a slope is taken."""

_LEAST: Final = 20
_LEAST_TEXTURED: Final = 100
"""Pixels from which on evenness is looked for without the rim, and texture at all."""

_SQUARE: Final = np.ones((3, 3), np.uint8)
_LOGARITHM: Final = np.log(np.arange(1, 257, dtype=np.float32))


def is_cast_shadow(blob: Blob, picture: MatLike, scene: MatLike) -> bool:
    """Return whether a changed place is ground that got darker by the same factor everywhere.

    Args:
        blob: The place.
        picture: HxW uint8, the frame.
        scene: HxW uint8, what it would be if nothing had changed.
    """
    if blob.area > _LARGEST * scene.size:
        return False
    new, old = blob.cut(picture), blob.cut(scene)
    shown, lit = (cv2.norm(each, cv2.NORM_L1, blob.mask) for each in (new, old))
    if not _DEEPEST * lit < shown < _FAINTEST * lit:
        return False
    inner = cv2.erode(
        blob.mask, _SQUARE, borderType=cv2.BORDER_CONSTANT, borderValue=(0,)
    )
    count = cv2.countNonZero(inner)
    if count < _LEAST:
        inner = blob.mask
    after, before = cv2.LUT(new, _LOGARITHM), cv2.LUT(old, _LOGARITHM)
    ratio = cv2.subtract(after, before)
    _, deviation = cv2.meanStdDev(ratio, mask=inner)
    if deviation[0, 0] > _EVEN:
        return False
    within = np.greater(inner, 0)
    if not _has_even_core(ratio[within]):
        return False
    if _is_lying(blob, scene.shape[0]):
        return True
    return count >= _LEAST_TEXTURED and _keeps_texture(after, before, within)


def _is_lying(blob: Blob, height: int) -> bool:
    """Return whether it is flat, in a picture of a height."""
    is_cut = blob.y == 0 or blob.y + blob.height == height
    return blob.width >= (_LYING_AT_EDGE if is_cut else _LYING) * blob.height


def _has_even_core(ratio: MatLike) -> bool:
    """Return whether the darkest part got darker alike; the ratios are logarithms."""
    deep = float(np.quantile(ratio, _CORE_FROM))
    return deep < 0 and float(ratio[ratio < _CORE * deep].std()) <= _EVEN_CORE


def _keeps_texture(
    after: MatLike,
    before: MatLike,
    within: npt.NDArray[np.bool_],
) -> bool:
    """Return whether brightness rises and falls inside as it did before, and clearly.

    Args:
        after: HxW float32, logarithms of greys.
        before: HxW float32, those of the scene.
        within: HxW bool, where to look.
    """
    products, noise = np.zeros(3), 0.0
    for far, near in (
        (np.s_[_STEP:], np.s_[:-_STEP]),
        (np.s_[:, _STEP:], np.s_[:, :-_STEP]),
    ):
        both = within[far] & within[near]
        new, old = (each[far][both] - each[near][both] for each in (after, before))
        products += np.dot(new, old), np.dot(new, new), np.dot(old, old)
        noise += _UNSEEN * new.size
    shared, new_squares, old_squares = products
    kept = _KEPT * np.sqrt((new_squares + noise) * (old_squares + noise))
    return bool(shared > kept)
