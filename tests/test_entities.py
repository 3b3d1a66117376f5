"""All entities and devices of a watched camera and of Argus itself, as Home Assistant shows them."""

import json
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from syrupy.assertion import SnapshotAssertion

from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .conftest import camera_named, until
from .zones import zone

CHANGING = {"access_token", "entity_picture", "friendly_name", "last_reset"}
"""Attributes that are different each time."""
UNSTEADY = {
    "camera.argus_front_door_annotated_view",
    "image.argus_front_door_heat_map",
    "sensor.argus_front_door_processing_time",
}
"""Entities whose state depends on the time or on the machine."""


@pytest.fixture
async def everything(
    hass: HomeAssistant, all_enabled: None, calm: ArgusRuntime
) -> ArgusRuntime:
    """Return a house whose front door has a zone and a line, with all entities enabled."""
    line = {"id": "l1", "name": "Gate", "start": [0, 0.5], "end": [1, 0.5]}
    camera_named(calm, "Front door").async_set(zones=[zone(id="z1")], lines=[line])
    await hass.async_block_till_done()
    await until(lambda: calm.overview.data.running == 2)
    return calm


def _described(hass: HomeAssistant, entity: er.RegistryEntry) -> dict[str, Any]:
    state = hass.states.get(entity.entity_id)
    assert state is not None, entity.entity_id
    described = {
        "name": state.name,
        "category": entity.entity_category and str(entity.entity_category),
        "translation_key": entity.translation_key,
        "state": "…" if entity.entity_id in UNSTEADY else state.state,
        "attributes": {
            key: value
            for key, value in sorted(state.attributes.items())
            if key not in CHANGING
        },
    }
    plain: dict[str, Any] = json.loads(json.dumps(described))
    return plain


async def test_entities(
    hass: HomeAssistant,
    everything: ArgusRuntime,
    entry: MockConfigEntry,
    snapshot: SnapshotAssertion,
) -> None:
    garden = camera_named(everything, "Garden").subentry.subentry_id
    entities = {
        entity.entity_id: _described(hass, entity)
        for entity in er.async_entries_for_config_entry(
            er.async_get(hass), entry.entry_id
        )
        # One camera is like the other.
        if entity.config_subentry_id != garden
    }
    assert dict(sorted(entities.items())) == snapshot


async def test_unique_ids_stay_the_same(
    hass: HomeAssistant,
    everything: ArgusRuntime,
    entry: MockConfigEntry,
    snapshot: SnapshotAssertion,
) -> None:
    """History and dashboards hang on them."""
    names = {entry.entry_id: "ENTRY"} | {
        subentry.subentry_id: f"CAMERA{number}"
        for number, subentry in enumerate(entry.subentries.values())
    }

    def steady(unique_id: str) -> str:
        for id_, name in names.items():
            unique_id = unique_id.replace(id_, name)
        return unique_id

    unique_ids = sorted(
        f"{entity.domain} {steady(entity.unique_id)}"
        for entity in er.async_entries_for_config_entry(
            er.async_get(hass), entry.entry_id
        )
    )
    assert unique_ids == snapshot


async def test_devices(
    hass: HomeAssistant,
    everything: ArgusRuntime,
    entry: MockConfigEntry,
    snapshot: SnapshotAssertion,
) -> None:
    devices = dr.async_get(hass)
    described = sorted(
        (
            {
                "name": device.name,
                "entry_type": device.entry_type and str(device.entry_type),
                "manufacturer": device.manufacturer,
                "of_a_camera": device.config_subentry_id is not None,
                "via": device.via_device_id
                and devices.async_get(device.via_device_id).name,
            }
            for device in dr.async_entries_for_config_entry(devices, entry.entry_id)
        ),
        key=lambda device: str(device["name"]),
    )
    assert described == snapshot


async def test_what_few_people_need_is_disabled_at_first(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    snapshot: SnapshotAssertion,
) -> None:
    disabled = sorted(
        entity.entity_id
        for entity in er.async_entries_for_config_entry(
            er.async_get(hass), entry.entry_id
        )
        if entity.disabled_by is er.RegistryEntryDisabler.INTEGRATION
    )
    assert disabled == snapshot
