"""Stories at a real home: a busy door looked through visitor by visitor, a doorbell, no phone."""

import asyncio
from itertools import islice
import json
from pathlib import Path
from typing import Any

import pytest

from demo.home import Home

from .alerts import add_alert, decided, newest_incident
from .cameras import (
    EMPTY,
    SOMEBODY,
    gardening,
    jpeg,
    looked_at,
    play,
    shop,
    show,
    troubles,
    walk,
    walking,
)
from .phone import CONFIGURATION, phone

MAY_RING_AGAIN = 32.0
"""Seconds after which a notification that rang may do so again."""
MOST_UPDATES = 3
"""Times that a notification changes without a sound."""
NOBODY = {"Authorization": "Bearer nobody"}
LINE = {"name": "Entrance", "ends": "36,100 36,20", "counts": "both"}


@pytest.fixture
def extra() -> str:
    """Let the home have phones."""
    return CONFIGURATION


async def watch(home: Home, title: str, **settings: Any) -> str:
    """Let Argus watch a camera that shows nobody; return the id of its entry."""
    await home.add_integration("argus_testcam", {"title": title})
    await show(home, title, jpeg(EMPTY))
    entity = f"camera.{title.lower()}"
    entry = await home.add_integration("argus", {"cameras": [entity]})
    entry_id = str(entry["entry_id"])
    if settings:
        (camera,) = await home.command(
            "config_entries/subentries/list", entry_id=entry_id
        )
        await home.reconfigure(entry_id, "camera", camera["subentry_id"], **settings)
    await show(home, title, jpeg(EMPTY))
    await looked_at(home, title, 6)
    return entry_id


async def over(home: Home) -> dict[str, Any]:
    """Wait until the newest incident is over; return it."""

    async def ended() -> dict[str, Any]:
        incident = await newest_incident(home)
        return incident if incident is not None and incident["end"] else {}

    found: dict[str, Any] = await home.until(ended, 60, "the incident to be over")
    return found


@pytest.mark.timeout(600)
async def test_a_busy_shop_door_rings_once_and_is_looked_through_visitor_by_visitor(
    home: Home,
) -> None:
    """Who is to be told of visitors is not told of each; whoever opens the incident finds each of them."""
    await watch(home, "Shop", interval=0.2, lines=[LINE])
    async with phone(home) as device:
        await add_alert(
            home,
            "somebody_home",
            alert_name="Visitors",
            types=["visitor_in"],
            notify=[device.entity_id],
            cooldown={"minutes": 5},
        )
        for customer in islice(shop().visitors(200), 4):
            await play(home, "Shop", *walk(customer))
        await show(home, "Shop", jpeg(EMPTY))
        incident = await over(home)
        first = await device.push()
        assert "came in" in first["message"]
        assert device.rings == [first]
        assert len(device.pushes) <= 1 + MOST_UPDATES
        tags = {push["data"]["tag"] for push in device.pushes}
        assert tags == {first["data"]["tag"]}
    passed = [one for one in incident["moments"] if one["type"].startswith("visitor_")]
    assert len(passed) == incident["visitors_in"] + incident["visitors_out"] > 0
    for moment in passed:
        left, top, right, bottom = moment["box"]
        assert 0 <= left < right <= 1
        assert 0 <= top < bottom <= 1
        picture = await home.request("GET", moment["picture"])
        assert picture.startswith(b"\xff\xd8")
        assert len(picture) <= 40_000
    assert [one["time"] for one in passed] == sorted(one["time"] for one in passed)
    await home.command("argus/events/delete", events=[incident["id"]])
    assert not list((home.folder / "argus" / "moments").glob(f"{incident['id']}/*"))
    assert troubles(home) == []


async def test_a_stranger_during_gardening_rings_again(home: Home) -> None:
    """Whoever works in the garden rings once; somebody whose face comes into view is told anew, in the same notification."""
    await watch(home, "Garden", interval=0.5)
    async with phone(home) as device:
        await add_alert(
            home,
            "somebody_home",
            types=["motion", "face"],
            notify=[device.entity_id],
            cooldown={"seconds": 0},
        )
        async with gardening(home, "Garden"):
            first = await device.push()
            assert "Something moved" in first["message"]
            # However short the pause is, one notification does not ring more often.
            await asyncio.sleep(MAY_RING_AGAIN)
        assert device.rings == [first]
        await show(home, "Garden", jpeg(SOMEBODY))
        told = await device.shows(lambda push: "was seen" in push["message"])
        assert device.rings == [first, told]
        assert told["data"]["tag"] == first["data"]["tag"]
        await show(home, "Garden", jpeg(EMPTY))
        incident = await over(home)
        assert [one["type"] for one in incident["moments"]] == ["somebody"]
        assert {"motion", "face"} <= set(incident["types"])
        await device.shows(lambda push: "video" in push["data"])
        assert device.rings == [first, told]
    assert troubles(home) == []


async def test_a_phone_plays_the_film_of_what_happened(
    home: Home, tmp_path: Path
) -> None:
    """The last, quiet change of a notification has a film, which its user's app downloads and plays; nobody else does."""
    await watch(home, "Porch", interval=0.3)
    async with phone(home) as device:
        await add_alert(home, "somebody_home", notify=[device.entity_id])
        async with walking(home, "Porch"):
            first = await device.push()
            assert "video" not in first["data"]
            await asyncio.sleep(4)
        await show(home, "Porch", jpeg(EMPTY))
        last = await device.shows(lambda push: "video" in push["data"], timeout=120)
        assert last["data"]["tag"] == first["data"]["tag"]
        assert device.rings == [first]
        path = last["data"]["video"]
        # A phone fetches what begins so from its own home, as its user.
        assert path.startswith("/api/")
        film = tmp_path / "film.mp4"
        film.write_bytes(await home.request("GET", path))
        assert film.stat().st_size <= 600_000
        (stream,) = (await probe(film))["streams"]
        assert stream["codec_name"] == "h264"
        assert (stream["width"], stream["height"]) == (640, 360)
        assert int(stream["nb_read_frames"]) >= 20
        assert 2 <= float(stream["duration"]) <= 15
        async with home.session.get(f"{home.url}{path}", headers=NOBODY) as refused:
            assert refused.status == 401
    assert troubles(home) == []


async def probe(film: Path) -> dict[str, Any]:
    """Return what FFmpeg finds in a film when it decodes all of it; that nothing in it is broken."""
    process = await asyncio.create_subprocess_exec(
        *("ffprobe", "-v", "error", "-count_frames", "-show_streams", "-of", "json"),
        str(film),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    found, complaints = await process.communicate()
    assert complaints == b""
    assert process.returncode == 0
    answer: dict[str, Any] = json.loads(found)
    return answer


async def test_a_doorbell_asks_to_look(home: Home) -> None:
    await watch(home, "Door")
    await show(home, "Door", jpeg(SOMEBODY))
    answer = await home.call(
        "POST",
        "/api/services/argus/look?return_response",
        {"entity_id": "camera.door", "seconds": 3},
    )
    ((told,),) = answer["service_response"].values()
    assert told["pictures"] > 0
    incident = await home.command("argus/events/get", event=told["incident"])
    assert "look" in incident["types"]
    assert troubles(home) == []


async def test_without_a_phone_home_assistant_shows_one(home: Home) -> None:
    await watch(home, "Hall")
    alert = await add_alert(
        home, "somebody_home", persistent=True, notify=[], cooldown={"seconds": 0}
    )
    for _ in range(2):
        before = await newest_incident(home)
        await show(home, "Hall", jpeg(SOMEBODY))
        await decided(home, alert, "sent", after=before["id"] if before else "")
        await show(home, "Hall", jpeg(EMPTY))
        await over(home)
    shown = await home.command("persistent_notification/get")
    ours = [one for one in shown if alert in one["title"]]
    assert len(ours) == 1
    assert "/argus/incidents" in ours[0]["message"]
    assert troubles(home) == []


async def test_a_camera_that_is_unplugged_is_told_though_nothing_was_seen(
    home: Home,
) -> None:
    """A minute after it gives no more pictures; that it is back takes the notification away."""
    await watch(home, "Yard")
    async with phone(home) as device:
        await add_alert(
            home,
            "camera_lost",
            notify=[device.entity_id],
            lost_after={"minutes": 1},
        )
        await show(home, "Yard", b"")
        told = await device.push(timeout=180)
        assert "Yard" in f"{told.get('title')} {told['message']}"
        incident = await newest_incident(home)
        assert incident is not None
        assert incident["types"] == ["camera_lost"]
        await show(home, "Yard", jpeg(EMPTY))
        back = await device.push(2, timeout=120)
        assert back["data"]["tag"] == told["data"]["tag"]
        assert (await over(home))["id"] == incident["id"]
