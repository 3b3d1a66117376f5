"""A camera that turns to night vision is not taken for motion, at once or over seconds; and nothing else is taken for night vision."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from ..scenes import Image, room, with_person
from ..watch import Watch
from .lighting import EMPTY, infrared, lit


def test_infrared_is_told_from_a_turned_camera() -> None:
    watch = Watch()
    watch.settle()
    inverted = infrared(np.asarray(255 - EMPTY[:, ::-1], np.uint8))
    assert watch.show(inverted).suppressed == "camera_mode"

    watch = Watch()
    watch.settle()
    elsewhere = np.asarray(255 - room(7), np.uint8)
    assert watch.show(elsewhere).suppressed == "camera_moved"
    assert not any(watch.show(elsewhere).detected for _ in range(6))


def test_night_vision_of_the_same_view_is_no_mere_light() -> None:
    watch = Watch()
    watch.settle()
    night = np.asarray(infrared(EMPTY) * 0.6, np.uint8)

    assert watch.show(night).suppressed == "camera_mode"
    assert not any(watch.show(night).detected for _ in range(6))
    assert watch.show(EMPTY).suppressed == "camera_mode"


def _switch_to_night(seconds: float) -> Image:
    """Return what a camera shows so long after it turned to infrared: dark, then too bright, then right."""
    if seconds < 0.5:
        return np.asarray(infrared(EMPTY) * 0.06 + 4, np.uint8)
    return lit(infrared(EMPTY), 0.6 * (1 + 1.2 * np.exp(0.5 - seconds)))


def _come_up_at_night(seconds: float) -> Image:
    """Return what a camera shows so long after it turned to infrared, whose gain comes up slowly."""
    return lit(infrared(EMPTY), 0.6 * (1 - 0.85 * np.exp(-seconds)))


@pytest.mark.parametrize("fps", [1, 5])
@pytest.mark.parametrize("switch", [_switch_to_night, _come_up_at_night])
def test_a_mode_switch_that_takes_seconds_is_not_motion(
    switch: Callable[[float], Image], fps: int
) -> None:
    watch = Watch(fps)
    watch.settle(lit(EMPTY, 0.6), frames=12 * fps)
    seen = [watch.show(switch((index + 0.5) / fps)) for index in range(10 * fps)]

    assert seen[0].suppressed == "camera_mode"
    assert not any(motion.detected for motion in seen)
    night = switch(10)
    found = [
        watch.show(with_person(night, 0.3 + 0.1 * step / fps)).detected
        for step in range(4 * fps)
    ]
    assert sum(found) >= 3 * fps


@pytest.mark.parametrize(("duration", "fps"), [(1.6, 5), (3.0, 5), (3.0, 1)])
def test_a_picture_that_fades_into_night_vision_is_not_motion(
    duration: float, fps: int
) -> None:
    day, night = lit(EMPTY, 0.45), lit(infrared(EMPTY), 0.6)

    def blend(share: float) -> Image:
        mixed = (1 - share) * day + share * night
        return np.asarray(cv2.GaussianBlur(mixed, (5, 5), 0), np.uint8)

    watch = Watch(fps)
    watch.settle(day, frames=12 * fps)
    fading = [
        watch.show(blend((index + 0.5) / fps / duration))
        for index in range(int(duration * fps))
    ]
    after = [watch.show(night) for _ in range(6 * fps)]
    found = [
        watch.show(with_person(night, 0.3 + 0.1 * step / fps)).detected
        for step in range(4 * fps)
    ]

    assert not any(motion.detected for motion in fading + after)
    assert any(motion.suppressed == "camera_mode" for motion in fading + after[:1])
    assert sum(found) >= 3 * fps


@pytest.mark.parametrize("fps", [1, 5])
def test_who_comes_in_in_grey_is_no_fading_picture(fps: int) -> None:
    colourful = EMPTY.copy()
    colourful[..., 0] = colourful[..., 0] // 2
    watch = Watch(fps)
    watch.settle(colourful, frames=12 * fps)
    seen = []
    for quarters in (1, 2, 3):
        picture = colourful.copy()
        edge = 160 * quarters
        stripes = 60 + 120 * (np.arange(edge) // 24 % 2)
        picture[:, :edge] = stripes[None, :, None]
        seen.append(watch.show(picture))

    assert not any(motion.suppressed == "camera_mode" for motion in seen)
    assert all(motion.detected for motion in seen[1:])


def test_the_edge_of_a_cloud_is_no_fading_picture() -> None:
    grey = cv2.cvtColor(EMPTY, cv2.COLOR_BGR2GRAY)
    scene = cv2.merge([grey] * 3)
    scene[:, :224, 0] //= 2
    cloud_on_right, cloud_on_left = scene.copy(), scene.copy()
    cloud_on_right[:, 416:] //= 2
    cloud_on_left[:, :224] //= 2
    watch = Watch(1)
    watch.settle(np.asarray(cloud_on_right, np.uint8))
    motion = watch.show(np.asarray(cloud_on_left, np.uint8))

    assert motion.suppressed != "camera_mode"
