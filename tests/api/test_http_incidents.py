"""Tests of incidents over HTTP: listed in pages, filtered, one with all its steps, and what is refused."""

from datetime import timedelta

from aiohttp.test_utils import TestClient
import pytest

from custom_components.argus.model.activity import ActivityType
from custom_components.argus.model.decision import Decision, Delivery, Verdict
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.util import dt as dt_util

from ..conftest import camera_named
from ..journals import HOSTILE, NOON, UNKNOWN_ID, remember, remember_both
from .conftest import EVENTS


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
