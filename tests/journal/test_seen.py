"""Tests of who looked at which incident."""

from functools import partial

from sqlalchemy import func, select

from custom_components.argus.journal import Journal, incidents, seen
from custom_components.argus.journal.models import SeenRow

from .incident_maker import incident
from .test_incidents import save

FIRST, SECOND, THIRD = (incident(number) for number in (1, 2, 3))
ALL = (FIRST.id, SECOND.id, THIRD.id)


def mark(journal: Journal, user: str | None, *ids: str) -> list[str]:
    return journal.run(partial(seen.mark, incidents=ids, user=user))


def seen_by(journal: Journal, user: str | None) -> frozenset[str]:
    return journal.read(partial(seen.seen_by, incidents=ALL, user=user))


def count(journal: Journal) -> int:
    return journal.read(seen.count_unseen)


def test_each_user_has_looked_at_other_incidents(journal: Journal) -> None:
    save(journal, FIRST, SECOND, THIRD)
    assert count(journal) == 3
    assert mark(journal, "anna", FIRST.id) == [FIRST.id]
    assert mark(journal, "ben", SECOND.id, FIRST.id) == [FIRST.id, SECOND.id]
    assert seen_by(journal, "anna") == {FIRST.id}
    assert seen_by(journal, "ben") == {FIRST.id, SECOND.id}
    assert seen_by(journal, "carla") == frozenset()
    # Whoever asks for nobody in particular is told what anybody looked at.
    assert seen_by(journal, None) == {FIRST.id, SECOND.id}
    assert count(journal) == 1


def test_looking_again_changes_nothing(journal: Journal) -> None:
    save(journal, FIRST)
    for _ in range(2):
        assert mark(journal, "anna", FIRST.id, FIRST.id) == [FIRST.id]
    assert (
        journal.read(
            lambda session: session.scalar(select(func.count()).select_from(SeenRow))
        )
        == 1
    )
    # What is stored of it later takes nothing back.
    save(journal, FIRST)
    assert seen_by(journal, "anna") == {FIRST.id}
    assert count(journal) == 0


def test_what_an_automation_marks_needs_nobody_to_look(journal: Journal) -> None:
    """Also where somebody had looked already."""
    save(journal, FIRST, SECOND)
    mark(journal, "anna", FIRST.id)
    mark(journal, None, FIRST.id, SECOND.id)
    for user in ("anna", "ben"):
        assert seen_by(journal, user) == {FIRST.id, SECOND.id}
    assert count(journal) == 0


def test_what_is_not_there_is_passed_over(journal: Journal) -> None:
    save(journal, FIRST)
    assert mark(journal, "anna", SECOND.id) == []
    assert mark(journal, "anna") == []
    assert seen_by(journal, "anna") == frozenset()


def test_what_was_nothing_needs_nobody_to_look(journal: Journal) -> None:
    save(journal, FIRST, SECOND)
    journal.run(partial(incidents.set_false_alarm, incident=FIRST.id, false_alarm=True))
    assert count(journal) == 1


def test_a_deleted_incident_leaves_nothing_behind(journal: Journal) -> None:
    save(journal, FIRST, SECOND)
    mark(journal, "anna", FIRST.id, SECOND.id)
    journal.run(partial(incidents.remove, incidents=[FIRST.id]))
    left = journal.read(lambda session: list(session.scalars(select(SeenRow.incident))))
    assert left == [SECOND.id]


def test_more_than_one_question_holds(journal: Journal) -> None:
    """Databases take only so many values at once."""
    made = [incident(number) for number in range(1100)]
    save(journal, *made)
    ids = [one.id for one in made]
    assert len(mark(journal, "anna", *ids)) == 1100
    assert len(journal.read(partial(seen.seen_by, incidents=ids, user="anna"))) == 1100
    assert count(journal) == 0
