"""Tests of when the house forgets by itself: after the start, every hour, and never because a clock leapt."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.argus.const import DOMAIN
from custom_components.argus.incidents.clock_guard import PROBATION
from custom_components.argus.incidents.journal_upkeep import FIRST_PURGE, PURGE_EVERY
from custom_components.argus.journal import JournalError
from custom_components.argus.journal.pages import IncidentQuery
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from ..conftest import camera_named
from ..journals import broken_journal, remember

HOUR = timedelta(hours=1)


async def remember_one(runtime: ArgusRuntime, age: timedelta) -> str:
    """Store an incident of an age, with its picture; return its id."""
    camera = camera_named(runtime, "Front door")
    return (await remember(runtime, camera, dt_util.utcnow() - age)).id


async def kept(runtime: ArgusRuntime) -> set[str]:
    """Return the ids of what is in the journal."""
    return {one.id for one in await runtime.incidents.async_find(IncidentQuery())}


async def pass_time(runtime: ArgusRuntime, passed: timedelta) -> None:
    """Do what is due within a time from now on."""
    async_fire_time_changed(runtime.hass, dt_util.utcnow() + passed)
    await runtime.hass.async_block_till_done()
    # What comes every hour is nothing that Home Assistant waits for.
    async with runtime.incidents._retention._forgetting:
        pass


@pytest.fixture
def limit(calm: ArgusRuntime) -> timedelta:
    """Return how long incidents are kept."""
    return timedelta(days=calm.settings.retention_days)


async def test_soon_after_the_start_and_every_hour(
    calm: ArgusRuntime, limit: timedelta, tmp_path: Path
) -> None:
    """What is too old goes with its picture, what is not stays, without anybody asking."""
    old = await remember_one(calm, limit + HOUR)
    soon = await remember_one(calm, limit - HOUR)
    await pass_time(calm, timedelta(seconds=FIRST_PURGE / 2))
    assert await kept(calm) == {old, soon}
    await pass_time(calm, timedelta(seconds=FIRST_PURGE + 1))
    assert await kept(calm) == {soon}
    assert len(list((tmp_path / "media").rglob("*.jpg"))) == 1
    for _ in range(2):
        old = await remember_one(calm, limit + HOUR)
        await pass_time(calm, PURGE_EVERY / 2)
        assert await kept(calm) == {old, soon}
        await pass_time(calm, PURGE_EVERY * 1.25)
        assert await kept(calm) == {soon}
        assert len(list((tmp_path / "media").rglob("*.jpg"))) == 1


async def test_a_journal_that_fails_is_purged_an_hour_later(
    calm: ArgusRuntime, limit: timedelta, issue_registry: ir.IssueRegistry
) -> None:
    """The failure is told; the next hour forgets what the last one could not."""
    old = await remember_one(calm, limit + HOUR)
    with broken_journal():
        await pass_time(calm, timedelta(seconds=FIRST_PURGE + 1))
    issue = issue_registry.async_get_issue(DOMAIN, "journal_fails")
    assert issue is not None
    assert issue.translation_placeholders == {"reason": "disk gone"}
    assert await kept(calm) == {old}
    await pass_time(calm, PURGE_EVERY * 1.25)
    assert await kept(calm) == set()


async def test_a_failure_in_the_middle_loses_no_picture_of_what_stays(
    calm: ArgusRuntime,
    limit: timedelta,
    tmp_path: Path,
) -> None:
    """What the journal could not forget keeps its picture."""
    old = await remember_one(calm, limit + HOUR)
    with (
        patch(
            "custom_components.argus.incidents.recorder.incidents.remove",
            side_effect=JournalError("disk gone"),
        ),
        pytest.raises(JournalError),
    ):
        await calm.incidents.async_purge()
    assert await kept(calm) == {old}
    assert len(list((tmp_path / "media").rglob("*.jpg"))) == 1
    await calm.incidents.async_purge()
    assert await kept(calm) == set()
    assert not list((tmp_path / "media").rglob("*.jpg"))


async def test_nothing_goes_because_the_clock_leaps(
    calm: ArgusRuntime,
    limit: timedelta,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Years ahead and back nothing is lost; a clock that stays where it is is believed after a day."""
    fresh = await remember_one(calm, HOUR)
    running = 1000.0
    with patch(
        "custom_components.argus.incidents.retention.monotonic", lambda: running
    ):
        # A start at this clock.
        await calm.incidents.async_open()
        for leap in (timedelta(days=900), timedelta(days=-900)):
            freezer.tick(leap)
            await calm.incidents.async_purge()
            assert await kept(calm) == {fresh}
        await calm.incidents.async_purge()
        assert await kept(calm) == {fresh}
        freezer.tick(timedelta(days=900))
        for _ in range(PROBATION // HOUR):
            await calm.incidents.async_purge()
            assert await kept(calm) == {fresh}
            freezer.tick(HOUR)
            running += HOUR.total_seconds()
        await calm.incidents.async_purge()
        assert await kept(calm) == set()


async def test_nothing_goes_because_the_machine_wakes_up_in_another_year(
    hass: HomeAssistant, entry: MockConfigEntry, calm: ArgusRuntime
) -> None:
    """Although something happens before the first purge, at a time that is wrong as well."""
    fresh = await remember_one(calm, timedelta(days=3000))
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    runtime: ArgusRuntime = entry.runtime_data
    wrong = await remember_one(runtime, timedelta())
    await runtime._upkeep.async_purge()
    assert await kept(runtime) == {fresh, wrong}


async def test_the_size_is_kept_to_whatever_the_clock_says(
    calm: ArgusRuntime, freezer: FrozenDateTimeFactory
) -> None:
    """A full disk does not wait for a clock; the oldest go first."""
    ids = [await remember_one(calm, HOUR * age) for age in (4, 3, 2, 1)]
    picture = (await calm.incidents.async_get(ids[0])).snapshot
    size = calm.incidents.snapshots.absolute(picture).stat().st_size
    calm.settings = replace(calm.settings, retention_gigabytes=2.5 * size / 1e9)
    running = 1000.0
    with patch(
        "custom_components.argus.incidents.retention.monotonic", lambda: running
    ):
        freezer.tick(timedelta(days=900))
        await calm.incidents.async_purge()
    assert await kept(calm) == set(ids[2:])
