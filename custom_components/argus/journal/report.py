"""Visitor statistics of days: totals, hours, busiest minute, and what was unusual; vehicles by themselves."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as Date, timedelta
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from ..model.counter_key import OF_VEHICLES
from ..model.crossing import Direction
from ..model.opening_hours import OpeningHours
from .incident_hours import incident_hours
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
    cameras = (camera,) if isinstance(camera, str) else camera
    days = _days_between(first, last)
    asked = _Asked(cameras)
    now = _Visitors.between(session, first, last, asked)
    before = _Visitors.between(session, first - WEEK, last - WEEK, asked)
    total, last_week = sum(now.came.values()), sum(before.came.values())
    peak_hour = max(range(24), key=lambda hour: now.came[hour])
    outside = [
        {"date": day.isoformat(), "hour": hour, "visitors": visitors}
        for (day, hour), visitors in sorted(now.moments.items())
        if opening_hours is not None and not opening_hours.covers(day, hour)
    ]
    incidents = incident_hours(session, first, last, cameras, opening_hours)
    return {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "total_in": total,
        "total_out": sum(now.left.values()),
        "per_hour": [
            {
                "hour": hour,
                "in": now.came[hour],
                "out": now.left[hour],
                "last_week": before.came[hour],
            }
            for hour in range(24)
        ],
        "per_day": [
            {"date": day.isoformat(), "in": now.came_on[day], "out": now.left_on[day]}
            for day in days
        ],
        "peak_hour": peak_hour if total else None,
        "peak_hour_visitors": now.came[peak_hour],
        "peak_time": _peak_time(session, first, last, asked) if total else None,
        "same_days_last_week": last_week,
        "change_percent": round(100 * (total - last_week) / last_week, 1)
        if last_week
        else None,
        "outside_opening_hours": outside,
        "visitors_outside_opening_hours": sum(hour["visitors"] for hour in outside),
        "incidents": incidents.total,
        "incidents_outside_opening_hours": [
            {"date": day.isoformat(), "hour": hour, "incidents": count}
            for (day, hour), count in sorted(incidents.outside.items())
        ],
        "cameras": list(_report_cameras(session, first, last, asked)),
    }


def vehicle_counts(
    session: Session, first: Date, last: Date, *, cameras: Collection[str] | None
) -> dict[tuple[str, str], tuple[int, int]]:
    """Return how many vehicles crossed the lines from one local day to another, both included.

    Those of lines that are gone, or count something else now, are among them.

    Args:
        session: a transaction.
        first: first day.
        last: last day.
        cameras: ids of their cameras' subentries; None for all.

    Returns:
        In and out, by the ids of camera and line; those that none crossed are not in it.

    """
    counted = _report_lines(session, first, last, _Asked(cameras, of_vehicles=True))
    return {
        (camera, line.removesuffix(OF_VEHICLES)): (found.came.total(), found.left)
        for camera, of_camera in counted.items()
        for line, found in of_camera.items()
    }


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a report is of."""

    cameras: Collection[str] | None
    """Ids of the cameras; None for all."""
    of_vehicles: bool = False
    """Whether vehicles are meant, or visitors."""


@dataclass(slots=True)
class _Visitors:
    """Who crossed the lines within some days."""

    came: Counter[int] = field(default_factory=Counter)
    """By hour of the day."""
    left: Counter[int] = field(default_factory=Counter)
    came_on: Counter[Date] = field(default_factory=Counter)
    """By day."""
    left_on: Counter[Date] = field(default_factory=Counter)
    moments: Counter[tuple[Date, int]] = field(default_factory=Counter)
    """In both directions, by day and hour."""

    @classmethod
    def between(
        cls,
        session: Session,
        first: Date,
        last: Date,
        asked: _Asked,
    ) -> _Visitors:
        """Sum up the log of some days."""
        found = cls()
        keys = (VisitorHour.date, VisitorHour.hour, VisitorHour.direction)
        query = _visitor_hours_of(
            select(*keys, func.sum(VisitorHour.count)), first, last, asked
        ).group_by(*keys)
        for day, hour, direction, total in session.execute(query):
            # A server's sum is a decimal number.
            count = int(total)
            found.moments[day, hour] += count
            if direction == Direction.IN:
                found.came[hour] += count
                found.came_on[day] += count
            else:
                found.left[hour] += count
                found.left_on[day] += count
        return found


def _report_cameras(
    session: Session, first: Date, last: Date, asked: _Asked
) -> Iterator[dict[str, Any]]:
    """Return what each camera counted, and each of its lines."""
    now = _report_lines(session, first, last, asked)
    before = _report_lines(session, first - WEEK, last - WEEK, asked)
    for camera in sorted({*now, *before}):
        lines, earlier = now.get(camera, {}), before.get(camera, {})
        came = sum((line.came for line in lines.values()), Counter[int]())
        busiest = max(range(24), key=lambda hour: came[hour])
        yield {
            "camera": camera,
            "in": came.total(),
            "out": sum(line.left for line in lines.values()),
            "same_days_last_week": sum(line.came.total() for line in earlier.values()),
            "peak_hour": busiest if came else None,
            "peak_hour_visitors": came[busiest],
            "lines": [
                {"line": line, "in": counted.came.total(), "out": counted.left}
                for line, counted in sorted(lines.items())
            ],
        }


@dataclass(slots=True)
class _Line:
    came: Counter[int] = field(default_factory=Counter)
    """By hour of the day."""
    left: int = 0


def _report_lines(
    session: Session, first: Date, last: Date, asked: _Asked
) -> Mapping[str, Mapping[str, _Line]]:
    """Return who crossed each line, by camera."""
    keys = (
        VisitorHour.camera,
        VisitorHour.line,
        VisitorHour.direction,
        VisitorHour.hour,
    )
    query = _visitor_hours_of(
        select(*keys, func.sum(VisitorHour.count)), first, last, asked
    ).group_by(*keys)
    found: dict[str, dict[str, _Line]] = {}
    for camera, line_id, direction, hour, total in session.execute(query):
        line = found.setdefault(camera, {}).setdefault(line_id, _Line())
        if direction == Direction.IN:
            line.came[hour] += int(total)
        else:
            line.left += int(total)
    return found


def _peak_time(session: Session, first: Date, last: Date, asked: _Asked) -> str | None:
    """Return the minute with the most visitors coming in, such as `2026-11-23T17:42`."""
    query = (
        _visitor_hours_of(select(VisitorHour), first, last, asked)
        .where(VisitorHour.direction == Direction.IN)
        .order_by(VisitorHour.peak_count.desc(), VisitorHour.date, VisitorHour.hour)
        .limit(1)
    )
    peak = session.scalars(query).first()
    if peak is None:
        return None
    return f"{peak.date.isoformat()}T{peak.hour:02}:{peak.peak_minute:02}"


def _visitor_hours_of[T: tuple[Any, ...]](
    query: Select[T], first: Date, last: Date, asked: _Asked
) -> Select[T]:
    query = query.where(VisitorHour.date.between(first, last))
    if asked.cameras is not None:
        query = query.where(VisitorHour.camera.in_(asked.cameras))
    are_vehicles = VisitorHour.line.endswith(OF_VEHICLES, autoescape=True)
    return query.where(are_vehicles if asked.of_vehicles else ~are_vehicles)


def _days_between(first: Date, last: Date) -> Sequence[Date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
