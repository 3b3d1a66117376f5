"""Who stops is still seen for a while; what is left when somebody goes is not."""

import cv2
import numpy as np
import pytest

from custom_components.argus.vision.motion.blobs import Blob
from custom_components.argus.vision.motion.stopped import is_outlined

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
