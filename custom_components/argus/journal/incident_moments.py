"""Moments of incidents in the journal: stored, read, and how many bytes their pictures take."""

from collections.abc import Collection

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from ..model.incident import Incident
from ..model.moment import Moment, MomentType, box_of, sides_of
from .models import IncidentRow, MomentRow
from .moments import milliseconds, moment as moment_of
from .storable import storable_name


def save(session: Session, incident: Incident) -> None:
    """Store the moments of an incident that lasts; those that it dropped are deleted, pictures are left alone."""
    if not incident.moments:
        return
    kept = {one.number: one for one in incident.moments}
    stored = set(
        session.scalars(
            select(MomentRow.number).where(MomentRow.incident == incident.id)
        )
    )
    if dropped := stored - kept.keys():
        session.execute(
            delete(MomentRow).where(
                MomentRow.incident == incident.id, MomentRow.number.in_(dropped)
            )
        )
        _count_bytes(session, incident.id)
    session.add_all(
        _row_of(incident.id, one)
        for number, one in kept.items()
        if number not in stored
    )
    session.flush()


def set_picture(session: Session, incident: str, number: int, size: int) -> None:
    """Remember that a picture of a moment is kept, and how many bytes it takes; one that is gone is passed over."""
    session.execute(
        update(MomentRow)
        .where(MomentRow.incident == incident, MomentRow.number == number)
        .values(picture_bytes=size)
    )
    _count_bytes(session, incident)


def read(session: Session, incident: str) -> tuple[Moment, ...]:
    """Return the moments of an incident in their order."""
    rows = session.execute(
        select(MomentRow.__table__)
        .where(MomentRow.incident == incident)
        .order_by(MomentRow.number)
    )
    return tuple(
        Moment(
            number=row.number,
            at=moment_of(row.at),
            type=MomentType(row.type),
            box=box_of(row.box),
            zone=row.zone or None,
            line=row.line or None,
            has_picture=row.picture_bytes > 0,
        )
        for row in rows
    )


def incidents(session: Session) -> frozenset[str]:
    """Return the ids of all incidents with moments."""
    return frozenset(session.scalars(select(MomentRow.incident).distinct()))


def remove(session: Session, incidents: Collection[str]) -> None:
    """Delete the moments of incidents."""
    session.execute(delete(MomentRow).where(MomentRow.incident.in_(incidents)))


def _count_bytes(session: Session, incident: str) -> None:
    session.flush()
    taken = session.scalar(
        select(func.sum(MomentRow.picture_bytes)).where(MomentRow.incident == incident)
    )
    session.execute(
        update(IncidentRow)
        .where(IncidentRow.id == incident)
        .values(moment_bytes=int(taken or 0))
    )


def _row_of(incident: str, one: Moment) -> MomentRow:
    return MomentRow(
        incident=incident,
        number=one.number,
        at=milliseconds(one.at),
        type=str(one.type),
        box=sides_of(one.box),
        zone=storable_name(one.zone or ""),
        line=storable_name(one.line or ""),
        picture_bytes=0,
    )
