"""Tests of starting and stopping."""

from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.model import activity
from custom_components.argus.model.camera_status import CameraStatus
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from .conftest import FakeCamera, camera_entity, camera_named, until
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
