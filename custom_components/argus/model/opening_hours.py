"""Opening hours: when visitors are expected."""

from dataclasses import dataclass
from datetime import date as Date, datetime, time as Time, timedelta

from .hours import Hours


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """When visitors are expected; the end may lie after midnight."""

    opens: Time
    closes: Time
    days: frozenset[int] = frozenset(range(7))
    """Weekdays on which it opens, Monday is 0."""

    def contain(self, local: datetime) -> bool:
        """Return whether visitors are expected at a local moment."""
        return Hours(self.opens, self.closes, self.days).contain(local)

    def covers(self, date: Date, hour: int) -> bool:
        """Return whether any part of a local hour lies within the opening hours."""
        start, end = _minutes(self.opens), _minutes(self.closes)
        if end <= start:
            end += 24 * 60
        begins = 60 * hour
        for offset, day in ((0, date), (24 * 60, date - timedelta(days=1))):
            from_opening_day = begins + offset
            if (
                day.weekday() in self.days
                and from_opening_day < end
                and from_opening_day + 60 > start
            ):
                return True
        return False


def _minutes(time: Time) -> int:
    return 60 * time.hour + time.minute
