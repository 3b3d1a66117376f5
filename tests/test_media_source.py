"""Tests of the media source."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.argus.incidents import search as incident_search
from custom_components.argus.incidents.incident_json import (
    media_content_id,
    preview_media_content_id,
    preview_path,
)
from custom_components.argus.journal import pages
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.components.media_player import (
    BrowseError,
    MediaClass,
    SearchMediaQuery,
)
from homeassistant.components.media_source import (
    BrowseMediaSource,
    Unresolvable,
    async_browse_media,
    async_resolve_media,
    async_search_media,
)
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from .conftest import camera_named, until
from .journals import (
    FILM,
    HOSTILE,
    NOON,
    PICTURE,
    UNKNOWN_ID,
    broken_journal,
    keep_film,
    remember,
    remember_both,
)
from .pictures import as_png

ROOT = "media-source://argus"


@pytest.fixture
async def browser(hass: HomeAssistant, calm: ArgusRuntime) -> ArgusRuntime:
    """Return the house, with media sources."""
    assert await async_setup_component(hass, "media_source", {})
    await hass.async_block_till_done()
    return calm


async def test_browse(hass: HomeAssistant, browser: ArgusRuntime) -> None:
    """One goes from cameras to days to what happened, the newest first."""
    door, _ = await remember_both(browser)
    camera = camera_named(browser, "Front door")
    later = await remember(browser, camera, NOON + timedelta(minutes=5))
    earlier = await remember(browser, camera, NOON - timedelta(days=40))
    await remember(browser, camera, NOON + timedelta(minutes=9), picture=None)

    everything = await async_browse_media(hass, None)
    assert "Argus" in [source.title for source in everything.children]
    root = await async_browse_media(hass, ROOT)
    assert [c.title for c in root.children] == ["Front door", "Garden"]
    days = await async_browse_media(hass, root.children[0].media_content_id)
    local = [dt_util.as_local(i.start).date().isoformat() for i in (door, earlier)]
    assert [d.title for d in days.children] == local
    day = await async_browse_media(hass, days.children[0].media_content_id)
    assert [i.media_content_id for i in day.children] == [
        media_content_id(later),
        media_content_id(door),
    ]
    shown = day.children[1]
    assert shown.title == f"{dt_util.as_local(NOON):%H:%M:%S} · Face, Motion (Door)"
    assert shown.thumbnail == f"/api/argus/events/{door.id}/thumbnail.jpg"
    assert (shown.can_play, shown.can_expand) == (True, False)
    empty = await async_browse_media(hass, f"{ROOT}/garden/2020-01-01")
    assert empty.children == []


async def test_a_day_is_local(hass: HomeAssistant, browser: ArgusRuntime) -> None:
    """What happened just before and after midnight is on two days."""
    await hass.config.async_set_time_zone("Pacific/Auckland")
    camera = camera_named(browser, "Garden")
    midnight = dt_util.as_utc(dt_util.start_of_local_day(NOON))
    before = await remember(browser, camera, midnight - timedelta(seconds=1))
    after = await remember(browser, camera, midnight)
    days = await async_browse_media(hass, f"{ROOT}/{before.camera}")
    assert len(days.children) == 2
    for listed, incident in zip(days.children, (after, before), strict=True):
        day = await async_browse_media(hass, listed.media_content_id)
        assert [i.media_content_id for i in day.children] == [
            media_content_id(incident)
        ]


async def test_resolve(
    hass: HomeAssistant,
    browser: ArgusRuntime,
    hass_ws_client: WebSocketGenerator,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """Actions get the file, browsers an address that works without a token."""
    door, _ = await remember_both(browser)
    media = await async_resolve_media(hass, media_content_id(door), None)
    assert media.mime_type == "image/jpeg"
    assert await hass.async_add_executor_job(media.path.read_bytes) == PICTURE
    socket = await hass_ws_client()
    await socket.send_json_auto_id(
        {
            "type": "media_source/resolve_media",
            "media_content_id": media_content_id(door),
        }
    )
    answer = await socket.receive_json()
    stranger = await hass_client_no_auth()
    response = await stranger.get(answer["result"]["url"])
    assert await response.read() == PICTURE
    assert (await stranger.get(media.url)).status == 401


async def test_a_picture_of_another_kind(
    hass: HomeAssistant, browser: ArgusRuntime
) -> None:
    """Its bytes say what it is, whatever its file is called."""
    door = await remember(
        browser, camera_named(browser, "Front door"), picture=as_png(PICTURE)
    )
    media = await async_resolve_media(hass, media_content_id(door), None)
    assert media.path.suffix == ".jpg"
    assert media.mime_type == "image/png"


async def test_search(hass: HomeAssistant, browser: ArgusRuntime) -> None:
    """All words must be found: in the camera, the place, the zones, the types as they are called."""
    door, garden = await remember_both(browser)
    visit = await remember(
        browser,
        camera_named(browser, "Garden"),
        NOON + timedelta(hours=1),
        types=(ActivityType.VISITOR_IN,),
        zones=("Gate",),
    )

    async def search(words: str, where: str = ROOT, **filters: object) -> list[str]:
        query = SearchMediaQuery(search_query=words, **filters)
        found = await async_search_media(hass, where, query)
        return [i.media_content_id.rpartition("/")[2] for i in found.result]

    assert await search("front DOOR") == [door.id]
    assert await search("garden face") == [garden.id]
    assert await search("came in") == [visit.id]
    assert await search("gate") == [visit.id]
    assert await search("2026-11-20") == [visit.id, garden.id, door.id]
    assert await search("face", f"{ROOT}/{garden.camera}") == [garden.id]
    assert await search("face", f"{ROOT}/{garden.camera}/2026-11-02") == []
    assert await search("zebra") == []
    assert await search("face", media_filter_classes=[MediaClass.IMAGE])
    assert await search("face", media_filter_classes=[MediaClass.VIDEO]) == []
    with pytest.raises(BrowseError):
        await search("face", f"{ROOT}/shop")


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_hostile_ids(
    hass: HomeAssistant, browser: ArgusRuntime, hostile: str
) -> None:
    """No id leads anywhere but to incidents, and each is refused in an orderly way."""
    door, _ = await remember_both(browser)
    day = media_content_id(door).split("/")[-2]
    for identifier in (
        hostile,
        f"{door.camera}/{hostile}",
        f"{hostile}/{day}",
        f"{door.camera}/{day}/{hostile}",
        f"{door.camera}/{hostile}/{door.id}",
        f"{hostile}/{day}/{door.id}",
    ):
        media = f"{ROOT}/{identifier}"
        with pytest.raises((BrowseError, Unresolvable)):
            await async_browse_media(hass, media)
        with pytest.raises((BrowseError, Unresolvable, ValueError)):
            await async_resolve_media(hass, media, None)
        with pytest.raises(BrowseError):
            await async_search_media(hass, media, SearchMediaQuery(search_query="a"))
    listed = await async_browse_media(hass, f"{ROOT}/{door.camera}/{day}")
    assert len(listed.children) == 1


async def test_what_cannot_be_resolved(
    hass: HomeAssistant, browser: ArgusRuntime
) -> None:
    """Folders, unknown incidents, wrong cameras and lost pictures are no media."""
    door, garden = await remember_both(browser)
    bare = await remember(
        browser, camera_named(browser, "Garden"), NOON - timedelta(1), picture=None
    )
    day = media_content_id(door).split("/")[-2]
    picture = browser.incidents.snapshots.absolute(garden.snapshot)
    await hass.async_add_executor_job(picture.unlink)
    for identifier in (
        "",
        door.camera,
        f"{door.camera}/{day}",
        f"{door.camera}/{day}/{UNKNOWN_ID}",
        f"{garden.camera}/{day}/{door.id}",
        f"{bare.camera}/{day}/{bare.id}",
        f"{garden.camera}/{day}/{garden.id}",
    ):
        with pytest.raises(Unresolvable):
            await async_resolve_media(hass, f"{ROOT}/{identifier}", None)
    named = await async_resolve_media(
        hass, f"{ROOT}/camera.front_door/{day}/{door.id}", None
    )
    assert door.id in named.url


async def test_trouble(hass: HomeAssistant, browser: ArgusRuntime) -> None:
    """Without a journal, or without Argus, there is an orderly error."""
    door, _ = await remember_both(browser)
    media = media_content_id(door)
    entry = camera_named(browser, "Garden").config_entry

    async def fails() -> None:
        with pytest.raises(Unresolvable):
            await async_resolve_media(hass, media, None)
        with pytest.raises(BrowseError):
            await async_browse_media(hass, f"{ROOT}/{door.camera}")

    with broken_journal():
        await fails()
    assert await hass.config_entries.async_unload(entry.entry_id)
    await fails()
    with pytest.raises(BrowseError, match="not running"):
        await async_browse_media(hass, ROOT)
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert isinstance(await async_browse_media(hass, ROOT), BrowseMediaSource)


async def test_search_is_bounded(hass: HomeAssistant, browser: ArgusRuntime) -> None:
    """It reads the newest incidents in steps; one that is older is found by its day."""
    garden = camera_named(browser, "Garden")
    old = await remember(browser, garden, NOON - timedelta(days=3))
    for n in range(6):
        await remember(browser, garden, NOON + timedelta(minutes=n))

    async def search(words: str) -> list[str]:
        found = await async_search_media(
            hass, ROOT, SearchMediaQuery(search_query=words)
        )
        return [i.media_content_id.rpartition("/")[2] for i in found.result]

    with (
        patch.object(incident_search, "STEP", 2),
        patch.object(incident_search, "MOST_SEARCHED", 4),
        patch.object(pages, "search", side_effect=pages.search) as step,
    ):
        assert await search("zebra") == []
        assert step.call_count == 2
        assert len(await search("garden")) == 4
        assert old.id not in await search("garden")
        assert await search(f"garden {NOON - timedelta(days=3):%Y-%m-%d}") == [old.id]
        assert await search("2026-11-18") == []
    assert len(await search("garden")) == 7
    with pytest.raises(BrowseError):
        await search("x" * 301)
    with pytest.raises(BrowseError):
        await search("9999-12-31")


async def test_a_film(
    hass: HomeAssistant,
    browser: ArgusRuntime,
    hass_client: ClientSessionGenerator,
) -> None:
    """It is listed beside the picture, and plays."""
    door, garden = await remember_both(browser)
    door = await keep_film(browser, door)
    folder = media_content_id(door).rpartition("/")[0]
    film, picture = (await async_browse_media(hass, folder)).children
    assert film.media_content_id == preview_media_content_id(door)
    assert (film.media_class, film.media_content_type) == (
        MediaClass.VIDEO,
        "video/mp4",
    )
    assert (film.title, film.thumbnail) == (picture.title, picture.thumbnail)
    assert picture.media_content_id == media_content_id(door)
    media = await async_resolve_media(hass, film.media_content_id, None)
    assert (media.mime_type, media.url) == ("video/mp4", preview_path(door))
    assert await hass.async_add_executor_job(media.path.read_bytes) == FILM
    answer = await (await hass_client()).get(media.url)
    assert (answer.status, answer.content_type) == (200, "video/mp4")
    assert await answer.read() == FILM
    await hass.async_add_executor_job(media.path.unlink)
    for gone in (
        film.media_content_id,
        f"{media_content_id(garden)}/preview",
        f"{media_content_id(door)}/other",
        f"{media_content_id(door)}/preview/preview",
    ):
        with pytest.raises(Unresolvable):
            await async_resolve_media(hass, gone, None)
    assert (await (await hass_client()).get(media.url)).status == 404


async def test_a_removed_camera(
    hass: HomeAssistant, browser: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """What it saw is still there, under the name it had, and is found by a search."""
    door, garden = await remember_both(browser)
    hass.config_entries.async_remove_subentry(entry, garden.camera)
    await until(lambda: garden.camera not in browser.cameras)
    await hass.async_block_till_done()
    root = await async_browse_media(hass, ROOT)
    assert [c.title for c in root.children] == ["Front door", "Garden"]
    days = await async_browse_media(hass, root.children[1].media_content_id)
    (day,) = (await async_browse_media(hass, days.media_content_id)).children
    (shown,) = (await async_browse_media(hass, day.media_content_id)).children
    assert shown.media_content_id == media_content_id(garden)
    assert (await async_resolve_media(hass, shown.media_content_id, None)).path
    found = await async_search_media(
        hass, days.media_content_id, SearchMediaQuery(search_query="face")
    )
    assert [one.media_content_id for one in found.result] == [media_content_id(garden)]
    with pytest.raises(BrowseError):
        await async_browse_media(hass, f"{ROOT}/01KAH4V2M0ZZZZZZZZZZZZZZZZ")
    with broken_journal():
        root = await async_browse_media(hass, ROOT)
    assert [c.title for c in root.children] == ["Front door"]
    assert door.camera in browser.cameras
