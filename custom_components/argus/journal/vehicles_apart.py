"""Moves what lines of vehicles counted to the keys of vehicles, in a journal that did not tell them from visitors.

Such a journal knows only lines. What one counts is in the settings, and only as it is now: whatever a line counted that
counts vehicles at that moment is vehicles, as it was shown until then; whatever any other line counted, or one that is
gone, stays visitors.
"""

from collections.abc import Collection

from sqlalchemy import Connection, exists, inspect, select, update

from ..model.counter_key import counter_key
from .models import Base, LineTally, VisitorHour

type VehicleLines = Collection[tuple[str, str]]
"""Ids of cameras' subentries, and of their lines that count vehicles."""

_COUNTED = tuple(
    Base.metadata.tables[kind.__tablename__] for kind in (VisitorHour, LineTally)
)


def set_vehicles_apart(connection: Connection, lines: VehicleLines) -> None:
    """Move what some lines counted from the keys of visitors to those of vehicles; again, it changes nothing."""
    there = set(inspect(connection).get_table_names())
    for table in _COUNTED:
        if table.name not in there:
            continue
        for camera, line in sorted(lines):
            key = counter_key(line, of_vehicles=True)
            of_camera = table.c.camera == camera
            if connection.scalar(
                select(exists().where(of_camera, table.c.line == key))
            ):
                # It was done before a crash, on a server that cannot take back changes of tables.
                continue
            connection.execute(
                update(table).where(of_camera, table.c.line == line).values(line=key)
            )
