"""A moth near the lens is nowhere sharp; people are, unless the camera is out of focus itself."""

import cv2
import numpy as np
import pytest

from custom_components.argus.vision.motion.out_of_focus import Focus

from ..scenes import Image, grey_room, room, with_person
from ..watch import Watch

NIGHT = np.asarray(room() * 0.45, np.uint8)


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


@pytest.mark.parametrize("fps", [1, 2])
def test_a_moth_near_the_lens_is_no_motion(fps: float) -> None:
    watch = _watch_night(fps)
    rng = np.random.default_rng(3)
    alarms = [
        watch.show(_moth(NIGHT, *rng.uniform(0.2, 0.8, 2))).detected for _ in range(12)
    ]

    assert not any(alarms)


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


def test_whether_a_camera_is_in_focus_is_looked_up_anew_now_and_then() -> None:
    sharp = grey_room(240, 135)
    blurred = cv2.GaussianBlur(sharp, (0, 0), 6.0)
    focus = Focus()

    assert focus.is_sharp(sharp, 0.0)
    assert focus.is_sharp(blurred, 9.9)
    assert not focus.is_sharp(blurred, 10.0)
    focus.forget_scene()
    assert focus.is_sharp(sharp, 10.1)
