"""Tests of starting and stopping."""

from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.const import DOMAIN
from custom_components.argus.model import activity
from custom_components.argus.model.camera_status import CameraStatus
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.config_entries import ConfigEntryState, ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.loader import async_get_integration

from .conftest import FakeCamera, camera_entity, camera_named, camera_subentry, until
from .pictures import mover, room


async def test_watches_and_tells_motion(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    cameras: dict[str, FakeCamera],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A camera whose picture changes turns its motion sensor on, and off again."""
    monkeypatch.setattr(activity, "MOTION_HOLD", 0.5)
    monkeypatch.setattr(activity, "RECENT_MOTION_HOLD", 0.5)
    camera = camera_named(argus, "Front door")
    motion = camera_entity(hass, camera, "binary_sensor", "motion")
    await until(lambda: camera.watch.statistics.frames > 12)
    assert hass.states.get(motion).state == "off"
    door = cameras["camera.front_door"]
    x = 100

    def walk() -> bool:
        nonlocal x
        x += 15
        door.picture = mover(x % 600)
        return hass.states.get(motion).state == "on"

    await until(walk)
    door.picture = room()
    await until(lambda: hass.states.get(motion).state == "off")


async def test_a_platform_that_does_not_unload_keeps_the_watch(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """Entities that stay need somebody who looks."""
    with patch.object(
        hass.config_entries, "async_unload_platforms", return_value=False
    ):
        assert not await hass.config_entries.async_unload(entry.entry_id)
    assert entry.state is ConfigEntryState.FAILED_UNLOAD
    camera = camera_named(argus, "Garden")
    await until(lambda: camera.status is CameraStatus.WATCHING)


async def test_unload_stops_everything(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """Nothing goes on after unloading."""
    camera = camera_named(argus, "Garden")
    await until(lambda: camera.status is CameraStatus.WATCHING)
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert entry.state is ConfigEntryState.NOT_LOADED
    assert not argus.cameras


async def test_removing_forgets_what_home_assistant_keeps(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    hass_storage: dict[str, Any],
) -> None:
    """When Argus is removed, its storage goes; the journal stays."""
    journal = calm.journal.path
    assert journal is not None
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert "argus.last_seen" in hass_storage
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    assert "argus.last_seen" not in hass_storage
    assert await hass.async_add_executor_job(journal.exists)


async def test_an_entry_without_cameras(
    hass: HomeAssistant, camera_entry: MockConfigEntry
) -> None:
    entry = MockConfigEntry(domain=DOMAIN, title="Argus")
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert hass.states.get("sensor.argus_cameras_running").state == "0"
    assert hass.states.get("binary_sensor.argus_presence").state == "off"
    hass.config_entries.async_add_subentry(
        entry, ConfigSubentry(**_subentry_data(hass))
    )
    await hass.async_block_till_done()
    await until(lambda: hass.states.get("sensor.argus_cameras_running").state == "1")


def _subentry_data(hass: HomeAssistant) -> dict[str, Any]:
    return dict(camera_subentry(hass, "camera.shop", "Shop"))


async def test_watches_though_nothing_can_be_stored(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    def block() -> None:
        Path(hass.config.path(DOMAIN)).write_text("no folder")

    await hass.async_add_executor_job(block)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    await until(lambda: entry.runtime_data.overview.data.running == 2)
    assert ir.async_get(hass).async_get_issue(DOMAIN, "journal_fails")


async def test_loads_without_any_of_the_optional_integrations(
    hass: HomeAssistant,
) -> None:
    integration = await async_get_integration(hass, DOMAIN)
    assert integration.dependencies == ["camera", "http"]


@pytest.fixture
async def _unloaded(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry
) -> None:
    assert await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("_unloaded")
async def test_nothing_happens_after_closing(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry
) -> None:
    await argus.async_reconcile()
    assert not argus.cameras
    await argus.async_close()
    assert entry.state is ConfigEntryState.NOT_LOADED


async def test_reload_right_after_a_change(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A change that is under way when the entry is reloaded leaves no entity behind twice."""
    line = {"id": "door", "name": "Door", "start": [0.1, 0.5], "end": [0.9, 0.5]}
    camera_named(argus, "Front door").async_set(lines=[line])
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert "already exists" not in caplog.text
    camera = camera_named(entry.runtime_data, "Front door")
    counter = camera_entity(hass, camera, "sensor", "inside_door")
    assert hass.states.get(counter).state == "0"
