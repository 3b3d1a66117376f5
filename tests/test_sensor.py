"""Tests of faces, last seen, and how the watching goes."""

from datetime import timedelta

import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.argus.journal.pages import IncidentQuery
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.sensor import SCAN_INTERVAL
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .conftest import FACES, MOVING, STILL, FakeCamera, Show, camera_named, until
from .journals import broken_journal
from .test_binary_sensor import state_of

FACES_NOW = "sensor.argus_front_door_faces"
LAST_SEEN = "sensor.argus_front_door_last_seen"
RUNNING = "sensor.argus_cameras_running"


async def test_faces_in_view(hass: HomeAssistant, calm: ArgusRuntime) -> None:
    show = Show(hass, camera_named(calm, "Front door"))
    assert state_of(hass, FACES_NOW).state == "0"
    await show(FACES)
    assert state_of(hass, FACES_NOW).state == "2"
    assert state_of(hass, FACES_NOW).attributes["state_class"] == "measurement"
    await show(STILL)
    assert state_of(hass, FACES_NOW).state == "0"


async def test_last_seen_is_remembered_while_the_camera_is_away(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    cameras: dict[str, FakeCamera],
) -> None:
    assert state_of(hass, LAST_SEEN).state == "unknown"
    seen = dt_util.utcnow().replace(microsecond=0)
    await Show(hass, camera_named(calm, "Front door"))(FACES)
    assert dt_util.parse_datetime(state_of(hass, LAST_SEEN).state) == seen
    cameras["camera.front_door"].set_available(False)
    await until(lambda: state_of(hass, FACES_NOW).state == "unavailable")
    assert dt_util.parse_datetime(state_of(hass, LAST_SEEN).state) == seen


@pytest.mark.usefixtures("all_enabled")
async def test_intensity(hass: HomeAssistant, calm: ArgusRuntime) -> None:
    intensity = "sensor.argus_front_door_motion_intensity"
    show = Show(hass, camera_named(calm, "Front door"))
    assert state_of(hass, intensity).state == "0.0"
    await show(MOVING)
    assert state_of(hass, intensity).state == "12.3"
    assert state_of(hass, intensity).attributes["unit_of_measurement"] == "%"


@pytest.mark.usefixtures("all_enabled")
async def test_how_the_watching_goes(hass: HomeAssistant, argus: ArgusRuntime) -> None:
    door = camera_named(argus, "Front door")
    await until(lambda: door.watch and door.watch.statistics.frames > 3)
    door.watch._dropped = 7
    async_fire_time_changed(hass, dt_util.utcnow() + SCAN_INTERVAL)
    await hass.async_block_till_done()
    time = state_of(hass, "sensor.argus_front_door_processing_time")
    assert time.attributes["unit_of_measurement"] == "ms"
    assert 0.1 < float(time.state) < 10_000
    assert float(state_of(hass, "sensor.argus_front_door_frames_per_second").state) > 0
    assert int(state_of(hass, "sensor.argus_front_door_dropped_frames").state) >= 7
    # Nothing to measure while nothing is watched.
    door.async_set(detection=False)
    await hass.async_block_till_done()
    for name in ("processing_time", "frames_per_second", "dropped_frames"):
        assert state_of(hass, f"sensor.argus_front_door_{name}").state == "unknown"


async def test_cameras_running(
    hass: HomeAssistant, argus: ArgusRuntime, cameras: dict[str, FakeCamera]
) -> None:
    await until(lambda: state_of(hass, RUNNING).state == "2")
    assert state_of(hass, RUNNING).attributes["cameras"] == {
        "Front door": "watching",
        "Garden": "watching",
    }
    cameras["camera.garden"].set_available(False)
    await until(lambda: state_of(hass, RUNNING).state == "1")
    assert state_of(hass, RUNNING).attributes["cameras"]["Garden"] == "unavailable"
    camera_named(argus, "Front door").async_set(detection=False)
    await hass.async_block_till_done()
    assert state_of(hass, RUNNING).state == "0"
    assert state_of(hass, RUNNING).attributes["cameras"]["Front door"] == "stopped"


async def test_unseen_incidents(hass: HomeAssistant, calm: ArgusRuntime) -> None:
    """One more when something begins; fewer when somebody looked, it was nothing, or it was deleted."""
    unseen = "sensor.argus_unseen_incidents"

    async def counted(number: int) -> None:
        async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=3))
        await until(lambda: state_of(hass, unseen).state == str(number))

    await counted(0)
    for number, name in enumerate(("Front door", "Garden"), 1):
        await Show(hass, camera_named(calm, name))(MOVING)
        await counted(number)
    door, garden = reversed(await calm.incidents.async_find(IncidentQuery()))
    with broken_journal():
        calm.incidents._looks.async_tell()
        async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=3))
        await hass.async_block_till_done()
        assert state_of(hass, unseen).state == "2"
    await calm.incidents.edits.async_mark_seen([door.id], "anna")
    await counted(1)
    await calm.incidents.edits.async_set_false_alarm(garden.id, True)
    await counted(0)
    await calm.incidents.edits.async_set_false_alarm(garden.id, False)
    await counted(1)
    await calm.incidents.async_delete([garden.id])
    await counted(0)
