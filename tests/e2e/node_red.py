"""A real Node-RED on this machine, with flows deployed as its editor does it."""

import asyncio
import json
from pathlib import Path
import time
from typing import Any, override

import aiohttp

from demo.hass_process import PROJECT, free_port

from .companion import Companion

PROGRAM = PROJECT / ".cache" / "node-red" / "node_modules" / ".bin" / "node-red"

SETTINGS = """\
module.exports = {
  uiHost: "127.0.0.1",
  credentialSecret: false,
  telemetry: { enabled: false, updateNotification: false },
  editorTheme: { tours: false },
};
"""


class NodeRed(Companion):
    """Runs flows and hears what their debug nodes show."""

    def __init__(self, folder: Path) -> None:
        """Choose a port; nothing runs yet."""
        super().__init__()
        self.shown: list[tuple[str, Any]] = []
        """What came out, in order: the name of a debug node, and its value."""
        self._folder = folder
        self._port = free_port()
        self._session: aiohttp.ClientSession | None = None

    @override
    async def start(self) -> None:
        """Run without a flow, and open the debug sidebar."""
        self._folder.mkdir()
        (self._folder / "settings.js").write_text(SETTINGS)
        with (self._folder / "output.log").open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                PROGRAM,
                "--userDir",
                self._folder,
                "--port",
                str(self._port),
                stdout=log,
                stderr=log,
            )
        self._session = aiohttp.ClientSession(f"http://127.0.0.1:{self._port}")
        await self._answers(self._session)
        listening = asyncio.Event()
        self._listener = asyncio.create_task(self._listen(self._session, listening))
        await asyncio.wait_for(listening.wait(), 20)

    @override
    async def stop(self) -> None:
        """End, and hang up."""
        await super().stop()
        if self._session is not None:
            await self._session.close()

    async def deploy(self, flows: list[dict[str, Any]]) -> None:
        """Import flows and press Deploy."""
        assert self._session is not None
        async with self._session.post("/flows", json=flows) as answer:
            assert answer.status == 204, await answer.text()

    async def _answers(self, session: aiohttp.ClientSession) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                async with session.get("/settings") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            assert time.monotonic() < deadline, "Node-RED does not answer"
            await asyncio.sleep(0.1)

    async def _listen(
        self, session: aiohttp.ClientSession, listening: asyncio.Event
    ) -> None:
        async with session.ws_connect("/comms") as comms:
            await comms.send_json({"subscribe": "debug"})
            listening.set()
            async for message in comms:
                for told in message.json():
                    if told["topic"] == "debug":
                        self.shown.append(_shown(told["data"]))

    async def shows(self, node: str, timeout: float = 30) -> Any:
        """Wait until a debug node shows something; return the first it showed."""
        deadline = time.monotonic() + timeout
        while True:
            for name, value in self.shown:
                if name == node:
                    return value
            assert time.monotonic() < deadline, f"{node}: only {self.shown}"
            await asyncio.sleep(0.1)


def _shown(data: dict[str, Any]) -> tuple[str, Any]:
    value = data["msg"]
    if data["format"] == "Object" or data["format"].startswith("array"):
        value = json.loads(value)
    elif data["format"] == "number":
        value = float(value)
    return data["name"], value


def flow(name: str, **environment: str) -> list[dict[str, Any]]:
    """Read an example flow and fill in its environment variables as a user does."""
    path = PROJECT / "docs" / "node-red" / f"{name}.json"
    nodes: list[dict[str, Any]] = json.loads(path.read_text())
    known = {entry["name"]: entry for entry in nodes[0]["env"]}
    for key, value in environment.items():
        known[key]["value"] = value
    return nodes
