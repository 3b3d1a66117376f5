"""Tests of what an alert knows of an incident while it lasts."""

from dataclasses import replace

import pytest

from custom_components.argus.alerts.incident_state import RETRY, IncidentState

from ..journal.incident_maker import incident


@pytest.mark.parametrize(
    ("change", "is_new"),
    [
        ({}, False),
        ({"intensity": 99.0}, False),
        ({"snapshot": "better.jpg"}, False),
        ({"faces": 7}, True),
        ({"zones": ("Pond",)}, True),
        ({"visitors_in": 3}, True),
        ({"visitors_out": 3}, True),
        ({"types": ()}, True),
    ],
)
def test_what_is_worth_telling_again(change: dict[str, object], is_new: bool) -> None:
    """Who is told of more faces wants to know; that it moves more is no news."""
    told = replace(incident(1), snapshot="first.jpg")
    course = IncidentState(told.id, told)
    assert course.is_new(replace(told, **change)) is is_new
    assert IncidentState(told.id).is_new(told)


def test_a_picture_at_last_is_worth_telling_again() -> None:
    """Who was told without one wants to see it."""
    told = replace(incident(1), snapshot=None)
    course = IncidentState(told.id, told)
    assert not course.is_new(told)
    assert course.is_new(replace(told, snapshot="first.jpg"))


def test_a_failure_rests_before_it_is_tried_again() -> None:
    """The loop's clock counts."""
    course = IncidentState("one")
    assert course.may_try(0)
    course.failed_at = 100.0
    assert not course.may_try(100 + RETRY - 0.1)
    assert course.may_try(100 + RETRY)
