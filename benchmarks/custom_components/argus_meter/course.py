"""What is measured between two moments: the loop's delay, processor time, memory, and how old frames and news are."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
import time
from typing import Any, Final

from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.model.activity import Activity
from custom_components.argus.model.incident import IncidentChange, Phase
from homeassistant.components.camera import async_get_image
from homeassistant.core import CALLBACK_TYPE, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir

from .memory import resident_megabytes

TICK: Final = 0.01
"""Seconds between two looks at the event loop's delay."""
ARGUS: Final = "argus"
OVERLOADED: Final = "eyes_overloaded"
"""The repair issue by which Argus tells that frames are left out."""


class Course:
    """One stretch of measuring."""

    def __init__(
        self, hass: HomeAssistant, cameras: Sequence[str], rate: float
    ) -> None:
        """Prepare.

        Args:
            hass: Home Assistant.
            cameras: Camera entities to ask for pictures that nobody looks at.
            rate: How often a second each is asked.
        """
        self._hass = hass
        self._fetched = tuple(cameras)
        self._rate = rate
        self._tasks: list[asyncio.Task[None]] = []
        self._stops: list[CALLBACK_TYPE] = []
        self._delays: list[float] = []
        self._megabytes: list[float] = []
        self._ages: list[float] = []
        self._frames: Counter[str] = Counter()
        self._fetches = 0
        self._seen: dict[str, float] = {}
        self._told: list[float] = []
        self._overloaded = False
        self._is_over = False
        self._began = self._began_cpu = 0.0

    def begin(self) -> None:
        """Start the clocks."""
        self._began, self._began_cpu = time.monotonic(), time.process_time()
        self._start(self._watch_loop())
        self._start(self._watch_memory())
        for number, camera in enumerate(self._fetched):
            self._start(self._fetch(camera, number / len(self._fetched) / self._rate))
        for entry in self._hass.config_entries.async_loaded_entries(ARGUS):
            self._follow(entry.runtime_data)

    async def end(self) -> dict[str, Any]:
        """Stop the clocks.

        Returns:
            Seconds, megabytes and counts.
        """
        wall = time.monotonic() - self._began
        cpu = time.process_time() - self._began_cpu
        self._is_over = True
        for stop in self._stops:
            stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        return {
            "seconds": wall,
            "cpu": cpu / wall,
            "loop delay": spread(self._delays),
            "frame age": spread(self._ages),
            "sight to telling": spread(self._told),
            "incidents": len(self._told),
            "frames": dict(self._frames),
            "fetches": self._fetches,
            "megabytes": self._megabytes,
            "overload told": self._overloaded,
        }

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(self._hass.async_create_background_task(work, "argus meter"))

    async def _watch_loop(self) -> None:
        while True:
            due = time.monotonic() + TICK
            await asyncio.sleep(TICK)
            self._delays.append(max(time.monotonic() - due, 0.0))

    async def _watch_memory(self) -> None:
        issues = ir.async_get(self._hass)
        while True:
            self._megabytes.append(resident_megabytes())
            self._overloaded |= issues.async_get_issue(ARGUS, OVERLOADED) is not None
            await asyncio.sleep(1)

    async def _fetch(self, camera: str, ahead: float) -> None:
        due = time.monotonic() + ahead
        # The camera component takes a cancellation for a missing picture.
        while not self._is_over:
            await asyncio.sleep(max(due - time.monotonic(), 0.0))
            due = max(due + 1 / self._rate, time.monotonic())
            with suppress(HomeAssistantError):
                await async_get_image(self._hass, camera)
                self._fetches += 1

    def _follow(self, runtime: Any) -> None:
        """Listen to all that Argus sees and tells."""
        for camera in runtime.cameras.values():
            self._stops.append(camera.async_subscribe_frames(self._age(camera)))
            self._stops.append(camera.async_subscribe_activities(self._see))
        self._stops.append(runtime.incidents.async_subscribe(self._hear))

    def _age(self, camera: ArgusCoordinator) -> Callable[..., None]:
        loop = self._hass.loop
        name = camera.subentry.subentry_id

        def take(sight: Any) -> None:
            self._ages.append(loop.time() - sight.now)
            self._frames[name] += 1

        return take

    def _see(self, activity: Activity) -> None:
        if activity.incident is not None:
            self._seen.setdefault(activity.incident, self._hass.loop.time())

    def _hear(self, change: IncidentChange) -> None:
        seen = self._seen.get(change.incident.id)
        if change.phase is Phase.STARTED and seen is not None:
            self._told.append(self._hass.loop.time() - seen)


def spread(values: Sequence[float]) -> dict[str, float]:
    """Return median, 99th percentile and maximum of values; nothing of none."""
    if not values:
        return {}
    ordered = sorted(values)
    last = len(ordered) - 1
    return {
        "median": ordered[last // 2],
        "p99": ordered[min(last, int(len(ordered) * 0.99))],
        "max": ordered[-1],
    }
