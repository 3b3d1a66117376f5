"""What a broker is given."""

import asyncio
from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.mqtt.const import MQTT_CONNECTION_STATE
from homeassistant.core import HomeAssistant
from homeassistant.helpers.dispatcher import async_dispatcher_send

from ...conftest import until


class Broker:
    """Remembers what it was given, and keeps what is retained."""

    def __init__(self, hass: HomeAssistant, client: Any) -> None:
        """Be given nothing yet."""
        self._hass = hass
        self._client = client
        self.given: list[tuple[str, str]] = []
        """Topics and payloads, in order."""
        self.expiry: dict[str, int | None] = {}
        """Seconds after which the last message of each topic is forgotten; None for never."""

    def take(self, topic: str, payload: str, retain: bool, properties: Any) -> None:
        """Be given a message."""
        assert retain
        self.given.append((topic, payload))
        self.expiry[topic] = getattr(properties, "MessageExpiryInterval", None)

    @property
    def kept(self) -> dict[str, str]:
        """What it keeps: payloads by topic."""
        return {
            topic: payload for topic, payload in dict(self.given).items() if payload
        }

    async def keeps(self, topic: str, payload: str | None = None) -> None:
        """Wait until it keeps something, or just that, under a topic that begins with home."""
        topic = f"home/{topic}"
        await until(lambda: topic in self.kept and payload in (None, self.kept[topic]))

    async def settled(self) -> None:
        """Wait until nothing more is published."""
        before = -1
        while before != len(self.given):
            before = len(self.given)
            await asyncio.sleep(0.1)

    def connected(self, connected: bool) -> None:
        """Go, or come back."""
        self._client.connected = connected
        async_dispatcher_send(self._hass, MQTT_CONNECTION_STATE, connected)


async def set_options(
    hass: HomeAssistant, entry: MockConfigEntry, **options: Any
) -> None:
    """Let Argus publish, and change other options."""
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, "mqtt": True, **options}
    )
    await hass.async_block_till_done()
