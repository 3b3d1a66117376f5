"""Tests of taking along what a journal holds into another one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
import hashlib
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy.orm import Session

from custom_components.argus.journal import (
    Journal,
    JournalError,
    decisions,
    heat,
    incident_moments,
    incidents,
    pages,
    seen,
    tally,
    transfer,
)
from custom_components.argus.journal.pages import IncidentQuery
from custom_components.argus.journal.transfer import Place, Stage, Transfer
from custom_components.argus.model.moment import Moment, MomentType
from custom_components.argus.vision import Box, Crossing, Direction
from custom_components.argus.vision.packed_heat import COLUMNS, ROWS, pack

from .incident_maker import decision, incident

IN, OUT = Direction.IN, Direction.OUT
NOW = datetime.now(UTC)
TODAY = NOW.date()
MOST = 10


@pytest.fixture(autouse=True)
def _small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer, "AT_ONCE", 4)


def opened(path: Path) -> Journal:
    """Return an open journal."""
    journal = Journal(path)
    journal.open()
    return journal


def cross(journal: Journal, way: Direction, days_ago: int = 0, times: int = 1) -> None:
    """Count visitors in the hour of now, days ago."""
    for _ in range(times):
        journal.run(
            partial(
                tally.count,
                camera="shop",
                crossings=[Crossing("door", way, 1)],
                at=NOW - timedelta(days=days_ago),
            )
        )


def counted(journal: Journal) -> tuple[int, int, int, int]:
    """Return who came today and ever, who left ever, and who is inside."""
    found = journal.read(
        partial(tally.read, camera="shop", lines=["door"], today=TODAY)
    )["door"]
    return found.today_in, found.total_in, found.total_out, found.inside


def listed(journal: Journal) -> list[str]:
    """Return the ids of all incidents, the newest first."""
    found = journal.read(partial(pages.find, query=IncidentQuery(limit=1000)))
    return [one.id for one in found]


def warm(journal: Journal, cell: int, days_ago: int = 0) -> None:
    """Let it move in a row of cells."""
    grid = np.zeros((ROWS, COLUMNS), np.float32)
    grid[cell] = 60
    at = NOW - timedelta(days=days_ago)
    journal.run(partial(heat.add, camera="shop", packed=pack(grid), at=at))


def fill(journal: Journal) -> None:
    """Let a journal hold some of everything."""
    for number in range(MOST):
        made = incident(number, favourite=number == 2, false_alarm=number == 3)
        journal.run(partial(incidents.save, incident=made))
        journal.run(
            partial(incidents.set_snapshot, incident=made.id, path=f"{number}", size=7)
        )
    journal.run(partial(decisions.add, incident=incident(4).id, decision=decision(1)))
    for days_ago, times in ((0, 2), (1, 1), (12, 3), (40, 4)):
        cross(journal, IN, days_ago, times)
        warm(journal, 3, days_ago)
    cross(journal, OUT)


def take_along(
    new: Journal,
    old: Path,
    name: str = "move",
    *,
    returning: bool = False,
    stop: Callable[[Place], bool] = lambda _place: False,
) -> None:
    """Take along all that an old journal holds, or stop at a place."""
    moved = Transfer(name, old, returning=returning)
    moved.begin(new)
    place = new.read(moved.place)
    assert place is not None
    while place.stage is not Stage.DONE and not stop(place):
        portion = moved.read(place)
        new.run(partial(moved.store, portion=portion))
        place = new.read(moved.place)
        assert place is not None
    moved.close()


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return the file of a journal that is full and closed."""
    journal = opened(tmp_path / "old.db")
    fill(journal)
    journal.close()
    return tmp_path / "old.db"


@pytest.fixture
def new(tmp_path: Path) -> Journal:
    """Return an empty journal."""
    return opened(tmp_path / "new.db")


def test_everything_goes_along_and_stays_where_it_was(old: Path, new: Journal) -> None:
    """Incidents with marks, pictures and decisions, counts and heat; the old file does not change."""
    before = hashlib.sha256(old.read_bytes()).digest()
    take_along(new, old)
    assert hashlib.sha256(old.read_bytes()).digest() == before
    there = opened(old)
    every = IncidentQuery(limit=1000, trace=True)
    for journal in (new, there):
        assert len(listed(journal)) == MOST
    find = partial(pages.find, query=every)
    assert new.read(find) == there.read(find)
    by_type = IncidentQuery(type=incident(0).types[1], cameras=["shop"])
    assert len(new.read(partial(pages.find, query=by_type))) == MOST
    assert counted(new) == counted(there) == (2, 10, 1, 9)
    first = TODAY - timedelta(days=60)
    grids = partial(heat.grids, camera="shop", first=first)
    assert sorted(new.read(grids)) == sorted(there.read(grids))
    assert len(new.read(grids)) == 4


def test_what_is_counted_on_comes_first(old: Path, new: Journal) -> None:
    """Before anything else is stored; so no counter goes back, and newest incidents are listed at once."""
    moved = Transfer("move", old)
    moved.begin(new)
    assert counted(new) == (2, 10, 1, 9)
    assert listed(new) == [incident(n).id for n in (9, 8, 7, 6)]
    cross(new, IN)
    moved.begin(new)
    assert counted(new) == (3, 11, 1, 10)
    take_along(new, old)
    assert counted(new) == (3, 11, 1, 10)


def test_a_crash_anywhere_repeats_and_loses_nothing(old: Path, tmp_path: Path) -> None:
    """It goes on where it was, also with what was changed in the new journal meanwhile."""
    new = opened(tmp_path / "new.db")
    for stage in Stage:
        take_along(new, old, stop=lambda place, stage=stage: place.stage is stage)
        new.close()
        new = opened(tmp_path / "new.db")
        new.run(
            partial(incidents.set_favourite, incident=incident(9).id, favourite=True)
        )
        new.run(
            partial(
                incidents.set_false_alarm, incident=incident(9).id, false_alarm=True
            )
        )
        cross(new, IN)
    assert listed(new) == [incident(n).id for n in reversed(range(MOST))]
    assert counted(new) == (2 + len(Stage), 10 + len(Stage), 1, 9 + len(Stage))
    kept = new.read(partial(pages.get, incident=incident(9).id))
    assert kept is not None
    assert (kept.favourite, kept.false_alarm) == (True, True)


def test_there_and_back_counts_nobody_twice(old: Path, new: Journal) -> None:
    """The first journal still holds what the second one took along from it."""
    take_along(new, old)
    cross(new, IN, times=5)
    cross(new, IN, days_ago=3)
    new.run(partial(incidents.save, incident=incident(50)))
    new.run(partial(incidents.set_favourite, incident=incident(5).id, favourite=True))
    assert new.path is not None
    new.close()
    first = opened(old)
    take_along(first, new.path, "back")
    assert counted(first)[:2] == (7, 16)
    assert len(listed(first)) == MOST + 1
    kept = first.read(partial(pages.get, incident=incident(5).id))
    assert kept is not None
    assert kept.favourite


def test_back_before_all_was_taken_along(old: Path, new: Journal) -> None:
    take_along(new, old, stop=lambda _place: True)
    cross(new, IN)
    assert new.path is not None
    new.close()
    first = opened(old)
    take_along(first, new.path, "back", returning=True)
    assert counted(first) == (3, 11, 1, 10)
    assert len(listed(first)) == MOST


def test_on_to_a_third_before_all_was_taken_along(
    old: Path, new: Journal, tmp_path: Path
) -> None:
    """What is still to come from the first one goes on into the third."""
    take_along(new, old, stop=lambda _place: True)
    cross(new, IN)
    assert new.path is not None
    new.close()
    third = opened(tmp_path / "third.db")
    take_along(third, new.path, "on")
    take_along(third, old)
    assert counted(third) == (3, 11, 1, 10)
    assert len(listed(third)) == MOST


def test_two_journals_that_counted_on_their_own(old: Path, new: Journal) -> None:
    """Totals add up; of an incident that lasts the new journal knows more, the rest is united."""
    lasting = incident(30, lasts=True)
    there = opened(old)
    there.run(partial(incidents.save, incident=lasting))
    there.run(partial(incidents.set_snapshot, incident=lasting.id, path="p", size=1))
    there.run(partial(decisions.add, incident=lasting.id, decision=decision(1)))
    there.close()
    cross(new, IN, days_ago=20, times=6)
    warm(new, 5)
    new.run(partial(incidents.save, incident=incident(30, faces=4)))
    new.run(partial(decisions.add, incident=lasting.id, decision=decision(2)))
    take_along(new, old)
    assert counted(new)[1] == 16
    kept = new.read(partial(pages.get, incident=lasting.id))
    assert kept is not None
    assert (kept.end, kept.faces) == (incident(30).end, 4)
    assert (kept.snapshot, kept.decisions) == ("p", (decision(1), decision(2)))
    (warmed,) = new.read(partial(heat.grids, camera="shop", first=TODAY))
    from custom_components.argus.vision.packed_heat import total

    assert (total([warmed]).max(axis=1) > 0).sum() == 2


def test_what_was_deleted_is_not_given_up(old: Path, new: Journal) -> None:
    """Files of what the old journal deleted go in the new one's time."""
    there = opened(old)
    there.run(partial(incidents.remove, incidents=[incident(1).id]))
    there.close()
    take_along(new, old)
    asked = [incident(1).id, incident(2).id, incident(99).id]
    owners = new.read(partial(incidents.owners, ids=asked))
    assert owners.forgotten == {incident(1).id}
    assert owners.pictures == {incident(2).id: "2"}


def test_an_old_journal_that_is_gone(new: Journal, tmp_path: Path) -> None:
    """There is nothing to take along; no file is made."""
    gone = tmp_path / "gone.db"
    take_along(new, gone)
    assert not gone.exists()


def test_an_old_journal_that_cannot_be_read(new: Journal, tmp_path: Path) -> None:
    """It is told, left as it is, and what is in the new one stays."""
    bad = tmp_path / "bad.db"
    bad.write_bytes(b"no database" * 1000)
    before = bad.read_bytes()
    cross(new, IN)
    with pytest.raises(JournalError):
        Transfer("move", bad).begin(new)
    assert counted(new) == (1, 1, 0, 1)
    assert bad.read_bytes() == before


def test_nothing_is_stored_without_how_far_it_got(old: Path, new: Journal) -> None:
    """Both are in one transaction."""
    moved = Transfer("move", old)
    moved.begin(new)
    place = new.read(moved.place)
    assert place is not None
    portion = moved.read(place)

    def store(session: Session) -> None:
        moved.store(session, portion)
        raise JournalError("killed")

    before = listed(new)
    with pytest.raises(JournalError, match="killed"):
        new.run(store)
    assert (listed(new), new.read(moved.place)) == (before, place)
    moved.close()


def test_films_and_looks_go_along(old: Path, new: Journal) -> None:
    """Who looked at what is known in the new journal as well, and so is where the films lie."""
    journal = opened(old)
    made = incident(1)
    journal.run(partial(incidents.save, incident=made))
    journal.run(
        partial(incidents.set_preview, incident=made.id, path="film.mp4", size=9)
    )
    journal.run(partial(seen.mark, incidents=[made.id], user="anna"))
    journal.close()
    take_along(new, old)
    found = new.read(partial(pages.get, incident=made.id))
    assert found is not None
    assert found.preview == "film.mp4"
    for user, looked in (("anna", True), ("ben", False)):
        seen_by = partial(seen.seen_by, incidents=[made.id], user=user)
        assert (made.id in new.read(seen_by)) is looked


def test_moments_go_along(old: Path, new: Journal) -> None:
    """With what they are of, and how many bytes their pictures take; taken along twice, they are there once."""
    moments = (
        Moment(
            number=3,
            at=incident(50).start,
            type=MomentType.VISITOR_IN,
            box=Box(0.1, 0.2, 0.3, 0.4),
            line="Door",
        ),
        Moment(number=5, at=incident(50).start, type=MomentType.ZONE, zone="Gate\0"),
    )
    made = replace(
        incident(50), moments=moments, continues="01KAH4V2M0ZZZZZZZZZZZZZZZZ"
    )
    journal = opened(old)
    journal.run(partial(incidents.save, incident=made))
    journal.run(
        partial(incident_moments.set_picture, incident=made.id, number=3, size=9)
    )
    journal.close()
    for name in ("there", "again"):
        take_along(new, old, name)
    found = new.read(partial(pages.get, incident=made.id))
    assert found is not None
    assert found.continues == made.continues
    assert found.moments == (
        replace(moments[0], has_picture=True),
        replace(moments[1], zone="Gate"),
    )
    row = new.read(lambda session: session.get(incidents.IncidentRow, made.id))
    assert row is not None
    assert row.moment_bytes == 9
    new.run(partial(incidents.remove, incidents=[made.id]))
    assert new.read(incident_moments.incidents) == frozenset()
