"""Copies the rows of one journal into another that goes on in its place.

The old journal is only read. The new one stores each portion together with how far it got, in one transaction, so a crash
repeats nothing and leaves nothing out. What is counted on (totals, the last two days, the newest incidents) comes first,
before the new journal is written to by anybody else: no counter is seen going back.

The new journal may hold an older state of the same house. What both know is united so that it does not matter how often:
of an hour the larger count stays, of a total what both counted is counted once, of an incident that ended the old journal,
which was in use until now, knows best.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date as Date, datetime, timedelta
from enum import StrEnum
from itertools import batched
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Engine, Select, Table, func, insert, select
from sqlalchemy.orm import Session

from ..model.crossing import Direction
from ..model.heat import hottest_of
from ..model.journal_error import JournalTakenError
from . import database, decisions, descriptions
from .incidents import note_deleted, owners
from .migrations import bring_up_to_date, stored_version
from .models import (
    SCHEMA_VERSION,
    Base,
    ForgottenRow,
    HeatHour,
    IncidentRow,
    IncidentTypeRow,
    LineTally,
    Meta,
    MomentRow,
    SeenRow,
    VisitorHour,
)
from .moments import moment
from .ownership import has_owner

if TYPE_CHECKING:
    from .store import Journal

AT_ONCE: Final = 250
"""Incidents in a portion."""
DAYS_AT_ONCE: Final = 7
"""Days of the visitor log in a portion; a portion of heat is one day."""
RECENT: Final = timedelta(days=2)
"""What comes first of what is kept by the hour: today and yesterday in every time zone."""

_PREFIX: Final = "moved_"

type Row = Mapping[str, Any]
type Key = tuple[Any, ...]


class Stage(StrEnum):
    """What is taken along next."""

    INCIDENTS = "incidents"
    VISITORS = "visitors"
    HEAT = "heat"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Place:
    """How far a transfer got."""

    stage: Stage
    before: str = ""
    """What comes next is older than this: the id of an incident, or a day; nothing yet if it is empty."""

    @classmethod
    def read(cls, stored: str) -> Place:
        """Return what was stored."""
        stage, _, before = stored.partition("|")
        return cls(Stage(stage), before)

    def stored(self) -> str:
        """Return it as the new journal keeps it."""
        return f"{self.stage}|{self.before}"


@dataclass(slots=True)
class Portion:
    """Rows of the old journal, and how far the transfer is once they are stored."""

    then: Place
    incidents: Sequence[Row] = ()
    seen: Sequence[Row] = ()
    """Who looked at these incidents."""
    moments: Sequence[Row] = ()
    """Of these incidents."""
    visitors: Sequence[Row] = ()
    heat: Sequence[Row] = ()
    lines: Sequence[Row] = ()
    forgotten: Sequence[Row] = ()
    transfers: Sequence[Row] = ()
    """How far others got that went into the old journal: they go on into the new one."""
    counted_twice: Mapping[Key, int] = field(default_factory=dict)
    """Visitors that both journals have counted, by camera, line and direction."""


class Transfer:
    """One move from a database to another; every method blocks."""

    def __init__(
        self, name: str, source: Path | str, *, returning: bool = False
    ) -> None:
        """Prepare; nothing is opened yet.

        Args:
            name: at most 26 characters that no other transfer ever has.
            source: file or URL of the old journal.
            returning: whether the new journal was on its way into the old one already, so that all it counted is there.

        """
        self._name = name
        self._source = source
        self._returning = returning
        self._engine: Engine | None = None

    def begin(self, journal: Journal) -> None:
        """Take along what is counted on, unless that was done before; in the thread of the new journal.

        Raises:
            JournalError: one of both journals cannot be used; nothing was changed.
        """
        if journal.read(self.place) is not None:
            return
        portion = self._first_portion(journal)
        journal.run(lambda session: self._store_first(session, portion))

    def place(self, session: Session) -> Place | None:
        """Return how far it got, from the new journal; None if it did not begin."""
        stored = session.scalar(select(Meta.value).where(Meta.key == self._place_key))
        return None if stored is None else Place.read(stored)

    def read(self, place: Place) -> Portion:
        """Return what comes next from the old journal; any thread may ask.

        Raises:
            JournalError: it cannot be read.
        """
        with database.translated_errors(self._source):
            connection = self._connect_source()
            if connection is None:
                return Portion(Place(Stage.DONE))
            with connection:
                match place.stage:
                    case Stage.INCIDENTS:
                        return _read_incidents(connection, place.before)
                    case Stage.VISITORS:
                        return _read_visitors(connection, place.before)
                    case _:
                        return _read_heat(connection, place.before)

    def store(self, session: Session, portion: Portion) -> None:
        """Store a portion, and how far that is."""
        _take_incidents(session, portion.incidents)
        _take_seen(session, portion.seen)
        _take_moments(session, portion.moments)
        _take_hours(session, VisitorHour, portion.visitors, _more_visitors)
        _take_hours(session, HeatHour, portion.heat, _more_heat)
        session.merge(Meta(key=self._place_key, value=portion.then.stored()))

    def close(self) -> None:
        """Let go of the old journal."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    @property
    def _place_key(self) -> str:
        return f"{_PREFIX}{self._name}"

    def _store_first(self, session: Session, portion: Portion) -> None:
        for row in portion.lines:
            self._take_line(session, row, portion.counted_twice)
        for row in portion.transfers:
            if session.get(Meta, row["key"]) is None:
                session.add(Meta(**row))
        self.store(session, portion)
        for batch in batched(portion.forgotten, AT_ONCE, strict=False):
            ids = [row["incident"] for row in batch]
            there = owners(session, ids).pictures
            for row in batch:
                if row["incident"] not in there:
                    note_deleted(session, [row["incident"]], moment(row["at"]))

    def _take_line(
        self, session: Session, theirs: Row, counted_twice: Mapping[Key, int]
    ) -> None:
        camera, line = theirs["camera"], theirs["line"]
        ours = session.get(LineTally, (camera, line))
        if ours is None:
            session.add(LineTally(**theirs))
            return
        for column, way in (("total_in", Direction.IN), ("total_out", Direction.OUT)):
            total = theirs[column]
            if not self._returning:
                total += getattr(ours, column)
                total -= counted_twice.get((camera, line, str(way)), 0)
            setattr(ours, column, max(total, getattr(ours, column)))
        if theirs["inside_date"] >= ours.inside_date:
            for column in (
                "inside",
                "inside_date",
                "reset_date",
                "reset_in",
                "reset_out",
            ):
                setattr(ours, column, theirs[column])

    def _first_portion(self, journal: Journal) -> Portion:
        recent = datetime.now(UTC).date() - RECENT
        with database.translated_errors(self._source):
            connection = self._connect_source()
            if connection is None:
                return Portion(Place(Stage.DONE))
            with connection:
                portion = _read_incidents(connection, "")
                portion.lines = _fetch_rows(connection, select(_table(LineTally)))
                portion.visitors = _fetch_rows(
                    connection,
                    select(_table(VisitorHour)).where(VisitorHour.date >= recent),
                )
                portion.heat = _fetch_rows(
                    connection, select(_table(HeatHour)).where(HeatHour.date >= recent)
                )
                portion.forgotten = _fetch_rows(
                    connection, select(_table(ForgottenRow))
                )
                portion.transfers = _fetch_rows(
                    connection,
                    select(_table(Meta)).where(
                        Meta.key.startswith(_PREFIX, autoescape=True)
                    ),
                )
                both = journal.read(lambda session: _lines_of(session.connection())) & {
                    (row["camera"], row["line"]) for row in portion.lines
                }
                theirs = {line: _hours_of(connection, line) for line in both}
        ours = journal.read(
            lambda session: {
                line: _hours_of(session.connection(), line) for line in both
            }
        )
        portion.counted_twice = _counted_twice(ours, theirs)
        return portion

    def _connect_source(self) -> Connection | None:
        """Return a connection to the old journal, None if there is none."""
        url = database.url_of(self._source)
        path = database.file_of(url)
        if path is not None and not path.exists():
            # SQLite would make one.
            return None
        if self._engine is None:
            engine = database.connected(url)
            try:
                database.check(engine)
                with database.reading(engine).connect() as connection:
                    version = stored_version(connection)
                    taken = bool(version) and has_owner(connection)
                if version is not None and version < SCHEMA_VERSION:
                    # Argus was updated meanwhile.
                    _bring_up_to_date(engine, taken=taken)
            except BaseException:
                engine.dispose()
                raise
            if version is None:
                engine.dispose()
                return None
            self._engine = engine
        return database.reading(self._engine).connect()


def _bring_up_to_date(engine: Engine, *, taken: bool) -> None:
    """Give an old journal the tables of this Argus, unless it is somebody else's by now."""
    if taken:
        raise JournalTakenError(
            "another Home Assistant keeps its journal in the old database"
        )
    bring_up_to_date(engine)


def _read_incidents(connection: Connection, before: str) -> Portion:
    """Return the newest incidents before one, or of all."""
    wanted = select(_table(IncidentRow)).order_by(IncidentRow.id.desc()).limit(AT_ONCE)
    if before:
        wanted = wanted.where(IncidentRow.id < before)
    rows = _fetch_rows(connection, wanted)
    ids = [row["id"] for row in rows]
    is_last = len(rows) < AT_ONCE
    return Portion(
        Place(Stage.VISITORS) if is_last else Place(Stage.INCIDENTS, ids[-1]),
        incidents=rows,
        seen=_fetch_rows(
            connection, select(_table(SeenRow)).where(SeenRow.incident.in_(ids))
        ),
        moments=_fetch_rows(
            connection, select(_table(MomentRow)).where(MomentRow.incident.in_(ids))
        ),
    )


def _read_visitors(connection: Connection, before: str) -> Portion:
    """Return the last days of the visitor log before one, or of all."""
    rows, first = _read_days(connection, VisitorHour, before, DAYS_AT_ONCE)
    if first is None:
        return Portion(Place(Stage.HEAT))
    return Portion(Place(Stage.VISITORS, first), visitors=rows)


def _read_heat(connection: Connection, before: str) -> Portion:
    """Return the last day of heat before one, or of all."""
    rows, first = _read_days(connection, HeatHour, before, 1)
    if first is None:
        return Portion(Place(Stage.DONE))
    return Portion(Place(Stage.HEAT, first), heat=rows)


def _read_days(
    connection: Connection,
    kind: type[VisitorHour | HeatHour],
    before: str,
    days: int,
) -> tuple[list[dict[str, Any]], str | None]:
    """Return the rows of the last days that have any, and the first of these days; None if there are no more."""
    last = select(func.max(kind.date))
    if before:
        last = last.where(kind.date < Date.fromisoformat(before))
    newest = connection.scalar(last)
    if newest is None:
        return [], None
    first = newest - timedelta(days=days - 1)
    rows = _fetch_rows(
        connection, select(_table(kind)).where(kind.date.between(first, newest))
    )
    return rows, first.isoformat()


def _take_incidents(session: Session, rows: Sequence[Row]) -> None:
    ids = [row["id"] for row in rows]
    if not ids:
        return
    known = {
        row.id: row
        for row in session.scalars(select(IncidentRow).where(IncidentRow.id.in_(ids)))
    }
    fresh = [row for row in rows if row["id"] not in known]
    if fresh:
        session.execute(insert(_table(IncidentRow)), fresh)
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


def _take_seen(session: Session, rows: Sequence[Row]) -> None:
    for row in rows:
        session.merge(SeenRow(**row))
    session.flush()


def _take_moments(session: Session, rows: Sequence[Row]) -> None:
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
        session.execute(insert(_table(MomentRow)), fresh)
    session.flush()


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


def _take_hours[Hour: (VisitorHour, HeatHour)](
    session: Session,
    kind: type[Hour],
    rows: Sequence[Row],
    unite: Callable[[Hour, Row], None],
) -> None:
    """Store rows of hours; those of hours that are known are united with what is known of them."""
    if not rows:
        return
    table = _table(kind)
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


def _lines_of(connection: Connection) -> set[Key]:
    rows = connection.execute(select(LineTally.camera, LineTally.line))
    return {tuple(row) for row in rows}


def _hours_of(connection: Connection, line: Key) -> dict[Key, int]:
    """Return how many crossed a line, by direction, day and hour."""
    rows = connection.execute(
        select(
            VisitorHour.direction, VisitorHour.date, VisitorHour.hour, VisitorHour.count
        ).where(VisitorHour.camera == line[0], VisitorHour.line == line[1])
    )
    return {(way, day, hour): count for way, day, hour, count in rows}


def _counted_twice(
    ours: Mapping[Key, Mapping[Key, int]], theirs: Mapping[Key, Mapping[Key, int]]
) -> dict[Key, int]:
    """Return by line and day how many crossings both journals counted."""
    counted: defaultdict[Key, int] = defaultdict(int)
    for line, hours in ours.items():
        for hour in hours.keys() & theirs[line].keys():
            counted[(*line, hour[0])] += min(hours[hour], theirs[line][hour])
    return dict(counted)


def _table(kind: type[Base]) -> Table:
    table = kind.__table__
    assert isinstance(table, Table)
    return table


def _fetch_rows(connection: Connection, wanted: Select[Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(wanted).mappings()]
