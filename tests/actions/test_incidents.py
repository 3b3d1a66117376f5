"""Tests of the actions that ask the memory and tidy it."""

import asyncio
from datetime import timedelta
from pathlib import Path
import threading
from typing import Any
from unittest.mock import patch

import pytest
import voluptuous as vol

from custom_components.argus.capture import analysis
from custom_components.argus.const import DOMAIN
from custom_components.argus.incidents.incident_json import media_content_id
from custom_components.argus.journal.pages import IncidentQuery
from custom_components.argus.model.admission import BusyError
from custom_components.argus.model.incident import IncidentChange
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.auth.const import GROUP_ID_READ_ONLY
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from ..conftest import MOVING, FakeCamera, Show, camera_entity, camera_named, until
from ..journals import (
    HOSTILE,
    NOON,
    UNKNOWN_ID,
    broken_journal,
    remember,
    remember_both,
)
from ..pictures import room, visitor


async def act(hass: HomeAssistant, action: str, **data: Any) -> dict[str, Any]:
    """Call an action and return its response."""
    response = await hass.services.async_call(
        DOMAIN, action, data, blocking=True, return_response=True
    )
    assert response is not None
    return response


async def test_get_events(hass: HomeAssistant, calm: ArgusRuntime) -> None:
    """Filters and pages are those of the other ways."""
    door, garden = await remember_both(calm)

    async def ids(**data: Any) -> list[str]:
        return [i["id"] for i in (await act(hass, "get_events", **data))["results"]]

    assert await ids() == [garden.id, door.id]
    assert await ids(entity_id="camera.garden") == [garden.id]
    ours = camera_entity(hass, camera_named(calm, "Front door"), "event", "activity")
    assert await ids(entity_id=[ours]) == [door.id]
    assert await ids(type="visitor_out") == []
    assert await ids(since=NOON + timedelta(seconds=1)) == [garden.id]
    assert await ids(until=NOON + timedelta(seconds=1), favourite=False) == [door.id]
    page = await act(hass, "get_events", limit=1)
    assert await ids(before=page["next"]) == [door.id]
    (told,) = page["results"]
    assert told["image_url"] == f"/api/argus/events/{garden.id}/snapshot.jpg"
    assert told["media_content_id"] == media_content_id(garden)
    with pytest.raises(ServiceValidationError, match="does not watch"):
        await ids(entity_id="camera.shop")
    with broken_journal(), pytest.raises(HomeAssistantError, match="disk gone"):
        await ids()


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_hostile_data(
    hass: HomeAssistant, calm: ArgusRuntime, hostile: str
) -> None:
    """Nothing that is sent gets at anything, harms anything or ends in a crash."""
    door, garden = await remember_both(calm)
    refused = (vol.Invalid, HomeAssistantError)
    for action, key in (
        ("get_events", "before"),
        ("get_events", "type"),
        ("get_events", "limit"),
        ("get_events", "since"),
        ("get_events", "entity_id"),
        ("get_events", "device_id"),
        ("purge", "entity_id"),
        ("purge", "keep_days"),
        ("analyze_image", "entity_id"),
        ("analyze_image", "media_content_id"),
        ("import_legacy", "path"),
    ):
        with pytest.raises(refused):
            await act(hass, action, **{key: hostile})
    for media in (
        f"media-source://media_source/local/{hostile}",
        f"media-source://camera/{hostile}",
        f"media-source://argus/{hostile}",
    ):
        with pytest.raises(refused):
            await act(hass, "analyze_image", media_content_id=media)
    listed = await act(hass, "get_events")
    assert [i["id"] for i in listed["results"]] == [garden.id, door.id]


async def test_purge(hass: HomeAssistant, calm: ArgusRuntime) -> None:
    """What is too old goes, with its pictures; favourites and what still lasts stay."""
    now = dt_util.utcnow()
    door, garden = camera_named(calm, "Front door"), camera_named(calm, "Garden")
    old = await remember(calm, door, now - timedelta(days=50))
    loved = await remember(calm, door, now - timedelta(days=51), favourite=True)
    recent = await remember(calm, door, now - timedelta(days=5))
    other = await remember(calm, garden, now - timedelta(days=6))
    started: list[IncidentChange] = []
    calm.incidents.async_subscribe(started.append)
    await Show(hass, garden)(MOVING)
    lasting = started[0].incident

    async def left() -> set[str]:
        events = await act(hass, "get_events", limit=1000)
        return {event["id"] for event in events["results"]}

    assert await act(hass, "purge") == {"deleted": 1}
    assert await left() == {loved.id, recent.id, other.id, lasting.id}
    picture = calm.incidents.snapshots.absolute(old.snapshot)
    assert not await hass.async_add_executor_job(picture.exists)
    cleared = await act(hass, "purge", keep_days=0, entity_id="camera.garden")
    assert cleared == {"deleted": 1}
    assert await left() == {loved.id, recent.id, lasting.id}
    assert await act(hass, "purge", keep_days=5) == {"deleted": 1}
    assert await left() == {loved.id, lasting.id}
    kept = calm.incidents.snapshots.absolute(loved.snapshot)
    assert await hass.async_add_executor_job(kept.exists)
    with broken_journal(), pytest.raises(HomeAssistantError, match="disk gone"):
        await act(hass, "purge")


async def test_purge_goes_through_all(hass: HomeAssistant, calm: ArgusRuntime) -> None:
    """More than one portion is forgotten, and what cannot be does not hold it up."""
    door = camera_named(calm, "Front door")
    for n in range(7):
        await remember(
            calm,
            door,
            NOON + timedelta(minutes=n),
            picture=None,
            end=None if n in {2, 3, 4} else NOON + timedelta(hours=1),
        )
    with patch("custom_components.argus.actions.incidents.AT_ONCE", 2):
        assert await act(hass, "purge", keep_days=0) == {"deleted": 4}


async def test_analyze_a_camera(
    hass: HomeAssistant, calm: ArgusRuntime, cameras: dict[str, FakeCamera]
) -> None:
    """The faces in what a camera shows now, watched or not, and nothing in an empty room."""
    for entity_id in ("camera.garden", "camera.shop"):
        cameras[entity_id].picture = visitor(320)
        seen = await act(hass, "analyze_image", entity_id=entity_id)
        assert (seen["width"], seen["height"], seen["faces_count"]) == (640, 360, 1)
        (face,) = seen["faces"]
        left, top, right, bottom = face["box"]
        assert 0.3 < left < 0.5 < right < 0.75
        assert 0 <= top < 0.4 < bottom < 0.75
        assert 0.5 < face["score"] <= 1
        cameras[entity_id].picture = room()
        empty = await act(hass, "analyze_image", entity_id=entity_id)
        assert (empty["faces_count"], empty["faces"]) == (0, [])
    cameras["camera.shop"].picture = b"no picture"
    with pytest.raises(ServiceValidationError, match="could not be used"):
        await act(hass, "analyze_image", entity_id="camera.shop")
    cameras["camera.shop"].picture = None
    with pytest.raises(HomeAssistantError):
        await act(hass, "analyze_image", entity_id="camera.shop")


async def test_analyze_media(
    hass: HomeAssistant, calm: ArgusRuntime, cameras: dict[str, FakeCamera]
) -> None:
    """A picture among the media, of an incident, or of a camera will do."""
    assert await async_setup_component(hass, "media_source", {})
    media = Path(hass.config.media_dirs["local"])

    def write(name: str, data: bytes) -> str:
        media.mkdir(exist_ok=True)
        (media / name).write_bytes(data)
        return f"media-source://media_source/local/{name}"

    found = await hass.async_add_executor_job(write, "friend.jpg", visitor())
    door = await remember(calm, camera_named(calm, "Front door"))
    cameras["camera.shop"].picture = visitor()
    for picture in (found, media_content_id(door), "media-source://camera/camera.shop"):
        seen = await act(hass, "analyze_image", media_content_id=picture)
        assert seen["faces_count"] == 1, picture
    text = await hass.async_add_executor_job(write, "notes.txt", b"hello")
    broken = await hass.async_add_executor_job(write, "broken.jpg", visitor()[:200])
    lost = "media-source://media_source/local/lost.jpg"
    outside = "media-source://media_source/local/../secret.jpg"
    for unusable in (text, broken, lost, outside, "https://example.com/a.jpg"):
        with pytest.raises(ServiceValidationError, match="could not be used"):
            await act(hass, "analyze_image", media_content_id=unusable)
    with (
        patch.object(analysis, "MOST_BYTES", 1000),
        pytest.raises(ServiceValidationError, match="more than 1000 bytes"),
    ):
        await act(hass, "analyze_image", media_content_id=found)


async def test_very_many_analyses_at_once(
    hass: HomeAssistant, calm: ArgusRuntime
) -> None:
    """Of one picture there is one for all; of many pictures, no more than one user may have looked at."""
    assert await async_setup_component(hass, "media_source", {})
    media = Path(hass.config.media_dirs["local"])
    user = await hass.auth.async_create_user("Anna", group_ids=[GROUP_ID_READ_ONLY])

    def write() -> list[str]:
        media.mkdir(exist_ok=True)
        for n in range(200):
            (media / f"{n}.jpg").write_bytes(room())
        return [f"media-source://media_source/local/{n}.jpg" for n in range(200)]

    pictures = await hass.async_add_executor_job(write)
    go_on = threading.Event()

    def look(picture: object, settings: object) -> dict[str, Any]:
        assert go_on.wait(60)
        return {"faces_count": 0}

    async def analyze(**data: str) -> dict[str, Any]:
        answer = await hass.services.async_call(
            DOMAIN,
            "analyze_image",
            data,
            blocking=True,
            return_response=True,
            context=Context(user_id=user.id),
        )
        assert answer is not None
        return answer

    with (
        patch.object(analysis, "_analyze_picture", side_effect=look) as one,
        patch.object(analysis, "_analyze_file", side_effect=look) as each,
    ):
        asked = [
            asyncio.ensure_future(analyze(media_content_id=picture))
            for picture in pictures
        ]
        await until(lambda: sum(task.done() for task in asked) == 200 - 16, 60)
        go_on.set()
        answers = await asyncio.gather(*asked, return_exceptions=True)
        busy = [answer for answer in answers if isinstance(answer, BusyError)]
        assert (len(busy), each.call_count) == (200 - 16, 16)
        assert "try again" in str(busy[0])
        go_on.clear()
        asked = [
            asyncio.ensure_future(analyze(entity_id="camera.shop")) for _ in range(200)
        ]
        await until(lambda: one.call_count)
        go_on.set()
        assert await asyncio.gather(*asked) == [{"faces_count": 0}] * 200
        assert one.call_count == 1


async def test_analyze_wants_one_picture(
    hass: HomeAssistant, calm: ArgusRuntime
) -> None:
    """Neither none nor two."""
    with pytest.raises(vol.Invalid):
        await act(hass, "analyze_image")
    with pytest.raises(vol.Invalid):
        await act(
            hass,
            "analyze_image",
            entity_id="camera.shop",
            media_content_id="media-source://camera/camera.shop",
        )


async def test_mark_false_alarm(hass: HomeAssistant, calm: ArgusRuntime) -> None:
    """Automations can say that it was nothing, and take it back."""
    door, garden = await remember_both(calm)

    async def mark(**data: Any) -> None:
        await hass.services.async_call(DOMAIN, "mark_false_alarm", data, blocking=True)

    async def marked() -> set[str]:
        found = await calm.incidents.async_find(IncidentQuery(false_alarm=True))
        return {incident.id for incident in found}

    await mark(event=door.id)
    assert await marked() == {door.id}
    await mark(event=garden.id, false_alarm=True)
    await mark(event=door.id, false_alarm=False)
    assert await marked() == {garden.id}
    with pytest.raises(ServiceValidationError, match=UNKNOWN_ID):
        await mark(event=UNKNOWN_ID)
    for hostile in HOSTILE:
        with pytest.raises((vol.Invalid, ServiceValidationError)):
            await mark(event=hostile)
    with broken_journal(), pytest.raises(HomeAssistantError, match="disk gone"):
        await mark(event=door.id)
    assert await marked() == {garden.id}
