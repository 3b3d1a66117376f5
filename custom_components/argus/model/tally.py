"""Visitors over one line: of the day, in all, and still inside."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date as Date

from ..vision import Line


@dataclass(frozen=True, slots=True)
class Tally:
    """Visitors over one line."""

    date: Date
    """Local day that the day's counters are of."""
    today_in: int = 0
    today_out: int = 0
    total_in: int = 0
    total_out: int = 0
    inside: int = 0
    """People inside: in minus out, never below 0."""


def visitors_of_day(
    tallies: Mapping[str, Tally], lines: Iterable[Line], day: Date
) -> int:
    """Return how many visitors came in over a camera's lines on a local day; vehicles are none.

    Args:
        tallies: By the lines' ids.
        lines: The camera's.
        day: One that could not be read anew yet may be of another.
    """
    return sum(
        tally.today_in
        for line in lines
        if line.is_for_visitors
        and (tally := tallies.get(line.id)) is not None
        and tally.date == day
    )
