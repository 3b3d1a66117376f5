"""Schema migrations of the journal."""

from collections.abc import Callable
from typing import Final

from sqlalchemy import (
    Connection,
    Engine,
    MetaData,
    Table,
    inspect,
    select,
    text,
    update,
)

from ..model.journal_error import JournalNewerError
from .models import SCHEMA_VERSION, Base, IncidentRow, IncidentTypeRow, Meta
from .vehicles_apart import VehicleLines, set_vehicles_apart

type Migration = Callable[[Connection], None]
type Claim = Callable[[Connection], None]

_KEY: Final = "schema_version"
_VEHICLES_APART: Final = 8
"""First version that tells vehicles from visitors."""
_META: Final = Base.metadata.tables[Meta.__tablename__]
_INCIDENTS: Final = Base.metadata.tables[IncidentRow.__tablename__]
_TYPES: Final = Base.metadata.tables[IncidentTypeRow.__tablename__]


def bring_up_to_date(
    engine: Engine, claim: Claim | None = None, vehicle_lines: VehicleLines = ()
) -> None:
    """Make the tables of a new database, or change those of an older one, in one transaction.

    Args:
        engine: the database.
        claim: asked before anything is changed that somebody may use; what it raises is raised.
        vehicle_lines: lines whose counts are vehicles, if the database does not know that itself yet.

    Raises:
        JournalNewerError: the database is newer than this code; nothing was touched.
        SQLAlchemyError: the database refused; nothing was changed (MariaDB cannot take back changes of tables, but
            every step can be taken again).

    """
    with engine.begin() as connection:
        version = stored_version(connection)
        if claim is not None and version:
            claim(connection)
        if version is not None:
            for migration in MIGRATIONS[version:]:
                migration(connection)
            if version < _VEHICLES_APART:
                set_vehicles_apart(connection, vehicle_lines)
        if version == SCHEMA_VERSION:
            return
        Base.metadata.create_all(connection)
        row = {"key": _KEY, "value": str(SCHEMA_VERSION)}
        changed = connection.execute(
            update(_META).where(_META.c.key == _KEY).values(row)
        )
        if not changed.rowcount:
            connection.execute(_META.insert().values(row))
        if claim is not None and not version:
            # Only now there is a place for it.
            claim(connection)


def stored_version(connection: Connection) -> int | None:
    """Return the version of a database: None when it is empty, 0 when it has tables but does not tell.

    Raises:
        JournalNewerError: the database is newer than this code.
    """
    tables = set(inspect(connection).get_table_names())
    if not tables & set(Base.metadata.tables):
        return None
    if Meta.__tablename__ not in tables:
        return 0
    value = connection.scalar(select(_META.c.value).where(_META.c.key == _KEY))
    version = int(value) if value is not None else 0
    if version > SCHEMA_VERSION:
        raise JournalNewerError(
            f"it was written by a newer Argus (schema {version}, this one knows {SCHEMA_VERSION}): "
            "update Argus, or restore the journal from a backup"
        )
    return version


def _add_version(_connection: Connection) -> None:
    """0 to 1: nothing but the version itself; tables that are missing are made at the end."""


def _add_list_indexes(connection: Connection) -> None:
    """1 to 2: the types of an incident know its camera, and retention has indexes of its own."""
    tables = inspect(connection).get_table_names()
    if _TYPES.name in tables:
        _add_column(connection, _TYPES, "camera", "VARCHAR(64) NOT NULL DEFAULT ''")
        connection.execute(
            text(
                "UPDATE incident_type SET camera = (SELECT incident.camera FROM incident "
                "WHERE incident.id = incident_type.incident)"
            )
        )
        _make_indexes(
            connection,
            _TYPES,
            "incident_type_incident_camera",
            "incident_type_camera_incident",
        )
        # Dropped last: MariaDB wants an index on a foreign key at any time.
        _drop_index(connection, _TYPES.name, "incident_type_id")
    if _INCIDENTS.name in tables:
        _make_indexes(
            connection,
            _INCIDENTS,
            "incident_favourite_id",
            "incident_end",
        )


def _add_decisions(connection: Connection) -> None:
    """2 to 3: incidents know what alerts decided about them, and whether they were nothing."""
    if _INCIDENTS.name not in inspect(connection).get_table_names():
        return
    _add_column(connection, _INCIDENTS, "decisions", "JSON NOT NULL DEFAULT ('[]')")
    _add_column(connection, _INCIDENTS, "false_alarm", "BOOLEAN NOT NULL DEFAULT false")
    _make_indexes(connection, _INCIDENTS, "incident_camera_false_alarm_id")


def _add_forgotten(_connection: Connection) -> None:
    """3 to 4: what was deleted is known by a table of its own, which is made at the end."""


def _add_previews_and_seen(connection: Connection) -> None:
    """4 to 5: incidents know their moving preview, and who looked at them; those there are count as looked at."""
    if _INCIDENTS.name not in inspect(connection).get_table_names():
        return
    _add_column(connection, _INCIDENTS, "preview", "VARCHAR(512)")
    _add_column(connection, _INCIDENTS, "preview_bytes", "INTEGER NOT NULL DEFAULT 0")
    _add_column(connection, _INCIDENTS, "looked_at", "BOOLEAN NOT NULL DEFAULT false")
    connection.execute(update(_INCIDENTS).values(looked_at=True))
    _make_indexes(connection, _INCIDENTS, "incident_looked_at")


def _add_descriptions(connection: Connection) -> None:
    """5 to 6: incidents know what an AI said of them."""
    if _INCIDENTS.name in inspect(connection).get_table_names():
        _add_column(connection, _INCIDENTS, "description", "JSON")


def _add_moments(connection: Connection) -> None:
    """6 to 7: incidents know what they go on from, and have moments in a table of their own, which is made at the end."""
    if _INCIDENTS.name not in inspect(connection).get_table_names():
        return
    _add_column(connection, _INCIDENTS, "moment_bytes", "INTEGER NOT NULL DEFAULT 0")
    _add_column(connection, _INCIDENTS, "continues", "VARCHAR(26)")
    _drop_index(connection, _INCIDENTS.name, "incident_snapshot_bytes")
    _make_indexes(connection, _INCIDENTS, "incident_snapshot_bytes")


def _add_vehicles(_connection: Connection) -> None:
    """7 to 8: no table changes, but an older Argus would take vehicles for visitors: see `set_vehicles_apart`."""


MIGRATIONS: Final[tuple[Migration, ...]] = (
    _add_version,
    _add_list_indexes,
    _add_decisions,
    _add_forgotten,
    _add_previews_and_seen,
    _add_descriptions,
    _add_moments,
    _add_vehicles,
)
"""What leads from version n to n + 1, at index n."""


def _add_column(
    connection: Connection, table: Table, name: str, definition: str
) -> None:
    columns = inspect(connection).get_columns(table.name)
    if all(column["name"] != name for column in columns):
        connection.execute(
            text(f"ALTER TABLE {table.name} ADD COLUMN {name} {definition}")
        )


def _make_indexes(connection: Connection, table: Table, *names: str) -> None:
    """Make those indexes of a table that its version had; later ones may need columns that are not there yet."""
    for index in sorted(table.indexes, key=lambda index: str(index.name)):
        if index.name in names:
            index.create(connection, checkfirst=True)


def _drop_index(connection: Connection, table: str, name: str) -> None:
    for index in Table(table, MetaData(), autoload_with=connection).indexes:
        if index.name == name:
            index.drop(connection)
