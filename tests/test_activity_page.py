"""What one incident adds to Home Assistant's Activity page, asked of its real logbook."""

from collections import Counter
from dataclasses import replace
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import Crossing, Direction, Observation
from homeassistant.components.recorder import Recorder
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from .conftest import FACES, MOVING, STILL, Show, camera_named, set_up_calm, until

GATE = {"id": "l1", "name": "Gate", "start": [0, 0.5], "end": [1, 0.5]}


@pytest.fixture(autouse=True)
def _custom_integrations(
    recorder_mock: Recorder, enable_custom_integrations: None
) -> None:
    """Let Home Assistant find Argus, with its recorder running first."""


@pytest.fixture
async def runtime(hass: HomeAssistant, entry: MockConfigEntry) -> ArgusRuntime:
    """Return a house with the Activity page whose cameras look once a minute."""
    assert await async_setup_component(hass, "logbook", {})
    return await set_up_calm(hass, entry)


@pytest.fixture
async def door(hass: HomeAssistant, runtime: ArgusRuntime) -> ArgusCoordinator:
    """Return a camera that counts visitors and was looked through for a while."""
    door = camera_named(runtime, "Front door")
    door.async_set(interval=1, lines=[GATE], previews=False)
    await hass.async_block_till_done()
    await until(lambda: door.watch is not None and door.sight is not None)
    return door


def across(direction: Direction, track: int) -> Observation:
    """Return what is seen of somebody who crosses the line."""
    crossing = Crossing("l1", direction, track)
    return replace(MOVING, faces=FACES.faces, crossings=(crossing,))


async def let_visitors_come_and_go(
    hass: HomeAssistant,
    door: ArgusCoordinator,
    show: Show,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Show three minutes of visitors who stop, turn away and walk on, and then nobody until it is over."""

    async def see(*observations: Observation) -> None:
        for observation in observations:
            freezer.tick(1)
            await show(observation, after=1)

    for track in range(12):
        direction = Direction.IN if track % 3 else Direction.OUT
        await see(MOVING, FACES, across(direction, track), MOVING)
        # Longer than motion holds for incidents, shorter than what ends one.
        await see(*[STILL] * 6, MOVING, *[STILL] * 5)
    await see(*[STILL] * 30)
    freezer.tick(door.settings.presence_timeout)
    async_fire_time_changed(hass)
    await hass.async_block_till_done()


async def lines(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator, since: str
) -> list[dict[str, Any]]:
    """Return the lines of the Activity page."""
    await async_wait_recording_done(hass)
    client = await hass_ws_client(hass)
    await client.send_json_auto_id(
        {
            "type": "logbook/get_events",
            "start_time": since,
            "end_time": dt_util.utcnow().isoformat(),
        }
    )
    answer = await client.receive_json()
    assert answer["success"], answer
    found: list[dict[str, Any]] = answer["result"]
    return found


async def test_an_incident_is_a_sentence_and_a_handful_of_states(
    hass: HomeAssistant,
    door: ArgusCoordinator,
    freezer: FrozenDateTimeFactory,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """Twelve visitors who come and go are not a line for each step of each."""
    freezer.move_to(dt_util.utcnow())
    show = Show(hass, door)
    await show(STILL)
    await async_wait_recording_done(hass)
    freezer.tick(1)
    since = dt_util.utcnow().isoformat()
    await let_visitors_come_and_go(hass, door, show, freezer)
    freezer.tick(1)
    found = await lines(hass, hass_ws_client, since)
    told = [line for line in found if line.get("domain") == "argus"]
    assert [(line["name"], line["message"]) for line in told] == [
        ("Front door", "saw 8 visitors come in, saw 4 visitors go out")
    ]
    states = Counter(line["entity_id"] for line in found if "state" in line)
    assert states == {
        # Motion, a face, in and out.
        "event.argus_front_door_activity": 4,
        "binary_sensor.argus_front_door_motion": 2,
        "binary_sensor.argus_front_door_presence": 2,
        "binary_sensor.argus_presence": 2,
        # When the first one comes, two minutes later, and when the last one has gone.
        "sensor.argus_front_door_last_seen": 3,
    }


async def test_nothing_is_told_a_second_time_by_the_activity_of_all_cameras(
    hass: HomeAssistant, door: ArgusCoordinator
) -> None:
    """Who wants each event of each camera in one place enables it."""
    registry = er.async_get(hass)
    anywhere = registry.async_get("event.argus_activity")
    assert anywhere is not None
    assert anywhere.disabled_by is er.RegistryEntryDisabler.INTEGRATION
    its_own = registry.async_get("event.argus_front_door_activity")
    assert its_own is not None
    assert its_own.disabled_by is None
