"""Tests of starting and stopping detection by action, and of how an action finds its cameras."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.const import DOMAIN
from custom_components.argus.model.camera_status import CameraStatus
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.translation import async_get_exception_message
from homeassistant.setup import async_setup_component

from .conftest import until

BOTH = {"Front door", "Garden"}


async def call(hass: HomeAssistant, action: str, **data: Any) -> None:
    """Call an action and let it sink in."""
    await hass.services.async_call(DOMAIN, action, data, blocking=True)
    await hass.async_block_till_done()


def stopped(runtime: ArgusRuntime) -> set[str]:
    """Return the names of the cameras that are stopped."""
    return {
        camera.subentry.title
        for camera in runtime.cameras.values()
        if camera.status is CameraStatus.STOPPED
    }


def device_of(hass: HomeAssistant, name: str) -> str:
    """Return the id of the device with a name."""
    (device,) = (d for d in dr.async_get(hass).devices if d.name == name)
    return device.id


@pytest.mark.parametrize(
    ("entities", "devices", "meant"),
    [
        ([], [], BOTH),
        (["camera.garden"], [], {"Garden"}),
        (["camera.garden", "camera.front_door"], [], BOTH),
        (["binary_sensor.argus_garden_motion"], [], {"Garden"}),
        (
            ["switch.argus_front_door_detection", "camera.front_door"],
            [],
            {"Front door"},
        ),
        (["binary_sensor.argus_presence"], [], BOTH),
        ([], ["Argus Garden"], {"Garden"}),
        ([], ["Argus"], BOTH),
        (["camera.garden"], ["Argus Front door"], BOTH),
    ],
)
async def test_stop_and_start(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    entities: list[str],
    devices: list[str],
    meant: set[str],
) -> None:
    data: dict[str, Any] = {}
    if entities:
        data["entity_id"] = entities
    if devices:
        data["device_id"] = [device_of(hass, name) for name in devices]
    await call(hass, "stop", **data)
    assert stopped(argus) == meant
    # Once more changes nothing.
    await call(hass, "stop", **data)
    assert stopped(argus) == meant
    await call(hass, "start", **data)
    assert stopped(argus) == set()
    await until(lambda: argus.overview.data.running == 2)


async def test_start_what_was_stopped_one_by_one(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry
) -> None:
    await call(hass, "stop", entity_id="camera.garden")
    await call(hass, "stop", entity_id="camera.front_door")
    assert stopped(argus) == BOTH
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    runtime: ArgusRuntime = entry.runtime_data
    assert stopped(runtime) == BOTH
    await call(hass, "start")
    assert stopped(runtime) == set()


@pytest.mark.parametrize("action", ["start", "stop"])
async def test_what_argus_does_not_watch(
    hass: HomeAssistant, argus: ArgusRuntime, action: str
) -> None:
    shop = device_of(hass, "Shop")
    for data, name in (
        ({"entity_id": "camera.shop"}, "camera.shop"),
        ({"entity_id": "light.kitchen"}, "light.kitchen"),
        ({"entity_id": ["camera.garden", "camera.shop"]}, "camera.shop"),
        ({"device_id": shop}, shop),
        ({"device_id": "gone"}, "gone"),
    ):
        with pytest.raises(ServiceValidationError) as caught:
            await call(hass, action, **data)
        assert caught.value.translation_key == "not_watched"
        assert caught.value.translation_placeholders == {"name": name}
        assert name in str(caught.value)
        # All or nothing.
        assert stopped(argus) == set()


async def test_a_camera_that_was_renamed_is_named_by_its_new_name(
    hass: HomeAssistant, argus: ArgusRuntime
) -> None:
    er.async_get(hass).async_update_entity(
        "camera.garden", new_entity_id="camera.backyard"
    )
    await hass.async_block_till_done()
    await call(hass, "stop", entity_id="camera.backyard")
    assert stopped(argus) == {"Garden"}
    with pytest.raises(ServiceValidationError):
        await call(hass, "start", entity_id="camera.garden")


async def test_actions_are_there_without_a_set_up_argus(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """So that automations can be checked; used, they say what is wrong."""
    assert await async_setup_component(hass, DOMAIN, {})
    await hass.async_block_till_done()
    assert await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(ServiceValidationError):
        await call(hass, "stop")


async def test_the_message_is_a_sentence(
    hass: HomeAssistant, argus: ArgusRuntime
) -> None:
    message = async_get_exception_message(DOMAIN, "not_watched", {"name": "camera.x"})
    assert "camera.x" in message
    assert "not_watched" not in message
