"""The chart of a day, looked at point by point."""

from io import BytesIO
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image
import pytest

from custom_components.argus.reports.chart import (
    DIGITS,
    HOURS,
    LAST_WEEK,
    OPEN,
    PAPER,
    SIZE,
    UNEXPECTED,
    VISITORS,
    DayHours,
    draw,
    scale,
)

NOBODY = (0,) * HOURS
AXIS = SIZE[1] - 56
"""Row of the line on which the bars stand."""

type Colour = tuple[int, int, int]


def at(**hours: int) -> tuple[int, ...]:
    """Return visitors by hour, such as `at(h9=3)`."""
    return tuple(hours.get(f"h{hour}", 0) for hour in range(HOURS))


class Seen:
    """A chart that was drawn, and where in it colours are."""

    def __init__(self, day: DayHours) -> None:
        """Draw it."""
        self.points = np.asarray(Image.open(BytesIO(draw(day))).convert("RGB"))
        assert self.points.shape == (SIZE[1], SIZE[0], 3)

    def where(self, colour: Colour) -> NDArray[np.bool_]:
        """Return which points have a colour."""
        same: NDArray[np.bool_] = np.all(self.points == colour, axis=2)
        return same

    def columns(self, colour: Colour) -> list[int]:
        """Return the columns in which a colour is, from left to right."""
        return list(np.flatnonzero(self.where(colour).any(axis=0)))

    def bars(self, colour: Colour) -> list[int]:
        """Return the heights of the bars of a colour, from left to right; digits are no bars."""
        heights: list[int] = []
        before = False
        for column in self.where(colour).T:
            upwards = column[: AXIS - 2][::-1]
            height = int(np.argmin(upwards)) if upwards[3] else 0
            if height and not before:
                heights.append(0)
            if height:
                heights[-1] = max(heights[-1], height)
            before = bool(height)
        return heights


def test_a_bar_for_each_hour_as_high_as_its_visitors() -> None:
    seen = Seen(DayHours(at(h9=2, h12=4, h23=1), NOBODY))
    heights = seen.bars(VISITORS)
    assert len(heights) == 3
    assert heights[1] / heights[0] == pytest.approx(2, rel=0.1)
    assert heights[0] / heights[2] == pytest.approx(2, rel=0.1)
    assert not seen.columns(UNEXPECTED)
    assert not seen.columns(LAST_WEEK)
    assert not seen.columns(OPEN)


def test_last_week_is_an_outline() -> None:
    """It can be seen beside a bar, also one of the same height, and where there is none."""
    seen = Seen(DayHours(at(h9=4), at(h9=4, h15=2)))
    (bar,) = seen.bars(VISITORS)
    outlined = seen.columns(LAST_WEEK)
    assert sum(after - before > 20 for before, after in pairwise(outlined)) == 1
    # Hollow: its sides are high, its middle is a thin line at the top.
    alone = [x for x in outlined if x > SIZE[0] / 2]
    heights = seen.where(LAST_WEEK)[:, alone].sum(axis=0)
    assert heights[1] > bar / 3
    assert 2 <= heights[len(alone) // 2] <= 6


def test_opening_hours_are_shaded_and_what_is_outside_is_red() -> None:
    is_open = tuple(8 <= hour < 18 for hour in range(HOURS))
    seen = Seen(DayHours(at(h3=2, h12=4), NOBODY, is_open))
    assert len(seen.bars(VISITORS)) == 1
    assert len(seen.bars(UNEXPECTED)) == 1
    shaded = seen.columns(OPEN)
    width = (max(shaded) - min(shaded)) / (SIZE[0] - min(seen.columns(UNEXPECTED)))
    assert width == pytest.approx(10 / 20.8, rel=0.05)
    assert max(seen.columns(UNEXPECTED)) < min(shaded)
    assert set(shaded) >= set(seen.columns(VISITORS))


def test_hours_across_midnight_are_shaded_on_both_sides() -> None:
    is_open = tuple(hour < 2 or hour >= 20 for hour in range(HOURS))
    shaded = Seen(DayHours(NOBODY, NOBODY, is_open)).columns(OPEN)
    assert sum(after - before > 100 for before, after in pairwise(shaded)) == 1


def test_nobody_came() -> None:
    """An empty day still has an axis and its hours."""
    seen = Seen(DayHours(NOBODY, NOBODY))
    assert not seen.columns(VISITORS)
    assert seen.where(PAPER).mean() > 0.9
    assert seen.where(DIGITS)[AXIS:].sum() > 500


@pytest.mark.parametrize("most", [1, 9, 99, 999, 9_999, 99_999, 10_000_000])
def test_numbers_stay_within_the_picture(most: int) -> None:
    """However large they are: nothing is cut off at the border."""
    seen = Seen(DayHours((most,) * HOURS, (most // 2,) * HOURS))
    paper = seen.where(PAPER)
    assert paper[[0, -1]].all()
    assert paper[:, [0, -1]].all()
    assert len(seen.bars(VISITORS)) == HOURS


@pytest.mark.parametrize(
    ("highest", "top", "step"),
    [
        (0, 4, 1),
        (1, 4, 1),
        (5, 5, 1),
        (6, 6, 2),
        (11, 15, 5),
        (34, 40, 10),
        (101, 150, 50),
        (999, 1000, 200),
    ],
)
def test_lines_are_at_round_numbers(highest: int, top: int, step: int) -> None:
    assert scale(highest) == (top, step)


def test_a_day_has_24_hours() -> None:
    with pytest.raises(ValueError, match="23 hours"):
        DayHours((1,) * 23, NOBODY)
