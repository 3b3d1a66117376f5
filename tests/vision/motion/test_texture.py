"""Light leaves the texture of a place as it was, a thing does not."""

import numpy as np
import pytest

from custom_components.argus.vision.motion.texture import (
    compare_texture,
    judge_lighting,
)

from ..scenes import Image, grey_room

SCENE = grey_room(240, 135)


def _lit(gain: float, offset: float) -> Image:
    return np.clip(SCENE * gain + offset, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(("gain", "offset"), [(1, 0), (1.3, 0), (0.6, 10), (1, 25)])
def test_no_light_alters_the_texture(gain: float, offset: float) -> None:
    likeness, plain = compare_texture(_lit(gain, offset), SCENE)

    assert np.mean(likeness[~plain] > 0.75) > 0.97


def test_the_opposite_and_another_texture_are_told() -> None:
    inverted, plain = compare_texture(np.asarray(255 - SCENE, np.uint8), SCENE)
    assert np.median(inverted[~plain]) < -0.8

    other, plain = compare_texture(grey_room(240, 135, seed=7), SCENE)
    assert np.mean(other[~plain] > 0.75) < 0.2


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (2, 2), (13, 240), (135, 7)])
def test_every_size_is_compared(shape: tuple[int, int]) -> None:
    picture = np.full(shape, 90, np.uint8)
    likeness, plain = compare_texture(picture, picture)

    assert likeness.shape == plain.shape == shape
    assert likeness.min() > 0.99
    assert plain.all()


@pytest.mark.parametrize("x", [0, 37, 170])
@pytest.mark.parametrize("y", [0, 21, 74])
def test_a_lit_place_is_light_and_a_covered_one_is_not(x: int, y: int) -> None:
    box = x, y, 70, 61
    covered = np.full((61, 70), 255, np.uint8)

    lit = judge_lighting(box, covered, _lit(1.4, 5), SCENE)
    assert lit.is_light
    assert np.count_nonzero(lit.lit) > 0.9 * lit.lit.size

    thing = judge_lighting(box, covered, grey_room(240, 135, seed=7), SCENE)
    assert not thing.is_light
    assert np.count_nonzero(thing.other) > np.count_nonzero(lit.other)


def test_light_that_burns_out_a_part_is_light() -> None:
    covered = np.full((61, 70), 255, np.uint8)
    lamp = SCENE.copy()
    place = np.s_[21:82, 37:107]
    lamp[place] = np.clip(1.25 * SCENE[place].astype(np.float32), 0, 255)
    lamp[21:62, 37:84] = 255

    assert judge_lighting((37, 21, 70, 61), covered, lamp, SCENE).is_light
