"""The heatmap: it adds up motion, keeps it small and shows it fairly."""

from functools import cache
from importlib import import_module
import tracemalloc

import cv2
from hypothesis import given, settings as budget, strategies as st
from hypothesis.extra.numpy import arrays
import numpy as np
import pytest

from custom_components.argus.vision.frames.frame import Image
from custom_components.argus.vision.heatmap import HeatGrid, render
from custom_components.argus.vision.packed_heat import (
    COLUMNS,
    ROWS,
    Grid,
    pack,
    total,
    unpack,
)


@cache
def shop_hour(seed: int = 0) -> Grid:
    """Let people walk along some ways for an hour, seen 5 times a second."""
    rng = np.random.default_rng(seed)
    grid = HeatGrid()
    for _ in range(40):
        start, end = rng.uniform(0, 1, 2), rng.uniform(0, 1, 2)
        for step in np.linspace(0, 1, 25):
            x, y = start + step * (end - start)
            mask = np.zeros((180, 320), np.uint8)
            foot = (int(320 * x), int(180 * y))
            cv2.ellipse(mask, foot, (11, 30), 0, 0, 360, 255, cv2.FILLED)
            grid.add(mask, 0.2)
    return grid.drain()


def test_mask_adds_its_share_of_seconds() -> None:
    grid = HeatGrid()
    mask = np.zeros((360, 640), np.uint8)
    mask[:180] = 255
    grid.add(mask, 2.0)
    grid.add(mask, 0.5)
    seconds = grid.seconds
    assert seconds.shape == (ROWS, COLUMNS)
    assert seconds[: ROWS // 2] == pytest.approx(2.5)
    assert seconds[ROWS // 2 :] == pytest.approx(0)


@pytest.mark.parametrize("shape", [(36, 64), (135, 240), (7, 5), (480, 640), (1, 1)])
def test_masks_of_any_size(shape: tuple[int, int]) -> None:
    grid = HeatGrid()
    grid.add(np.full(shape, 255, np.uint8), 1.0)
    assert grid.seconds == pytest.approx(1.0)


def test_nothing_for_no_time_or_no_motion() -> None:
    grid = HeatGrid()
    grid.add(np.full((36, 64), 255, np.uint8), 0.0)
    grid.add(np.full((36, 64), 255, np.uint8), -5.0)
    grid.add(np.zeros((36, 64), np.uint8), 5.0)
    assert not grid.seconds.any()


def test_drain_hands_over_and_begins_anew() -> None:
    grid = HeatGrid()
    grid.add(np.full((36, 64), 255, np.uint8), 1.0)
    first = grid.drain()
    assert not grid.seconds.any()
    grid.add(np.full((36, 64), 255, np.uint8), 2.0)
    assert first == pytest.approx(1.0)
    assert grid.drain() == pytest.approx(2.0)


grids = arrays(np.float32, (ROWS, COLUMNS), elements=st.floats(0, 3600, width=32))


@budget(max_examples=30, deadline=None)
@given(grids)
def test_packing_keeps_the_heat(grid: Grid) -> None:
    again = unpack(pack(grid))
    assert again.shape == grid.shape
    assert np.abs(again - grid).max() <= grid.max() / 60 + 1e-6


def test_packing_keeps_what_is_seldom() -> None:
    grid = np.zeros((ROWS, COLUMNS), np.float32)
    grid[3, 4], grid[20, 30] = 3600, 1.0
    assert unpack(pack(grid))[20, 30] == pytest.approx(1.0, rel=0.2)


def test_a_month_of_hours_stays_below_a_megabyte() -> None:
    hours = [pack(shop_hour(seed)) for seed in range(3)]
    assert max(map(len, hours)) < 1400
    assert sum(map(len, hours)) / 3 * 24 * 30 < 1_000_000
    assert pack(np.zeros((ROWS, COLUMNS), np.float32)) == b""


def test_total_adds_hours() -> None:
    hour = shop_hour()
    summed = total([pack(hour), b"", pack(hour)])
    assert summed == pytest.approx(2 * hour, abs=float(hour.max()) / 25)
    assert not total([]).any()


@pytest.mark.parametrize(
    "data", [b"x", b"\x01\x40\x24" + bytes(4), pack(shop_hour())[:-99], bytes(40)]
)
def test_broken_grids_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="heatmap"):
        unpack(data)


def test_grid_of_another_size_is_read() -> None:
    assert unpack(pack(np.ones((18, 32), np.float32))) == pytest.approx(1.0)


def picture() -> Image:
    return np.ascontiguousarray(
        np.asarray(import_module("skimage.data").astronaut(), np.uint8)[:288, :, ::-1]
    )


def test_memory_of_a_camera_stays_below_a_megabyte() -> None:
    grid = HeatGrid()
    mask = np.full((360, 640), 255, np.uint8)
    grid.add(mask, 0.2)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(500):
            grid.add(mask, 0.2)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert grid.seconds.nbytes < 100_000
    assert after - before < 100_000, "adding must not keep anything"


def test_cold_map_is_the_picture() -> None:
    cold = np.zeros((ROWS, COLUMNS), np.float32)
    assert (render(cold, picture()) == picture()).all()


def test_hot_places_are_red_and_the_others_stay() -> None:
    grid = np.zeros((ROWS, COLUMNS), np.float32)
    grid[4:12, 4:20] = 100
    background = np.full((360, 640, 3), 90, np.uint8)
    shown = render(grid, background)
    assert shown.shape == background.shape
    blue, green, red = shown[80, 120].astype(int)
    assert red > 100 > green and red > 2 * blue
    assert (shown[250:, 350:] == 90).all()
    assert (background == 90).all()


def test_one_hot_spot_does_not_hide_the_ways() -> None:
    grid = shop_hour().copy()
    calm = render(grid, width=320).astype(int)
    grid[0, 0] = 50 * grid.max()
    spot = render(grid, width=320).astype(int)
    assert np.abs(spot - calm)[20:, 20:].mean() < 3


def test_more_heat_is_never_colder() -> None:
    grid = np.tile(np.linspace(0, 10, COLUMNS, dtype=np.float32), (ROWS, 1))
    hue = cv2.cvtColor(render(grid, width=640), cv2.COLOR_BGR2HSV)[180, :, 0]
    assert hue[600] < 12 < hue[300] < hue[120] < hue[60] <= 125  # red … blue


@pytest.mark.parametrize("width", [None, 64, 641, 1920])
def test_sizes(width: int | None) -> None:
    grid = shop_hour().copy()
    shown = render(grid, picture(), width)
    expected = width or 512
    assert shown.shape == (round(288 * expected / 512), expected, 3)
    alone = render(grid, None, width)
    assert alone.shape[1] == (width or 1280)


@pytest.mark.parametrize(("width", "opacity"), [(0, 0.5), (100, 1.5), (100, -0.1)])
def test_senseless_wishes_are_refused(width: int, opacity: float) -> None:
    with pytest.raises(ValueError, match="width"):
        render(np.zeros((ROWS, COLUMNS), np.float32), None, width, opacity)


def test_masks_of_several_sizes_add_up_as_if_each_had_been_reduced() -> None:
    rng = np.random.default_rng(3)
    heat = HeatGrid()
    expected = np.zeros((ROWS, COLUMNS), np.float32)
    for index, (height, width) in enumerate(
        [(135, 240), (135, 240), (90, 160), (36, 64)]
    ):
        mask = np.zeros((height, width), np.uint8)
        y, x = int(rng.integers(0, height // 2)), int(rng.integers(0, width // 2))
        mask[y : y + height // 3, x : x + width // 4] = 255
        heat.add(mask, 0.5 + index)
        shares = cv2.resize(mask, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA)
        expected += shares.astype(np.float32) * ((0.5 + index) / 255)
        if index == 1:  # reading does not disturb
            assert heat.seconds == pytest.approx(expected, abs=0.01)

    assert heat.drain() == pytest.approx(expected, abs=0.02)
    assert not heat.drain().any()
