"""Cast shadows that lie on the ground, told from things by how evenly they darken.

A hard shadow multiplies the light of the ground: the ratio of frame and scene is the same all over it, but for its soft
edge. A thing has colours of its own.
"""

from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np

from .blobs import Blob

_LYING: Final = 1.5
"""Least width in heights. Over a plain wall nothing but their shape tells somebody in dark clothes from a shadow."""
_LYING_AT_EDGE: Final = 3.0
"""The same where the upper or lower edge of the picture cuts it: a head that comes into view begins as flat."""

_LARGEST: Final = 0.08
"""Share of the picture from which on it is rather a lamp that went out or a cloud."""

_DEEPEST: Final = 0.45
_FAINTEST: Final = 0.92
"""Shares of the light that the sky leaves in a shadow, median of its pixels."""

_EVEN: Final = 0.16
"""Standard deviation of the logarithm of that share; its soft edge is in it."""

_CORE: Final = 0.72
_CORE_FROM: Final = 0.15
_EVEN_CORE: Final = 0.08
"""Of the darkest sixth part's logarithm, what belongs to the core inside of the soft edge, and how even that is."""

_LEAST: Final = 20
_SQUARE: Final = np.ones((3, 3), np.uint8)
_LOGARITHM: Final = np.log(np.arange(1, 257, dtype=np.float32))


def is_cast_shadow(blob: Blob, picture: MatLike, scene: MatLike) -> bool:
    """Return whether a changed place is one of ground that got darker by the same factor everywhere.

    Args:
        blob: The place.
        picture: HxW uint8, the frame.
        scene: HxW uint8, what it would be if nothing had changed.
    """
    cut = blob.y == 0 or blob.y + blob.height == scene.shape[0]
    if blob.width < (_LYING_AT_EDGE if cut else _LYING) * blob.height:
        return False
    if blob.area > _LARGEST * scene.size:
        return False
    new, old = blob.cut(picture), blob.cut(scene)
    level = cv2.norm(new, cv2.NORM_L1, blob.mask) / cv2.norm(
        old, cv2.NORM_L1, blob.mask
    )
    if not _DEEPEST < level < _FAINTEST:
        return False
    inner = cv2.erode(
        blob.mask, _SQUARE, borderType=cv2.BORDER_CONSTANT, borderValue=(0,)
    )
    if cv2.countNonZero(inner) < _LEAST:
        inner = blob.mask
    within = inner > 0
    ratio = _LOGARITHM[new[within]] - _LOGARITHM[old[within]]
    if float(ratio.std()) > _EVEN:
        return False
    deep = float(np.quantile(ratio, _CORE_FROM))
    return float(ratio[ratio < _CORE * deep].std()) <= _EVEN_CORE
