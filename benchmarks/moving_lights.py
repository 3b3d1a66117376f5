"""Lights and shadows without anybody that travel through the picture as somebody would, and a moth that looks like one."""

from dataclasses import dataclass
from typing import Final, override

import cv2
import numpy as np
from numpy.typing import NDArray

from .disturbances import Disturbance, Floats, Moment

_BEGIN: Final = -60.0
_END: Final = 240.0
"""Seconds of a clip for which what happens is planned: warm-up and judged frames of every rate."""
_GAMMA: Final = 2.2


def _plan_times(
    rng: np.random.Generator, pause: tuple[float, float]
) -> NDArray[np.float64]:
    """Return the seconds at which something begins, with pauses between the two bounds."""
    count = int((_END - _BEGIN) / pause[0]) + 1
    times = _BEGIN + np.cumsum(rng.uniform(*pause, count))
    return np.asarray(times[times < _END], np.float64)


@dataclass(frozen=True, slots=True)
class _Pool:
    """Where one beam meets the ground or a wall."""

    y: float
    wide: float
    high: float
    """Its middle and its spread, shares of the picture's height, width and height."""
    cut: float
    """Its spread upwards as a share of that downwards: low beam ends above at a line that distance makes soft."""
    strength: float
    """Light in its middle, as a share of what makes white white."""
    apart: float
    """From one lamp's middle to the other's, in spreads."""


@dataclass(frozen=True, slots=True)
class _Pass:
    """A car passes, out of the view or along its edge."""

    start: float
    lasts: float
    """Seconds in which its light crosses the picture."""
    leftwards: bool
    pools: tuple[_Pool, ...]


class Headlights(Disturbance):
    """At night the light of passing cars sweeps over ground and walls, five to ten times a minute."""

    noise = 5.0

    _AMBIENT = 0.1

    def __init__(self, rng: np.random.Generator, width: int, height: int) -> None:
        """Draw who passes when."""
        super().__init__(rng, width, height)
        self._xs = np.arange(width, dtype=np.float32) / width
        self._ys = np.arange(height, dtype=np.float32) / height
        self._passes = [self._draw_pass(start) for start in _plan_times(rng, (6, 12))]

    def _draw_pass(self, start: float) -> _Pass:
        rng = self.rng
        ground = _Pool(
            y=rng.uniform(0.6, 0.95),
            wide=rng.uniform(0.08, 0.18),
            high=rng.uniform(0.04, 0.1),
            cut=rng.uniform(0.7, 1.0),
            strength=rng.uniform(0.3, 1.0),
            apart=rng.uniform(0.3, 1.2),
        )
        wall = _Pool(
            y=rng.uniform(0.25, 0.55),
            wide=rng.uniform(0.06, 0.14),
            high=rng.uniform(0.06, 0.14),
            cut=rng.uniform(0.25, 0.6),
            strength=rng.uniform(0.15, 0.6),
            apart=rng.uniform(0.3, 1.2),
        )
        return _Pass(
            start=start,
            lasts=rng.uniform(1, 4),
            leftwards=bool(rng.integers(0, 2)),
            pools=((ground, wall), (ground,), (wall,))[int(rng.integers(3))],
        )

    @override
    def alter(self, image: Floats, moment: Moment) -> Floats:
        """Light the scene by little and by whoever passes, as a linear sum behind the camera's gamma."""
        grey = image.mean(axis=2, keepdims=True)
        pale = np.clip((0.4 * image + 0.6 * grey) / 255, 0, 1)
        light = np.full((self.height, self.width), self._AMBIENT, np.float32)
        for each in self._passes:
            way = (moment.seconds - each.start) / each.lasts
            if 0 <= way <= 1:
                light += self._light_of(each, way)
        return np.asarray(
            6 + 249 * pale * (light ** (1 / _GAMMA))[..., None], np.float32
        )

    def _light_of(self, car: _Pass, way: float) -> Floats:
        """Return what a car adds to the light at a share of its way, which is most when it is nearest."""
        total = np.zeros((self.height, self.width), np.float32)
        for pool in car.pools:
            margin = 3 * pool.wide
            x = -margin + way * (1 + 2 * margin)
            x = 1 - x if car.leftwards else x
            down = (self._ys - pool.y) / pool.high
            rows = np.exp(-0.5 * np.where(down < 0, down / pool.cut, down) ** 2)
            across = (self._xs - x) / pool.wide
            lamps = [
                np.exp(-0.5 * (across + side * pool.apart) ** 2) for side in (-0.5, 0.5)
            ]
            total += pool.strength * np.outer(rows, lamps[0] + lamps[1])
        return np.asarray((0.6 + 0.4 * np.sin(np.pi * way)) * total, np.float32)


@dataclass(frozen=True, slots=True)
class _Visit:
    """A moth flies about near the lens."""

    start: float
    lasts: float
    path: NDArray[np.float64]
    """x and y in pixels, `Moth._STEPS` a second."""
    radius: float
    cover: float
    """How much of the scene it hides in its middle, 0..1."""
    flutter: float
    """Beats of its wings a second as the camera's pictures show them."""


class Moth(Disturbance):
    """A moth flies about near the lens in the light of its infrared lamp: white, out of focus, its way erratic."""

    noise = 4.0

    _STEPS = 50
    _EXPOSURE = 1 / 25

    def __init__(self, rng: np.random.Generator, width: int, height: int) -> None:
        """Draw when it comes and where it flies."""
        super().__init__(rng, width, height)
        ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
        self._spot = 1.2 - 1.0 * np.hypot(xs / width - 0.5, ys / height - 0.5)
        self._visits = [self._draw_visit(start) for start in _plan_times(rng, (6, 14))]

    def _draw_visit(self, start: float) -> _Visit:
        rng = self.rng
        lasts = rng.uniform(1, 5)
        count = int(lasts * self._STEPS) + 2
        place = rng.uniform(0.1, 0.9, 2) * (self.width, self.height)
        speed = rng.uniform(0.2, 0.7) * self.width
        velocity = rng.normal(0, speed, 2)
        path = np.empty((count, 2))
        for step in range(count):
            path[step] = place
            # It turns about within a fifth of a second, and the lamp draws it back.
            velocity += (
                -velocity * 5 + rng.normal(0, 3.2 * speed, 2) * 7
            ) / self._STEPS
            home = np.array((self.width, self.height)) / 2 - place
            place = place + (velocity + 0.5 * home) / self._STEPS
        return _Visit(
            start=start,
            lasts=lasts,
            path=path,
            radius=rng.uniform(0.015, 0.05) * self.width,
            cover=rng.uniform(0.6, 1.0),
            flutter=rng.uniform(2, 9),
        )

    @override
    def alter(self, image: Floats, moment: Moment) -> Floats:
        """Show infrared, and in front of it the smear of the moth's flight while the shutter is open."""
        tones = 0.15 * image[..., 0] + 0.25 * image[..., 1] + 0.6 * image[..., 2]
        tones = 0.7 * 255 * (np.clip(tones, 0, 255) / 255) ** 0.7 * self._spot
        for each in self._visits:
            since = moment.seconds - each.start
            if 0 <= since <= each.lasts:
                veil = self._veil_of(each, since)
                tones = tones * (1 - veil) + 250 * veil
        return np.repeat(tones[..., None], 3, axis=2).astype(np.float32)

    def _veil_of(self, visit: _Visit, since: float) -> Floats:
        """Return how much of each pixel it covers, 0..1: a disk out of focus along its way in one exposure."""
        beat = 1 + 0.3 * np.sin(2 * np.pi * visit.flutter * since)
        radius = max(3, round(visit.radius * beat))
        moments = np.clip(since + np.linspace(0, self._EXPOSURE, 6), 0, visit.lasts)
        indices = (moments * self._STEPS).astype(int)
        veil = np.zeros((self.height, self.width), np.float32)
        for x, y in visit.path[indices].tolist():
            disk = np.zeros_like(veil)
            cv2.circle(disk, (round(x), round(y)), radius, [1.0], -1, cv2.LINE_AA)
            veil += disk / len(indices)
        soft = cv2.GaussianBlur(veil, (0, 0), 0.35 * radius)
        return np.asarray(visit.cover * np.minimum(1, 1.3 * soft), np.float32)


class CloudEdge(Disturbance):
    """Clouds draw over a sunny view: their edge darkens it from one side, and clears it from the same one."""

    def __init__(self, rng: np.random.Generator, width: int, height: int) -> None:
        """Draw the wind and each cloud's beginning, speed, depth and edge."""
        super().__init__(rng, width, height)
        ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
        turn = rng.uniform(-0.6, 0.6)
        along = (xs / width - 0.5) * np.cos(turn) + (ys / height - 0.5) * np.sin(turn)
        along *= rng.choice((-1, 1))
        ripple = cv2.resize(
            rng.normal(0, 0.03, (5, 7)).astype(np.float32),
            (width, height),
            interpolation=cv2.INTER_CUBIC,
        )
        along = along + ripple
        low, high = along.min(), along.max()
        self._along = np.asarray((along - low) / (high - low), np.float32)
        """How far down the wind each pixel lies, 0..1."""
        self._clouds = [
            (start, *rng.uniform((5, 1, 0.1, 0.55), (20, 8, 0.4, 0.85)))
            for start in _plan_times(rng, (30, 55))
        ]

    @override
    def alter(self, image: Floats, moment: Moment) -> Floats:
        """Darken by the clouds that are over the view."""
        light = np.ones((self.height, self.width), np.float32)
        for start, crossing, stays, edge, left in self._clouds:
            since = moment.seconds - start
            if 0 <= since <= 2 * crossing + stays:
                comes = self._passed(since / crossing, edge)
                goes = self._passed((since - crossing - stays) / crossing, edge)
                light *= 1 - (1 - left) * (comes - goes)
        return np.asarray(image * light[..., None], np.float32)

    def _passed(self, way: float, edge: float) -> Floats:
        """Return how far an edge of some width has passed each pixel, 0..1, at a share of its way."""
        front = np.clip((way * (1 + edge) - self._along) / edge, 0, 1)
        return np.asarray(front * front * (3 - 2 * front), np.float32)
