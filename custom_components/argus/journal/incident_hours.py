"""Counts incidents by hour, and those outside opening hours."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date as Date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from homeassistant.util import dt as dt_util

from ..model.opening_hours import OpeningHours
from .models import IncidentRow
from .moments import first_id, milliseconds, moment


@dataclass(slots=True)
class IncidentHours:
    """Incidents of some days."""

    total: int = 0
    outside: Counter[tuple[Date, int]] = field(default_factory=Counter)
    """Those that began outside opening hours, by local day and hour."""


def incident_hours(
    session: Session,
    first: Date,
    last: Date,
    cameras: Collection[str] | None,
    opening_hours: OpeningHours | None,
) -> IncidentHours:
    """Count the incidents that began from one local day to another, both included; false alarms are none.

    Args:
        session: a transaction.
        first: first day.
        last: last day.
        cameras: ids of subentries; None counts those of all.
        opening_hours: when visitors are expected; None expects them always.

    """
    since = milliseconds(dt_util.start_of_local_day(first))
    until = milliseconds(dt_util.start_of_local_day(last + timedelta(days=1)))
    # Ids sort by time, so this reads along the primary key.
    query = select(IncidentRow.start).where(
        IncidentRow.id >= first_id(since - 1),
        IncidentRow.id < first_id(until + 2),
        IncidentRow.start >= since,
        IncidentRow.start < until,
        IncidentRow.false_alarm.is_(False),
    )
    if cameras is not None:
        query = query.where(IncidentRow.camera.in_(cameras))
    found = IncidentHours()
    for start in session.scalars(query):
        found.total += 1
        if opening_hours is None:
            continue
        local = dt_util.as_local(moment(start))
        if not opening_hours.contain(local):
            found.outside[local.date(), local.hour] += 1
    return found
