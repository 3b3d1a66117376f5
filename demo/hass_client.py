"""Talks to a Home Assistant over its own interfaces, as a user who is logged in."""

from collections.abc import Mapping
import json
import time
from typing import Any

from .hass_process import HassProcess, HomeError

USER = "argus"
PASSWORD = "argus-demo"


class HassClient(HassProcess):
    """A Home Assistant and whoever is logged in to it, over HTTP and WebSocket."""

    _tokens: Mapping[str, Any] = {}
    """Of whoever is logged in."""

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
