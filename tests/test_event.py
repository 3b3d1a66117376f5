"""Tests of activities as events."""

from dataclasses import replace

import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.argus.model.activity import ActivityType
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import Crossing, Direction, Tamper
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import HomeAssistant

from .conftest import FACES, MOVING, STILL, Show, camera_named
from .test_binary_sensor import state_of

DOOR = "event.argus_front_door_activity"
GARDEN = "event.argus_garden_activity"
ANYWHERE = "event.argus_activity"

pytestmark = pytest.mark.usefixtures("all_enabled")


async def test_types(hass: HomeAssistant, calm: ArgusRuntime) -> None:
    for entity_id in (DOOR, ANYWHERE):
        assert state_of(hass, entity_id).state == "unknown"
        assert state_of(hass, entity_id).attributes["event_types"] == list(ActivityType)


async def test_an_activity_is_told_by_its_camera_and_by_argus(
    hass: HomeAssistant, calm: ArgusRuntime
) -> None:
    await Show(hass, camera_named(calm, "Front door"))(MOVING)
    door, anywhere = state_of(hass, DOOR), state_of(hass, ANYWHERE)
    assert door.state != "unknown"
    assert door.attributes["event_type"] == "motion"
    assert door.attributes["intensity"] == 12.3
    assert door.attributes["faces"] == 0
    assert door.attributes["zones"] == []
    assert "line" not in door.attributes
    assert "reason" not in door.attributes
    assert anywhere.attributes["event_type"] == "motion"
    assert anywhere.attributes["intensity"] == 12.3
    assert anywhere.attributes["camera"] == "Front door"
    assert anywhere.attributes["camera_entity_id"] == "camera.front_door"
    assert state_of(hass, GARDEN).state == "unknown"


@pytest.mark.parametrize(
    ("direction", "type_"),
    [(Direction.IN, "visitor_in"), (Direction.OUT, "visitor_out")],
)
async def test_visitors(
    hass: HomeAssistant, calm: ArgusRuntime, direction: Direction, type_: str
) -> None:
    door = camera_named(calm, "Front door")
    line = {"id": "l1", "name": "Gate", "start": [0, 0.5], "end": [1, 0.5]}
    door.async_set(lines=[line])
    await hass.async_block_till_done()
    await Show(hass, door)(replace(STILL, crossings=(Crossing("l1", direction, 3),)))
    for entity_id in (DOOR, ANYWHERE):
        assert state_of(hass, entity_id).attributes["event_type"] == type_
        assert state_of(hass, entity_id).attributes["line"] == "Gate"


async def test_tampering(hass: HomeAssistant, calm: ArgusRuntime) -> None:
    show = Show(hass, camera_named(calm, "Front door"))
    await show(replace(STILL, tamper=Tamper.BLINDED))
    for entity_id in (DOOR, ANYWHERE):
        assert state_of(hass, entity_id).attributes["event_type"] == "tampered"
        assert state_of(hass, entity_id).attributes["reason"] == "blinded"


async def test_all_activities_of_a_frame_are_told(
    hass: HomeAssistant, calm: ArgusRuntime
) -> None:
    events = async_capture_events(hass, EVENT_STATE_CHANGED)
    show = Show(hass, camera_named(calm, "Front door"))
    await show(replace(MOVING, faces=FACES.faces, tamper=Tamper.MOVED))
    for entity_id in (DOOR, ANYWHERE):
        told = [
            event.data["new_state"].attributes["event_type"]
            for event in events
            if event.data["entity_id"] == entity_id
        ]
        assert told == ["tampered", "face", "motion"]


async def test_a_camera_tells_each_type_once_in_an_incident(
    hass: HomeAssistant, calm: ArgusRuntime
) -> None:
    """Each event is a line on the Activity page; who wants every single one has the entity of Argus."""
    events = async_capture_events(hass, EVENT_STATE_CHANGED)
    door = camera_named(calm, "Front door")
    show = Show(hass, door)

    def told(entity_id: str) -> list[str]:
        return [
            event.data["new_state"].attributes["event_type"]
            for event in events
            if event.data["entity_id"] == entity_id
        ]

    for _ in range(3):
        await show(replace(MOVING, faces=FACES.faces))
        # The camera looks once a minute, so motion lasts three of them.
        await show(FACES, after=181)
        await show(STILL, after=1)
    assert told(DOOR) == ["face", "motion"]
    assert told(ANYWHERE) == ["face", "motion"] * 3
    assert (
        len(
            {
                event.data["new_state"].attributes["incident"]
                for event in events
                if event.data["entity_id"] == ANYWHERE
            }
        )
        == 1
    )

    # What comes next is told again.
    door._view.incidents.async_end_current()
    await show(replace(MOVING, faces=FACES.faces), after=1)
    assert told(DOOR) == ["face", "motion"] * 2
