"""Tests of what an alert knows of an incident while it lasts, and of the notification that tells of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from custom_components.argus.alerts.incident_state import RETRY, IncidentState
from custom_components.argus.alerts.news import (
    brings_somebody,
    only_moves,
    worth_telling,
)
from custom_components.argus.alerts.notification_state import (
    MOST_UPDATES,
    RING_GAP,
    NotificationState,
)
from custom_components.argus.alerts.notifications import Notifications
from custom_components.argus.alerts.settings import AlertSettings
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.model.incident import IncidentChange, Phase

from ..journal.incident_maker import EPOCH, incident

FACE, MOTION = ActivityType.FACE, ActivityType.MOTION
DOOR = AlertSettings(zones=frozenset({"Door", "Pond"}))


@pytest.mark.parametrize(
    ("change", "is_new"),
    [
        ({}, False),
        ({"intensity": 99.0}, False),
        ({"snapshot": "better.jpg"}, False),
        ({"visitors_in": 3}, False),
        ({"zones": ("Door", "Till", "Tree")}, False),
        ({"faces": 7}, True),
        ({"zones": ("Door", "Pond")}, True),
        ({"types": (MOTION, FACE, ActivityType.TAMPERED)}, True),
        ({"snapshot": None}, True),
    ],
)
def test_what_is_worth_telling_quietly(change: dict[str, object], is_new: bool) -> None:
    """Who is told of more faces wants to know; that it moves more is no news."""
    told = replace(incident(1), snapshot="first.jpg")
    now = replace(told, **change)
    assert (worth_telling(DOOR, [told]) != worth_telling(DOOR, [now])) is is_new


@pytest.mark.parametrize(
    ("types", "change", "rings"),
    [
        ({FACE}, {}, False),
        ({FACE}, {"faces": 2}, True),
        ({FACE}, {"newcomers": 1}, True),
        ({MOTION}, {"faces": 2, "newcomers": 1, "intensity": 50.0}, False),
        ({ActivityType.VISITOR_IN}, {"visitors_in": 2}, True),
        ({ActivityType.VISITOR_IN}, {"visitors_out": 9}, False),
        ({ActivityType.VISITOR_OUT}, {"visitors_out": 9}, True),
        ({ActivityType.TAMPERED}, {"types": (ActivityType.TAMPERED,)}, True),
    ],
)
def test_who_is_somebody_new(
    types: set[ActivityType], change: dict[str, object], rings: bool
) -> None:
    """It is somebody whom the alert is for, and who was not there before."""
    before = incident(1)
    settings = AlertSettings(types=frozenset(types))
    assert brings_somebody(settings, before, replace(before, **change)) is rings


def test_more_faces_at_once_are_not_one_that_comes_again() -> None:
    settings = AlertSettings(types=frozenset({FACE}), min_faces=2)
    before = incident(1, faces=2)
    assert not brings_somebody(settings, before, replace(before, newcomers=1))
    assert brings_somebody(settings, before, replace(before, faces=3))


def test_what_only_moves() -> None:
    """A face of no interest to the alert makes it no more."""
    both = incident(1, types=(MOTION, FACE))
    assert only_moves(AlertSettings(types=frozenset({MOTION})), both)
    assert not only_moves(AlertSettings(), both)


def test_a_failure_rests_before_it_is_tried_again() -> None:
    """The loop's clock counts."""
    state = IncidentState(incident(1))
    assert state.may_try(0)
    state.failed_at = 100.0
    assert not state.may_try(100 + RETRY - 0.1)
    assert state.may_try(100 + RETRY)


def test_the_last_update_is_kept_for_the_end() -> None:
    notification = NotificationState("tag")
    lasting = incident(1, lasts=True)
    _, state = notification.take(IncidentChange(Phase.STARTED, lasting))
    state.fits = True
    notification.updates = MOST_UPDATES - 1
    assert not notification.may_update()
    notification.take(IncidentChange(Phase.ENDED, incident(1)))
    assert notification.may_update()
    notification.updates = MOST_UPDATES
    assert not notification.may_update()


def test_a_notification_does_not_ring_without_end() -> None:
    """However short the pause is; a clock that is set back does not silence it."""
    notification = NotificationState("tag", rung_at=EPOCH)
    assert not notification.may_ring(EPOCH + timedelta(seconds=RING_GAP - 1))
    assert notification.may_ring(EPOCH + timedelta(seconds=RING_GAP))
    assert notification.may_ring(EPOCH - timedelta(days=1))


def test_linked_incidents_share_a_notification() -> None:
    notifications = Notifications("night")
    settings = AlertSettings()
    door = incident(1, camera="door")
    first = notifications.find_or_open(door, settings)
    assert first is not None
    first.take(IncidentChange(Phase.STARTED, door))
    garden = replace(incident(2, camera="garden"), linked=(door.id,))
    assert notifications.find_or_open(garden, settings) is first
    assert len(notifications) == 1
    assert notifications.find_or_open(incident(3, camera="shop"), settings) is not first


def test_news_of_what_made_way_is_none() -> None:
    """A picture that comes when the next incident lasts opens no notification."""
    notifications = Notifications("night")
    newer = notifications.find_or_open(incident(2), AlertSettings())
    assert newer is not None
    newer.take(IncidentChange(Phase.STARTED, incident(2)))
    assert notifications.find_or_open(incident(1), AlertSettings()) is None
