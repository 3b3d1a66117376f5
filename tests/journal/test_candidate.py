"""Tests of looking at a database that may be somebody else's."""

import os
from pathlib import Path
import time

import pytest

from custom_components.argus.journal import (
    Candidates,
    Journal,
    JournalError,
    JournalNewerError,
    JournalRefusedError,
    JournalTakenError,
    NoFileError,
    RecorderError,
    ownership,
)
from custom_components.argus.journal.models import SCHEMA_VERSION

from .test_migrations import VERSION_1, VERSION_2, VISITORS, make, schema, version
from .test_tally import IN, cross, read

MINE, THEIRS = "my home assistant", "their home assistant"
OWNED_BY_ME = "INSERT INTO meta VALUES ('owner', 'my home assistant/1234/5')"
OWNED_BY_THEM = OWNED_BY_ME.replace(MINE, THEIRS)


def look(path: Path, instance: str = MINE) -> None:
    """Look at a file as the options do."""
    Candidates(instance).check_database(f"sqlite:///{path}")


def test_an_empty_database_gets_its_tables_and_is_nobodys(tmp_path: Path) -> None:
    """So the user learns at once that they may not be made; whoever opens it first has it."""
    path = tmp_path / "new" / "argus.db"
    look(path)
    assert version(path) == str(SCHEMA_VERSION)
    journal = Journal(path)
    journal.open(THEIRS)
    cross(journal, [IN])
    assert read(journal).total_in == 1
    journal.close()


@pytest.mark.parametrize(
    "statements",
    [VISITORS, VERSION_1, VERSION_2, (*VERSION_2, OWNED_BY_ME)],
    ids=["version 0", "version 1", "version 2", "mine"],
)
def test_an_older_journal_may_be_taken_and_is_left_as_it_is(
    tmp_path: Path, statements: tuple[str, ...]
) -> None:
    """It is brought up to date by who takes it, not by who looks."""
    path = tmp_path / "argus.db"
    make(path, statements)
    before = path.read_bytes()
    look(path)
    assert path.read_bytes() == before


def test_a_journal_of_another_home_assistant_is_left_as_it_is(tmp_path: Path) -> None:
    """Even an older one, whose owner could do nothing with it afterwards."""
    path = tmp_path / "argus.db"
    make(path, (*VERSION_2, OWNED_BY_THEM))
    before, tables = path.read_bytes(), schema(path)
    with pytest.raises(JournalTakenError):
        look(path)
    assert (path.read_bytes(), schema(path)) == (before, tables)


def test_who_looks_takes_nothing(tmp_path: Path) -> None:
    """The owner goes on, and so does who looks at its own."""
    path = tmp_path / "argus.db"
    owner = Journal(path)
    owner.open(THEIRS)
    with pytest.raises(JournalTakenError):
        look(path)
    look(path, THEIRS)
    cross(owner, [IN])
    assert read(owner).total_in == 1
    owner.close()
    look(path)


def test_one_whose_owner_does_nothing_any_more_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who looks twice learns whether another Home Assistant was there meanwhile."""
    monkeypatch.setattr(ownership, "LEASE", 0.2)
    monkeypatch.setattr(ownership, "BEAT", 0.0)
    path = tmp_path / "argus.db"
    owner, candidates = Journal(path), Candidates(MINE)
    owner.open(THEIRS)
    for _ in range(3):
        with pytest.raises(JournalTakenError):
            candidates.check_database(f"sqlite:///{path}")
        time.sleep(0.25)
        cross(owner, [IN])
    with pytest.raises(JournalTakenError):
        candidates.check_database(f"sqlite:///{path}")
    time.sleep(0.25)
    candidates.check_database(f"sqlite:///{path}")
    owner.close()


def test_a_newer_journal_is_left_as_it_is(tmp_path: Path) -> None:
    """The user has to update Argus first."""
    path = tmp_path / "argus.db"
    make(path, (*VERSION_2, "UPDATE meta SET value = '99'"))
    before = path.read_bytes()
    with pytest.raises(JournalNewerError, match="schema 99"):
        look(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"homeassistant:\n" * 400, b"SQLite format 3\0" + b"\xff" * 8000]
)
def test_a_file_that_is_no_database_is_left_where_it_is(
    tmp_path: Path, content: bytes
) -> None:
    """Whoever mistypes the address of a file keeps that file."""
    path = tmp_path / "configuration.yaml"
    path.write_bytes(content)
    with pytest.raises(JournalError):
        look(path)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "db_url", ["nonsense", "oracle9://x", "sqlite:////proc/argus/argus.db"]
)
def test_an_address_that_leads_nowhere_is_refused(db_url: str) -> None:
    """With a reason, not with an exception of a driver."""
    with pytest.raises(JournalError) as told:
        Candidates(MINE).check_database(db_url)
    assert str(told.value)


@pytest.mark.parametrize(
    ("db_url", "refused"),
    [
        ("sqlite://", NoFileError),
        ("sqlite:///", NoFileError),
        ("sqlite:///:memory:", NoFileError),
        ("sqlite:///file:argus?mode=memory&uri=true", NoFileError),
        ("sqlite:///{folder}/pipe", NoFileError),
        ("sqlite:///{folder}", NoFileError),
        ("sqlite:////dev/null", NoFileError),
        ("sqlite:///{folder}/home-assistant_v2.db", RecorderError),
        ("sqlite:///{folder}/other_name.db", RecorderError),
        ("sqlite:///{folder}/link.db", RecorderError),
    ],
)
def test_what_is_no_place_for_a_journal_is_refused(
    tmp_path: Path, db_url: str, refused: type[JournalRefusedError]
) -> None:
    """By who looks and by who opens it; nothing in it changes, and nobody waits for ever."""
    os.mkfifo(tmp_path / "pipe")
    recorder = tmp_path / "other_name.db"
    make(
        recorder,
        ("CREATE TABLE schema_changes (a)", "CREATE TABLE recorder_runs (a)"),
    )
    (tmp_path / "link.db").symlink_to(recorder)
    before = recorder.read_bytes()
    db_url = db_url.format(folder=tmp_path)
    with pytest.raises(refused):
        Candidates(MINE).check_database(db_url)
    journal = Journal(db_url)
    with pytest.raises(refused):
        journal.open(MINE)
    journal.close()
    assert recorder.read_bytes() == before
    assert journal.set_aside is None
