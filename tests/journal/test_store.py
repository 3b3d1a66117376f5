"""Tests of the database: what is acknowledged stays, whatever happens."""

import asyncio
from functools import partial
from pathlib import Path
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time

import pytest
from sqlalchemy import text
from sqlalchemy.event import listen
from sqlalchemy.orm import Session

from custom_components.argus.journal import (
    Journal,
    JournalError,
    store,
    tally,
)
from custom_components.argus.journal.database import failure_reason
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
    for kills in range(1, 6):
        with subprocess.Popen(
            [sys.executable, "-c", COUNTER, str(database)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        ) as process:
            assert process.stdout is not None
            for _ in range(rng.randrange(1, 8)):
                assert process.stdout.readline() == "counted\n"
                said += 1
            time.sleep(rng.uniform(0, 0.02))
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


def test_a_folder_that_cannot_be_made_is_told_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file where the folder should be is an error; once it is gone, counting begins without a restart."""
    in_the_way = tmp_path / "argus"
    in_the_way.write_text("in the way")
    journal = Journal(in_the_way / "argus.db")
    with pytest.raises(JournalError, match="not open"):
        read(journal)
    with pytest.raises(JournalError, match="exists"):
        journal.open()
    in_the_way.unlink()
    with pytest.raises(JournalError, match="exists"):
        read(journal)
    monkeypatch.setattr(store, "OPEN_AGAIN", 0.0)
    cross(journal, [IN])
    assert read(journal).total_in == 1
    journal.close()


def test_counts_wait_for_another_reader(journal: Journal) -> None:
    """A backup that reads the file does not stop counting."""
    cross(journal, [IN])
    assert journal.path is not None
    reader = sqlite3.connect(journal.path)
    reader.execute("BEGIN")
    assert reader.execute("SELECT sum(count) FROM visitor_log").fetchone() == (1,)
    cross(journal, [IN])
    reader.close()
    assert read(journal, TODAY).total_in == 2


def test_a_file_damaged_while_it_is_used_is_set_aside(tmp_path: Path) -> None:
    """Counting goes on in a new database, and the damaged one is kept and told."""
    told: list[Path] = []
    journal = Journal(tmp_path / "argus.db", told.append)
    journal.open()
    cross(journal, [IN] * 3)
    journal.run(lambda s: s.execute(text("CREATE TABLE big (data BLOB)")))
    journal.run(lambda s: s.execute(text("INSERT INTO big VALUES (zeroblob(9000000))")))
    assert journal.path is not None
    with sqlite3.connect(journal.path) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    other.close()
    with journal.path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 200000)
    # SQLite keeps pages in memory; a fresh connection reads them from the disk.
    assert journal._engine is not None
    journal._engine.dispose()
    cross(journal, [IN])
    assert told == [journal.set_aside]
    assert told[0].stat().st_size > 9000000
    assert read(journal).total_in == 1
    journal.close()


def test_a_file_that_is_taken_away_is_begun_anew(journal: Journal) -> None:
    """What is counted after somebody deleted the database is on the disk, not in a file without a name."""
    cross(journal, [IN] * 3)
    assert journal.path is not None
    for file in list(journal.path.parent.iterdir()):
        file.unlink()
    cross(journal, [IN])
    assert read(journal).total_in == 1
    other = Journal(journal.path)
    other.open()
    assert read(other).total_in == 1
    other.close()


def test_two_processes_count_in_the_same_file(journal: Journal) -> None:
    """Every count of both is there, though each reads before it writes."""
    assert journal.path is not None
    with subprocess.Popen(
        [sys.executable, "-c", COUNTER, str(journal.path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "counted\n"
        theirs = 1
        for _ in range(40):
            cross(journal, [IN])
        for _ in range(5):
            assert process.stdout.readline() == "counted\n"
            theirs += 1
        process.kill()
        theirs += process.stdout.read().count("counted")
    stored = read(journal)
    assert stored.total_in == stored.today_in
    assert 40 + theirs <= stored.total_in <= 41 + theirs


async def test_calls_that_wait_are_committed_together(journal: Journal) -> None:
    """One transaction holds what came while the thread was busy; each call gets its own result."""
    commits: list[None] = []
    assert journal._engine is not None
    listen(journal._engine, "commit", lambda _: commits.append(None))
    busy = threading.Event()
    blocker = asyncio.create_task(journal.async_read(lambda _: busy.wait(30)))
    await asyncio.sleep(0)
    counts = [
        asyncio.create_task(journal.async_run(partial(count_one, number=n)))
        for n in range(20)
    ]
    await asyncio.sleep(0)
    commits.clear()
    busy.set()
    assert await asyncio.gather(*counts) == list(range(20))
    await blocker
    assert len(commits) == 1
    assert read(journal).total_in == 20
    await journal.async_close()


async def test_one_that_fails_does_not_take_the_others_along(journal: Journal) -> None:
    """Work that fails among others stores nothing; the others are stored, each once."""
    busy = threading.Event()
    blocker = asyncio.create_task(journal.async_read(lambda _: busy.wait(30)))
    await asyncio.sleep(0)

    def fail(session: Session) -> int:
        count_one(session, 0)
        raise ValueError("no")

    calls = [
        asyncio.create_task(journal.async_run(work))
        for work in (partial(count_one, number=1), fail, partial(count_one, number=2))
    ]
    await asyncio.sleep(0)
    busy.set()
    await blocker
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert results[0] == 1
    assert isinstance(results[1], ValueError)
    assert results[2] == 2
    assert read(journal).total_in == 2
    await journal.async_close()
    with pytest.raises(JournalError, match="closed"):
        await journal.async_run(partial(count_one, number=3))


async def test_a_copy_made_during_a_backup_is_whole(
    journal: Journal, tmp_path: Path
) -> None:
    """File and log copied one after the other, while it is counted, hold a state that was; then it goes on."""
    assert journal.path is not None
    cross(journal, [IN] * 5)
    await journal.async_begin_backup()
    before = journal.path.read_bytes()
    # Far more than what makes SQLite move its log into the file.
    for _ in range(3):
        cross(journal, [IN])
        journal.run(
            lambda s: s.execute(text("CREATE TABLE IF NOT EXISTS big (data BLOB)"))
        )
        journal.run(
            lambda s: s.execute(text("INSERT INTO big VALUES (zeroblob(6000000))"))
        )
    log = journal.path.with_name("argus.db-wal").read_bytes()
    cross(journal, [IN])
    assert journal.path.read_bytes() == before
    for copied, counted in ((log, 8), (log[:-5000], 8), (b"", 5)):
        restored = restore(tmp_path / f"restored-{len(copied)}", before, copied)
        assert restored.set_aside is None
        assert read(restored).total_in == counted
        restored.close()
    await journal.async_end_backup()
    cross(journal, [IN])
    assert read(journal).total_in == 10
    await journal.async_close()
    assert len(journal.path.read_bytes()) > 18000000


def test_the_password_of_a_server_is_never_told() -> None:
    """Whatever goes wrong, the text for the user is free of it."""
    for url in (
        "postgresql://argus:hunter2@127.0.0.1:1/argus",
        "nonsense://argus:hunter2@127.0.0.1/argus",
        "hunter2",
        "mysql+nonsense://argus:hunter2@127.0.0.1:99999999/argus",
    ):
        journal = Journal(url)
        with pytest.raises(JournalError) as told:
            journal.open()
        assert str(told.value)
        assert "hunter2" not in str(told.value)
        journal.close()


@pytest.mark.parametrize("password", ["p", "port", "failed"])
def test_no_letters_are_masked(password: str) -> None:
    """They would tell a password that is a part of other words."""
    url = f"postgresql://argus:{password}@127.0.0.1:1/argus"
    refused = OSError("connection to port 1 failed")
    assert failure_reason(url, refused) == "connection to port 1 failed"
    quoted = OSError(f"connection to port 1 failed: {url}")
    assert failure_reason(url, quoted) == "connection to port 1 failed: postgresql://…"


def test_reading_does_not_wait_for_another_writer(journal: Journal) -> None:
    """A list can be shown while another process stores something that takes long."""
    cross(journal, [IN])
    assert journal.path is not None
    writer = sqlite3.connect(journal.path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE line_tally SET total_in = 9")
    stored = journal.read(
        partial(tally.read, camera="shop", lines=["door"], today=TODAY)
    )
    assert stored["door"].total_in == 1
    writer.close()


def restore(folder: Path, database: bytes, log: bytes) -> Journal:
    """Return a journal from a copy of its file and log."""
    folder.mkdir()
    (folder / "argus.db").write_bytes(database)
    (folder / "argus.db-wal").write_bytes(log)
    journal = Journal(folder / "argus.db")
    journal.open()
    return journal


def count_one(session: Session, number: int) -> int:
    """Count one visitor; return the number."""
    tally.count(session, "shop", [Crossing("door", IN, 1)], NOON)
    return number


async def test_work_that_fails_when_nobody_waits_any_more(journal: Journal) -> None:
    """It is finished, and the event loop is told of no error that nobody expected."""
    begun, go_on, ended = threading.Event(), threading.Event(), threading.Event()
    told: list[object] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: told.append(context))

    def fail(session: Session) -> None:
        begun.set()
        go_on.wait(10)
        ended.set()
        raise JournalError("the disk is full")

    waiting = asyncio.create_task(journal.async_read(fail))
    await asyncio.to_thread(begun.wait, 10)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    go_on.set()
    await asyncio.to_thread(ended.wait, 10)
    for _ in range(3):
        await asyncio.sleep(0.01)
    await journal.async_close()

    assert told == []
