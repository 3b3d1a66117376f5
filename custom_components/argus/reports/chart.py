"""Draws the chart of a day: visitors per hour, last week's beside them, the opening hours behind."""

from dataclasses import dataclass
from io import BytesIO
from itertools import count
from typing import Final

from PIL import Image, ImageDraw, ImageFont

HOURS: Final = 24
SIZE: Final = (1200, 480)
"""Pixels; a letter shows it at half of that, sharp on good screens."""
PAPER: Final = (255, 255, 255)
OPEN: Final = (230, 243, 246)
"""Behind the hours in which visitors are expected."""
GRID: Final = (208, 216, 222)
DIGITS: Final = (74, 88, 102)
VISITORS: Final = (15, 122, 156)
UNEXPECTED: Final = (200, 72, 50)
"""Visitors outside the opening hours."""
LAST_WEEK: Final = (226, 165, 43)

_TOP, _BOTTOM, _RIGHT = 44, 56, 20
_GAP: Final = 0.16
"""Share of an hour's width that is free on each side of its bar."""
_LARGEST, _SMALLEST = 24, 12
"""Pixels of digits."""
_MOST_LINES: Final = 5
_LOWEST_TOP: Final = 4

type _Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True, slots=True)
class DayHours:
    """What is drawn of a day, hour by hour from midnight."""

    visitors: tuple[int, ...]
    last_week: tuple[int, ...]
    """On the same weekday a week before."""
    open: tuple[bool, ...] | None = None
    """Whether visitors were expected; None if nobody said when it is open."""

    def __post_init__(self) -> None:
        """Refuse anything but whole days.

        Raises:
            ValueError: there are more or fewer hours.
        """
        for hours in (self.visitors, self.last_week, self.open):
            if hours is not None and len(hours) != HOURS:
                raise ValueError(f"{len(hours)} hours are not a day")


def draw(day: DayHours) -> bytes:
    """Return the chart as a PNG of `SIZE`; it takes some milliseconds, so call it off the event loop.

    There is not a word in it: Pillow's own font has no accents, and words belong where a reader's language is known.
    """
    picture = Image.new("RGB", SIZE, PAPER)
    _Drawing(picture, day).draw()
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def scale(highest: int) -> tuple[int, int]:
    """Return the top of the axis and the step between its lines, both whole numbers of visitors."""
    steps = (digit * 10**power for power in count() for digit in (1, 2, 5))
    # One visitor alone is no crowd that fills the chart.
    highest = max(_LOWEST_TOP, highest)
    step = next(step for step in steps if highest <= step * _MOST_LINES)
    return -(-highest // step) * step, step


class _Drawing:
    """A picture and where on it things are."""

    def __init__(self, picture: Image.Image, day: DayHours) -> None:
        self._day = day
        self._pen = ImageDraw.Draw(picture)
        self._top, self._step = scale(max(*day.visitors, *day.last_week))
        self._axis = _load_font(_LARGEST)
        self._left = int(self._pen.textlength(str(self._top), self._axis)) + 34
        self._width = (SIZE[0] - self._left - _RIGHT) / HOURS
        self._numbers = self._fitting_font(str(max(day.visitors)))

    def draw(self) -> None:
        for hour in range(HOURS):
            if self._paper(hour) != PAPER:
                behind = (self._x(hour), _TOP - 16, self._x(hour + 1), self._y(0))
                self._pen.rectangle(behind, self._paper(hour))
        self._draw_grid()
        for hour in range(HOURS):
            self._draw_bar(hour)
        # Over all outlines, so that none runs through a number.
        for hour in range(HOURS):
            self._draw_number(hour)

    def _draw_grid(self) -> None:
        right = SIZE[0] - _RIGHT
        for value in range(0, self._top + 1, self._step):
            y = self._y(value)
            self._pen.line((self._left, y, right, y), GRID if value else DIGITS, 2)
            self._pen.text(
                (self._left - 12, y), str(value), DIGITS, self._axis, anchor="rm"
            )
        for hour in range(HOURS):
            place = (self._x(hour + 0.5), self._y(0) + 14)
            self._pen.text(place, str(hour), DIGITS, self._axis, anchor="mt")

    def _draw_bar(self, hour: int) -> None:
        gap = self._width * _GAP
        left, right = round(self._x(hour) + gap), round(self._x(hour + 1) - gap)
        if visitors := self._day.visitors[hour]:
            self._pen.rounded_rectangle(
                (left, self._y(visitors), right, self._y(0) - 2),
                5,
                self._colour(hour),
                corners=(True, True, False, False),
            )
        if before := self._day.last_week[hour]:
            # A little wider than the bar, so that both can be seen when they are equal.
            top, bottom = self._y(before) - 2, self._y(0) - 1
            self._pen.line(
                [
                    (left - 4, bottom),
                    (left - 4, top),
                    (right + 4, top),
                    (right + 4, bottom),
                ],
                LAST_WEEK,
                4,
                joint="curve",
            )

    def _draw_number(self, hour: int) -> None:
        if visitors := self._day.visitors[hour]:
            self._pen.text(
                (self._x(hour + 0.5), self._y(visitors) - 7),
                str(visitors),
                self._colour(hour),
                self._numbers,
                anchor="mb",
                stroke_width=3,
                stroke_fill=self._paper(hour),
            )

    def _colour(self, hour: int) -> tuple[int, int, int]:
        expected = self._day.open is None or self._day.open[hour]
        return VISITORS if expected else UNEXPECTED

    def _paper(self, hour: int) -> tuple[int, int, int]:
        return OPEN if self._day.open is not None and self._day.open[hour] else PAPER

    def _x(self, hour: float) -> float:
        return self._left + hour * self._width

    def _y(self, visitors: int) -> int:
        height = SIZE[1] - _TOP - _BOTTOM
        return round(SIZE[1] - _BOTTOM - height * visitors / self._top)

    def _fitting_font(self, text: str) -> _Font:
        """Return the largest font in which a number is no wider than its hour."""
        fonts = (_load_font(size) for size in range(_LARGEST, _SMALLEST, -1))
        return next(
            (font for font in fonts if self._pen.textlength(text, font) <= self._width),
            _load_font(_SMALLEST),
        )


def _load_font(size: int) -> _Font:
    return ImageFont.load_default(size)
