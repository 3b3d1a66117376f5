"""When a camera is asked for pictures: while an entity says so, for a while after, and when somebody asks."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockUser,
    async_fire_time_changed,
)

from custom_components.argus.const import (
    CONF_DETECTION,
    CONF_LOOK_AFTER,
    CONF_LOOK_STATES,
    CONF_LOOK_WHILE,
    DOMAIN,
)
from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.model.camera_status import CameraStatus
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.util import dt as dt_util

from .conftest import (
    FRONT_DOOR,
    FakeCamera,
    camera_entity,
    camera_named,
    camera_subentry,
    until,
)
from .watching import REST, VIEW, said, states

pytestmark = pytest.mark.usefixtures("impatient")

CONTACT = "binary_sensor.gate"
BELL = "event.doorbell"
ANSWER = {"pictures", "kinds", "persons", "faces", "moved", "incident"}


async def start(
    hass: HomeAssistant, camera_entry: MockConfigEntry, **settings: Any
) -> ArgusCoordinator:
    """Let Argus watch the front door with some settings."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Argus",
        subentries_data=[camera_subentry(hass, FRONT_DOOR, "Front door", **settings)],
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return camera_named(entry.runtime_data, "Front door")


async def turn(
    hass: HomeAssistant, entity_id: str, state: str, **attributes: Any
) -> None:
    hass.states.async_set(entity_id, state, attributes)
    await hass.async_block_till_done()


async def pass_seconds(hass: HomeAssistant, seconds: float) -> None:
    """Let what waits for a moment not too far away come at once."""
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=seconds))
    await hass.async_block_till_done()


async def waits(door: ArgusCoordinator) -> None:
    await until(lambda: door.status is CameraStatus.WAITING)


async def watches(door: ArgusCoordinator) -> None:
    await until(lambda: door.status is CameraStatus.WATCHING)


async def several_turns(door: ArgusCoordinator) -> None:
    """Wait until the loop came by a few more times."""
    assert door.watch is not None
    turns = door.watch.statistics.failures
    # Each of them is woken, as by whatever else may stir a camera.
    for further in range(1, 4):
        door.watch.wake()
        await until(lambda more=further: door.watch.statistics.failures >= turns + more)


async def test_a_battery_camera_is_not_asked_for_a_single_picture_while_it_waits(
    hass: HomeAssistant,
    camera_entry: MockConfigEntry,
    door_camera: FakeCamera,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await turn(hass, CONTACT, "off")
    door = await start(
        hass, camera_entry, **{CONF_LOOK_WHILE: CONTACT, CONF_LOOK_AFTER: 0}
    )
    await waits(door)
    await several_turns(door)
    # It goes and comes, as such a camera does when it sleeps.
    door_camera.set_available(False)
    door_camera.set_available(True)
    await several_turns(door)
    assert door_camera.asked == 0

    # It is waiting, which is no trouble.
    assert door.status is CameraStatus.WAITING
    assert states(hass, door, VIEW) == states(hass, door, REST) == {True}
    status = hass.states.get(camera_entity(hass, door, "sensor", "status"))
    assert status.state == "waiting"
    assert status.attributes["waits_for"] == CONTACT
    assert said(caplog, "cannot be watched") == 0

    await turn(hass, CONTACT, "on")
    await watches(door)
    assert door_camera.asked > 0
    status = hass.states.get(camera_entity(hass, door, "sensor", "status"))
    assert status.state == "watching"
    assert status.attributes["waits_for"] is None

    await turn(hass, CONTACT, "off")
    await waits(door)
    asked = door_camera.asked
    await several_turns(door)
    assert door_camera.asked == asked


async def test_it_looks_for_some_time_after(
    hass: HomeAssistant, camera_entry: MockConfigEntry, door_camera: FakeCamera
) -> None:
    await turn(hass, CONTACT, "on")
    door = await start(
        hass, camera_entry, **{CONF_LOOK_WHILE: CONTACT, CONF_LOOK_AFTER: 60}
    )
    await watches(door)
    await turn(hass, CONTACT, "off")
    asked = door_camera.asked
    await until(lambda: door_camera.asked > asked)
    assert door.status is CameraStatus.WATCHING

    await pass_seconds(hass, 30)
    assert door.waits_for is None
    # The real clock did not move.
    door._watch.gate._until = dt_util.utcnow()
    await pass_seconds(hass, 61)
    await waits(door)
    assert door.waits_for == CONTACT


async def test_a_doorbell_starts_it(
    hass: HomeAssistant, camera_entry: MockConfigEntry, door_camera: FakeCamera
) -> None:
    yesterday = dt_util.utcnow() - timedelta(days=1)
    await turn(hass, BELL, yesterday.isoformat(), event_type="ring")
    door = await start(
        hass,
        camera_entry,
        **{CONF_LOOK_WHILE: BELL, CONF_LOOK_AFTER: 60, CONF_LOOK_STATES: ["ring"]},
    )
    await waits(door)
    # What rang before the start is over, and that something else happened is no ringing.
    await turn(hass, BELL, dt_util.utcnow().isoformat(), event_type="motion")
    await several_turns(door)
    assert door_camera.asked == 0

    await turn(hass, BELL, dt_util.utcnow().isoformat(), event_type="ring")
    await watches(door)
    assert door_camera.asked > 0


async def test_who_rang_a_moment_before_a_restart_is_looked_at(
    hass: HomeAssistant, camera_entry: MockConfigEntry
) -> None:
    await turn(hass, BELL, dt_util.utcnow().isoformat())
    door = await start(
        hass, camera_entry, **{CONF_LOOK_WHILE: BELL, CONF_LOOK_AFTER: 60}
    )
    await watches(door)


async def test_another_entity_is_taken_over_without_a_break(
    hass: HomeAssistant, camera_entry: MockConfigEntry, door_camera: FakeCamera
) -> None:
    await turn(hass, CONTACT, "off")
    await turn(hass, "sun.sun", "below_horizon")
    door = await start(
        hass, camera_entry, **{CONF_LOOK_WHILE: CONTACT, CONF_LOOK_AFTER: 0}
    )
    await waits(door)
    loop = door.watch
    door.async_set(**{CONF_LOOK_WHILE: "sun.sun"})
    await watches(door)
    assert door.watch is loop
    await turn(hass, "sun.sun", "above_horizon")
    await waits(door)
    door.async_set(**{CONF_LOOK_WHILE: None})
    await watches(door)


async def test_an_entity_that_is_renamed_is_followed_and_one_that_is_gone_is_told(
    hass: HomeAssistant, camera_entry: MockConfigEntry
) -> None:
    registry = er.async_get(hass)
    contact = registry.async_get_or_create(
        "binary_sensor", "test", "gate", suggested_object_id="gate"
    )
    await turn(hass, contact.entity_id, "off")
    door = await start(hass, camera_entry, **{CONF_LOOK_WHILE: contact.entity_id})
    hass.states.async_remove(contact.entity_id)
    registry.async_update_entity(
        contact.entity_id, new_entity_id="binary_sensor.garden_gate"
    )
    await turn(hass, "binary_sensor.garden_gate", "off")
    assert door.settings.look_while == "binary_sensor.garden_gate"
    await turn(hass, "binary_sensor.garden_gate", "on")
    await watches(door)

    issue = f"camera_misses_{door.subentry.subentry_id}_binary_sensor.garden_gate"
    issues = ir.async_get(hass)
    assert issues.async_get_issue(DOMAIN, issue) is None
    registry.async_remove("binary_sensor.garden_gate")
    hass.states.async_remove("binary_sensor.garden_gate")
    await hass.async_block_till_done()
    assert issues.async_get_issue(DOMAIN, issue) is not None
    await turn(hass, "binary_sensor.garden_gate", "on")
    assert issues.async_get_issue(DOMAIN, issue) is None


# Looking when somebody asks


def look(
    hass: HomeAssistant, context: Context | None = None, **data: Any
) -> asyncio.Task[Any]:
    """Ask to look at the front door."""
    return hass.async_create_task(
        hass.services.async_call(
            DOMAIN,
            "look",
            {"entity_id": FRONT_DOOR, **data},
            blocking=True,
            return_response=True,
            context=context,
        ),
        eager_start=True,
    )


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {CONF_DETECTION: False},
        {CONF_LOOK_WHILE: CONTACT},
        {CONF_DETECTION: False, CONF_LOOK_WHILE: CONTACT},
    ],
    ids=["watched", "stopped", "waiting", "stopped and waiting"],
)
async def test_look_looks_now_and_returns_what_was_seen(
    hass: HomeAssistant,
    camera_entry: MockConfigEntry,
    door_camera: FakeCamera,
    settings: dict[str, Any],
) -> None:
    await turn(hass, CONTACT, "off")
    door = await start(hass, camera_entry, **settings)
    rests = {
        CameraStatus.WATCHING,
        CameraStatus.WAITING,
        CameraStatus.STOPPED,
    }
    await until(lambda: door.status in rests)
    before, asked = door.status, door_camera.asked
    seen: list[ActivityType] = []
    door.async_subscribe_activities(lambda activity: seen.append(activity.type))

    asking = look(hass, seconds=600)
    await until(lambda: ActivityType.LOOK in seen)
    pictures: list[object] = []
    door.async_subscribe_frames(pictures.append)
    await until(lambda: len(pictures) > 1)
    assert not asking.done()
    await pass_seconds(hass, 601)
    (answer,) = (await asking)["cameras"]

    assert answer["camera"] == FRONT_DOOR
    assert answer["name"] == "Front door"
    assert answer.keys() == {"camera", "name"} | ANSWER
    assert answer["pictures"] >= 2
    assert door_camera.asked > asked
    assert (answer["kinds"], answer["persons"], answer["faces"]) == ([], 0, 0)
    runtime: ArgusRuntime = door.config_entry.runtime_data
    await hass.async_block_till_done()
    await runtime.incidents.async_settle(door)
    incident = await runtime.incidents.async_get(answer["incident"])
    assert incident is not None
    assert ActivityType.LOOK in incident.types
    assert incident.trace[0].what == ActivityType.LOOK
    await until(lambda: door.status is before)
    if before is not CameraStatus.WATCHING:
        asked = door_camera.asked
        await hass.async_block_till_done()
        assert door_camera.asked == asked


async def test_whoever_wants_no_answer_does_not_wait(
    hass: HomeAssistant, camera_entry: MockConfigEntry, door_camera: FakeCamera
) -> None:
    door = await start(hass, camera_entry, **{CONF_DETECTION: False})
    await hass.services.async_call(
        DOMAIN, "look", {"entity_id": FRONT_DOOR}, blocking=True
    )
    await until(lambda: door_camera.asked)
    assert door.status is not CameraStatus.STOPPED
    await pass_seconds(hass, 11)
    await until(lambda: door.status is CameraStatus.STOPPED)


async def test_a_look_at_a_camera_that_gives_nothing_says_so(
    hass: HomeAssistant, camera_entry: MockConfigEntry, door_camera: FakeCamera
) -> None:
    door_camera.failure = OSError("cable cut")
    await start(hass, camera_entry, **{CONF_DETECTION: False})
    asking = look(hass, seconds=5)
    await until(lambda: door_camera.asked)
    await pass_seconds(hass, 6)
    with pytest.raises(HomeAssistantError) as told:
        await asking
    assert told.value.translation_key == "look_saw_nothing"


async def test_a_look_ends_with_argus(
    hass: HomeAssistant, camera_entry: MockConfigEntry, door_camera: FakeCamera
) -> None:
    door = await start(hass, camera_entry)
    await watches(door)
    asking = look(hass, seconds=600)
    asked = door_camera.asked
    await until(lambda: door_camera.asked > asked)
    assert await hass.config_entries.async_unload(door.config_entry.entry_id)
    await asking


async def test_only_who_may_control_a_camera_may_look(
    hass: HomeAssistant,
    camera_entry: MockConfigEntry,
    door_camera: FakeCamera,
    hass_read_only_user: MockUser,
) -> None:
    await start(hass, camera_entry, **{CONF_DETECTION: False})
    with pytest.raises(Unauthorized):
        await look(hass, Context(user_id=hass_read_only_user.id))
    assert door_camera.asked == 0
