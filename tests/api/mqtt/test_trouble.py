"""Brokers that go away, hang, forget, or were never there."""

import asyncio
from typing import Any
from unittest.mock import patch

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.api import mqtt_bridge as bridge
from custom_components.argus.const import DOMAIN
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir

from ...conftest import FACES, MOVING, STILL, Show, camera_named, until
from .broker import Broker, set_options

GONE = HomeAssistantError("gone")


async def test_all_is_told_again_when_the_broker_is_back(
    hass: HomeAssistant, broker: Broker, publishing: ArgusRuntime
) -> None:
    everything = broker.kept
    broker.given.clear()
    # While it is away nothing is tried, and nothing breaks.
    broker.connected(False)
    await Show(hass, camera_named(publishing, "Garden"))(FACES)
    await broker.settled()
    assert broker.given == []
    broker.connected(True)
    await until(lambda: broker.kept.keys() == everything.keys())
    assert broker.kept["home/argus/garden/faces_count"] == "2"


async def test_a_broker_that_goes_in_the_middle(
    hass: HomeAssistant, broker: Broker, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    with patch.object(bridge, "_async_publish", side_effect=GONE) as publish:
        await set_options(hass, entry)
        await until(lambda: publish.called)
    assert broker.given == []
    broker.connected(True)
    await broker.keeps("argus/availability")
    # Nor does it hold up the end.
    with patch.object(bridge, "_async_publish", side_effect=GONE):
        assert await hass.config_entries.async_unload(entry.entry_id)


async def test_a_broker_that_hangs_holds_nobody_up(
    hass: HomeAssistant,
    broker: Broker,
    publishing: ArgusRuntime,
    entry: MockConfigEntry,
) -> None:
    hangs = asyncio.Event()

    async def hang(*_arguments: Any) -> None:
        hangs.set()
        await asyncio.Event().wait()

    with (
        patch.object(bridge, "_async_publish", side_effect=hang),
        patch.object(bridge, "FAREWELL", 0.1),
    ):
        show = Show(hass, camera_named(publishing, "Garden"))
        # Neither the cameras, of which nothing piles up, ...
        for count in range(20):
            await show(FACES if count % 2 else STILL)
        await hangs.wait()
        # ... nor the end.
        async with asyncio.timeout(10):
            await hass.config_entries.async_remove(entry.entry_id)
    assert broker.kept["home/argus/garden/faces_count"] == "0"


async def test_a_slow_broker_hears_all_of_the_goodbye(
    hass: HomeAssistant,
    broker: Broker,
    publishing: ArgusRuntime,
    entry: MockConfigEntry,
) -> None:
    """No message waits for the broker's answer to the one before."""
    asked: dict[str, str] = {}
    never = asyncio.Event()

    async def wait(_hass: HomeAssistant, topic: str, payload: str) -> None:
        asked[topic] = payload
        await never.wait()

    with (
        patch.object(bridge, "_async_publish", side_effect=wait),
        patch.object(bridge, "FAREWELL", 0.1),
    ):
        assert await hass.config_entries.async_unload(entry.entry_id)
    for camera in ("front_door", "garden"):
        assert asked[f"home/argus/{camera}/availability"] == "offline"
    assert asked["home/argus/availability"] == "offline"


async def test_the_goodbye_of_what_was_under_way(
    hass: HomeAssistant,
    broker: Broker,
    publishing: ArgusRuntime,
    entry: MockConfigEntry,
) -> None:
    """The broker has the message, its answer is not there yet: nothing moves any more all the same."""
    publish = bridge._async_publish
    under_way = asyncio.Event()

    async def answer_late(
        _hass: HomeAssistant, topic: str, payload: str, expires: int | None = None
    ) -> None:
        await publish(_hass, topic, payload, expires)
        if (topic, payload) == ("home/argus/garden/motion", "ON"):
            under_way.set()
            await asyncio.Event().wait()

    with patch.object(bridge, "_async_publish", side_effect=answer_late):
        await Show(hass, camera_named(publishing, "Garden"))(MOVING)
        await under_way.wait()
        assert await hass.config_entries.async_unload(entry.entry_id)
    assert broker.kept["home/argus/garden/motion"] == "OFF"


async def test_the_mqtt_integration_is_reloaded(
    hass: HomeAssistant, broker: Broker, publishing: ArgusRuntime
) -> None:
    (mqtt,) = hass.config_entries.async_entries("mqtt")
    assert await hass.config_entries.async_unload(mqtt.entry_id)
    broker.given.clear()
    await Show(hass, camera_named(publishing, "Garden"))(FACES)
    await broker.settled()
    assert broker.given == []
    assert await hass.config_entries.async_setup(mqtt.entry_id)
    await hass.async_block_till_done()
    broker.connected(True)
    await broker.keeps("argus/garden/faces_count", "2")
    await broker.keeps("argus/availability", "online")


async def test_without_the_mqtt_integration(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
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
    broker: Broker,
    publishing: ArgusRuntime,
    entry: MockConfigEntry,
    hass_storage: dict[str, Any],
) -> None:
    with patch.object(bridge, "_async_publish", side_effect=GONE):
        await hass.config_entries.async_remove(entry.entry_id)
    assert "argus.mqtt" not in hass_storage
