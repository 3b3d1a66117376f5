"""Light fades at its edge, and whoever is in it ends at a line."""

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


def _cloud(picture: Image, way: float) -> Image:
    """Return the picture where a cloud has come so far from the left, in shares of its width."""
    front = np.clip((way * 1.3 - np.linspace(0, 1, 640)) / 0.3, 0, 1)
    shade = 1 - 0.4 * front * front * (3 - 2 * front)
    return np.asarray(picture * shade[None, :, None], np.uint8)


def _watch_night(fps: float) -> Watch:
    watch = Watch(fps)
    watch.settle(NIGHT, int(12 * fps))
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


@pytest.mark.parametrize("fps", [1, 2, 5])
def test_who_walks_through_headlights_is_boxed_without_them(fps: float) -> None:
    watch = _watch_night(fps)
    found = []
    for index in range(int(4 * fps)):
        x = 0.3 + 0.08 * index / fps
        motion = watch.show(_headlight(with_person(NIGHT, x), 0.2 + 0.15 * index / fps))
        found.append(motion.detected)

    assert np.mean(found) >= 0.75


@pytest.mark.parametrize("fps", [1, 2])
def test_clouds_that_come_and_go_are_no_motion_and_leave_no_lines(fps: float) -> None:
    watch = Watch(fps)
    day = room()
    watch.settle(day, int(20 * fps))
    alarms = []
    for _ in range(3):
        comes = np.linspace(0, 1, int(5 * fps))
        sky = [_cloud(day, way) for way in (*comes, *comes[::-1])]
        alarms += [watch.show(each).detected for each in sky]
        alarms += [watch.show(day).detected for _ in range(int(4 * fps))]

    assert np.mean(alarms) < 0.03


def test_who_walks_under_clouds_is_motion() -> None:
    watch = Watch(1)
    day = room()
    watch.settle(day, 20)
    found = [
        watch.show(_cloud(with_person(day, 0.1 + 0.08 * step), step / 9)).detected
        for step in range(10)
    ]

    assert np.mean(found) >= 0.9
