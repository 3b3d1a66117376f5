"""Tests of the service devices of watched cameras: where they belong."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.const import DOMAIN
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)

from .conftest import FakeCamera, camera_subentry


async def device_of_shop(hass: HomeAssistant) -> tuple[dr.DeviceEntry, ArgusRuntime]:
    """Let Argus watch the shop; return its service device."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Argus",
        subentries_data=[camera_subentry(hass, "camera.shop", "Shop")],
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    (device,) = (
        device
        for device in dr.async_entries_for_config_entry(
            dr.async_get(hass), entry.entry_id
        )
        if device.config_subentry_id is not None
    )
    assert device.name.startswith("Argus Shop")
    return device, entry.runtime_data


def shop_device(hass: HomeAssistant) -> str:
    """Return the id of the shop camera's own device."""
    camera = er.async_get(hass).async_get("camera.shop")
    assert camera is not None
    assert camera.device_id is not None
    return camera.device_id


@pytest.mark.usefixtures("camera_entry")
async def test_a_camera_on_a_device(hass: HomeAssistant) -> None:
    source = shop_device(hass)
    sales = ar.async_get(hass).async_create("Sales floor")
    dr.async_get(hass).async_update_device(source, area_id=sales.id)
    device, _ = await device_of_shop(hass)
    assert device.via_device_id == source
    assert device.area_id == sales.id
    assert device.entry_type is dr.DeviceEntryType.SERVICE


@pytest.mark.usefixtures("camera_entry")
async def test_the_area_of_the_camera_itself_counts_first(hass: HomeAssistant) -> None:
    areas = ar.async_get(hass)
    sales, street = areas.async_create("Sales floor"), areas.async_create("Street")
    dr.async_get(hass).async_update_device(shop_device(hass), area_id=sales.id)
    er.async_get(hass).async_update_entity(
        "camera.shop", name="Window", area_id=street.id
    )
    device, _ = await device_of_shop(hass)
    assert device.area_id == street.id


@pytest.mark.usefixtures("camera_entry")
async def test_an_area_the_user_chose_stays(hass: HomeAssistant) -> None:
    areas = ar.async_get(hass)
    sales, street = areas.async_create("Sales floor"), areas.async_create("Street")
    dr.async_get(hass).async_update_device(shop_device(hass), area_id=sales.id)
    device, runtime = await device_of_shop(hass)
    dr.async_get(hass).async_update_device(device.id, area_id=street.id)
    (camera,) = runtime.cameras.values()
    camera.async_set(sensitivity=3)
    await hass.async_block_till_done()
    assert dr.async_get(hass).async_get(device.id).area_id == street.id


@pytest.mark.usefixtures("camera_entry")
async def test_a_camera_without_device(
    hass: HomeAssistant, cameras: dict[str, FakeCamera]
) -> None:
    er.async_get(hass).async_update_entity("camera.shop", device_id=None)
    device, runtime = await device_of_shop(hass)
    assert device.via_device_id == runtime.device_id
    assert device.area_id is None


async def test_a_camera_on_a_part_of_a_device(
    hass: HomeAssistant, camera_entry: MockConfigEntry
) -> None:
    """A video recorder is one device, each of its channels a part."""
    devices = dr.async_get(hass)
    recorder = devices.async_get(shop_device(hass))
    channel = devices.async_get_or_create_child(
        config_entry_id=camera_entry.entry_id,
        identifiers={("test", "channel")},
        parent_device_id=recorder.id,
        name="Channel 1",
    )
    er.async_get(hass).async_update_entity("camera.shop", device_id=channel.id)
    device, _ = await device_of_shop(hass)
    assert device.via_device_id == recorder.id
