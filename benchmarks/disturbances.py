"""What happens to a camera's picture without anybody moving."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import override

import cv2
import numpy as np
from numpy.typing import NDArray

from .detector import Image, encode

type Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Moment:
    """Where in a clip a frame lies."""

    seconds: float
    """Since the clip's first judged frame; negative while warming up."""
    length: float
    """Length of the clip in seconds."""


class Disturbance:
    """Disturbs the frames of one clip, one after the other; this one leaves them clean.

    Every clip has a sensor's noise and a camera's JPEG anyway.
    """

    quality = 88
    noise = 1.8
    """Standard deviation of the sensor's noise in grey levels."""
    trail: tuple[float, ...] = (0.0,)
    """How many seconds ago each picture was taken that the camera averages into a frame."""

    def __init__(self, rng: np.random.Generator, width: int, height: int) -> None:
        """Draw what stays the same through the clip.

        Args:
            rng: Source of all chance.
            width: Pixels.
            height: Pixels.
        """
        self.rng = rng
        self.width = width
        self.height = height
        self._grain = rng.normal(0, 1, (height + 64, width + 64)).astype(np.float32)

    def alter(self, image: Floats, moment: Moment) -> Floats:
        """Return the disturbed picture; it may work in place.

        Args:
            image: (height, width, 3), 0..255.
            moment: When.
        """
        return image

    def frame(self, image: Image, moment: Moment) -> bytes:
        """Disturb a picture, add the sensor's noise and encode it."""
        altered = self.alter(image.astype(np.float32), moment)
        y, x = self.rng.integers(0, 64, 2)
        sign = self.rng.choice((-1, 1)) * self.noise
        grain = self._grain[y : y + self.height, x : x + self.width]
        altered += sign * grain[..., None]
        return encode(np.clip(altered, 0, 255).astype(np.uint8), self.quality)


class LowQuality(Disturbance):
    """A stingy encoder."""

    quality = 18


class NightNoise(Disturbance):
    """Little light, much gain: dark, pale and noisy."""

    noise = 8.0

    @override
    def alter(self, image: Floats, moment: Moment) -> Floats:
        """Darken, and take most of the colour."""
        grey = image.mean(axis=2, keepdims=True)
        return np.asarray(0.4 * (0.3 * image + 0.7 * grey) + 8, np.float32)


class Drift(Disturbance):
    """Clouds and dusk: brightness and contrast wander."""

    def __init__(self, rng: np.random.Generator, width: int, height: int) -> None:
        """Draw period and phase."""
        super().__init__(rng, width, height)
        self._period = rng.uniform(40, 80)
        self._phase = rng.uniform(0, 2 * np.pi)

    @override
    def alter(self, image: Floats, moment: Moment) -> Floats:
        """Change gain and offset slowly."""
        wave = np.sin(2 * np.pi * moment.seconds / self._period + self._phase)
        return np.asarray(image * (0.85 + 0.22 * wave) + 6 * wave, np.float32)


class Flicker(Disturbance):
    """Mains light against the shutter: every frame another brightness, in bands."""

    @override
    def alter(self, image: Floats, moment: Moment) -> Floats:
        """Change the gain of the frame and of its rows."""
        rows = np.arange(self.height, dtype=np.float32) / self.height
        bands = 0.04 * np.sin(2 * np.pi * (1.5 * rows + self.rng.uniform()))
        gain = 0.92 + self.rng.uniform(-0.08, 0.08) + bands
        return np.asarray(image * gain[:, None, None], np.float32)


class LightStep(Disturbance):
    """The room's light is switched on, and off again."""

    def __init__(self, rng: np.random.Generator, width: int, height: int) -> None:
        """Draw the moments and the depth."""
        super().__init__(rng, width, height)
        self._on, self._off = rng.uniform(0.15, 0.45), rng.uniform(0.55, 0.85)
        self._dark = rng.uniform(0.45, 0.65)

    @override
    def alter(self, image: Floats, moment: Moment) -> Floats:
        """Darken outside of the lit time."""
        lit = self._on <= moment.seconds / moment.length < self._off
        return image if lit else np.asarray(image * self._dark, np.float32)


class Lamp(Disturbance):
    """A lamp or the sun lights a part of the scene, twice."""

    def __init__(self, rng: np.random.Generator, width: int, height: int) -> None:
        """Draw where the light falls and when."""
        super().__init__(rng, width, height)
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        cx, cy = rng.uniform(0.15, 0.85) * width, rng.uniform(0.15, 0.85) * height
        radius = rng.uniform(0.15, 0.3) * width
        distance = np.hypot(x - cx, (y - cy) * 1.3) / radius
        self._glow = (np.exp(-(distance**4)) * rng.uniform(0.6, 1.0))[..., None]
        self._times = np.sort(rng.uniform(0.05, 0.95, 4))

    @override
    def alter(self, image: Floats, moment: Moment) -> Floats:
        """Multiply by the light, and add some haze of it."""
        if np.searchsorted(self._times, moment.seconds / moment.length) % 2 == 0:
            return image
        return np.asarray(image * (1 + self._glow) + 25 * self._glow, np.float32)


class InfraredSwitch(Disturbance):
    """The camera turns to infrared and back: no colour, other tones, a bright middle, more noise."""

    def __init__(self, rng: np.random.Generator, width: int, height: int) -> None:
        """Draw the moments."""
        super().__init__(rng, width, height)
        self._on, self._off = rng.uniform(0.2, 0.45), rng.uniform(0.6, 0.85)
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        away = np.hypot(x / width - 0.5, y / height - 0.5)
        self._spot = 1.25 - 1.1 * away

    @override
    def alter(self, image: Floats, moment: Moment) -> Floats:
        """Show infrared in the middle part of the clip."""
        infrared = self._on <= moment.seconds / moment.length < self._off
        self.noise = 4.0 if infrared else Disturbance.noise
        if not infrared:
            return image
        tones = 0.15 * image[..., 0] + 0.25 * image[..., 1] + 0.6 * image[..., 2]
        tones = 255 * (tones / 255) ** 0.7 * self._spot
        return np.repeat(tones[..., None], 3, axis=2).astype(np.float32)


class Shake(Disturbance):
    """Wind at the pole: the picture jumps by up to a hundredth of its width."""

    @override
    def alter(self, image: Floats, moment: Moment) -> Floats:
        """Move the picture."""
        x, y = np.clip(self.rng.normal(0, 0.004, 2), -0.01, 0.01) * self.width
        matrix = np.array([[1, 0, x], [0, 1, y]], np.float32)
        moved = cv2.warpAffine(
            image, matrix, (self.width, self.height), borderMode=cv2.BORDER_REPLICATE
        )
        return np.asarray(moved, np.float32)


class Rain(Disturbance):
    """Streaks all over, and a flatter picture."""

    @override
    def alter(self, image: Floats, moment: Moment) -> Floats:
        """Draw a frame's drops."""
        streaks = np.zeros((self.height, self.width), np.uint8)
        drops = int(self.rng.integers(90, 160))
        xs = self.rng.integers(0, self.width, drops)
        ys = self.rng.integers(-20, self.height, drops)
        lengths = self.rng.integers(8, 30, drops)
        for x, y, length in zip(
            xs.tolist(), ys.tolist(), lengths.tolist(), strict=True
        ):
            end = x + length // 6, y + length
            cv2.line(
                streaks, (x, y), end, [int(self.rng.integers(70, 200))], 1, cv2.LINE_AA
            )
        veil = cv2.GaussianBlur(streaks, (3, 3), 0)[..., None].astype(np.float32) / 255
        return np.asarray(
            image * (0.92 - 0.8 * veil) + 12 + 190 * 0.8 * veil, np.float32
        )


class Snow(Disturbance):
    """Flakes, a few of them near the lens."""

    @override
    def alter(self, image: Floats, moment: Moment) -> Floats:
        """Draw a frame's flakes."""
        flakes = np.zeros((self.height, self.width), np.uint8)
        for radius, count in ((1, 110), (2, 60), (4, 8), (6, 2)):
            for _ in range(count):
                at = (
                    int(self.rng.integers(0, self.width)),
                    int(self.rng.integers(0, self.height)),
                )
                cv2.circle(flakes, at, radius, [int(self.rng.integers(110, 230))], -1)
        veil = cv2.GaussianBlur(flakes, (5, 5), 0)[..., None].astype(np.float32) / 255
        return np.asarray(image * (1 - veil) + 240 * veil, np.float32)


class Insect(Disturbance):
    """Something small and blurred flies close by the lens, now and then."""

    @override
    def alter(self, image: Floats, moment: Moment) -> Floats:
        """Draw the smear of its flight in three frames of ten."""
        if self.rng.uniform() > 0.3:
            return image
        smear = np.zeros((self.height, self.width), np.uint8)
        x, y = (
            int(self.rng.uniform(0, self.width)),
            int(self.rng.uniform(0, self.height)),
        )
        turn = self.rng.uniform(0, 2 * np.pi)
        reach = self.rng.uniform(5, 35)
        end = int(x + reach * np.cos(turn)), int(y + reach * np.sin(turn))
        cv2.line(
            smear,
            (x, y),
            end,
            [int(self.rng.integers(120, 255))],
            int(self.rng.integers(4, 10)),
        )
        veil = cv2.GaussianBlur(smear, (9, 9), 0)[..., None].astype(np.float32) / 255
        tone = 235.0 if self.rng.uniform() < 0.6 else 25.0
        return np.asarray(image * (1 - veil) + tone * veil, np.float32)


class SwayingBranch(Disturbance):
    """A branch with leaves swings into the picture all the time."""

    def __init__(self, rng: np.random.Generator, width: int, height: int) -> None:
        """Grow the branch."""
        super().__init__(rng, width, height)
        self._left = bool(rng.integers(0, 2))
        self._period = rng.uniform(2.0, 4.0)
        self._leaves = np.stack(
            [rng.uniform(0.02, 0.25, 45), rng.normal(0, 0.05, 45)], axis=1
        )
        self._sizes = rng.integers(3, 9, 45)
        self._tones = rng.integers(20, 110, 45)

    @override
    def alter(self, image: Floats, moment: Moment) -> Floats:
        """Draw the branch where the gusts have it."""
        gust = np.sin(2 * np.pi * moment.seconds / self._period)
        turn = 0.5 + 0.075 * gust + self.rng.normal(0, 0.028)
        cos, sin = np.cos(turn), np.sin(turn)
        along, across = self._leaves.T * self.width
        xs, ys = cos * along - sin * across, sin * along + cos * across
        if self._left is False:
            xs = self.width - xs
        picture = np.ascontiguousarray(image)
        tip = (int(xs[along.argmax()]), int(ys[along.argmax()]))
        root = (0 if self._left else self.width, 0)
        cv2.line(picture, root, tip, [35, 45, 50], 5, cv2.LINE_AA)
        for x, y, size, tone in zip(xs, ys, self._sizes, self._tones, strict=True):
            radii = int(size), max(2, int(size) // 2)
            tint = [int(tone) // 2, int(tone), int(tone) // 2]
            cv2.ellipse(
                picture,
                (int(x), int(y)),
                radii,
                float(np.degrees(turn)),
                0,
                360,
                tint,
                -1,
            )
        return picture


DISTURBANCES: dict[str, Callable[[np.random.Generator, int, int], Disturbance]] = {
    "clean": Disturbance,
    "low quality": LowQuality,
    "night noise": NightNoise,
    "drift": Drift,
    "flicker": Flicker,
    "light step": LightStep,
    "lamp": Lamp,
    "infrared switch": InfraredSwitch,
    "shake": Shake,
    "rain": Rain,
    "snow": Snow,
    "insect": Insect,
    "swaying branch": SwayingBranch,
}
"""Every disturbance by name; create one anew for each clip."""
