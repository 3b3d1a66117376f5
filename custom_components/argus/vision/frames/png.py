"""Pictures with transparent parts as PNG files."""

import cv2
import numpy as np
import numpy.typing as npt


def as_png(picture: npt.NDArray[np.uint8]) -> bytes:
    """Return a picture as the bytes of a PNG file.

    Args:
        picture: HxWx4 (blue, green, red, opacity), HxWx3 or HxW array.

    Returns:
        The bytes of the file.

    Raises:
        ValueError: It cannot be encoded.
    """
    try:
        encoded, png = cv2.imencode(".png", picture)
    except cv2.error as err:
        raise ValueError(f"the picture cannot be encoded as PNG: {err.err}") from err
    if not encoded:
        raise ValueError("the picture cannot be encoded as PNG")
    return png.tobytes()
