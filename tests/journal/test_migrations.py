"""Tests of journals that other versions of Argus wrote."""

from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
import sqlite3

import pytest

from custom_components.argus.journal import (
    Journal,
    JournalError,
    decisions,
    incidents,
    migrations,
    pages,
    seen,
)
from custom_components.argus.journal.models import SCHEMA_VERSION
from custom_components.argus.journal.pages import IncidentQuery
from custom_components.argus.model.activity import ActivityType

from .incident_maker import decision, description, incident
from .test_tally import IN, cross, read

VISITORS = (
    """CREATE TABLE visitor_log (
        camera VARCHAR(64) NOT NULL, line VARCHAR(64) NOT NULL, direction VARCHAR(3) NOT NULL, date DATE NOT NULL,
        hour INTEGER NOT NULL, count INTEGER NOT NULL, peak_minute INTEGER NOT NULL, peak_count INTEGER NOT NULL,
        last_minute INTEGER NOT NULL, last_count INTEGER NOT NULL,
        PRIMARY KEY (camera, line, direction, date, hour))""",
    """CREATE TABLE line_tally (
        camera VARCHAR(64) NOT NULL, line VARCHAR(64) NOT NULL, total_in INTEGER NOT NULL, total_out INTEGER NOT NULL,
        inside INTEGER NOT NULL, inside_date DATE NOT NULL, reset_date DATE, reset_in INTEGER NOT NULL,
        reset_out INTEGER NOT NULL, PRIMARY KEY (camera, line))""",
    "INSERT INTO visitor_log VALUES ('shop', 'door', 'in', '2026-11-23', 9, 7, 4, 3, 50, 1)",
    "INSERT INTO line_tally VALUES ('shop', 'door', 70, 60, 4, '2026-11-23', NULL, 0, 0)",
)
"""Before the journal told its version."""

VERSION_1 = (
    *VISITORS,
    'CREATE TABLE meta ("key" VARCHAR(32) NOT NULL, value VARCHAR(255) NOT NULL, PRIMARY KEY ("key"))',
    "INSERT INTO meta VALUES ('schema_version', '1')",
    """CREATE TABLE incident (
        id VARCHAR(26) NOT NULL, camera VARCHAR(64) NOT NULL, camera_name VARCHAR(255) NOT NULL,
        location VARCHAR(255) NOT NULL, start BIGINT NOT NULL, "end" BIGINT, types VARCHAR(255) NOT NULL,
        intensity FLOAT NOT NULL, faces INTEGER NOT NULL, visitors_in INTEGER NOT NULL, visitors_out INTEGER NOT NULL,
        zones JSON NOT NULL, linked JSON NOT NULL, trace JSON NOT NULL, favourite BOOLEAN NOT NULL,
        snapshot VARCHAR(512), snapshot_bytes INTEGER NOT NULL, PRIMARY KEY (id))""",
    "CREATE INDEX incident_camera_id ON incident (camera, id)",
    """CREATE TABLE incident_type (
        incident VARCHAR(26) NOT NULL, type VARCHAR(16) NOT NULL, PRIMARY KEY (incident, type),
        FOREIGN KEY(incident) REFERENCES incident (id) ON DELETE CASCADE)""",
    "CREATE INDEX incident_type_id ON incident_type (type, incident)",
    """INSERT INTO incident VALUES ('01KAR0000000000000000000A1', 'shop', 'Shop', '', 1763890000000, 1763890060000,
        'motion,face', 12.5, 2, 0, 0, '["Door"]', '[]', '[]', 1, NULL, 0)""",
    "INSERT INTO incident_type VALUES ('01KAR0000000000000000000A1', 'motion')",
    "INSERT INTO incident_type VALUES ('01KAR0000000000000000000A1', 'face')",
)


VERSION_2 = (
    *(
        statement.replace("'schema_version', '1'", "'schema_version', '2'")
        for statement in VERSION_1
    ),
    "ALTER TABLE incident_type ADD COLUMN camera VARCHAR(64) NOT NULL DEFAULT ''",
    "UPDATE incident_type SET camera = 'shop'",
    "CREATE INDEX incident_type_incident_camera ON incident_type (type, incident, camera)",
    "CREATE INDEX incident_type_camera_incident ON incident_type (camera, type, incident)",
    "DROP INDEX incident_type_id",
    "CREATE INDEX incident_favourite_id ON incident (favourite, id)",
    'CREATE INDEX incident_end ON incident ("end")',
    "CREATE INDEX incident_snapshot_bytes ON incident (snapshot_bytes)",
    """CREATE TABLE heat (
        camera VARCHAR(64) NOT NULL, date DATE NOT NULL, hour INTEGER NOT NULL, grid BLOB NOT NULL,
        PRIMARY KEY (camera, date, hour))""",
)


VERSION_4 = (
    *(
        statement.replace("'schema_version', '2'", "'schema_version', '4'")
        for statement in VERSION_2
    ),
    "ALTER TABLE incident ADD COLUMN decisions JSON NOT NULL DEFAULT ('[]')",
    "ALTER TABLE incident ADD COLUMN false_alarm BOOLEAN NOT NULL DEFAULT false",
    "CREATE INDEX incident_camera_false_alarm_id ON incident (camera, false_alarm, id)",
    "CREATE TABLE forgotten (incident VARCHAR(26) NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (incident))",
)


VERSION_5 = (
    *(
        statement.replace("'schema_version', '4'", "'schema_version', '5'")
        for statement in VERSION_4
    ),
    "ALTER TABLE incident ADD COLUMN preview VARCHAR(512)",
    "ALTER TABLE incident ADD COLUMN preview_bytes INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE incident ADD COLUMN looked_at BOOLEAN NOT NULL DEFAULT false",
    "DROP INDEX incident_snapshot_bytes",
    "CREATE INDEX incident_snapshot_bytes ON incident (snapshot_bytes, preview_bytes)",
    "CREATE INDEX incident_looked_at ON incident (looked_at, false_alarm)",
    'CREATE TABLE seen (incident VARCHAR(26) NOT NULL, "user" VARCHAR(64) NOT NULL, PRIMARY KEY (incident, "user"))',
)


def make(path: Path, statements: Sequence[str]) -> None:
    """Write a database by hand."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def schema(path: Path) -> list[tuple[str, str]]:
    """Return the columns and indexes of a database."""
    with closing(sqlite3.connect(path)) as connection:
        tables = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            )
        ]
        return sorted(
            [
                (table, column[1])
                for table in tables
                for column in connection.execute(f"PRAGMA table_info({table})")
            ]
            + [
                (table, index[1])
                for table in tables
                for index in connection.execute(f"PRAGMA index_list({table})")
            ]
        )


def version(path: Path) -> str:
    """Return the version that a database tells."""
    with closing(sqlite3.connect(path)) as connection:
        ((value,),) = connection.execute("SELECT value FROM meta").fetchall()
        return str(value)


@pytest.mark.parametrize(
    "statements",
    [VISITORS, VERSION_1, VERSION_2, VERSION_4, VERSION_5],
    ids=["version 0", "version 1", "version 2", "version 4", "version 5"],
)
def test_an_older_journal_is_brought_up_to_date(
    tmp_path: Path, statements: Sequence[str]
) -> None:
    """It gets the tables of a new one, keeps what it held, and counts on."""
    make(tmp_path / "old.db", statements)
    old, new = Journal(tmp_path / "old.db"), Journal(tmp_path / "new.db")
    old.open()
    new.open()
    assert schema(tmp_path / "old.db") == schema(tmp_path / "new.db")
    assert version(tmp_path / "old.db") == str(SCHEMA_VERSION)
    assert (read(old).today_in, read(old).total_in, read(old).inside) == (7, 70, 4)
    cross(old, [IN])
    assert read(old).total_in == 71
    old.close()
    new.close()
    # A second start changes nothing.
    old.open()
    assert read(old).total_in == 71
    old.close()


@pytest.mark.parametrize(
    "statements",
    [VERSION_1, VERSION_2, VERSION_4, VERSION_5],
    ids=["version 1", "version 2", "version 4", "version 5"],
)
def test_incidents_of_an_older_journal_are_listed_and_decided_about(
    tmp_path: Path, statements: Sequence[str]
) -> None:
    """The types learnt which camera they are of; nothing was decided yet, and what is decided now is kept."""
    make(tmp_path / "old.db", statements)
    journal = Journal(tmp_path / "old.db")
    journal.open()
    for cameras, found in ((["shop"], 1), (["yard"], 0), (["shop", "yard"], 1)):
        query = IncidentQuery(cameras=cameras, type=ActivityType.FACE)
        listed = journal.run(partial(pages.find, query=query))
        assert len(listed) == found
    assert listed[0].favourite
    assert listed[0].zones == ("Door",)
    old = listed[0].id
    found = journal.run(partial(pages.get, incident=old))
    assert found == listed[0]
    assert (found.decisions, found.false_alarm) == ((), False)
    journal.run(partial(decisions.add, incident=old, decision=decision(1)))
    found = journal.run(
        partial(incidents.set_false_alarm, incident=old, false_alarm=True)
    )
    assert (found.decisions, found.false_alarm) == ((decision(1),), True)
    assert found.description is None
    words = description(1)
    journal.run(partial(incidents.set_description, incident=old, description=words))
    assert journal.run(partial(pages.get, incident=old)).description == words
    journal.close()


def test_what_happened_before_is_no_news(tmp_path: Path) -> None:
    """An update brings nobody a list of old incidents to look at; what happens from then on is new."""
    make(tmp_path / "old.db", VERSION_4)
    journal = Journal(tmp_path / "old.db")
    journal.open()
    (old,) = journal.read(partial(pages.find, query=IncidentQuery()))
    assert old.preview is None
    assert journal.read(seen.count_unseen) == 0
    for user in ("anna", None):
        assert journal.read(partial(seen.seen_by, incidents=[old.id], user=user))
    journal.run(partial(incidents.save, incident=incident(1)))
    assert journal.read(seen.count_unseen) == 1
    journal.close()


def test_a_newer_journal_is_left_alone(tmp_path: Path) -> None:
    """Its user is told what to do, and not a byte of it changes."""
    path = tmp_path / "argus.db"
    make(path, VERSION_1)
    make(path, ["UPDATE meta SET value = '99'"])
    before = path.read_bytes()
    journal = Journal(path)
    with pytest.raises(JournalError, match="newer Argus"):
        journal.open()
    with pytest.raises(JournalError, match="update Argus"):
        cross(journal, [IN])
    journal.close()
    assert journal.set_aside is None
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_migration_that_fails_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All steps are one transaction."""
    path = tmp_path / "argus.db"
    make(path, VERSION_1)
    before = schema(path)

    def fail(_connection: object) -> None:
        raise OSError("no")

    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, fail))
    monkeypatch.setattr(migrations, "SCHEMA_VERSION", len(migrations.MIGRATIONS))
    journal = Journal(path)
    with pytest.raises(JournalError, match="no"):
        journal.open()
    assert schema(path) == before
    assert version(path) == "1"
