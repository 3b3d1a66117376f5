"""What never comes to rest is no motion, and who is before it is."""

from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from custom_components.argus.vision.motion.restlessness import Restlessness

from ..scenes import room, with_person
from ..watch import Watch

SHAPE = 120, 200
SCREEN = slice(40, 80), slice(60, 120)


def _on_screen(rng: np.random.Generator) -> np.ndarray:
    """Return a frame of a film: some large patches, dark or bright."""
    patches = rng.integers(20, 235, (4, 5, 3)).astype(np.uint8)
    film = cv2.resize(patches, (160, 90), interpolation=cv2.INTER_CUBIC)
    return np.asarray(film, np.uint8)


def _with_screen(picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    shown = picture.copy()
    shown[60:150, 420:580] = _on_screen(rng)
    return shown


@pytest.mark.parametrize("fps", [1, 2, 5])
def test_a_television_is_known_within_seconds(fps: int) -> None:
    frames = 3 * 30 * fps

    alarms = sum(_count_alarms(fps, seed) for seed in (4, 5, 6))

    assert alarms <= 0.1 * frames


def _count_alarms(fps: int, seed: int) -> int:
    """Return in how many frames of half a minute a film on a screen is motion, after twenty frames."""
    rng = np.random.default_rng(seed)
    watch, place = Watch(fps), room()
    for _ in range(20):
        watch.show(_with_screen(place, rng))
    frames = [_with_screen(place, rng) for _ in range(30 * fps)]
    return sum(watch.show(frame).detected for frame in frames)


@pytest.mark.parametrize("fps", [1, 2, 5])
def test_who_walks_through_the_room_with_it_is_seen(fps: int) -> None:
    rng = np.random.default_rng(4)
    watch, place = Watch(fps), room()
    for _ in range(20):
        watch.show(_with_screen(place, rng))

    frames = list(_walk(place, 8 * fps))
    seen = sum(watch.show(_with_screen(one, rng)).detected for one in frames)

    assert seen >= 0.9 * len(frames)


def _walk(place: np.ndarray, frames: int) -> Iterator[np.ndarray]:
    for x in np.linspace(0.2, 0.8, frames):
        yield with_person(place, float(x), 0.6, 0.5)


def _find(patches: list[int], hidden: bool = False) -> np.ndarray | None:
    """Return where a scene is restless whose screen shows these grey levels, one a second."""
    restlessness, found = Restlessness(SHAPE), None
    itself = None
    if hidden:
        itself = np.full(SHAPE, 255, np.uint8)
        itself[SCREEN] = 0
    for level in patches:
        picture = np.full(SHAPE, 100, np.uint8)
        picture[SCREEN] = level
        found = restlessness.find(picture, itself, 1.0)
    return found


def test_a_screen_is_restless_and_nothing_else_is() -> None:
    found = _find([100, 200] * 6)

    assert found is not None
    assert found[44:76, 64:116].min() == 255
    around = np.ones(SHAPE, bool)
    around[36:84, 56:124] = False
    assert not found[around].any()


@pytest.mark.parametrize(
    "patches",
    [
        pytest.param([100] * 12, id="nothing"),
        pytest.param([100] * 5 + [200] * 4 + [100] * 3, id="a light"),
        pytest.param([100] * 6 + [200] * 60, id="somebody who stays"),
        pytest.param(([100] * 5 + [200]) * 6, id="people now and then"),
    ],
)
def test_a_place_that_rests_between_is_not(patches: list[int]) -> None:
    assert _find(patches) is None


def test_who_stirs_where_they_stand_is_not() -> None:
    assert _find([100, 200] * 20, hidden=True) is None


def test_a_screen_that_is_turned_off_comes_to_rest() -> None:
    assert _find([100, 200] * 10 + [100] * 15) is None
