"""Tests of the WebSocket commands."""

from collections.abc import Coroutine
from dataclasses import replace
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    MockHAClientWebSocket,
    WebSocketGenerator,
)

from custom_components.argus.const import CONF_LINES, CONF_ZONES
from custom_components.argus.journal.incidents import save
from custom_components.argus.model import places
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.model.admission import BusyError
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import Crossing, Direction
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..conftest import FACES, MOVING, Show, camera_named, entity_of
from ..journals import (
    FILM,
    HOSTILE,
    PICTURE,
    UNKNOWN_ID,
    Login,
    broken_journal,
    keep_film,
    login,
    remember_both,
)

__all__ = ["login"]

WHOLE = [[0, 0], [1, 0], [1, 1], [0, 1]]
SQUARE = [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]]
ZONE = {"name": "Door", "points": SQUARE}
LINE = {"name": "Step", "start": [0.1, 0.5], "end": [0.9, 0.5]}


class Asker:
    """Asks over one connection."""

    def __init__(self, socket: MockHAClientWebSocket) -> None:
        """Ask over this one."""
        self._socket = socket

    async def __call__(self, command: str, **message: Any) -> dict[str, Any]:
        """Send a command; return the answer."""
        await self._socket.send_json_auto_id({"type": f"argus/{command}", **message})
        return await self._socket.receive_json()

    async def result(self, command: str, **message: Any) -> Any:
        """Send a command that must succeed; return its result."""
        answer = await self(command, **message)
        assert answer["success"], answer
        return answer["result"]

    async def error(self, command: str, **message: Any) -> str:
        """Send a command that must fail; return the error's code."""
        answer = await self(command, **message)
        assert not answer["success"], answer
        assert answer["error"]["message"]
        return answer["error"]["code"]

    async def pushed(self) -> dict[str, Any]:
        """Return what is pushed next."""
        return (await self._socket.receive_json())["event"]

    async def unsubscribe(self, subscription: int) -> None:
        """End a subscription."""
        await self._socket.send_json_auto_id(
            {"type": "unsubscribe_events", "subscription": subscription}
        )
        while (answer := await self._socket.receive_json())["type"] != "result":
            pass
        assert answer["success"]


@pytest.fixture
async def ask(calm: ArgusRuntime, hass_ws_client: WebSocketGenerator) -> Asker:
    """Return the connection of an administrator."""
    return Asker(await hass_ws_client())


async def test_status(hass: HomeAssistant, calm: ArgusRuntime, ask: Asker) -> None:
    """It is that of HTTP."""
    await Show(hass, camera_named(calm, "Garden"))(FACES)
    status = await ask.result("status")
    assert status["faces_count"] == 2
    assert status["cameras"]["camera.garden"]["faces_count"] == 2


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


@pytest.mark.parametrize(
    "message",
    [
        {"limit": 0},
        {"limit": 1001},
        {"limit": None},
        {"event_type": "cat"},
        {"before": 7},
        {"before": UNKNOWN_ID + "\n"},
        {"since": "soon"},
        {"camera": ["garden"]},
        {"camera": {"$ne": 1}},
        {"unknown": 1},
    ],
)
async def test_nonsense_is_refused(ask: Asker, message: dict[str, Any]) -> None:
    """What cannot be used is told so."""
    assert await ask.error("events/list", **message) == "invalid_format"


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_hostile_messages(calm: ArgusRuntime, ask: Asker, hostile: str) -> None:
    """Nothing that is sent gets at anything or harms anything."""
    door, garden = await remember_both(calm)
    before = dict(camera_named(calm, "Garden").subentry.data)
    for key in ("before", "event_type", "since", "until"):
        assert await ask.error("events/list", **{key: hostile}) == "invalid_format"
    for command in ("events/list", "report", "camera/update"):
        # Some are too long for a name, or hold what no name does.
        refused = await ask.error(command, camera=hostile)
        assert refused in {"not_found", "invalid_format"}
    for command, message in (
        ("events/favourite", {"event": hostile, "favourite": True}),
        ("events/false_alarm", {"event": hostile, "false_alarm": True}),
        ("events/delete", {"events": [hostile]}),
        ("events/delete", {"events": hostile}),
        ("report", {"from": hostile}),
        ("camera/update", {"camera": "garden", "zones": hostile}),
    ):
        assert await ask.error(command, **message) == "invalid_format"
    listed = await ask.result("events/list")
    assert [i["id"] for i in listed["results"]] == [garden.id, door.id]
    assert not any(i["favourite"] or i["false_alarm"] for i in listed["results"])
    assert dict(camera_named(calm, "Garden").subentry.data) == before


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


async def test_report(calm: ArgusRuntime, ask: Asker) -> None:
    """It is that of HTTP."""
    crossing = Crossing("line", Direction.IN, 1)
    await camera_named(calm, "Garden").visitors.async_count(
        (crossing,), dt_util.utcnow()
    )
    assert (await ask.result("report"))["total_in"] == 1
    assert (await ask.result("report", camera="front_door"))["total_in"] == 0
    backwards = {"from": "2026-11-21", "to": "2026-11-20"}
    assert await ask.error("report", **backwards) == "invalid_format"


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


async def test_zones_and_lines_are_drawn(
    hass: HomeAssistant, calm: ArgusRuntime, ask: Asker
) -> None:
    """They are stored and used at once; one that is drawn again keeps its id."""
    garden = camera_named(calm, "Garden")
    told = await ask.result(
        "camera/update", camera="garden", zones=[ZONE], lines=[LINE]
    )
    await hass.async_block_till_done()
    (zone,), (line,) = garden.settings.zones, garden.settings.lines
    assert (zone.name, len(zone.points), zone.kind) == ("Door", 4, "include")
    assert (line.name, line.start.x, line.counts) == ("Step", 0.1, "both")
    assert told == {
        "zones": garden.subentry.data[CONF_ZONES],
        "lines": garden.subentry.data[CONF_LINES],
    }
    assert told["zones"][0]["id"] == zone.id
    entity_of(
        hass,
        "sensor",
        f"{garden.config_entry.entry_id}_{garden.subentry.subentry_id}"
        f"_visitors_in_{line.id}",
    )

    moved = {**told["zones"][0], "name": "Gate", "kind": "exclude", "sensitivity": 80}
    # Of what is watched, something has to be left.
    beside = [[0, 0], [0.1, 0], [0.1, 1], [0, 1]]
    told = await ask.result(
        "camera/update",
        camera="garden",
        zones=[moved, {**ZONE, "id": "made up", "points": beside}],
    )
    await hass.async_block_till_done()
    assert [z.name for z in garden.settings.zones] == ["Gate", "Door"]
    assert garden.settings.zones[0].id == zone.id
    assert garden.settings.zones[0].sensitivity == 80
    assert told["zones"][1]["id"] not in {zone.id, "made up"}
    assert garden.settings.lines == (line,), "not asked to change"
    assert await ask.result("camera/update", camera="garden") == told
    await ask.result("camera/update", camera="garden", zones=[], lines=[])
    await hass.async_block_till_done()
    assert (garden.settings.zones, garden.settings.lines) == ((), ())


@pytest.mark.parametrize(
    "places",
    [
        {"zones": [{**ZONE, "points": SQUARE[:2]}]},
        {"zones": [{**ZONE, "points": [SQUARE[0], SQUARE[1], SQUARE[0]]}]},
        {"zones": [{**ZONE, "points": [*SQUARE, [1.1, 0.5]]}]},
        {"zones": [{**ZONE, "points": [*SQUARE, [-0.1, 0.5]]}]},
        {"zones": [{**ZONE, "points": [*SQUARE, [0.5]]}]},
        {"zones": [{**ZONE, "points": [*SQUARE, [0.5, "0.5"]]}]},
        {"zones": [{**ZONE, "points": [*SQUARE, [0.5, True]]}]},
        {"zones": [{**ZONE, "points": [*SQUARE, [0.5, None]]}]},
        {"zones": [{**ZONE, "points": SQUARE * 30}]},
        # On one line, across itself, smaller than the smallest object, and all that is watched ignored.
        {"zones": [{**ZONE, "points": [[0, 0], [0.5, 0.5], [1, 1]]}]},
        {"zones": [{**ZONE, "points": [[0, 0], [1, 1], [1, 0], [0, 1]]}]},
        {"zones": [{**ZONE, "points": [[0, 0], [0.02, 0], [0.02, 0.02]]}]},
        {"zones": [{**ZONE, "points": WHOLE, "kind": "exclude"}]},
        {
            "zones": [
                ZONE,
                {**ZONE, "name": "All", "points": WHOLE, "kind": "exclude"},
            ]
        },
        {"zones": [{**ZONE, "name": "a\nb"}]},
        {"zones": [{**ZONE, "name": "a\x1b[2Jb"}]},
        {"lines": [{**LINE, "name_in": "a\0b"}]},
        {"zones": [{**ZONE, "name": "  "}]},
        {"zones": [{**ZONE, "name": "\u200b"}]},
        {"zones": [{**ZONE, "name": "\u200e\u200f"}]},
        {"zones": [ZONE, {**ZONE, "name": "Do\u200bor"}]},
        {"zones": [{**ZONE, "kind": 5}]},
        {"zones": [{**ZONE, "sensitivity": True}]},
        {"lines": [{**LINE, "name": "\u2800"}]},
        {"lines": [{**LINE, "name_in": "\u00ad"}]},
        {"lines": [{**LINE, "name_out": "\U000e0041"}]},
        {"zones": [{**ZONE, "name": "x" * 101}]},
        {"zones": [{**ZONE, "name": "Do\r\nor"}]},
        {"zones": [{**ZONE, "name": "Do\0or"}]},
        {"zones": [{**ZONE, "name": "Door\n"}]},
        {"lines": [{**LINE, "name": "\x1b[31mStep"}]},
        {"lines": [{**LINE, "name_in": "in\u202e"}]},
        {"zones": [ZONE, ZONE]},
        {"zones": [{**ZONE, "kind": "secret"}]},
        {"zones": [{**ZONE, "sensitivity": 101}]},
        {"zones": [{**ZONE, "colour": "red"}]},
        {"zones": [{**ZONE, "name": str(n)} for n in range(51)]},
        {"zones": None},
        {"lines": [{**LINE, "end": [0.1, 0.51]}]},
        {"lines": [{**LINE, "end": [0.1, 1.51]}]},
        {"lines": [{**LINE, "counts": "cars"}]},
        {"lines": [LINE, {**LINE, "end": [0.5, 0.9]}]},
        {
            "lines": [
                {**LINE, "id": "a"},
                {**LINE, "id": "a", "name": "Other"},
            ]
        },
    ],
)
async def test_places_that_are_none(
    calm: ArgusRuntime, ask: Asker, places: dict[str, Any]
) -> None:
    """What cannot be looked at or crossed is refused, and nothing is stored."""
    before = dict(camera_named(calm, "Garden").subentry.data)
    assert await ask.error("camera/update", camera="garden", **places) == (
        "invalid_format"
    )
    assert dict(camera_named(calm, "Garden").subentry.data) == before


async def test_a_message_of_megabytes(calm: ArgusRuntime, ask: Asker) -> None:
    """Its length is enough to refuse it."""
    corners = [[0.5, 0.5]] * 250_000
    huge = {
        "camera": "garden",
        "zones": [{"name": "Door", "points": corners}],
        **{f"key {n}": n for n in range(10_000)},
    }

    async def looked_at(work: Coroutine[Any, Any, str]) -> tuple[str, int]:
        """Return an error, and how many numbers were looked at for it."""
        with patch.object(
            places, "_check_share", side_effect=places._check_share
        ) as share:
            return await work, share.call_count

    assert await looked_at(ask.error("camera/update", **huge)) == ("invalid_format", 0)
    few = {"camera": "garden", "zones": huge["zones"]}
    assert await looked_at(ask.error("camera/update", **few)) == ("invalid_format", 0)
    assert await looked_at(ask.error("events/delete", events=corners)) == (
        "invalid_format",
        0,
    )
    assert await looked_at(ask.error("events/list", camera=corners)) == (
        "invalid_format",
        0,
    )


async def test_who_is_no_administrator_is_refused_first(
    calm: ArgusRuntime,
    hass_ws_client: WebSocketGenerator,
    hass_read_only_access_token: str,
) -> None:
    """Before anything is looked at that they say."""
    reader = Asker(await hass_ws_client(access_token=hass_read_only_access_token))
    for command in (
        "camera/update",
        "events/delete",
        "events/favourite",
        "events/false_alarm",
    ):
        assert await reader.error(command, nonsense=1) == "unauthorized"


async def test_too_much_at_once(calm: ArgusRuntime, ask: Asker) -> None:
    """One is told so, and may ask again."""
    with patch.object(calm.side_work.questions, "enter", side_effect=BusyError):
        assert await ask.error("events/list") == "busy"
        assert await ask.error("report") == "busy"
    await ask.result("events/list")


async def test_trouble(
    hass: HomeAssistant, calm: ArgusRuntime, ask: Asker, entry: MockConfigEntry
) -> None:
    """Without a journal, or without Argus, one is told so."""
    commands: list[tuple[str, dict[str, Any]]] = [
        ("events/list", {}),
        ("report", {}),
        ("events/favourite", {"event": UNKNOWN_ID, "favourite": True}),
        ("events/false_alarm", {"event": UNKNOWN_ID, "false_alarm": True}),
        ("events/delete", {"events": [UNKNOWN_ID]}),
    ]
    with broken_journal():
        for command, message in commands:
            assert await ask.error(command, **message) == "home_assistant_error"
    assert await hass.config_entries.async_unload(entry.entry_id)
    for command, message in [*commands, ("status", {})]:
        assert await ask.error(command, **message) == "home_assistant_error"
    assert await hass.config_entries.async_setup(entry.entry_id)
    await ask.result("events/list")


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
