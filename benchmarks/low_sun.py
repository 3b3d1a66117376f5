"""A low sun: long hard shadows, of people in view and of those beside it, as a camera shows them."""

from typing import Final, override

import cv2
import numpy as np
from numpy.typing import NDArray

from .disturbances import Disturbance, Floats, Moment
from .scenes import render_walker

_SHOWS: Final = 3
"""Grey levels from which on a pixel is of somebody in front of the empty place."""

_GAMMA: Final = 2.2
_SKY: Final = np.array((1.3, 1.0, 0.85), np.float32)
"""Blue, green and red of the sky's light, which is all that a shadow gets, compared with the sun's."""

_BOUNCED: Final = (1.0, 1.35)
"""How much more light of walls and sky one of two grounds gets than the other."""

_CONTRAST: Final = (0.0, 0.35)
"""How much steeper than straight the camera's contrast curve is in the middle."""

_PENUMBRA: Final = 0.012
"""Standard deviation of the edge of a head's shadow, in heights; half a degree of sun over two to three heights."""

_STEPS: Final = 4
_OPTICS: Final = 0.7
"""Pixels that the lens blurs."""

_GRAIN: Final = 1.5
"""Standard deviation of the noise that the dark adds to the sensor's, in grey levels."""


class LowSun(Disturbance):
    """The sun stands low: everybody casts a long hard shadow, and those of people beside the view pass through it alone."""

    def __init__(self, rng: np.random.Generator, width: int, height: int) -> None:
        """Draw where the sun stands, when somebody passes beside the view, and what the ground and the camera are like."""
        super().__init__(rng, width, height)
        self._along = float(rng.choice((-1, 1)) * rng.uniform(1.2, 2.2))
        self._away = float(rng.choice((-1, 1)) * rng.uniform(0.15, 0.35))
        light = rng.uniform(0.45, 0.6)
        self._outsider = render_walker(int(rng.integers(1 << 30)))
        self._first, self._every = rng.uniform(1, 5), rng.uniform(12, 18)
        self._lasts = rng.uniform(5, 8)
        self._tall = rng.uniform(0.25, 0.4)
        self._shade = light**_GAMMA * self._draw_grounds(rng)[..., None] * _SKY
        self._curve = _contrast_curve(rng.uniform(*_CONTRAST))
        self._empty: Floats | None = None

    def _draw_grounds(self, rng: np.random.Generator) -> Floats:
        """Return how much more light each pixel's ground gets than the darkest; two grounds meet in a straight line."""
        y, x = np.mgrid[0 : self.height, 0 : self.width].astype(np.float32)
        slope = rng.uniform(-0.5, 0.5)
        line = self.height * rng.uniform(0.5, 0.95) + slope * (x - self.width / 2)
        more = rng.uniform(*_BOUNCED)
        swapped = rng.choice((False, True))
        return np.where((y < line) ^ swapped, more, 1).astype(np.float32)

    @override
    def alter(self, image: Floats, moment: Moment) -> Floats:
        """Cast the shadow of everybody in front of the place, which the first frame shows empty, and of who passes beside it."""
        if self._empty is None:
            self._empty = image.copy()
        people = _find_people(image, self._empty)
        shadow = self._of_outsider(moment.seconds)
        contours, _ = cv2.findContours(
            people, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
        )
        for contour in contours:
            x, y, wide, high = cv2.boundingRect(contour)
            alpha = people[y : y + high, x : x + wide].astype(np.float32)
            shadow = np.maximum(shadow, self._cast(alpha, x + wide / 2, y + high, high))
        if not shadow.any():
            return image
        soft = cv2.GaussianBlur(shadow * (1 - people), (0, 0), _OPTICS)
        return self._darken(image, np.asarray(soft, np.float32))

    def _darken(self, image: Floats, shadow: Floats) -> Floats:
        """Take the sun's light away, which is linear, from a picture that a camera has bent.

        Args:
            image: (height, width, 3), 0..255.
            shadow: (height, width), 0 in the light to 1 in the shadow.
        """
        where = shadow > 0
        depth = shadow[where]
        levels, bent = self._curve
        light = np.interp(image[where] / 255, bent, levels) ** _GAMMA
        light *= 1 - depth[:, None] * (1 - np.minimum(self._shade[where], 1))
        dark = 255 * np.interp(light ** (1 / _GAMMA), levels, bent)
        dark += (self.rng.normal(0, _GRAIN, depth.shape) * depth)[:, None]
        shown = image.copy()
        shown[where] = dark
        return shown

    def _of_outsider(self, seconds: float) -> Floats:
        """Return the shadow of who comes nearer on a path beside the view, on the side of the sun."""
        since = seconds - self._first
        if since < 0 or since % self._every > self._lasts:
            return np.zeros((self.height, self.width), np.float32)
        way = since % self._every / self._lasts
        alpha = self._outsider.at(since).alpha
        tall = self.height * self._tall * (1 + way)
        beside = 0.5 * tall * alpha.shape[1] / alpha.shape[0]
        x = -beside if self._along > 0 else self.width + beside
        return self._cast(alpha, x, self.height * (0.55 + 0.5 * way), tall)

    def _cast(self, alpha: Floats, x: float, feet: float, tall: float) -> Floats:
        """Lay a silhouette on the ground.

        Args:
            alpha: (height, width) of who casts it, 0..1.
            x: Their middle in pixels; may lie outside.
            feet: Where they stand in pixels; may lie outside.
            tall: Their height in pixels.

        Returns:
            (height, width) of the picture, 0 in the light to 1 in the shadow.
        """
        high, wide = alpha.shape
        scale = tall / high
        along, away = self._along * scale, self._away * scale
        edge = round(4 * _PENUMBRA * high)
        matrix = np.array(
            [
                [scale, -along, x - scale * (wide / 2 + edge) + along * (high + edge)],
                [0, away, feet - away * (high + edge)],
            ]
        )
        soft = _soften_from_feet(alpha, edge)
        cast = cv2.warpAffine(soft, matrix, (self.width, self.height))
        return np.asarray(cast, np.float32)


class SunBehind(LowSun):
    """The sun stands low behind the camera: shadows are upright, and those of people beside the camera come from below."""

    def __init__(self, rng: np.random.Generator, width: int, height: int) -> None:
        """Draw the same, and where behind the camera the sun stands."""
        super().__init__(rng, width, height)
        self._along = float(rng.choice((-1, 1)) * rng.uniform(0.1, 0.5))
        self._away = float(rng.uniform(0.5, 0.9))

    @override
    def _of_outsider(self, seconds: float) -> Floats:
        """Return the shadow of who walks past below the view."""
        since = seconds - self._first
        if since < 0 or since % self._every > self._lasts:
            return np.zeros((self.height, self.width), np.float32)
        way = since % self._every / self._lasts
        x = self.width * (1.4 * way - 0.2)
        tall = 2 * self.height * self._tall
        return self._cast(self._outsider.at(since).alpha, x, 1.05 * self.height, tall)


def _soften_from_feet(alpha: Floats, edge: int) -> Floats:
    """Blur a silhouette the more, the further from the feet: the sun is no point.

    Args:
        alpha: (height, width), 0..1.
        edge: Pixels to add on all sides.
    """
    high = alpha.shape[0]
    sharp = cv2.copyMakeBorder(
        alpha, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=(0,)
    )
    from_feet = np.clip((high + edge - np.arange(high + 2 * edge)) / high, 0, 1)
    soft = np.zeros(sharp.shape, np.float32)
    for step in range(_STEPS):
        far = step / (_STEPS - 1)
        blurred = (
            cv2.GaussianBlur(sharp, (0, 0), far * _PENUMBRA * high) if step else sharp
        )
        weight = np.clip(1 - np.abs(from_feet - far) * (_STEPS - 1), 0, 1)
        soft += blurred * weight[:, None].astype(np.float32)
    return soft


def _contrast_curve(steeper: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return levels, 0..1, and what a camera makes of them that shows the middle steeper and the ends flatter."""
    levels = np.linspace(0, 1, 257)
    return levels, levels - steeper / (2 * np.pi) * np.sin(2 * np.pi * levels)


def _find_people(image: Floats, empty: Floats) -> NDArray[np.uint8]:
    """Return 1 where somebody is before the empty place, without holes, else 0."""
    differs = (np.abs(image - empty).max(axis=2) > _SHOWS).astype(np.uint8)
    closed = cv2.morphologyEx(differs, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    contours, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    large = [each for each in contours if cv2.contourArea(each) > 100]
    filled = np.zeros_like(closed)
    cv2.drawContours(filled, large, -1, [1], cv2.FILLED)
    return np.asarray(filled, np.uint8)
