"""What all scenes share: the frame, noise of the sensor, and blending."""

from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

type Frame = npt.NDArray[np.uint8]
type Plane = npt.NDArray[np.float32]

WIDTH, HEIGHT = 1280, 720


class Scene(Protocol):
    """A place that looks the same whenever it is seen at the same second."""

    def render(self, seconds: float) -> Frame:
        """Draw the scene.

        Args:
            seconds: Time since the scene began, not negative.

        Returns:
            The picture, 720 x 1280 x 3, BGR.
        """


class SensorNoise:
    """Noise of an image sensor: photon noise, coarser where the codec smears it."""

    def __init__(self, seed: int, sigma: float) -> None:
        """Prepare some fields of noise.

        Args:
            seed: Makes the noise repeatable.
            sigma: Standard deviation in grey levels.
        """
        rng = np.random.default_rng((seed, 1))
        fields = []
        for _ in range(3):
            fine = rng.normal(0, sigma * 0.8, (HEIGHT, WIDTH, 3))
            coarse = rng.normal(0, sigma, (HEIGHT // 3, WIDTH // 3, 3))
            smeared = cv2.resize(
                coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR
            )
            fields.append((fine + smeared).round().astype(np.int16))
        self._fields = fields
        self._seed = seed

    def add(self, frame: Frame, seconds: float) -> Frame:
        """Add the noise of one moment to a frame.

        Args:
            frame: Picture, H x W x 3.
            seconds: Time since the scene began.

        Returns:
            The noisy picture, same shape.
        """
        rng = np.random.default_rng((self._seed, 2, round(seconds * 1000)))
        field = self._fields[int(rng.integers(len(self._fields)))]
        shifts = (int(rng.integers(HEIGHT)), int(rng.integers(WIDTH)))
        field = np.roll(field, shifts, axis=(0, 1))
        return cv2.add(frame, field, dtype=cv2.CV_8U).astype(np.uint8, copy=False)


def blend(frame: Frame, sprite: Frame, cover: Plane, left: int, top: int) -> None:
    """Lay a sprite over a frame, in place; what lies outside the frame is cut.

    Args:
        frame: Picture, H x W x 3.
        sprite: Colours, h x w x 3.
        cover: How much the sprite hides, h x w, 0..1.
        left: Where the sprite's left edge goes, pixels.
        top: Where its upper edge goes, pixels.
    """
    height, width = cover.shape
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + width, frame.shape[1]), min(top + height, frame.shape[0])
    if x0 >= x1 or y0 >= y1:
        return
    inside = np.s_[y0 - top : y1 - top, x0 - left : x1 - left]
    part = frame[y0:y1, x0:x1]
    share = cover[inside][..., None]
    part[:] = (part + (sprite[inside].astype(np.float32) - part) * share).round()


def shade(frame: Frame, x: float, y: float, width: float, depth: float) -> None:
    """Darken the ground where something stands, in place.

    Args:
        frame: Picture, H x W x 3.
        x: Middle of the shadow, pixels.
        y: Middle of the shadow, pixels.
        width: Half the width of the shadow, pixels.
        depth: Half its height, pixels.
    """
    x0, x1 = max(int(x - 2 * width), 0), min(int(x + 2 * width), frame.shape[1])
    y0, y1 = max(int(y - 2 * depth), 0), min(int(y + 2 * depth), frame.shape[0])
    if x0 >= x1 or y0 >= y1:
        return
    rows, columns = np.mgrid[y0:y1, x0:x1].astype(np.float32)
    distance = ((columns - x) / width) ** 2 + ((rows - y) / depth) ** 2
    part = frame[y0:y1, x0:x1]
    part[:] = (part * (1 - 0.5 * np.exp(-1.5 * distance))[..., None]).round()


def clouds(
    rng: np.random.Generator, shape: tuple[int, int], coarsest: int, octaves: int
) -> Plane:
    """Make fractal noise: random grids of ever finer mesh, added up.

    Args:
        rng: Source of randomness.
        shape: Rows and columns of the result.
        coarsest: Mesh of the coarsest grid in pixels.
        octaves: Number of grids; each has half the mesh and half the strength.

    Returns:
        Noise with mean about 0 and peaks about -1..1.
    """
    total = np.zeros(shape, np.float32)
    strength = 1.0
    for octave in range(octaves):
        mesh = max(coarsest >> octave, 1)
        grid = rng.uniform(-1, 1, (shape[0] // mesh + 2, shape[1] // mesh + 2))
        total += strength * cv2.resize(
            grid.astype(np.float32), shape[::-1], interpolation=cv2.INTER_CUBIC
        )
        strength /= 2
    return total / 1.5


def painted(
    colour: tuple[float, float, float], texture: Plane, strength: float
) -> npt.NDArray[np.float32]:
    """Give a surface its colour and its texture.

    Args:
        colour: BGR, 0..255.
        texture: Rows x columns, about -1..1.
        strength: Share of the brightness that the texture changes.

    Returns:
        Rows x columns x 3, 0..255, not rounded.
    """
    base = np.array(colour, np.float32)
    surface: npt.NDArray[np.float32] = base * (1 + strength * texture)[..., None]
    return surface


def smooth(share: float) -> float:
    """Ease in and out between 0 and 1 (Hermite), as bodies do."""
    share = min(max(share, 0.0), 1.0)
    return share * share * (3 - 2 * share)
