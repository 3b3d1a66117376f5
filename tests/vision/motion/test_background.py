"""How often and how fast the scene is learnt."""

import numpy as np
import pytest

from custom_components.argus.vision.motion.background import (
    BUSY,
    EVERY,
    SETTLE_FRAMES,
    Background,
)

from ..scenes import grey_room

SCENE = grey_room(240, 135)


def _settled(seconds: float = 0.5) -> Background:
    background = Background(SCENE)
    while not background.settled:
        background.count_frame(seconds)
        background.learn(SCENE, SCENE, None, None)
    return background


def test_at_first_every_frame_is_learnt_from() -> None:
    background = Background(SCENE)
    for _ in range(SETTLE_FRAMES - 2):
        background.count_frame(0.2)
        assert background.is_due
        background.learn(SCENE, SCENE, None, None)


@pytest.mark.parametrize("seconds", [0.1, 0.2, 0.5, 1.0, 2.0, 5.0])
def test_a_settled_scene_is_learnt_every_three_seconds(seconds: float) -> None:
    background = _settled()
    learnt = 0
    frames = int(60 / seconds)
    for _ in range(frames):
        background.count_frame(seconds)
        if background.is_due:
            background.learn(SCENE, SCENE, None, None)
            learnt += 1

    assert learnt <= 60 / EVERY
    assert learnt >= min(frames, 60 / (EVERY + 2 * seconds)) - 1


@pytest.mark.parametrize("seconds", [0.2, 1.0, 2.0])
def test_a_slow_change_is_followed_as_fast_at_every_frame_rate(seconds: float) -> None:
    background = _settled()
    # In stripes: what changes all around is another light, and taken in at once.
    stripes = np.where(np.arange(SCENE.shape[1]) % 4 < 2, 8, -8)
    lighter = np.clip(SCENE.astype(np.int16) + stripes, 0, 255).astype(np.uint8)
    for _ in range(int(30 / seconds)):
        background.count_frame(seconds)
        if background.is_due:
            background.learn(lighter, background.picture, None, None)

    change = (background.picture.astype(np.int16) - SCENE) * np.sign(stripes)
    followed = change[(SCENE > 10) & (SCENE < 240)].mean() / 8
    assert followed == pytest.approx(1 - np.exp(-1), abs=0.12)


def test_every_change_has_a_new_version() -> None:
    background = _settled()
    versions = [background.version]
    background.count_frame(EVERY)
    background.learn(SCENE, SCENE, None, None)
    versions.append(background.version)
    background.blend_in(SCENE, np.full(SCENE.shape, 255, np.uint8), 0.9)
    versions.append(background.version)
    background.replace_scene(SCENE)
    versions.append(background.version)

    assert len(set(versions)) == len(versions)


def test_a_place_where_something_moves_for_long_is_busy_until_it_rests() -> None:
    background = _settled()
    cover = np.zeros(SCENE.shape, np.uint8)
    cover[40:60, 100:120] = 255
    moving = np.zeros(SCENE.shape, np.uint8)
    was_busy = []
    for second in range(0, 240, 3):
        background.count_frame(3.0)
        covered = second < 60
        background.learn(SCENE, SCENE, cover if covered else None, moving)
        assert background.is_busy == bool((background.activity > BUSY).any())
        was_busy.append(background.is_busy)

    assert not was_busy[0]
    assert was_busy[19]
    assert not was_busy[-1]


def test_another_light_in_a_part_is_soon_taken_in_and_blinds_nobody() -> None:
    background = _settled()
    shade = np.zeros(SCENE.shape, np.float32)
    shade[:, 100:] = 1.0
    darker = SCENE
    for _ in range(12):
        shade[:, 100:] *= 0.96
        light = np.where(shade > 0, shade, 1.0)
        darker = np.asarray(SCENE * light, np.uint8)
        background.count_frame(3.0)
        background.learn(darker, background.picture, None, None)

    inner = np.s_[8:-8, 120:-8]
    change = np.abs(background.picture[inner].astype(np.int16) - darker[inner])
    assert np.mean(change) < 7
    assert np.mean(background.variance.darker(background.variance.around)[inner]) < 12


def test_what_stands_still_in_front_of_a_place_does_not_make_it_busy() -> None:
    background = _settled()
    cover = np.zeros(SCENE.shape, np.uint8)
    cover[40:60, 100:120] = 255
    still = np.full(SCENE.shape, 255, np.uint8)
    for _ in range(20):
        background.count_frame(3.0)
        background.learn(SCENE, SCENE, cover, still)

    assert not background.is_busy


def test_a_light_leaves_no_line_in_the_scene_where_it_falls_below_the_limit() -> None:
    background = _settled()
    before = background.picture.astype(np.float32)
    xs = np.arange(SCENE.shape[1], dtype=np.float32)
    light = -30 / (1 + np.exp((xs - 100) / 6))
    picture = np.clip(before + light, 0, 255).astype(np.uint8)
    lit = np.where(np.broadcast_to(light < -12, SCENE.shape), 255, 0).astype(np.uint8)
    background.relight(picture, lit, np.zeros_like(lit), 1.0)

    left = np.abs(background.picture.astype(np.float32) - picture)
    assert left[lit > 0].max() <= 1
    # All around, where the light was too faint to be seen.
    assert left[:, 90:112].max() < 5


def test_behind_somebody_a_light_is_as_around_them_and_white_stays_white() -> None:
    background = _settled()
    scene = np.full(SCENE.shape, 120, np.uint8)
    scene[20:40, 80:100] = 252
    background.replace_scene(scene)
    picture = np.where(scene > 200, 252, 80).astype(np.uint8)
    picture[60:90, 80:95] = 10
    others = np.zeros_like(scene)
    others[60:90, 80:95] = 255
    lit = np.where(scene > 200, 0, 255).astype(np.uint8) - others
    background.relight(picture, lit, others, 1.0)

    after = background.picture
    assert np.abs(after[60:90, 80:95].astype(int) - 80).max() <= 2
    assert after[20:40, 80:100].min() >= 250
