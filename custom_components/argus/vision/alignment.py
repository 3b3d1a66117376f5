"""Takes small shakes of the camera out of a picture."""

import math
from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np

# Sizes the Fourier transform is fast at, and small enough to be cheap.
_SIZE: Final = (128, 64)
_LEAST_RESPONSE: Final = 0.25
_LEAST_SHIFT: Final = 0.35
_MOST_SHIFT: Final = 0.04
_LEAST_SIDE: Final = 32
_EDGE: Final = 16
_CHANGE: Final = 12
_CHANGED_EDGES: Final = 0.3


class Aligner:
    """Shifts pictures onto a reference."""

    def __init__(self) -> None:
        """Prepare the window that keeps the picture's border out of the correlation."""
        self._window = cv2.createHanningWindow(_SIZE, cv2.CV_32F)

    def align(self, picture: MatLike, reference: MatLike) -> MatLike | None:
        """Shift a picture back by what phase correlation (Kuglin and Hines, 1975) finds.

        Args:
            picture: HxW uint8.
            reference: HxW uint8, the same scene.

        Returns:
            The shifted picture; None if it is not shifted, by more than 4 % of the width or nothing certain.
        """
        height, width = picture.shape
        if min(width, height) < _LEAST_SIDE:
            return None
        new = cv2.resize(picture, _SIZE, interpolation=cv2.INTER_LINEAR)
        old = cv2.resize(reference, _SIZE, interpolation=cv2.INTER_LINEAR)
        (x, y), response = cv2.phaseCorrelate(
            old.astype(np.float32), new.astype(np.float32), self._window
        )
        x *= width / _SIZE[0]
        y *= height / _SIZE[1]
        if response < _LEAST_RESPONSE:
            return None
        if not _LEAST_SHIFT < math.hypot(x, y) < _MOST_SHIFT * width:
            return None
        return cv2.warpAffine(
            picture,
            np.array([[1, 0, x], [0, 1, y]], np.float32),
            (width, height),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )


def looks_shaken(picture: MatLike, reference: MatLike) -> bool:
    """Return whether the picture changed at edges all over: a shake does that, a mover only where it is.

    Args:
        picture: HxW uint8.
        reference: HxW uint8, the same scene.
    """
    if reference.shape[1] < 3:
        return False  # too narrow to have an edge
    across = cv2.absdiff(reference[::3, :-2:3], reference[::3, 2::3])
    change = cv2.absdiff(picture[::3, 1:-1:3], reference[::3, 1:-1:3])
    edges = across > _EDGE
    count = np.count_nonzero(edges)
    changed = np.count_nonzero(change[edges] > _CHANGE)
    return bool(count > 0 and changed > _CHANGED_EDGES * count)
