"""Incidents in the journal: stored, linked, marked, deleted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from ..model.description import Description
from ..model.incident import Incident
from . import decisions, descriptions, incident_moments, pages
from .models import ForgottenRow, IncidentRow, IncidentTypeRow, SeenRow
from .moments import milliseconds
from .storable import storable_name


def save(session: Session, incident: Incident) -> None:
    """Store an incident, new or changed.

    Its picture, its preview and its description are left alone, and, once it is stored, what others add: whether it is
    a favourite or a false alarm, and what was decided about it.
    """
    row = session.get(IncidentRow, incident.id)
    if row is None:
        row = IncidentRow(
            id=incident.id,
            camera=incident.camera,
            start=milliseconds(incident.start),
            snapshot=None,
            snapshot_bytes=0,
            preview=None,
            preview_bytes=0,
            moment_bytes=0,
            continues=incident.continues,
            description=None,
            looked_at=False,
            favourite=incident.favourite,
            false_alarm=incident.false_alarm,
            decisions=decisions.as_stored(incident.decisions),
            linked=[],
        )
        session.add(row)
        stored: set[str] = set()
    else:
        stored = set(row.types.split(","))
    row.camera_name = storable_name(incident.camera_name)
    row.location = storable_name(incident.location)
    row.end = (
        None if incident.end is None else max(row.start, milliseconds(incident.end))
    )
    row.types = ",".join(incident.types)
    row.intensity = incident.intensity
    row.faces = incident.faces
    row.visitors_in = incident.visitors_in
    row.visitors_out = incident.visitors_out
    row.zones = list(incident.zones)
    row.linked = list(dict.fromkeys([*row.linked, *incident.linked]))
    row.trace = [
        {**asdict(step), "at": milliseconds(step.at)} for step in incident.trace
    ]
    session.flush()
    session.add_all(
        IncidentTypeRow(incident=incident.id, type=str(kind), camera=row.camera)
        for kind in incident.types
        if kind not in stored
    )
    session.flush()
    incident_moments.save(session, incident)


def link(session: Session, one: str, other: str) -> None:
    """Remember that two incidents belong together."""
    for here, there in ((one, other), (other, one)):
        row = session.get(IncidentRow, here)
        if row is not None and there not in row.linked:
            row.linked = [*row.linked, there]


def set_snapshot(session: Session, incident: str, path: str, size: int) -> None:
    """Remember where the picture of an incident lies, and how many bytes it takes."""
    session.execute(
        update(IncidentRow)
        .where(IncidentRow.id == incident)
        .values(snapshot=path, snapshot_bytes=size)
    )


def clear_snapshots(session: Session, gone: Collection[tuple[str, str]]) -> None:
    """Forget pictures that are gone, from ids and paths; one that was replaced meanwhile stays."""
    for incident, path in gone:
        session.execute(
            update(IncidentRow)
            .where(IncidentRow.id == incident, IncidentRow.snapshot == path)
            .values(snapshot=None, snapshot_bytes=0)
        )


def set_preview(session: Session, incident: str, path: str, size: int) -> None:
    """Remember where the moving preview of an incident lies, and how many bytes it takes."""
    session.execute(
        update(IncidentRow)
        .where(IncidentRow.id == incident)
        .values(preview=path, preview_bytes=size)
    )


def clear_previews(session: Session, gone: Collection[tuple[str, str]]) -> None:
    """Forget previews that are gone, from ids and paths; one that was replaced meanwhile stays."""
    for incident, path in gone:
        session.execute(
            update(IncidentRow)
            .where(IncidentRow.id == incident, IncidentRow.preview == path)
            .values(preview=None, preview_bytes=0)
        )


def set_description(session: Session, incident: str, description: Description) -> None:
    """Keep what an AI says of an incident with it, in the place of what it said before."""
    session.execute(
        update(IncidentRow)
        .where(IncidentRow.id == incident)
        .values(description=descriptions.as_stored(description))
    )


def set_favourite(session: Session, incident: str, favourite: bool) -> bool:
    """Keep an incident for ever, or no longer; return whether it is there."""
    row = session.get(IncidentRow, incident)
    if row is None:
        return False
    row.favourite = favourite
    return True


def set_false_alarm(
    session: Session, incident: str, false_alarm: bool
) -> Incident | None:
    """Remember whether an incident was nothing; return it, or None if it is not there."""
    row = session.get(IncidentRow, incident)
    if row is None:
        return None
    row.false_alarm = false_alarm
    session.flush()
    return pages.get(session, incident)


def count_false_alarms(session: Session) -> dict[str, int]:
    """Return how many incidents were nothing, by camera; cameras without any are not there."""
    rows = session.execute(
        select(IncidentRow.camera, func.count())
        .where(IncidentRow.false_alarm.is_(True))
        .group_by(IncidentRow.camera)
    )
    return dict(rows.tuples().all())


def remove(session: Session, incidents: Collection[str]) -> list[str]:
    """Delete incidents; return the paths of their pictures and previews.

    That they were there is remembered until their files are surely gone, see `forget_deleted`.
    """
    there = session.execute(
        select(IncidentRow.id, IncidentRow.snapshot, IncidentRow.preview).where(
            IncidentRow.id.in_(incidents)
        )
    ).all()
    note_deleted(session, [row.id for row in there], datetime.now(UTC))
    session.execute(
        delete(IncidentTypeRow).where(IncidentTypeRow.incident.in_(incidents))
    )
    session.execute(delete(SeenRow).where(SeenRow.incident.in_(incidents)))
    incident_moments.remove(session, incidents)
    session.execute(delete(IncidentRow).where(IncidentRow.id.in_(incidents)))
    return [
        path
        for row in there
        for path in (row.snapshot, row.preview)
        if path is not None
    ]


def note_deleted(session: Session, incidents: Collection[str], at: datetime) -> None:
    """Remember that incidents were deleted at a moment."""
    known = set(
        session.scalars(
            select(ForgottenRow.incident).where(ForgottenRow.incident.in_(incidents))
        )
    )
    session.add_all(
        ForgottenRow(incident=one, at=milliseconds(at))
        for one in dict.fromkeys(incidents)
        if one not in known
    )


def forget_deleted(session: Session, before: datetime) -> None:
    """Forget for good what was deleted before a moment in UTC, for nothing is left of it."""
    session.execute(delete(ForgottenRow).where(ForgottenRow.at < milliseconds(before)))


def expired(
    session: Session, before: datetime, most_bytes: int, batch: int = 500
) -> list[str]:
    """Return ids of incidents to forget, the oldest first; favourites and what lasts are never among them.

    Args:
        session: a transaction.
        before: all that ended before this moment in UTC are too old.
        most_bytes: pictures, previews and moments may take together; the oldest go until the rest fits.
        batch: at most so many at a time.

    """
    forgettable = (IncidentRow.favourite.is_(False), IncidentRow.end.is_not(None))
    old = session.scalars(
        select(IncidentRow.id)
        .where(*forgettable, IncidentRow.end < milliseconds(before))
        .order_by(IncidentRow.id)
        .limit(batch)
    ).all()
    if old:
        return list(old)
    taken = (
        IncidentRow.snapshot_bytes
        + IncidentRow.preview_bytes
        + IncidentRow.moment_bytes
    )
    excess = int(session.scalar(select(func.sum(taken))) or 0)
    excess -= most_bytes
    large: list[str] = []
    if excess <= 0:
        return large
    rows = session.execute(
        select(IncidentRow.id, taken)
        .where(*forgettable, taken > 0)
        .order_by(IncidentRow.id)
        .limit(batch)
    )
    for incident, size in rows:
        if excess <= 0:
            break
        large.append(incident)
        excess -= size
    return large


def has_open(session: Session, lasting: Collection[str] = ()) -> bool:
    """Return whether a crash left incidents open, besides those that last."""
    found = session.scalar(
        select(IncidentRow.id)
        .where(IncidentRow.end.is_(None), IncidentRow.id.not_in(lasting))
        .limit(1)
    )
    return found is not None


def close_open(session: Session, lasting: Collection[str] = ()) -> None:
    """End incidents that a crash left open at their last step, but not those that last."""
    for row in session.scalars(
        select(IncidentRow).where(
            IncidentRow.end.is_(None), IncidentRow.id.not_in(lasting)
        )
    ):
        row.end = max([row.start, *(step["at"] for step in row.trace)])


@dataclass(frozen=True, slots=True)
class Owners:
    """What a journal knows of the incidents that files belong to."""

    pictures: Mapping[str, str | None]
    """Where the picture of each that is there lies, None of those that have none."""
    previews: Mapping[str, str | None]
    """The same of their moving previews."""
    forgotten: frozenset[str]
    """Those that were there and were deleted."""


def owners(session: Session, ids: Collection[str]) -> Owners:
    """Return what is known of incidents; another journal's are in neither."""
    rows = session.execute(
        select(IncidentRow.id, IncidentRow.snapshot, IncidentRow.preview).where(
            IncidentRow.id.in_(ids)
        )
    ).all()
    forgotten = session.scalars(
        select(ForgottenRow.incident).where(ForgottenRow.incident.in_(ids))
    )
    return Owners(
        {row.id: row.snapshot for row in rows},
        {row.id: row.preview for row in rows},
        frozenset(forgotten),
    )


def adopt(session: Session, incident: str, path: str, size: int) -> None:
    """Give an incident that has no picture the one that was found; one that got another meanwhile keeps it."""
    session.execute(
        update(IncidentRow)
        .where(IncidentRow.id == incident, IncidentRow.snapshot.is_(None))
        .values(snapshot=path, snapshot_bytes=size)
    )


def adopt_preview(session: Session, incident: str, path: str, size: int) -> None:
    """Give an incident that has no moving preview the one that was found."""
    session.execute(
        update(IncidentRow)
        .where(IncidentRow.id == incident, IncidentRow.preview.is_(None))
        .values(preview=path, preview_bytes=size)
    )


def previews(session: Session) -> Sequence[tuple[str, str]]:
    """Return id and moving preview of every incident that has one."""
    rows = session.execute(
        select(IncidentRow.id, IncidentRow.preview).where(
            IncidentRow.preview.is_not(None)
        )
    )
    return [(incident, path) for incident, path in rows if path is not None]


def snapshots(session: Session) -> Sequence[tuple[str, str]]:
    """Return id and picture of every incident that has one."""
    rows = session.execute(
        select(IncidentRow.id, IncidentRow.snapshot).where(
            IncidentRow.snapshot.is_not(None)
        )
    )
    return [(incident, path) for incident, path in rows if path is not None]
