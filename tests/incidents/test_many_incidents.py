"""Tests of a house that has been watching for years: a hundred thousand incidents."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from sqlite3 import Connection
from typing import Any, Final

import pytest
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from custom_components.argus.journal.pages import IncidentQuery
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.components.media_player import SearchMediaQuery
from homeassistant.components.media_source import (
    async_browse_media,
    async_search_media,
)
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.ulid import ulid_at_time

from ..conftest import camera_named

MANY = 100_000
MOST_WORK: Final = 50_000
"""Instructions of SQLite's machine that a page may take; going through everything takes ten of them for each incident."""
FIRST = datetime(2024, 1, 1, tzinfo=UTC)
STEP = timedelta(minutes=10)


def fill(session: Session, cameras: list[tuple[str, str]]) -> None:
    """Store incidents ten minutes apart, at each camera in turn; the very first one is at a place of its own."""
    incidents, types = [], []
    for number in range(MANY):
        start = FIRST + number * STEP
        made = f"{ulid_at_time(start.timestamp())[:10]}{number:016}"
        camera, name = cameras[number % len(cameras)]
        moment = int(start.timestamp() * 1000)
        kinds = ("motion", "face")[: 1 + (number % 50 == 0)]
        incidents.append(
            {
                "id": made,
                "camera": camera,
                "name": name,
                "location": "Hall" if number else "Attic",
                "start": moment,
                "end": moment + 40_000,
                "types": ",".join(kinds),
                "snapshot": f"argus/{camera}/{number}.jpg",
            }
        )
        types += [{"id": made, "type": kind, "camera": camera} for kind in kinds]
    session.execute(
        text(
            'INSERT INTO incident (id, camera, camera_name, location, start, "end", types, intensity, faces, '
            "visitors_in, visitors_out, zones, linked, trace, favourite, snapshot, snapshot_bytes) VALUES (:id, "
            ":camera, :name, :location, :start, :end, :types, 5.0, 1, 0, 0, '[]', '[]', '[]', 0, :snapshot, 1)"
        ),
        incidents,
    )
    session.execute(
        text(
            "INSERT INTO incident_type (incident, type, camera) VALUES (:id, :type, :camera)"
        ),
        types,
    )


@pytest.fixture
async def full(hass: HomeAssistant, calm: ArgusRuntime) -> ArgusRuntime:
    """Return the house after years."""
    assert await async_setup_component(hass, "media_source", {})
    cameras = [
        (camera_named(calm, name).subentry.subentry_id, name)
        for name in ("Front door", "Garden")
    ]
    await calm.journal.async_run(lambda session: fill(session, cameras))
    return calm


class Work:
    """Counts what the database does, which no busy machine makes more of."""

    def __init__(self) -> None:
        """Begin with nothing done."""
        self.instructions = 0

    def watch(self, connection: Connection, *_: Any) -> None:
        """Count what is done over a connection from now on."""
        connection.set_progress_handler(self._count, 1)

    def _count(self) -> int:
        self.instructions += 1
        return 0

    def taken(self) -> int:
        """Return what was done since this was asked last."""
        taken, self.instructions = self.instructions, 0
        return taken


@pytest.fixture
def work(full: ArgusRuntime) -> Iterator[Work]:
    """Return what counts the work of the full journal."""
    work = Work()
    assert full.journal._engine is not None
    pool = full.journal._engine.pool
    event.listen(pool, "checkout", work.watch)
    yield work
    event.remove(pool, "checkout", work.watch)


async def test_going_through_everything_is_noticed(
    full: ArgusRuntime, work: Work
) -> None:
    """What the limit of a page is worth."""
    count = text("SELECT count(*) FROM incident WHERE location != 'Cellar'")
    found = await full.journal.async_read(
        lambda session: session.execute(count).scalar()
    )
    assert found == MANY
    assert work.taken() > 5 * MOST_WORK


async def test_every_way_of_asking_is_quick(
    hass: HomeAssistant,
    full: ArgusRuntime,
    work: Work,
    hass_client: ClientSessionGenerator,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """A page takes no more work than it is long over HTTP and WebSocket, whatever one asks for."""
    socket = await hass_ws_client(hass)
    client = await hass_client()
    work.taken()
    last = ""
    for _ in range(12):
        response = await client.get(f"/api/argus/events?limit=50&before={last}")
        page = await response.json()
        assert len(page["results"]) == 50
        assert 0 < work.taken() < MOST_WORK
        last = page["next"]
    garden = camera_named(full, "Garden").subentry.subentry_id
    half = (FIRST + MANY // 2 * STEP).isoformat()
    for filters in (
        {},
        {"camera": garden},
        {"event_type": "face"},
        {"event_type": "face", "camera": garden},
        {"until": half},
        {"until": half, "camera": garden, "event_type": "face"},
    ):
        await socket.send_json_auto_id({"type": "argus/events/list", **filters})
        answer = await socket.receive_json()
        assert answer["success"]
        # A face is seen at every fiftieth, and all of those are of the first camera.
        wanted = 0 if filters.keys() >= {"camera", "event_type"} else 50
        assert len(answer["result"]["results"]) == wanted
        assert 0 < work.taken() < MOST_WORK, filters


async def test_nothing_is_out_of_reach(hass: HomeAssistant, full: ArgusRuntime) -> None:
    """Pages together are all there is, a search that names a day reaches it, and days are listed one by one."""
    everything: set[str] = set()
    query = IncidentQuery(limit=1000)
    while page := await full.incidents.async_find(query):
        everything |= {one.id for one in page}
        query = replace(query, before=page[-1].id)
    assert len(everything) == MANY
    found = await async_search_media(
        hass, "media-source://argus", SearchMediaQuery(search_query="attic 2023-12-31")
    )
    assert [one.title for one in found.result] == [
        "2023-12-31 16:00:00 · Front door · Face, Motion"
    ]
    many = await async_search_media(
        hass, "media-source://argus", SearchMediaQuery(search_query="hall garden")
    )
    assert len(many.result) == 100
    garden = camera_named(full, "Garden").subentry.subentry_id
    days = await async_browse_media(hass, f"media-source://argus/{garden}")
    assert len(days.children) == 400
