"""Tests of the frames that are taken for moving previews."""

from dataclasses import replace

import numpy as np
import pytest

from custom_components.argus.vision import Box, Face, Motion, Observation
from custom_components.argus.vision.frames.frame import Frame
from custom_components.argus.vision.frames.preview_taker import (
    LARGEST_KEPT,
    WIDTH,
    PreviewTaker,
)

from ..scenes import jpeg, room

QUIET = Observation(1920, 1080)
MOVING = replace(QUIET, motion=Motion(detected=True, boxes=(Box(0, 0, 1, 1),)))
FACE = Face(Box(0.4, 0.4, 0.5, 0.6), 0.9)


def times(picture: bytes | np.ndarray, seen: Observation) -> list[float]:
    """Return when a frame is taken of a camera that gives 20 a second."""
    taker, whole = PreviewTaker(), Frame.open(picture)
    return [
        tick / 20
        for tick in range(21)
        if taker.take(whole, picture, seen, tick / 20) is not None
    ]


def test_a_few_frames_a_second_while_something_happens() -> None:
    picture = jpeg(room(1, 640, 360))
    assert times(picture, MOVING) == [0, 0.2, 0.4, 0.6, 0.8, 1]
    assert times(picture, replace(QUIET, faces=(FACE,))) == times(picture, MOVING)
    assert times(picture, QUIET) == [0, 0.5, 1]
    # What comes decoded costs little.
    assert times(room(1, 640, 360), QUIET) == times(picture, MOVING)


def test_a_clock_that_is_set_back_holds_nothing_up() -> None:
    picture, taker = jpeg(room(1, 640, 360)), PreviewTaker()
    whole = Frame.open(picture)
    assert taker.take(whole, picture, QUIET, 1000.0)
    assert taker.take(whole, picture, QUIET, 3.0)


def test_while_nothing_happens_a_small_file_stays_as_it_is() -> None:
    """Encoding what nobody will ever see would cost more than all the rest."""
    picture = jpeg(room(1, 1280, 720))
    assert len(picture) <= LARGEST_KEPT
    taken = PreviewTaker().take(Frame.open(picture), picture, QUIET, 1.0)
    assert taken is not None
    assert taken.picture is picture


@pytest.mark.parametrize("size", [(1920, 1080), (3840, 2160), (1080, 1920)])
def test_what_happens_is_kept_small(size: tuple[int, int]) -> None:
    picture = jpeg(room(1, *size))
    seen = replace(MOVING, faces=(FACE,))
    taken = PreviewTaker().take(Frame.open(picture), picture, seen, 7.0)
    assert taken is not None
    assert (taken.seconds, taken.faces) == (7.0, (FACE,))
    small = Frame.open(taken.picture)
    assert small.width == WIDTH
    assert small.height == round(WIDTH * size[1] / size[0])
    assert len(taken.picture) < 120_000


def test_a_large_file_is_made_small_though_nothing_happens() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (1080, 1920, 3), np.uint8)
    picture = jpeg(noise)
    assert len(picture) > LARGEST_KEPT
    taken = PreviewTaker().take(Frame.open(picture), picture, QUIET, 1.0)
    assert taken is not None
    assert Frame.open(taken.picture).width == WIDTH


def test_a_small_picture_is_not_enlarged() -> None:
    taken = PreviewTaker().take(
        Frame.open(room(1, 90, 60)), room(1, 90, 60), MOVING, 1.0
    )
    assert taken is not None
    assert Frame.open(taken.picture).width == 90
