"""A real Home Assistant in a process of its own: its folder, its start and its end."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
import contextlib
import json
import os
from pathlib import Path
import signal
import socket
import time
from types import TracebackType
from typing import Self

import aiohttp

PROJECT = Path(__file__).parent.parent

CONFIGURATION = """\
homeassistant:
  name: {name}
  latitude: 48.85
  longitude: 2.35
  elevation: 35
  unit_system: metric
  currency: EUR
  country: FR
  time_zone: Europe/Paris
  language: {language}
  internal_url: {url}
  media_dirs:
    local: {media}
  auth_providers:
    - type: homeassistant
logger:
  default: warning
  logs:
    custom_components.argus: info
frontend:
config:
recorder:
  commit_interval: 1
history:
logbook:
media_source:
stream:
"""


class HomeError(Exception):
    """Home Assistant did not do what was asked of it."""


def free_port() -> int:
    """Find a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def executable(series: str | None = None) -> Path:
    """Find the ``hass`` command that ``scripts/setup`` installed.

    Args:
        series: A second version, such as ``2026.11``; None for the usual one.
    """
    return PROJECT / (f".venv-{series}" if series else ".venv") / "bin" / "hass"


class HassProcess:
    """One Home Assistant's folder and process."""

    def __init__(
        self,
        folder: Path,
        *,
        port: int | None = None,
        hass: Path | None = None,
        name: str = "Home",
        language: str = "en",
    ) -> None:
        """Decide where it lives; nothing is started.

        Args:
            folder: Configuration folder, created when needed.
            port: Port to listen on; None for a free one.
            hass: The command to run; None for the one of the project.
            name: What the home is called.
            language: Language of the interface.
        """
        self.folder = folder
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._hass = hass or executable()
        self._name = name
        self._language = language
        self._process: asyncio.subprocess.Process | None = None
        self._session: aiohttp.ClientSession | None = None

    def prepare(self, components: Iterable[Path], extra: str = "") -> None:
        """Write the configuration.

        Args:
            components: Folders of the custom integrations to link in.
            extra: More lines for ``configuration.yaml``.
        """
        linked = self.folder / "custom_components"
        linked.mkdir(parents=True, exist_ok=True)
        # In a container the default would be a folder that all homes share.
        media = self.folder / "media"
        media.mkdir(exist_ok=True)
        text = CONFIGURATION.format(
            name=self._name,
            language=self._language,
            url=self.url,
            media=json.dumps(str(media.resolve())),
        )
        (self.folder / "configuration.yaml").write_text(text + extra, encoding="utf-8")
        onboarding = self.folder / ".storage" / "onboarding"
        if not onboarding.exists():
            # Only the user is left to create: the other steps would add integrations
            # that ask the internet for weather and radio stations.
            onboarding.parent.mkdir(exist_ok=True)
            done = ["analytics", "core_config", "integration"]
            onboarding.write_text(
                json.dumps({"version": 4, "key": "onboarding", "data": {"done": done}})
            )
        for component in components:
            link = linked / component.name
            if link.is_symlink():
                link.unlink()
            link.symlink_to(component.resolve(), target_is_directory=True)

    @property
    def log(self) -> Path:
        """What Home Assistant printed."""
        return self.folder / "home-assistant-output.log"

    async def start(self, timeout: float = 120) -> None:
        """Start the process and wait until it answers.

        Raises:
            HomeError: When it ends or does not answer in time.
        """
        # PYTHONPATH would hide the configuration's custom components behind the project's.
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("PYTHONPATH", "SUPERVISOR")
        }
        environment |= {"SETUP_PORT": str(self.port), "PYTHONUNBUFFERED": "1"}
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                self._hass,
                "--config",
                self.folder,
                "--skip-pip",
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._session = aiohttp.ClientSession()
        await self.until(self._answers, timeout, "Home Assistant to answer")

    async def _answers(self) -> bool:
        if self._process is not None and self._process.returncode is not None:
            raise HomeError(
                f"Home Assistant ended with {self._process.returncode}; see {self.log}"
            )
        with contextlib.suppress(aiohttp.ClientError):
            # Until it is up, another server could hold the port: the manifest is ours.
            async with self.session.get(f"{self.url}/manifest.json") as answer:
                return answer.status == 200
        return False

    async def stop(self, timeout: float = 30) -> None:
        """Stop the process and wait for its end."""
        if self._session is not None:
            await self._session.close()
            self._session = None
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), timeout)
        except TimeoutError:
            process.kill()
            await process.wait()

    async def kill(self) -> None:
        """End the process as a power cut does."""
        if self._session is not None:
            await self._session.close()
            self._session = None
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.kill()
            await process.wait()

    async def ended(self) -> int:
        """Wait until Home Assistant ends by itself.

        Returns:
            Its exit code.
        """
        if self._process is None:
            return 0
        return await self._process.wait()

    async def __aenter__(self) -> Self:
        """Leave the starting to the caller."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        await self.stop()

    @property
    def session(self) -> aiohttp.ClientSession:
        """The connections.

        Raises:
            HomeError: When Home Assistant was not started.
        """
        if self._session is None:
            raise HomeError("Home Assistant is not started")
        return self._session

    async def until[T](
        self, check: Callable[[], Awaitable[T]], timeout: float, what: str
    ) -> T:
        """Ask again and again until the answer is true.

        Args:
            check: A coroutine function.
            timeout: Seconds to go on.
            what: What is waited for, for the error.

        Returns:
            The first true answer.

        Raises:
            HomeError: When the time is over.
        """
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if answer := await check():
                return answer
            await asyncio.sleep(0.1)
        raise HomeError(f"waited {timeout:.0f} s for {what}; see {self.log}")
