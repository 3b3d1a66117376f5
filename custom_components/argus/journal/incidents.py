"""Incidents in the journal: stored, listed, kept, forgotten."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import Row, Select, delete, false, func, select, union_all, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from ..activity import ActivityType
from ..incident import Incident, Step
from . import decisions
from .models import IncidentRow, IncidentTypeRow
from .moments import first_id, milliseconds, moment

LONGEST_NAME: Final = 255
"""Characters that are kept of names: a database server takes no more."""


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
    false_alarm: bool | None = None
    trace: bool = False
    """Whether the incidents come with their traces and decisions, which lists seldom show and which take time to read."""


def save(session: Session, incident: Incident) -> None:
    """Store an incident, new or changed.

    Its picture is left alone, and, once it is stored, what others add: whether it is a favourite or a false alarm,
    and what was decided about it.
    """
    row = session.get(IncidentRow, incident.id)
    if row is None:
        row = IncidentRow(
            id=incident.id,
            camera=incident.camera,
            start=milliseconds(incident.start),
            snapshot=None,
            snapshot_bytes=0,
            favourite=incident.favourite,
            false_alarm=incident.false_alarm,
            decisions=decisions.as_stored(incident.decisions),
            linked=[],
        )
        session.add(row)
        stored: set[str] = set()
    else:
        stored = set(row.types.split(","))
    row.camera_name = incident.camera_name[:LONGEST_NAME]
    row.location = incident.location[:LONGEST_NAME]
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


def lose_snapshots(session: Session, gone: Collection[tuple[str, str]]) -> None:
    """Forget pictures that are gone, from ids and paths; one that was replaced meanwhile stays."""
    for incident, path in gone:
        session.execute(
            update(IncidentRow)
            .where(IncidentRow.id == incident, IncidentRow.snapshot == path)
            .values(snapshot=None, snapshot_bytes=0)
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
    return get(session, incident)


def get(session: Session, incident: str) -> Incident | None:
    """Return an incident with all that is known of it, or None if it is not there."""
    row = session.execute(
        select(*_COLUMNS).where(IncidentRow.id == incident)
    ).one_or_none()
    return None if row is None else _incident(row)


def find(session: Session, query: IncidentQuery) -> list[Incident]:
    """Return incidents, the newest first."""
    return [_incident(row) for row in session.execute(statement(query))]


def statement(query: IncidentQuery) -> Select[Any]:
    """Return what selects a page.

    Each page is read along an index from its newest row on and ends at its last one, however many there are.
    """
    columns = _COLUMNS if query.trace else _LISTED
    if query.cameras is None:
        rows = select(*columns)
        if query.type is not None:
            rows = _of_type(rows, query.type)
        return _page(rows, query)
    cameras = sorted(set(query.cameras))
    if len(cameras) == 1:
        return _page(_of_camera(select(*columns), query, cameras[0]), query)
    if not cameras:
        return select(*columns).where(false())
    # A page of each camera, read along its own index; the page of all is among them.
    key = _key(query)
    pages = (
        _page(_of_camera(select(key.label("id")), query, camera), query).subquery()
        for camera in cameras
    )
    ids = union_all(*(select(page.c.id) for page in pages)).subquery()
    newest = select(ids.c.id).order_by(ids.c.id.desc()).limit(query.limit).subquery()
    return (
        select(*columns)
        .join(newest, newest.c.id == IncidentRow.id)
        .order_by(newest.c.id.desc())
    )


def _key(query: IncidentQuery) -> InstrumentedAttribute[str]:
    return IncidentRow.id if query.type is None else IncidentTypeRow.incident


def _of_type(rows: Select[Any], kind: ActivityType) -> Select[Any]:
    return rows.join_from(
        IncidentTypeRow, IncidentRow, IncidentRow.id == IncidentTypeRow.incident
    ).where(IncidentTypeRow.type == str(kind))


def _of_camera(rows: Select[Any], query: IncidentQuery, camera: str) -> Select[Any]:
    if query.type is None:
        return rows.where(IncidentRow.camera == camera)
    return _of_type(rows, query.type).where(IncidentTypeRow.camera == camera)


def _page(rows: Select[Any], query: IncidentQuery) -> Select[Any]:
    key = _key(query)
    if query.before is not None:
        rows = rows.where(key < query.before)
    if query.since is not None:
        since = milliseconds(query.since)
        rows = rows.where(key >= first_id(since - 1), IncidentRow.start >= since)
    if query.until is not None:
        until = milliseconds(query.until)
        rows = rows.where(key < first_id(until + 2), IncidentRow.start < until)
    if query.favourite is not None:
        rows = rows.where(IncidentRow.favourite == query.favourite)
    if query.false_alarm is not None:
        rows = rows.where(IncidentRow.false_alarm == query.false_alarm)
    return rows.order_by(key.desc()).limit(query.limit)


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
        .where(*forgettable, IncidentRow.end < milliseconds(before))
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


def close_open(session: Session, lasting: Collection[str] = ()) -> None:
    """End incidents that a crash left open at their last step, but not those that last."""
    for row in session.scalars(
        select(IncidentRow).where(
            IncidentRow.end.is_(None), IncidentRow.id.not_in(lasting)
        )
    ):
        row.end = max([row.start, *(step["at"] for step in row.trace)])


def snapshots(session: Session) -> Sequence[tuple[str, str]]:
    """Return id and picture of every incident that has one."""
    rows = session.execute(
        select(IncidentRow.id, IncidentRow.snapshot).where(
            IncidentRow.snapshot.is_not(None)
        )
    )
    return [(incident, path) for incident, path in rows if path is not None]


_LISTED: Final = (
    IncidentRow.id,
    IncidentRow.camera,
    IncidentRow.camera_name,
    IncidentRow.location,
    IncidentRow.start,
    IncidentRow.end,
    IncidentRow.types,
    IncidentRow.intensity,
    IncidentRow.faces,
    IncidentRow.visitors_in,
    IncidentRow.visitors_out,
    IncidentRow.zones,
    IncidentRow.snapshot,
    IncidentRow.favourite,
    IncidentRow.linked,
    IncidentRow.false_alarm,
)
_COLUMNS: Final = (*_LISTED, IncidentRow.trace, IncidentRow.decisions)


def _incident(row: Row[Any]) -> Incident:
    """Build an incident from the columns above; trace and decisions may be left out."""
    whole = len(row) > len(_LISTED)
    return Incident(
        id=row[0],
        camera=row[1],
        camera_name=row[2],
        location=row[3],
        start=moment(row[4]),
        end=None if row[5] is None else moment(row[5]),
        types=_types(row[6]),
        intensity=row[7],
        faces=row[8],
        visitors_in=row[9],
        visitors_out=row[10],
        zones=tuple(row[11]),
        snapshot=row[12],
        favourite=bool(row[13]),
        linked=tuple(row[14]),
        false_alarm=bool(row[15]),
        trace=tuple(_step(step) for step in row[16]) if whole else (),
        decisions=decisions.from_stored(row[17]) if whole else (),
    )


@cache
def _types(stored: str) -> tuple[ActivityType, ...]:
    return tuple(ActivityType(kind) for kind in stored.split(",") if kind)


def _step(stored: Mapping[str, Any]) -> Step:
    return Step(
        moment(stored["at"]),
        stored["what"],
        stored["intensity"],
        stored["faces"],
        tuple(stored["zones"]),
        stored["line"],
    )
