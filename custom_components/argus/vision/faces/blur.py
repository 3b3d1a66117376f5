"""Blurring of faces in pictures that are kept."""

from collections.abc import Iterable
import math
from typing import Final

import cv2
import numpy as np

from ..frames.frame import Image
from ..observation import Face

# So few cells hold no identity, and what they average is gone: sharpening cannot bring it back as it can after a blur.
_CELLS: Final = 6
_MARGIN: Final = 0.3
_LEVELS: Final = 16


def blur_faces(image_bgr: Image, faces: Iterable[Face]) -> Image:
    """Return a picture with its faces pixelated beyond recognition.

    Args:
        image_bgr: HxWx3 (blue, green, red) or HxW (grey), uint8. It stays as it is.
        faces: The faces in this picture; a margin around each is covered as well.

    Returns:
        A copy of the same shape.
    """
    result = image_bgr.copy()
    height, width = image_bgr.shape[:2]
    for face in faces:
        box = face.box
        beside, above = _MARGIN * box.width, _MARGIN * box.height
        x0 = max(0, math.floor((box.x0 - beside) * width))
        y0 = max(0, math.floor((box.y0 - above) * height))
        x1 = min(width, math.ceil((box.x1 + beside) * width))
        y1 = min(height, math.ceil((box.y1 + above) * height))
        if x0 >= x1 or y0 >= y1:
            continue
        # From the original, so that overlapping faces do not sharpen each other's cells.
        part = image_bgr[y0:y1, x0:x1]
        cells = cv2.resize(
            part,
            (min(_CELLS, x1 - x0), min(_CELLS, y1 - y0)),
            interpolation=cv2.INTER_AREA,
        )
        step = 256 // _LEVELS
        coarse = (np.asarray(cells, np.uint8) // step * step + step // 2).astype(
            np.uint8
        )
        result[y0:y1, x0:x1] = cv2.resize(
            coarse, (x1 - x0, y1 - y0), interpolation=cv2.INTER_NEAREST
        )
    return result
