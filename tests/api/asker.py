"""A connection that asks over the WebSocket."""

from typing import Any

from pytest_homeassistant_custom_component.typing import MockHAClientWebSocket


class Asker:
    """Asks over one connection."""

    def __init__(self, socket: MockHAClientWebSocket) -> None:
        """Ask over this one."""
        self._socket = socket

    async def __call__(self, command: str, **message: Any) -> dict[str, Any]:
        """Send a command; return the answer."""
        await self._socket.send_json_auto_id({"type": f"argus/{command}", **message})
        return await self._socket.receive_json()

    async def result(self, command: str, **message: Any) -> Any:
        """Send a command that must succeed; return its result."""
        answer = await self(command, **message)
        assert answer["success"], answer
        return answer["result"]

    async def error(self, command: str, **message: Any) -> str:
        """Send a command that must fail; return the error's code."""
        answer = await self(command, **message)
        assert not answer["success"], answer
        assert answer["error"]["message"]
        return answer["error"]["code"]

    async def pushed(self) -> dict[str, Any]:
        """Return what is pushed next."""
        return (await self._socket.receive_json())["event"]

    async def unsubscribe(self, subscription: int) -> None:
        """End a subscription."""
        await self._socket.send_json_auto_id(
            {"type": "unsubscribe_events", "subscription": subscription}
        )
        while (answer := await self._socket.receive_json())["type"] != "result":
            pass
        assert answer["success"]
