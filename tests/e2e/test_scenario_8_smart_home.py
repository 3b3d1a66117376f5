"""Scenario 8 of the old Argus: the smart home hears of it over MQTT, over HTTP and in Node-RED."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import json
from pathlib import Path
import shutil
from typing import Any

from demo.hass_process import PROJECT
from demo.home import Home

from .broker import Broker, add_mqtt
from .cameras import EMPTY, SOMEBODY, jpeg, looked_at, show, troubles, walking
from .conftest import COMPONENTS
from .node_red import NodeRed, flow

BLUEPRINTS = PROJECT / "blueprints" / "automation" / "argus"

# As the old documentation has it, but for the receivers, which this home has to have: its automation told
# `notify.mobile_app`.
OLD_CONFIGURATION = """
mqtt:
  sensor:
    - name: "Argus Faces Count"
      state_topic: "home/argus/faces_count"
      unit_of_measurement: "personnes"

  binary_sensor:
    - name: "Argus Motion"
      state_topic: "home/argus/motion"
      device_class: motion
    - name: "Argus Runs"
      state_topic: "home/argus/availability"
      payload_on: online
      payload_off: offline

automation:
  - alias: "Argus Motion Alert"
    trigger:
      - platform: state
        entity_id: binary_sensor.argus_motion
        to: "on"
    action:
      - service: notify.persistent_notification
        data:
          message: "Mouvement détecté par Argus!"
      - service: light.turn_on
        entity_id: light.all_lights

notify:
input_boolean:
  lamp:
template:
  - light:
      - name: All lights
        state: "{{ is_state('input_boolean.lamp', 'on') }}"
        turn_on:
          action: input_boolean.turn_on
          target:
            entity_id: input_boolean.lamp
        turn_off:
          action: input_boolean.turn_off
          target:
            entity_id: input_boolean.lamp
"""


@asynccontextmanager
async def smart_home(
    hass_command: Path, tmp_path: Path, broker: Broker, *cameras: str, extra: str = ""
) -> AsyncIterator[Home]:
    """Run a home where Argus watches empty rooms and publishes over MQTT."""
    async with Home(tmp_path / "home", hass=hass_command) as home:
        home.prepare(COMPONENTS, extra)
        shutil.copytree(BLUEPRINTS, home.folder / "blueprints" / "automation" / "argus")
        await home.start()
        await home.arrive()
        for camera in cameras:
            await home.add_integration("argus_testcam", {"title": camera})
            await show(home, camera, jpeg(EMPTY))
        argus = await home.add_integration(
            "argus", {"cameras": [f"camera.{camera.lower()}" for camera in cameras]}
        )
        await add_mqtt(home, broker)
        assert not any(topic.startswith("home/") for topic in broker.last)
        await home.set_options(argus["entry_id"], mqtt=True)
        await broker.hears("home/argus/availability", "online")
        for camera in cameras:
            await looked_at(home, camera, 6)
        yield home
        assert not troubles(home)


async def test_the_smart_home_hears_of_it(hass_command: Path, tmp_path: Path) -> None:
    async with (
        Broker(tmp_path) as broker,
        smart_home(
            hass_command, tmp_path, broker, "Hall", extra=OLD_CONFIGURATION
        ) as home,
        NodeRed(tmp_path / "node-red") as node_red,
    ):
        token = await home.command(
            "auth/long_lived_access_token", client_name="Smart home", lifespan=1
        )
        await deploy_examples(node_red, home, token, broker)
        await node_red.shows("Argus runs")
        await node_red.shows("Nobody is there")
        await broker.hears("home/argus/motion", "OFF")
        await home.state_becomes("binary_sensor.argus_motion", "off")
        await home.state_becomes("sensor.argus_faces_count", "0")
        assert (await state(home, "light.all_lights"))["state"] == "off"

        async with walking(home, "Hall"):
            await somebody_is_seen(home, broker, node_red)
            await the_old_scripts_work(home, token)
        await the_blueprints_are_taken(home)

        # They leave.
        await show(home, "Hall", jpeg(EMPTY))
        await broker.hears("home/argus/motion", "OFF", timeout=90)
        await broker.hears("home/argus/faces_count", "0")
        await node_red.shows("It is still")


async def somebody_is_seen(home: Home, broker: Broker, node_red: NodeRed) -> None:
    """Wait until everybody who listens knows that somebody walks about."""
    # Over MQTT: where the old Argus told it, and below the camera's name.
    for prefix in ("home/argus", "home/argus/hall"):
        await broker.heard_of(f"{prefix}/motion", "ON")
        await broker.heard_of(f"{prefix}/faces_count", "1")
        assert broker.last[f"{prefix}/visitors_today"] == "0"
    told = json.loads(broker.last["home/argus/status"])
    assert told["entity_id"] == "camera.hall"
    assert told["is_running"]

    # The sensors and the automation of the old documentation.
    await home.state_becomes("binary_sensor.argus_motion", "on")
    faces = await home.state_becomes("sensor.argus_faces_count", "1")
    assert faces["attributes"]["unit_of_measurement"] == "personnes"
    await home.state_becomes("light.all_lights", "on")
    notifications = await home.command("persistent_notification/get")
    assert "Mouvement détecté par Argus!" in {n["message"] for n in notifications}

    # Node-RED.
    assert await node_red.shows("It moves") == "ON"
    seen = await node_red.shows("Somebody is there")
    assert seen["faces_count"] == 1
    event = await node_red.shows("Something happened")
    assert event["location"] == "Hall"
    assert not [shown for shown in node_red.shown if "not answer" in shown[0]]


async def deploy_examples(
    node_red: NodeRed, home: Home, token: str, broker: Broker
) -> None:
    """Import the flows of the documentation and set what a user has to set."""
    access = {"HOME_ASSISTANT_URL": home.url, "HOME_ASSISTANT_TOKEN": token}
    over_mqtt = flow("mqtt")
    (address,) = (node for node in over_mqtt if node["type"] == "mqtt-broker")
    address |= {"broker": "127.0.0.1", "port": str(broker.port)}
    await node_red.deploy(
        [*flow("status", **access), *flow("events", **access), *over_mqtt]
    )


async def the_old_scripts_work(home: Home, token: str) -> None:
    """Ask as the scripts of the old documentation did, with another address and a token."""

    async def get(path: str) -> Any:
        async with home.session.get(
            f"{home.url}{path}", headers={"Authorization": f"Bearer {token}"}
        ) as answer:
            assert answer.status == 200, path
            return (
                await answer.json()
                if answer.content_type == "application/json"
                else await answer.read()
            )

    async def sees_somebody() -> bool:
        status = await get("/api/argus/status/")
        return bool(status["faces_count"] == 1 and status["motion_detected"])

    await home.until(sees_somebody, 30, "the status to tell of somebody")
    # The incident is under way; it is in the list from its beginning.
    events = (await get("/api/argus/events/?limit=5"))["results"]
    (event,) = events
    assert event["detection_type"] in {"motion", "face"}
    assert event["motion_intensity"] > 0
    faces = (await get("/api/argus/events/?type=face&limit=1"))["results"]
    assert [face["id"] for face in faces] == [event["id"]]

    async def image_url() -> Any:
        return (await get(f"/api/argus/events/{event['id']}"))["image_url"]

    picture = await home.until(image_url, 30, "a picture of the incident")
    assert (await get(picture)).startswith(b"\xff\xd8")
    for path in ("status", "events"):
        async with home.session.get(f"{home.url}/api/argus/{path}") as answer:
            assert answer.status == 401, path


async def the_blueprints_are_taken(home: Home) -> None:
    """Home Assistant lists each blueprint without an error."""
    found = await home.command("blueprint/list", domain="automation")
    ours = {name: told for name, told in found.items() if name.startswith("argus/")}
    assert len(ours) == len(list(BLUEPRINTS.iterdir())) > 0
    assert not [told["error"] for told in ours.values() if "error" in told]


async def test_whoever_listens_knows_whether_argus_runs(
    hass_command: Path, tmp_path: Path
) -> None:
    async with (
        Broker(tmp_path) as broker,
        smart_home(hass_command, tmp_path, broker, "Hall", "Yard") as home,
    ):
        kept = await broker.kept()
        for camera in ("hall", "yard"):
            assert kept[f"home/argus/{camera}/availability"] == "online"
            assert kept[f"home/argus/{camera}/motion"] == "OFF"
        # Two cameras: the topics of the old Argus would not say whose they are.
        assert "home/argus/motion" not in kept

        # A camera goes: its topics go, also for those who come later.
        await remove_camera(home, "Yard")
        await broker.hears("home/argus/yard/availability", "")
        assert ("home/argus/yard/availability", "offline") in broker.heard
        await broker.hears("home/argus/motion", "OFF")
        assert not [topic for topic in await broker.kept() if "yard" in topic]

        # The MQTT integration is reloaded: all is told again.
        broker.heard.clear()
        (mqtt,) = await home.command("config_entries/get", domain="mqtt")
        await home.call(
            "POST", f"/api/config/config_entries/entry/{mqtt['entry_id']}/reload"
        )
        await broker.hears("home/argus/hall/availability", "online")

        # So it is when the broker forgot everything in a restart.
        await broker.stop()
        broker.heard.clear()
        await broker.start()
        await broker.hears("home/argus/availability", "online", timeout=60)
        await broker.hears("home/argus/hall/motion", "OFF")

        # Home Assistant's power fails: its own last will tells that, and what Argus told is forgotten by itself.
        await broker.hears("homeassistant/status", "online")
        assert broker.expiry["home/argus/availability"] == 180
        assert broker.expiry["home/argus/hall/motion"] == 180
        await home.kill()
        await broker.hears("homeassistant/status", "offline")
        await home.start()
        await home.arrive()
        await broker.hears("homeassistant/status", "online")
        broker.heard.clear()
        await show(home, "Hall", jpeg(EMPTY))
        await broker.hears("home/argus/hall/availability", "online", timeout=90)
        await looked_at(home, "Hall", 6)
        await show(home, "Hall", jpeg(SOMEBODY))
        await broker.hears("home/argus/hall/motion", "ON")

        # It is stopped: Argus says goodbye, and nothing moves any more.
        await home.stop()
        assert not broker.expiry["home/argus/availability"]
        kept = await broker.kept()
        assert kept["home/argus/availability"] == "offline"
        assert kept["home/argus/hall/availability"] == "offline"
        assert kept["home/argus/hall/motion"] == "OFF"
        assert kept["home/argus/motion"] == "OFF"


async def remove_camera(home: Home, title: str) -> None:
    """Delete a camera of Argus as a user does."""
    (entry,) = await home.command("config_entries/get", domain="argus")
    subentries = await home.command(
        "config_entries/subentries/list", entry_id=entry["entry_id"]
    )
    (camera,) = (each for each in subentries if each["title"] == title)
    await home.command(
        "config_entries/subentries/delete",
        entry_id=entry["entry_id"],
        subentry_id=camera["subentry_id"],
    )


async def state(home: Home, entity_id: str) -> dict[str, Any]:
    """Read a state that is there."""
    found = await home.state(entity_id)
    assert found is not None, entity_id
    return found
