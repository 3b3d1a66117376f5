"""Things that have stopped, told from the ghosts of things that have left."""

from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np

from .blobs import Blob

_MARGIN: Final = 2
_SQUARE: Final = np.ones((3, 3), np.uint8)
_CLEARER: Final = 1.2
"""How much more contrast a thing's outline has in the frame than in the scene, which knows nothing of it."""


def is_outlined(blob: Blob, picture: MatLike, scene: MatLike) -> bool:
    """Return whether a changed place has its outline in the frame: the outline of a ghost is in the scene.

    Args:
        blob: The place.
        picture: HxW uint8, the frame.
        scene: HxW uint8, what it would be if nothing had changed.
    """
    window, mask = blob.surround(_MARGIN, scene.shape)
    outline = cv2.morphologyEx(mask, cv2.MORPH_GRADIENT, _SQUARE)
    new, old = (
        cv2.mean(cv2.morphologyEx(image[window], cv2.MORPH_GRADIENT, _SQUARE), outline)[
            0
        ]
        for image in (picture, scene)
    )
    return new > _CLEARER * old
