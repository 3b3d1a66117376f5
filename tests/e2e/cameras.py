"""What the tests do with the test cameras."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import cache, partial
from itertools import cycle

import cv2

from demo.custom_components.argus_demo.scenes.shop import ShopDoor, Visitor
from demo.home import Home

# Seconds of the shop's scene at which it is empty, and at which somebody is in the middle.
EMPTY, SOMEBODY = 1.0, 7.4


@cache
def jpeg(seconds: float) -> bytes:
    """Draw the shop's entrance at one moment."""
    frame = shop().render(seconds)
    done, encoded = cv2.imencode(".jpg", frame)
    assert done
    return encoded.tobytes()


@cache
def gardener(step: int) -> bytes:
    """Draw somebody who is bent over, with a hat, further to the right by each step."""
    frame = shop().render(EMPTY)
    x, y = 480 + 60 * step, 420 + 8 * (step % 2)
    for centre, axes, turn, colour in (
        ((x, y), (115, 60), 20, (70, 90, 60)),
        ((x - 60, y + 110), (32, 95), 0, (90, 60, 40)),
        ((x + 120, y + 60), (24, 80), -35, (70, 90, 60)),
        ((x + 95, y - 5), (62, 30), 30, (130, 190, 210)),
    ):
        cv2.ellipse(frame, centre, axes, turn, 0, 360, colour, -1, cv2.LINE_AA)
    done, encoded = cv2.imencode(".jpg", frame)
    assert done
    return encoded.tobytes()


@cache
def shop() -> ShopDoor:
    """Open the shop once."""
    return ShopDoor(1)


async def show(home: Home, camera: str, picture: bytes) -> None:
    """Let a test camera show a picture from now on."""
    await home.request("POST", f"/api/argus_testcam/{camera}", data=picture)


@asynccontextmanager
async def walking(home: Home, camera: str) -> AsyncIterator[None]:
    """Let somebody walk up and down before a test camera."""
    moments = (6.4, 6.9, 7.4, 7.9, 8.4, 7.9, 7.4, 6.9)
    async with moving(home, camera, [partial(jpeg, moment) for moment in moments]):
        yield


@asynccontextmanager
async def gardening(home: Home, camera: str) -> AsyncIterator[None]:
    """Let somebody work bent over before a test camera, whose face is not seen."""
    async with moving(
        home, camera, [partial(gardener, step) for step in (0, 1, 2, 3, 2, 1)]
    ):
        yield


@asynccontextmanager
async def moving(
    home: Home, camera: str, pictures: Iterable[Callable[[], bytes]]
) -> AsyncIterator[None]:
    """Let a test camera show pictures again and again, which are drawn when their turn comes."""

    over = asyncio.Event()

    async def play_on() -> None:
        for draw in cycle(pictures):
            await show(home, camera, await asyncio.to_thread(draw))
            with suppress(TimeoutError):
                async with asyncio.timeout(0.4):
                    await over.wait()
            if over.is_set():
                return

    task = asyncio.create_task(play_on())
    try:
        yield
    finally:
        # A picture that is on its way has to be there before whatever is shown next.
        over.set()
        await task


async def play(home: Home, camera: str, *moments: float, pause: float = 0.2) -> None:
    """Let a test camera show moments of the shop's scene, one after the other.

    Args:
        home: Where the camera is.
        camera: What it is called.
        moments: Seconds of the scene.
        pause: Seconds between two of them.
    """
    pictures = [await asyncio.to_thread(jpeg, moment) for moment in moments]
    loop = asyncio.get_running_loop()
    began = loop.time()
    for number, picture in enumerate(pictures):
        await show(home, camera, picture)
        await asyncio.sleep(max(began + (number + 1) * pause - loop.time(), 0))


def walk(visitor: Visitor, until: float = 1.0) -> list[float]:
    """Return moments of the shop's scene in which somebody walks through it, or a share of the way."""
    steps = int(visitor.duration * until / 0.2)
    return [visitor.start + 0.2 * step for step in range(steps + 1)]


async def asked_at(home: Home, camera: str) -> list[float]:
    """Return when a camera was asked for its picture since it shows it."""
    answer = await home.call("GET", f"/api/argus_testcam/{camera}")
    times: list[float] = answer["asked_at"]
    return times


async def looked_at(home: Home, camera: str, times: int) -> None:
    """Wait until a camera was asked so often for the picture it shows."""

    async def often() -> bool:
        return len(await asked_at(home, camera)) >= times

    await home.until(often, 60, f"{camera} to be looked at {times} times")


async def argus_entity(home: Home, kind: str) -> str:
    """Find the one entity of Argus of a kind, such as ``motion``, for one camera.

    The sums over all cameras have shorter unique ids.
    """

    async def find() -> str | None:
        entry = (await home.command("config_entries/get", domain="argus"))[0]
        found = [
            entity["entity_id"]
            for unique_id, entity in (await home.entities("argus")).items()
            if unique_id.endswith(f"_{kind}")
            and unique_id != f"{entry['entry_id']}_{kind}"
        ]
        return found[0] if len(found) == 1 else None

    return str(await home.until(find, 20, f"one entity of kind {kind}"))


async def looks_until(home: Home, camera: str, entity_id: str, state: str) -> int:
    """Count how many looks at its picture it took until an entity changed.

    Counting looks and not seconds keeps a slow machine from failing the test.
    """
    changed = await home.state_becomes(entity_id, state, timeout=30)
    moment = datetime.fromisoformat(changed["last_changed"]).timestamp()
    return sum(asked <= moment for asked in await asked_at(home, camera))


def troubles(home: Home) -> list[str]:
    """Lines of Home Assistant's log that Argus should not have caused."""
    return [
        line
        for line in home.log.read_text(errors="replace").splitlines()
        if (" ERROR " in line or "Detected " in line or "deprecated" in line)
        and "argus" in line
    ]
