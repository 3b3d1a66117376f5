"""Who stops is still seen for a while; what is left when somebody goes is not, nor light that fades at its edges."""

import cv2
import numpy as np
import pytest

from custom_components.argus.vision.motion.blobs import Blob
from custom_components.argus.vision.motion.outline import is_outlined, is_soft

from ..scenes import Image, grey_room, room, with_person
from ..watch import Watch

EMPTY = room()


def _person(x: int, y: int) -> tuple[Image, Blob]:
    """Return a room at working size with somebody in it, and where they are."""
    picture = grey_room(240, 135)
    mask = np.zeros((44, 18), np.uint8)
    cv2.ellipse(mask, (9, 22), (7, 20), 0, 0, 360, [255], -1)
    place = picture[y : y + 44, x : x + 18]
    stripes = np.where(np.arange(44) % 12 < 6, 90, 70)[:, None]
    away = np.where(place.mean() > 125, -stripes, stripes)
    changed = np.clip(place.astype(np.int16) + away, 0, 255).astype(np.uint8)
    np.copyto(place, changed, where=mask > 0)
    picture = np.asarray(cv2.GaussianBlur(picture, (3, 3), 0), np.uint8)
    return picture, Blob(x, y, 18, 44, cv2.countNonZero(mask), mask)


@pytest.mark.parametrize(
    ("x", "y"), [(40, 40), (120, 60), (200, 20), (0, 70), (222, 91)]
)
def test_a_thing_has_its_outline_in_the_frame_and_its_ghost_in_the_scene(
    x: int, y: int
) -> None:
    empty = grey_room(240, 135)
    picture, blob = _person(x, y)

    assert is_outlined(blob, picture, empty)
    assert not is_outlined(blob, empty, picture)


@pytest.mark.parametrize("fps", [1, 5])
def test_who_walks_in_and_stands_still_is_seen_for_some_seconds(fps: int) -> None:
    watch = Watch(fps)
    watch.settle(frames=max(20, 6 * fps))
    for step in range(4 * fps):
        watch.show(with_person(EMPTY, 0.1 + 0.1 * step / fps))
    standing = with_person(EMPTY, 0.5)
    seen = [watch.show(standing).detected for _ in range(8 * fps)]

    assert np.mean(seen) > 0.95


def test_who_stands_still_for_long_becomes_part_of_the_scene() -> None:
    watch = Watch()
    watch.settle()
    for step in range(4):
        watch.show(with_person(EMPTY, 0.1 + 0.1 * step))
    standing = with_person(EMPTY, 0.5)
    seen = [watch.show(standing).detected for _ in range(40)]

    assert not any(seen[25:])


def test_where_somebody_stood_until_they_went_is_nobody() -> None:
    watch = Watch()
    stood = with_person(EMPTY, 0.5)
    watch.settle(stood, frames=40)
    for step in range(5):
        watch.show(with_person(EMPTY, 0.6 + 0.1 * step))
    left = [watch.show(EMPTY).detected for _ in range(8)]

    assert not any(left[1:])


def _glow(x: float, y: float, size: float) -> Image:
    """Draw headlights' glow, HxW uint8, in a room at working size; all in shares of its width."""
    down, across = np.mgrid[0:135, 0:240] / 240
    away = np.hypot(across - x, down - y) / size
    return np.asarray(100 * np.exp(-(away**3)), np.uint8)


@pytest.mark.parametrize(("x", "size"), [(0.5, 0.12), (0.2, 0.25), (0.95, 0.2)])
def test_a_glow_is_soft(x: float, size: float) -> None:
    scene = np.asarray(grey_room(240, 135) * 0.4, np.uint8)
    glow = _glow(x, 0.3, size)
    mask = np.asarray(cv2.compare(glow, 15, cv2.CMP_GT), np.uint8)
    left, top, wide, tall = cv2.boundingRect(mask)
    inside = mask[top : top + tall, left : left + wide]
    blob = Blob(left, top, wide, tall, cv2.countNonZero(inside), inside)

    assert is_soft(blob, cv2.add(scene, glow), scene)


@pytest.mark.parametrize(("x", "y"), [(40, 40), (120, 60), (0, 70), (222, 91)])
def test_a_person_is_not_soft(x: int, y: int) -> None:
    picture, blob = _person(x, y)

    assert not is_soft(blob, picture, grey_room(240, 135))


def test_who_fills_the_picture_is_not_soft() -> None:
    scene = grey_room(240, 135)
    everywhere = np.full(scene.shape, 255, np.uint8)
    blob = Blob(0, 0, 240, 135, everywhere.size, everywhere)

    assert not is_soft(blob, cv2.subtract(scene, 60), scene)


def test_headlights_that_sweep_through_the_night_are_not_motion() -> None:
    night = np.asarray(EMPTY * 0.3 + 8, np.uint8)
    watch = Watch(noise=4)
    watch.settle(night)
    alarms = []
    for size in (0.15, 0.25, 0.2):
        for x in np.arange(-0.2, 1.3, 0.25):
            glow = cv2.resize(_glow(float(x), 0.3, size), (640, 360))
            alarms.append(watch.show(cv2.add(night, cv2.merge([glow] * 3))).detected)
        alarms += [watch.show(night).detected for _ in range(3)]

    assert np.mean(alarms) < 0.1
    seen = [
        watch.show(with_person(night, x)).detected for x in (0.1, 0.2, 0.3, 0.4, 0.5)
    ]
    assert all(seen[2:])
