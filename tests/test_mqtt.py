"""What is published over MQTT, and when."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
import json
from types import MappingProxyType
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.argus import mqtt as bridge
from custom_components.argus.const import CONF_DETECTION, DOMAIN
from custom_components.argus.house import House
from custom_components.argus.mqtt_topics import (
    MOST_OF_A_BASE,
    CameraName,
    is_usable_base,
    name_cameras,
)
from homeassistant.components.mqtt.const import MQTT_CONNECTION_STATE
from homeassistant.components.mqtt.models import DATA_MQTT
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util import dt as dt_util

from .conftest import FACES, MOVING, STILL, Show, camera_named, camera_subentry, until

type Broker = dict[str, str]


@pytest.fixture
def published(mqtt_mock: Any, mqtt_client_mock: Any) -> Iterator[list[tuple[str, str]]]:
    """Return all that the broker was given, in order."""
    given: list[tuple[str, str]] = []
    answer = mqtt_client_mock.publish.side_effect

    def publish(topic: str, payload: Any, qos: int, retain: bool, *more: Any) -> Any:
        if topic.startswith("home/"):
            assert retain
            given.append((topic, payload))
        return answer(topic, payload, qos, retain, *more)

    mqtt_client_mock.publish.side_effect = publish
    yield given
    # The client's own timer ends with a connection, and this one had none.
    mqtt_mock.return_value._misc_timer.cancel()


@pytest.fixture(autouse=True)
def pause(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let rounds follow each other at once, unless a test says otherwise."""
    with patch.object(bridge, "PAUSE", getattr(request, "param", 0)):
        yield


def kept(published: list[tuple[str, str]]) -> Broker:
    """Return what the broker keeps."""
    return {topic: payload for topic, payload in dict(published).items() if payload}


async def set_options(
    hass: HomeAssistant, entry: MockConfigEntry, **options: Any
) -> None:
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, "mqtt": True, **options}
    )
    await hass.async_block_till_done()


async def settled(published: list[tuple[str, str]]) -> None:
    """Wait until nothing more is published."""
    before = -1
    while before != len(published):
        before = len(published)
        await asyncio.sleep(0.1)


async def test_nothing_is_published_unasked(
    hass: HomeAssistant, mqtt_mock: Any, published: list[tuple[str, str]], calm: House
) -> None:
    await Show(hass, camera_named(calm, "Garden"))(MOVING)
    await settled(published)
    assert published == []


async def test_states_are_published_and_kept(
    hass: HomeAssistant,
    mqtt_mock: Any,
    published: list[tuple[str, str]],
    calm: House,
    entry: MockConfigEntry,
) -> None:
    await set_options(hass, entry)
    await until(lambda: "home/argus/availability" in kept(published))
    broker = kept(published)
    assert broker["home/argus/availability"] == "online"
    assert broker["home/argus/garden/availability"] == "online"
    assert broker["home/argus/garden/motion"] == "OFF"
    assert broker["home/argus/garden/faces_count"] == "0"
    assert broker["home/argus/front_door/visitors_today"] == "0"
    # Two cameras: the topics of the old Argus would not say whose they are.
    assert "home/argus/motion" not in broker

    garden = camera_named(calm, "Garden")
    published.clear()
    await Show(hass, garden)(replace(MOVING, faces=FACES.faces))
    await until(lambda: kept(published).get("home/argus/garden/faces_count") == "2")
    await settled(published)
    assert kept(published)["home/argus/garden/motion"] == "ON"
    status = json.loads(kept(published)["home/argus/garden/status"])
    assert status["entity_id"] == "camera.garden"
    assert (status["faces_count"], status["motion_detected"]) == (2, True)
    # Only what changed, of the camera that changed.
    assert {topic.split("/")[2] for topic, _ in published} == {"garden"}

    # Detection off: the camera goes, Argus stays.
    garden.async_set(detection=False)
    await until(
        lambda: kept(published).get("home/argus/garden/availability") == "offline"
    )
    assert "home/argus/availability" not in kept(published)


@pytest.mark.parametrize("pause", [0.3], indirect=True)
async def test_many_changes_at_once_are_few_messages(
    hass: HomeAssistant,
    mqtt_mock: Any,
    published: list[tuple[str, str]],
    calm: House,
    entry: MockConfigEntry,
) -> None:
    await set_options(hass, entry)
    await until(lambda: "home/argus/availability" in kept(published))
    await settled(published)
    published.clear()
    show = Show(hass, camera_named(calm, "Garden"))
    for count in range(20):
        faces = FACES.faces[:1] if count % 2 else FACES.faces
        await show(replace(FACES, faces=faces))
    await until(lambda: kept(published).get("home/argus/garden/faces_count") == "1")
    told = [topic for topic, _ in published if topic.endswith("faces_count")]
    assert len(told) <= 3


async def test_all_is_told_again_every_minute(
    hass: HomeAssistant,
    mqtt_mock: Any,
    published: list[tuple[str, str]],
    calm: House,
    entry: MockConfigEntry,
) -> None:
    await set_options(hass, entry)
    await until(lambda: "home/argus/availability" in kept(published))
    await settled(published)
    everything = kept(published)
    published.clear()
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=61))
    await until(lambda: kept(published).keys() == everything.keys())


async def test_all_is_told_again_when_the_broker_is_back(
    hass: HomeAssistant,
    mqtt_mock: Any,
    published: list[tuple[str, str]],
    calm: House,
    entry: MockConfigEntry,
) -> None:
    await set_options(hass, entry)
    await until(lambda: "home/argus/availability" in kept(published))
    await settled(published)
    everything = kept(published)
    published.clear()
    # While it is away nothing is tried, and nothing breaks.
    mqtt_mock.connected = False
    async_dispatcher_send(hass, MQTT_CONNECTION_STATE, False)
    await Show(hass, camera_named(calm, "Garden"))(FACES)
    await settled(published)
    assert published == []
    mqtt_mock.connected = True
    async_dispatcher_send(hass, MQTT_CONNECTION_STATE, True)
    await until(lambda: kept(published).keys() == everything.keys())
    assert kept(published)["home/argus/garden/faces_count"] == "2"


async def test_a_broker_that_goes_in_the_middle(
    hass: HomeAssistant,
    mqtt_mock: Any,
    published: list[tuple[str, str]],
    calm: House,
    entry: MockConfigEntry,
) -> None:
    with patch.object(
        bridge, "_async_publish", side_effect=HomeAssistantError("gone")
    ) as publish:
        await set_options(hass, entry)
        await until(lambda: publish.called)
    assert published == []
    async_dispatcher_send(hass, MQTT_CONNECTION_STATE, True)
    await until(lambda: "home/argus/availability" in kept(published))
    # Nor does it hold up the end.
    with patch.object(bridge, "_async_publish", side_effect=HomeAssistantError("gone")):
        assert await hass.config_entries.async_unload(entry.entry_id)


async def test_a_broker_that_hangs_holds_nobody_up(
    hass: HomeAssistant,
    mqtt_mock: Any,
    published: list[tuple[str, str]],
    calm: House,
    entry: MockConfigEntry,
) -> None:
    await set_options(hass, entry)
    await until(lambda: "home/argus/availability" in kept(published))
    await settled(published)
    hangs = asyncio.Event()

    async def hang(*_arguments: Any) -> None:
        hangs.set()
        await asyncio.Event().wait()

    with (
        patch.object(bridge, "_async_publish", side_effect=hang),
        patch.object(bridge, "FAREWELL", 0.1),
    ):
        show = Show(hass, camera_named(calm, "Garden"))
        # Neither the cameras, of which nothing piles up, ...
        for count in range(20):
            await show(FACES if count % 2 else STILL)
        await hangs.wait()
        # ... nor the end.
        async with asyncio.timeout(10):
            await hass.config_entries.async_remove(entry.entry_id)
    assert kept(published)["home/argus/garden/faces_count"] == "0"


async def test_the_mqtt_integration_is_reloaded(
    hass: HomeAssistant,
    mqtt_mock: Any,
    published: list[tuple[str, str]],
    calm: House,
    entry: MockConfigEntry,
) -> None:
    await set_options(hass, entry)
    await until(lambda: "home/argus/availability" in kept(published))
    await settled(published)
    (mqtt,) = hass.config_entries.async_entries("mqtt")
    mqtt_mock.return_value._misc_timer.cancel()
    assert await hass.config_entries.async_unload(mqtt.entry_id)
    published.clear()
    await Show(hass, camera_named(calm, "Garden"))(FACES)
    await settled(published)
    assert published == []
    assert await hass.config_entries.async_setup(mqtt.entry_id)
    await hass.async_block_till_done()
    # As in the fixture, for the client of this time.
    hass.data[DATA_MQTT].client._misc_timer.cancel()
    async_dispatcher_send(hass, MQTT_CONNECTION_STATE, True)
    await until(lambda: kept(published).get("home/argus/garden/faces_count") == "2")
    assert kept(published)["home/argus/availability"] == "online"


async def test_goodbye(
    hass: HomeAssistant,
    mqtt_mock: Any,
    published: list[tuple[str, str]],
    calm: House,
    entry: MockConfigEntry,
) -> None:
    await set_options(hass, entry)
    await Show(hass, camera_named(calm, "Garden"))(replace(MOVING, faces=FACES.faces))
    await until(lambda: kept(published).get("home/argus/garden/faces_count") == "2")
    await settled(published)
    assert await hass.config_entries.async_unload(entry.entry_id)
    broker = kept(published)
    assert broker["home/argus/availability"] == "offline"
    assert broker["home/argus/garden/availability"] == "offline"
    assert broker["home/argus/front_door/availability"] == "offline"
    # Nothing moves for those who only look at that.
    assert broker["home/argus/garden/motion"] == "OFF"
    assert broker["home/argus/garden/faces_count"] == "0"
    assert json.loads(broker["home/argus/garden/status"])["status"] == "stopped"
    # Removed: nothing is left behind, on the broker or here.
    await hass.config_entries.async_remove(entry.entry_id)
    assert kept(published) == {}


async def test_goodbye_when_home_assistant_stops(
    hass: HomeAssistant,
    mqtt_mock: Any,
    published: list[tuple[str, str]],
    calm: House,
    entry: MockConfigEntry,
) -> None:
    await set_options(hass, entry)
    await until(lambda: "home/argus/availability" in kept(published))
    told_first: list[str] = []

    @callback
    def stops(_event: Event) -> None:
        # The MQTT integration hangs up now: too late to say anything.
        told_first.append(kept(published)["home/argus/availability"])

    hass.bus.async_listen(EVENT_HOMEASSISTANT_STOP, stops)
    await hass.async_stop(force=True)
    assert told_first == ["offline"]


@pytest.mark.timeout(60)
async def test_nothing_waits_for_the_clock(
    hass: HomeAssistant,
    mqtt_mock: Any,
    published: list[tuple[str, str]],
    freezer: FrozenDateTimeFactory,
    camera_entry: MockConfigEntry,
) -> None:
    """Between two messages there is nothing left to do, even if time does not pass."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        options={"mqtt": True},
        subentries_data=[
            camera_subentry(hass, "camera.shop", "Shop", **{CONF_DETECTION: False})
        ],
    )
    entry.add_to_hass(hass)
    for _ in range(2):
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert kept(published)["home/argus/availability"] == "online"
        assert await hass.config_entries.async_unload(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert kept(published)["home/argus/availability"] == "offline"


async def test_topics_that_are_no_longer_told_are_cleared(
    hass: HomeAssistant,
    mqtt_mock: Any,
    published: list[tuple[str, str]],
    calm: House,
    entry: MockConfigEntry,
) -> None:
    await set_options(hass, entry)
    await until(lambda: "home/argus/availability" in kept(published))
    garden = camera_named(calm, "Garden").subentry
    # Renamed.
    hass.config_entries.async_update_subentry(entry, garden, title="Back yard")
    await until(lambda: "home/argus/back_yard/motion" in kept(published))
    assert ("home/argus/garden/availability", "offline") in published
    assert not any("garden" in topic for topic in kept(published))
    # Removed: one camera is left, so the topics of the old Argus tell of it.
    hass.config_entries.async_remove_subentry(entry, garden.subentry_id)
    await until(lambda: "home/argus/motion" in kept(published))
    assert not any("back_yard" in topic for topic in kept(published))
    broker = kept(published)
    assert broker["home/argus/status"] == broker["home/argus/front_door/status"]
    # Elsewhere.
    await set_options(hass, entry, mqtt_base="home/eyes")
    await until(lambda: "home/eyes/availability" in kept(published))
    assert not any("argus" in topic for topic in kept(published))
    # No longer wanted.
    await set_options(hass, entry, mqtt=False)
    await until(lambda: not kept(published))


async def test_topics_stay_the_same_after_a_restart(
    hass: HomeAssistant,
    mqtt_mock: Any,
    published: list[tuple[str, str]],
    calm: House,
    entry: MockConfigEntry,
) -> None:
    """Two cameras of one name do not share a topic, and neither changes when the other goes."""
    first, second = sorted(entry.subentries)
    hass.config_entries.async_update_subentry(
        entry, entry.subentries[second], title="Hall"
    )
    hass.config_entries.async_update_subentry(
        entry, entry.subentries[first], title="Hall"
    )
    await hass.async_block_till_done()
    await set_options(hass, entry)
    await until(lambda: "home/argus/hall_2/motion" in kept(published))
    status = json.loads(kept(published)["home/argus/hall_2/status"])
    assert status["id"] == second
    assert await hass.config_entries.async_unload(entry.entry_id)
    hass.config_entries.async_remove_subentry(entry, first)
    published.clear()
    assert await hass.config_entries.async_setup(entry.entry_id)
    await until(lambda: "home/argus/hall_2/motion" in kept(published))
    # The topics of the one that went while Argus did not run are cleared all the same.
    assert ("home/argus/hall/motion", "") in published


async def test_without_the_mqtt_integration(
    hass: HomeAssistant, calm: House, entry: MockConfigEntry
) -> None:
    registry = ir.async_get(hass)

    def issue() -> ir.IssueEntry | None:
        return registry.async_get_issue(DOMAIN, "mqtt_missing")

    assert issue() is None
    await set_options(hass, entry)
    assert issue() is not None
    other = MockConfigEntry(domain="mqtt")
    other.add_to_hass(hass)
    hass.config_entries.async_update_entry(other, title="MQTT")
    await hass.async_block_till_done()
    assert issue() is None
    await hass.config_entries.async_remove(other.entry_id)
    await hass.async_block_till_done()
    assert issue() is not None
    # Other integrations do not matter, and removing works without a broker.
    MockConfigEntry(domain="other").add_to_hass(hass)
    await hass.config_entries.async_remove(entry.entry_id)
    assert issue() is None


async def test_a_broker_that_is_away_when_argus_is_removed(
    hass: HomeAssistant,
    mqtt_mock: Any,
    published: list[tuple[str, str]],
    calm: House,
    entry: MockConfigEntry,
    hass_storage: dict[str, Any],
) -> None:
    await set_options(hass, entry)
    await until(lambda: "home/argus/availability" in kept(published))
    with patch.object(bridge, "_async_publish", side_effect=HomeAssistantError("gone")):
        await hass.config_entries.async_remove(entry.entry_id)
    assert "argus.mqtt" not in hass_storage


async def test_a_camera_that_is_added(
    hass: HomeAssistant,
    mqtt_mock: Any,
    published: list[tuple[str, str]],
    calm: House,
    entry: MockConfigEntry,
) -> None:
    await set_options(hass, entry)
    await until(lambda: "home/argus/availability" in kept(published))
    new = camera_subentry(hass, "camera.shop", "Shop")
    hass.config_entries.async_add_subentry(
        entry,
        ConfigSubentry(
            data=MappingProxyType(dict(new["data"])),
            subentry_type=new["subentry_type"],
            title=new["title"],
            unique_id=new["unique_id"],
        ),
    )
    await until(lambda: kept(published).get("home/argus/shop/availability") == "online")


@pytest.mark.parametrize(
    "base", ["home/argus", "argus", "a/b/c", "homeassistants", "maison/entrée 2"]
)
def test_bases(base: str) -> None:
    assert is_usable_base(base)


@pytest.mark.parametrize(
    "base",
    [
        "",
        "/home",
        "home/",
        "home//argus",
        "home/+",
        "home/#",
        "$SYS/argus",
        "homeassistant",
        "homeassistant/argus",
        "home\x00",
        "home\n",
        "a" * (MOST_OF_A_BASE + 1),
        "é" * (MOST_OF_A_BASE // 2 + 1),
    ],
)
def test_bases_that_cannot_be(base: str) -> None:
    assert not is_usable_base(base)


def test_names_are_unique_and_stay() -> None:
    names = name_cameras({"2": "Hall", "1": "Hall", "3": "Hall 2", "4": "門"}, {})
    assert names["1"] == CameraName("hall", "hall")
    assert names["2"] == CameraName("hall", "hall_2")
    assert names["3"] == CameraName("hall_2", "hall_2_2")
    assert len({name.given for name in names.values()}) == 4
    # The first one goes, the third is called like it now: nobody else changes.
    after = name_cameras({"2": "Hall", "3": "Hall"}, names)
    assert after == {
        "2": CameraName("hall", "hall_2"),
        "3": CameraName("hall", "hall"),
    }
