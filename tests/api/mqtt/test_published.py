"""What is published over MQTT, and when."""

from dataclasses import replace
from datetime import timedelta
import json
from types import MappingProxyType

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.argus.api.mqtt_bridge import KEPT, REPEAT
from custom_components.argus.const import CONF_DETECTION, DOMAIN
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import CONF_PROTOCOL
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ...conftest import FACES, MOVING, Show, camera_named, camera_subentry
from .broker import Broker


async def test_nothing_is_published_unasked(
    hass: HomeAssistant, broker: Broker, calm: ArgusRuntime
) -> None:
    await Show(hass, camera_named(calm, "Garden"))(MOVING)
    await broker.settled()
    assert broker.given == []


async def test_states_are_published_and_kept(
    hass: HomeAssistant, broker: Broker, publishing: ArgusRuntime
) -> None:
    kept = broker.kept
    assert kept["home/argus/availability"] == "online"
    assert kept["home/argus/garden/availability"] == "online"
    assert kept["home/argus/garden/motion"] == "OFF"
    assert kept["home/argus/garden/faces_count"] == "0"
    assert kept["home/argus/front_door/visitors_today"] == "0"
    # Two cameras: the topics of the old Argus would not say whose they are.
    assert "home/argus/motion" not in kept

    garden = camera_named(publishing, "Garden")
    broker.given.clear()
    await Show(hass, garden)(replace(MOVING, faces=FACES.faces))
    await broker.keeps("argus/garden/faces_count", "2")
    await broker.settled()
    assert broker.kept["home/argus/garden/motion"] == "ON"
    status = json.loads(broker.kept["home/argus/garden/status"])
    assert status["entity_id"] == "camera.garden"
    assert (status["faces_count"], status["motion_detected"]) == (2, True)
    # Only what changed, of the camera that changed.
    assert {topic.split("/")[2] for topic, _ in broker.given} == {"garden"}

    # Detection off: the camera goes, Argus stays.
    garden.async_set(detection=False)
    await broker.keeps("argus/garden/availability", "offline")
    assert "home/argus/availability" not in broker.kept


@pytest.mark.parametrize("pause", [0.3], indirect=True)
async def test_many_changes_at_once_are_few_messages(
    hass: HomeAssistant, broker: Broker, publishing: ArgusRuntime
) -> None:
    broker.given.clear()
    show = Show(hass, camera_named(publishing, "Garden"))
    for count in range(20):
        faces = FACES.faces[:1] if count % 2 else FACES.faces
        await show(replace(FACES, faces=faces))
    await broker.keeps("argus/garden/faces_count", "1")
    told = [topic for topic, _ in broker.given if topic.endswith("faces_count")]
    assert len(told) <= 3


async def test_all_is_told_again_every_minute(
    hass: HomeAssistant, broker: Broker, publishing: ArgusRuntime
) -> None:
    everything = broker.kept
    broker.given.clear()
    async_fire_time_changed(hass, dt_util.utcnow() + REPEAT + timedelta(seconds=1))
    for topic in everything:
        await broker.keeps(topic.removeprefix("home/"))
    assert broker.kept.keys() == everything.keys()


async def test_brokers_forget_what_is_not_told_again(
    hass: HomeAssistant,
    broker: Broker,
    publishing: ArgusRuntime,
    entry: MockConfigEntry,
) -> None:
    """After a power cut nobody finds that Argus runs; a goodbye is for ever."""
    assert 2 * REPEAT.total_seconds() < KEPT
    assert set(broker.expiry.values()) == {KEPT}
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert broker.kept["home/argus/availability"] == "offline"
    assert broker.expiry["home/argus/availability"] is None
    # So is what is told to brokers that do not know better.
    (mqtt,) = hass.config_entries.async_entries("mqtt")
    hass.config_entries.async_update_entry(
        mqtt, data={**mqtt.data, CONF_PROTOCOL: "3.1.1"}
    )
    broker.expiry.clear()
    assert await hass.config_entries.async_setup(entry.entry_id)
    await broker.keeps("argus/availability", "online")
    await broker.settled()
    assert set(broker.expiry.values()) == {None}


@pytest.mark.timeout(60)
async def test_nothing_waits_for_the_clock(
    hass: HomeAssistant,
    broker: Broker,
    freezer: FrozenDateTimeFactory,
    camera_entry: MockConfigEntry,
) -> None:
    """Between two messages there is nothing left to do, even if time does not pass; each start tells all afresh."""
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
        assert broker.kept["home/argus/availability"] == "online"
        assert await hass.config_entries.async_unload(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert broker.kept["home/argus/availability"] == "offline"


async def test_a_camera_that_is_added(
    hass: HomeAssistant,
    broker: Broker,
    publishing: ArgusRuntime,
    entry: MockConfigEntry,
) -> None:
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
    await broker.keeps("argus/shop/availability", "online")
