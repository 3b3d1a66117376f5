"""What the visitor log says about days: totals, hours, rush, and what was unusual."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date as Date, timedelta
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..opening_hours import OpeningHours
from ..vision import Direction
from .models import VisitorHour

WEEK: Final = timedelta(days=7)


def report(
    session: Session,
    first: Date,
    last: Date,
    *,
    camera: str | Collection[str] | None = None,
    opening_hours: OpeningHours | None = None,
) -> dict[str, Any]:
    """Return what happened from one local day to another, both included, as plain JSON values.

    Args:
        session: a transaction.
        first: first day.
        last: last day.
        camera: id of a camera's subentry, or ids whose sum is wanted; None sums up all.
        opening_hours: activity outside of them is listed; None lists nothing.

    """
    hours = _hours(session, first, last, camera)
    came_in = [_sum(hours, Direction.IN, hour) for hour in range(24)]
    went_out = [_sum(hours, Direction.OUT, hour) for hour in range(24)]
    peak_hour = max(range(24), key=lambda hour: came_in[hour])
    before = _hours(session, first - WEEK, last - WEEK, camera)
    last_week = _sum(before, Direction.IN)
    total = sum(came_in)
    return {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "total_in": total,
        "total_out": sum(went_out),
        "per_hour": [
            {"hour": hour, "in": came_in[hour], "out": went_out[hour]}
            for hour in range(24)
        ],
        "per_day": [
            {
                "date": day.isoformat(),
                "in": _sum(hours, Direction.IN, day=day),
                "out": _sum(hours, Direction.OUT, day=day),
            }
            for day in _days(first, last)
        ],
        "peak_hour": peak_hour if total else None,
        "peak_hour_visitors": came_in[peak_hour],
        "peak_time": _peak_time(session, first, last, camera) if total else None,
        "same_days_last_week": last_week,
        "change_percent": round(100 * (total - last_week) / last_week, 1)
        if last_week
        else None,
        "outside_opening_hours": [
            {"date": day.isoformat(), "hour": hour, "visitors": visitors}
            for (day, hour), visitors in sorted(_any_direction(hours).items())
            if opening_hours is not None and not opening_hours.covers(day, hour)
        ],
    }


type _Hours = Mapping[tuple[Date, int, str], int]


def _hours(
    session: Session, first: Date, last: Date, camera: str | Collection[str] | None
) -> _Hours:
    query = (
        select(
            VisitorHour.date,
            VisitorHour.hour,
            VisitorHour.direction,
            func.sum(VisitorHour.count),
        )
        .where(VisitorHour.date.between(first, last))
        .group_by(VisitorHour.date, VisitorHour.hour, VisitorHour.direction)
    )
    if camera is not None:
        query = query.where(VisitorHour.camera.in_(_ids(camera)))
    return {
        (day, hour, direction): total
        for day, hour, direction, total in session.execute(query)
    }


def _ids(camera: str | Collection[str]) -> Collection[str]:
    return (camera,) if isinstance(camera, str) else camera


def _peak_time(
    session: Session, first: Date, last: Date, camera: str | Collection[str] | None
) -> str | None:
    """Return the minute with the most visitors coming in, such as `2026-11-23T17:42`."""
    query = (
        select(VisitorHour)
        .where(
            VisitorHour.date.between(first, last),
            VisitorHour.direction == Direction.IN,
        )
        .order_by(VisitorHour.peak_count.desc(), VisitorHour.date, VisitorHour.hour)
        .limit(1)
    )
    if camera is not None:
        query = query.where(VisitorHour.camera.in_(_ids(camera)))
    peak = session.scalars(query).first()
    if peak is None:
        return None
    return f"{peak.date.isoformat()}T{peak.hour:02}:{peak.peak_minute:02}"


def _sum(
    hours: _Hours,
    direction: Direction,
    hour: int | None = None,
    day: Date | None = None,
) -> int:
    return sum(
        count
        for (on, at, way), count in hours.items()
        if way == direction and hour in (None, at) and day in (None, on)
    )


def _any_direction(hours: _Hours) -> dict[tuple[Date, int], int]:
    both: dict[tuple[Date, int], int] = {}
    for (day, hour, _direction), count in hours.items():
        both[day, hour] = both.get((day, hour), 0) + count
    return both


def _days(first: Date, last: Date) -> Sequence[Date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
