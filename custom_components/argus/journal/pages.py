"""Queries for incidents: one of them, or pages of a list that may be long.

A page is wanted in little more time than the database itself takes, so its SQL is written once for every shape of a
query, the driver's own rows are taken, and what is nearly always empty is not decoded.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, lru_cache
import json
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Dialect,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    cast,
    desc,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.compiler import SQLCompiler

from ..model.activity import ActivityType
from ..model.description import Description
from ..model.incident import Incident, Step
from . import decisions, descriptions, incident_moments
from .database import rows
from .models import IncidentRow, IncidentTypeRow, SeenRow
from .moments import first_id, milliseconds, moment

_OTHER_TYPE: Final = aliased(IncidentTypeRow)
_LONGEST_ZONES: Final = 16_000
"""Characters of the names of an incident's zones that are compared."""
SHAPES: Final = 256
"""Statements that are remembered."""


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
    zone: str | None = None
    """Name of a zone that moved."""
    second_type: ActivityType | None = None
    """What it was about as well as `type`."""
    unseen: bool | None = None
    """Whether `user` has not looked at it, or has; that nobody has, or anybody, if there is no user."""
    user: str | None = None
    trace: bool = False
    """Whether the incidents come with their traces and decisions, which lists seldom show and which take time to read."""


def get(session: Session, incident: str) -> Incident | None:
    """Return an incident with all that is known of it, or None if it is not there."""
    connection = session.connection()
    found = rows(connection, *_one_sql(connection.dialect).filled({"id": incident}))
    if not found:
        return None
    return replace(
        _read_trace(found[0]), moments=incident_moments.read(session, incident)
    )


def find(session: Session, query: IncidentQuery) -> list[Incident]:
    """Return incidents, the newest first."""
    if query.cameras is not None and not query.cameras:
        return []
    connection = session.connection()
    found = rows(connection, *sql(connection.dialect, query))
    build = _read_trace if query.trace else _read_incident
    return [build(row) for row in found]


@dataclass(frozen=True, slots=True)
class Described:
    """What many incidents have in common of what one can look for."""

    camera_name: str
    location: str
    types: tuple[ActivityType, ...]
    zones: tuple[str, ...]
    description: str = ""
    """In the words of an AI, if there are any."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What one step of a search came to."""

    found: tuple[Incident, ...]
    """The newest first."""
    before: str | None
    """Where the next step goes on; None if there is nothing left to search."""


def search(
    session: Session,
    query: IncidentQuery,
    matches: Callable[[Described, datetime], bool],
) -> Searched:
    """Return those of the next incidents with pictures that match, the newest first.

    One step of a search reads a page, however little of it matches, so that nobody waits for the whole journal to be read.

    Args:
        session: to read with.
        query: which page to look at.
        matches: tells whether an incident that is described in such a way, and began then, UTC, is looked for.

    """
    if query.cameras is not None and not query.cameras:
        return Searched((), None)
    connection = session.connection()
    page = rows(connection, *sql(connection.dialect, query))
    # Most incidents look like others, and only those that match are worth being built.
    described: dict[tuple[str, str, str, Any, str], Described] = {}
    found: list[Incident] = []
    for row in page:
        if row[_SNAPSHOT] is None:
            continue
        name, location, types, zones = (row[place] for place in _DESCRIBED)
        words = _read_description(row[_DESCRIPTION])
        said = "" if words is None else words.text
        named = zones if isinstance(zones, str) else str(zones)
        key = name, location, types, named, said
        if (looks := described.get(key)) is None:
            looks = described[key] = Described(
                name, location, _read_types(types), tuple(_decode_json(zones)), said
            )
        if matches(looks, moment(row[_START])):
            found.append(_read_incident(row))
    return Searched(
        tuple(found), str(page[-1][0]) if len(page) == query.limit else None
    )


def sql(dialect: Dialect, query: IncidentQuery) -> tuple[str, Any]:
    """Return what asks for a page of at least one camera in the words of a database, and its values."""
    shape, values = _shape_and_values(query)
    text, filled = _page_sql(dialect, shape).filled(values)
    # Written out: SQLite reads a page a tenth faster if it knows its length beforehand.
    return f"{text} LIMIT {query.limit:d}", filled


@dataclass(frozen=True, slots=True)
class _Sql:
    """A statement in the words of a database."""

    text: str
    places: tuple[str, ...] | None
    """Names of the values in the order in which the text wants them; None if it calls them by name."""

    def filled(self, values: Mapping[str, Any]) -> tuple[str, Any]:
        if self.places is None:
            return self.text, values
        return self.text, tuple([values[name] for name in self.places])


@dataclass(frozen=True, slots=True)
class _Shape:
    """What of a query makes another statement of it, and not only other values."""

    cameras: int | None
    """How many are asked for; None stands for all."""
    filters: frozenset[str]
    """Names of the values that incidents are compared with."""
    trace: bool


def _shape_and_values(query: IncidentQuery) -> tuple[_Shape, dict[str, Any]]:
    """Return what of a query makes another statement, and the values of this one."""
    values: dict[str, Any] = {}
    if query.type is not None:
        values["type"] = str(query.type)
    if query.second_type is not None:
        values["second_type"] = str(query.second_type)
    if query.before is not None:
        values["before"] = query.before
    if query.since is not None:
        since = milliseconds(query.since)
        values |= {"since": since, "since_id": first_id(since - 1)}
    if query.until is not None:
        until = milliseconds(query.until)
        values |= {"until": until, "until_id": first_id(until + 2)}
    if query.favourite is not None:
        values["favourite"] = query.favourite
    if query.false_alarm is not None:
        values["false_alarm"] = query.false_alarm
    if query.zone is not None:
        # As JSON holds it among others; some databases write letters out that others escape.
        values |= {
            "zone": json.dumps(query.zone),
            "zone_plain": json.dumps(query.zone, ensure_ascii=False),
        }
    if query.unseen is not None:
        by_whom = "anybody" if query.user is None else "user"
        name = f"{'unseen' if query.unseen else 'seen'}_by_{by_whom}"
        values[name] = query.user
    filters = frozenset(values)
    values["limit"] = query.limit
    if query.cameras is None:
        return _Shape(None, filters, query.trace), values
    cameras = set(query.cameras)
    values |= {
        _camera_parameter(number): camera for number, camera in enumerate(cameras)
    }
    return _Shape(len(cameras), filters, query.trace), values


def _camera_parameter(number: int) -> str:
    return f"camera{number}"


@lru_cache(SHAPES)
def _one_sql(dialect: Dialect) -> _Sql:
    columns = (IncidentRow.id, *_LISTED, *_TRACED)
    return _compile_sql(
        select(*columns).where(IncidentRow.id == bindparam("id", type_=String)), dialect
    )


@lru_cache(SHAPES)
def _page_sql(dialect: Dialect, shape: _Shape) -> _Sql:
    """Return what selects a page, but for its limit.

    Each is read along an index from its newest row on and ends at its last one, however many there are. That of
    several cameras is merged from a list of each.
    """
    if shape.cameras is None:
        return _compile_sql(_select_rows(shape, None).order_by(desc(_ID)), dialect)
    lists = [
        _select_rows(shape, _camera_parameter(number))
        for number in range(shape.cameras)
    ]
    if len(lists) == 1:
        return _compile_sql(lists[0].order_by(desc(_ID)), dialect)
    if dialect.name != "sqlite":
        # SQLite merges sorted lists row by row and ends with the page; others are told how much of each they need.
        limit = bindparam("limit", type_=Integer)
        lists = [one.order_by(desc(_ID)).limit(limit) for one in lists]
    return _compile_sql(union_all(*lists).order_by(desc(_ID)), dialect)


def _select_rows(shape: _Shape, camera: str | None) -> Select[Any]:
    """Return what selects all incidents of a shape, of one camera or of all."""
    columns = (*_LISTED, *(_TRACED if shape.trace else ()))
    if "type" in shape.filters:
        # Sorted by the table that is read first, or the database would sort what it has read.
        key, of_camera = IncidentTypeRow.incident, IncidentTypeRow.camera
        found = (
            select(key.label(_ID), *columns)
            .join_from(IncidentTypeRow, IncidentRow, IncidentRow.id == key)
            .where(IncidentTypeRow.type == bindparam("type"))
        )
    else:
        key, of_camera = IncidentRow.id, IncidentRow.camera
        found = select(key.label(_ID), *columns)
    if camera is not None:
        found = found.where(of_camera == bindparam(camera))
    tests = {
        "before": key < bindparam("before"),
        "since": IncidentRow.start >= bindparam("since"),
        "since_id": key >= bindparam("since_id"),
        "until": IncidentRow.start < bindparam("until"),
        "until_id": key < bindparam("until_id"),
        "favourite": IncidentRow.favourite == bindparam("favourite"),
        "false_alarm": IncidentRow.false_alarm == bindparam("false_alarm"),
        "zone": or_(_holds("zone"), _holds("zone_plain")),
        "second_type": exists().where(
            _OTHER_TYPE.incident == IncidentRow.id,
            _OTHER_TYPE.type == bindparam("second_type"),
        ),
        "seen_by_anybody": IncidentRow.looked_at.is_(True),
        "unseen_by_anybody": IncidentRow.looked_at.is_(False),
        "seen_by_user": _is_seen_by("seen_by_user"),
        "unseen_by_user": not_(_is_seen_by("unseen_by_user")),
    }
    return found.where(*(test for name, test in tests.items() if name in shape.filters))


def _is_seen_by(user: str) -> ColumnElement[bool]:
    """Return whether a user looked at an incident: what was marked for everybody is known of nobody in particular."""
    of_it = SeenRow.incident == IncidentRow.id
    return or_(
        exists().where(of_it, SeenRow.user == bindparam(user, type_=String)),
        and_(IncidentRow.looked_at.is_(True), not_(exists().where(of_it))),
    )


def _holds(value: str) -> ColumnElement[bool]:
    """Return whether the names of an incident's zones hold a text: with their case, unlike LIKE, in every database."""
    zones = cast(IncidentRow.zones, String(_LONGEST_ZONES))
    nothing: ColumnElement[str] = literal_column("''")
    return func.replace(zones, bindparam(value, type_=String), nothing) != zones


def _compile_sql(
    statement: Select[Any] | CompoundSelect[Any], dialect: Dialect
) -> _Sql:
    compiled = statement.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)
    places = compiled.positiontup
    return _Sql(str(compiled), None if places is None else tuple(places))


_ID: Final = "id"
_LISTED: Final = (
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
    IncidentRow.preview,
    IncidentRow.continues,
    IncidentRow.description,
)
_DESCRIBED: Final = tuple(
    1 + _LISTED.index(column)
    for column in (
        IncidentRow.camera_name,
        IncidentRow.location,
        IncidentRow.types,
        IncidentRow.zones,
    )
)
"""Places in a row of what one can look for, behind the incident's id."""
_START: Final = 1 + _LISTED.index(IncidentRow.start)
_SNAPSHOT: Final = 1 + _LISTED.index(IncidentRow.snapshot)
_DESCRIPTION: Final = 1 + _LISTED.index(IncidentRow.description)
_TRACED: Final = (IncidentRow.trace, IncidentRow.decisions)


def _read_incident(row: Sequence[Any]) -> Incident:
    """Build an incident from its id and the columns of a list."""
    (
        incident,
        camera,
        camera_name,
        location,
        start,
        end,
        types,
        intensity,
        faces,
        visitors_in,
        visitors_out,
        zones,
        snapshot,
        favourite,
        linked,
        false_alarm,
        preview,
        continues,
        description,
    ) = row
    return Incident(
        id=incident,
        camera=camera,
        camera_name=camera_name,
        location=location,
        start=moment(start),
        end=None if end is None else moment(end),
        types=_read_types(types),
        intensity=intensity,
        faces=faces,
        visitors_in=visitors_in,
        visitors_out=visitors_out,
        zones=() if zones == "[]" else tuple(_decode_json(zones)),
        snapshot=snapshot,
        favourite=bool(favourite),
        linked=() if linked == "[]" else tuple(_decode_json(linked)),
        false_alarm=bool(false_alarm),
        preview=preview,
        continues=continues,
        description=_read_description(description),
    )


def _read_trace(row: Sequence[Any]) -> Incident:
    """Build an incident from all columns, those of its trace and decisions too."""
    *listed, trace, taken = row
    return replace(
        _read_incident(listed),
        trace=tuple([_read_step(step) for step in _decode_json(trace)]),
        decisions=decisions.from_stored(_decode_json(taken)),
    )


def _read_description(stored: Any) -> Description | None:
    """Return what an AI said, which is of few incidents."""
    if stored is None:
        return None
    return descriptions.from_stored(_decode_json(stored))


def _decode_json(stored: Any) -> Any:
    """Return a list from JSON; some drivers decode it themselves, others return bytes."""
    return json.loads(stored) if isinstance(stored, str | bytes) else stored


@cache
def _read_types(stored: str) -> tuple[ActivityType, ...]:
    return tuple(ActivityType(kind) for kind in stored.split(",") if kind)


def _read_step(stored: Mapping[str, Any]) -> Step:
    return Step(
        moment(stored["at"]),
        stored["what"],
        stored["intensity"],
        stored["faces"],
        tuple(stored["zones"]),
        stored["line"],
    )
