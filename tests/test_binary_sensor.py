"""Tests of motion, presence and tampering."""

from dataclasses import replace

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import Motion, Observation, Tamper, ZoneMotion
from homeassistant.core import HomeAssistant, State
from homeassistant.util import dt as dt_util

from .conftest import (
    FACES,
    MOVING,
    STILL,
    FakeCamera,
    Show,
    camera_entity,
    camera_named,
    until,
)
from .pictures import room, visitor
from .zones import zone

MOTION = "binary_sensor.argus_front_door_motion"
PRESENCE = "binary_sensor.argus_front_door_presence"
TAMPER = "binary_sensor.argus_front_door_tamper"
ANYWHERE = "binary_sensor.argus_presence"


@pytest.fixture
def show(hass: HomeAssistant, calm: ArgusRuntime) -> Show:
    """Return what shows observations to the front door."""
    return Show(hass, camera_named(calm, "Front door"))


def state_of(hass: HomeAssistant, entity_id: str) -> State:
    """Return a state that is there."""
    state = hass.states.get(entity_id)
    assert state is not None, entity_id
    return state


async def test_motion_and_its_strength(hass: HomeAssistant, show: Show) -> None:
    assert state_of(hass, MOTION).state == "off"
    assert state_of(hass, MOTION).attributes["intensity"] == 0
    await show(MOVING)
    assert state_of(hass, MOTION).state == "on"
    assert state_of(hass, MOTION).attributes["intensity"] == 12.3
    assert state_of(hass, MOTION).attributes["zones"] == []
    # The camera looks once a minute, so motion lasts three of them.
    await show(STILL, after=179)
    assert state_of(hass, MOTION).state == "on"
    await show(STILL, after=1)
    assert state_of(hass, MOTION).state == "off"


async def test_motion_in_zones(
    hass: HomeAssistant, calm: ArgusRuntime, show: Show
) -> None:
    door = camera_named(calm, "Front door")
    door.async_set(
        zones=[
            zone(id="z1", name="Steps"),
            zone(id="z2", name="Path"),
            zone(id="z3", name="Street", kind="exclude"),
        ]
    )
    await hass.async_block_till_done()
    steps, path = (
        camera_entity(hass, door, "binary_sensor", f"motion_{zone_id}")
        for zone_id in ("z1", "z2")
    )
    assert state_of(hass, steps).name == "Argus Front door Motion in Steps"
    assert hass.states.get("binary_sensor.argus_front_door_motion_in_street") is None
    moving = Motion(
        detected=True,
        intensity=0.1,
        zones=(ZoneMotion("z1", True, 0.5), ZoneMotion("z2", False, 0)),
    )
    await show(replace(STILL, motion=moving))
    assert state_of(hass, steps).state == "on"
    assert state_of(hass, path).state == "off"
    assert state_of(hass, MOTION).attributes["zones"] == ["Steps"]


async def test_presence_from_the_first_face_to_the_timeout(
    hass: HomeAssistant, show: Show, freezer: FrozenDateTimeFactory
) -> None:
    assert state_of(hass, PRESENCE).state == state_of(hass, ANYWHERE).state == "off"
    assert state_of(hass, PRESENCE).attributes["last_seen"] is None
    seen = dt_util.utcnow()
    await show(FACES)
    for entity_id in (PRESENCE, ANYWHERE):
        assert state_of(hass, entity_id).state == "on"
        assert state_of(hass, entity_id).attributes["last_seen"] == seen
    assert state_of(hass, ANYWHERE).attributes["last_camera"] == "Front door"
    freezer.tick(300)
    await show(STILL, after=300)
    assert state_of(hass, PRESENCE).state == "on"
    freezer.tick(300)
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert state_of(hass, PRESENCE).state == state_of(hass, ANYWHERE).state == "off"
    assert state_of(hass, PRESENCE).attributes["last_seen"] == seen


async def test_presence_anywhere_names_the_latest_camera(
    hass: HomeAssistant, calm: ArgusRuntime, show: Show, freezer: FrozenDateTimeFactory
) -> None:
    await show(FACES)
    freezer.tick(30)
    garden = Show(hass, camera_named(calm, "Garden"))
    await garden(FACES)
    assert state_of(hass, ANYWHERE).attributes["last_camera"] == "Garden"
    freezer.tick(30)
    await show(FACES, after=60)
    assert state_of(hass, ANYWHERE).attributes["last_camera"] == "Front door"
    # The garden's presence ends first; somebody is still seen at the door.
    freezer.tick(580)
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert state_of(hass, "binary_sensor.argus_garden_presence").state == "off"
    assert state_of(hass, ANYWHERE).state == "on"


@pytest.mark.parametrize("tamper", Tamper)
async def test_tampering(hass: HomeAssistant, show: Show, tamper: Tamper) -> None:
    assert state_of(hass, TAMPER).state == "off"
    await show(replace(STILL, tamper=tamper))
    assert state_of(hass, TAMPER).state == "on"
    assert state_of(hass, TAMPER).attributes["reason"] == tamper
    await show(Observation(640, 360))
    assert state_of(hass, TAMPER).state == "off"
    assert state_of(hass, TAMPER).attributes["reason"] is None


async def test_a_real_face_in_a_real_picture(
    hass: HomeAssistant, argus: ArgusRuntime, cameras: dict[str, FakeCamera]
) -> None:
    """Nothing between the camera and the entities is played here."""
    door = camera_named(argus, "Front door")
    await until(lambda: door.watch and door.watch.statistics.frames > 3)
    assert state_of(hass, PRESENCE).state == "off"
    cameras["camera.front_door"].picture = visitor()
    await until(lambda: state_of(hass, PRESENCE).state == "on", seconds=30)
    assert state_of(hass, "sensor.argus_front_door_faces").state == "1"
    assert state_of(hass, ANYWHERE).state == "on"
    assert state_of(hass, ANYWHERE).attributes["last_camera"] == "Front door"
    assert state_of(hass, "binary_sensor.argus_garden_presence").state == "off"
    cameras["camera.front_door"].picture = room()
    await until(
        lambda: state_of(hass, "sensor.argus_front_door_faces").state == "0", 30
    )
    assert state_of(hass, PRESENCE).state == "on"
