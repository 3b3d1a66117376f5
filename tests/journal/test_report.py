"""Tests of the report."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from custom_components.argus.journal import Journal, incidents, tally
from custom_components.argus.journal.report import report, vehicle_counts
from custom_components.argus.model.opening_hours import OpeningHours
from custom_components.argus.vision import Crossing, Direction
from homeassistant.util import dt as dt_util

from .incident_maker import EPOCH, incident
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
    assert empty["per_hour"] == [
        {"hour": hour, "in": 0, "out": 0, "last_week": 0} for hour in range(24)
    ]
    assert empty["per_day"] == [{"date": "2026-11-23", "in": 0, "out": 0}]
    assert empty["outside_opening_hours"] == []
    assert empty["visitors_outside_opening_hours"] == 0
    assert empty["incidents"] == 0
    assert empty["incidents_outside_opening_hours"] == []
    assert empty["cameras"] == []


def test_a_day(journal: Journal) -> None:
    """Totals, hours, rush, and the same weekday a week before."""
    cross(journal, [IN] * 4, NOON - timedelta(days=7))
    cross(journal, [IN, OUT], NOON.replace(hour=9))
    cross(journal, [IN] * 3, NOON.replace(hour=17, minute=42))
    cross(journal, [IN, OUT, OUT], NOON.replace(hour=17, minute=50))
    day = make(journal)
    assert (day["total_in"], day["total_out"]) == (5, 3)
    assert day["per_hour"][17] == {"hour": 17, "in": 4, "out": 2, "last_week": 0}
    assert day["per_hour"][12] == {"hour": 12, "in": 0, "out": 0, "last_week": 4}
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
    cross(journal, [OUT], NOON.replace(hour=19))
    hours = OpeningHours(time(8, 30), time(18, 30))
    told = make(journal, opening_hours=hours)
    assert told["outside_opening_hours"] == [
        {"date": "2026-11-23", "hour": 3, "visitors": 1},
        {"date": "2026-11-23", "hour": 19, "visitors": 2},
    ]
    assert told["visitors_outside_opening_hours"] == 3


def test_cameras_and_their_lines(journal: Journal) -> None:
    """Every camera is told with its own rush and week before, and each of its lines."""

    def pass_by(camera: str, line: str, way: Direction, hour: int, days: int) -> None:
        at = NOON.replace(hour=hour) - timedelta(days=days)
        crossings = [Crossing(line, way, 1)]
        journal.run(partial(tally.count, camera=camera, crossings=crossings, at=at))

    for hour in (9, 9, 14):
        pass_by("shop", "door", IN, hour, 0)
    pass_by("shop", "yard", IN, 14, 0)
    pass_by("shop", "yard", IN, 14, 0)
    pass_by("shop", "door", OUT, 15, 0)
    pass_by("shop", "door", IN, 9, 7)
    pass_by("hall", "stairs", IN, 11, 7)
    assert make(journal)["cameras"] == [
        {
            "camera": "hall",
            "in": 0,
            "out": 0,
            "same_days_last_week": 1,
            "peak_hour": None,
            "peak_hour_visitors": 0,
            "lines": [],
        },
        {
            "camera": "shop",
            "in": 5,
            "out": 1,
            "same_days_last_week": 1,
            "peak_hour": 14,
            "peak_hour_visitors": 3,
            "lines": [
                {"line": "door", "in": 3, "out": 1},
                {"line": "yard", "in": 2, "out": 0},
            ],
        },
    ]
    (hall,) = make(journal, camera=["hall", "cellar"])["cameras"]
    assert hall["camera"] == "hall"


def test_ten_years_are_summed_up_in_one_go(journal: Journal) -> None:
    """A long report does not go through the log once a day."""
    first = TODAY - timedelta(days=3660)
    for days in range(0, 3661, 61):
        cross(journal, [IN, OUT], NOON - timedelta(days=days))
    told = make(journal, first)
    assert told["total_in"] == told["total_out"] == 61
    assert len(told["per_day"]) == 3661
    assert sum(day["in"] for day in told["per_day"]) == 61


@pytest.fixture
def paris() -> Iterator[None]:
    """Let the clock on the wall be that of Paris."""
    dt_util.set_default_time_zone(ZoneInfo("Europe/Paris"))
    yield
    dt_util.set_default_time_zone(dt_util.UTC)


@pytest.mark.usefixtures("paris")
def test_incidents_outside_opening_hours(journal: Journal) -> None:
    """They are counted to the minute, by the clock on the wall; false alarms are none."""

    def happen(hour: int, minute: int, day: int = 23, **details: Any) -> None:
        local = datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Europe/Paris"))
        minutes = int((local - EPOCH).total_seconds() // 60)
        journal.run(partial(incidents.save, incident=incident(minutes, **details)))

    happen(23, 59, 22)
    for hour, minute in ((0, 0), (8, 29), (8, 30), (12, 0), (18, 29), (18, 30)):
        happen(hour, minute)
    happen(18, 31, camera="yard")
    happen(20, 0, false_alarm=True)
    happen(0, 0, 24)
    hours = OpeningHours(time(8, 30), time(18, 30))
    told = make(journal, opening_hours=hours)
    assert told["incidents"] == 7
    assert told["incidents_outside_opening_hours"] == [
        {"date": "2026-11-23", "hour": 0, "incidents": 1},
        {"date": "2026-11-23", "hour": 8, "incidents": 1},
        {"date": "2026-11-23", "hour": 18, "incidents": 2},
    ]
    yard = make(journal, camera="yard", opening_hours=hours)
    assert yard["incidents"] == 1
    assert make(journal)["incidents_outside_opening_hours"] == []


MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def test_vehicles_are_no_visitors(journal: Journal) -> None:
    """They are in no sum, no rush and no camera's list, also of a line that visitors crossed in the same hour."""

    def pass_by(line: str, hour: int, *, of_vehicle: bool) -> None:
        at = NOON.replace(hour=hour)
        crossings = [Crossing(line, IN, 1, of_vehicle)]
        journal.run(partial(tally.count, camera="yard", crossings=crossings, at=at))

    pass_by("door", 9, of_vehicle=False)
    pass_by("door", 9, of_vehicle=True)
    for _ in range(5):
        pass_by("road", 17, of_vehicle=True)
    day = make(journal)

    assert (day["total_in"], day["peak_hour"]) == (1, 9)
    assert day["peak_time"] == "2026-11-23T09:00"
    assert [line["line"] for line in day["cameras"][0]["lines"]] == ["door"]
    counted = {("yard", "door"): (1, 0), ("yard", "road"): (5, 0)}
    for cameras, found in ((None, counted), (("yard",), counted), ((), {})):
        count = partial(vehicle_counts, first=TODAY, last=TODAY, cameras=cameras)
        assert journal.run(count) == found


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
