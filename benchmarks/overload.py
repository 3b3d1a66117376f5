"""How soon incidents are told when the eyes are asked for far more than they can do.

Many cameras show a person who walks through a rendered room, in turns; the watch loop, the threads, the journal and the
pictures are Argus's own, in a Home Assistant without other integrations.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
import logging
from pathlib import Path
import statistics
import tempfile
import time
from typing import Final, override

from pytest_homeassistant_custom_component.common import (  # type: ignore[import-untyped]
    MockConfigEntry,
    async_test_home_assistant,
)

from custom_components.argus.const import (
    CONF_CAMERA,
    CONF_FACE_DETECTOR,
    CONF_INTERVAL,
    DOMAIN,
    SUBENTRY_CAMERA,
)
from custom_components.argus.model.activity import Activity
from custom_components.argus.model.incident import IncidentChange, Phase
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import FaceDetector
from homeassistant.components.camera import Camera
from homeassistant.components.camera.const import DATA_COMPONENT, DOMAIN as CAMERA
from homeassistant.config_entries import ConfigSubentryData
from homeassistant.helpers.entity_component import EntityComponent
from homeassistant.util import dt as dt_util

from .custom_components.argus_meter.memory import resident_megabytes
from .report import Target
from .street import RATE, TURN, WALK, render_walk

_LOGGER = logging.getLogger(__name__)

SOON: Final = 2.0
"""Seconds from sight to telling that are allowed at any overload."""
CALM: Final = 120.0
"""Seconds after the load in which everything has to be told."""


@dataclass(frozen=True, slots=True)
class Load:
    """What is asked of the eyes."""

    cameras: int = 32
    rate: float = 5.0
    """Frames a second that each camera is to be looked at."""
    seconds: float = 180.0


@dataclass(slots=True)
class _Course:
    """What was measured, by the clock of the loop or in seconds."""

    seen: dict[str, float] = field(default_factory=dict)
    """When the eyes' finding was there, by incident."""
    after_sight: list[float] = field(default_factory=list)
    """From then until its start was told."""
    after_frame: list[float] = field(default_factory=list)
    """From the frame until then."""
    ended: int = 0
    pictures: int = 0
    """Incidents that were told with their picture, at once or later."""
    tasks: list[int] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)


class _Stage(Camera):
    """A camera before which somebody walks by, every so often."""

    _attr_should_poll = False

    def __init__(self, number: int, count: int, pictures: list[bytes]) -> None:
        """Show pictures of a walk, the first of them with nobody; each camera at another time."""
        super().__init__()
        self.entity_id = f"{CAMERA}.stage_{number}"
        self._attr_name = f"Stage {number}"
        self._pictures = pictures
        self._ahead = TURN * number / count
        self._began = time.monotonic()
        self.empty = False

    @override
    async def async_camera_image(
        self, width: int | None = None, height: int | None = None
    ) -> bytes | None:
        """Return what is to be seen now."""
        passed = (time.monotonic() - self._began + self._ahead) % TURN
        if self.empty or passed >= WALK:
            return self._pictures[0]
        return self._pictures[int(passed * RATE) % len(self._pictures)]


def run(data: Path | None = None, load: Load | None = None) -> dict[str, object]:
    """Measure what becomes of incidents under overload, and how soon all is calm after it.

    Args:
        data: Not needed.
        load: What is asked of the eyes; None asks for the usual.

    Returns:
        Seconds from sight to telling, tasks, megabytes, frames, recovery, and targets.
    """
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_run(load or Load(), folder))


async def _run(load: Load, folder: str) -> dict[str, object]:
    pictures = await asyncio.to_thread(render_walk)
    async with async_test_home_assistant(config_dir=folder) as hass:
        hass.config.media_dirs = {"local": f"{folder}/media"}
        component = EntityComponent[Camera](_LOGGER, CAMERA, hass)
        hass.data[DATA_COMPONENT] = component
        stages = [
            _Stage(number, load.cameras, pictures) for number in range(load.cameras)
        ]
        await component.async_add_entities(stages)
        entry = MockConfigEntry(
            domain=DOMAIN,
            title="Argus",
            subentries_data=[
                ConfigSubentryData(
                    data={
                        CONF_CAMERA: stage.entity_id,
                        CONF_INTERVAL: round(1 / load.rate, 1),
                        # The one that is always there: the other's model would be downloaded.
                        CONF_FACE_DETECTOR: FaceDetector.HAAR,
                    },
                    subentry_type=SUBENTRY_CAMERA,
                    title=str(stage.name),
                    unique_id=stage.entity_id,
                )
                for stage in stages
            ],
        )
        entry.add_to_hass(hass)
        runtime = ArgusRuntime(hass, entry)
        await runtime.async_open()
        before = len(asyncio.all_tasks())
        course = _Course()
        await runtime.async_reconcile()
        _listen(runtime, course)
        found = await _measure(runtime, stages, load, course, before)
        await runtime.async_close()
        await hass.async_stop(force=True)
    return found


def _listen(runtime: ArgusRuntime, course: _Course) -> None:
    """Note when each incident was seen and when it was told."""
    loop = runtime.hass.loop
    pictured: set[str] = set()

    def see(activity: Activity) -> None:
        if activity.incident is not None:
            course.seen.setdefault(activity.incident, loop.time())

    def hear(change: IncidentChange) -> None:
        incident = change.incident
        if change.phase is Phase.STARTED:
            course.after_sight.append(loop.time() - course.seen[incident.id])
            late = dt_util.utcnow() - incident.start
            course.after_frame.append(late.total_seconds())
        course.ended += change.phase is Phase.ENDED
        if incident.snapshot is not None:
            pictured.add(incident.id)
            course.pictures = len(pictured)

    for camera in runtime.cameras.values():
        camera.async_subscribe_activities(see)
    runtime.incidents.async_subscribe(hear)


async def _measure(
    runtime: ArgusRuntime,
    stages: list[_Stage],
    load: Load,
    course: _Course,
    before: int,
) -> dict[str, object]:
    loop = runtime.hass.loop
    began = loop.time()
    while loop.time() - began < load.seconds:
        await asyncio.sleep(1)
        course.tasks.append(len(asyncio.all_tasks()) - before)
        course.megabytes.append(resident_megabytes())
    watches = [camera.watch for camera in runtime.cameras.values() if camera.watch]
    frames = sum(watch.statistics.frames for watch in watches)
    dropped = sum(watch.statistics.dropped for watch in watches)
    told = len(course.after_sight)
    for stage in stages:
        stage.empty = True
    over = loop.time()
    # All that was seen is over and told; each camera has its watch and nothing else under way.
    for _ in range(int(10 * CALM)):
        busy = len(asyncio.all_tasks()) - before > load.cameras
        if course.ended == len(course.after_sight) and not busy:
            break
        await asyncio.sleep(0.1)
    recovery = loop.time() - over
    if not told:
        raise ValueError("nothing was seen: the load is too short")
    most = max(course.tasks)
    result: dict[str, object] = {
        "cameras": load.cameras,
        "frames a second of each that are asked for": load.rate,
        "seconds": load.seconds,
        "frames a second of all that were looked at": frames / load.seconds,
        "frames left out": dropped / max(frames + dropped, 1),
        "incidents told": told,
        "seconds from sight to telling": _spread(course.after_sight),
        "seconds from frame to telling": _spread(course.after_frame),
        "incidents with their picture": course.pictures / len(course.after_sight),
        "tasks": {"median": statistics.median(course.tasks), "max": most},
        "megabytes": {
            "after a third": _part(course.megabytes, 3),
            "at the end": course.megabytes[-1],
        },
        "seconds until all is told after the load": recovery,
        "targets": [
            Target(
                "overload, sight to telling: s",
                max(course.after_sight),
                SOON,
                at_most=True,
            ),
            Target("overload, tasks", most, 4 * load.cameras + 10, at_most=True),
            Target("overload, all told: s", recovery, CALM / 2, at_most=True),
        ],
    }
    return result


def _spread(values: list[float]) -> Mapping[str, float]:
    ordered = sorted(values)
    return {
        "median": statistics.median(ordered),
        "p99": ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))],
        "max": ordered[-1],
    }


def _part(values: list[float], parts: int) -> float:
    return values[len(values) // parts]
