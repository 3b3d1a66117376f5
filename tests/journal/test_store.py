"""Tests of the database: what is acknowledged stays, whatever happens."""

from pathlib import Path
import random
import signal
import sqlite3
import subprocess
import sys

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from custom_components.argus.journal import Journal, JournalError, tally
from custom_components.argus.vision import Crossing

from .test_tally import IN, NOON, TODAY, cross, read

COUNTER = """
from datetime import datetime
from functools import partial
from pathlib import Path
import sys
from types import ModuleType
from zoneinfo import ZoneInfo

# The journal alone, without Home Assistant, starts fast.
package = sys.modules["custom_components.argus"] = ModuleType("argus")
package.__path__ = [str(Path("custom_components/argus").resolve())]

from custom_components.argus.journal import Journal, tally
from custom_components.argus.vision import Crossing, Direction

journal = Journal(Path(sys.argv[1]))
journal.open()
at = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Europe/Paris"))
while True:
    journal.run(
        partial(
            tally.count,
            camera="shop",
            crossings=[Crossing("door", Direction.IN, 1)],
            at=at,
        )
    )
    print("counted", flush=True)
"""


def test_kill_at_any_moment_loses_none_and_doubles_none(tmp_path: Path) -> None:
    """A counter killed again and again has counted what it said, and at most the one it was about to say."""
    database = tmp_path / "argus.db"
    rng = random.Random(11)
    said = 0
    for kills in range(1, 9):
        with subprocess.Popen(
            [sys.executable, "-c", COUNTER, str(database)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        ) as process:
            assert process.stdout is not None
            for _ in range(rng.randrange(1, 12)):
                assert process.stdout.readline() == "counted\n"
                said += 1
            process.send_signal(signal.SIGKILL)
            said += process.stdout.read().count("counted")
        journal = Journal(database)
        journal.open()
        stored = read(journal)
        journal.close()
        assert journal.set_aside is None
        assert stored.today_in == stored.total_in == stored.inside
        assert said <= stored.total_in <= said + kills


def test_a_failed_transaction_stores_nothing(journal: Journal) -> None:
    """Half of a count is no count."""

    def fail(session: Session) -> None:
        tally.count(session, "shop", [Crossing("door", IN, 1)], NOON)
        session.execute(text("SELECT * FROM nowhere"))

    with pytest.raises(JournalError, match="nowhere"):
        journal.run(fail)
    assert read(journal).total_in == 0


def test_a_full_disk_is_told_and_survived(journal: Journal) -> None:
    """What the disk refuses raises an error, and works again when there is room."""
    cross(journal, [IN])

    def pages(session: Session) -> int:
        return int(session.execute(text("PRAGMA page_count")).scalar_one())

    full = journal.run(pages)

    def fill(session: Session) -> None:
        session.execute(text(f"PRAGMA max_page_count = {full}"))
        session.execute(text("CREATE TABLE big (data BLOB)"))
        session.execute(text("INSERT INTO big VALUES (zeroblob(100000))"))

    with pytest.raises(JournalError, match="full"):
        journal.run(fill)
    journal.run(lambda session: session.execute(text("PRAGMA max_page_count = 100000")))
    cross(journal, [IN])
    assert read(journal).total_in == 2


@pytest.mark.parametrize(
    "damage",
    [b"this is no database at all, but long enough to look like one" * 100, None],
    ids=["not a database", "damaged inside"],
)
def test_a_damaged_file_is_set_aside(tmp_path: Path, damage: bytes | None) -> None:
    """A damaged database is kept under another name, and a new one begun."""
    database = tmp_path / "argus.db"
    if damage is None:
        journal = Journal(database)
        journal.open()
        cross(journal, [IN] * 3)
        journal.close()
        whole = bytearray(database.read_bytes())
        whole[4096:] = b"\xff" * (len(whole) - 4096)
        damage = bytes(whole)
    database.write_bytes(damage)
    journal = Journal(database)
    journal.open()
    assert journal.set_aside is not None
    assert journal.set_aside.read_bytes() == damage
    assert read(journal).total_in == 0
    cross(journal, [IN])
    assert read(journal).total_in == 1
    journal.close()


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    """A file where the folder should be is told, not hidden."""
    (tmp_path / "argus").write_text("in the way")
    journal = Journal(tmp_path / "argus" / "argus.db")
    with pytest.raises(JournalError):
        journal.open()
    with pytest.raises(JournalError, match="not open"):
        read(journal)


def test_counts_wait_for_another_reader(journal: Journal) -> None:
    """A backup that reads the file does not stop counting."""
    cross(journal, [IN])
    reader = sqlite3.connect(journal.path)
    reader.execute("BEGIN")
    assert reader.execute("SELECT sum(count) FROM visitor_log").fetchone() == (1,)
    cross(journal, [IN])
    reader.close()
    assert read(journal, TODAY).total_in == 2
