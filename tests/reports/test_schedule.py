"""Which report is due when: once a day, also in nights in which the clock is put forward or back."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from custom_components.argus.reports.schedule import (
    ScheduledReport,
    local_moment,
    next_report,
)

PARIS = ZoneInfo("Europe/Paris")
ZONES = [
    "Europe/Paris",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "America/St_Johns",
    "UTC",
]
LATE = time(23)


def paris(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PARIS)


def test_of_an_ordinary_day() -> None:
    turn = next_report(paris(2026, 11, 25, 18), LATE, PARIS)
    assert turn == ScheduledReport(
        date(2026, 11, 25), paris(2026, 11, 25, 23).astimezone(UTC)
    )
    assert turn.at.tzinfo is UTC
    # The moment itself is over as soon as it is there.
    assert next_report(turn.at, LATE, PARIS).day == date(2026, 11, 26)


def test_before_noon_the_day_before_is_reported() -> None:
    now = paris(2026, 11, 25, 6)
    assert next_report(now, time(7), PARIS).day == date(2026, 11, 24)
    assert next_report(now, time(11, 59), PARIS).day == date(2026, 11, 24)
    assert next_report(now, time(12), PARIS).day == date(2026, 11, 25)


def test_what_was_reported_is_not_reported_again() -> None:
    """Not when the time is moved to later on the same day, nor when the clock is put back."""
    today = date(2026, 11, 25)
    at_noon = paris(2026, 11, 25, 14)
    assert next_report(at_noon, LATE, PARIS, today).day == today + timedelta(days=1)
    # Moved to the morning: that would be this day once more.
    morning = next_report(at_noon, time(7), PARIS, today)
    assert morning == ScheduledReport(
        date(2026, 11, 26), local_moment(date(2026, 11, 27), time(7), PARIS)
    )
    before = paris(2026, 11, 24, 14)
    assert next_report(before, LATE, PARIS, today).day == date(2026, 11, 26)


def test_a_clock_that_was_wrong_by_years_does_not_silence_the_report() -> None:
    turn = next_report(paris(2026, 11, 25, 14), LATE, PARIS, date(2036, 1, 1))
    assert turn.day == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("day", "clock", "zone", "expected"),
    [
        # The clock goes from two to three: what is skipped is sent at three.
        (date(2026, 3, 29), time(2, 30), "Europe/Paris", "2026-03-29T01:00:00"),
        (date(2026, 3, 29), time(2, 0, 30), "Europe/Paris", "2026-03-29T01:00:00"),
        (date(2026, 3, 29), time(3), "Europe/Paris", "2026-03-29T01:00:00"),
        (date(2026, 3, 29), time(1, 59), "Europe/Paris", "2026-03-29T00:59:00"),
        # It shows half past two twice: the first of both.
        (date(2026, 10, 25), time(2, 30), "Europe/Paris", "2026-10-25T00:30:00"),
        # By half an hour only.
        (date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe", "2026-10-03T15:30:00"),
        # A day that Samoa never had.
        (date(2011, 12, 30), time(23), "Pacific/Apia", "2011-12-30T10:00:00"),
    ],
)
def test_the_nights_in_which_the_clock_is_changed(
    day: date, clock: time, zone: str, expected: str
) -> None:
    assert local_moment(day, clock, ZoneInfo(zone)) == datetime.fromisoformat(
        expected + "Z"
    )


@given(
    start=st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1)),
    clock=st.times(),
    zone=st.sampled_from(ZONES),
    naps=st.lists(st.integers(1, 60 * 30), min_size=3, max_size=30),
)
def test_every_day_once_and_in_order(
    start: datetime, clock: time, zone: str, naps: list[int]
) -> None:
    """Whoever always sends what is next, late or in time, sends no day twice and, in time, leaves none out."""
    here = ZoneInfo(zone)
    now, reported = start.replace(tzinfo=UTC), None
    for nap in naps:
        turn = next_report(now, clock, here, reported)
        assert turn.at > now
        if reported is not None:
            assert turn.day > reported
            # After a nap of at most 30 hours no more than two days are passed over.
            assert turn.day - reported <= timedelta(days=3)
        now, reported = turn.at + timedelta(minutes=nap), turn.day
    turn = next_report(now, clock, here, reported)
    following = next_report(turn.at, clock, here, turn.day)
    assert following.day - turn.day == timedelta(days=1)
