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
"""Shares of its greys that a shadow keeps, on the mean."""

_EVEN: Final = 0.16
"""Standard deviation of the logarithm of that share from pixel to pixel; its soft edge is in it."""

_CORE: Final = 0.72
_CORE_FROM: Final = 0.15
_EVEN_CORE: Final = 0.08
"""What is at least so far as dark as the darkest part, the share of the pixels that is that part, and the deviation there:
the core inside of the soft edge.
"""

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
    shown, lit = (cv2.norm(each, cv2.NORM_L1, blob.mask) for each in (new, old))
    if not _DEEPEST * lit < shown < _FAINTEST * lit:
        return False
    inner = cv2.erode(
        blob.mask, _SQUARE, borderType=cv2.BORDER_CONSTANT, borderValue=(0,)
    )
    if cv2.countNonZero(inner) < _LEAST:
        inner = blob.mask
    within = inner > 0
    ratio = _LOGARITHM[new[within]] - _LOGARITHM[old[within]]
    deep = float(np.quantile(ratio, _CORE_FROM))
    if deep >= 0 or float(ratio.std()) > _EVEN:
        return False
    return float(ratio[ratio < _CORE * deep].std()) <= _EVEN_CORE
