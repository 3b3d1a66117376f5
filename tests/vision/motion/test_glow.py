"""Light that sweeps by fades at its edge, a moth near the lens is nowhere sharp, and whoever is before either ends at a line."""

import cv2
import numpy as np
import pytest

from ..scenes import Image, room, with_person
from ..watch import Watch

NIGHT = np.asarray(room() * 0.45, np.uint8)


def _headlight(picture: Image, x: float, y: float = 0.75) -> Image:
    """Return the picture with a pool of light on the ground, in shares of its width and height."""
    ys, xs = np.mgrid[0:360, 0:640]
    pool = np.exp(-0.5 * (((xs - 640 * x) / 70) ** 2 + ((ys - 360 * y) / 28) ** 2))
    lit = np.clip(picture * (1 + 1.6 * pool[..., None]), 0, 255)
    return np.asarray(lit, np.uint8)


def _moth(picture: Image, x: float, y: float, radius: int = 18) -> Image:
    """Return the picture with a bright disk out of focus."""
    disk = np.zeros((360, 640), np.float32)
    cv2.circle(disk, (round(640 * x), round(360 * y)), radius, [1.0], -1)
    veil = cv2.GaussianBlur(disk, (0, 0), 0.4 * radius)[..., None]
    return np.asarray(picture * (1 - veil) + 245 * veil, np.uint8)


def _watch_night(fps: float, scene: Image = NIGHT) -> Watch:
    watch = Watch(fps)
    watch.settle(scene, int(12 * fps))
    return watch


@pytest.mark.parametrize("fps", [1, 2, 5])
def test_headlights_that_sweep_by_are_no_motion(fps: float) -> None:
    watch = _watch_night(fps)
    alarms = []
    for _ in range(3):
        lit = [_headlight(NIGHT, x) for x in np.linspace(0, 1, int(3 * fps))]
        alarms += [watch.show(each).detected for each in lit]
        alarms += [watch.show(NIGHT).detected for _ in range(int(4 * fps))]

    assert np.mean(alarms) < 0.02


@pytest.mark.parametrize("fps", [1, 2])
def test_a_moth_near_the_lens_is_no_motion(fps: float) -> None:
    watch = _watch_night(fps)
    rng = np.random.default_rng(3)
    alarms = [
        watch.show(_moth(NIGHT, *rng.uniform(0.2, 0.8, 2))).detected for _ in range(12)
    ]

    assert not any(alarms)


@pytest.mark.parametrize("fps", [1, 2, 5])
def test_who_walks_through_headlights_is_boxed_without_them(fps: float) -> None:
    watch = _watch_night(fps)
    found = []
    for index in range(int(4 * fps)):
        x = 0.3 + 0.08 * index / fps
        motion = watch.show(_headlight(with_person(NIGHT, x), 0.2 + 0.15 * index / fps))
        found.append(motion.detected)

    assert np.mean(found) >= 0.75


@pytest.mark.parametrize("softness", [4, 6])
def test_a_camera_out_of_focus_still_sees_who_walks(softness: float) -> None:
    def soften(picture: Image) -> Image:
        return np.asarray(cv2.GaussianBlur(picture, (0, 0), softness), np.uint8)

    watch = _watch_night(1, soften(NIGHT))
    found = [
        watch.show(soften(with_person(NIGHT, 0.2 + 0.08 * index))).detected
        for index in range(8)
    ]

    assert np.mean(found) >= 0.8
