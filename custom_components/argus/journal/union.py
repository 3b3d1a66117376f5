"""Unites rows of another journal of the same house with what this one knows, so that it does not matter how often.

Of an hour the larger count stays; of an incident that ended the other journal knows best.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from ..model.heat import hottest_of
from . import decisions, descriptions
from .models import (
    Base,
    HeatHour,
    IncidentRow,
    IncidentTypeRow,
    MomentRow,
    SeenRow,
    VisitorHour,
)

type Row = Mapping[str, Any]


def unite_incidents(session: Session, rows: Sequence[Row]) -> None:
    """Store incidents; what both journals know of one is united."""
    ids = [row["id"] for row in rows]
    if not ids:
        return
    known = {
        row.id: row
        for row in session.scalars(select(IncidentRow).where(IncidentRow.id.in_(ids)))
    }
    fresh = [row for row in rows if row["id"] not in known]
    if fresh:
        session.execute(insert(table_of(IncidentRow)), fresh)
    for row in rows:
        if row["id"] in known:
            _unite_incident(known[row["id"]], row)
    session.flush()
    stored = set(
        session.execute(
            select(IncidentTypeRow.incident, IncidentTypeRow.type).where(
                IncidentTypeRow.incident.in_(ids)
            )
        )
        .tuples()
        .all()
    )
    wanted = {
        (row["id"], kind): row["camera"]
        for row in rows
        for kind in row["types"].split(",")
        if kind
    }
    session.add_all(
        IncidentTypeRow(incident=incident, type=kind, camera=camera)
        for (incident, kind), camera in wanted.items()
        if (incident, kind) not in stored
    )


def unite_seen(session: Session, rows: Sequence[Row]) -> None:
    """Store who has looked at which incident."""
    for row in rows:
        session.merge(SeenRow(**row))
    session.flush()


def unite_moments(session: Session, rows: Sequence[Row]) -> None:
    """Store moments; of an incident that went on meanwhile, the new journal knows its own."""
    stored = set(
        session.execute(
            select(MomentRow.incident, MomentRow.number).where(
                MomentRow.incident.in_({row["incident"] for row in rows})
            )
        )
        .tuples()
        .all()
    )
    fresh = [row for row in rows if (row["incident"], row["number"]) not in stored]
    if fresh:
        session.execute(insert(table_of(MomentRow)), fresh)
    session.flush()


def unite_visitors(session: Session, rows: Sequence[Row]) -> None:
    """Store hours of the visitor log; of an hour that both know the larger count stays."""
    _unite_hours(session, VisitorHour, rows, _more_visitors)


def unite_heat(session: Session, rows: Sequence[Row]) -> None:
    """Store hours of heat; of an hour that both know the hottest of every cell stays."""
    _unite_hours(session, HeatHour, rows, _more_heat)


_TOLD_BY_THE_CAMERA: Final = (
    "camera_name",
    "location",
    "end",
    "types",
    "intensity",
    "faces",
    "visitors_in",
    "visitors_out",
    "zones",
    "trace",
)


def _unite_incident(ours: IncidentRow, theirs: Row) -> None:
    """Add what the old journal knows of an incident to what the new one does."""
    ended = theirs["end"] is not None
    if ended:
        for column in _TOLD_BY_THE_CAMERA:
            setattr(ours, column, theirs[column])
        ours.false_alarm = theirs["false_alarm"]
    else:
        # It went on while the journals changed: the new one knows what became of it.
        ours.types = ",".join(
            dict.fromkeys(
                kind
                for kinds in (theirs["types"], ours.types)
                for kind in kinds.split(",")
                if kind
            )
        )
        ours.false_alarm = ours.false_alarm or theirs["false_alarm"]
    ours.favourite = ours.favourite or theirs["favourite"]
    ours.linked = list(dict.fromkeys([*ours.linked, *theirs["linked"]]))
    ours.decisions = decisions.united(ours.decisions, theirs["decisions"])
    if theirs["snapshot"] is not None and (ended or ours.snapshot is None):
        ours.snapshot = theirs["snapshot"]
        ours.snapshot_bytes = theirs["snapshot_bytes"]
    if theirs["preview"] is not None:
        ours.preview = theirs["preview"]
        ours.preview_bytes = theirs["preview_bytes"]
    words = descriptions.newer(ours.description, theirs["description"])
    ours.description = None if words is None else dict(words)
    ours.looked_at = ours.looked_at or theirs["looked_at"]
    ours.moment_bytes = max(ours.moment_bytes, theirs["moment_bytes"])


def _unite_hours[Hour: (VisitorHour, HeatHour)](
    session: Session,
    kind: type[Hour],
    rows: Sequence[Row],
    unite: Callable[[Hour, Row], None],
) -> None:
    """Store rows of hours; those of hours that are known are united with what is known of them."""
    if not rows:
        return
    table = table_of(kind)
    keys = [column.name for column in table.primary_key]
    days = [row["date"] for row in rows]
    known = {
        tuple(getattr(hour, key) for key in keys): hour
        for hour in session.scalars(
            select(kind).where(kind.date.between(min(days), max(days)))
        )
    }
    fresh = []
    for row in rows:
        hour = known.get(tuple(row[key] for key in keys))
        if hour is None:
            fresh.append(row)
        else:
            unite(hour, row)
    if fresh:
        session.execute(insert(table), fresh)


def _more_visitors(ours: VisitorHour, theirs: Row) -> None:
    if theirs["count"] > ours.count:
        for column, value in theirs.items():
            setattr(ours, column, value)


def _more_heat(ours: HeatHour, theirs: Row) -> None:
    if ours.grid == theirs["grid"]:
        return
    try:
        ours.grid = hottest_of(ours.grid, theirs["grid"])
    except ValueError:
        # One of both is damaged; what the new journal has is left as it is.
        return


def table_of(kind: type[Base]) -> Table:
    """Return the table of a kind of row."""
    table = kind.__table__
    assert isinstance(table, Table)
    return table
