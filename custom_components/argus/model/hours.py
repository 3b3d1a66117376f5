"""The days and hours at which an alert is wanted."""

from dataclasses import dataclass
from datetime import datetime, time as Time, timedelta

EVERY_DAY: frozenset[int] = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class Hours:
    """A span of every chosen day by the clock on the wall; it may end after midnight.

    A span across midnight belongs to the day on which it begins: Friday 22:00 to 06:00 ends on Saturday. As only the
    clock on the wall counts, a night in which it is put forward or back is an hour shorter or longer, and nothing else.
    """

    start: Time | None = None
    """None for midnight."""
    end: Time | None = None
    """None for midnight; the moment itself is outside."""
    days: frozenset[int] = EVERY_DAY
    """Weekdays on which the span begins, Monday is 0."""

    def contain(self, local: datetime) -> bool:
        """Return whether a local moment is within the hours on one of the days."""
        return self.begun(local) is not None and self.on_day(local)

    def on_day(self, local: datetime) -> bool:
        """Return whether the span that a local moment belongs to began on one of the days."""
        begun = self.begun(local)
        return (local if begun is None else begun).weekday() in self.days

    def begun(self, local: datetime) -> datetime | None:
        """Return a moment on the day on which the span began that a local moment is in, or None if it is in none."""
        start, end, now = self.start or Time(), self.end or Time(), local.time()
        if start < end:
            return local if start <= now < end else None
        if now >= start:
            return local
        if now < end:
            return local - timedelta(days=1)
        return None
