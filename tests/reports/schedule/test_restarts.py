"""A report goes out once, whatever is off when it is time."""

from datetime import datetime, timedelta
from typing import Any
from unittest.mock import Mock, patch

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.argus.reports import scheduler as daily_report
from custom_components.argus.reports.schedule import ScheduledReport
from custom_components.argus.reports.scheduler import LATEST
from custom_components.argus.reports.state import ReportState
from homeassistant.components.websocket_api.connection import current_connection
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from ...visitor_reports import MONDAY
from .post import (
    BOTH_MONDAY,
    BOTH_TUESDAY,
    OWNER,
    PARIS,
    SHOP,
    TUESDAY,
    Clock,
    Post,
    begin,
    end,
    kept_report,
    want,
)


@pytest.mark.parametrize(
    ("off", "sent"),
    [
        (timedelta(minutes=30), BOTH_MONDAY),
        (LATEST, BOTH_MONDAY),
        (LATEST + timedelta(minutes=1), []),
        (timedelta(hours=23), []),
    ],
)
async def test_off_at_eleven(
    hass: HomeAssistant,
    running: MockConfigEntry,
    clock: Clock,
    post: Post,
    off: timedelta,
    sent: list[tuple[str, str]],
) -> None:
    """It comes late, or, when it is out of date, not at all; the next one comes in time."""
    await clock.show(MONDAY, 22, 50)
    await end(hass, running)
    await clock.be(datetime(2026, 11, 23, 23, tzinfo=PARIS) + off)
    await begin(hass, running)
    assert post.days == sent
    await end(hass, running)
    await begin(hass, running)
    assert post.days == sent
    await clock.show(TUESDAY, 23)
    assert post.days == sent + BOTH_TUESDAY


async def test_off_at_eleven_two_days_in_a_row(
    hass: HomeAssistant, running: MockConfigEntry, clock: Clock, post: Post
) -> None:
    """The last one comes late, the others are out of date."""
    await end(hass, running)
    await clock.show(TUESDAY + timedelta(days=3), 23, 20)
    await begin(hass, running)
    assert post.days == [(SHOP, "27"), (OWNER, "27")]


async def test_restarts_around_eleven(
    hass: HomeAssistant, running: MockConfigEntry, clock: Clock, post: Post
) -> None:
    """However often: everybody gets it once."""
    for minute in (58, 59):
        await clock.show(MONDAY, 22, minute)
        await end(hass, running)
        await begin(hass, running)
    for minute in (0, 0, 1, 30):
        await clock.show(MONDAY, 23, minute)
        await end(hass, running)
        await begin(hass, running)
    assert post.days == BOTH_MONDAY


async def test_a_crash_while_it_is_sent(
    hass: HomeAssistant, still: MockConfigEntry, clock: Clock, post: Post
) -> None:
    """Who was being sent it is not sent it again; the other one gets it."""
    at = datetime(2026, 11, 23, 23, tzinfo=PARIS)
    left = ReportState(MONDAY - timedelta(days=1), ScheduledReport(MONDAY, at), {SHOP})
    await kept_report(hass).async_save(left.as_json())
    await clock.be(at + timedelta(minutes=2))
    await begin(hass, still)
    assert post.days == [(OWNER, "23")]


@pytest.mark.parametrize(
    "kept",
    [
        {},
        {"reported": "yesterday", "day": 5, "at": [], "sent": "x"},
        {"day": "2026-11-23", "at": None, "sent": None},
    ],
)
async def test_what_is_kept_cannot_be_read(
    hass: HomeAssistant,
    still: MockConfigEntry,
    clock: Clock,
    post: Post,
    kept: dict[str, Any],
) -> None:
    await kept_report(hass).async_save(kept)
    await begin(hass, still)
    await clock.show(MONDAY, 23)
    assert post.days == BOTH_MONDAY


async def test_a_restart_between_two_attempts(
    hass: HomeAssistant, running: MockConfigEntry, clock: Clock, post: Post
) -> None:
    post.broken[SHOP] = HomeAssistantError("no such server")
    await clock.show(MONDAY, 23)
    await end(hass, running)
    del post.broken[SHOP]
    await clock.show(TUESDAY, 1)
    await begin(hass, running)
    assert sorted(post.days) == sorted(BOTH_MONDAY)


async def test_argus_stops_while_a_report_is_sent(
    hass: HomeAssistant,
    running: MockConfigEntry,
    clock: Clock,
    post: Post,
    freezer: FrozenDateTimeFactory,
) -> None:
    """It does not wait for long, and does not send it again."""
    post.hanging.add(SHOP)
    freezer.move_to(datetime(2026, 11, 23, 23, tzinfo=PARIS))
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    # The clock stands still, so only what is over already is ever over.
    with patch.object(daily_report, "FAREWELL", -1):
        await end(hass, running)
    post.hanging.clear()
    await begin(hass, running)
    assert post.days == [(OWNER, "23")]


async def test_not_before_home_assistant_runs(
    hass: HomeAssistant, still: MockConfigEntry, clock: Clock, post: Post
) -> None:
    """What it is sent through may come up after Argus."""
    at = datetime(2026, 11, 23, 23, tzinfo=PARIS)
    due = ReportState(None, ScheduledReport(MONDAY, at))
    await kept_report(hass).async_save(due.as_json())
    await clock.be(at + timedelta(minutes=2))
    hass.set_state(CoreState.starting)
    await begin(hass, still)
    assert post.sent == []
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert post.days == BOTH_MONDAY


async def test_it_is_forgotten_with_argus(
    hass: HomeAssistant,
    running: MockConfigEntry,
    clock: Clock,
    hass_storage: dict[str, Any],
) -> None:
    await clock.strike()
    assert "argus.daily_report" in hass_storage
    await hass.config_entries.async_remove(running.entry_id)
    await hass.async_block_till_done()
    assert "argus.daily_report" not in hass_storage


async def test_whoever_changed_something_before(
    hass: HomeAssistant, running: MockConfigEntry, clock: Clock, post: Post
) -> None:
    """The report is Argus's own: it is not cut down to what somebody may see who touched a setting."""
    token = current_connection.set(Mock())
    await want(hass, running, heatmap_days=3)
    current_connection.reset(token)
    await clock.show(MONDAY, 23)
    assert sorted(post.days) == sorted(BOTH_MONDAY)
    assert post.asking == [None, None]
