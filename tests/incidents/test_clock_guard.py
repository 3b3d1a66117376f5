"""Tests of trust in the clock."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.argus.incidents.clock_guard import (
    AWAY,
    LEAP,
    PROBATION,
    ClockGuard,
)

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Clocks:
    """A clock that can be set, and one that only runs."""

    def __init__(self, known: datetime | None = NOW) -> None:
        """Start to compare both."""
        self.now = NOW
        self.running = 1000.0
        self.steady = ClockGuard()
        self.steady.start(self.now, self.running, known)

    def trusted_after(
        self, passed: timedelta = HOUR, leap: timedelta = timedelta()
    ) -> bool:
        """Let time pass and set the clock; return whether it is trusted then."""
        self.running += passed.total_seconds()
        self.now += passed + leap
        return self.steady.is_trusted(self.now, self.running)


def test_nothing_is_trusted_before_the_start() -> None:
    assert not ClockGuard().is_trusted(NOW, 0)


def test_a_clock_that_runs_is_trusted() -> None:
    clocks = Clocks()
    assert all(clocks.trusted_after() for _ in range(100))


@pytest.mark.parametrize("leap", [LEAP * 1.1, timedelta(days=40), timedelta(days=9000)])
def test_a_leap_forward_is_waited_for(leap: timedelta) -> None:
    """A day of steady running later the clock is trusted again, not an hour earlier."""
    clocks = Clocks()
    assert not clocks.trusted_after(leap=leap)
    hours = PROBATION // HOUR
    assert not any(clocks.trusted_after() for _ in range(hours - 1))
    assert clocks.trusted_after()


def test_a_clock_that_comes_back_is_trusted_at_once() -> None:
    clocks = Clocks()
    assert not clocks.trusted_after(leap=timedelta(days=365))
    assert clocks.trusted_after(leap=-timedelta(days=365))


def test_small_corrections_and_daylight_saving_do_not_matter() -> None:
    clocks = Clocks()
    for leap in (LEAP, -LEAP, timedelta(seconds=40), -timedelta(seconds=40)):
        assert clocks.trusted_after(leap=leap)


@pytest.mark.parametrize(
    ("known", "trusted"),
    [
        (NOW, True),
        (NOW - AWAY, True),
        (NOW - AWAY - HOUR, False),
        (NOW - timedelta(days=9000), False),
        (NOW + timedelta(days=9), True),
        (None, False),
    ],
)
def test_what_was_known_last_is_compared_at_the_start(
    known: datetime | None, trusted: bool
) -> None:
    """A machine that was off for long, or woke up in another year, waits for a day."""
    clocks = Clocks(known)
    assert clocks.trusted_after() is trusted
    assert clocks.trusted_after(PROBATION)


@given(
    st.lists(
        st.tuples(
            st.timedeltas(timedelta(minutes=1), timedelta(hours=2)),
            st.timedeltas(timedelta(days=-900), timedelta(days=900)),
        ),
        max_size=60,
    )
)
def test_no_clock_far_ahead_is_trusted_within_a_day(
    steps: list[tuple[timedelta, timedelta]],
) -> None:
    """Whatever it does, a leap forward costs its trust for a day, unless it goes back."""
    clocks = Clocks()
    since: timedelta | None = None
    for passed, leap in steps:
        trusted = clocks.trusted_after(passed, leap)
        if leap > LEAP:
            since = timedelta()
        elif leap < -LEAP:
            since = None
        elif since is not None:
            since += passed
        assert trusted is (since is None or since >= PROBATION)
