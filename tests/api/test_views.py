"""Tests of incidents, their pictures, the status and the report over HTTP."""

import asyncio
from dataclasses import replace
from datetime import timedelta
import os
from pathlib import Path
from unittest.mock import patch

from aiohttp.test_utils import TestClient
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from yarl import URL

from custom_components.argus.api import base_view
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.model.admission import BusyError
from custom_components.argus.model.decision import Decision, Delivery, Verdict
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import Crossing, Direction
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..conftest import FACES, Show, camera_named
from ..journals import (
    FILM,
    HOSTILE,
    NOON,
    PICTURE,
    UNKNOWN_ID,
    broken_journal,
    keep_film,
    keep_moment,
    remember,
    remember_both,
)
from ..pictures import as_png, mover

EVENTS = "/api/argus/events"
SMALL = mover(100)
"""Another picture."""


@pytest.fixture
async def client(calm: ArgusRuntime, hass_client: ClientSessionGenerator) -> TestClient:
    """Return the browser of an administrator."""
    return await hass_client()


async def test_an_incident_as_the_old_argus_told_it(
    calm: ArgusRuntime, client: TestClient
) -> None:
    """Its old names are there, and ours."""
    door = await remember(calm, camera_named(calm, "Front door"), favourite=True)
    response = await client.get(EVENTS)
    assert response.status == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert await response.json() == {
        "results": [
            {
                "id": door.id,
                "detection_type": "face",
                "timestamp": "2026-11-20T12:00:00+00:00",
                "faces_count": 2,
                "motion_intensity": 0.1234,
                "location": "Hall",
                "image_url": f"/api/argus/events/{door.id}/snapshot.jpg",
                "camera": "Front door",
                "camera_id": door.camera,
                "camera_entity_id": "camera.front_door",
                "end": "2026-11-20T12:00:20+00:00",
                "types": ["motion", "face"],
                "kinds": [],
                "zones": ["Door"],
                "visitors_in": 1,
                "visitors_out": 0,
                "favourite": True,
                "false_alarm": False,
                "linked": [],
                "media_content_id": f"media-source://argus/{door.camera}/"
                f"{dt_util.as_local(NOON):%Y-%m-%d}/{door.id}",
                "preview_url": None,
                "preview_media_content_id": None,
                "description": None,
                "described_by": None,
                "described_at": None,
                "continues": None,
                "seen": False,
            }
        ],
        "next": None,
    }


async def test_one_incident_with_all_its_steps(
    calm: ArgusRuntime, client: TestClient
) -> None:
    """A list leaves steps and decisions out; who asks for one incident gets them."""
    sent = Decision(
        NOON,
        "night",
        "Night watch",
        Verdict.SENT,
        deliveries=(Delivery("mail", "", "no such server"),),
    )
    late = Decision(NOON, "shop", "Shop", Verdict.OTHER_HOUR, "12:00")
    door = await remember(
        calm, camera_named(calm, "Front door"), decisions=(sent, late)
    )
    (listed,) = (await (await client.get(EVENTS)).json())["results"]
    response = await client.get(f"{EVENTS}/{door.id}")
    assert response.status == 200
    step = {
        "at": "2026-11-20T12:00:00+00:00",
        "what": "motion",
        "motion_intensity": 0.1234,
        "faces_count": 0,
        "zones": ["Door"],
        "line": None,
    }
    delivery = {"channel": "mail", "target": "", "error": "no such server"}
    assert await response.json() == {
        **listed,
        "trace": [step],
        "decisions": [
            {
                "at": "2026-11-20T12:00:00+00:00",
                "alert": "night",
                "alert_name": "Night watch",
                "verdict": "sent",
                "detail": "",
                "deliveries": [delivery],
                "opinion": None,
            },
            {
                "at": "2026-11-20T12:00:00+00:00",
                "alert": "shop",
                "alert_name": "Shop",
                "verdict": "other_hour",
                "detail": "12:00",
                "deliveries": [],
                "opinion": None,
            },
        ],
        "moments": [],
    }
    for missing in (UNKNOWN_ID, "x", "%27"):
        assert (await client.get(f"{EVENTS}/{missing}")).status in {400, 404}


async def test_one_without_a_picture(calm: ArgusRuntime, client: TestClient) -> None:
    """There is nowhere to get it."""
    incident = await remember(calm, camera_named(calm, "Garden"), picture=None)
    (told,) = (await (await client.get(EVENTS)).json())["results"]
    assert told["image_url"] is None
    assert told["media_content_id"] is None
    response = await client.get(f"{EVENTS}/{incident.id}/snapshot.jpg")
    assert response.status == 404


async def test_pages(calm: ArgusRuntime, client: TestClient) -> None:
    """The pages together are all incidents, the newest first, each once."""
    door = camera_named(calm, "Front door")
    stored = [
        (await remember(calm, door, NOON + timedelta(minutes=n), picture=None)).id
        for n in range(7)
    ]
    listed, before = [], ""
    while before is not None:
        response = await client.get(f"{EVENTS}/?limit=3&before={before}")
        page = await response.json()
        assert len(page["results"]) <= 3
        listed += [incident["id"] for incident in page["results"]]
        before = page["next"]
    assert listed == stored[::-1]
    exact = await (await client.get(f"{EVENTS}?limit=7")).json()
    assert exact["next"] is None, "nothing follows a page that is just full"


async def test_filters(calm: ArgusRuntime, client: TestClient) -> None:
    """One can ask for a type, a camera, a time, and favourites."""
    door, garden = await remember_both(calm)
    left = await remember(
        calm,
        camera_named(calm, "Garden"),
        NOON + timedelta(hours=1),
        types=(ActivityType.VISITOR_OUT,),
    )
    await calm.incidents.edits.async_set_favourite(garden.id, True)

    async def ask(**query: str) -> list[str]:
        response = await client.get(EVENTS, params=query)
        assert response.status == 200, await response.text()
        return [i["id"] for i in (await response.json())["results"]]

    assert await ask() == [left.id, garden.id, door.id]
    assert await ask(type="visitor_out") == [left.id]
    assert await ask(type="motion", camera="garden") == [garden.id]
    assert await ask(type="tampered") == []
    for named in ("front_door", "camera.front_door", door.camera):
        assert await ask(camera=named) == [door.id]
    assert await ask(since="2026-11-20T12:00:30Z") == [left.id, garden.id]
    assert await ask(until="2026-11-20T12:00:30+00:00") == [door.id]
    assert await ask(favourite="true") == [garden.id]
    assert await ask(limit="", type="", camera="", before="") == await ask()


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=1001",
        "limit=-5",
        "limit=x",
        "limit=1e3",
        f"limit={'9' * 5000}",
        "type=cat",
        "type=motion,face",
        "before=1",
        f"before={UNKNOWN_ID.lower()}",
        f"before={UNKNOWN_ID}x",
        "since=yesterday",
        "since=0001-01-01T00:00:00%2B14:00",
        "until=2026-13-01T00:00:00",
        "favourite=perhaps",
    ],
)
async def test_nonsense_is_refused(
    calm: ArgusRuntime, client: TestClient, query: str
) -> None:
    """A query that cannot be used is told so in words."""
    response = await client.get(f"{EVENTS}?{query}")
    assert response.status == 400
    assert (await response.json())["message"]


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_hostile_queries(
    calm: ArgusRuntime, client: TestClient, hostile: str
) -> None:
    """Nothing that is sent gets at anything, harms anything or crashes anything."""
    door, garden = await remember_both(calm)
    for key in ("before", "type", "limit", "since", "until", "favourite"):
        response = await client.get(EVENTS, params={key: hostile})
        assert response.status == 400, key
    for path, key in (
        (EVENTS, "camera"),
        ("/api/argus/visitors", "camera"),
    ):
        response = await client.get(path, params={key: hostile})
        # Home Assistant itself turns some of them away before they reach Argus.
        assert response.status in {400, 404}, path
    for key in ("date", "from", "to"):
        response = await client.get("/api/argus/visitors", params={key: hostile})
        assert response.status == 400, key
    listed = await (await client.get(EVENTS)).json()
    assert [i["id"] for i in listed["results"]] == [garden.id, door.id]


@pytest.mark.parametrize("hostile", [*HOSTILE, UNKNOWN_ID, f"{UNKNOWN_ID}/../x"])
async def test_hostile_picture_ids(
    calm: ArgusRuntime, client: TestClient, hostile: str
) -> None:
    """No id leads to anything but a picture of an incident."""
    await remember_both(calm)
    for path in (
        f"{EVENTS}/{hostile}/snapshot.jpg",
        f"{EVENTS}/{hostile.replace('/', '%2F')}/snapshot.jpg",
    ):
        response = await client.get(URL(path.replace("\x00", "%00"), encoded=True))
        assert response.status in {400, 404}


async def test_a_picture(
    hass: HomeAssistant, calm: ArgusRuntime, client: TestClient
) -> None:
    """It is the file, for the browser to keep and to ask whether it is still the same."""
    door = await remember(calm, camera_named(calm, "Front door"))
    response = await client.get(f"{EVENTS}/{door.id}/snapshot.jpg")
    assert response.status == 200
    assert response.content_type == "image/jpeg"
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert await response.read() == PICTURE
    again = await client.get(
        f"{EVENTS}/{door.id}/snapshot.jpg",
        headers={"If-None-Match": response.headers["ETag"]},
    )
    assert again.status == 304
    file = calm.incidents.snapshots.absolute(door.snapshot)
    await hass.async_add_executor_job(file.unlink)
    gone = await client.get(f"{EVENTS}/{door.id}/snapshot.jpg")
    assert gone.status == 404


async def test_a_picture_is_what_its_bytes_say(
    hass: HomeAssistant, calm: ArgusRuntime, client: TestClient
) -> None:
    """Whatever its file is called; what is no picture is not served as one."""
    door = await remember(
        calm, camera_named(calm, "Front door"), picture=as_png(PICTURE)
    )
    path = f"{EVENTS}/{door.id}/snapshot.jpg"
    response = await client.get(path)
    assert response.content_type == "image/png"
    assert await response.read() == as_png(PICTURE)
    await hass.async_add_executor_job(
        calm.incidents.snapshots.write, door.snapshot, b"<script>alert(1)</script>"
    )
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert (await client.get(path)).status == 404


async def test_a_small_picture(
    hass: HomeAssistant, calm: ArgusRuntime, client: TestClient
) -> None:
    """Lists get a thumbnail, or the picture itself where there is none."""
    door = await remember(calm, camera_named(calm, "Front door"))
    whole = await client.get(f"{EVENTS}/{door.id}/thumbnail.jpg")
    assert await whole.read() == PICTURE
    await hass.async_add_executor_job(
        calm.incidents.snapshots.write, door.snapshot, PICTURE, SMALL
    )
    small = await client.get(f"{EVENTS}/{door.id}/thumbnail.jpg")
    assert small.content_type == "image/jpeg"
    assert await small.read() == SMALL
    assert await (await client.get(f"{EVENTS}/{door.id}/snapshot.jpg")).read() == (
        PICTURE
    )
    missing = await client.get(f"{EVENTS}/{UNKNOWN_ID}/thumbnail.jpg")
    assert missing.status == 404


async def test_a_picture_that_leads_elsewhere(
    hass: HomeAssistant, calm: ArgusRuntime, client: TestClient, tmp_path: Path
) -> None:
    """Not even a damaged journal, or a link among the pictures, gives away other files."""
    secret = tmp_path / "secret.jpg"
    await hass.async_add_executor_job(secret.write_bytes, b"secret")
    door = await remember(calm, camera_named(calm, "Front door"))
    picture = calm.incidents.snapshots.absolute(door.snapshot)

    def swap() -> None:
        picture.unlink()
        picture.symlink_to(secret)

    await hass.async_add_executor_job(swap)
    assert (await client.get(f"{EVENTS}/{door.id}/snapshot.jpg")).status == 404
    for path in ("argus/../../secret.jpg", str(secret), "argus", "."):
        with patch.object(
            calm.incidents, "async_get", return_value=replace(door, snapshot=path)
        ):
            response = await client.get(f"{EVENTS}/{door.id}/snapshot.jpg")
        assert response.status == 404, path


@pytest.mark.parametrize(
    "kind", ["snapshot.jpg", "thumbnail.jpg", "moments/1.jpg", "preview.mp4"]
)
async def test_what_is_no_picture_of_argus_is_not_served(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    client: TestClient,
    kind: str,
    tmp_path: Path,
) -> None:
    """Neither what a link leads to, be it a picture, nor other bytes, nor what one would wait for."""
    door = await remember(calm, camera_named(calm, "Front door"))
    door = await keep_film(calm, await keep_moment(calm, door))
    snapshots = calm.incidents.snapshots
    file = {
        "snapshot.jpg": snapshots.absolute(door.snapshot),
        "thumbnail.jpg": snapshots.thumbnail(door.id),
        "moments/1.jpg": calm.incidents.moments.files.path(door.id, 1),
        "preview.mp4": snapshots.absolute(door.preview),
    }[kind]
    secret = tmp_path / "elsewhere"
    nowhere = (200, PICTURE) if kind == "thumbnail.jpg" else (404, None)

    def put(name: str) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        if name == "pipe":
            os.mkfifo(file)
        elif name == "text":
            file.write_bytes(b"root:x:0:0:root:/root:/bin/bash")
        elif name == "itself":
            file.symlink_to(file)
        else:
            secret.write_bytes(
                b"root:x:0:0"
                if name == "linked text"
                else FILM
                if file.suffix == ".mp4"
                else SMALL
            )
            file.symlink_to(secret)

    for name in ("linked picture", "linked text", "text", "pipe", "itself"):
        await hass.async_add_executor_job(put, name)
        response = await client.get(f"{EVENTS}/{door.id}/{kind}")
        assert response.status == nowhere[0], name
        if nowhere[1] is not None:
            # A list shows the picture itself where there is no small one.
            assert await response.read() == nowhere[1], name


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


async def test_trouble_with_the_journal(calm: ArgusRuntime, client: TestClient) -> None:
    """Whoever asks learns that it is not their fault; the status needs no journal."""
    with broken_journal():
        for path in (
            EVENTS,
            f"{EVENTS}/{UNKNOWN_ID}/snapshot.jpg",
            "/api/argus/visitors",
        ):
            response = await client.get(path)
            assert response.status == 503
            assert "disk gone" not in await response.text()
        assert (await client.get("/api/argus/status")).status == 200


async def test_while_argus_is_not_loaded(
    hass: HomeAssistant, calm: ArgusRuntime, client: TestClient, entry: MockConfigEntry
) -> None:
    """It says so, and answers again when it is back."""
    assert await hass.config_entries.async_unload(entry.entry_id)
    for path in (EVENTS, "/api/argus/status", "/api/argus/visitors"):
        assert (await client.get(path)).status == 503
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert (await client.get(EVENTS)).status == 200


async def test_refusals_wait_so_that_asking_again_and_again_is_slow(
    calm: ArgusRuntime, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But only so many wait, and nobody else does."""
    monkeypatch.setattr(base_view, "HOLD", 3600.0)
    monkeypatch.setattr(base_view, "MOST_HELD", 2)
    path = "/api/argus/heatmap/garden.jpg"
    with patch.object(calm.side_work.pictures, "enter", side_effect=BusyError):
        asked = [asyncio.ensure_future(client.get(path)) for _ in range(3)]
        done, waiting = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        assert len(waiting) == 2
        assert [one.result().status for one in done] == [429]
        assert (await client.get("/api/argus/status")).status == 200
        for one in waiting:
            one.cancel()
        await asyncio.wait(waiting)
        monkeypatch.setattr(base_view, "HOLD", 0.0)
        monkeypatch.setattr(base_view, "MOST_HELD", 4)
        response = await client.get(path)
    assert response.status == 429
    assert response.headers["Retry-After"]
