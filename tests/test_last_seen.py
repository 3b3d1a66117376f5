"""Tests of what is remembered of when somebody was seen last: over a restart, and no longer than there is the camera."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.argus.capture.last_seen import SAVE_DELAY
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant

from .conftest import FACES, Show, camera_entity, camera_named


async def test_last_seen_and_presence_survive_a_restart(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    door = camera_named(calm, "Front door")
    await Show(hass, door)(FACES)
    presence = camera_entity(hass, door, "binary_sensor", "presence")
    last_seen = camera_entity(hass, door, "sensor", "last_seen")
    before = hass.states.get(last_seen).state
    assert before != "unknown"
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.runtime_data is not calm
    assert hass.states.get(presence).state == "on"
    assert hass.states.get(last_seen).state == before
    assert hass.states.get("binary_sensor.argus_presence").state == "on"


async def test_last_seen_is_stored_soon(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    hass_storage: dict[str, Any],
    freezer: FrozenDateTimeFactory,
) -> None:
    """A crash makes Argus forget a few seconds at most."""
    door = camera_named(calm, "Front door")
    await Show(hass, door)(FACES)
    assert "argus.last_seen" not in hass_storage
    freezer.tick(SAVE_DELAY)
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert hass_storage["argus.last_seen"]["data"] == {
        door.subentry.subentry_id: door.data.last_seen.isoformat()
    }


async def test_what_was_stored_of_a_removed_camera_is_forgotten(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    hass_storage: dict[str, Any],
) -> None:
    door, garden = camera_named(calm, "Front door"), camera_named(calm, "Garden")
    await Show(hass, door)(FACES)
    await Show(hass, garden)(FACES)
    hass.config_entries.async_remove_subentry(entry, door.subentry.subentry_id)
    await hass.async_block_till_done()
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert list(hass_storage["argus.last_seen"]["data"]) == [
        garden.subentry.subentry_id
    ]


async def test_the_only_camera_removed_leaves_nothing_stored(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    hass_storage: dict[str, Any],
) -> None:
    for camera in list(calm.cameras.values()):
        await Show(hass, camera)(FACES)
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert len(hass_storage["argus.last_seen"]["data"]) == 2
    assert await hass.config_entries.async_setup(entry.entry_id)
    for subentry_id in list(entry.subentries):
        hass.config_entries.async_remove_subentry(entry, subentry_id)
    await hass.async_block_till_done()
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert hass_storage["argus.last_seen"]["data"] == {}
