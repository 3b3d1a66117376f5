"""What watching costs Home Assistant: a real one, with cameras that it asks over HTTP.

In one run: nothing is done, pictures are fetched that nobody looks at, Argus looks at them, there is less to do again,
and the cameras send what no camera should.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
import sys
import tempfile
from typing import Any, Final

import aiohttp

from demo.hass_process import PROJECT, free_port
from demo.home import Home

from .report import Target

COMPONENTS: Final = (
    PROJECT / "custom_components" / "argus",
    PROJECT / "benchmarks" / "custom_components" / "argus_meter",
)
CONFIGURATION: Final = "argus_meter:\n"
LOOP_DELAY: Final = 0.05
"""Seconds that the event loop may be late, in one of a hundred times, more than while nothing is done."""
GROWTH: Final = 3.0
"""Megabytes that may be taken over the second half."""
ODD_GROWTH: Final = 1.3
"""What memory may grow to under odd pictures, times what it was before."""
SOON: Final = 2.0
"""Seconds from sight to telling that are allowed at any load."""
RECOVERY: Final = 10.0
"""Seconds until all is well after an overload."""
EVEN: Final = 0.5
"""Frames of the slowest camera for one of the quickest, at least."""
LEFT: Final = 4
"""Cameras that are still watched when an overload is over."""


@dataclass(frozen=True, slots=True)
class Load:
    """What is asked of Home Assistant."""

    cameras: int = 8
    rate: float = 2.0
    """Frames a second of each camera."""
    seconds: float = 300.0
    """That Argus looks; the other stretches are parts of it."""

    @property
    def short(self) -> float:
        """Seconds of a stretch that is only compared with."""
        return max(self.seconds / 5, 10.0)


def run(data: Path | None = None, load: Load | None = None) -> dict[str, object]:
    """Measure what watching costs.

    Args:
        data: Not needed.
        load: What is asked for; None asks for the usual.

    Returns:
        What was measured of each stretch, and targets.
    """
    return asyncio.run(_run(load or Load()))


async def _run(load: Load) -> dict[str, object]:
    with tempfile.TemporaryDirectory(prefix="argus-load-") as folder:
        async with (
            run_street() as street,
            Home(Path(folder) / "home", name="Load") as home,
        ):
            home.prepare(COMPONENTS, CONFIGURATION)
            await home.start()
            await home.arrive()
            return await Trial(home, street, load).run()


@asynccontextmanager
async def run_street() -> AsyncIterator[str]:
    """Run the cameras' server; gives its address."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.street", str(port), cwd=PROJECT
    )
    address = f"http://127.0.0.1:{port}"
    try:
        async with aiohttp.ClientSession() as session:
            for _ in range(600):
                try:
                    async with session.get(f"{address}/camera/0/1.jpg"):
                        break
                except aiohttp.ClientError:
                    await asyncio.sleep(0.1)
            else:
                raise ValueError("the cameras do not start")
        yield address
    finally:
        process.terminate()
        await process.wait()


class Trial:
    """The stretches of one run, one after the other."""

    def __init__(self, home: Home, street: str, load: Load) -> None:
        """Prepare.

        Args:
            home: A Home Assistant that runs, with the meter.
            street: Address of the cameras' server.
            load: What is asked for.
        """
        self._home = home
        self._street = street
        self._load = load
        self._entry_id = ""
        self.cameras: list[str] = []
        """Their entities."""

    async def run(self) -> dict[str, object]:
        """Go through all stretches; return what was measured, and targets."""
        load = self._load
        await self.add_cameras()
        idle = await self.measure(load.short)
        fetching = await self.measure(load.short, cameras=self.cameras, rate=load.rate)
        await self.add_argus()
        await asyncio.sleep(load.short)
        watching = await self.measure(load.seconds)
        recovery = await self._recover()
        odd_from, odd = await self._send_odd_pictures()
        return _result(load, idle, fetching, watching, recovery, odd_from, odd)

    async def add_cameras(self) -> None:
        """Give Home Assistant the cameras."""
        count = self._load.cameras
        for number in range(count):
            await self._home.add_integration(
                "generic",
                {
                    "still_image_url": f"{self._street}/camera/{number}/{count}.jpg",
                    "advanced": {
                        # As often as it is asked.
                        "framerate": 50,
                        "verify_ssl": True,
                        "authentication": "basic",
                    },
                },
                {"confirmed_ok": True},
            )
        entities = await self._home.entities("generic")
        self.cameras = sorted(entity["entity_id"] for entity in entities.values())

    async def add_argus(self) -> None:
        """Let Argus look at all of them."""
        entry = await self._home.add_integration(
            "argus", {"cameras": self.cameras, "dashboard": False}
        )
        entry_id = self._entry_id = entry["entry_id"]
        subentries = await self._home.command(
            "config_entries/subentries/list", entry_id=entry_id
        )
        for subentry in subentries:
            if subentry["subentry_type"] == "camera":
                await self._home.reconfigure(
                    entry_id,
                    "camera",
                    subentry["subentry_id"],
                    interval=round(1 / self._load.rate, 2),
                )

    async def measure(self, seconds: float, **asked: Any) -> dict[str, Any]:
        """Return what the meter found in so many seconds, perhaps while it asks for pictures itself."""
        await self._home.call("POST", "/api/argus_meter", asked)
        await asyncio.sleep(seconds)
        measured: dict[str, Any] = await self._home.call("DELETE", "/api/argus_meter")
        return measured

    async def _recover(self) -> float:
        """Stop detection at most cameras; return the seconds until the others are looked at on time again."""
        registry = await self._home.entities("argus")
        switches = sorted(
            entity["entity_id"]
            for unique_id, entity in registry.items()
            if unique_id.endswith("_detection")
            and entity["disabled_by"] is None
            # That of all cameras together has no camera's id in it.
            and unique_id != f"{self._entry_id}_detection"
        )
        loop = asyncio.get_running_loop()
        await self._home.action("switch", "turn_off", entity_id=switches[LEFT:])
        over = loop.time()
        interval = 1 / self._load.rate
        while loop.time() - over < 60:
            # Old frames of the second are counted until it is calm.
            second = await self.measure(1.0)
            if second["frame age"] and second["frame age"]["max"] < 2 * interval:
                return loop.time() - over - 1.0
        return loop.time() - over

    async def _send_odd_pictures(self) -> tuple[float, dict[str, Any]]:
        """Let cameras send what no camera should; return the megabytes before, and what was measured."""
        calm = await self.measure(5.0)
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self._street}/shows/odd"),
        ):
            pass
        odd = await self.measure(self._load.seconds)
        return calm["megabytes"][-1], odd


def _result(
    load: Load,
    idle: Mapping[str, Any],
    fetching: Mapping[str, Any],
    watching: Mapping[str, Any],
    recovery: float,
    odd_from: float,
    odd: Mapping[str, Any],
) -> dict[str, object]:
    memory = watching["megabytes"]
    growth = memory[-1] - memory[len(memory) // 2]
    interval = 1 / load.rate
    frames = watching["frames"]
    slowest, quickest = min(frames.values()), max(frames.values())
    asked = load.cameras * load.rate * watching["seconds"]
    delay = watching["loop delay"]["p99"] - idle["loop delay"]["p99"]
    seen = sum(frames.values())
    late = seen < 0.9 * asked
    targets = [
        Target("load, loop delay p99 beyond idle: s", delay, LOOP_DELAY, at_most=True),
        Target("load, growth in the second half: MB", growth, GROWTH, at_most=True),
        Target("load, recovery: s", recovery, RECOVERY, at_most=True),
        Target("load, slowest camera for the quickest", slowest / quickest, EVEN),
        Target(
            "load, odd pictures, memory",
            max(odd["megabytes"]) / odd_from,
            ODD_GROWTH,
            at_most=True,
        ),
    ]
    if told := watching["sight to telling"]:
        targets.append(
            Target("load, sight to telling: s", told["max"], SOON, at_most=True)
        )
    if late:
        targets.append(
            Target("load, overload told", float(watching["overload told"]), 1.0)
        )
    else:
        age = watching["frame age"]["p99"] / interval
        targets.append(Target("load, frame age p99: intervals", age, 2, at_most=True))
    return {
        "cameras": load.cameras,
        "frames a second of each that are asked for": load.rate,
        "seconds": watching["seconds"],
        "frames looked at, of those asked for": seen / asked,
        "frames of the slowest camera": slowest,
        "frames of the quickest camera": quickest,
        "loop delay, s": {
            "idle": idle["loop delay"],
            "fetching": fetching["loop delay"],
            "watching": watching["loop delay"],
        },
        "processors used": {
            "idle": idle["cpu"],
            "fetching": fetching["cpu"],
            "watching": watching["cpu"],
        },
        "frame age, s": watching["frame age"],
        "incidents": watching["incidents"],
        "seconds from sight to telling": watching["sight to telling"],
        "overload told": watching["overload told"],
        "megabytes": {
            "idle": idle["megabytes"][-1],
            "watching, in the middle": memory[len(memory) // 2],
            "watching, at the end": memory[-1],
            "before odd pictures": odd_from,
            "odd pictures, most": max(odd["megabytes"]),
            "odd pictures, at the end": odd["megabytes"][-1],
        },
        "frames looked at among odd pictures": sum(odd["frames"].values()),
        "seconds until the rest is on time again": recovery,
        "targets": targets,
    }
