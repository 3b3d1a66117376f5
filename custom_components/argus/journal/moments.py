"""Timestamps as the journal stores them: whole milliseconds since 1970, UTC."""

from datetime import UTC, datetime
from typing import Final

from homeassistant.util.ulid import ulid_at_time

_TIME_OF_ULID: Final = 10
"""Characters of a ULID that tell its time."""


def milliseconds(moment: datetime) -> int:
    """Return a moment as it is stored."""
    # Cut off as in the ids of incidents, so that both sort the same.
    return int(moment.timestamp() * 1000)


def moment(milliseconds: int) -> datetime:
    """Return a stored moment in UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def first_id(milliseconds: int) -> str:
    """Return an id before those of all incidents that begin at a stored moment or later."""
    return ulid_at_time(max(0, milliseconds) / 1000)[:_TIME_OF_ULID]
