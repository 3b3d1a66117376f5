"""Visitors over one line: of the day, in all, and still inside."""

from dataclasses import dataclass
from datetime import date as Date


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
