"""People who walk before clutter are seen; what sways there, or gets a little light, is not taken for them."""

import cv2
import numpy as np
import pytest

from custom_components.argus.vision.motion.blobs import Blob
from custom_components.argus.vision.motion.swaying import shows_scene

from ..scenes import Image
from ..watch import Watch

WIDTH, HEIGHT = 640, 480


def _clutter(seed: int) -> Image:
    """Draw shelves, parked cars, windows: things of all greys, side by side, as a camera sees them."""
    rng = np.random.default_rng(seed)
    picture = np.full((HEIGHT, WIDTH, 3), 120, np.uint8)
    for _ in range(4000):
        x, y = int(rng.integers(0, WIDTH)), int(rng.integers(0, HEIGHT))
        wide, tall = rng.integers(6, 20, 2).tolist()
        grey = int(rng.integers(20, 235))
        cv2.rectangle(picture, (x, y), (x + wide, y + tall), [grey] * 3, -1)
    return np.asarray(cv2.GaussianBlur(picture, (5, 5), 0), np.uint8)


def _with_walker(place: Image, x: float, tall: float, tones: tuple[int, ...]) -> Image:
    """Draw somebody with a head, a coat, a bag and two legs, whose middle is at x; tall in shares of the height."""
    picture = place.copy()
    head, coat, legs, bag = tones
    high = tall * HEIGHT
    top, middle, wide = 0.8 * HEIGHT - high, x * WIDTH, 0.3 * high

    def part(left: float, upper: float, right: float, lower: float, tone: int) -> None:
        corners = [
            (round(middle + wide * across), round(top + high * down))
            for across, down in ((left, upper), (right, lower))
        ]
        cv2.rectangle(picture, *corners, [tone] * 3, -1)

    stride = 0.25 * np.sin(25 * x)
    part(-0.45 + stride, 0.5, -0.1 + stride, 1, legs)
    part(0.1 - stride, 0.5, 0.45 - stride, 1, legs)
    part(-0.5, 0.15, 0.5, 0.55, coat)
    part(-0.5, 0.3, -0.1, 0.5, bag)
    part(-0.2, 0, 0.2, 0.15, head)
    return np.asarray(cv2.GaussianBlur(picture, (3, 3), 0), np.uint8)


WALKERS = [(170, 60, 40, 150), (190, 215, 70, 50), (150, 110, 30, 230)]


@pytest.mark.parametrize("seed", [1, 2])
def test_who_walks_far_away_before_clutter_is_seen_nearly_all_the_time(
    seed: int,
) -> None:
    place = _clutter(seed)
    watch = Watch(fps=1)
    watch.settle(place)
    seen = []
    for tones in WALKERS:
        for x in np.arange(0.1, 0.95, 0.08):
            motion = watch.show(_with_walker(place, float(x), 0.14, tones))
            seen.append(any(box.x0 - 0.04 < x < box.x1 + 0.04 for box in motion.boxes))
        for _ in range(4):
            watch.show(place)

    assert np.mean(seen) >= 0.9


def _patch(x: int = 100, y: int = 60, wide: int = 8, tall: int = 12) -> Blob:
    mask = np.full((tall, wide), 255, np.uint8)
    return Blob(x, y, wide, tall, wide * tall, mask)


def _grey_clutter(seed: int) -> Image:
    grey = cv2.cvtColor(_clutter(seed), cv2.COLOR_BGR2GRAY)
    small = cv2.resize(grey, (240, 180), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(small, (5, 5), 0), np.uint8)


def _noisy(picture: Image, seed: int) -> Image:
    noise = np.random.default_rng(seed).normal(0, 1.5, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("shift", [(2, 0), (-1.5, 1), (1, -3)])
def test_an_edge_that_sways_is_the_scene(seed: int, shift: tuple[float, float]) -> None:
    scene = _grey_clutter(seed)
    matrix = np.array([[1, 0, shift[0]], [0, 1, shift[1]]], np.float32)
    swayed = np.asarray(cv2.warpAffine(scene, matrix, (240, 180)), np.uint8)

    assert shows_scene(_patch(), _noisy(swayed, seed), scene)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("gain", [0.65, 0.8, 1.3])
def test_a_little_light_or_shadow_is_the_scene(seed: int, gain: float) -> None:
    scene = _grey_clutter(seed)
    lit = np.clip(scene * gain, 0, 250).astype(np.uint8)

    assert shows_scene(_patch(), _noisy(lit, seed), scene)


@pytest.mark.parametrize("seed", range(12))
def test_other_clutter_is_not_the_scene_though_all_its_greys_are_near(
    seed: int,
) -> None:
    scene, other = _grey_clutter(seed), _grey_clutter(100 + seed)

    assert not shows_scene(_patch(), _noisy(other, seed), scene)


@pytest.mark.parametrize("grey", [90, 150])
def test_a_plain_thing_before_a_plain_wall_is_not_the_scene(grey: int) -> None:
    wall = np.full((180, 240), 120, np.uint8)
    thing = np.full((180, 240), grey, np.uint8)

    assert not shows_scene(_patch(), _noisy(thing, 1), _noisy(wall, 2))


@pytest.mark.parametrize(("x", "y"), [(0, 0), (232, 168), (0, 90), (120, 168)])
def test_what_reaches_the_edge_of_the_picture_is_judged_too(x: int, y: int) -> None:
    scene = _grey_clutter(1)
    lit = np.clip(scene * 0.7, 0, 255).astype(np.uint8)

    assert shows_scene(_patch(x, y), lit, scene)
    assert not shows_scene(_patch(x, y), _grey_clutter(101), scene)
