"""Tests of vehicles in the journal: kept apart from visitors, and set apart in one that did not tell them."""

from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path
import sqlite3

import pytest
from sqlalchemy import create_engine, text

from custom_components.argus.journal import Journal, JournalError, migrations, tally
from custom_components.argus.journal.models import SCHEMA_VERSION
from custom_components.argus.journal.report import report, vehicle_counts
from custom_components.argus.journal.transfer import Transfer
from custom_components.argus.model.tally import Tally
from custom_components.argus.vision import Crossing, Direction

from .test_migrations import VERSION_1, VERSION_5, VISITORS, make, version
from .test_tally import IN, NOON, OUT, TODAY, cross, read
from .test_transfer import take_along

CARS = "door:vehicles"
LANE = ("shop", "door")


def opened(where: Path | str, lines: Collection[tuple[str, str]] = ()) -> Journal:
    """Return an open journal of a house with some lines of vehicles."""
    journal = Journal(where, vehicle_lines=lambda: lines)
    journal.open()
    return journal


def drive(journal: Journal, ways: Sequence[Direction]) -> None:
    """Let vehicles cross the door's line."""
    crossings = [Crossing("door", way, 1, of_vehicle=True) for way in ways]
    journal.run(partial(tally.count, camera="shop", crossings=crossings, at=NOON))


def cars(journal: Journal) -> Tally:
    """Return the tally of the vehicles at the door."""
    return journal.read(partial(tally.read, camera="shop", lines=[CARS], today=TODAY))[
        CARS
    ]


def told(journal: Journal) -> tuple[int, dict[tuple[str, str], tuple[int, int]]]:
    """Return how many visitors came, and the vehicles of each line."""
    days = {"first": TODAY, "last": TODAY}
    visitors = journal.read(partial(report, **days))["total_in"]
    return visitors, journal.read(partial(vehicle_counts, **days, cameras=None))


def test_one_line_counts_both_apart(journal: Journal) -> None:
    """Whatever a line counted when: each day's sums, totals and who is inside are of one of both."""
    drive(journal, [IN, IN, OUT])
    cross(journal, [IN])
    assert cars(journal) == Tally(TODAY, 2, 1, 2, 1, 1)
    assert read(journal) == Tally(TODAY, 1, 0, 1, 0, 1)
    assert told(journal) == (1, {LANE: (2, 1)})
    journal.run(partial(tally.reset, camera="shop", lines=[CARS], today=TODAY))
    assert cars(journal) == Tally(TODAY, 0, 0, 2, 1, 0)
    assert read(journal).today_in == 1


def test_a_reset_makes_no_counter_that_counts_nothing(journal: Journal) -> None:
    """A journal without vehicles has no rows of any."""
    cross(journal, [IN])
    journal.run(partial(tally.reset, camera="shop", lines=["door", CARS], today=TODAY))
    assert journal.path is not None
    with sqlite3.connect(journal.path) as database:
        rows = database.execute("SELECT line FROM line_tally").fetchall()
    database.close()
    assert rows == [("door",)]


@pytest.mark.parametrize("statements", [VISITORS, VERSION_1, VERSION_5])
def test_an_older_journal_learns_which_were_vehicles(
    tmp_path: Path, statements: Sequence[str]
) -> None:
    """What a line counted that counts vehicles at the update are vehicles, for good; all else are visitors."""
    path = tmp_path / "old.db"
    make(path, statements)
    of_yard = (
        "INSERT INTO line_tally SELECT 'yard', line, 5, 4, 1, inside_date, "
        "reset_date, reset_in, reset_out FROM line_tally"
    )
    make(path, [of_yard])
    old = opened(path, {LANE, ("shop", "gone")})
    for _ in range(2):
        assert told(old) == (0, {LANE: (7, 0)})
        assert cars(old) == Tally(TODAY, 7, 0, 70, 60, 4)
        assert read(old) == Tally(TODAY)
        yard = partial(tally.read, camera="yard", lines=["door"], today=TODAY)
        assert old.read(yard)["door"].total_in == 5
        old.close()
        # The line counts persons by now, and another one vehicles.
        old = opened(path, {("yard", "door")})
    old.close()
    assert version(path) == str(SCHEMA_VERSION)


def test_without_lines_of_vehicles_all_are_visitors(tmp_path: Path) -> None:
    """An update changes nothing that was counted."""
    make(tmp_path / "old.db", VERSION_5)
    old = opened(tmp_path / "old.db")
    assert told(old) == (7, {})
    assert read(old) == Tally(TODAY, 7, 0, 70, 60, 4)
    old.close()


def test_an_update_that_fails_moves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is one transaction with the version."""
    path = tmp_path / "old.db"
    make(path, VERSION_5)
    with monkeypatch.context() as broken:
        broken.setattr(migrations.Base.metadata, "create_all", _fail)
        with pytest.raises(JournalError, match="no power"):
            opened(path, {LANE})
    assert version(path) == "5"
    old = opened(path)
    assert told(old) == (7, {})
    old.close()


def _fail(_connection: object) -> None:
    raise OSError("no power")


def test_vehicles_go_along_into_another_journal(tmp_path: Path) -> None:
    """As vehicles, also from a journal that did not tell them; what both counted is counted once."""
    old = opened(tmp_path / "old.db")
    drive(old, [IN, IN, OUT])
    cross(old, [IN])
    old.close()
    new = opened(tmp_path / "new.db")
    drive(new, [IN])
    take_along(new, tmp_path / "old.db")
    assert cars(new) == Tally(TODAY, 2, 1, 2, 1, 1)
    assert told(new) == (1, {LANE: (2, 1)})
    make(tmp_path / "older.db", VERSION_5)
    moved = Transfer("older", tmp_path / "older.db", vehicle_lines={LANE})
    moved.begin(new)
    place = new.read(moved.place)
    while place is not None and place.stage != "done":
        new.run(partial(moved.store, portion=moved.read(place)))
        place = new.read(moved.place)
    moved.close()
    assert told(new) == (1, {LANE: (9, 1)})
    new.close()


@pytest.mark.usefixtures("socket_enabled")
def test_vehicles_on_a_server(url: str) -> None:
    """They are set apart and counted as in a file; a crash in between on a server is no harm."""
    server = create_engine(url)
    with server.begin() as connection:
        for statement in VISITORS:
            connection.execute(text(statement))
    old = opened(url, {LANE})
    assert told(old) == (0, {LANE: (7, 0)})
    drive(old, [IN, OUT])
    assert cars(old) == Tally(TODAY, 8, 1, 71, 61, 4)
    cross(old, [IN])
    old.close()
    with server.begin() as connection:
        connection.execute(text("UPDATE meta SET value = '7'"))
    server.dispose()
    old = opened(url, {LANE})
    assert told(old) == (1, {LANE: (8, 1)})
    old.close()
