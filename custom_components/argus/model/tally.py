"""Crossings of one line by visitors, or by vehicles: of the day, in all, and who is still inside."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date as Date

from ..vision import Line
from .counter_key import counter_key


@dataclass(frozen=True, slots=True)
class Tally:
    """Visitors over one line, or vehicles."""

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

    Those who came before a line counted vehicles are among them.

    Args:
        tallies: By the keys of counters.
        lines: The camera's.
        day: One that could not be read anew yet may be of another.
    """
    return sum(
        tally.today_in
        for line in lines
        if (tally := tallies.get(counter_key(line.id, of_vehicles=False))) is not None
        and tally.date == day
    )
