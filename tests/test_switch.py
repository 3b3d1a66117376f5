"""Tests of detection on and off."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.model.camera_status import CameraStatus
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant

from .conftest import FACES, FakeCamera, Show, camera_named, until
from .test_binary_sensor import state_of

DOOR = "switch.argus_front_door_detection"
GARDEN = "switch.argus_garden_detection"
ALL = "switch.argus_detection"


async def turn(hass: HomeAssistant, entity_id: str, to: str) -> None:
    """Turn a switch on or off and let it sink in."""
    await hass.services.async_call(
        "switch", f"turn_{to}", {"entity_id": entity_id}, blocking=True
    )
    await hass.async_block_till_done()


def states(hass: HomeAssistant) -> tuple[str, ...]:
    """Return the states of the front door, the garden and all."""
    return tuple(state_of(hass, entity_id).state for entity_id in (DOOR, GARDEN, ALL))


async def test_one_camera(
    hass: HomeAssistant, argus: ArgusRuntime, cameras: dict[str, FakeCamera]
) -> None:
    door = camera_named(argus, "Front door")
    await until(lambda: door.status is CameraStatus.WATCHING)
    await Show(hass, door)(FACES)
    assert states(hass) == ("on", "on", "on")
    await turn(hass, DOOR, "off")
    assert states(hass) == ("off", "on", "on")
    assert door.status is CameraStatus.STOPPED
    assert door.watch is None
    # What was seen last is not shown as if it were now; the entities stay there.
    assert state_of(hass, "sensor.argus_front_door_faces").state == "0"
    asked = cameras["camera.front_door"].asked
    garden = camera_named(argus, "Garden")
    frames = garden.watch.statistics.frames
    await until(lambda: garden.watch.statistics.frames > frames + 3)
    assert cameras["camera.front_door"].asked == asked
    await turn(hass, DOOR, "on")
    assert states(hass) == ("on", "on", "on")
    await until(lambda: door.status is CameraStatus.WATCHING)


async def test_all_cameras(hass: HomeAssistant, argus: ArgusRuntime) -> None:
    await turn(hass, ALL, "off")
    assert states(hass) == ("off", "off", "off")
    assert all(c.status is CameraStatus.STOPPED for c in argus.cameras.values())
    # On while any is on.
    await turn(hass, GARDEN, "on")
    assert states(hass) == ("off", "on", "on")
    await turn(hass, ALL, "on")
    assert states(hass) == ("on", "on", "on")
    await until(lambda: argus.overview.data.running == 2)


@pytest.mark.parametrize("switch", [DOOR, ALL])
async def test_survives_a_restart(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry, switch: str
) -> None:
    await turn(hass, switch, "off")
    before = states(hass)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert states(hass) == before
    assert camera_named(entry.runtime_data, "Front door").status is CameraStatus.STOPPED


async def test_can_be_switched_while_the_camera_is_away(
    hass: HomeAssistant, argus: ArgusRuntime, cameras: dict[str, FakeCamera]
) -> None:
    door = camera_named(argus, "Front door")
    cameras["camera.front_door"].set_available(False)
    await until(lambda: door.status is CameraStatus.UNAVAILABLE)
    await turn(hass, DOOR, "off")
    assert state_of(hass, DOOR).state == "off"
    await turn(hass, DOOR, "on")
    assert state_of(hass, DOOR).state == "on"
    await until(lambda: door.status is CameraStatus.UNAVAILABLE)
