"""Tests of a camera that is renamed, removed, added again or swapped, and what is told of it."""

import logging

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.const import CONF_CAMERA, DOMAIN
from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.model.camera_status import CameraStatus
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from ..conftest import FakeCamera, camera_named, camera_subentry, until
from ..watching import REST, VIEW, issue, said, states, watching

pytestmark = pytest.mark.usefixtures("impatient")


async def test_a_renamed_camera_is_followed(
    hass: HomeAssistant, door: ArgusCoordinator, door_camera: FakeCamera
) -> None:
    subentry = dict(door.subentry.data)
    door_camera.rename("camera.entrance")
    await hass.async_block_till_done()
    assert door.entity_id == "camera.entrance"
    await watching(door)
    assert dict(door.subentry.data) == subentry
    assert issue(hass, door) is None
    # And again, twice at once.
    for name in ("camera.porch", "camera.front_door"):
        er.async_get(hass).async_update_entity(
            er.async_resolve_entity_id(er.async_get(hass), subentry[CONF_CAMERA]),
            new_entity_id=name,
        )
    await hass.async_block_till_done()
    assert door.entity_id == "camera.front_door"
    await watching(door)
    # Its state is followed under its new name.
    door_camera.set_available(False)
    await until(lambda: door.status is CameraStatus.UNAVAILABLE)


async def test_other_changes_of_a_camera_do_not_matter(
    hass: HomeAssistant, door: ArgusCoordinator, cameras: dict[str, FakeCamera]
) -> None:
    watch = door.watch
    er.async_get(hass).async_update_entity("camera.front_door", icon="mdi:door")
    await hass.async_block_till_done()
    assert door.watch is watch


async def test_a_removed_camera_raises_an_issue(
    hass: HomeAssistant,
    door: ArgusCoordinator,
    door_camera: FakeCamera,
    caplog: pytest.LogCaptureFixture,
) -> None:
    door_camera.remove_from_registry()
    await hass.async_block_till_done()
    assert door.status is CameraStatus.UNAVAILABLE
    assert door.entity_id is None
    assert door.watch is None
    assert states(hass, door, VIEW) == {False}
    told = issue(hass, door)
    assert told is not None
    assert told.is_fixable
    assert told.translation_placeholders == {"camera": "Front door"}
    assert said(caplog, "cannot be watched: the camera was removed") == 1
    # Settings may still be changed, and nothing starts by that.
    door.async_set(sensitivity=3)
    await hass.async_block_till_done()
    assert door.settings.sensitivity == 3
    assert door.watch is None
    assert said(caplog, "cannot be watched") == 1


async def test_a_camera_that_was_removed_and_added_again_is_watched_again(
    hass: HomeAssistant, argus: ArgusRuntime, door_camera: FakeCamera
) -> None:
    """Home Assistant remembers it; so does Argus."""
    door = camera_named(argus, "Front door")
    old = door_camera
    platform = old.platform
    old.remove_from_registry()
    await hass.async_block_till_done()
    assert issue(hass, door) is not None
    again = FakeCamera("Front door")
    await platform.async_add_entities([again], config_subentry_id=None)
    await hass.async_block_till_done()
    assert door.entity_id == again.entity_id
    assert issue(hass, door) is None
    await watching(door)
    assert again.asked
    assert states(hass, door, VIEW) == {True}


async def test_a_camera_removed_while_home_assistant_was_down(
    hass: HomeAssistant, entry: MockConfigEntry, cameras: dict[str, FakeCamera]
) -> None:
    cameras["camera.garden"].remove_from_registry()
    await hass.async_block_till_done()
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    garden = camera_named(entry.runtime_data, "Garden")
    assert garden.status is CameraStatus.UNAVAILABLE
    assert issue(hass, garden) is not None
    assert states(hass, garden, VIEW) == {False}
    assert states(hass, garden, REST) == {True}
    await watching(camera_named(entry.runtime_data, "Front door"))


async def test_pointing_at_another_camera_takes_the_issue_back(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    door_camera: FakeCamera,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    door = camera_named(argus, "Front door")
    door_camera.remove_from_registry()
    await hass.async_block_till_done()
    assert issue(hass, door) is not None
    door.async_set(camera=er.async_get(hass).async_get("camera.shop").id)
    await hass.async_block_till_done()
    assert issue(hass, door) is None
    await watching(door)
    assert door.entity_id == "camera.shop"
    assert states(hass, door, VIEW) == {True}
    assert said(caplog, "can be watched again") == 1


async def test_removing_the_camera_from_argus_takes_the_issue_back(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    entry: MockConfigEntry,
    cameras: dict[str, FakeCamera],
    door_camera: FakeCamera,
) -> None:
    door = camera_named(argus, "Front door")
    door_camera.remove_from_registry()
    await hass.async_block_till_done()
    hass.config_entries.async_remove_subentry(entry, door.subentry.subentry_id)
    await hass.async_block_till_done()
    assert issue(hass, door) is None
    assert len(argus.cameras) == 1


async def test_changing_settings_of_an_absent_camera_does_not_complain_again(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    door_camera: FakeCamera,
    caplog: pytest.LogCaptureFixture,
) -> None:
    door = camera_named(argus, "Front door")
    door_camera.set_available(False)
    await until(lambda: door.status is CameraStatus.UNAVAILABLE)
    door_camera.rename("camera.entrance")
    door.async_set(interval=0.3)
    await hass.async_block_till_done()
    await until(lambda: door.status is CameraStatus.UNAVAILABLE)
    assert states(hass, door, VIEW) == {False}
    assert said(caplog, "cannot be watched") == 1


async def test_detection_stopped_while_the_camera_is_renamed_or_removed(
    hass: HomeAssistant, argus: ArgusRuntime, door_camera: FakeCamera
) -> None:
    door = camera_named(argus, "Front door")
    door.async_set(detection=False)
    await hass.async_block_till_done()
    door_camera.rename("camera.entrance")
    await hass.async_block_till_done()
    assert door.status is CameraStatus.STOPPED
    assert door.entity_id == "camera.entrance"
    assert door.watch is None
    er.async_get(hass).async_remove("camera.entrance")
    await hass.async_block_till_done()
    assert door.status is CameraStatus.UNAVAILABLE
    assert issue(hass, door) is not None


async def test_everything_at_once_leaves_nothing_behind(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    door: ArgusCoordinator,
    entry: MockConfigEntry,
    door_camera: FakeCamera,
) -> None:
    """Renamed, changed and removed in one go: no watch goes on."""
    for name in ("camera.entrance", "camera.porch"):
        door_camera.rename(name)
    door.async_set(interval=0.2)
    hass.config_entries.async_remove_subentry(entry, door.subentry.subentry_id)
    await hass.async_block_till_done()
    assert door.watch is None
    assert door._watch._task is None
    asked = door_camera.asked
    garden = camera_named(argus, "Garden")
    await watching(garden)
    await watching(garden)
    assert door_camera.asked == asked


async def test_a_camera_renamed_while_it_is_let_go_is_not_taken_up_again(
    hass: HomeAssistant, door: ArgusCoordinator, door_camera: FakeCamera
) -> None:
    stopping = hass.async_create_task(door.async_stop())
    door_camera.rename("camera.entrance")
    await stopping
    await hass.async_block_till_done()
    assert door.watch is None
    assert door._watch._task is None
    assert not door._watch._tracker._untrack


async def test_unloading_while_a_camera_is_renamed(
    hass: HomeAssistant,
    door: ArgusCoordinator,
    entry: MockConfigEntry,
    door_camera: FakeCamera,
) -> None:
    door_camera.rename("camera.entrance")
    door.async_set(sensitivity=1)
    assert await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()
    assert door._watch._task is None
    assert not door._watch._tracker._untrack


async def test_a_camera_known_by_its_entity_id_is_never_removed(
    hass: HomeAssistant, camera_entry: MockConfigEntry, cameras: dict[str, FakeCamera]
) -> None:
    """Without a registry entry nobody tells that it is gone for good: it is just away."""
    cameras["camera.shop"].remove_from_registry()
    await hass.async_block_till_done()
    entry = MockConfigEntry(
        domain=DOMAIN,
        subentries_data=[camera_subentry(hass, "camera.shop", "Shop")],
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    shop = camera_named(entry.runtime_data, "Shop")
    await until(lambda: shop.status is CameraStatus.UNAVAILABLE)
    assert issue(hass, shop) is None
