"""Tests of the stills that are kept of what a camera sees."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from custom_components.argus.vision import Box, Face, Motion, Observation
from custom_components.argus.vision.frames.frame import Frame
from custom_components.argus.vision.frames.still_taker import MOST_CLOSE_UPS, StillTaker
from custom_components.argus.vision.frames.working_picture import shrink_frame

from ..scenes import jpeg, room

QUIET = Observation(1920, 1080)
MOVING = replace(QUIET, motion=Motion(detected=True, boxes=(Box(0, 0, 1, 1),)))


def face(*widths: float) -> Observation:
    """Return faces as wide as shares of a 16:9 picture, from the middle to the right."""
    boxes = (
        Box(0.45 + 0.3 * i, 0.3, 0.45 + 0.3 * i + width, 0.3 + width * 16 / 9)
        for i, width in enumerate(widths)
    )
    return replace(MOVING, faces=tuple(Face(box, 0.9) for box in boxes))


def frame(width: int = 1920, height: int = 1080) -> Frame:
    return Frame.open(jpeg(room(1, width, height)))


def test_one_now_and_then_and_one_when_something_begins() -> None:
    taker, whole = StillTaker(), frame()
    taken = [
        now
        for now, seen in (
            (0.0, QUIET),
            (0.1, QUIET),
            (0.2, MOVING),
            (0.3, MOVING),
            (0.75, MOVING),
            (0.8, QUIET),
            (0.9, MOVING),
            (1.45, QUIET),
            (0.1, QUIET),  # the clock was set back
            (0.2, QUIET),
        )
        if taker.take(whole, seen, now) is not None
    ]
    assert taken == [0.0, 0.2, 0.75, 0.9, 1.45, 0.1]


@pytest.mark.parametrize(
    "size",
    [(1920, 1080), (1280, 720), (640, 480), (3840, 2160), (1080, 1920), (90, 60)],
)
def test_motion_is_looked_for_in_the_same_picture(size: tuple[int, int]) -> None:
    """What is kept is small, and as fine as the eyes looked at the frame itself."""
    whole = frame(*size)
    still = StillTaker().take(whole, QUIET, 0)
    assert still is not None
    assert still.close_up is None
    assert len(still.grey) < 30_000
    again = shrink_frame(Frame.open(still.grey))
    assert again.shape == shrink_frame(whole).shape
    assert np.mean(cv2.absdiff(again, shrink_frame(whole))) < 2


def test_an_array_is_no_larger() -> None:
    """The frames of a stream come decoded."""
    still = StillTaker().take(Frame.open(room(1, 1920, 1080)), QUIET, 0)
    assert still is not None
    assert Frame.open(still.grey).width == 320


@pytest.mark.parametrize("share", [0.3, 0.1, 0.02])
@pytest.mark.parametrize("decoded", [True, False])
def test_a_close_up_of_the_largest_face(share: float, decoded: bool) -> None:
    """Large enough to find the face, small enough to keep, and it knows how small a part of the frame it is."""
    picture = np.full((1080, 1920, 3), 128, np.uint8)
    left, top, side = round(0.45 * 1920), round(0.3 * 1080), round(share * 1920)
    cv2.rectangle(picture, (left, top), (left + side, top + side), (0, 0, 255), -1)
    whole = Frame.open(picture if decoded else jpeg(picture))
    still = StillTaker().take(whole, face(share, 0.01), 0)
    assert still is not None
    assert still.close_up is not None
    assert len(still.close_up.picture) < 40_000
    cut = Frame.open(still.close_up.picture).colour(1000)
    red = (cut[..., 2].astype(int) - cut[..., 1]) > 100
    wide = red.any(axis=0).sum()
    assert min(64, side) - 3 <= wide <= 67
    assert red.sum() > 0.9 * wide**2
    frame_side = min(cut.shape[:2]) / still.close_up.side
    assert wide / frame_side == pytest.approx(share * 16 / 9, rel=0.1)


def test_a_face_at_the_edge() -> None:
    """It reaches out of the picture, as boxes of faces may."""
    for box in (Box(-0.1, -0.1, 0.1, 0.1), Box(0.95, 0.9, 1.05, 1.1)):
        seen = replace(MOVING, faces=(Face(box, 0.9),))
        still = StillTaker().take(frame(), seen, 0)
        assert still is not None
        assert still.close_up is not None
        assert Frame.open(still.close_up.picture).grey(1).size


@pytest.mark.parametrize(
    "size", [(1, 1), (1, 300), (300, 1), (2, 3), (1, 3000), (3000, 2)], ids=str
)
@pytest.mark.parametrize("decoded", [True, False])
def test_a_picture_of_hardly_any_pixels(size: tuple[int, int], decoded: bool) -> None:
    """A camera that starts anew may send some; a face may still be followed then."""
    picture = np.full((size[1], size[0], 3), 99, np.uint8)
    whole = Frame.open(picture if decoded else jpeg(picture))
    boxes = [
        Box(x, y, x + side, y + side)
        for x in (-0.1, 0.0, 0.45, 0.7, 0.97, 1.0)
        for y in (-0.1, 0.0, 0.45, 0.7, 0.97, 1.0)
        for side in (0.001, 0.1, 0.9)
    ]
    for box in boxes:
        seen = replace(MOVING, faces=(Face(box, 0.9),))
        still = StillTaker().take(whole, seen, 0)
        assert still is not None
        assert still.close_up is not None
        assert Frame.open(still.close_up.picture).grey(1).size
        assert 0 < still.close_up.side <= 1


def test_few_close_ups() -> None:
    """Somebody who stays costs no more; who comes later counts anew."""
    taker, whole = StillTaker(), frame()

    def close_ups(start: int) -> int:
        return sum(
            still.close_up is not None
            for second in range(start, start + 8)
            if (still := taker.take(whole, face(0.1), second)) is not None
        )

    assert close_ups(0) == MOST_CLOSE_UPS
    assert close_ups(8) == 0
    assert close_ups(40) == MOST_CLOSE_UPS
