"""Tests of the visitor counters."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings, strategies as st
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from custom_components.argus.journal import Journal, tally
from custom_components.argus.journal.models import VisitorHour
from custom_components.argus.model.tally import Tally
from custom_components.argus.vision import Crossing, Direction

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=PARIS)
TODAY = NOON.date()
IN, OUT = Direction.IN, Direction.OUT


def cross(journal: Journal, ways: Sequence[Direction], at: datetime = NOON) -> None:
    """Let visitors cross the door's line."""
    crossings = [Crossing("door", way, 1) for way in ways]
    journal.run(partial(tally.count, camera="shop", crossings=crossings, at=at))


def read(journal: Journal, today: date = TODAY) -> Tally:
    """Return the tally of the door."""
    return journal.run(partial(tally.read, camera="shop", lines=["door"], today=today))[
        "door"
    ]


def test_counts_both_directions(journal: Journal) -> None:
    """In, out, total and inside follow the crossings."""
    cross(journal, [IN, IN, IN, OUT])
    assert read(journal) == Tally(TODAY, 3, 1, 3, 1, 2)


def test_nobody_counted_is_zero(journal: Journal) -> None:
    """A line that nobody crossed has a tally of zeros."""
    assert read(journal) == Tally(TODAY)


def test_people_inside_is_never_negative(journal: Journal) -> None:
    """Who was not seen coming in may still go out."""
    cross(journal, [OUT, OUT, IN])
    assert read(journal).inside == 1


def test_lines_and_cameras_are_apart(journal: Journal) -> None:
    """Counting one line leaves the others alone."""
    cross(journal, [IN])
    other = journal.run(
        partial(tally.read, camera="yard", lines=["door", "gate"], today=TODAY)
    )
    assert other == {"door": Tally(TODAY), "gate": Tally(TODAY)}


def test_a_new_day_begins_at_zero_and_keeps_the_rest(journal: Journal) -> None:
    """At midnight the day's counters begin anew; totals and people inside stay."""
    cross(journal, [IN, IN, OUT])
    tomorrow = TODAY + timedelta(days=1)
    assert read(journal, tomorrow) == Tally(tomorrow, 0, 0, 2, 1, 1)
    assert read(journal).today_in == 2, "the clock may jump back"


def test_midnight_is_local(journal: Journal) -> None:
    """A visitor at half past midnight in Paris belongs to the new day, though it is the old one in London."""
    cross(journal, [IN], datetime(2026, 11, 24, 0, 30, tzinfo=PARIS))
    assert read(journal).today_in == 0
    assert read(journal, date(2026, 11, 24)).today_in == 1


def test_the_hour_that_comes_twice_counts_twice(journal: Journal) -> None:
    """When clocks go back, both hours from two to three are the hour 2 of the log."""
    for fold in (0, 1):
        cross(journal, [IN], datetime(2026, 10, 25, 2, 30, fold=fold, tzinfo=PARIS))
    assert hours(journal) == {(date(2026, 10, 25), 2): 2}


def hours(journal: Journal) -> dict[tuple[date, int], int]:
    """Return the visitors coming in by day and hour."""

    def query(session: Session) -> dict[tuple[date, int], int]:
        rows = session.scalars(select(VisitorHour).where(VisitorHour.direction == IN))
        return {(row.date, row.hour): row.count for row in rows}

    return journal.run(query)


def test_peak_is_the_fullest_minute(journal: Journal) -> None:
    """The log knows the minute of an hour with the most visitors, the first of equals."""
    for minute, visitors in ((5, 1), (17, 3), (18, 2), (40, 3)):
        cross(journal, [IN] * visitors, NOON.replace(minute=minute))

    def query(session: Session) -> VisitorHour:
        return session.scalars(select(VisitorHour)).one()

    row = journal.run(query)
    assert (row.count, row.peak_minute, row.peak_count) == (9, 17, 3)


def test_reset_sets_the_day_to_zero_and_keeps_log_and_totals(journal: Journal) -> None:
    """Reset is for the counters one looks at, not for what was recorded."""
    cross(journal, [IN, IN, OUT])
    reset = partial(tally.reset, camera="shop", lines=["door"], today=TODAY)
    journal.run(reset)
    assert read(journal) == Tally(TODAY, 0, 0, 2, 1, 0)
    cross(journal, [IN, OUT])
    assert read(journal) == Tally(TODAY, 1, 1, 3, 2, 0)
    journal.run(reset)
    assert read(journal) == Tally(TODAY, 0, 0, 3, 2, 0)
    assert hours(journal) == {(TODAY, 12): 3}
    tomorrow = TODAY + timedelta(days=1)
    cross(journal, [IN], NOON + timedelta(days=1))
    assert read(journal, tomorrow).today_in == 1


def test_people_inside_can_be_corrected(journal: Journal) -> None:
    """A correction holds and counting goes on from it."""
    cross(journal, [IN])
    journal.run(
        partial(tally.set_inside, camera="shop", line="door", inside=7, today=TODAY)
    )
    cross(journal, [OUT])
    assert read(journal) == Tally(TODAY, 1, 1, 1, 1, 6)


def test_empty_overnight(journal: Journal) -> None:
    """Who was inside yesterday is gone today, and who came today stays."""
    cross(journal, [IN, IN])
    empty = partial(tally.empty_overnight, camera="shop", lines=["door"])
    journal.run(partial(empty, today=TODAY))
    assert read(journal).inside == 2
    tomorrow = TODAY + timedelta(days=1)
    journal.run(partial(empty, today=tomorrow))
    assert read(journal, tomorrow).inside == 0


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(st.sampled_from([IN, OUT]), st.integers(0, 3 * 24 * 60)), max_size=25
    )
)
def test_days_always_add_up(
    tmp_path_factory: pytest.TempPathFactory, walk: list[tuple[Direction, int]]
) -> None:
    """Whatever happens when: the days of the log add up to the totals."""
    journal = Journal(tmp_path_factory.mktemp("journal") / "argus.db")
    journal.open()
    try:
        for way, minute in walk:
            cross(journal, [way], NOON + timedelta(minutes=minute))
        days = [TODAY + timedelta(days=n) for n in range(5)]
        tallies = [read(journal, day) for day in days]
        assert sum(t.today_in for t in tallies) == tallies[0].total_in
        assert sum(t.today_out for t in tallies) == tallies[0].total_out
        assert tallies[0].total_in == sum(way is IN for way, _ in walk)
        assert tallies[0].inside >= tallies[0].total_in - tallies[0].total_out
    finally:
        journal.close()
