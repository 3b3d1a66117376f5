"""Disturbances repeat, disturb, and do to a picture what low sun and a denoised night do."""

import cv2
import numpy as np
from numpy.typing import NDArray
import pytest

from benchmarks.detector import decode
from benchmarks.disturbances import DISTURBANCES, Moment
from benchmarks.harder import HARDER
from benchmarks.robustness import Clip, Walk
from benchmarks.scenes import render_walker

from .constant import Image


@pytest.mark.parametrize("name", [*DISTURBANCES, *HARDER])
def test_disturbances_repeat_and_disturb(name: str, room: Image) -> None:
    def frames(seed: int) -> list[bytes]:
        factory = (DISTURBANCES | HARDER)[name]
        made = factory(np.random.default_rng(seed), 640, 480)
        return [made.frame(room, Moment(now, 12)) for now in range(12)]

    assert frames(1) == frames(1)
    assert frames(1) != frames(2)
    clean = DISTURBANCES["clean"](np.random.default_rng(1), 640, 480)
    quiet = _change(clean.frame(room, Moment(0, 12)), room)
    loud = np.max([_change(frame, room) for frame in frames(1)], axis=0)
    assert (name == "clean") != any(loud > 1.1 * quiet)


def _change(frame: bytes, image: Image) -> NDArray[np.float64]:
    """Return how much differs on the mean, and where it differs most."""
    difference = cv2.absdiff(decode(frame, cv2.IMREAD_COLOR), image).max(axis=2)
    return np.array([difference.mean(), cv2.blur(difference, (9, 9)).max()])


def _crossing(room: Image, fps: float = 1.0) -> Clip:
    """Somebody crosses from the eleventh second on; before, the room is empty."""
    walk = Walk(render_walker(4), 11, 8, (0.9, 0.9), (0.4, 0.4), leftwards=False)
    return Clip(room, (walk,), fps, round(20 * fps), seed=5)


@pytest.mark.parametrize("seed", range(5))
def test_the_low_sun_casts_shadows_of_people_and_of_nobody_else_in_view(
    seed: int, room: Image
) -> None:
    sun = HARDER["low sun"](np.random.default_rng(seed), 640, 480)
    clip = _crossing(room)
    clean = room.astype(np.float32)
    empty = sun.alter(clean.copy(), Moment(-1, 20))
    assert np.array_equal(empty, clean)  # nobody is about yet
    alone = [
        _dark_pixels(sun.alter(clean.copy(), Moment(second, 20)), clean)
        for second in range(11)
    ]
    # Some frames hold a shadow that comes in from the edge, others hold none.
    assert not alone[0].any()
    shaded = [dark for dark in alone if dark.any()]
    assert 2 <= len(shaded) < 11
    for dark in shaded:
        assert dark[:, :10].any() or dark[:, -10:].any() or dark[-10:].any()
    (walk,) = clip.walks
    shown = room.copy()
    drawn = walk.draw(shown, 15)
    assert drawn is not None
    before = shown.astype(np.float32)
    after = sun.alter(before.copy(), Moment(15, 20))
    passing = _dark_pixels(sun.alter(clean.copy(), Moment(15, 20)), clean)
    box, _ = drawn
    dark = _dark_pixels(after, before) & ~passing
    xs = np.nonzero(dark)[1]
    assert xs.max() - xs.min() > 1.5 * 640 * (box.x1 - box.x0)
    # Who casts it keeps their colours; in the middle of the shadow .45 to .6 of the light is left.
    body = np.abs(before - clean).max(axis=2) > 40
    assert dark[body].mean() < 0.05
    left = float(np.percentile(after[dark] / np.maximum(before[dark], 1), 5))
    assert 0.4 < left < 0.65


def _dark_pixels(
    image: NDArray[np.float32], clean: NDArray[np.float32]
) -> NDArray[np.bool_]:
    """Return where at least a tenth of the light is gone; there is no noise yet."""
    return np.asarray(image.mean(axis=2) < 0.9 * clean.mean(axis=2))


def test_a_denoised_night_smears_who_moves_and_keeps_what_stands(room: Image) -> None:
    clip = _crossing(room)
    night, before = clip.warmup("denoised night")
    shown = [decode(frame, cv2.IMREAD_GRAYSCALE) for frame, _ in clip.judged(night)]
    truths = [truth for _, truth in clip.judged(night)]
    empty = np.mean([decode(each, cv2.IMREAD_GRAYSCALE) for each in before], axis=0)
    still = [
        image for image, truth in zip(shown, truths, strict=True) if not truth.boxes
    ]
    # Dark, and little of the noise is left.
    assert empty.mean() < 0.45 * room.mean()
    assert np.mean([np.abs(image - empty).mean() for image in still]) < 3
    (box,) = (truths[15].boxes[0][1],)
    rows = np.s_[int(box.y0 * 480) : int(box.y1 * 480)]
    plain = room.copy()
    clip.walks[0].draw(plain, 15)
    sharp = cv2.absdiff(plain, room).max(axis=2)[rows]
    faint = np.abs(shown[15] - empty)[rows]
    assert faint.max() < 0.6 * sharp.max()
    # It trails behind: who walks to the right changes what lies left of them.
    behind = np.s_[:, int(box.x0 * 640) - 12 : int(box.x0 * 640) - 2]
    ahead = np.s_[:, int(box.x1 * 640) + 2 : int(box.x1 * 640) + 12]
    assert faint[behind].mean() > 2 * faint[ahead].mean()
