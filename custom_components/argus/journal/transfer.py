"""Copies the rows of one journal into another that goes on in its place.

The old journal is only read. The new one stores each portion together with how far it got, in one transaction, so a crash
repeats nothing and leaves nothing out. What is counted on (totals, the last two days, the newest incidents) comes first,
before the new journal is written to by anybody else: no counter is seen going back.

The new journal may hold an older state of the same house. What both know is united so that it does not matter how often:
of an hour the larger count stays, of a total what both counted is counted once, of an incident that ended the old journal,
which was in use until now, knows best.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date as Date, datetime, timedelta
from enum import StrEnum
from itertools import batched
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Engine, Select, func, select
from sqlalchemy.orm import Session

from ..model.crossing import Direction
from ..model.journal_error import JournalTakenError
from . import database
from .incidents import note_deleted, owners
from .migrations import bring_up_to_date, stored_version
from .models import (
    SCHEMA_VERSION,
    ForgottenRow,
    HeatHour,
    IncidentRow,
    LineTally,
    Meta,
    MomentRow,
    SeenRow,
    VisitorHour,
)
from .moments import moment
from .ownership import has_owner
from .union import (
    Row,
    table_of,
    unite_heat,
    unite_incidents,
    unite_moments,
    unite_seen,
    unite_visitors,
)
from .vehicles_apart import VehicleLines

if TYPE_CHECKING:
    from .store import Journal

AT_ONCE: Final = 250
"""Incidents in a portion."""
DAYS_AT_ONCE: Final = 7
"""Days of the visitor log in a portion; a portion of heat is one day."""
RECENT: Final = timedelta(days=2)
"""What comes first of what is kept by the hour: today and yesterday in every time zone."""

_PREFIX: Final = "moved_"

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
        self,
        name: str,
        source: Path | str,
        *,
        returning: bool = False,
        vehicle_lines: VehicleLines = (),
    ) -> None:
        """Prepare; nothing is opened yet.

        Args:
            name: at most 26 characters that no other transfer ever has.
            source: file or URL of the old journal.
            returning: whether the new journal was on its way into the old one already, so that all it counted is there.
            vehicle_lines: lines whose counts are vehicles, if the old journal does not know that itself.

        """
        self._name = name
        self._source = source
        self._returning = returning
        self._vehicle_lines = vehicle_lines
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
        unite_incidents(session, portion.incidents)
        unite_seen(session, portion.seen)
        unite_moments(session, portion.moments)
        unite_visitors(session, portion.visitors)
        unite_heat(session, portion.heat)
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
                portion.lines = _fetch_rows(connection, select(table_of(LineTally)))
                portion.visitors = _fetch_rows(
                    connection,
                    select(table_of(VisitorHour)).where(VisitorHour.date >= recent),
                )
                portion.heat = _fetch_rows(
                    connection,
                    select(table_of(HeatHour)).where(HeatHour.date >= recent),
                )
                portion.forgotten = _fetch_rows(
                    connection, select(table_of(ForgottenRow))
                )
                portion.transfers = _fetch_rows(
                    connection,
                    select(table_of(Meta)).where(
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
                    self._bring_up_to_date(engine, taken=taken)
            except BaseException:
                engine.dispose()
                raise
            if version is None:
                engine.dispose()
                return None
            self._engine = engine
        return database.reading(self._engine).connect()

    def _bring_up_to_date(self, engine: Engine, *, taken: bool) -> None:
        """Give an old journal the tables of this Argus, unless it is somebody else's by now."""
        if taken:
            raise JournalTakenError(
                "another Home Assistant keeps its journal in the old database"
            )
        bring_up_to_date(engine, vehicle_lines=self._vehicle_lines)


def _read_incidents(connection: Connection, before: str) -> Portion:
    """Return the newest incidents before one, or of all."""
    wanted = (
        select(table_of(IncidentRow)).order_by(IncidentRow.id.desc()).limit(AT_ONCE)
    )
    if before:
        wanted = wanted.where(IncidentRow.id < before)
    rows = _fetch_rows(connection, wanted)
    ids = [row["id"] for row in rows]
    is_last = len(rows) < AT_ONCE
    return Portion(
        Place(Stage.VISITORS) if is_last else Place(Stage.INCIDENTS, ids[-1]),
        incidents=rows,
        seen=_fetch_rows(
            connection, select(table_of(SeenRow)).where(SeenRow.incident.in_(ids))
        ),
        moments=_fetch_rows(
            connection, select(table_of(MomentRow)).where(MomentRow.incident.in_(ids))
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
        connection, select(table_of(kind)).where(kind.date.between(first, newest))
    )
    return rows, first.isoformat()


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


def _fetch_rows(connection: Connection, wanted: Select[Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(wanted).mappings()]
