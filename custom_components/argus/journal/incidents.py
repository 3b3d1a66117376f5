"""Incidents in the journal: stored, listed, kept, forgotten."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from ..activity import ActivityType
from ..incident import Incident, Step
from .models import IncidentRow, IncidentTypeRow


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentQuery:
    """Which incidents to list, the newest first."""

    limit: int = 50
    """1 to 1000."""
    cameras: Collection[str] | None = None
    """Ids of subentries; None takes all."""
    type: ActivityType | None = None
    before: str | None = None
    """Id of an incident; only older ones are listed."""
    since: datetime | None = None
    """UTC; only those that began then or later."""
    until: datetime | None = None
    """UTC; only those that began before."""
    favourite: bool | None = None


def save(session: Session, incident: Incident) -> None:
    """Store an incident, new or changed; its picture is left alone."""
    row = session.get(IncidentRow, incident.id)
    if row is None:
        row = IncidentRow(
            id=incident.id,
            camera=incident.camera,
            start=_milliseconds(incident.start),
            snapshot=None,
            snapshot_bytes=0,
            favourite=incident.favourite,
            linked=list(incident.linked),
        )
        session.add(row)
        stored: set[str] = set()
    else:
        stored = set(row.types.split(","))
    row.camera_name = incident.camera_name
    row.location = incident.location
    row.end = None if incident.end is None else _milliseconds(incident.end)
    row.types = ",".join(incident.types)
    row.intensity = incident.intensity
    row.faces = incident.faces
    row.visitors_in = incident.visitors_in
    row.visitors_out = incident.visitors_out
    row.zones = list(incident.zones)
    row.trace = [
        {**asdict(step), "at": _milliseconds(step.at)} for step in incident.trace
    ]
    session.flush()
    session.add_all(
        IncidentTypeRow(incident=incident.id, type=str(kind))
        for kind in incident.types
        if kind not in stored
    )


def link(session: Session, one: str, other: str) -> None:
    """Remember that two incidents belong together."""
    for here, there in ((one, other), (other, one)):
        row = session.get(IncidentRow, here)
        if row is not None and there not in row.linked:
            row.linked = [*row.linked, there]


def set_snapshot(session: Session, incident: str, path: str | None, size: int) -> None:
    """Remember where the picture of an incident lies, and how many bytes it takes."""
    session.execute(
        update(IncidentRow)
        .where(IncidentRow.id == incident)
        .values(snapshot=path, snapshot_bytes=size)
    )


def set_favourite(session: Session, incident: str, favourite: bool) -> bool:
    """Keep an incident for ever, or no longer; return whether it is there."""
    row = session.get(IncidentRow, incident)
    if row is None:
        return False
    row.favourite = favourite
    return True


def get(session: Session, incident: str) -> Incident | None:
    """Return an incident, or None if it is not there."""
    row = session.get(IncidentRow, incident)
    return None if row is None else _incident(row)


def find(session: Session, query: IncidentQuery) -> list[Incident]:
    """Return incidents, the newest first."""
    rows = select(IncidentRow).order_by(IncidentRow.id.desc()).limit(query.limit)
    if query.type is not None:
        rows = (
            select(IncidentRow)
            .join(IncidentTypeRow, IncidentTypeRow.incident == IncidentRow.id)
            .where(IncidentTypeRow.type == str(query.type))
            .order_by(IncidentTypeRow.incident.desc())
            .limit(query.limit)
        )
    if query.cameras is not None:
        rows = rows.where(IncidentRow.camera.in_(query.cameras))
    if query.before is not None:
        column = IncidentRow.id if query.type is None else IncidentTypeRow.incident
        rows = rows.where(column < query.before)
    if query.since is not None:
        rows = rows.where(IncidentRow.start >= _milliseconds(query.since))
    if query.until is not None:
        rows = rows.where(IncidentRow.start < _milliseconds(query.until))
    if query.favourite is not None:
        rows = rows.where(IncidentRow.favourite == query.favourite)
    return [_incident(row) for row in session.scalars(rows)]


def remove(session: Session, incidents: Collection[str]) -> list[str]:
    """Delete incidents; return the paths of their pictures."""
    paths = session.scalars(
        select(IncidentRow.snapshot).where(
            IncidentRow.id.in_(incidents), IncidentRow.snapshot.is_not(None)
        )
    ).all()
    session.execute(
        delete(IncidentTypeRow).where(IncidentTypeRow.incident.in_(incidents))
    )
    session.execute(delete(IncidentRow).where(IncidentRow.id.in_(incidents)))
    return [path for path in paths if path is not None]


def expired(
    session: Session, before: datetime, most_bytes: int, batch: int = 500
) -> list[str]:
    """Return ids of incidents to forget, the oldest first; favourites and what lasts are never among them.

    Args:
        session: a transaction.
        before: all that ended before this moment in UTC are too old.
        most_bytes: pictures may take together; the oldest go until the rest fits.
        batch: at most so many at a time.

    """
    forgettable = (IncidentRow.favourite.is_(False), IncidentRow.end.is_not(None))
    old = session.scalars(
        select(IncidentRow.id)
        .where(*forgettable, IncidentRow.end < _milliseconds(before))
        .order_by(IncidentRow.id)
        .limit(batch)
    ).all()
    if old:
        return list(old)
    excess = int(session.scalar(select(func.sum(IncidentRow.snapshot_bytes))) or 0)
    excess -= most_bytes
    large: list[str] = []
    if excess <= 0:
        return large
    rows = session.execute(
        select(IncidentRow.id, IncidentRow.snapshot_bytes)
        .where(*forgettable, IncidentRow.snapshot_bytes > 0)
        .order_by(IncidentRow.id)
        .limit(batch)
    )
    for incident, size in rows:
        if excess <= 0:
            break
        large.append(incident)
        excess -= size
    return large


def close_open(session: Session) -> None:
    """End incidents that a crash left open, at their last step."""
    for row in session.scalars(select(IncidentRow).where(IncidentRow.end.is_(None))):
        row.end = max([row.start, *(step["at"] for step in row.trace)])


def snapshots(session: Session) -> Sequence[tuple[str, str]]:
    """Return id and picture of every incident that has one."""
    rows = session.execute(
        select(IncidentRow.id, IncidentRow.snapshot).where(
            IncidentRow.snapshot.is_not(None)
        )
    )
    return [(incident, path) for incident, path in rows if path is not None]


def _incident(row: IncidentRow) -> Incident:
    return Incident(
        id=row.id,
        camera=row.camera,
        camera_name=row.camera_name,
        location=row.location,
        start=_moment(row.start),
        end=None if row.end is None else _moment(row.end),
        types=tuple(ActivityType(kind) for kind in row.types.split(",") if kind),
        intensity=row.intensity,
        faces=row.faces,
        visitors_in=row.visitors_in,
        visitors_out=row.visitors_out,
        zones=tuple(row.zones),
        snapshot=row.snapshot,
        favourite=row.favourite,
        linked=tuple(row.linked),
        trace=tuple(
            Step(
                _moment(step["at"]),
                step["what"],
                step["intensity"],
                step["faces"],
                tuple(step["zones"]),
                step["line"],
            )
            for step in row.trace
        ),
    )


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
