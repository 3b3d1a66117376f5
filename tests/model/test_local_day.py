"""Tests of counters of the day: they follow the local date, whatever the clock does."""

from datetime import datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
from sqlalchemy.exc import OperationalError

from custom_components.argus.const import DOMAIN
from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.journal import BEAT, store
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from ..conftest import camera_entity, camera_named, entity_of
from ..incidents.test_visitors import IN, open_shop, see, today, value
from ..journals import broken_journal


async def pass_time(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    passed: timedelta,
    step: timedelta,
) -> None:
    """Let time pass in steps, and do what is due after each."""
    end = dt_util.utcnow() + passed
    while dt_util.utcnow() < end:
        freezer.tick(step)
        async_fire_time_changed(hass, dt_util.utcnow())
        await hass.async_block_till_done(wait_background_tasks=True)


def resets(hass: HomeAssistant, shop: ArgusCoordinator) -> list[str]:
    """Return when the counters of the day say that it began: of the door, and of all cameras."""
    unique_id = f"{shop.config_entry.entry_id}_visitors_today"
    return [
        hass.states.get(entity).attributes["last_reset"]
        for entity in (
            camera_entity(hass, shop, "sensor", "visitors_in_door"),
            entity_of(hass, "sensor", unique_id),
        )
    ]


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Africa/Cairo", (2026, 4, 24)),
        ("Asia/Beirut", (2026, 3, 29)),
        ("America/Santiago", (2026, 9, 6)),
        ("America/Havana", (2026, 3, 8)),
        ("America/Santiago", (2026, 4, 5)),  # its eve has 23 o'clock twice
        ("Europe/Paris", (2026, 3, 29)),
    ],
)
async def test_a_day_begins_with_its_date(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    camera_entry: MockConfigEntry,
    zone: str,
    day: tuple[int, int, int],
) -> None:
    """Not with a clock that shows midnight; at once, and not before."""
    begins = datetime(*day, tzinfo=ZoneInfo(zone)).astimezone(dt_util.UTC)
    freezer.move_to(begins - timedelta(hours=2))
    shop = await open_shop(hass)
    await hass.config.async_update(time_zone=zone)
    await hass.async_block_till_done(wait_background_tasks=True)
    see(shop, IN, IN, IN)
    await hass.async_block_till_done(wait_background_tasks=True)
    for seconds, shown in ((-3601, "3"), (-1, "3"), (1, "0"), (3601, "0")):
        freezer.move_to(begins + timedelta(seconds=seconds))
        async_fire_time_changed(hass, dt_util.utcnow())
        await hass.async_block_till_done(wait_background_tasks=True)
        assert (value(hass, shop, "visitors_in"), today(hass, shop)) == (shown, shown)
    assert value(hass, shop, "inside") == "0"
    assert resets(hass, shop) == [dt_util.start_of_local_day().isoformat()] * 2


async def test_another_time_zone_is_another_day_at_once(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, camera_entry: MockConfigEntry
) -> None:
    freezer.move_to("2026-11-20T22:30:00+00:00")  # 23:30 in Paris
    shop = await open_shop(hass)
    see(shop, IN, IN, IN)
    await hass.async_block_till_done(wait_background_tasks=True)
    await hass.config.async_update(time_zone="Asia/Tokyo")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (value(hass, shop, "visitors_in"), today(hass, shop)) == ("0", "0")
    assert resets(hass, shop) == [dt_util.start_of_local_day().isoformat()] * 2
    await hass.config.async_update(time_zone="Europe/London")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (value(hass, shop, "visitors_in"), today(hass, shop)) == ("3", "3")
    assert resets(hass, shop) == [dt_util.start_of_local_day().isoformat()] * 2


async def test_a_machine_that_slept_over_midnight(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, camera_entry: MockConfigEntry
) -> None:
    """The timer of midnight is hours late; the next beat sees the new date."""
    freezer.move_to("2026-11-20T20:00:00+00:00")
    shop = await open_shop(hass)
    see(shop, IN, IN, IN)
    await hass.async_block_till_done(wait_background_tasks=True)
    shop.config_entry.runtime_data._day._end.async_cancel()
    freezer.move_to("2026-11-21T07:00:00+00:00")
    async_fire_time_changed(hass, dt_util.utcnow())
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (value(hass, shop, "visitors_in"), today(hass, shop)) == ("0", "0")


async def test_a_midnight_without_a_journal_is_made_up(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    camera_entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nobody has to come in for the counters to be right again; the log has one line of it, and one when it is over."""
    freezer.move_to("2026-11-20T22:59:00+00:00")  # 23:59 in Paris
    shop = await open_shop(hass)
    see(shop, IN, IN, IN)
    await hass.async_block_till_done(wait_background_tasks=True)
    with broken_journal():
        await pass_time(hass, freezer, timedelta(minutes=9), timedelta(minutes=1))
        assert issue_registry.async_get_issue(DOMAIN, "journal_fails") is not None
    await pass_time(
        hass, freezer, timedelta(seconds=BEAT + 1), timedelta(seconds=BEAT + 1)
    )
    assert value(hass, shop, "visitors_in") == "0"
    assert value(hass, shop, "inside") == "0"
    assert issue_registry.async_get_issue(DOMAIN, "journal_fails") is None
    assert caplog.text.count("The journal cannot be used: disk gone") == 1
    assert caplog.text.count("The journal can be used again") == 1


async def test_a_journal_that_is_not_there_at_the_start(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    camera_entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its counters come with it."""
    monkeypatch.setattr(store, "OPEN_AGAIN", 0.0)
    shop = await open_shop(hass)
    see(shop, IN, IN, IN)
    await hass.async_block_till_done(wait_background_tasks=True)
    entry = shop.config_entry
    assert await hass.config_entries.async_unload(entry.entry_id)
    away = OperationalError("x", None, Exception("the server is not up yet"))
    with patch("custom_components.argus.journal.database.opened", side_effect=away):
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
    shop = camera_named(entry.runtime_data, "Shop")
    assert value(hass, shop, "visitors_in") == "unavailable"
    assert issue_registry.async_get_issue(DOMAIN, "journal_fails") is not None
    await pass_time(
        hass, freezer, timedelta(seconds=BEAT + 1), timedelta(seconds=BEAT + 1)
    )
    assert value(hass, shop, "visitors_in") == "3"
    assert issue_registry.async_get_issue(DOMAIN, "journal_fails") is None
