"""A real Home Assistant in a process of its own, driven over its own interfaces.

The demo and the end-to-end tests use it: start, onboard, log in, run config flows, call
actions, read states, stop.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
import contextlib
import json
import os
from pathlib import Path
import signal
import socket
import time
from types import TracebackType
from typing import Any, Self

import aiohttp

PROJECT = Path(__file__).parent.parent

USER = "argus"
PASSWORD = "argus-demo"

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


def _filled(
    fields: Sequence[Mapping[str, Any]], changes: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what a form shows, with changes, ready to be sent."""
    answer: dict[str, Any] = {}
    for field in fields:
        name = field["name"]
        if "schema" in field:
            answer[name] = _filled(field["schema"], changes)
        elif name in changes:
            answer[name] = changes[name]
        elif "suggested_value" in (description := field.get("description") or {}):
            answer[name] = description["suggested_value"]
    return answer


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


class Home:
    """One Home Assistant: its folder, its process and a way to talk to it."""

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
        self._tokens: dict[str, Any] = {}

    # Life

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

    # Talking

    @property
    def session(self) -> aiohttp.ClientSession:
        """The connections.

        Raises:
            HomeError: When Home Assistant was not started.
        """
        if self._session is None:
            raise HomeError("Home Assistant is not started")
        return self._session

    async def request(
        self,
        method: str,
        path: str,
        *,
        payload: Any = None,
        data: Any = None,
    ) -> bytes:
        """Send a request and return the body of the answer.

        Raises:
            HomeError: When the answer is an error.
        """
        headers = {}
        if "access_token" in self._tokens:
            headers["Authorization"] = f"Bearer {self._tokens['access_token']}"
        async with self.session.request(
            method, f"{self.url}{path}", json=payload, data=data, headers=headers
        ) as answer:
            body = await answer.read()
            if answer.status >= 400:
                text = body[:300].decode(errors="replace")
                raise HomeError(f"{method} {path}: {answer.status} {text}")
            return body

    async def call(self, method: str, path: str, payload: Any = None) -> Any:
        """Send JSON and return the JSON of the answer."""
        body = await self.request(method, path, payload=payload)
        return json.loads(body) if body else None

    async def commands(self, *commands: Mapping[str, Any]) -> list[Any]:
        """Send commands over one WebSocket connection.

        Returns:
            The result of each.

        Raises:
            HomeError: When one fails.
        """
        results = []
        async with self.session.ws_connect(f"{self.url}/api/websocket") as socket_:
            await socket_.receive_json()
            await socket_.send_json(
                {"type": "auth", "access_token": self._tokens["access_token"]}
            )
            greeting = await socket_.receive_json()
            if greeting["type"] != "auth_ok":
                raise HomeError(f"WebSocket: {greeting}")
            for number, command in enumerate(commands, 1):
                await socket_.send_json({"id": number, **command})
                answer = await socket_.receive_json()
                if not answer.get("success"):
                    raise HomeError(f"{command['type']}: {answer.get('error')}")
                results.append(answer["result"])
        return results

    async def command(self, kind: str, **fields: Any) -> Any:
        """Send one WebSocket command and return its result."""
        return (await self.commands({"type": kind, **fields}))[0]

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

    # What a newcomer does

    async def onboard(self) -> None:
        """Create the user."""
        client = f"{self.url}/"
        created = await self.call(
            "POST",
            "/api/onboarding/users",
            {
                "client_id": client,
                "name": "Argus",
                "username": USER,
                "password": PASSWORD,
                "language": self._language,
            },
        )
        await self._take_tokens(created["auth_code"])

    async def log_in(self, user: str = USER, password: str = PASSWORD) -> None:
        """Log in, as the user that :meth:`onboard` created or as another one."""
        client = f"{self.url}/"
        flow = await self.call(
            "POST",
            "/auth/login_flow",
            {
                "client_id": client,
                "handler": ["homeassistant", None],
                "redirect_uri": f"{client}?auth_callback=1",
            },
        )
        answer = await self.call(
            "POST",
            f"/auth/login_flow/{flow['flow_id']}",
            {"client_id": client, "username": user, "password": password},
        )
        await self._take_tokens(answer["result"])

    async def _take_tokens(self, code: str) -> None:
        body = await self.request(
            "POST",
            "/auth/token",
            data={
                "client_id": f"{self.url}/",
                "code": code,
                "grant_type": "authorization_code",
            },
        )
        self._tokens = json.loads(body)

    async def arrive(self) -> bool:
        """Onboard when that was not done yet, else log in; then wait until all runs.

        Returns:
            Whether this home is new.
        """
        # The endpoint answers 404 once every step is done.
        try:
            steps = await self.call("GET", "/api/onboarding")
        except HomeError:
            steps = []
        new = any(step["step"] == "user" and not step["done"] for step in steps)
        await (self.onboard() if new else self.log_in())
        await self.until(self._runs, 120, "Home Assistant to run")
        return new

    async def _runs(self) -> bool:
        configuration = await self.call("GET", "/api/config")
        return bool(configuration["state"] == "RUNNING")

    def browser_tokens(self) -> str:
        """Make what the frontend keeps in ``localStorage.hassTokens`` after a login."""
        expires = time.time() + self._tokens["expires_in"]
        return json.dumps(
            {
                **self._tokens,
                "hassUrl": self.url,
                "clientId": f"{self.url}/",
                "expires": int(expires * 1000),
            }
        )

    async def add_integration(self, domain: str, *answers: Mapping[str, Any]) -> Any:
        """Run a config flow.

        Args:
            domain: The integration.
            answers: What is filled in, one for each form.

        Returns:
            The new entry.

        Raises:
            HomeError: When the flow does not end in an entry.
        """
        path = "/api/config/config_entries/flow"
        result = await self.call("POST", path, {"handler": domain})
        for answer in answers:
            result = await self._form_of(result)
            if result["type"] != "form" or result.get("errors"):
                break
            result = await self.call("POST", f"{path}/{result['flow_id']}", answer)
        if result["type"] != "create_entry":
            shown = {key: result.get(key) for key in ("type", "step_id", "errors")}
            raise HomeError(f"the flow of {domain} ended with {shown}")
        return result["result"]

    async def _form_of(self, result: dict[str, Any]) -> dict[str, Any]:
        """Wait while a flow shows that it is at work, as a page does."""
        path = f"/api/config/config_entries/flow/{result['flow_id']}"

        async def check() -> dict[str, Any] | None:
            shown = result
            if shown["type"] == "progress":
                shown = await self.call("GET", path)
            return None if shown["type"] == "progress" else shown

        return await self.until(check, 300, "a flow to show a form") or result

    async def add_subentry(
        self, entry_id: str, kind: str, choice: str, **changes: Any
    ) -> str:
        """Add a subentry by a menu and the form that it leads to.

        Args:
            entry_id: The config entry.
            kind: The type of the subentry.
            choice: What to pick from the menu.
            changes: Values by the name of their field, in whichever section it is; all others stay as suggested.

        Returns:
            What it is called.

        Raises:
            HomeError: When the form does not take them.
        """
        path = "/api/config/config_entries/subentries/flow"
        menu = await self.call("POST", path, {"handler": [entry_id, kind]})
        form = await self.call(
            "POST", f"{path}/{menu['flow_id']}", {"next_step_id": choice}
        )
        answer = _filled(form["data_schema"], changes)
        result = await self.call("POST", f"{path}/{form['flow_id']}", answer)
        if result["type"] != "create_entry":
            raise HomeError(f"the settings were not taken: {result.get('errors')}")
        return str(result["title"])

    async def reconfigure(
        self, entry_id: str, kind: str, subentry_id: str, **changes: Any
    ) -> None:
        """Change settings of a subentry as its form does; all others stay.

        Args:
            entry_id: The config entry.
            kind: The type of the subentry.
            subentry_id: The subentry.
            changes: Values by the name of their field, in whichever section it is.

        Raises:
            HomeError: When the form does not take them.
        """
        path = "/api/config/config_entries/subentries/flow"
        form = await self.call(
            "POST", path, {"handler": [entry_id, kind], "subentry_id": subentry_id}
        )
        answer = _filled(form["data_schema"], changes)
        result = await self.call("POST", f"{path}/{form['flow_id']}", answer)
        if result["type"] != "abort" or result["reason"] != "reconfigure_successful":
            raise HomeError(f"the settings were not taken: {result.get('errors')}")

    async def set_options(self, entry_id: str, **changes: Any) -> None:
        """Change options of an integration as its form does; all others stay.

        Args:
            entry_id: The config entry.
            changes: Values by the name of their field.

        Raises:
            HomeError: When the form does not take them.
        """
        path = "/api/config/config_entries/options/flow"
        form = await self.call("POST", path, {"handler": entry_id})
        answer = _filled(form["data_schema"], changes)
        result = await self.call("POST", f"{path}/{form['flow_id']}", answer)
        if result["type"] != "create_entry":
            raise HomeError(f"the options were not taken: {result.get('errors')}")

    async def action(self, domain: str, name: str, **fields: Any) -> Any:
        """Perform an action."""
        return await self.call("POST", f"/api/services/{domain}/{name}", fields)

    async def entities(self, platform: str) -> dict[str, dict[str, Any]]:
        """List the registered entities of an integration by unique id."""
        registry = await self.command("config/entity_registry/list")
        return {
            entity["unique_id"]: entity
            for entity in registry
            if entity["platform"] == platform
        }

    async def state(self, entity_id: str) -> dict[str, Any] | None:
        """Read the state of an entity, None when there is none."""
        with contextlib.suppress(HomeError):
            state: dict[str, Any] = await self.call("GET", f"/api/states/{entity_id}")
            return state
        return None

    async def state_becomes(
        self, entity_id: str, *wanted: str, timeout: float = 20
    ) -> dict[str, Any]:
        """Wait until an entity has one of some states.

        Raises:
            HomeError: When it does not in time.
        """

        async def check() -> dict[str, Any] | None:
            state = await self.state(entity_id)
            return state if state and state["state"] in wanted else None

        state = await self.until(
            check, timeout, f"{entity_id} to become {' or '.join(wanted)}"
        )
        return state or {}
