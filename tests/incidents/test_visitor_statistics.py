"""Counters feed Home Assistant's long-term statistics."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
    do_adhoc_statistics,
    statistics_during_period,
)

from homeassistant.components.recorder import Recorder
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..conftest import camera_entity
from .test_visitors import DOOR, IN, OUT, open_shop, see


@pytest.fixture(autouse=True)
def _custom_integrations(
    recorder_mock: Recorder, enable_custom_integrations: None
) -> None:
    """Let Home Assistant find Argus, with its recorder running first."""


async def test_sums_go_on_over_midnight(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    camera_entry: MockConfigEntry,
) -> None:
    """The sum in the statistics is everybody who ever came, though the day's counter begins anew."""
    start = dt_util.parse_datetime("2026-11-23 22:50:00+00:00")
    assert start is not None
    freezer.move_to(start)
    shop = await open_shop(hass)
    today = camera_entity(hass, shop, "sensor", "visitors_in_door")
    total = camera_entity(hass, shop, "sensor", "visitors_total_door")
    inside = camera_entity(hass, shop, "sensor", "inside_door")
    for minute, ways in ((1, (IN, IN)), (6, (IN, OUT)), (11, (IN,)), (16, (IN,))):
        freezer.move_to(start + timedelta(minutes=minute))
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)
        see(shop, *ways)
        await hass.async_block_till_done()
        await async_wait_recording_done(hass)
    for minute in (0, 5, 10, 15):
        do_adhoc_statistics(hass, start=start + timedelta(minutes=minute))
    await async_wait_recording_done(hass)
    rows = await hass.async_add_executor_job(
        lambda: statistics_during_period(
            hass, start, period="5minute", statistic_ids={today, total, inside}
        )
    )
    assert [row["sum"] for row in rows[total]] == [2, 3, 4, 5]
    assert [row["sum"] for row in rows[today]] == [2, 3, 4, 5]
    assert [row["state"] for row in rows[today]] == [2, 3, 1, 2]
    assert rows[inside][0]["max"] == 2


async def test_a_line_that_counts_something_else_takes_nothing_back(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    camera_entry: MockConfigEntry,
) -> None:
    """Vehicles and visitors have sums of their own, which go on when the line counts them again."""
    start = dt_util.parse_datetime("2026-11-23 12:00:00+00:00")
    assert start is not None
    freezer.move_to(start)
    shop = await open_shop(hass)
    lane = DOOR | {"counts": "vehicles"}
    visitors = camera_entity(hass, shop, "sensor", "visitors_in_door")
    for minute, line in ((1, DOOR), (6, lane), (11, DOOR)):
        freezer.move_to(start + timedelta(minutes=minute))
        shop.async_set(lines=[line])
        await hass.async_block_till_done()
        see(shop, IN, IN)
        await hass.async_block_till_done()
        await async_wait_recording_done(hass)
        if line is lane:
            vehicles = camera_entity(hass, shop, "sensor", "vehicles_in_door")
        do_adhoc_statistics(hass, start=start + timedelta(minutes=minute - 1))
        await async_wait_recording_done(hass)
    assert camera_entity(hass, shop, "sensor", "visitors_in_door") == visitors
    rows = await hass.async_add_executor_job(
        lambda: statistics_during_period(
            hass, start, period="5minute", statistic_ids={visitors, vehicles}
        )
    )
    assert [row["sum"] for row in rows[visitors]] == [2, 4]
    assert [row["sum"] for row in rows[vehicles]] == [2]
