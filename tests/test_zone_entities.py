"""Tests of the entities of zones: they come, are renamed and go with their zones."""

import pytest

from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from .conftest import camera_entity, camera_named
from .zones import zone


@pytest.fixture
async def lawn(hass: HomeAssistant, argus: ArgusRuntime) -> ArgusCoordinator:
    """Return the garden with a zone."""
    garden = camera_named(argus, "Garden")
    garden.async_set(zones=[zone()])
    await hass.async_block_till_done()
    return garden


async def test_zones_bring_and_take_their_entities(
    hass: HomeAssistant, lawn: ArgusCoordinator
) -> None:
    entity_id = camera_entity(hass, lawn, "binary_sensor", "motion_abc")
    assert entity_id == "binary_sensor.argus_garden_motion_in_lawn"
    assert hass.states.get(entity_id).state == "off"
    lawn.async_set(zones=[])
    await hass.async_block_till_done()
    assert er.async_get(hass).async_get(entity_id) is None
    assert hass.states.get(entity_id) is None
    # The same zone may come back, for example from a backup or an automation.
    lawn.async_set(zones=[zone()])
    await hass.async_block_till_done()
    assert hass.states.get(entity_id).state == "off"


async def test_a_zone_that_is_now_ignored_loses_its_entity(
    hass: HomeAssistant, lawn: ArgusCoordinator
) -> None:
    entity_id = camera_entity(hass, lawn, "binary_sensor", "motion_abc")
    lawn.async_set(zones=[zone(kind="exclude")])
    await hass.async_block_till_done()
    assert hass.states.get(entity_id) is None
    lawn.async_set(zones=[zone()])
    await hass.async_block_till_done()
    assert hass.states.get(entity_id).state == "off"


async def test_a_renamed_zone_keeps_its_entity(
    hass: HomeAssistant, lawn: ArgusCoordinator
) -> None:
    entity_id = camera_entity(hass, lawn, "binary_sensor", "motion_abc")
    lawn.async_set(zones=[zone(name="Grass")])
    await hass.async_block_till_done()
    state = hass.states.get(entity_id)
    assert state.name == "Argus Garden Motion in Grass"
