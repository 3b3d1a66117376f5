"""Tests of the status and the report of visitors over HTTP."""

from datetime import timedelta

from aiohttp.test_utils import TestClient
import pytest

from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import Crossing, Direction
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..conftest import FACES, Show, camera_named


async def test_status(
    hass: HomeAssistant, calm: ArgusRuntime, client: TestClient
) -> None:
    """It says for all and for each what the old Argus said, and how many came."""
    show = Show(hass, camera_named(calm, "Front door"))
    await show(FACES)
    for path in ("/api/argus/status", "/api/argus/status/"):
        status = await (await client.get(path)).json()
        assert status["status"] == "watching"
        assert status["is_running"] is True
        assert status["faces_count"] == 2
        assert status["motion_detected"] is False
        assert status["visitors_today"] == 0
        door = status["cameras"]["camera.front_door"]
        assert door["location"] == "Front door"
        assert (door["faces_count"], door["is_running"]) == (2, True)
        assert status["cameras"]["camera.garden"]["faces_count"] == 0
    garden = camera_named(calm, "Garden")
    garden.async_set(detection=False)
    await hass.async_block_till_done()
    status = await (await client.get("/api/argus/status")).json()
    assert status["cameras"]["camera.garden"]["status"] == "stopped"
    assert status["is_running"] is True


async def test_visitors(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    client: TestClient,
) -> None:
    """The report is that of the day, the days and the camera that one asks for."""
    now = dt_util.utcnow()
    for name, many in (("Front door", 2), ("Garden", 1)):
        camera = camera_named(calm, name)
        crossing = Crossing("line", Direction.IN, 1)
        await camera.visitors.async_count((crossing,) * many, now)
    today = dt_util.as_local(now).date()

    async def total(query: str) -> int:
        response = await client.get(f"/api/argus/visitors{query}")
        assert response.status == 200
        return (await response.json())["total_in"]

    assert await total("") == 3
    assert await total(f"?date={today}") == 3
    assert await total(f"?date={today - timedelta(days=1)}") == 0
    assert await total(f"?from={today - timedelta(days=3)}&to={today}") == 3
    assert await total("?camera=garden") == 1


@pytest.mark.parametrize(
    "query",
    [
        "date=2026-02-30",
        "from=2026-11-21&to=2026-11-20",
        "from=0001-01-01&to=0001-01-02",
        "from=1971-01-01",
        "date=0001-01-01",
        "date=9999-12-31",
    ],
)
async def test_days_that_cannot_be_reported(
    calm: ArgusRuntime, client: TestClient, query: str
) -> None:
    """Days in the wrong order, too many or none at all are told so."""
    response = await client.get(f"/api/argus/visitors?{query}")
    assert response.status == 400
    assert (await response.json())["message"]
