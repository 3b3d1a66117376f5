"""Moments as the journal keeps them: whole milliseconds since 1970, UTC."""

from datetime import UTC, datetime


def milliseconds(moment: datetime) -> int:
    """Return a moment as it is stored."""
    # Cut off as in the ids of incidents, so that both sort the same.
    return int(moment.timestamp() * 1000)


def moment(milliseconds: int) -> datetime:
    """Return a stored moment in UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
