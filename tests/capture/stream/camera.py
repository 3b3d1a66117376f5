"""A camera that streams, and what is seen of it."""

import asyncio
from collections.abc import Callable
import threading
import traceback
from typing import override

import pytest

from custom_components.argus.capture.frame_source import (
    SourceError,
)
from custom_components.argus.capture.stream_source import (
    StreamSource,
)
from homeassistant.components.camera.const import CameraEntityFeature

from ...conftest import FakeCamera, until
from ...streams import Film, StreamServer, number_of

ENTITY = "camera.shop"
SECRETS = ("somebody", "geheim", "hidden-path", "hidden-token")


class StreamCamera(FakeCamera):
    """A camera that says where its stream is."""

    _attr_supported_features = CameraEntityFeature.STREAM

    def __init__(self) -> None:
        """Start without a stream."""
        super().__init__("Shop")
        self.url: str | None = None
        self.refusal: Exception | None = None

    @override
    async def stream_source(self) -> str | None:
        """Return the address."""
        if self.refusal is not None:
            raise self.refusal
        return self.url


async def serve(
    servers: list[StreamServer],
    film: Film | None,
    refuse: str | None = None,
    locked: bool = False,
) -> StreamServer:
    server = StreamServer(film, refuse=refuse, locked=locked)
    await server.start()
    servers.append(server)
    return server


def address(server: StreamServer, kind: str = "http") -> str:
    """Return the server's address, full of secrets."""
    return (
        f"{kind}://somebody:geheim@127.0.0.1:{server.port}/hidden-path?key=hidden-token"
    )


def reading() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name.startswith("argus-stream")]


async def failure(source: StreamSource) -> SourceError:
    """Ask for a frame that does not come."""
    with pytest.raises(SourceError) as raised:
        await source.async_frame()
    return raised.value


async def finally_failure(source: StreamSource) -> SourceError:
    """Ask until no frame comes any more; the last may still be there."""
    for _ in range(100):
        try:
            await source.async_frame()
        except SourceError as err:
            return err
    pytest.fail("frames come still")


async def sent(server: StreamServer, number: int) -> None:
    """Wait until a picture was sent, however long that takes."""
    await until(lambda: server.sent >= number, 60)


async def eventually(source: StreamSource) -> int:
    """Ask until a frame comes, as a watch does; return its number."""
    for _ in range(100):
        try:
            return number_of(await source.async_frame())
        except SourceError:
            await asyncio.sleep(0.05)
    pytest.fail("no frame came")


def told(error: BaseException) -> str:
    """Return all that a log could show of an error."""
    return "".join(traceback.format_exception(error)) + repr(error)


def sleeper(pauses: list[float]) -> Callable[[float], object]:
    """Return an `asyncio.sleep` that only notes how long."""
    sleep = asyncio.sleep

    async def note(seconds: float) -> None:
        pauses.append(seconds)
        await sleep(0)

    return note
