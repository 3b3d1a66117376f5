"""Changed pixels become things."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from custom_components.argus.vision.motion.blobs import (
    Blob,
    BlobConfirmation,
    clean_foreground,
    find_blobs,
)

from ..scenes import Image


def _mask(seed: int) -> Image:
    """Draw a few boxes, some at the edge of the picture, and specks all over or nowhere."""
    rng = np.random.default_rng(seed)
    height, width = rng.integers(3, 140, 2).tolist()
    mask = np.zeros((height, width), np.uint8)
    for _ in range(int(rng.integers(0, 6))):
        y, x = int(rng.integers(0, height)), int(rng.integers(0, width))
        tall, wide = rng.integers(1, 20, 2).tolist()
        mask[y : y + tall, x : x + wide] = 255
    if seed % 2:
        mask[rng.random(mask.shape) < 0.02] ^= 255
    return mask


@pytest.mark.parametrize("seed", range(60))
def test_cleaning_only_where_something_is_does_the_same_as_everywhere(
    seed: int,
) -> None:
    mask = _mask(seed)
    ellipse = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    expected = cv2.morphologyEx(opened, cv2.MORPH_CLOSE, ellipse)

    assert np.array_equal(clean_foreground(cv2.bitwise_not(mask)), expected)


@pytest.mark.parametrize("seed", range(20))
def test_blobs_are_the_connected_parts(seed: int) -> None:
    mask = clean_foreground(cv2.bitwise_not(_mask(seed)))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    blobs = find_blobs(mask, 1)

    assert sum(blob.area for blob in blobs) <= np.count_nonzero(mask)
    found = np.zeros_like(mask)
    for blob in blobs:
        part = blob.cut(found)
        part[blob.mask > 0] = 255
    # What lies in the hole of another one belongs to it, so there may be fewer.
    assert len(blobs) <= count - 1
    assert np.array_equal(found > 0, labels > 0)
    if len(blobs) == count - 1:
        areas = stats[1:, cv2.CC_STAT_AREA].tolist()
        assert sorted(blob.area for blob in blobs) == sorted(areas)


def test_nothing_has_no_blobs() -> None:
    same = np.full((135, 240), 255, np.uint8)

    assert find_blobs(clean_foreground(same), 1) == []


def _thing(x: int, y: int) -> Blob:
    return Blob(x, y, 12, 30, 360, np.full((30, 12), 255, np.uint8))


LARGE = 155


def _sees_at_once(places: list[tuple[float, int, int]]) -> bool:
    """Return whether a thing is believed at first sight after others were seen, each at a time and a place."""
    confirmation = BlobConfirmation()
    for when, x, y in places:
        confirmation.confirm([_thing(x, y)], (180, 240), LARGE, when)
    now = places[-1][0] + 20.0
    confirmation.confirm([], (180, 240), LARGE, now - 2)
    return bool(confirmation.confirm([_thing(114, 75)], (180, 240), LARGE, now))


def test_insects_raise_the_size_that_needs_no_second_look() -> None:
    insects = [(0.0, 40, 20), (10.0, 180, 120), (20.0, 60, 130)]

    assert not _sees_at_once(insects)


@pytest.mark.parametrize("speed", [0.12, 0.2, 0.26])
def test_who_runs_past_a_slow_camera_is_no_insect(speed: float) -> None:
    step = round(speed * 2.0 * 240)
    runs = [
        (20.0 * run + 2.0 * frame, 20 + step * frame, 75)
        for run in range(3)
        for frame in range(3)
        if 20 + step * frame < 215
    ]

    assert _sees_at_once(runs)


def _small(x: int, y: int = 100) -> Blob:
    return Blob(x, y, 6, 12, 72, np.full((12, 6), 255, np.uint8))


def test_who_comes_in_at_the_edge_is_believed_at_first_sight() -> None:
    def is_believed(blob: Blob) -> bool:
        return bool(BlobConfirmation().confirm([blob], (180, 240), LARGE, 5.0))

    assert is_believed(_small(0))
    assert is_believed(_small(234))
    assert is_believed(_small(120, 168))
    assert not is_believed(_small(120))


def test_among_insects_small_things_at_the_edge_have_to_be_seen_twice() -> None:
    confirmation = BlobConfirmation()
    for when, x in ((0.0, 60), (4.0, 160), (8.0, 90)):
        confirmation.confirm([_small(x)], (180, 240), LARGE, when)
        confirmation.confirm([], (180, 240), LARGE, when + 3)

    assert not confirmation.confirm([_small(0)], (180, 240), LARGE, 12.0)
    assert confirmation.confirm([_small(4)], (180, 240), LARGE, 13.0)


def test_blobs_share_the_pixels_that_are_in_both() -> None:
    mask = np.zeros((40, 60), np.uint8)
    mask[5:15, 5:15] = 255
    other = np.zeros_like(mask)
    other[10:20, 8:30] = 255
    (one,), (two,) = find_blobs(mask, 1), find_blobs(other, 1)

    assert one.overlap(two) == two.overlap(one) == 5 * 7
    assert one.overlap(replace(two, x=40)) == 0
