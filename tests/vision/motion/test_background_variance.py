"""What a scene does by itself is remembered per direction, and forgotten slowly."""

import numpy as np
import pytest

from custom_components.argus.vision.motion.background_variance import BackgroundVariance

SHAPE = 20, 30
SCENE = np.full(SHAPE, 100, np.uint8)


def _with_a_patch(level: int, rows: slice = slice(8, 12)) -> np.ndarray:
    picture = SCENE.copy()
    picture[rows, 10:20] = level
    return picture


@pytest.mark.parametrize(("level", "up", "down"), [(140, 40, 0), (60, 0, 40)])
def test_follows_up_quickly_each_way(level: int, up: int, down: int) -> None:
    sway = BackgroundVariance(SHAPE)
    for _ in range(4):
        sway.learn(_with_a_patch(level), SCENE, None, 3.0)

    assert sway.brighter(sway.around)[10, 15] == pytest.approx(up, abs=2)
    assert sway.darker(sway.around)[10, 15] == pytest.approx(down, abs=2)
    assert sway.brighter(sway.around).shape == SHAPE == sway.darker(sway.around).shape


def test_forgets_slowly() -> None:
    sway = BackgroundVariance(SHAPE)
    for _ in range(4):
        sway.learn(_with_a_patch(140), SCENE, None, 3.0)
    sway.learn(SCENE, SCENE, None, 30.0)
    assert 20 < sway.brighter(sway.around)[10, 15] < 35

    for _ in range(10):
        sway.learn(SCENE, SCENE, None, 60.0)
    assert not sway.around.any()


def test_one_direction_does_not_reach_into_the_other() -> None:
    sway = BackgroundVariance(SHAPE)
    sway.learn(_with_a_patch(200, slice(16, 20)), SCENE, None, 3.0)
    assert sway.brighter(sway.around).any()
    assert not sway.darker(sway.around).any()

    sway = BackgroundVariance(SHAPE)
    sway.learn(_with_a_patch(20, slice(0, 4)), SCENE, None, 3.0)
    assert sway.darker(sway.around).any()
    assert not sway.brighter(sway.around).any()


def test_learns_only_the_scene_itself() -> None:
    itself = np.full(SHAPE, 255, np.uint8)
    itself[:, 14:] = 0
    sway = BackgroundVariance(SHAPE)
    sway.learn(_with_a_patch(200), SCENE, itself, 3.0)

    assert sway.brighter(sway.around)[10, 11] > 50
    assert not sway.brighter(sway.around)[:, 16:].any()
