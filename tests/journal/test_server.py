"""Tests of a journal on a real PostgreSQL and a real MariaDB."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.orm import Session

from custom_components.argus.journal import (
    Candidates,
    Journal,
    JournalError,
    JournalNewerError,
    JournalTakenError,
    decisions,
    heat,
    incidents,
    ownership,
    pages,
    store,
    tally,
)
from custom_components.argus.journal.models import SCHEMA_VERSION
from custom_components.argus.journal.pages import IncidentQuery
from custom_components.argus.journal.report import report
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.vision import Crossing
from custom_components.argus.vision.packed_heat import COLUMNS, ROWS, pack, total

from .incident_maker import decision, description, incident
from .mariadb import Mariadb
from .postgres import PASSWORD, Postgres
from .test_migrations import VERSION_1
from .test_ownership import FIRST, SECOND, crash, share, wait_for
from .test_tally import IN, NOON, OUT, TODAY, cross, read

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture
def remote(url: str) -> Iterator[Journal]:
    """Return an open journal on the server."""
    journal = Journal(url)
    journal.open()
    yield journal
    journal.close()


def test_counts_and_reports(remote: Journal) -> None:
    """Visitors are counted, added up and told as in a file."""
    cross(remote, [IN, IN, OUT])
    cross(remote, [IN], NOON - timedelta(days=7))
    assert (read(remote).today_in, read(remote).inside) == (2, 2)
    told = remote.run(partial(report, first=TODAY, last=TODAY))
    assert (told["total_in"], told["total_out"]) == (2, 1)
    assert told["same_days_last_week"] == 1
    assert told["peak_time"] == "2026-11-23T12:00"


def test_heat(remote: Journal) -> None:
    """Packed heat comes back as it went."""
    cells = np.zeros((ROWS, COLUMNS), np.float32)
    cells[3] = 60
    for _ in range(2):
        remote.run(partial(heat.add, camera="yard", packed=pack(cells), at=NOON))
    grids = remote.run(partial(heat.grids, camera="yard", first=TODAY))
    assert total(grids)[3].mean() == pytest.approx(120, rel=0.05)


def test_incidents(remote: Journal) -> None:
    """Incidents with all they carry are stored, changed, listed in pages, linked and forgotten."""
    shop = [incident(n, camera="shop", faces=n) for n in range(6)]
    yard = [
        replace(incident(n + 20, camera="yard", name="Yard 🌳" * 60), intensity=12.34)
        for n in range(6)
    ]
    for made in (*shop, *yard):
        remote.run(partial(incidents.save, incident=replace(made, end=None)))
        remote.run(partial(incidents.save, incident=made))
    for made in (shop[3], yard[3]):
        assert remote.run(partial(pages.get, incident=made.id)) == made
    page = partial(pages.find, query=IncidentQuery(limit=4))
    newest = sorted([*shop, *yard], key=lambda made: made.id, reverse=True)
    assert [made.id for made in remote.run(page)] == [made.id for made in newest[:4]]
    query = IncidentQuery(
        cameras=["shop", "yard"],
        type=ActivityType.FACE,
        before=yard[1].id,
        limit=3,
    )
    listed = remote.run(partial(pages.find, query=query))
    assert [made.id for made in listed] == [yard[0].id, shop[5].id, shop[4].id]
    odd = replace(
        incident(90), camera_name="\0Ga\0te\ud800", location="'; DROP TABLE x"
    )
    remote.run(partial(incidents.save, incident=odd))
    found = remote.run(partial(pages.get, incident=odd.id))
    assert found == replace(odd, camera_name="Gate?")
    remote.run(partial(incidents.link, one=shop[0].id, other=yard[0].id))
    found = remote.run(partial(pages.get, incident=yard[0].id))
    assert found is not None
    assert found.linked == (shop[0].id,)
    remote.run(partial(decisions.add, incident=yard[0].id, decision=decision(1)))
    remote.run(
        partial(incidents.set_false_alarm, incident=yard[0].id, false_alarm=True)
    )
    query = IncidentQuery(cameras=["yard"], false_alarm=True, trace=True)
    (alarm,) = remote.run(partial(pages.find, query=query))
    assert (alarm.id, alarm.decisions) == (yard[0].id, (decision(1),))
    remote.run(partial(incidents.set_favourite, incident=shop[0].id, favourite=True))
    before = shop[3].start
    old = remote.run(partial(incidents.expired, before=before, most_bytes=10**9))
    assert shop[0].id not in old
    assert shop[1].id in old
    remote.run(partial(incidents.remove, incidents=old))
    assert remote.run(partial(pages.get, incident=shop[1].id)) is None


def test_a_server_that_restarts_is_asked_again(
    remote: Journal, server: Postgres | Mariadb, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counting fails while the server is away, and goes on when it is back."""
    cross(remote, [IN])
    server.stop()
    try:
        with pytest.raises(JournalError) as told:
            cross(remote, [IN])
        with pytest.raises(JournalError):
            remote.read(partial(pages.find, query=IncidentQuery()))
    finally:
        server.start()
    assert PASSWORD not in str(told.value)
    assert remote.read(partial(pages.find, query=IncidentQuery())) == []
    cross(remote, [IN])
    assert read(remote).total_in == 2
    # A journal that found no server at its start finds it later.
    late = Journal(remote._where)
    server.stop()
    try:
        with pytest.raises(JournalError):
            late.open()
    finally:
        server.start()
    monkeypatch.setattr(store, "OPEN_AGAIN", 0.0)
    cross(late, [IN])
    assert read(late).total_in == 3
    late.close()


def test_a_server_that_restarts_in_a_transaction_counts_once(
    remote: Journal, server: Postgres | Mariadb
) -> None:
    """What nobody committed is counted when it is tried again, and only then, whether the server is back by then or not."""
    crossings = [Crossing("door", IN, 1)]
    count = partial(tally.count, camera="shop", crossings=crossings, at=NOON)

    def lose_the_server(session: Session, *, is_back: bool) -> None:
        count(session)
        session.flush()
        server.stop()
        if is_back:
            server.start()

    for already, is_back in enumerate([True, False]):
        try:
            with pytest.raises(JournalError):
                remote.run(partial(lose_the_server, is_back=is_back))
        finally:
            if not is_back:
                server.start()
        assert read(remote).today_in == already
        remote.run(count)
        assert read(remote).today_in == already + 1


def test_an_older_journal_is_brought_up_to_date(url: str) -> None:
    """Tables of version 1 become those of a new journal, and keep what they held."""
    journal = Journal(url)
    old = create_engine(url)
    with old.begin() as connection:
        if connection.dialect.name == "mysql":
            connection.execute(text("SET sql_mode = 'ANSI_QUOTES'"))
        for statement in VERSION_1:
            connection.execute(text(statement.replace("'[]', 1,", "'[]', true,")))
    # Its quotation marks end with its connection.
    old.dispose()
    before = inspect(old).get_columns("incident_type")
    Candidates("a home assistant").check_database(url)
    assert len(inspect(old).get_columns("incident_type")) == len(before)
    journal.open()
    query = IncidentQuery(cameras=["shop"], type=ActivityType.FACE)
    (found,) = journal.run(partial(pages.find, query=query))
    assert found.favourite
    journal.run(partial(decisions.add, incident=found.id, decision=decision(1)))
    now = journal.run(partial(pages.get, incident=found.id))
    assert (now.decisions, now.false_alarm) == ((decision(1),), False)
    assert now.description is None
    words = description(1, "Un renard 🦊 près de l'arbre")
    journal.run(
        partial(incidents.set_description, incident=found.id, description=words)
    )
    (listed,) = journal.read(partial(pages.find, query=query))
    assert listed.description == words
    assert read(journal).total_in == 70
    indexes = {index["name"] for index in inspect(old).get_indexes("incident_type")}
    assert indexes == {"incident_type_incident_camera", "incident_type_camera_incident"}
    journal.close()
    with old.begin() as connection:
        newer = {"version": str(SCHEMA_VERSION + 1)}
        connection.execute(text("UPDATE meta SET value = :version"), newer)
    with pytest.raises(JournalError, match="newer Argus"):
        journal.open()
    with pytest.raises(JournalNewerError):
        Candidates("a home assistant").check_database(url)
    old.dispose()


async def test_moving_from_a_file_to_a_server_and_back(
    url: str, tmp_path: Path
) -> None:
    """Each keeps what was counted in it; a backup leaves the server to its own means."""
    file = tmp_path / "argus.db"
    journal = Journal(file)
    await journal.async_open()
    cross(journal, [IN])
    await journal.async_move(url)
    assert journal.path is None
    await journal.async_begin_backup()
    cross(journal, [IN, IN])
    await journal.async_end_backup()
    assert read(journal).total_in == 2
    await journal.async_move(file)
    assert journal.path == file
    assert read(journal).total_in == 1
    with pytest.raises(JournalError):
        await journal.async_move(url.replace(PASSWORD, "wrong"))
    await journal.async_close()


def test_two_home_assistants_on_one_database(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is mixed; what a crash left is followed at once by the same one, later by another."""
    for name, value in (("BEAT", 0.1), ("LEASE", 0.6)):
        monkeypatch.setattr(ownership, name, value)
    monkeypatch.setattr(store, "OPEN_AGAIN", 0.0)
    share(url)
    crash(url)
    owner = Journal(url)
    wait_for(partial(owner.open, FIRST))
    with pytest.raises(JournalTakenError):
        Candidates(SECOND).check_database(url)
    Candidates(FIRST).check_database(url)
    owner.run(lambda _: None)
    owner.close()
    Candidates(SECOND).check_database(url)
