"""Tests of the report."""

from datetime import date, time, timedelta
from functools import partial
from typing import Any

import pytest

from custom_components.argus.journal import Journal
from custom_components.argus.journal.report import report
from custom_components.argus.opening_hours import OpeningHours

from .test_tally import IN, NOON, OUT, TODAY, cross


def make(
    journal: Journal, first: date = TODAY, last: date = TODAY, **more: Any
) -> dict[str, Any]:
    """Return a report."""
    return journal.run(partial(report, first=first, last=last, **more))


def test_an_empty_day(journal: Journal) -> None:
    """A day without visitors has no rush and nothing to compare."""
    empty = make(journal)
    assert empty["total_in"] == empty["total_out"] == 0
    assert empty["peak_hour"] is None
    assert empty["peak_time"] is None
    assert empty["change_percent"] is None
    assert empty["per_hour"] == [{"hour": h, "in": 0, "out": 0} for h in range(24)]
    assert empty["per_day"] == [{"date": "2026-11-23", "in": 0, "out": 0}]
    assert empty["outside_opening_hours"] == []


def test_a_day(journal: Journal) -> None:
    """Totals, hours, rush, and the same weekday a week before."""
    cross(journal, [IN] * 4, NOON - timedelta(days=7))
    cross(journal, [IN, OUT], NOON.replace(hour=9))
    cross(journal, [IN] * 3, NOON.replace(hour=17, minute=42))
    cross(journal, [IN, OUT, OUT], NOON.replace(hour=17, minute=50))
    day = make(journal)
    assert (day["total_in"], day["total_out"]) == (5, 3)
    assert day["per_hour"][17] == {"hour": 17, "in": 4, "out": 2}
    assert (day["peak_hour"], day["peak_hour_visitors"]) == (17, 4)
    assert day["peak_time"] == "2026-11-23T17:42"
    assert day["same_days_last_week"] == 4
    assert day["change_percent"] == 25.0


def test_a_week_and_one_camera(journal: Journal) -> None:
    """A range sums up its days; a camera can be asked for alone."""
    for days in range(9):
        cross(journal, [IN] * (days + 1), NOON - timedelta(days=days))
    week = make(journal, TODAY - timedelta(days=6))
    assert week["total_in"] == sum(range(1, 8))
    assert [day["in"] for day in week["per_day"]] == [7, 6, 5, 4, 3, 2, 1]
    assert week["same_days_last_week"] == 8 + 9
    assert make(journal, camera="shop")["total_in"] == 1
    assert make(journal, camera="yard")["total_in"] == 0


def test_activity_outside_opening_hours(journal: Journal) -> None:
    """Only what lies wholly outside the opening hours is unusual."""
    for hour in (3, 8, 9, 18, 19):
        cross(journal, [IN], NOON.replace(hour=hour))
    hours = OpeningHours(time(8, 30), time(18, 30))
    unusual = make(journal, opening_hours=hours)["outside_opening_hours"]
    assert unusual == [
        {"date": "2026-11-23", "hour": 3, "visitors": 1},
        {"date": "2026-11-23", "hour": 19, "visitors": 1},
    ]


MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


@pytest.mark.parametrize(
    ("opens", "closes", "days", "day", "hour", "covered"),
    [
        (time(8), time(18), range(7), MONDAY, 7, False),
        (time(8), time(18), range(7), MONDAY, 8, True),
        (time(8), time(18), range(7), MONDAY, 17, True),
        (time(8), time(18), range(7), MONDAY, 18, False),
        (time(8), time(18), [1], MONDAY, 12, False),
        (time(20), time(2), [0], MONDAY, 19, False),
        (time(20), time(2), [0], MONDAY, 23, True),
        (time(20), time(2), [0], TUESDAY, 1, True),
        (time(20), time(2), [0], TUESDAY, 2, False),
        (time(20), time(2), [0], MONDAY, 1, False),
        (time(8, 59), time(9), range(7), MONDAY, 8, True),
    ],
)
def test_opening_hours(
    opens: time, closes: time, days: list[int], day: date, hour: int, covered: bool
) -> None:
    """Opening hours hold across midnight, on the days on which they begin."""
    hours = OpeningHours(opens, closes, frozenset(days))
    assert hours.covers(day, hour) is covered
