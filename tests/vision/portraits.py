"""Pictures with and without a face, from the public-domain photographs in scikit-image."""

import cv2
import numpy as np
import skimage.data

from custom_components.argus.vision.frames.frame import Image
from custom_components.argus.vision.geometry import Box

ASTRONAUT_FACE = Box(0.34, 0.12, 0.54, 0.38)
"""Where the face is in the portrait."""


def photograph(name: str) -> Image:
    """Return a photograph in colour.

    Args:
        name: A function of `skimage.data`.
    """
    picture = getattr(skimage.data, name)()
    code = cv2.COLOR_GRAY2BGR if picture.ndim == 2 else cv2.COLOR_RGB2BGR
    return np.asarray(cv2.cvtColor(picture, code), np.uint8)


def grey(image: Image) -> Image:
    """Return a colour picture in grey."""
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)


def resized(image: Image, width: int, height: int) -> Image:
    """Return a picture at another size."""
    size = (width, height)
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


class Stage:
    """An empty place where a person can stand."""

    def __init__(self, width: int = 640, height: int = 360, seed: int = 1) -> None:
        """Light the stage: a smooth wall with a bit of grain, nothing like a face."""
        self.width, self.height = width, height
        self._rng = np.random.default_rng(seed)
        across = np.linspace(90, 150, width)
        down = np.linspace(0, 25, height)
        wall = across[None, :] + down[:, None]
        self._wall = np.repeat(wall[..., None], 3, axis=2).astype(np.uint8)
        self._grain = self._rng.standard_normal((height, width, 1), np.float32)
        self._person = photograph("astronaut")[20:300, 90:370]

    def frame(
        self,
        *heads: tuple[float, float],
        size: int = 120,
        noise: float = 2.0,
        person: Image | None = None,
    ) -> Image:
        """Return a frame with fresh sensor noise.

        Args:
            heads: Middle of each portrait in pixels.
            size: Side of a portrait in pixels; its face takes about 0.38 of that.
            noise: Standard deviation in grey levels.
            person: Another portrait.
        """
        image = self._wall.copy()
        portrait = resized(self._person if person is None else person, size, size)
        for x, y in heads:
            left, top = round(x - size / 2), round(y - size / 2)
            x0, y0 = max(0, left), max(0, top)
            x1, y1 = min(self.width, left + size), min(self.height, top + size)
            if x0 < x1 and y0 < y1:
                image[y0:y1, x0:x1] = portrait[
                    y0 - top : y1 - top, x0 - left : x1 - left
                ]
        shift = (
            int(self._rng.integers(self.height)),
            int(self._rng.integers(self.width)),
        )
        grain = np.roll(self._grain, shift, axis=(0, 1)) * np.float32(noise)
        return np.clip(image + grain, 0, 255).astype(np.uint8)

    def box(self, x: float, y: float, size: int = 120) -> Box:
        """Return the box of a portrait."""
        half = size / 2
        return Box(
            max(0.0, (x - half) / self.width),
            max(0.0, (y - half) / self.height),
            min(1.0, (x + half) / self.width),
            min(1.0, (y + half) / self.height),
        )
