"""Visitor and vehicle counts by line, counted in the transaction that stores them.

Each is kept under the key of a counter (`model/counter_key.py`), which says which of both was counted.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date as Date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..model.counter_key import counter_key
from ..model.crossing import Crossing, Direction
from ..model.tally import Tally
from .models import LineTally, VisitorHour


def count(
    session: Session, camera: str, crossings: Iterable[Crossing], at: datetime
) -> None:
    """Count visitors, and vehicles apart from them.

    Args:
        session: a transaction.
        camera: id of the camera's subentry.
        crossings: who crossed which line.
        at: when, local time with its zone.

    """
    for crossing in crossings:
        key = counter_key(crossing.line_id, of_vehicles=crossing.of_vehicle)
        hour = session.get(
            VisitorHour, (camera, key, crossing.direction, at.date(), at.hour)
        )
        if hour is None:
            hour = VisitorHour(
                camera=camera,
                line=key,
                direction=str(crossing.direction),
                date=at.date(),
                hour=at.hour,
                count=0,
                peak_minute=at.minute,
                peak_count=0,
                last_minute=at.minute,
                last_count=0,
            )
            session.add(hour)
        hour.count += 1
        hour.last_count = hour.last_count + 1 if hour.last_minute == at.minute else 1
        hour.last_minute = at.minute
        if hour.last_count > hour.peak_count:
            hour.peak_minute, hour.peak_count = at.minute, hour.last_count
        tally = _line_tally(session, camera, key, at.date())
        if crossing.direction is Direction.IN:
            tally.total_in += 1
            tally.inside += 1
        else:
            tally.total_out += 1
            tally.inside = max(0, tally.inside - 1)
        tally.inside_date = at.date()
        session.flush()


def read(
    session: Session, camera: str, lines: Sequence[str], today: Date
) -> dict[str, Tally]:
    """Return the tallies of a camera's lines by the keys of their counters, for a local day."""
    days: dict[tuple[str, str], int] = {
        (line, direction): total
        for line, direction, total in session.execute(
            select(VisitorHour.line, VisitorHour.direction, func.sum(VisitorHour.count))
            .where(VisitorHour.camera == camera, VisitorHour.date == today)
            .group_by(VisitorHour.line, VisitorHour.direction)
        )
    }
    stored = {
        tally.line: tally
        for tally in session.scalars(
            select(LineTally).where(LineTally.camera == camera)
        )
    }
    tallies: dict[str, Tally] = {}
    for line in lines:
        today_in = days.get((line, Direction.IN), 0)
        today_out = days.get((line, Direction.OUT), 0)
        tally = stored.get(line)
        if tally is None:
            tallies[line] = Tally(today, today_in, today_out)
            continue
        if tally.reset_date == today:
            today_in -= tally.reset_in
            today_out -= tally.reset_out
        tallies[line] = Tally(
            today, today_in, today_out, tally.total_in, tally.total_out, tally.inside
        )
    return tallies


def reset(session: Session, camera: str, lines: Iterable[str], today: Date) -> None:
    """Set the day's counters and the people inside to zero; totals and the log stay."""
    for line in lines:
        tally = session.get(LineTally, (camera, line))
        if tally is None:
            # Nothing was ever counted.
            continue
        tally.reset_date, tally.reset_in, tally.reset_out = None, 0, 0
        session.flush()
        now = read(session, camera, [line], today)[line]
        tally.reset_date = today
        tally.reset_in, tally.reset_out = now.today_in, now.today_out
        tally.inside, tally.inside_date = 0, today


def set_inside(
    session: Session, camera: str, line: str, inside: int, today: Date
) -> None:
    """Correct how many people are inside."""
    tally = _line_tally(session, camera, line, today)
    tally.inside, tally.inside_date = max(0, inside), today


def empty_overnight(
    session: Session, camera: str, lines: Iterable[str], today: Date
) -> None:
    """Set the people inside to zero if they were last counted on an earlier day."""
    for line in lines:
        tally = session.get(LineTally, (camera, line))
        if tally is not None and tally.inside_date < today:
            tally.inside, tally.inside_date = 0, today


def stays_overnight(
    session: Session, camera: str, lines: Collection[str], today: Date
) -> bool:
    """Return whether there is a line whose people inside were last counted on an earlier day."""
    found = session.scalar(
        select(LineTally.line)
        .where(
            LineTally.camera == camera,
            LineTally.line.in_(lines),
            LineTally.inside_date < today,
        )
        .limit(1)
    )
    return found is not None


def _line_tally(session: Session, camera: str, line: str, today: Date) -> LineTally:
    tally = session.get(LineTally, (camera, line))
    if tally is None:
        tally = LineTally(
            camera=camera,
            line=line,
            total_in=0,
            total_out=0,
            inside=0,
            inside_date=today,
            reset_date=None,
            reset_in=0,
            reset_out=0,
        )
        session.add(tally)
    return tally
