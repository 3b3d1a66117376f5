"""Tests of whose journal a database is: two Home Assistants never write to the same one."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import text

from custom_components.argus.journal import (
    Journal,
    JournalError,
    JournalTakenError,
    migrations,
    ownership,
    store,
)

from .test_store import COUNTER
from .test_tally import IN, cross, read

FIRST, SECOND = "first home assistant", "second home assistant"
COUNTS_AS_FIRST = (
    COUNTER.replace("journal.open()", f"journal.open({FIRST!r})")
    .replace(
        "Path(sys.argv[1])",
        "sys.argv[1] if ':' in sys.argv[1] else Path(sys.argv[1])",
    )
    # Who counts without a pause leaves SQLite no moment in which another one could look.
    .replace("while True:", "import time\nwhile True:\n    time.sleep(0.02)")
)


@pytest.fixture(autouse=True)
def short_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let tests wait for a moment where users wait for minutes."""
    monkeypatch.setattr(ownership, "BEAT", 0.1)
    monkeypatch.setattr(ownership, "LEASE", 0.6)
    monkeypatch.setattr(store, "OPEN_AGAIN", 0.0)


def wait_for(what: Callable[[], object]) -> None:
    """Try until the journal is not somebody else's any more."""
    end = time.monotonic() + 20
    while True:
        try:
            what()
        except JournalTakenError:
            assert time.monotonic() < end
            time.sleep(0.05)
        else:
            return


def share(where: Path | str) -> None:
    """Let two Home Assistants want the same database, one after the other."""
    first, second = Journal(where), Journal(where)
    first.open(FIRST)
    cross(first, [IN])
    with pytest.raises(JournalTakenError, match="another Home Assistant"):
        second.open(SECOND)
    # As long as the first one shows that it is there, the second one gets nothing in, and reads nothing.
    end = time.monotonic() + 2 * ownership.LEASE
    while time.monotonic() < end:
        with pytest.raises(JournalTakenError):
            cross(second, [IN])
        with pytest.raises(JournalTakenError):
            read(second)
        first.run(lambda _: None)
        time.sleep(0.05)
    assert read(first).total_in == 1
    # One that ends gives it away at once.
    first.close()
    cross(second, [IN])
    assert read(second).total_in == 2
    # One that is held up for longer than its lease loses it, learns that, and stores nothing more.
    late = Journal(where)
    with pytest.raises(JournalTakenError):
        late.open(FIRST)
    wait_for(lambda: cross(late, [IN]))
    with pytest.raises(JournalTakenError):
        cross(second, [IN])
    late.run(lambda _: None)
    with pytest.raises(JournalTakenError):
        cross(second, [IN])
    assert read(late).total_in == 3
    late.close()
    second.close()


def crash(where: Path | str) -> None:
    """Kill a Home Assistant; another run of it goes on at once, another one after the lease."""
    for follower in (FIRST, SECOND):
        with subprocess.Popen(
            [sys.executable, "-c", COUNTS_AS_FIRST, str(where)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "counted\n"
            watching = Journal(where)
            with pytest.raises(JournalTakenError):
                watching.open("third home assistant")
            process.send_signal(signal.SIGKILL)
            said = 1 + process.stdout.read().count("counted")
        journal = Journal(where)
        if follower == FIRST:
            journal.open(follower)
        else:
            with pytest.raises(JournalTakenError):
                journal.open(follower)
            began = time.monotonic()
            wait_for(partial(journal.run, lambda _: None))
            assert time.monotonic() - began >= ownership.LEASE - 0.1
        counted = read(journal).total_in
        assert said <= counted
        cross(journal, [IN])
        assert read(journal).total_in == counted + 1
        with pytest.raises(JournalTakenError):
            cross(watching, [IN])
        watching.close()
        journal.close()


def test_two_home_assistants_on_one_file(tmp_path: Path) -> None:
    """Nothing is mixed, and who comes second is told."""
    share(tmp_path / "argus.db")


def test_a_killed_home_assistant_is_followed(tmp_path: Path) -> None:
    """Its own next run waits for nothing."""
    crash(tmp_path / "argus.db")


def test_a_copy_of_a_home_assistant_does_not_fight_it(tmp_path: Path) -> None:
    """Of two with the same id, such as a restored backup, the later one has the journal, and keeps it."""
    original, copy = Journal(tmp_path / "argus.db"), Journal(tmp_path / "argus.db")
    original.open(FIRST)
    copy.open(FIRST)
    for _ in range(5):
        cross(copy, [IN])
        with pytest.raises(JournalTakenError):
            cross(original, [IN])
        with pytest.raises(JournalTakenError):
            read(original)
        time.sleep(0.25)
    assert read(copy).total_in == 5
    copy.close()
    cross(original, [IN])
    assert read(original).total_in == 6
    original.close()


def test_a_lost_name_is_written_again(tmp_path: Path) -> None:
    """Whoever runs goes on when somebody emptied the table, or wrote nonsense into it."""
    journal, other = Journal(tmp_path / "argus.db"), Journal(tmp_path / "argus.db")
    journal.open(FIRST)
    journal.run(lambda s: s.execute(text("DELETE FROM meta WHERE key = 'owner'")))
    cross(journal, [IN])
    with pytest.raises(JournalTakenError):
        other.open(SECOND)
    nonsense = "UPDATE meta SET value = '//🌳/x' WHERE key = 'owner'"
    journal.run(lambda s: s.execute(text(nonsense)))
    with pytest.raises(JournalTakenError):
        cross(journal, [IN])
    wait_for(lambda: cross(journal, [IN]))
    assert read(journal).total_in == 2
    other.close()
    journal.close()


def test_nothing_of_another_home_assistant_is_changed_by_an_update(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer Argus that comes second leaves the tables as they are, for the older one still uses them."""
    asked: list[str] = []
    first, second = Journal(tmp_path / "argus.db"), Journal(tmp_path / "argus.db")
    first.open(FIRST)
    newer = (*migrations.MIGRATIONS, lambda _: asked.append("migrated"))
    monkeypatch.setattr(migrations, "MIGRATIONS", newer)
    monkeypatch.setattr(migrations, "SCHEMA_VERSION", len(newer))
    with pytest.raises(JournalTakenError):
        second.open(SECOND)
    assert asked == []
    cross(first, [IN])
    first.close()
    cross(second, [IN])
    assert asked == ["migrated"]
    assert read(second).total_in == 2
    second.close()


async def test_moving_gives_the_old_database_away(tmp_path: Path) -> None:
    """Another Home Assistant may have it at once; the new one is ours."""
    journal = Journal(tmp_path / "old.db")
    await journal.async_open(FIRST)
    await journal.async_move(tmp_path / "new.db")
    for name, free in (("old.db", True), ("new.db", False)):
        other = Journal(tmp_path / name)
        if free:
            other.open(SECOND)
        else:
            with pytest.raises(JournalError):
                other.open(SECOND)
        other.close()
    await journal.async_keep()
    await journal.async_close()
