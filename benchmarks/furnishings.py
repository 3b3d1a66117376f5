"""Furnishings that move without anybody: a television and a curtain, in front of which people pass."""

from typing import Final, override

import cv2
import numpy as np
from numpy.typing import NDArray

from .disturbances import Disturbance, Floats, Moment

_SHOWS: Final = 3
"""Grey levels from which on a pixel is of somebody in front of the empty place."""
_CLOSE: Final = np.ones((5, 5), np.uint8)


class _Furnishing(Disturbance):
    """Something that stands at a place, behind whoever passes."""

    top: int
    left: int
    high: int
    wide: int
    """Where it is, in pixels."""

    def __init__(self, rng: np.random.Generator, width: int, height: int) -> None:
        """Wait for the first frame, which shows the empty place."""
        super().__init__(rng, width, height)
        self._empty: Floats | None = None

    @property
    def place(self) -> tuple[slice, slice]:
        """Rows and columns."""
        return (
            slice(self.top, self.top + self.high),
            slice(self.left, self.left + self.wide),
        )

    def find_free(self, image: Floats) -> NDArray[np.bool_]:
        """Return where at its place nobody is in front of it, (high, wide, 1)."""
        if self._empty is None:
            self._empty = image.copy()
        change = np.abs(image[self.place] - self._empty[self.place]).max(axis=2)
        people = (change > _SHOWS).astype(np.uint8)
        closed = cv2.morphologyEx(people, cv2.MORPH_CLOSE, _CLOSE)
        return np.asarray(closed == 0)[..., None]


class Television(_Furnishing):
    """A television in a dim room: another picture in every frame, and its light on what is around."""

    noise = 3.0

    def __init__(self, rng: np.random.Generator, width: int, height: int) -> None:
        """Draw where it stands and when its programme cuts."""
        super().__init__(rng, width, height)
        self.wide = int(rng.uniform(0.12, 0.22) * width)
        self.high = self.wide * 9 // 16
        self.left = int(rng.uniform(0.05, 0.95) * (width - self.wide))
        self.top = int(rng.uniform(0.15, 0.5) * height)
        ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
        away = np.hypot(xs - self.left - self.wide / 2, ys - self.top - self.high / 2)
        self._glow = (0.5 / (1 + (away / self.wide) ** 2))[..., None]
        self._cut = rng.uniform(2, 5)
        self._levels = rng.uniform(0.15, 1.0, 64)

    @override
    def alter(self, image: Floats, moment: Moment) -> Floats:
        """Show the next picture of the programme, and let it light the room."""
        free = self.find_free(image)
        level = float(self._levels[int(moment.seconds // self._cut) % 64])
        level *= self.rng.uniform(0.8, 1.2)
        coarse = self.rng.uniform(0, 255, (5, 8, 3)).astype(np.float32)
        size = self.wide, self.high
        shown = level * cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC)
        lit = image * (0.45 + level * self._glow)
        lit[self.place] = np.where(free, shown, lit[self.place])
        return np.asarray(lit, np.float32)


class Curtain(_Furnishing):
    """A curtain with folds and a pattern, which a slow draught moves by a few pixels."""

    def __init__(self, rng: np.random.Generator, width: int, height: int) -> None:
        """Hang it up, and draw how the draught comes and goes."""
        super().__init__(rng, width, height)
        self.wide = int(rng.uniform(0.14, 0.25) * width)
        self.high = int(rng.uniform(0.5, 0.8) * height)
        self.left = int(rng.uniform(0.05, 0.95) * (width - self.wide))
        self.top = int(rng.uniform(0.05, 0.15) * height)
        xs = np.arange(self.wide, dtype=np.float32)
        folds = sum(
            rng.uniform(10, 25)
            * np.sin(2 * np.pi * (xs / rng.uniform(18, 60) + rng.uniform()))
            for _ in range(3)
        )
        pattern = cv2.GaussianBlur(
            rng.normal(0, 60, (self.high, self.wide)).astype(np.float32), (0, 0), 2.5
        )
        tone = rng.uniform(90, 190, 3).astype(np.float32)
        self._cloth = tone + (folds[None] + pattern)[..., None]
        self._reach = rng.uniform(2, 6)
        self._periods = rng.uniform(3, 9, 2)
        self._phases = rng.uniform(0, 2 * np.pi, 3)

    @override
    def alter(self, image: Floats, moment: Moment) -> Floats:
        """Hang the curtain as the draught has it: held above, free below, one fold after the other."""
        free = self.find_free(image)
        ys, xs = np.mgrid[0 : self.high, 0 : self.wide].astype(np.float32)
        swing = 2 * np.pi * moment.seconds / self._periods + self._phases[:2]
        wave = np.sin(swing[0] - 2.5 * xs / self.wide + self._phases[2])
        draught = self._reach * (0.6 + 0.4 * np.sin(swing[1])) * wave
        away = np.asarray(xs - draught * ys / self.high, np.float32)
        cloth = cv2.remap(
            self._cloth, away, ys, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
        )
        hangs = ((away >= 0) & (away < self.wide))[..., None]
        image[self.place] = np.where(free & hangs, cloth, image[self.place])
        return image
