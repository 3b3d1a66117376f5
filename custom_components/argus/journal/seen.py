"""Who looked at which incident, and how many nobody looked at.

Incidents from before that was noted, and those that an automation marked, count as looked at by everybody.
"""

from collections.abc import Collection, Sequence
from itertools import batched
from typing import Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from .models import IncidentRow, SeenRow

_AT_ONCE: Final = 500
"""Ids in one question; databases allow only so many values."""


def mark(session: Session, incidents: Collection[str], user: str | None) -> list[str]:
    """Remember that a user looked at incidents; return those of them that are there.

    Args:
        session: a transaction.
        incidents: ids.
        user: id of who looked; None if nobody in particular did, then nobody needs to any more.

    """
    marked: list[str] = []
    for some in batched(incidents, _AT_ONCE, strict=False):
        there = session.scalars(select(IncidentRow.id).where(IncidentRow.id.in_(some)))
        marked += (ids := list(there))
        session.execute(
            update(IncidentRow).where(IncidentRow.id.in_(ids)).values(looked_at=True)
        )
        if user is None:
            session.execute(delete(SeenRow).where(SeenRow.incident.in_(ids)))
            continue
        rows = session.scalars(
            select(SeenRow.incident).where(
                SeenRow.incident.in_(ids), SeenRow.user == user
            )
        )
        known = set(rows)
        session.add_all(
            SeenRow(incident=incident, user=user)
            for incident in ids
            if incident not in known
        )
        session.flush()
    return marked


def seen_by(
    session: Session, incidents: Collection[str], user: str | None
) -> frozenset[str]:
    """Return those of some incidents that a user looked at; anybody, if nobody in particular asks."""
    seen: set[str] = set()
    for some in batched(incidents, _AT_ONCE, strict=False):
        looked_at = set(
            session.scalars(
                select(IncidentRow.id).where(
                    IncidentRow.id.in_(some), IncidentRow.looked_at.is_(True)
                )
            )
        )
        if user is None:
            seen |= looked_at
            continue
        rows: Sequence[tuple[str, str]] = (
            session.execute(
                select(SeenRow.incident, SeenRow.user).where(SeenRow.incident.in_(some))
            )
            .tuples()
            .all()
        )
        seen |= {incident for incident, who in rows if who == user}
        seen |= looked_at - {incident for incident, _ in rows}
    return frozenset(seen)


def count_unseen(session: Session) -> int:
    """Return how many incidents nobody looked at; what was nothing needs nobody to."""
    return (
        session.scalar(
            select(func.count())
            .select_from(IncidentRow)
            .where(IncidentRow.looked_at.is_(False), IncidentRow.false_alarm.is_(False))
        )
        or 0
    )
