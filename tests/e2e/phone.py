"""A phone with the companion app, as far as Home Assistant can tell: it is registered, gets pushes, presses buttons."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from aiohttp import web

from demo.home import Home

CONFIGURATION: Final = "mobile_app:\n"
"""What a home needs for phones."""


class Phone:
    """Takes every notification that Home Assistant pushes."""

    def __init__(self) -> None:
        """Have got none yet."""
        self.entity_id = ""
        self.pushes: list[dict[str, Any]] = []
        self._webhook = ""
        self._came = asyncio.Event()

    async def take(self, request: web.Request) -> web.Response:
        """Take a push, as the service that passes it on to the phone does."""
        self.pushes.append(await request.json())
        self._came.set()
        limits = {
            "successful": 1,
            "errors": 0,
            "maximum": 500,
            "resetsAt": "2030-01-01T00:00:00.000Z",
        }
        return web.json_response({"rateLimits": limits}, status=201)

    @property
    def rings(self) -> list[dict[str, Any]]:
        """Return the pushes for which it rang; others only changed what it shows."""
        return [
            push
            for push in self.pushes
            if push["message"] != "clear_notification"
            and "alert_once" not in push["data"]
        ]

    async def push(self, number: int = 1, timeout: float = 60) -> dict[str, Any]:
        """Return a push by its number, the first is 1; wait until it has come."""
        async with asyncio.timeout(timeout):
            while len(self.pushes) < number:
                self._came.clear()
                await self._came.wait()
        return self.pushes[number - 1]

    async def shows(
        self, wanted: Callable[[dict[str, Any]], object], timeout: float = 60
    ) -> dict[str, Any]:
        """Return the first push that is as wanted; wait until it has come."""
        async with asyncio.timeout(timeout):
            while True:
                self._came.clear()
                for push in self.pushes:
                    if wanted(push):
                        return push
                await self._came.wait()

    async def register(self, home: Home, port: int, name: str) -> None:
        """Become known to a home, as the app does when somebody logs in."""
        answer = await home.call(
            "POST",
            "/api/mobile_app/registrations",
            {
                "device_id": name,
                "app_id": "io.homeassistant.companion.android",
                "app_name": "Home Assistant",
                "app_version": "2026.11",
                "device_name": name,
                "manufacturer": "Fairphone",
                "model": "6",
                "os_name": "Android",
                "os_version": "16",
                "supports_encryption": False,
                "app_data": {
                    "push_token": "token",
                    "push_url": f"http://127.0.0.1:{port}/push",
                },
            },
        )
        self._webhook = answer["webhook_id"]

        async def entity() -> str | None:
            found = (await home.entities("mobile_app")).get(name)
            if found is None or await home.state(found["entity_id"]) is None:
                return None
            return str(found["entity_id"])

        self.entity_id = str(await home.until(entity, 30, f"the phone {name}"))

    async def press(self, home: Home, title: str) -> None:
        """Press a button of the last notification, by what it says."""
        (action,) = (
            button["action"]
            for button in self.pushes[-1]["data"]["actions"]
            if button["title"] == title
        )
        event = {
            "type": "fire_event",
            "data": {
                "event_type": "mobile_app_notification_action",
                "event_data": {"action": action},
            },
        }
        await home.request("POST", f"/api/webhook/{self._webhook}", payload=event)


@asynccontextmanager
async def phone(home: Home, name: str = "Phone") -> AsyncIterator[Phone]:
    """Let somebody in a home have a phone."""
    phone = Phone()
    application = web.Application()
    application.router.add_post("/push", phone.take)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        await phone.register(home, runner.addresses[0][1], name)
        yield phone
    finally:
        await runner.cleanup()
