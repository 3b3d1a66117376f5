"""Cameras of linked incidents: whoever may not see a camera is not told of them by what they are linked with."""

from collections.abc import Collection
from itertools import batched
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from .models import IncidentRow

_AT_ONCE: Final = 500
"""Ids in one question; databases allow only so many values."""


def cameras_of(session: Session, incidents: Collection[str]) -> dict[str, str]:
    """Return the ids of the cameras of incidents, by the ids of those that are there."""
    found: dict[str, str] = {}
    for some in batched(incidents, _AT_ONCE, strict=False):
        columns = select(IncidentRow.id, IncidentRow.camera)
        rows = session.execute(columns.where(IncidentRow.id.in_(some)))
        found |= {row.id: row.camera for row in rows}
    return found
