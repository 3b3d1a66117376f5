"""Tests of the settings one turns while looking at the result."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError

from .conftest import camera_named, until
from .test_binary_sensor import state_of


async def set_value(hass: HomeAssistant, name: str, value: float) -> None:
    """Turn a setting of the front door and let it sink in."""
    entity_id = f"number.argus_front_door_{name}"
    await hass.services.async_call(
        "number", "set_value", {"entity_id": entity_id, "value": value}, blocking=True
    )
    await hass.async_block_till_done()


@pytest.mark.parametrize(
    ("name", "value", "setting", "stored"),
    [
        ("sensitivity", 81, "sensitivity", 81),
        ("minimum_object_size", 2.5, "min_object", 0.025),
        ("interval", 0.3, "interval", 0.3),
    ],
)
async def test_takes_effect_with_the_next_frame_and_survives(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    entry: MockConfigEntry,
    name: str,
    value: float,
    setting: str,
    stored: float,
) -> None:
    door = camera_named(argus, "Front door")
    await until(lambda: door.watch and door.watch.statistics.frames > 1)
    watch, pipeline = door.watch, door.watch._pipeline
    await set_value(hass, name, value)
    assert float(state_of(hass, f"number.argus_front_door_{name}").state) == value
    assert getattr(door.settings, setting) == pytest.approx(stored)
    frames = watch.statistics.frames
    await until(lambda: watch.statistics.frames > frames + 1)
    assert door.watch is watch
    assert watch._pipeline is pipeline
    if setting == "interval":
        assert watch._interval == stored
    else:
        assert getattr(pipeline.settings, setting) == pytest.approx(stored)
    # The other camera keeps its own.
    other = f"number.argus_garden_{name}"
    assert float(state_of(hass, other).state) != value
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert float(state_of(hass, f"number.argus_front_door_{name}").state) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sensitivity", 0),
        ("sensitivity", 101),
        ("minimum_object_size", 0),
        ("minimum_object_size", 51),
        ("interval", 0.05),
        ("interval", 61),
    ],
)
async def test_refuses_what_is_out_of_range(
    hass: HomeAssistant, calm: ArgusRuntime, name: str, value: float
) -> None:
    before = camera_named(calm, "Front door").settings
    with pytest.raises(ServiceValidationError):
        await set_value(hass, name, value)
    assert camera_named(calm, "Front door").settings == before
