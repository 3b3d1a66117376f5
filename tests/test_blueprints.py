"""The blueprints: what Home Assistant makes of them, and what the automations made of them do."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
import json
from pathlib import Path
import shutil
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)

from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import Crossing, Direction
from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint import models
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.selector import selector
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from homeassistant.util.yaml import parse_yaml

from .conftest import FACES, MOVING, STILL, Show, camera_named, until
from .test_binary_sensor import state_of

# One blueprint may be given the activity of all cameras.
pytestmark = pytest.mark.usefixtures("all_enabled")

PROJECT = Path(__file__).parent.parent
FOLDER = PROJECT / "blueprints" / "automation" / "argus"
NAMES = ("motion_with_picture", "nobody_home_but_motion", "visitor_greeting")
DOOR = "event.argus_front_door_activity"
GARDEN = "event.argus_garden_activity"
ANYWHERE = "event.argus_activity"
COUNTERS = [
    f"sensor.argus_{camera}_gate_in_today" for camera in ("front_door", "garden")
]
# Home Assistant's delays count real seconds, and nothing is done while an automation delays.
AT_ONCE = {"patience": 0, "quiet": 0}
TO_GREET = {
    "activity": [DOOR, GARDEN],
    "speakers": ["media_player.hall", "media_player.shop"],
    "voice": "tts.piper",
}


def blueprint(name: str) -> models.Blueprint:
    return models.Blueprint(
        parse_yaml((FOLDER / f"{name}.yaml").read_text(encoding="utf-8")),
        path=name,
        expected_domain="automation",
        schema=AUTOMATION_BLUEPRINT_SCHEMA,
    )


def inputs_of(name: str) -> dict[str, dict[str, Any]]:
    """Return the inputs, those in sections too."""
    return dict(blueprint(name).inputs)


def test_all_are_here() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_blueprint(name: str) -> None:
    """Home Assistant takes it, and a user understands it."""
    found = blueprint(name)
    assert found.validate() is None
    metadata = found.metadata
    manifest = json.loads(
        (PROJECT / "custom_components/argus/manifest.json").read_text(encoding="utf-8")
    )
    hacs = json.loads((PROJECT / "hacs.json").read_text(encoding="utf-8"))
    source = f"{manifest['documentation']}/blob/main/blueprints/automation/argus/"
    assert metadata["source_url"] == f"{source}{name}.yaml"
    assert metadata["homeassistant"]["min_version"] == hacs["homeassistant"]
    assert metadata["description"]
    for key, one in inputs_of(name).items():
        assert one["name"], key
        field = selector(one["selector"])
        if one.get("default") not in (None, []):
            field(one["default"])


class Phone:
    """A phone that runs Home Assistant's app, and what it was sent."""

    def __init__(self, hass: HomeAssistant, name: str, service: str) -> None:
        """Register it as the app does."""
        entry = MockConfigEntry(domain="mobile_app")
        entry.add_to_hass(hass)
        registry = dr.async_get(hass)
        device = registry.async_get_or_create(
            config_entry_id=entry.entry_id,
            identifiers={("mobile_app", name)},
            name=name,
        )
        # Its action keeps the name that the app gave.
        registry.async_update_device(device.id, name_by_user=f"My {name}")
        self.device_id = device.id
        self.calls: list[ServiceCall] = async_mock_service(hass, "notify", service)


@pytest.fixture
def phone(hass: HomeAssistant) -> Phone:
    return Phone(hass, "Pixel 11", "mobile_app_pixel_11")


async def automate(hass: HomeAssistant, name: str, **inputs: Any) -> None:
    """Let a user make an automation of a blueprint."""
    target = Path(hass.config.path("blueprints", "automation", "argus"))
    await hass.async_add_executor_job(
        lambda: shutil.copytree(FOLDER, target, dirs_exist_ok=True)
    )
    config = {"use_blueprint": {"path": f"argus/{name}.yaml", "input": inputs}}
    assert await async_setup_component(
        hass, "automation", {"automation": {"alias": "Made", **config}}
    )
    await hass.async_block_till_done()
    assert state_of(hass, "automation.made").state == "on"


async def test_motion_with_picture(
    hass: HomeAssistant, calm: ArgusRuntime, phone: Phone
) -> None:
    other = Phone(hass, "iPhone of Zoé", "mobile_app_iphone_of_zoe")
    own = async_mock_service(hass, "test", "own")
    await automate(
        hass,
        "motion_with_picture",
        activity=[DOOR],
        phones=[phone.device_id, other.device_id],
        actions=[{"action": "test.own", "data": {"incident": "{{ incident }}"}}],
        patience=0.2,
        quiet=0,
    )
    await Show(hass, camera_named(calm, "Front door"))(MOVING)
    incident = state_of(hass, DOOR).attributes["incident"]
    for told in (phone.calls, other.calls):
        (call,) = told
        assert call.data["message"] == "Something moves"
        assert call.data["title"] == "Argus Front door"
        assert call.data["data"]["tag"] == f"argus-{incident}"
        assert (
            call.data["data"]["image"] == f"/api/argus/events/{incident}/snapshot.jpg"
        )
    assert [call.data["incident"] for call in own] == [incident]


async def test_quiet_time(
    hass: HomeAssistant, calm: ArgusRuntime, phone: Phone
) -> None:
    """Many activities are one notification; when the time is over there is another."""
    await automate(
        hass,
        "motion_with_picture",
        activity=[ANYWHERE],
        phones=[phone.device_id],
        patience=0,
        quiet=1,
    )
    door, garden = (
        Show(hass, camera_named(calm, name)) for name in ("Front door", "Garden")
    )
    first = asyncio.create_task(door(MOVING))
    await until(lambda: phone.calls)
    await asyncio.gather(first, garden(MOVING))
    assert len(phone.calls) == 1
    await garden(STILL, after=200)
    await garden(MOVING, after=1)
    assert [call.data["title"] for call in phone.calls] == ["Front door", "Garden"]


async def test_a_camera_that_was_not_picked(
    hass: HomeAssistant, calm: ArgusRuntime, phone: Phone
) -> None:
    await automate(
        hass,
        "motion_with_picture",
        activity=[DOOR],
        phones=[phone.device_id],
        **AT_ONCE,
    )
    await Show(hass, camera_named(calm, "Garden"))(MOVING)
    assert not phone.calls


async def test_only_what_is_worth_a_notification(
    hass: HomeAssistant, calm: ArgusRuntime, phone: Phone
) -> None:
    await automate(
        hass,
        "motion_with_picture",
        activity=[ANYWHERE],
        phones=[phone.device_id],
        types=["face"],
        **AT_ONCE,
        title="{{ camera }}: {{ what }}",
    )
    show = Show(hass, camera_named(calm, "Garden"))
    await show(MOVING)
    assert not phone.calls
    # Motion is told in the same moment; the face is not missed for it.
    await show(STILL, after=200)
    await show(replace(MOVING, faces=FACES.faces), after=1)
    assert [call.data["title"] for call in phone.calls] == ["Garden: Somebody is there"]


async def test_old_activities_are_no_news(
    hass: HomeAssistant, calm: ArgusRuntime, phone: Phone
) -> None:
    """A camera that comes back, or a restart, brings its last activity with it."""
    await automate(
        hass,
        "motion_with_picture",
        activity=[DOOR],
        phones=[phone.device_id],
        **AT_ONCE,
    )
    long_ago = (dt_util.utcnow() - timedelta(minutes=5)).isoformat()
    attributes = {"event_type": "motion", "incident": "1"}
    for state in ("unavailable", long_ago, "unknown"):
        hass.states.async_set(DOOR, state, attributes)
        hass.states.async_remove(DOOR)
    assert not phone.calls


async def test_by_hand(hass: HomeAssistant, calm: ArgusRuntime, phone: Phone) -> None:
    """Who tries it out without an activity gets a notification without a picture."""
    await automate(
        hass,
        "motion_with_picture",
        activity=[DOOR],
        phones=[phone.device_id],
        **AT_ONCE,
    )
    await hass.services.async_call(
        "automation", "trigger", {"entity_id": "automation.made"}
    )
    await hass.async_block_till_done()
    (call,) = phone.calls
    assert (call.data["title"], call.data["message"]) == ("Argus", "Something happened")
    assert call.data["data"]["image"] == ""


def hours(*offsets: float) -> dict[str, str]:
    """Return hours of the day around now."""
    now = dt_util.now()
    after, before = (f"{now + timedelta(hours=offset):%H:%M:%S}" for offset in offsets)
    return {"after": after, "before": before}


async def draw_lines(hass: HomeAssistant, runtime: ArgusRuntime) -> None:
    """Let each camera count who comes in."""
    line = {"id": "l1", "name": "Gate", "start": [0, 0.5], "end": [1, 0.5]}
    for camera in runtime.cameras.values():
        camera.async_set(lines=[line])
    await hass.async_block_till_done()


async def come_in(hass: HomeAssistant, runtime: ArgusRuntime, name: str) -> None:
    camera = camera_named(runtime, name)
    crossing = Crossing("l1", Direction.IN, 3)
    # Whoever crosses a line moves, and often shows a face in the same frame.
    seen = replace(MOVING, faces=FACES.faces, crossings=(crossing,))
    await Show(hass, camera)(seen)


@pytest.mark.parametrize(
    ("activity", "greetings"),
    [([DOOR, GARDEN], 1), (COUNTERS, 2)],
    ids=["once an incident", "each visitor"],
)
async def test_visitor_greeting(
    hass: HomeAssistant, calm: ArgusRuntime, activity: list[str], greetings: int
) -> None:
    spoken = async_mock_service(hass, "tts", "speak")
    await draw_lines(hass, calm)
    doors = TO_GREET | {"activity": activity}
    await automate(hass, "visitor_greeting", **doors, **hours(-1, 1), quiet=1)
    first = asyncio.create_task(come_in(hass, calm, "Front door"))
    await until(lambda: spoken)
    (call,) = spoken
    assert call.data["entity_id"] == ["tts.piper"]
    assert call.data["media_player_entity_id"] == TO_GREET["speakers"]
    assert call.data["message"] == "Welcome!"
    # Whoever comes right behind is not greeted once more.
    await asyncio.gather(first, come_in(hass, calm, "Garden"))
    assert len(spoken) == 1
    await come_in(hass, calm, "Garden")
    assert len(spoken) == greetings


@pytest.mark.parametrize(
    "inputs",
    [hours(1, 2), {**hours(-1, 1), "types": []}],
    ids=["closed", "nobody counts"],
)
async def test_nobody_is_greeted(
    hass: HomeAssistant, calm: ArgusRuntime, inputs: dict[str, Any]
) -> None:
    spoken = async_mock_service(hass, "tts", "speak")
    await draw_lines(hass, calm)
    await automate(hass, "visitor_greeting", **TO_GREET, **inputs, quiet=0)
    await come_in(hass, calm, "Front door")
    assert not spoken


def be(hass: HomeAssistant, *states: str) -> list[str]:
    """Let people be somewhere, for a day now."""
    people = [f"person.{number}" for number, _ in enumerate(states)]
    yesterday = (dt_util.utcnow() - timedelta(days=1)).timestamp()
    for person, state in zip(people, states, strict=True):
        hass.states.async_set(person, state, timestamp=yesterday)
    return people


@pytest.mark.parametrize(
    ("states", "alarm"),
    [
        (["not_home", "Work"], True),
        (["not_home", "home"], False),
        # Who may be home is.
        (["not_home", "unknown"], False),
        (["unavailable"], False),
    ],
)
async def test_nobody_home_but_motion(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    phone: Phone,
    states: Sequence[str],
    alarm: bool,
) -> None:
    siren = async_mock_service(hass, "siren", "turn_on")
    await automate(
        hass,
        "nobody_home_but_motion",
        activity=[ANYWHERE],
        phones=[phone.device_id],
        people=be(hass, *states),
        actions=[{"action": "siren.turn_on", "target": {"entity_id": "siren.hall"}}],
        **AT_ONCE,
    )
    await Show(hass, camera_named(calm, "Garden"))(MOVING)
    assert len(siren) == alarm
    assert len(phone.calls) == alarm
    if alarm:
        incident = state_of(hass, ANYWHERE).attributes["incident"]
        assert incident in phone.calls[0].data["data"]["image"]
        assert phone.calls[0].data["title"] == "Garden"


async def test_whoever_locks_the_door_is_no_burglar(
    hass: HomeAssistant, calm: ArgusRuntime, phone: Phone
) -> None:
    people = be(hass, "home")
    await automate(
        hass,
        "nobody_home_but_motion",
        activity=[ANYWHERE],
        phones=[phone.device_id],
        people=people,
        **AT_ONCE,
    )
    hass.states.async_set(people[0], "not_home")
    await Show(hass, camera_named(calm, "Garden"))(MOVING)
    assert not phone.calls


async def test_actions_that_fail_keep_nobody_from_being_told(
    hass: HomeAssistant, calm: ArgusRuntime, phone: Phone
) -> None:
    hass.states.async_set(
        "zone.home",
        "0",
        timestamp=(dt_util.utcnow() - timedelta(hours=1)).timestamp(),
    )
    await automate(
        hass,
        "nobody_home_but_motion",
        activity=[ANYWHERE],
        phones=[phone.device_id],
        actions=[{"action": "siren.is_not_there"}],
        **AT_ONCE,
    )
    await Show(hass, camera_named(calm, "Garden"))(MOVING)
    assert len(phone.calls) == 1
