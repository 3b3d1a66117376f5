"""Tests of the WebSocket commands about incidents: listed, edited, and pushed as they happen."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from unittest.mock import patch

from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.argus.const import DOMAIN
from custom_components.argus.incidents.recorder import IncidentRecorder
from custom_components.argus.journal import JournalError
from custom_components.argus.journal.incidents import save
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.model.incident import Incident
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from ..conftest import FACES, MOVING, Show, camera_named
from ..journals import (
    FILM,
    HOSTILE,
    NOON,
    PICTURE,
    UNKNOWN_ID,
    Login,
    broken_journal,
    keep_film,
    remember,
    remember_both,
)
from .asker import Asker


async def test_list(
    calm: ArgusRuntime, ask: Asker, hass_client_no_auth: ClientSessionGenerator
) -> None:
    """It has the filters and pages of HTTP, and addresses that a picture element can use without a token."""
    door, garden = await remember_both(calm)
    page = await ask.result("events/list", limit=1)
    assert [i["id"] for i in page["results"]] == [garden.id]
    rest = await ask.result("events/list", before=page["next"])
    assert [i["id"] for i in rest["results"]] == [door.id]
    assert rest["next"] is None
    mine = await ask.result("events/list", camera="front_door", event_type="face")
    assert [i["id"] for i in mine["results"]] == [door.id]
    stranger = await hass_client_no_auth()
    url = page["results"][0]["image_url"]
    assert await (await stranger.get(url)).read() == PICTURE
    other = url.replace(garden.id, door.id)
    assert (await stranger.get(other)).status == 401, "signed for one picture"


async def test_incidents_are_pushed(
    hass: HomeAssistant, calm: ArgusRuntime, ask: Asker, entry: MockConfigEntry
) -> None:
    """From start to end, until one has heard enough, also across a reload."""
    subscribed = await ask("events/subscribe")
    assert subscribed["success"]
    show = Show(hass, camera_named(calm, "Front door"))
    await show(MOVING)
    started = await ask.pushed()
    assert started["phase"] == "started"
    # What happened so far comes with it; nothing is decided yet, which an empty list would not say.
    assert started["incident"]["trace"]
    assert "decisions" not in started["incident"]
    assert started["incident"]["detection_type"] == "motion"
    assert started["incident"]["camera_entity_id"] == "camera.front_door"
    assert started["incident"]["image_url"].startswith("/api/argus/events/")
    await show(FACES, after=1)
    updated = await ask.pushed()
    assert updated["phase"] == "updated"
    assert updated["incident"]["id"] == started["incident"]["id"]
    assert updated["incident"]["types"] == ["motion", "face"]
    assert await hass.config_entries.async_reload(entry.entry_id)
    ended = await ask.pushed()
    while ended["phase"] == "updated":
        ended = await ask.pushed()
    assert ended["phase"] == "ended"
    assert ended["incident"]["end"]

    runtime: ArgusRuntime = entry.runtime_data
    await hass.async_block_till_done()
    await Show(hass, camera_named(runtime, "Garden"))(MOVING)
    again = await ask.pushed()
    assert (again["phase"], again["incident"]["camera"]) == ("started", "Garden")

    await ask.unsubscribe(subscribed["id"])
    await Show(hass, camera_named(runtime, "Front door"))(MOVING)
    answer = await ask("status")
    assert answer["type"] == "result", "nothing is pushed any more"


async def test_false_alarms(calm: ArgusRuntime, ask: Asker) -> None:
    """An incident was nothing, or something after all; lists say so, too."""
    door, garden = await remember_both(calm)
    for false_alarm in (True, False, True):
        await ask.result("events/false_alarm", event=door.id, false_alarm=false_alarm)
        stored = await calm.incidents.async_get(door.id)
        assert stored.false_alarm is false_alarm
    listed = (await ask.result("events/list"))["results"]
    assert {i["id"]: i["false_alarm"] for i in listed} == {
        garden.id: False,
        door.id: True,
    }
    missing = await ask.error("events/false_alarm", event=UNKNOWN_ID, false_alarm=True)
    assert missing == "not_found"


async def test_what_came_of_false_alarms(
    hass: HomeAssistant, calm: ArgusRuntime, ask: Asker
) -> None:
    """Who marks one hears how many of its kind there are, how many are needed, and what is proposed by now."""
    # What is proposed stays as the test says.
    await calm.false_alarms.async_close()
    door = camera_named(calm, "Front door")
    first, second, face, covered = [
        await remember(calm, door, NOON + timedelta(minutes=number), types=types)
        for number, types in enumerate(
            (
                (ActivityType.MOTION,),
                (ActivityType.MOTION,),
                (ActivityType.MOTION, ActivityType.FACE),
                (ActivityType.TAMPERED,),
            )
        )
    ]

    async def marked(incident: Incident, false_alarm: bool = True) -> Any:
        return await ask.result(
            "events/false_alarm", event=incident.id, false_alarm=false_alarm
        )

    assert await marked(first) == {"marked": 1, "needed": 3, "issue": None}
    assert await marked(face) == {"marked": 1, "needed": 3, "issue": None}
    assert await marked(second) == {"marked": 2, "needed": 3, "issue": None}
    assert await marked(covered) is None
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id := f"false_alarms_motion_{door.subentry.subentry_id}",
        data={"evidence": ""},
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key="false_alarms_zone",
    )
    assert (await marked(second))["issue"] == "false_alarms_zone"
    ir.async_ignore_issue(hass, DOMAIN, issue_id, True)
    assert (await marked(second))["issue"] is None
    assert (await marked(second, False))["marked"] == 1
    with patch.object(IncidentRecorder, "async_find", side_effect=JournalError):
        assert await marked(second) is None
    stored = await calm.incidents.async_get(second.id)
    assert stored is not None
    assert stored.false_alarm


async def test_favourite_and_delete(
    hass: HomeAssistant, calm: ArgusRuntime, ask: Asker
) -> None:
    """An incident is kept, no longer kept, and deleted together with its picture."""
    door, garden = await remember_both(calm)
    for favourite in (True, False, True):
        await ask.result("events/favourite", event=door.id, favourite=favourite)
        stored = await calm.incidents.async_get(door.id)
        assert stored.favourite is favourite
    missing = await ask.error("events/favourite", event=UNKNOWN_ID, favourite=True)
    assert missing == "not_found"
    await ask.result("events/delete", events=[door.id, UNKNOWN_ID])
    assert await calm.incidents.async_get(door.id) is None
    picture = calm.incidents.snapshots.absolute(door.snapshot)
    assert not await hass.async_add_executor_job(picture.exists)
    assert await calm.incidents.async_get(garden.id) == garden
    for events in ([], [UNKNOWN_ID] * 501):
        assert await ask.error("events/delete", events=events) == "invalid_format"


async def test_seen(
    calm: ArgusRuntime,
    ask: Asker,
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """Whether this user looked at an incident is told with it; what only begins is new to everybody."""
    door, _ = await remember_both(calm)

    async def listed() -> list[bool]:
        return [i["seen"] for i in (await ask.result("events/list"))["results"]]

    assert await listed() == [False, False]
    assert (await ask.result("events/get", event=door.id))["seen"] is False
    assert await ask.result("events/seen", events=[door.id, UNKNOWN_ID]) is None
    assert (await ask.result("events/get", event=door.id))["seen"] is True
    assert await listed() == [False, True]
    for hostile in ([], [door.id] * 501, door.id, *HOSTILE, [7], None):
        assert await ask.error("events/seen", events=hostile) == "invalid_format"
    with broken_journal():
        assert await ask.error("events/seen", events=[door.id])
    await ask.result("events/subscribe")
    show = Show(hass, camera_named(calm, "Garden"))
    await show(MOVING)
    begun = await ask.pushed()
    assert (begun["phase"], begun["incident"]["seen"]) == ("started", False)
    # One that just began can be looked at.
    other = Asker(await hass_ws_client())
    await other.result("events/seen", events=[begun["incident"]["id"]])
    marks = {"seen": True}
    marked = {"phase": "marked", "marks": marks, "incidents": [begun["incident"]["id"]]}
    assert await ask.pushed() == marked
    await show(FACES, after=1)
    changed = await ask.pushed()
    assert changed["phase"] == "updated"
    assert "seen" not in changed["incident"]
    assert await listed() == [True, False, True]


async def test_as_many_follow_incidents_as_there_is_room_for(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    ask: Asker,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """Whoever asks for very many is refused, over one connection or several; a place that is given back is free again."""
    other = Asker(await hass_ws_client())
    most = 64
    numbers = [(await ask("events/subscribe"))["id"] for _ in range(most - 1)]
    await other.result("events/subscribe")
    for one in (ask, other):
        assert await one.error("events/subscribe") == "busy"
    await hass.config_entries.async_reload(
        hass.config_entries.async_entries("argus")[0].entry_id
    )
    assert await ask.error("events/subscribe") == "busy", "a reload ends none"
    await ask.unsubscribe(numbers[0])
    await other.result("events/subscribe")
    assert await ask.error("events/subscribe") == "busy"


async def test_what_is_made_of_incidents_is_pushed(
    calm: ArgusRuntime, ask: Asker, hass_ws_client: WebSocketGenerator
) -> None:
    """Marks and deletions, by whatever way they came; one message however many incidents there are."""
    door, garden = await remember_both(calm)
    both = [door.id, garden.id]
    await ask.result("events/subscribe")
    other = Asker(await hass_ws_client())
    await other.result("events/favourite", event=door.id, favourite=True)
    assert await ask.pushed() == {
        "phase": "marked",
        "marks": {"favourite": True},
        "incidents": [door.id],
    }
    await other.error("events/favourite", event=UNKNOWN_ID, favourite=True)
    await other.result("events/false_alarm", event=garden.id, false_alarm=True)
    assert await ask.pushed() == {
        "phase": "marked",
        "marks": {"false_alarm": True},
        "incidents": [garden.id],
    }
    await calm.incidents.edits.async_mark_seen(both, "somebody else")
    await calm.incidents.edits.async_mark_seen(both, None)
    assert await ask.pushed() == {
        "phase": "marked",
        "marks": {"seen": True},
        "incidents": both,
    }
    await calm.incidents.async_delete([*both, UNKNOWN_ID])
    assert await ask.pushed() == {"phase": "deleted", "incidents": both}


async def test_who_may_not_see_a_camera_is_not_told_what_is_made_of_its_incidents(
    calm: ArgusRuntime, hass_ws_client: WebSocketGenerator, login: Login
) -> None:
    door, garden = await remember_both(calm)
    doorman = Asker(await hass_ws_client(access_token=await login("doorman")))
    blind = Asker(await hass_ws_client(access_token=await login("blind")))
    for ask in (doorman, blind):
        await ask.result("events/subscribe")
    await calm.incidents.edits.async_set_favourite(garden.id, True)
    await calm.incidents.edits.async_mark_seen([garden.id], None)
    await calm.incidents.async_delete([garden.id, door.id])
    assert await doorman.pushed() == {"phase": "deleted", "incidents": [door.id]}
    answer = await blind("status")
    assert answer["type"] == "result", "nothing was pushed before"


async def test_list_what_was_not_looked_at(calm: ArgusRuntime, ask: Asker) -> None:
    """By this user: what others looked at is new to them."""
    door, garden = await remember_both(calm)

    async def listed(**wanted: Any) -> list[str]:
        page = await ask.result("events/list", **wanted)
        return [incident["id"] for incident in page["results"]]

    assert await listed(unseen=True) == [garden.id, door.id]
    assert await listed(unseen=False) == []
    await calm.incidents.edits.async_mark_seen([garden.id], "somebody else")
    await ask.result("events/seen", events=[door.id])
    assert await listed(unseen=True) == [garden.id]
    assert await listed(unseen=False, cameras=["front_door"]) == [door.id]
    await calm.incidents.edits.async_mark_seen([garden.id], None)
    assert await listed(unseen=True) == []
    for hostile in ("soon", "x" * 1000, [], *HOSTILE):
        assert await ask.error("events/list", unseen=hostile) == "invalid_format"


async def test_list_a_kind(calm: ArgusRuntime, ask: Asker) -> None:
    """Alone, and of what happened besides."""
    door, _ = await remember_both(calm)
    seen = replace(door, types=(ActivityType.FACE, ActivityType.PERSON))
    await calm.journal.async_run(partial(save, incident=seen))

    async def listed(**wanted: Any) -> list[str]:
        page = await ask.result("events/list", **wanted)
        return [incident["id"] for incident in page["results"]]

    assert await listed(kind="person") == [door.id]
    assert await listed(kind="person", event_type="face") == [door.id]
    assert await listed(kind="person", event_type="tampered") == []
    assert await listed(kind="animal") == []
    for hostile in ("motion", None, "", "x" * 1000):
        assert await ask.error("events/list", kind=hostile) == "invalid_format"


async def test_a_film_plays_without_a_token(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    ask: Asker,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """Its path is signed, and ends as the card needs it to know what it is."""
    door, garden = await remember_both(calm)
    door = await keep_film(calm, door)
    told = await ask.result("events/get", event=door.id)
    assert told["preview"].startswith(f"/api/argus/events/{door.id}/preview.mp4?")
    listed = (await ask.result("events/list"))["results"]
    assert listed[0]["preview"] is None
    stranger = await hass_client_no_auth()
    answer = await stranger.get(told["preview"])
    assert (answer.status, await answer.read()) == (200, FILM)
    assert (await stranger.get(told["preview"].partition("?")[0])).status == 401
    signed = told["preview"].replace(door.id, garden.id)
    assert (await stranger.get(signed)).status == 401
