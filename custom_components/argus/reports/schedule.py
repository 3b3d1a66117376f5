"""Computes which report is due next, and when."""

from dataclasses import dataclass
from datetime import UTC, date as Date, datetime, time as Time, timedelta, tzinfo
from typing import Final

NOON: Final = Time(12)
_MINUTE: Final = timedelta(minutes=1)
_LOOK_AHEAD: Final = 4
"""Days; the report of the first may have been sent already, and the second may lie before now."""


@dataclass(frozen=True, slots=True)
class ScheduledReport:
    """One report that is to be sent."""

    day: Date
    """Local day that it is of."""
    at: datetime
    """UTC."""


def next_report(
    now: datetime, time: Time, zone: tzinfo, reported: Date | None = None
) -> ScheduledReport:
    """Return the next report after a moment.

    Args:
        now: the moment, with its zone.
        time: when reports are sent, by the clock on the wall. Before noon it is the day before that is reported.
        zone: where the clock hangs.
        reported: the last day whose report has been sent; later ones are still to come, this and earlier ones not.

    """
    today = now.astimezone(zone).date()
    if reported is not None and reported > today + timedelta(days=1):
        # The clock was wrong; across time zones, a day is the most that it can be ahead.
        reported = None
    turns = (
        ScheduledReport(_reported_day(day, time), local_moment(day, time, zone))
        for day in (today + timedelta(days=n) for n in range(_LOOK_AHEAD))
    )
    return next(
        turn
        for turn in turns
        if turn.at > now and (reported is None or turn.day > reported)
    )


def local_moment(day: Date, time: Time, zone: tzinfo) -> datetime:
    """Return when the clock on the wall shows a time on a day, in UTC.

    A time that comes twice, when the clock is put back, is the first of both; one that is skipped, when it is put
    forward, is the moment of the skip.
    """
    wall = datetime.combine(day, time, zone)
    # Only full minutes are skipped, and a whole day at most, where a country crosses the date line.
    first = wall.replace(second=0, microsecond=0)
    for minutes in range(24 * 60 + 1):
        later = wall if minutes == 0 else first + minutes * _MINUTE
        if later.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == later.replace(
            tzinfo=None
        ):
            return later.astimezone(UTC)
    return wall.astimezone(UTC)


def _reported_day(day: Date, time: Time) -> Date:
    """Return the day a report tells of: before noon it is the day before."""
    return day if time >= NOON else day - timedelta(days=1)
