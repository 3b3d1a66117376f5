"""A simulated month of a household and of a shop: how many incidents and pushes a day, and whether all was told and kept.

Observations are made up from a seed; recorder, journal, pictures, films and alerts are Argus's own, in a Home Assistant
whose clock jumps to what happens next.

How soon somebody is told is measured in two parts that do not depend on what else the machine has to do: seconds by the
month's clock, which stands still while anything is done, so that what passes is what Argus waits for on purpose; and
seconds of a processor that Argus, Home Assistant and all of their threads had meanwhile.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
import heapq
from pathlib import Path
from random import Random
import statistics
import tempfile
from time import perf_counter, process_time
from typing import Any, Final
from unittest.mock import patch

from pytest_homeassistant_custom_component.common import (  # type: ignore[import-untyped]
    MockConfigEntry,
    async_test_home_assistant,
)

from custom_components.argus.alerts.message_text import MessageText
from custom_components.argus.alerts.sender import AlertSender
from custom_components.argus.const import (
    CONF_CAMERA,
    CONF_DETECTION,
    CONF_FACE_DETECTOR,
    CONF_INTERVAL,
    CONF_LINES,
    CONF_OBJECT_DETECTOR,
    DOMAIN,
    SUBENTRY_ALERT,
    SUBENTRY_CAMERA,
)
from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.incidents import journal_upkeep
from custom_components.argus.journal.pages import IncidentQuery
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.model.decision import Delivery
from custom_components.argus.model.incident import Incident
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import (
    Direction,
    FaceDetector,
    ObjectDetector,
    Observation,
)
from homeassistant.config_entries import ConfigSubentryData
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.loader import DATA_CUSTOM_COMPONENTS

from . import month_scenes as scenes
from .month_clock import MonthLoop, months_time
from .month_eyes import Eyes
from .report import Target

DAYS: Final = 30
SEED: Final = 16
VISITORS: Final = 60
"""A day in the shop, besides those of its rush."""
PAUSE: Final = 300.0
"""Seconds that the alerts rest."""
FILMED: Final = 11 * scenes.HOUR
"""Seconds from which films are made: encoding those of a month would take longer than all else together."""
SOON: Final = 2.0
"""Seconds in which everything true has to be told."""
START: Final = datetime(2026, 11, 1, tzinfo=UTC)
BEAT: Final = 3600
"""Seconds between two signs of life in the journal; as often as they are, waiting for the disk would take an hour."""
PHONE: Final = "notify.phone"
SOMEBODY: Final = "Somebody"
VISITS: Final = "Visitors"


@dataclass(frozen=True, slots=True)
class _Mark:
    """A moment, by all clocks."""

    at: float
    """Seconds of the month."""
    processor: float
    """Seconds that all threads had so far."""
    wall: float
    """Seconds by a clock on the wall."""

    @staticmethod
    def now() -> _Mark:
        return _Mark(asyncio.get_running_loop().time(), process_time(), perf_counter())


@dataclass(slots=True)
class _Course:
    """What came of a month."""

    days: int
    rings: int = 0
    updates: int = 0
    owed: dict[tuple[str, str], _Mark] = field(default_factory=dict)
    """By alert and camera: since when somebody should be told."""
    rung: dict[tuple[str, str], float] = field(default_factory=dict)
    """When an alert rang last for a camera, seconds of the month."""
    waits: list[float] = field(default_factory=list)
    """From each true event until it was told: seconds that Argus waited on purpose …"""
    work: list[float] = field(default_factory=list)
    """… seconds that a processor was at work …"""
    walls: list[float] = field(default_factory=list)
    """… and seconds by a clock on the wall, which depend on what else the machine does."""
    faces: list[tuple[str, float]] = field(default_factory=list)
    """Camera and time of each face that came newly into view, seconds of the month."""
    visitors: int = 0
    untold: list[tuple[str, str]] = field(default_factory=list)
    """Alert and camera of true events that came after the pause and that nobody was told of."""

    def expect(self, alert: str, camera: str) -> None:
        """Note that an alert has to tell of a camera, unless it rests."""
        mark, key = _Mark.now(), (alert, camera)
        if mark.at - self.rung.get(key, float("-inf")) < PAUSE:
            return
        if self.owed.pop(key, None) is not None:
            self.untold.append(key)
        self.owed[key] = mark

    def ring(self, alert: str, camera: str) -> None:
        """Note that an alert told of a camera."""
        mark, key = _Mark.now(), (alert, camera)
        self.rings += 1
        self.rung[key] = mark.at
        if (since := self.owed.pop(key, None)) is not None:
            self.waits.append(mark.at - since.at)
            self.work.append(mark.processor - since.processor)
            self.walls.append(mark.wall - since.wall)


def run(
    data: Path | None = None, days: int = DAYS, seed: int = SEED
) -> dict[str, object]:
    """Simulate a month.

    Args:
        data: Not needed.
        days: How many days to simulate.
        seed: Another seed, another month.

    Returns:
        What came of the household and of the shop, and targets.
    """
    found: dict[str, object] = {}
    targets: list[Target] = []
    for name in ("household", "shop"):
        numbers = simulate(name, days, seed)
        found[name] = numbers
        targets += [
            Target(f"{name}: lost", float(numbers["lost"]), 0, at_most=True),
            Target(f"{name}: not told", float(numbers["not told"]), 0, at_most=True),
            Target(
                f"{name}: told within, s",
                float(numbers["slowest told, s"]),
                SOON,
                at_most=True,
            ),
        ]
    found["targets"] = targets
    return found


def simulate(name: str, days: int, seed: int) -> dict[str, Any]:
    """Return what comes of so many days of the `household` or the `shop`."""
    with (
        tempfile.TemporaryDirectory() as folder,
        asyncio.Runner(loop_factory=MonthLoop) as runner,
    ):
        return runner.run(_simulate(name, folder, days, seed))


async def _simulate(name: str, folder: str, days: int, seed: int) -> dict[str, Any]:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, MonthLoop)
    with months_time(loop, START):
        async with async_test_home_assistant(config_dir=folder) as hass:
            hass.config.media_dirs = {"local": f"{folder}/media"}
            cameras = [scenes.SHOP] if name == "shop" else [scenes.DOOR, scenes.GARDEN]
            runtime = await _set_up(hass, cameras)
            course = _Course(days)
            with _listened(hass, course):
                began = loop.time()
                await _live(runtime, course, _plan(name, days, seed), began)
                await _settle(runtime)
            numbers = await _sum_up(runtime, course, Path(folder), began)
            await runtime.async_close()
            await hass.async_stop(force=True)
    return numbers


async def _set_up(hass: HomeAssistant, cameras: list[str]) -> ArgusRuntime:
    """Return Argus with cameras whose frames come from the simulation alone, and with alerts that tell a phone."""
    # Argus is found beside this, as its texts are wanted.
    hass.data.pop(DATA_CUSTOM_COMPONENTS, None)
    hass.states.async_set(PHONE, "unknown")
    line = {
        "id": scenes.LINE,
        "name": "Door",
        "start": [0.1, 0.6],
        "end": [0.9, 0.6],
    }
    entities = {title: f"camera.{title.lower().replace(' ', '_')}" for title in cameras}
    for entity in entities.values():
        hass.states.async_set(entity, "idle")
    wanted = (
        {VISITS: {"types": ["visitor_in"]}}
        if scenes.SHOP in cameras
        else {SOMEBODY: {"types": ["face"]}, "Anything": {}}
    )
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Argus",
        subentries_data=[
            ConfigSubentryData(
                data={
                    CONF_CAMERA: entities[title],
                    CONF_INTERVAL: scenes.STEP,
                    # The frames are shown to it.
                    CONF_DETECTION: False,
                    # The one that is always there: the others' models would be downloaded.
                    CONF_FACE_DETECTOR: FaceDetector.HAAR,
                    CONF_OBJECT_DETECTOR: ObjectDetector.OFF,
                    CONF_LINES: [line] if title == scenes.SHOP else [],
                },
                subentry_type=SUBENTRY_CAMERA,
                title=title,
                unique_id=title,
            )
            for title in cameras
        ]
        + [
            ConfigSubentryData(
                data={
                    "notify": [PHONE],
                    "cooldown": PAUSE,
                    "title": "{{ alert }}|{{ incident.camera }}",
                    **settings,
                },
                subentry_type=SUBENTRY_ALERT,
                title=title,
                unique_id=None,
            )
            for title, settings in wanted.items()
        ],
    )
    entry.add_to_hass(hass)
    runtime = ArgusRuntime(hass, entry)
    entry.runtime_data = runtime
    with patch.object(journal_upkeep, "BEAT", BEAT):
        await runtime.async_open()
    await runtime.async_reconcile()
    return runtime


@contextmanager
def _listened(hass: HomeAssistant, course: _Course) -> Iterator[None]:
    """Note what a phone gets."""

    async def ring(call: ServiceCall) -> None:
        course.ring(*str(call.data["title"]).split("|"))

    tell = AlertSender.async_update

    async def update(self: AlertSender, message: MessageText) -> tuple[Delivery, ...]:
        course.updates += 1
        return await tell(self, message)

    hass.services.async_register("notify", "send_message", ring)
    with patch.object(AlertSender, "async_update", update):
        yield


def _plan(name: str, days: int, seed: int) -> list[scenes.Scene]:
    """Return what happens in all days."""
    chance = Random(seed)
    plan: list[scenes.Scene] = []
    for number in range(days):
        day = (
            scenes.shop(chance, number, VISITORS)
            if name == "shop"
            else scenes.household(chance, number)
        )
        plan += day.scenes
    return plan


async def _live(
    runtime: ArgusRuntime, course: _Course, plan: list[scenes.Scene], began: float
) -> None:
    """Let all cameras see what they see in a month."""
    loop = asyncio.get_running_loop()
    eyes = await asyncio.to_thread(Eyes)
    streams = [
        _of_camera(camera, [one for one in plan if one.camera == camera.subentry.title])
        for camera in runtime.cameras.values()
    ]
    for at, title, camera, seen, is_new in heapq.merge(
        *streams, key=lambda one: one[:2]
    ):
        await asyncio.sleep(max(0.0, began + at - loop.time()))
        sight = eyes.sight(seen, loop.time(), filmed=at < FILMED)
        course.visitors += len(seen.crossings)
        if is_new:
            course.faces.append((title, loop.time()))
            course.expect(SOMEBODY, title)
        if any(one.direction is Direction.IN for one in seen.crossings):
            course.expect(VISITS, title)
        camera.async_take_sight(sight)


def _of_camera(
    camera: ArgusCoordinator, plan: list[scenes.Scene]
) -> Iterator[tuple[float, str, ArgusCoordinator, Observation, bool]]:
    for at, seen, is_new in scenes.observations(plan):
        yield at, camera.subentry.title, camera, seen, is_new


async def _settle(runtime: ArgusRuntime) -> None:
    """Wait until all that was seen is told and stored."""
    await runtime.hass.async_block_till_done()
    await runtime.incidents.async_settle_previews()
    for alert in runtime.alerts.alerts.values():
        await alert.async_settle()
    await runtime.hass.async_block_till_done()
    await runtime.incidents.async_store()


async def _sum_up(
    runtime: ArgusRuntime, course: _Course, folder: Path, began: float
) -> dict[str, Any]:
    found: list[Incident] = []
    while page := await runtime.incidents.async_find(
        IncidentQuery(limit=1000, before=found[-1].id if found else None)
    ):
        found += page
    lost = [
        (camera, at)
        for camera, at in course.faces
        if not any(_shows_face(one, camera, START.timestamp() + at) for one in found)
    ]
    counted = sum(one.visitors_in + one.visitors_out for one in found)
    lasted = [
        ((one.end or one.start) - one.start).total_seconds() for one in found
    ] or [0.0]
    days = course.days
    told = [sum(parts) for parts in zip(course.waits, course.work, strict=True)]
    return {
        "days": days,
        "incidents a day": len(found) / days,
        "longest incident, min": max(lasted) / 60,
        "most visitors in one incident": max(
            (one.visitors_in + one.visitors_out for one in found), default=0
        ),
        "parts that go on, a day": sum(one.continues is not None for one in found)
        / days,
        "pushes a day that ring": course.rings / days,
        "quiet changes a day": course.updates / days,
        "faces that came": len(course.faces),
        "visitors": course.visitors,
        "true events to tell": len(told) + len(course.untold) + len(course.owed),
        "lost": len(lost) + abs(course.visitors - counted),
        "not told": len(course.untold) + len(course.owed),
        "told after, s": statistics.median(told or [0.0]),
        "slowest told, s": max(told, default=0.0),
        "of it waits on purpose at most, s": max(course.waits, default=0.0),
        "by a clock on the wall, s": statistics.median(course.walls or [0.0]),
        "slowest by a clock on the wall, s": max(course.walls, default=0.0),
        "films": sum(one.preview is not None for one in found),
        "journal, MB": _megabytes(folder / DOMAIN, "*.db*"),
        "pictures, MB": _megabytes(folder, "*.jpg"),
        "films, MB": _megabytes(folder, "*.mp4") + _megabytes(folder, "*.webp"),
        "stills to look again, MB": _megabytes(folder, "*.zip"),
    }


def _shows_face(incident: Incident, camera: str, at: float) -> bool:
    if incident.camera_name != camera or ActivityType.FACE not in incident.types:
        return False
    end = incident.end or incident.start
    return incident.start.timestamp() - 1 <= at <= end.timestamp() + 1


def _megabytes(folder: Path, pattern: str) -> float:
    files = (file for file in folder.rglob(pattern) if file.is_file())
    return sum(file.stat().st_size for file in files) / 1e6
