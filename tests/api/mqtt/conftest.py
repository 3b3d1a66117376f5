"""A broker, and a house that publishes."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.api import mqtt_bridge as bridge
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.components.mqtt.models import DATA_MQTT
from homeassistant.core import HomeAssistant

from .broker import Broker, set_options


@pytest.fixture
def broker(
    hass: HomeAssistant, mqtt_mock: Any, mqtt_client_mock: Any
) -> Iterator[Broker]:
    """Return what Home Assistant is connected to."""
    broker = Broker(hass, mqtt_mock)
    answer = mqtt_client_mock.publish.side_effect

    def publish(topic: str, payload: Any, qos: int, retain: bool, *more: Any) -> Any:
        if topic.startswith("home/"):
            broker.take(topic, payload, retain, *more)
        return answer(topic, payload, qos, retain, *more)

    mqtt_client_mock.publish.side_effect = publish
    yield broker
    # The client's own timer ends with a connection, and this one had none; after a reload there is another client.
    for client in (mqtt_mock.return_value, hass.data[DATA_MQTT].client):
        client._misc_timer.cancel()


@pytest.fixture(autouse=True)
def pause(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let rounds follow each other at once, unless a test says otherwise."""
    with patch.object(bridge, "PAUSE", getattr(request, "param", 0)):
        yield


@pytest.fixture
async def publishing(
    hass: HomeAssistant, broker: Broker, calm: ArgusRuntime, entry: MockConfigEntry
) -> ArgusRuntime:
    """Return a house that has told everything."""
    await set_options(hass, entry)
    await broker.keeps("argus/availability")
    await broker.settled()
    return calm
