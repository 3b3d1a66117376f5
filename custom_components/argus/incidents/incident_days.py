"""Local days on which incidents happened."""

from datetime import date as Date, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from homeassistant.util import dt as dt_util
from homeassistant.util.ulid import ulid_at_time

from ..journal import pages
from ..journal.pages import IncidentQuery

MOST_DAYS: Final = 400
"""Days that are listed of a camera."""


def days(session: Session, camera: str) -> list[Date]:
    """Return the local days on which something happened at a camera, the newest first.

    Ids sort by time, so each day is one step in an index, however many incidents it has.
    """
    found: list[Date] = []
    before: str | None = None
    while len(found) < MOST_DAYS:
        newest = pages.find(
            session, IncidentQuery(limit=1, cameras=(camera,), before=before)
        )
        if not newest:
            break
        day = dt_util.as_local(newest[0].start).date()
        if not found or day < found[-1]:
            found.append(day)
        # Never back to where it was, should an id and its time not agree.
        before = min(newest[0].id, first_id(limits(day)[0]))
    return found


def limits(day: Date) -> tuple[datetime, datetime]:
    """Return when a local day begins and ends, UTC.

    Raises:
        ValueError: no clock shows it.
    """
    try:
        return (
            dt_util.as_utc(dt_util.start_of_local_day(day)),
            dt_util.as_utc(dt_util.start_of_local_day(day + timedelta(days=1))),
        )
    except OverflowError as err:
        raise ValueError(f"{day} is on no clock") from err


def first_id(moment: datetime) -> str:
    """Return the lowest id that an incident of a moment can have."""
    return ulid_at_time(max(0.0, moment.timestamp()))[:10] + "0" * 16


def read_day(text: str) -> Date:
    """Return a day written as 2026-11-23.

    Raises:
        ValueError: it is none.
    """
    day = Date.fromisoformat(text)
    if day.isoformat() != text or day.year < 1970:
        raise ValueError(f"{text} is no day")
    return day
