"""Tests of the hours of heat."""

from datetime import timedelta
from functools import partial

import numpy as np
import pytest

from custom_components.argus.journal import Journal, heat
from custom_components.argus.vision.packed_heat import COLUMNS, ROWS, pack, total

from .test_tally import NOON, TODAY


def grid(row: int, seconds: float) -> np.ndarray:
    """Return heat in one row of the picture."""
    cells = np.zeros((ROWS, COLUMNS), np.float32)
    cells[row] = seconds
    return cells


def read(journal: Journal, days: int = 1, hours: set[int] | None = None) -> np.ndarray:
    """Return the heat of the yard."""
    first = TODAY - timedelta(days=days - 1)
    return total(
        journal.run(partial(heat.grids, camera="yard", first=first, hours=hours))
    )


def test_heat_of_an_hour_adds_up(journal: Journal) -> None:
    """Heat that comes in parts is one hour's heat."""
    for minute in (5, 10, 15):
        at = NOON.replace(minute=minute)
        journal.run(partial(heat.add, camera="yard", packed=pack(grid(3, 60)), at=at))
    assert read(journal)[3].mean() == pytest.approx(180, rel=0.05)
    assert read(journal).sum() == pytest.approx(180 * COLUMNS, rel=0.05)


def test_days_and_hours_are_apart(journal: Journal) -> None:
    """One can look back some days, at some hours, at one camera."""
    for days, hour, row in ((0, 9, 1), (1, 9, 2), (5, 22, 4)):
        at = (NOON - timedelta(days=days)).replace(hour=hour)
        journal.run(partial(heat.add, camera="yard", packed=pack(grid(row, 9)), at=at))
    other = partial(heat.add, camera="shop", packed=pack(grid(7, 9)), at=NOON)
    journal.run(other)
    rows = partial(np.flatnonzero)
    assert rows(read(journal, 1).sum(axis=1)).tolist() == [1]
    assert rows(read(journal, 2).sum(axis=1)).tolist() == [1, 2]
    assert rows(read(journal, 7).sum(axis=1)).tolist() == [1, 2, 4]
    assert rows(read(journal, 7, {22, 23}).sum(axis=1)).tolist() == [4]


def test_old_heat_is_forgotten(journal: Journal) -> None:
    """Heat before a day is gone from the disk, later heat stays."""
    for days in range(4):
        at = NOON - timedelta(days=days)
        journal.run(partial(heat.add, camera="yard", packed=pack(grid(days, 9)), at=at))
    journal.run(partial(heat.forget, before=TODAY - timedelta(days=1)))
    assert np.flatnonzero(read(journal, 9).sum(axis=1)).tolist() == [0, 1]


def test_a_busy_month_stays_small(journal: Journal) -> None:
    """Thirty days of a camera before which people walk every hour of the night too take less than a megabyte."""
    rng = np.random.default_rng(5)
    rows, columns = np.arange(ROWS)[:, None], np.arange(COLUMNS)
    for hour in range(30 * 24):
        at = NOON - timedelta(hours=hour)
        # Ways through the picture, a body wide.
        starts, slopes = rng.uniform((5, -0.3), (31, 0.3), (40, 2)).T[:, :, None]
        tops = np.clip(starts + slopes * (columns - 32), 0, ROWS - 6).astype(int)
        below = rows - tops[:, None, :]
        ways = ((below >= 0) & (below < 6)).sum(axis=0)
        cells = (0.4 * ways).astype(np.float32)
        journal.run(partial(heat.add, camera="yard", packed=pack(cells), at=at))
    stored = journal.run(
        partial(heat.grids, camera="yard", first=TODAY - timedelta(days=40))
    )
    assert len(stored) == 30 * 24
    assert sum(len(packed) for packed in stored) < 2**20
