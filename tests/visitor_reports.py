"""Days that visitors came on, for tests of reports."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.const import CONF_LINES
from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.journal import tally
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import Crossing, Direction
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .conftest import camera_named
from .journals import remember

MONDAY = date(2026, 11, 23)
OPEN_ON_WEEKDAYS = {
    "opening_start": "09:00:00",
    "opening_end": "18:30:00",
    "opening_days": [0, 1, 2, 3, 4],
}


def line(line_id: str, name: str) -> dict[str, Any]:
    return {
        "id": line_id,
        "name": name,
        "start": [0.1, 0.5],
        "end": [0.9, 0.5],
        "counts": "both",
    }


async def with_lines(
    hass: HomeAssistant, entry: MockConfigEntry, runtime: ArgusRuntime
) -> None:
    """Let the front door have two lines and the garden one."""
    for name, lines in (
        ("Front door", [line("door", "Door"), line("stairs", "<i>Stairs</i>")]),
        ("Garden", [line("gate", "Gate")]),
    ):
        camera_named(runtime, name).async_set(**{CONF_LINES: lines})
    await hass.async_block_till_done()


async def count(
    runtime: ArgusRuntime,
    camera: ArgusCoordinator,
    visits: Mapping[int, tuple[int, int]],
    day: date = MONDAY,
    line_id: str = "door",
    *,
    of_vehicle: bool = False,
) -> None:
    """Let visitors or vehicles come and go: how many in and out, by hour."""
    for hour, (came, left) in visits.items():
        at = dt_util.start_of_local_day(day).replace(hour=hour, minute=42)
        crossings = [
            Crossing(line_id, way, 1, of_vehicle)
            for way, times in ((Direction.IN, came), (Direction.OUT, left))
            for _ in range(times)
        ]
        await runtime.journal.async_run(
            partial(
                tally.count,
                camera=camera.subentry.subentry_id,
                crossings=crossings,
                at=at,
            )
        )


async def a_busy_monday(runtime: ArgusRuntime) -> None:
    """Fill the journal: 14 visitors, a rush at five, somebody at three in the night; 10 a week before."""
    door, garden = camera_named(runtime, "Front door"), camera_named(runtime, "Garden")
    await count(runtime, door, {3: (1, 0), 9: (2, 1), 17: (6, 4), 18: (1, 2)})
    await count(runtime, door, {17: (2, 0)}, line_id="stairs")
    await count(runtime, garden, {11: (2, 2)}, line_id="gate")
    await count(runtime, door, {10: (4, 4), 17: (6, 1)}, MONDAY - timedelta(days=7))
    for hour, minute in ((3, 4), (3, 50), (12, 0), (18, 29), (18, 31)):
        local = datetime.combine(MONDAY, datetime.min.time()).replace(
            hour=hour, minute=minute, tzinfo=dt_util.get_default_time_zone()
        )
        await remember(runtime, door, dt_util.as_utc(local), picture=None)
