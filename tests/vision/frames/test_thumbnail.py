"""Thumbnails show what a picture is about, wherever in it that is."""

from hypothesis import given, strategies as st
import numpy as np
import pytest

from custom_components.argus.vision import Box
from custom_components.argus.vision.frames.frame import Frame
from custom_components.argus.vision.frames.thumbnail import (
    THUMBNAIL_ASPECT,
    THUMBNAIL_WIDTH,
    make_thumbnail,
    part_around,
)

SHARE = st.floats(0, 1)


def picture(somebody: Box, width: int = 1280, height: int = 720) -> Frame:
    """Return a dark picture with somebody bright in it."""
    image = np.zeros((height, width, 3), np.uint8)
    image[
        int(somebody.y0 * height) : int(somebody.y1 * height),
        int(somebody.x0 * width) : int(somebody.x1 * width),
    ] = 255
    return Frame.open(image)


def brightness(image: np.ndarray) -> float:
    """Return the share of an image that is bright."""
    return float((image > 127).mean())


def test_whoever_is_at_the_edge_is_in_the_thumbnail() -> None:
    """As a whole, and larger than in the picture."""
    somebody = Box(0.9, 0.5, 0.97, 0.9)
    small = make_thumbnail(picture(somebody), subject=somebody)
    assert small.shape == (THUMBNAIL_WIDTH * 3 // 4, THUMBNAIL_WIDTH, 3)
    shown = part_around(somebody, 1280 / 720)
    assert brightness(small) == pytest.approx(somebody.area / shown.area, rel=0.05)
    assert brightness(small) > 3 * somebody.area


def test_without_knowing_what_it_is_about_all_is_shown() -> None:
    small = make_thumbnail(picture(Box(0.9, 0.5, 0.97, 0.9)))
    assert small.shape == (180, THUMBNAIL_WIDTH, 3)
    assert brightness(small) == pytest.approx(0.07 * 0.4, rel=0.1)


@pytest.mark.parametrize("size", [(64, 48), (1, 1), (3, 400), (400, 3)])
def test_small_and_odd_pictures(size: tuple[int, int]) -> None:
    whole = picture(Box(0, 0, 1, 1), *size)
    small = make_thumbnail(whole, subject=Box(0.4, 0.4, 0.6, 0.6))
    height, width = small.shape[:2]
    assert 1 <= width <= THUMBNAIL_WIDTH
    assert height >= 1
    assert brightness(small) == 1


@given(x=SHARE, y=SHARE, width=SHARE, height=SHARE, aspect=st.floats(0.01, 100))
def test_the_part_is_in_the_picture_and_has_its_proportions(
    x: float, y: float, width: float, height: float, aspect: float
) -> None:
    subject = Box(x, y, min(1, x + width), min(1, y + height))
    part = part_around(subject, aspect)
    assert min(part.x0, part.y0) >= 0
    assert max(part.x1, part.y1) <= 1 + 1e-9
    assert part.width * aspect / part.height == pytest.approx(THUMBNAIL_ASPECT)
