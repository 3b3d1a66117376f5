"""A real MQTT broker on this machine, somebody who listens, and Home Assistant set up to use it."""

import asyncio
from collections.abc import Callable
import contextlib
import os
from pathlib import Path
import shutil
import time
from typing import override

import aiomqtt

from demo.hass_process import free_port
from demo.home import Home

from .companion import Companion

CONFIGURATION = """\
listener {port} 127.0.0.1
allow_anonymous true
persistence false
"""


class Broker(Companion):
    """Mosquitto, and all that it was told."""

    def __init__(self, folder: Path) -> None:
        """Choose a port; nothing runs yet."""
        super().__init__()
        self.port = free_port()
        self.heard: list[tuple[str, str]] = []
        """Topics and payloads in the order in which a client received them."""
        self.expiry: dict[str, int | None] = {}
        """Seconds after which the last message of each topic is forgotten; None for never."""
        self._folder = folder

    @override
    async def start(self) -> None:
        """Run, and let a client listen to everything."""
        configuration = self._folder / "mosquitto.conf"
        configuration.write_text(CONFIGURATION.format(port=self.port))
        program = shutil.which("mosquitto", path=f"{os.environ['PATH']}:/usr/sbin")
        assert program is not None, "scripts/setup e2e installs mosquitto"
        self._process = await asyncio.create_subprocess_exec(
            program,
            "-c",
            configuration,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        await self._answers()
        listening = asyncio.Event()
        self._listener = asyncio.create_task(self._listen(listening))
        await asyncio.wait_for(listening.wait(), 20)

    async def _answers(self) -> None:
        deadline = time.monotonic() + 20
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                assert time.monotonic() < deadline, "mosquitto does not answer"
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return

    async def _listen(self, listening: asyncio.Event) -> None:
        async with self._client() as client:
            await client.subscribe("#")
            listening.set()
            async for message in client.messages:
                topic = message.topic.value
                self.heard.append((topic, _text(message)))
                expiry = getattr(message.properties, "MessageExpiryInterval", None)
                self.expiry[topic] = expiry

    def _client(self) -> aiomqtt.Client:
        return aiomqtt.Client(
            "127.0.0.1", self.port, protocol=aiomqtt.ProtocolVersion.V5
        )

    @property
    def last(self) -> dict[str, str]:
        """The last payload of each topic."""
        return dict(self.heard)

    async def until(
        self, check: Callable[[dict[str, str]], bool], timeout: float = 30
    ) -> None:
        """Wait until what was told last is as wanted."""
        deadline = time.monotonic() + timeout
        while not check(self.last):
            assert time.monotonic() < deadline, f"waited in vain; heard {self.last}"
            await asyncio.sleep(0.05)

    async def hears(self, topic: str, payload: str, timeout: float = 30) -> None:
        """Wait until a topic has a payload."""
        await self.until(lambda last: last.get(topic) == payload, timeout)

    async def heard_of(self, topic: str, payload: str, timeout: float = 30) -> None:
        """Wait until a topic has had a payload, be it for a moment."""
        await self.until(lambda _last: (topic, payload) in self.heard, timeout)

    async def kept(self) -> dict[str, str]:
        """Ask as a newcomer what the broker keeps."""
        kept: dict[str, str] = {}
        async with self._client() as client:
            await client.subscribe("#")
            with contextlib.suppress(TimeoutError):
                while True:
                    message = await asyncio.wait_for(anext(client.messages), 0.5)
                    if message.retain:
                        kept[message.topic.value] = _text(message)
        return kept


def _text(message: aiomqtt.Message) -> str:
    assert isinstance(message.payload, bytes)
    return message.payload.decode()


async def add_mqtt(home: Home, broker: Broker) -> None:
    """Let Home Assistant use the broker as a user sets it up."""
    await home.add_integration(
        "mqtt",
        {
            "broker": "127.0.0.1",
            "port": broker.port,
            "protocol": "5",
            "other_settings": {
                "set_client_cert": False,
                "set_ca_cert": "off",
                "transport": "tcp",
            },
        },
    )
