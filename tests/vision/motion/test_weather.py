"""Weather, noise, a camera that shakes and a burnt-in text are not taken for motion, and hide nobody."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from ..scenes import Image, with_person
from ..watch import Watch
from .lighting import EMPTY, lit

type Change = Callable[[Image, int], Image]


@pytest.mark.parametrize("noise", [0.0, 2.0, 9.0])
def test_a_still_scene_is_still(noise: float) -> None:
    watch = Watch(noise=noise)

    assert not any(watch.show(EMPTY).detected for _ in range(40))


def _rain(picture: Image, index: int) -> Image:
    rng = np.random.default_rng(index)
    wet = picture.copy()
    for x, y in rng.integers(0, (640, 360), (100, 2)).tolist():
        cv2.line(wet, (x, y), (x + 3, y + 20), [200, 200, 200], 1, cv2.LINE_AA)
    return wet


def _insect(picture: Image, index: int) -> Image:
    rng = np.random.default_rng(index)
    if rng.uniform() > 0.3:
        return picture
    x, y = rng.integers(0, (640, 360)).tolist()
    buzzed = picture.copy()
    cv2.line(buzzed, (x, y), (x + 25, y + 9), [240, 240, 240], 9)
    return buzzed


def _branch(picture: Image, index: int) -> Image:
    swayed = picture.copy()
    angle = 0.6 + 0.15 * np.sin(index * 1.7)
    for leaf in range(20):
        x = int(np.cos(angle) * (20 + 9 * leaf))
        y = int(np.sin(angle) * (20 + 9 * leaf))
        cv2.circle(swayed, (x, y), 9, [30, 50 + 4 * leaf, 30], -1)
    return swayed


def _shake(picture: Image, index: int) -> Image:
    x, y = np.random.default_rng(index).normal(0, 2.5, 2)
    shift = np.array([[1, 0, x], [0, 1, y]], np.float32)
    moved = cv2.warpAffine(picture, shift, (640, 360), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.uint8)


def _storm(picture: Image, index: int) -> Image:
    """Shake hard, and blur what is seen meanwhile."""
    rng = np.random.default_rng(index)
    x, y = np.clip(rng.normal(0, 12, 2), -28, 28)
    shift = np.array([[1, 0, x], [0, 1, y]], np.float32)
    moved = cv2.warpAffine(picture, shift, (640, 360), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.blur(moved, (int(rng.integers(1, 9)), 1)), np.uint8)


def _clouds(picture: Image, index: int) -> Image:
    return lit(picture, 1 + 0.3 * np.sin(index / 8))


def _flicker(picture: Image, index: int) -> Image:
    return lit(picture, np.random.default_rng(index).uniform(0.85, 1.15))


WEATHER = [_rain, _insect, _branch, _shake, _storm, _clouds, _flicker]


@pytest.mark.parametrize("weather", WEATHER)
def test_weather_is_not_motion_and_hides_nobody(weather: Change) -> None:
    watch = Watch()
    for index in range(24):
        watch.show(weather(EMPTY, index))
    alarms = [watch.show(weather(EMPTY, index)).detected for index in range(24, 54)]
    found = [
        watch.show(weather(with_person(EMPTY, 0.3 + 0.08 * step), 54 + step)).detected
        for step in range(6)
    ]

    assert sum(alarms) <= 2
    assert sum(found) >= 5


def test_a_burnt_in_text_that_inverts_is_not_motion() -> None:
    def titled(grey: int) -> Image:
        tint = (grey, grey, grey)
        where = (12, 36)
        return np.asarray(
            cv2.putText(
                EMPTY.copy(), "2026-11-29 12:30:05", where, 0, 0.9, tint, 2, cv2.LINE_AA
            ),
            np.uint8,
        )

    watch = Watch()
    watch.settle(titled(255))
    told = [
        watch.show(titled(255 if index // 4 % 2 else 0)).detected for index in range(12)
    ]

    assert not any(told)
    assert watch.show(with_person(titled(0), 0.5)).detected
