"""Lights that travel, a moth, and furnishings do to a picture what they do before a camera."""

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray
import pytest

from benchmarks.disturbances import Moment
from benchmarks.furnishings import Curtain, Television
from benchmarks.moving_lights import CloudEdge, Headlights, Moth

type Floats = NDArray[np.float32]

LENGTH = 60.0
WIDTH, HEIGHT = 320, 240


@pytest.fixture
def wall() -> Floats:
    """Return a plain grey wall: whatever has an edge in the picture was put there."""
    return np.full((HEIGHT, WIDTH, 3), 120, np.float32)


def _slopes(image: Floats) -> Floats:
    """Return by how much neighbours differ."""
    down, across = np.gradient(image)
    return np.asarray(np.hypot(down, across), np.float32)


@pytest.mark.parametrize("seed", range(2))
def test_headlights_sweep_through_a_dark_place_and_fade_at_their_edge(
    seed: int, wall: Floats
) -> None:
    lights = Headlights(np.random.default_rng(seed), WIDTH, HEIGHT)
    shown = [
        lights.alter(wall, Moment(index / 2, LENGTH))[..., 0] for index in range(120)
    ]
    night = np.median(shown, axis=0)
    assert night.mean() < 0.45 * wall.mean()
    added = np.array(shown) - night
    assert added.min() > -1
    strengths = added.max(axis=(1, 2))
    lit = strengths > 8
    assert 5 <= np.count_nonzero(~lit[:-1] & lit[1:]) <= 10
    # A pass takes four seconds at most, which are eight frames.
    dark = np.flatnonzero(~lit)
    assert np.diff(dark).max() <= 9
    # Its light travels, and nowhere ends at once.
    middles = [
        float(np.average(np.arange(WIDTH), weights=np.maximum(each, 0).sum(axis=0)))
        for each in added[lit]
    ]
    assert np.ptp(middles) > 0.5 * WIDTH
    for each, strength in zip(added[lit], strengths[lit], strict=True):
        assert _slopes(each).max() < 0.12 * strength


@pytest.mark.parametrize("seed", range(2))
def test_a_moth_is_bright_and_out_of_focus_and_flies_about(
    seed: int, wall: Floats
) -> None:
    moth = Moth(np.random.default_rng(seed), WIDTH, HEIGHT)
    shown = [moth.alter(wall, Moment(index / 5, LENGTH))[..., 0] for index in range(99)]
    night = np.median(shown, axis=0)
    places: list[tuple[float, float] | None] = []
    for image in shown:
        hidden = (image - night) > 20
        assert not ((night - image) > 20).any()
        if not hidden.any():
            places.append(None)
            continue
        # It is one thing, no larger than somebody near, and its rim is soft.
        assert cv2.connectedComponents(hidden.astype(np.uint8))[0] == 2
        assert hidden.mean() < 0.06
        assert _slopes(image).max() < 0.35 * np.ptp(image - night)
        ys, xs = np.nonzero(hidden)
        places.append((float(xs.mean()), float(ys.mean())))
    assert 0.05 < np.mean([place is not None for place in places]) < 0.6
    steps = [
        np.hypot(after[0] - before[0], after[1] - before[1])
        for before, after in pairwise(places)
        if before is not None and after is not None
    ]
    assert np.median(steps) > 0.01 * WIDTH


@pytest.mark.parametrize("seed", range(2))
def test_a_cloud_takes_some_of_the_light_with_a_wide_edge(
    seed: int, wall: Floats
) -> None:
    clouds = CloudEdge(np.random.default_rng(seed), WIDTH, HEIGHT)
    sides = []
    least = 1.0
    for second in range(60):
        light = clouds.alter(np.ones_like(wall), Moment(second, LENGTH))[..., 0]
        assert light.max() <= 1
        least = min(least, float(light.min()))
        # It fades over a tenth of the picture's width and more.
        assert _slopes(light).max() < 2 * 0.45 / (0.1 * WIDTH)
        sides.append(light[:, : WIDTH // 2].mean() - light[:, WIDTH // 2 :].mean())
    assert 0.5 < least < 0.86
    # It comes from one side, and clears from that one.
    assert max(sides) > 0.05
    assert min(sides) < -0.05


@pytest.mark.parametrize("seed", range(2))
def test_a_television_flickers_and_lights_the_room_behind_whoever_passes(
    seed: int, wall: Floats
) -> None:
    television = Television(np.random.default_rng(seed), WIDTH, HEIGHT)
    shown = [
        television.alter(wall.copy(), Moment(now, LENGTH)).mean(axis=2)
        for now in range(20)
    ]
    changes = np.abs(np.diff(shown, axis=0)).mean(axis=0)
    rows, columns = television.place
    beside = changes[rows.stop + 1 : rows.stop + 10, columns].mean()
    assert beside > 1.5
    assert changes[television.place].mean() > 2 * beside
    somebody = (
        slice(rows.start + 5, HEIGHT),
        slice(columns.start + 8, columns.start + 20),
    )
    wall[somebody] = 40
    passing = television.alter(wall, Moment(21, LENGTH))[somebody]
    # Lit by it, but not seen through: as plain as they were.
    assert np.ptp(passing[2:-2, 2:-2]) < 40 * 0.5


@pytest.mark.parametrize("seed", range(2))
def test_a_curtain_sways_by_a_few_pixels_where_it_hangs_and_nowhere_else(
    seed: int, wall: Floats
) -> None:
    curtain = Curtain(np.random.default_rng(seed), WIDTH, HEIGHT)
    shown = [
        curtain.alter(wall.copy(), Moment(index / 2, LENGTH))[..., 0]
        for index in range(40)
    ]
    moved = np.ptp(shown, axis=0)
    rows, columns = curtain.place
    assert moved[curtain.place].mean() > 4
    moved[curtain.place] = 0
    assert not moved.any()
    # What hangs there near its seam is that of the first frame, some pixels aside.
    seam = slice(rows.stop - 30, rows.stop - 5)
    middle = (columns.start + columns.stop) // 2
    first = shown[0][seam, middle - 8 : middle + 8]
    aside = []
    for image in shown[1:]:
        around = image[seam, middle - 21 : middle + 21]
        _, likeness, _, (x, _) = cv2.minMaxLoc(
            cv2.matchTemplate(around, first, cv2.TM_CCOEFF_NORMED)
        )
        assert likeness > 0.7
        aside.append(abs(x - 13))
    assert 1 <= max(aside) <= 12
