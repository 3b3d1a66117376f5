"""A hard shadow that passes alone is nobody; whoever wears dark clothes is somebody."""

import cv2
import numpy as np
import pytest

from custom_components.argus.vision.motion.blobs import Blob
from custom_components.argus.vision.motion.shadow import is_cast_shadow

from ..scenes import HEIGHT, WIDTH, Image, room, with_person
from ..watch import Watch

EMPTY = room()
SKY = np.array((0.28, 0.22, 0.18))
"""Share of the light, blue, green and red, that is left in a shadow."""


def _shaded(picture: Image, x: float, y: float = 0.85, tall: float = 0.4) -> Image:
    """Lay the shadow of somebody on the ground, their feet at x and y: soft at the head, blue, and linear in light."""
    high = tall * HEIGHT
    shadow = np.zeros((HEIGHT, WIDTH), np.float32)
    for part in range(20):
        way = part / 19
        step = np.zeros_like(shadow)
        middle = int(x * WIDTH + 1.7 * way * high), int(y * HEIGHT - 0.2 * way * high)
        size = int(0.13 * high), int((0.05 if 0.1 < way < 0.9 else 0.03) * high)
        cv2.ellipse(step, middle, size, 0, 0, 360, [1.0], -1)
        shadow = np.maximum(shadow, cv2.GaussianBlur(step, (0, 0), 0.7 + 1.5 * way))
    light = (picture / 255) ** 2.2 * (1 - shadow[..., None] * (1 - SKY))
    return np.asarray(255 * light ** (1 / 2.2), np.uint8)


def _dressed_in_black(picture: Image, x: float) -> Image:
    """Draw somebody all in one dark colour."""
    figure = np.any(with_person(picture, x) != picture, axis=2)
    dark = picture.copy()
    dark[figure] = (70, 66, 64)
    return np.asarray(cv2.GaussianBlur(dark, (3, 3), 0), np.uint8)


@pytest.mark.parametrize("fps", [1, 5])
def test_a_shadow_that_passes_alone_is_nobody(fps: int) -> None:
    watch = Watch(fps)
    watch.settle(frames=max(20, 6 * fps))
    places = np.linspace(-0.4, 1, 8 * fps)
    shown = [_shaded(EMPTY, x) for x in places]
    assert sum((each < 0.75 * EMPTY).mean() > 0.005 for each in shown) > 4 * fps

    alarms = [watch.show(each).detected for each in shown]

    assert not any(alarms)


@pytest.mark.parametrize("fps", [1, 5])
def test_somebody_who_casts_one_is_seen(fps: int) -> None:
    watch = Watch(fps)
    watch.settle(frames=max(20, 6 * fps))
    seen = []
    for x in np.linspace(0.1, 0.8, 6 * fps):
        shown = with_person(_shaded(EMPTY, x, 0.72), x)
        boxes = watch.show(shown).boxes
        seen.append(any(box.x0 < x < box.x1 and box.y0 < 0.5 for box in boxes))

    assert np.mean(seen) >= 0.9


@pytest.mark.parametrize("fps", [1, 5])
def test_dark_clothes_before_a_plain_wall_are_somebody(fps: int) -> None:
    wall = np.full((HEIGHT, WIDTH, 3), (128, 132, 136), np.uint8)
    watch = Watch(fps)
    watch.settle(wall, max(20, 6 * fps))
    seen = [
        watch.show(_dressed_in_black(wall, x)).detected
        for x in np.linspace(0.15, 0.85, 6 * fps)
    ]

    assert np.mean(seen) > 0.9


def _place(
    width: int, height: int, *, x: int = 80, y: int = 60
) -> tuple[Blob, Image, Image]:
    """Return an oval place, and a ground of two materials twice: as it is, and with half of its light there."""
    rng = np.random.default_rng(1)
    scene = np.full((135, 240), 150, np.uint8)
    scene[:, 110:] = 95
    scene = np.asarray(cv2.add(scene, rng.integers(0, 25, scene.shape, np.uint8)))
    scene = np.asarray(cv2.GaussianBlur(scene, (3, 3), 0), np.uint8)
    mask = np.zeros(scene.shape, np.uint8)
    middle = x + width // 2, y + height // 2
    cv2.ellipse(mask, middle, (width // 2, height // 2), 0, 0, 360, [255], -1)
    soft = cv2.GaussianBlur(mask.astype(np.float32) / 255, (0, 0), 1)
    frame = scene * (1 - 0.4 * soft) + rng.normal(0, 1, scene.shape)
    left, top, wide, high = cv2.boundingRect(mask)
    part = mask[top : top + high, left : left + wide]
    blob = Blob(left, top, wide, high, cv2.countNonZero(part), part)
    return blob, np.clip(frame, 0, 255).astype(np.uint8), scene


def test_even_darkness_on_the_ground_is_a_shadow() -> None:
    blob, frame, scene = _place(60, 12)

    assert is_cast_shadow(blob, frame, scene)
    assert not is_cast_shadow(blob, scene, frame)  # who is bright, or what is left


def test_what_stands_upright_is_one_where_the_ground_shows_through() -> None:
    blob, frame, plain = _place(16, 60)
    assert not is_cast_shadow(blob, frame, plain)

    pattern = np.where(np.arange(135) % 12 < 6, 20, 0)[:, None]
    paved = np.asarray(plain + pattern, np.uint8)
    shaded = np.asarray(frame.astype(float) * paved / plain, np.uint8)
    assert is_cast_shadow(blob, shaded, paved)
    assert not is_cast_shadow(blob, frame, paved)


def test_what_has_a_colour_of_its_own_is_none() -> None:
    blob, frame, scene = _place(60, 12)
    inside = blob.cut(frame)
    inside[blob.mask > 0] = 75

    assert not is_cast_shadow(blob, frame, scene)


def test_what_has_parts_of_its_own_is_none() -> None:
    blob, frame, scene = _place(60, 12)
    blob.cut(frame)[:, ::6] = 40

    assert not is_cast_shadow(blob, frame, scene)


def test_a_head_that_comes_into_view_from_below_is_none() -> None:
    assert is_cast_shadow(*_place(22, 10, y=100))
    assert not is_cast_shadow(*_place(22, 20, y=125))


def test_a_lamp_that_goes_out_is_none() -> None:
    assert not is_cast_shadow(*_place(110, 70, x=60, y=30))


def test_in_the_dark_nothing_is_one() -> None:
    blob, frame, scene = _place(60, 12)
    black = np.zeros_like(scene)

    assert not is_cast_shadow(blob, black, black)
    assert not is_cast_shadow(blob, frame, black)
    assert not is_cast_shadow(blob, black, scene)
