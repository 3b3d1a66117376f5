"""An empty room, in more or less light and in infrared."""

import numpy as np

from ..scenes import Image, room

EMPTY = room()


def lit(picture: Image, gain: float) -> Image:
    """Return a picture in more light, or less."""
    return np.clip(picture * gain, 0, 255).astype(np.uint8)


def infrared(picture: Image) -> Image:
    """Return what a camera shows of a picture by night vision."""
    tones = 255 * (picture @ np.array([0.1, 0.2, 0.7]) / 255) ** 0.5
    return np.repeat(tones[..., None], 3, axis=2).astype(np.uint8)
