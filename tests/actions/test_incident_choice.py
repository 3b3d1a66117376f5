"""Tests of the actions for some incidents: by id, picked among the media, the last of a camera, or by a filter."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.argus.const import DOMAIN
from custom_components.argus.incidents.incident_json import (
    incident_as_json,
    media_content_id,
)
from custom_components.argus.journal import seen
from custom_components.argus.journal.pages import IncidentQuery
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er

from ..conftest import camera_entity, camera_named, until
from ..journals import (
    HOSTILE,
    NOON,
    UNKNOWN_ID,
    broken_journal,
    remember,
    remember_both,
)
from .test_incidents import act


async def favourites(runtime: ArgusRuntime) -> set[str]:
    found = await runtime.incidents.async_find(IncidentQuery(favourite=True))
    return {incident.id for incident in found}


async def left(runtime: ArgusRuntime) -> set[str]:
    return {one.id for one in await runtime.incidents.async_find(IncidentQuery())}


def picked(media: str | None) -> dict[str, Any]:
    """Return what the field of the action has when one picks something among the media."""
    return {
        "media_content_id": media,
        "media_content_type": "image/jpeg",
        "metadata": {"title": "A face", "children_media_class": None},
    }


async def do(hass: HomeAssistant, action: str, **data: Any) -> None:
    await hass.services.async_call(DOMAIN, action, data, blocking=True)


async def test_favourites_by_every_way_of_naming(
    hass: HomeAssistant, calm: ArgusRuntime
) -> None:
    door, garden = await remember_both(calm)
    media = media_content_id(door)
    for event in (
        door.id,
        [door.id],
        media,
        f"{media}/preview",
        picked(media),
        [picked(f"{media}/preview"), door.id],
    ):
        await do(hass, "set_favourite", event=event)
        assert await favourites(calm) == {door.id}
        await do(hass, "set_favourite", event=event, favourite=False)
        assert await favourites(calm) == set()
    await do(hass, "set_favourite", event=[door.id, garden.id])
    assert await favourites(calm) == {door.id, garden.id}


async def test_the_last_incident_of_an_entity(
    hass: HomeAssistant, calm: ArgusRuntime
) -> None:
    """Of a camera by itself, by one of its entities, by its device; of Argus the last of all cameras."""
    front = camera_named(calm, "Front door")
    await remember(calm, front, NOON - timedelta(hours=1))
    door, garden = await remember_both(calm)
    activity = camera_entity(hass, front, "event", "activity")
    entity = er.async_get(hass).async_get(activity)
    assert entity is not None
    overall = next(
        one.entity_id
        for one in er.async_get(hass).entities.values()
        if one.platform == DOMAIN
        and one.domain == "event"
        and one.config_subentry_id is None
    )
    for names, wanted in (
        ({"entity_id": "camera.front_door"}, {door.id}),
        ({"entity_id": [activity]}, {door.id}),
        ({"device_id": [entity.device_id]}, {door.id}),
        ({"entity_id": ["camera.front_door", "camera.garden"]}, {door.id, garden.id}),
        ({"entity_id": overall}, {garden.id}),
    ):
        await do(hass, "set_favourite", **names)
        assert await favourites(calm) == wanted, names
        await do(hass, "set_favourite", **names, favourite=False)
    await do(hass, "mark_false_alarm", entity_id="camera.garden")
    marked = await calm.incidents.async_find(IncidentQuery(false_alarm=True))
    assert [one.id for one in marked] == [garden.id]


async def test_what_is_not_there(hass: HomeAssistant, calm: ArgusRuntime) -> None:
    """It is said, and nothing was changed, not even the rest of what was named."""
    with pytest.raises(ServiceValidationError, match="Nothing has happened"):
        await do(hass, "set_favourite", entity_id="camera.garden")
    door, _ = await remember_both(calm)
    with pytest.raises(ServiceValidationError, match=UNKNOWN_ID):
        await do(hass, "set_favourite", event=[door.id, UNKNOWN_ID])
    for action in (
        "set_favourite",
        "mark_false_alarm",
        "mark_seen",
        "delete_incidents",
    ):
        with pytest.raises(ServiceValidationError, match="Say which incidents"):
            await do(hass, action)
        with pytest.raises(ServiceValidationError, match="does not watch"):
            await do(hass, action, entity_id="camera.shop")
        with broken_journal(), pytest.raises(HomeAssistantError, match="disk gone"):
            await do(hass, action, event=door.id)
        for hostile in (*HOSTILE, [], {}, 7, None, [[door.id]], picked(None)):
            with pytest.raises((vol.Invalid, ServiceValidationError)):
                await do(hass, action, event=hostile)
        with pytest.raises(vol.Invalid):
            await do(hass, action, event=[door.id] * 501)
    assert await favourites(calm) == set()
    assert len(await left(calm)) == 2


async def test_deletion_by_name(hass: HomeAssistant, calm: ArgusRuntime) -> None:
    """Favourites too, as whoever names them means them; the pictures go as well."""
    door, garden = await remember_both(calm)
    await calm.incidents.edits.async_set_favourite(door.id, True)
    told = await act(hass, "delete_incidents", event=door.id, dry_run=True)
    assert told == {"found": 1, "deleted": 0, "events": [door.id]}
    assert await left(calm) == {door.id, garden.id}
    told = await act(hass, "delete_incidents", event=[media_content_id(door)])
    assert told == {"found": 1, "deleted": 1, "events": [door.id]}
    assert await left(calm) == {garden.id}
    path = calm.incidents.snapshots.absolute(str(door.snapshot))
    assert not await hass.async_add_executor_job(path.exists)
    # Without an answer, too.
    await do(hass, "delete_incidents", entity_id="camera.garden", only_last=True)
    assert await left(calm) == set()


async def test_deletion_by_filter(hass: HomeAssistant, calm: ArgusRuntime) -> None:
    """Each filter takes what the list takes; favourites and what lasts stay unless they are meant."""
    front, yard = camera_named(calm, "Front door"), camera_named(calm, "Garden")
    door, garden = await remember_both(calm)
    motion = await remember(
        calm,
        front,
        NOON + timedelta(hours=1),
        types=(ActivityType.MOTION,),
        zones=("Gate",),
    )
    kept = await remember(calm, yard, NOON + timedelta(hours=2), favourite=True)
    lasting = await remember(calm, yard, NOON + timedelta(hours=3), end=None)
    await calm.incidents.edits.async_set_false_alarm(garden.id, True)

    async def would(**data: Any) -> list[str]:
        told = await act(hass, "delete_incidents", **data, dry_run=True)
        assert told["found"] == len(told["events"])
        return told["events"]

    assert await would(entity_id="camera.front_door") == [motion.id, door.id]
    assert await would(entity_id="camera.garden") == [garden.id]
    assert await would(type="face") == [garden.id, door.id]
    assert await would(zone="Gate") == [motion.id]
    assert await would(since=NOON + timedelta(minutes=30)) == [motion.id]
    assert await would(until=NOON + timedelta(seconds=30)) == [door.id]
    assert await would(false_alarm=True) == [garden.id]
    assert await would(favourite=True) == [kept.id]
    assert await would(entity_id="camera.front_door", type="face") == [door.id]
    assert len(await left(calm)) == 5
    told = await act(hass, "delete_incidents", since=NOON)
    assert (told["found"], told["deleted"]) == (3, 3)
    assert await left(calm) == {kept.id, lasting.id}


async def test_many_are_deleted_in_portions(
    hass: HomeAssistant, calm: ArgusRuntime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("incidents", "incident_choice"):
        monkeypatch.setattr(f"custom_components.argus.actions.{module}.AT_ONCE", 2)
    monkeypatch.setattr("custom_components.argus.actions.incidents.MOST_TOLD", 3)
    camera = camera_named(calm, "Garden")
    for minute in range(5):
        await remember(calm, camera, NOON + timedelta(minutes=minute), picture=None)
    told = await act(hass, "delete_incidents", entity_id="camera.garden")
    assert (told["deleted"], len(told["events"])) == (5, 3)
    assert await left(calm) == set()


async def test_a_removed_camera(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """What it saw can be listed, kept and deleted, by id and as a whole."""
    door, garden = await remember_both(calm)
    hass.config_entries.async_remove_subentry(entry, garden.camera)
    await until(lambda: garden.camera not in calm.cameras)
    listed = (await act(hass, "get_events"))["results"]
    assert [one["id"] for one in listed] == [garden.id, door.id]
    await do(hass, "set_favourite", event=garden.id)
    assert await favourites(calm) == {garden.id}
    await do(hass, "set_favourite", event=garden.id, favourite=False)
    told = await act(hass, "delete_incidents", removed_cameras=True)
    assert told["events"] == [garden.id]
    assert await left(calm) == {door.id}


async def test_seen(
    hass: HomeAssistant, calm: ArgusRuntime, hass_admin_user: User
) -> None:
    """Of whoever calls; an automation says that nobody needs to look any more."""
    door, garden = await remember_both(calm)

    async def who_saw(user: str | None) -> frozenset[str]:
        ids = [door.id, garden.id]
        return await calm.journal.async_read(
            lambda session: seen.seen_by(session, ids, user)
        )

    await hass.services.async_call(
        DOMAIN,
        "mark_seen",
        {"event": door.id},
        blocking=True,
        context=Context(user_id=hass_admin_user.id),
    )
    assert await who_saw(hass_admin_user.id) == {door.id}
    assert await who_saw("somebody") == frozenset()
    listed = (await act(hass, "get_events"))["results"]
    assert [one["seen"] for one in listed] == [False, True]
    await do(hass, "mark_seen", since=NOON)
    assert await who_saw("somebody") == {door.id, garden.id}


async def test_what_templates_know_of_a_film(calm: ArgusRuntime) -> None:
    door, _ = await remember_both(calm)
    told = incident_as_json(door, None, None)
    assert (told["preview_url"], told["preview_media_content_id"]) == (None, None)
