"""A simulated month of a household and of a shop: how many incidents and pushes a day, and whether all was told and kept.

Observations are made up from a seed; recorder, journal, pictures and alerts are Argus's own, in a Home Assistant whose
clock goes from one observation to the next.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
import heapq
from pathlib import Path
from random import Random
import statistics
import tempfile
from time import perf_counter
from typing import Any, Final
from unittest.mock import patch

from pytest_homeassistant_custom_component.common import (  # type: ignore[import-untyped]
    MockConfigEntry,
    async_test_home_assistant,
)

from custom_components.argus.alerts.sender import AlertSender
from custom_components.argus.capture.frame_loop import ObservedFrame
from custom_components.argus.const import (
    CONF_CAMERA,
    CONF_FACE_DETECTOR,
    CONF_INTERVAL,
    CONF_LINES,
    CONF_OBJECT_DETECTOR,
    DOMAIN,
    SUBENTRY_ALERT,
    SUBENTRY_CAMERA,
)
from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.journal.pages import IncidentQuery
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.model.incident import Incident
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import FaceDetector, ObjectDetector, Observation
from homeassistant.config_entries import ConfigSubentryData
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.loader import DATA_CUSTOM_COMPONENTS
from homeassistant.util import dt as dt_util

from . import month_scenes as scenes
from .detector import encode
from .report import Target
from .robustness import Walk
from .scenes import render_room, render_walker

DAYS: Final = 30
SEED: Final = 16
VISITORS: Final = 60
"""A day in the shop, besides those of its rush."""
PAUSE: Final = 300.0
"""Seconds that the alerts rest."""
SOON: Final = 2.0
"""Seconds in which everything true has to be told."""
START: Final = datetime(2026, 11, 1, tzinfo=UTC)
PHONE: Final = "notify.phone"


@dataclass(slots=True)
class _Clock:
    """The month's clock, in the place of Home Assistant's."""

    at: datetime

    def utcnow(self) -> datetime:
        return self.at

    def now(self, time_zone: tzinfo | None = None) -> datetime:
        return self.at.astimezone(time_zone or dt_util.get_default_time_zone())


@dataclass(slots=True)
class _Course:
    """What came of a month."""

    days: int
    rings: list[tuple[str, float]] = field(default_factory=list)
    """Name of the alert, and when by the month's clock."""
    updates: int = 0
    delays: list[float] = field(default_factory=list)
    """Seconds of true time from an observation to the ring that it was the reason of."""
    faces: list[tuple[str, float]] = field(default_factory=list)
    """Camera and time of each face that came newly into view."""
    visitors: int = 0
    untold: list[tuple[str, float]] = field(default_factory=list)
    """Faces that came after the pause and that nobody was told of."""


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
        with tempfile.TemporaryDirectory() as folder:
            numbers = asyncio.run(_simulate(name, folder, days, seed))
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


async def _simulate(name: str, folder: str, days: int, seed: int) -> dict[str, Any]:
    clock = _Clock(START)
    # The loop's own clock goes on: what waits for a disk has to be waited for.
    with (
        patch.object(dt_util, "utcnow", clock.utcnow),
        patch.object(dt_util, "now", clock.now),
    ):
        async with async_test_home_assistant(config_dir=folder) as hass:
            hass.config.media_dirs = {"local": f"{folder}/media"}
            cameras = [scenes.SHOP] if name == "shop" else [scenes.DOOR, scenes.GARDEN]
            runtime = await _set_up(hass, cameras)
            course = _Course(days)
            with _listened(hass, course):
                await _live(runtime, clock, course, name, seed)
            numbers = await _sum_up(runtime, course, Path(folder))
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
        {"Visitors": {"types": ["visitor_in"]}}
        if scenes.SHOP in cameras
        else {"Somebody": {"types": ["face"]}, "Anything": {}}
    )
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Argus",
        subentries_data=[
            ConfigSubentryData(
                data={
                    CONF_CAMERA: entities[title],
                    CONF_INTERVAL: scenes.STEP,
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
                    "title": title,
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
    await runtime.async_open()
    await runtime.async_reconcile()
    for camera in runtime.cameras.values():
        # No frame of the loop's own may come in between.
        camera._watch.async_give_up()  # noqa: SLF001
        task = camera._watch._task  # noqa: SLF001
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        camera._watch._restarts._cancel_timers()  # noqa: SLF001
    return runtime


@contextmanager
def _listened(hass: HomeAssistant, course: _Course) -> Iterator[None]:
    """Note what a phone gets."""

    async def ring(call: ServiceCall) -> None:
        course.rings.append((str(call.data["title"]), dt_util.utcnow().timestamp()))

    async def update(self: AlertSender, message: object) -> tuple[()]:
        course.updates += 1
        return ()

    hass.services.async_register("notify", "send_message", ring)
    with patch.object(AlertSender, "async_update", update):
        yield


async def _live(
    runtime: ArgusRuntime,
    clock: _Clock,
    course: _Course,
    name: str,
    seed: int,
) -> None:
    """Let all cameras see what they see in a month."""
    chance = Random(seed)
    plan: list[scenes.Scene] = []
    for number in range(course.days):
        day = (
            scenes.shop(chance, number, VISITORS)
            if name == "shop"
            else scenes.household(chance, number)
        )
        plan += day.scenes
    frames = await asyncio.to_thread(_frames)
    began = runtime.hass.loop.time()
    streams = [
        _of_camera(camera, [one for one in plan if one.camera == camera.subentry.title])
        for camera in runtime.cameras.values()
    ]
    last_rung: dict[str, float] = {}
    for at, _, camera, seen, is_new in heapq.merge(*streams, key=lambda one: one[:2]):
        clock.at = START + timedelta(seconds=at)
        rung = len(course.rings)
        shown = perf_counter()
        frame = frames[bool(seen.faces) + bool(seen.motion.detected)]
        camera._take_sight(  # noqa: SLF001
            ObservedFrame(frame, seen, clock.at, began + at)
        )
        await _settle(runtime)
        title = camera.subentry.title
        course.visitors += len(seen.crossings)
        if len(course.rings) > rung:
            course.delays.append(perf_counter() - shown)
        told = [alert for alert, _ in course.rings[rung:]]
        if is_new:
            course.faces.append((title, START.timestamp() + at))
            rests = at - last_rung.get(title, float("-inf")) < PAUSE
            if "Somebody" not in told and not rests:
                course.untold.append((title, at))
        if "Somebody" in told:
            last_rung[title] = at


def _of_camera(
    camera: ArgusCoordinator, plan: list[scenes.Scene]
) -> Iterator[tuple[float, str, ArgusCoordinator, Observation, bool]]:
    for at, seen, is_new in scenes.observations(plan):
        yield at, camera.subentry.title, camera, seen, is_new


def _frames() -> list[bytes]:
    """Return pictures of nobody, of somebody and of a face."""
    room = render_room(1, 640, 360)
    somebody = room.copy()
    walk = Walk(render_walker(4), 0, 10, (0.95, 0.95), (0.6, 0.6), leftwards=False)
    walk.draw(somebody, 5)
    return [encode(room), encode(somebody), encode(somebody)]


async def _settle(runtime: ArgusRuntime) -> None:
    """Wait until all that was seen is told."""
    await runtime.hass.async_block_till_done()
    while any(alert._working for alert in runtime.alerts.alerts.values()):  # noqa: SLF001
        await asyncio.sleep(0)
        await runtime.hass.async_block_till_done()


async def _sum_up(
    runtime: ArgusRuntime, course: _Course, folder: Path
) -> dict[str, Any]:
    recorder = runtime.incidents
    await recorder.async_settle_previews()
    await runtime.hass.async_block_till_done()
    await recorder._backlog.async_store()  # noqa: SLF001
    found: list[Incident] = []
    while page := await recorder.async_find(
        IncidentQuery(limit=1000, before=found[-1].id if found else None)
    ):
        found += page
    lost = [
        (camera, at)
        for camera, at in course.faces
        if not any(_shows_face(one, camera, at) for one in found)
    ]
    counted = sum(one.visitors_in + one.visitors_out for one in found)
    lasted = [
        ((one.end or one.start) - one.start).total_seconds() for one in found
    ] or [0.0]
    days = course.days
    longest = max(lasted)
    return {
        "days": days,
        "incidents a day": len(found) / days,
        "longest incident, min": longest / 60,
        "most visitors in one incident": max(
            (one.visitors_in + one.visitors_out for one in found), default=0
        ),
        "parts that go on": sum(
            getattr(one, "continues", None) is not None for one in found
        )
        / days,
        "pushes a day that ring": len(course.rings) / days,
        "quiet changes a day": course.updates / days,
        "faces that came": len(course.faces),
        "visitors": course.visitors,
        "lost": len(lost) + abs(course.visitors - counted),
        "not told": len(course.untold),
        "told after, s": statistics.median(course.delays or [0.0]),
        "slowest told, s": max(course.delays, default=0.0),
        "journal, MB": _megabytes(folder / DOMAIN, "*.db*"),
        "media, MB": _megabytes(folder, "*.jpg")
        + _megabytes(folder, "*.mp4")
        + _megabytes(folder, "*.zip"),
    }


def _shows_face(incident: Incident, camera: str, at: float) -> bool:
    if incident.camera_name != camera or ActivityType.FACE not in incident.types:
        return False
    end = incident.end or incident.start
    return incident.start.timestamp() - 1 <= at <= end.timestamp() + 1


def _megabytes(folder: Path, pattern: str) -> float:
    files = (file for file in folder.rglob(pattern) if file.is_file())
    return sum(file.stat().st_size for file in files) / 1e6
