"""Tests of what happens to a proposal meanwhile: marks are taken back, settings change, Argus stops."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    flush_store,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.argus.const import DOMAIN
from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.feedback import false_alarms
from custom_components.argus.feedback.proposal import Proposal
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from ..conftest import camera_named, until
from ..films import animal
from ..journals import broken_journal
from ..test_repairs import fix
from .marking import happened, mark, proposed, settled

pytestmark = pytest.mark.usefixtures("repairs")


async def test_set_while_it_is_looked_at(
    hass: HomeAssistant, calm: ArgusRuntime, garden: ArgusCoordinator
) -> None:
    """What comes out is for the settings that hold then."""
    animals = await happened(calm, garden, animal, animal, animal)
    propose, times = false_alarms.async_propose, 0

    async def change_meanwhile(*args: Any) -> Proposal | None:
        nonlocal times
        times += 1
        if times == 1:
            garden.async_set(min_object=0.002)
            await until(lambda: garden.settings.min_object == 0.002)
        return await propose(*args)

    with patch.object(false_alarms, "async_propose", change_meanwhile):
        await mark(calm, animals)
    assert times == 2
    issue = proposed(hass, garden)
    assert issue is not None
    assert issue.data is not None
    assert issue.data["before"] == 0.002


async def test_removed_while_it_is_looked_at(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    garden: ArgusCoordinator,
) -> None:
    """Nothing is proposed for a camera that is gone."""
    animals = await happened(calm, garden, animal, animal, animal)
    propose = false_alarms.async_propose

    async def remove_meanwhile(*args: Any) -> Proposal | None:
        hass.config_entries.async_remove_subentry(entry, garden.subentry.subentry_id)
        await until(lambda: garden.subentry.subentry_id not in calm.cameras)
        return await propose(*args)

    with patch.object(false_alarms, "async_propose", remove_meanwhile):
        await mark(calm, animals)
    assert garden.subentry.subentry_id not in calm.cameras
    assert proposed(hass, garden) is None


async def test_taken_back(
    hass: HomeAssistant, calm: ArgusRuntime, garden: ArgusCoordinator
) -> None:
    """Without three of them there is no proposal any more."""
    animals = await happened(calm, garden, animal, animal, animal)
    await mark(calm, animals)
    assert proposed(hass, garden) is not None
    await mark(calm, animals[1:2], false_alarm=False)
    assert proposed(hass, garden) is None


async def test_ignored(
    hass: HomeAssistant, calm: ArgusRuntime, garden: ArgusCoordinator
) -> None:
    """Who wants to hear no more of it is asked again only when it happened three times more."""
    animals = await happened(calm, garden, animal, animal, animal)
    await mark(calm, animals)
    issue = proposed(hass, garden)
    assert issue is not None
    ir.async_ignore_issue(hass, DOMAIN, issue.issue_id, True)
    await mark(calm, animals[:1], false_alarm=False)
    await mark(calm, animals)
    await mark(calm, await happened(calm, garden, animal, animal, after=10))
    issue = proposed(hass, garden)
    assert issue is not None
    assert issue.dismissed_version is not None
    await mark(calm, await happened(calm, garden, animal, after=20))
    issue = proposed(hass, garden)
    assert issue is not None
    assert issue.dismissed_version is None
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["silenced"] == "6"


async def test_over_a_restart(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    garden: ArgusCoordinator,
    hass_client: ClientSessionGenerator,
) -> None:
    """Marks, replays and the proposal are there afterwards."""
    animals = await happened(calm, garden, animal, animal, animal)
    await mark(calm, animals[:2])
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    runtime: ArgusRuntime = entry.runtime_data
    await mark(runtime, animals[2:])
    issue = proposed(hass, garden)
    assert issue is not None
    assert await hass.config_entries.async_unload(entry.entry_id)
    registry = ir.async_get(hass)
    await flush_store(registry._store)
    again = ir.IssueRegistry(hass)
    await again._async_load()
    assert again.async_get_issue(DOMAIN, issue.issue_id) == issue
    # Even while Argus is not running the change can be made.
    assert (await fix(hass_client, issue.issue_id))["type"] == "create_entry"
    subentry = entry.subentries[garden.subentry.subentry_id]
    assert subentry.data["min_object"] == 0.005


async def test_other_settings(
    hass: HomeAssistant, calm: ArgusRuntime, garden: ArgusCoordinator
) -> None:
    """What the user sets, and any camera that is removed, is taken into account."""
    await mark(calm, await happened(calm, garden, animal, animal, animal))
    garden.async_set(min_object=0.002)
    await settled(calm)
    issue = proposed(hass, garden)
    assert issue is not None
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["before"] == "0.2%"
    garden.async_set(min_object=0.02)
    await settled(calm)
    assert proposed(hass, garden) is None


async def test_a_camera_that_is_removed(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    garden: ArgusCoordinator,
) -> None:
    await mark(calm, await happened(calm, garden, animal, animal, animal))
    assert proposed(hass, garden) is not None
    hass.config_entries.async_remove_subentry(entry, garden.subentry.subentry_id)
    await hass.async_block_till_done()
    assert proposed(hass, garden) is None


async def test_argus_is_removed(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    garden: ArgusCoordinator,
) -> None:
    await mark(calm, await happened(calm, garden, animal, animal, animal))
    assert proposed(hass, garden) is not None
    await hass.config_entries.async_remove(entry.entry_id)
    assert proposed(hass, garden) is None


@pytest.mark.parametrize("what", ["changed", "removed", "gone"])
async def test_the_user_was_quicker(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    garden: ArgusCoordinator,
    hass_client: ClientSessionGenerator,
    what: str,
) -> None:
    """A form that was left open changes nothing that is different by now."""
    await mark(calm, await happened(calm, garden, animal, animal, animal))
    issue = proposed(hass, garden)
    assert issue is not None
    shown = await fix(hass_client, issue.issue_id, submit=False)
    if what == "changed":
        garden.async_set(min_object=0.003)
    elif what == "removed":
        hass.config_entries.async_remove_subentry(entry, garden.subentry.subentry_id)
    else:
        await hass.config_entries.async_remove(entry.entry_id)
    await settled(calm)
    browser = await hass_client()
    response = await browser.post(
        f"/api/repairs/issues/fix/{shown['flow_id']}", json={}
    )
    done = await response.json()
    assert done["type"] == "abort"
    assert done["reason"] == "outdated"
    if what == "changed":
        assert garden.settings.min_object == 0.003


async def test_a_journal_that_fails(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    garden: ArgusCoordinator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is told in the log, and made up for with the next mark."""
    animals = await happened(calm, garden, animal, animal, animal)
    await mark(calm, animals[:2])
    with broken_journal():
        calm.false_alarms._queue_camera(garden.subentry.subentry_id)
        await settled(calm)
    assert "False alarms cannot be looked at: disk gone" in caplog.text
    with patch.object(false_alarms, "async_propose", side_effect=ZeroDivisionError):
        await mark(calm, animals[2:])
    assert "Looking at false alarms failed" in caplog.text
    assert proposed(hass, garden) is None
    await mark(calm, animals[2:])
    assert proposed(hass, garden) is not None


async def test_stopped_in_the_middle(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    garden: ArgusCoordinator,
    hass_storage: dict[str, Any],
) -> None:
    """Argus stops at once, whatever it looks at, and goes on with it a while after the next start."""
    door = camera_named(calm, "Front door")
    at_the_door = await happened(calm, door, animal, animal, animal)
    in_the_garden = await happened(calm, garden, animal, animal, animal, after=10)
    for incident in (*at_the_door, *in_the_garden):
        await calm.incidents.edits.async_set_false_alarm(incident.id, True)
    assert await hass.config_entries.async_unload(entry.entry_id)
    task = calm.false_alarms._task
    assert task is not None
    assert task.done()
    assert proposed(hass, garden) is None
    left = hass_storage["argus.false_alarms"]["data"]
    assert set(left) == {door.subentry.subentry_id, garden.subentry.subentry_id}
    hass.config_entries.async_update_subentry(
        entry, entry.subentries[door.subentry.subentry_id], title="Gate"
    )
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    async_fire_time_changed(
        hass, dt_util.utcnow() + timedelta(seconds=false_alarms.RESUME_AFTER + 1)
    )
    await settled(entry.runtime_data)
    assert proposed(hass, garden) is not None
    issue = proposed(hass, door)
    assert issue is not None
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["camera"] == "Gate"
    assert "argus.false_alarms" not in hass_storage
