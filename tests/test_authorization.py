"""Who may ask what: strangers nothing, readers everything that changes nothing, a doorman his door, nobody else's."""

from collections.abc import Callable
from functools import partial
import inspect
import json
from pathlib import Path
import re
from typing import Any
from unittest.mock import patch

from aiohttp import WSMsgType
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.argus.alerts.message_text import FALSE_ALARM
from custom_components.argus.const import DOMAIN
from custom_components.argus.incidents.incident_json import media_content_id
from custom_components.argus.journal import (
    decisions,
    incidents as incidents_table,
    seen as journal_seen,
)
from custom_components.argus.model.access import may, may_change, require
from custom_components.argus.model.decision import Decision, Delivery, Verdict
from custom_components.argus.model.incident import Incident
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import Crossing, Direction
from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, Unauthorized, UnknownUser
from homeassistant.helpers.http import HomeAssistantView
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from .conftest import MOVING, Show, camera_entity, camera_named
from .incidents.test_visitors import open_shop
from .journals import Login, keep_film, keep_moment, login, remember_both

__all__ = ["login"]

VISIBLE = {
    "admin": {"Front door", "Garden"},
    "reader": {"Front door", "Garden"},
    "doorman": {"Front door"},
    "blind": set(),
}
"""What each may see."""
CONTROLLED: dict[str, set[str]] = {
    "admin": {"Front door", "Garden"},
    "reader": set(),
    "doorman": set(),
    "blind": set(),
}
"""What each may start and stop."""
PEOPLE = list(VISIBLE)


@pytest.fixture
async def incidents(hass: HomeAssistant, calm: ArgusRuntime) -> dict[str, Incident]:
    """Return what happened, by camera."""
    assert await async_setup_component(hass, "media_source", {})
    door, garden = await remember_both(calm)
    return {
        "Front door": await keep_moment(calm, await keep_film(calm, door)),
        "Garden": await keep_moment(calm, await keep_film(calm, garden)),
    }


def paths(name: str, incident: Incident) -> list[str]:
    """Return the addresses that show something of one camera."""
    entity = name.lower().replace(" ", "_")
    return [
        f"/api/argus/heatmap/{entity}.jpg",
        f"/api/argus/heatmap/{incident.camera}.jpg",
        f"/api/argus/heatmap/{entity}.png",
        f"/api/argus/heatmap/{incident.camera}.png",
        f"/api/argus/cameras/{entity}/frame.jpg",
        f"/api/argus/cameras/{incident.camera}/frame.jpg",
        f"/api/argus/cameras/{incident.camera}/places.jpg",
        f"/api/argus/events?camera={entity}",
        f"/api/argus/events?camera={incident.camera}",
        f"/api/argus/events/{incident.id}",
        f"/api/argus/events/{incident.id}/snapshot.jpg",
        f"/api/argus/events/{incident.id}/thumbnail.jpg",
        f"/api/argus/events/{incident.id}/preview.mp4",
        f"/api/argus/events/{incident.id}/preview.webp",
        f"/api/argus/events/{incident.id}/moments/1.jpg",
        f"/api/argus/visitors?camera=camera.{entity}",
    ]


COMMON = [
    "/api/argus/status",
    "/api/argus/status/",
    "/api/argus/events",
    "/api/argus/events/",
    "/api/argus/visitors",
    "/api/argus/report/2026-11-23.png",
]
COMMANDS = {
    "argus/status": "test_websocket_reading",
    "argus/events/list": "test_websocket_reading",
    "argus/events/get": "test_websocket_reading",
    "argus/events/subscribe": "test_pushes",
    "argus/events/seen": "test_looking_at_what_one_sees",
    "argus/report": "test_totals_are_of_what_one_sees",
    "argus/heatmap": "test_websocket_reading",
    "argus/camera/subscribe": "test_following_cameras",
    "argus/camera/preview": "test_websocket_changing",
    "argus/events/favourite": "test_websocket_changing",
    "argus/events/false_alarm": "test_websocket_changing",
    "argus/events/delete": "test_websocket_changing",
    "argus/camera/update": "test_websocket_changing",
}
"""Where the permissions for each WebSocket command are tested."""
ACTIONS = {
    "get_events": "test_actions",
    "get_report": "test_actions",
    "analyze_image": "test_actions",
    "purge": "test_actions",
    "import_legacy": "test_actions",
    "mark_false_alarm": "test_false_alarms_are_for_administrators",
    "set_favourite": "test_actions",
    "mark_seen": "test_actions",
    "delete_incidents": "test_actions",
    "describe_incident": "test_actions",
    "send_report": "test_sending_a_report",
    "start": "test_actions_that_change_cameras",
    "stop": "test_actions_that_change_cameras",
    "reset_counters": "test_actions_that_change_cameras",
    "export_heatmap": "test_actions_that_change_cameras",
    "set_people_inside": "test_correcting_a_counter",
    "trigger_alarm": "tests/actions/test_alarm.py",
    "stop_alarm": "tests/actions/test_alarm.py",
    "look": "tests/test_when_to_look.py",
    "snooze_alerts": "tests/actions/test_alerts.py",
    "test_alert": "tests/actions/test_alerts.py",
}
"""Where the permissions for each action are tested."""


async def test_nothing_is_left_out(
    hass: HomeAssistant, incidents: dict[str, Incident]
) -> None:
    """Every address, command and action there is has its place among these tests."""
    asked = [*COMMON, *paths("Front door", incidents["Front door"])]
    for address in await addresses(hass):
        pattern = re.compile(re.sub(r"\{\w+\}", "[^/]+", address) + r"(\?.*)?")
        assert any(pattern.fullmatch(path) for path in asked), address
    commands = {c for c in hass.data["websocket_api"] if c.startswith("argus/")}
    assert commands == COMMANDS.keys()
    assert hass.services.async_services_for_domain(DOMAIN).keys() == ACTIONS.keys()
    for name, where in (COMMANDS | ACTIONS).items():
        if where.startswith("tests/"):
            text = await hass.async_add_executor_job(
                (Path(__file__).parents[1] / where).read_text
            )
            assert "Unauthorized" in text
        else:
            text = inspect.getsource(globals()[where])
        # A row is no proof: the test that it names has to ask just this.
        assert f'"{name}"' in text, name


async def test_all_that_answers_is_among_the_addresses(
    hass: HomeAssistant, incidents: dict[str, Incident]
) -> None:
    """A view anywhere else, for strangers or for more than reading, would not be noticed by the tests below."""
    known = set(await addresses(hass))
    for route in hass.http.app.router.routes():
        view = getattr(route.handler, "__closure__", None) or ()
        views = [
            cell.cell_contents
            for cell in view
            if isinstance(cell.cell_contents, HomeAssistantView)
            and type(cell.cell_contents).__module__.startswith(
                "custom_components.argus"
            )
        ]
        for one in views:
            assert one.requires_auth, one.name
            assert route.method in {"GET", "HEAD", "OPTIONS"}, one.name
            assert route.resource is not None
            known.discard(route.resource.canonical)
            assert route.resource.canonical.startswith("/api/argus/")
    assert known == set()


async def addresses(hass: HomeAssistant) -> list[str]:
    """Return the addresses that Argus answers at, with names in braces."""
    found = [resource.canonical for resource in hass.http.app.router.resources()]
    return [address for address in found if address.startswith("/api/argus")]


# Home Assistant leaves the heartbeat of a connection that it refused to run out.
@pytest.mark.parametrize("expected_lingering_timers", [True])
async def test_strangers_get_nothing_anywhere(
    hass: HomeAssistant,
    incidents: dict[str, Incident],
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """Not even the name of a method: neither over HTTP nor over WebSocket, whatever there is."""
    assert await async_setup_component(hass, "websocket_api", {})
    stranger = await hass_client_no_auth()
    names = {"incident": incidents["Front door"].id, "camera": "front_door"}
    found = await addresses(hass)
    assert len(found) >= len(COMMON)
    for address in found:
        path = address
        for name, value in {**names, "date": "2026-11-23", "number": "1"}.items():
            path = path.replace(f"{{{name}}}", value)
        assert "{" not in path
        assert (await stranger.get(path)).status == 401, path
        assert (await stranger.get(f"{path}?authSig=abc.def.ghi")).status == 401, path
    for command in COMMANDS:
        socket = await stranger.ws_connect("/api/websocket")
        assert (await socket.receive_json())["type"] == "auth_required"
        await socket.send_json({"id": 1, "type": command})
        assert (await socket.receive_json())["type"] == "auth_invalid", command
        assert (await socket.receive()).type is WSMsgType.CLOSE
        await socket.close()


@pytest.mark.parametrize("who", PEOPLE)
async def test_http(
    who: str,
    incidents: dict[str, Incident],
    hass_client: ClientSessionGenerator,
    login: Login,
) -> None:
    """What one may not see is as if it were not there."""
    client = await hass_client(await login(who))
    for name, incident in incidents.items():
        for path in paths(name, incident):
            response = await client.get(path)
            assert response.status == (200 if name in VISIBLE[who] else 404), path
            if response.status == 404:
                missing = path.replace(incident.id, "01KAH4V2M0ZZZZZZZZZZZZZZZZ")
                for known in (incident.camera, "front_door", "garden"):
                    missing = missing.replace(known, "nowhere")
                other = await client.get(missing)
                assert await other.text() == await response.text(), path
    for path in COMMON:
        assert (await client.get(path)).status == 200
    listed = (await (await client.get("/api/argus/events")).json())["results"]
    assert {i["camera"] for i in listed} == VISIBLE[who]
    status = await (await client.get("/api/argus/status")).json()
    assert {c["name"] for c in status["cameras"].values()} == VISIBLE[who]
    assert status["is_running"] is bool(VISIBLE[who])


async def test_http_for_strangers(
    incidents: dict[str, Incident],
    hass_client_no_auth: ClientSessionGenerator,
    hass_client: ClientSessionGenerator,
) -> None:
    """Whoever is not logged in, or has a made-up token, gets nothing at all."""
    for client in (await hass_client_no_auth(), await hass_client("no.such.token")):
        for name, incident in incidents.items():
            for path in [*COMMON, *paths(name, incident)]:
                for method in (client.get, client.post, client.delete):
                    response = await method(path)
                    assert response.status in {401, 405}, path
                    assert response.status == 401 or method is not client.get


@pytest.mark.parametrize("who", PEOPLE)
async def test_totals_are_of_what_one_sees(
    who: str,
    hass: HomeAssistant,
    calm: ArgusRuntime,
    hass_client: ClientSessionGenerator,
    hass_ws_client: WebSocketGenerator,
    login: Login,
) -> None:
    """The report of all cameras is that of all that one may see, whichever way one asks."""
    many = {"Front door": 3, "Garden": 4}
    for name, visitors in many.items():
        crossing = Crossing("line", Direction.IN, 1)
        await camera_named(calm, name).visitors.async_count(
            (crossing,) * visitors, dt_util.utcnow()
        )
    expected = sum(many[name] for name in VISIBLE[who])
    token = await login(who)
    socket = await hass_ws_client(hass, token)
    client = await hass_client(token)
    report = await (await client.get("/api/argus/visitors")).json()
    assert report["total_in"] == expected
    assert {c["camera"] for c in report["cameras"]} == VISIBLE[who]
    await socket.send_json_auto_id({"type": "argus/report"})
    result = (await socket.receive_json())["result"]
    assert result["total_in"] == expected
    assert {c["camera"] for c in result["cameras"]} == VISIBLE[who]
    assert sum(hour["in"] for hour in result["per_hour"]) == expected
    answer = await _call(hass, who, "get_report")
    assert answer["total_in"] == expected


@pytest.mark.parametrize("who", PEOPLE)
async def test_websocket_reading(
    who: str,
    hass: HomeAssistant,
    incidents: dict[str, Incident],
    hass_ws_client: WebSocketGenerator,
    login: Login,
) -> None:
    """Lists, status and cameras are those that one may see; the media browser, too."""
    socket = await hass_ws_client(hass, await login(who))

    async def ask(command: str, **message: Any) -> dict[str, Any]:
        await socket.send_json_auto_id({"type": command, **message})
        return await socket.receive_json()

    listed = (await ask("argus/events/list"))["result"]["results"]
    assert {i["camera"] for i in listed} == VISIBLE[who]
    status = (await ask("argus/status"))["result"]
    assert {c["name"] for c in status["cameras"].values()} == VISIBLE[who]
    browse = "media_source/browse_media"
    root = await ask(browse, media_content_id="media-source://argus")
    assert {c["title"] for c in root["result"]["children"]} == VISIBLE[who]
    for name, incident in incidents.items():
        sees = name in VISIBLE[who]
        media = media_content_id(incident)
        for command, message in (
            ("argus/events/list", {"camera": incident.camera}),
            ("argus/events/get", {"event": incident.id}),
            ("argus/report", {"camera": incident.camera}),
            ("argus/heatmap", {"camera": incident.camera}),
            ("argus/events/list", {"cameras": [incident.camera]}),
            (browse, {"media_content_id": media.rpartition("/")[0]}),
            (browse, {"media_content_id": f"media-source://argus/{incident.camera}"}),
            ("media_source/resolve_media", {"media_content_id": media}),
        ):
            answer = await ask(command, **message)
            assert answer["success"] is sees, (command, name)
    found = await ask(
        "media_source/search_media",
        media_content_id="media-source://argus",
        search_query="face",
    )
    assert len(found["result"]["result"]) == len(VISIBLE[who])


@pytest.mark.parametrize("who", PEOPLE)
async def test_looking_at_what_one_sees(
    who: str,
    hass: HomeAssistant,
    calm: ArgusRuntime,
    incidents: dict[str, Incident],
    hass_ws_client: WebSocketGenerator,
    login: Login,
) -> None:
    """Nobody marks what they may not see, and nobody is told whether it was there."""
    socket = await hass_ws_client(hass, await login(who))
    ids = [incident.id for incident in incidents.values()]
    await socket.send_json_auto_id({"type": "argus/events/seen", "events": ids})
    assert (await socket.receive_json())["success"]
    seen = await calm.journal.async_read(
        partial(journal_seen.seen_by, incidents=ids, user=None)
    )
    assert seen == {incidents[name].id for name in VISIBLE[who]}


@pytest.mark.parametrize("who", PEOPLE)
async def test_websocket_changing(
    who: str,
    hass: HomeAssistant,
    calm: ArgusRuntime,
    incidents: dict[str, Incident],
    hass_ws_client: WebSocketGenerator,
    login: Login,
) -> None:
    """Only administrators change anything, even of what others see."""
    socket = await hass_ws_client(hass, await login(who))
    door = incidents["Front door"]
    for message in (
        {"type": "argus/events/favourite", "event": door.id, "favourite": True},
        {"type": "argus/events/false_alarm", "event": door.id, "false_alarm": True},
        {"type": "argus/camera/update", "camera": "front_door", "zones": []},
        {"type": "argus/camera/preview", "camera": "front_door", "zones": []},
        {"type": "argus/events/delete", "events": [door.id]},
    ):
        await socket.send_json_auto_id(message)
        # A preview tells of frames meanwhile.
        while (answer := await socket.receive_json())["type"] != "result":
            pass
        assert answer["success"] is (who == "admin"), message
        if who != "admin":
            assert answer["error"]["code"] == "unauthorized"
    stored = await calm.incidents.async_get(door.id)
    assert (stored == door) is (who != "admin")


@pytest.mark.parametrize("who", PEOPLE)
async def test_pushes(
    who: str,
    hass: HomeAssistant,
    calm: ArgusRuntime,
    hass_ws_client: WebSocketGenerator,
    login: Login,
) -> None:
    """Only what one may see is pushed."""
    socket = await hass_ws_client(hass, await login(who))
    await socket.send_json_auto_id({"type": "argus/events/subscribe"})
    assert (await socket.receive_json())["success"]
    for name in ("Garden", "Front door"):
        await Show(hass, camera_named(calm, name))(MOVING)
    await socket.send_json_auto_id({"type": "argus/status"})
    pushed = set()
    while (message := await socket.receive_json())["type"] == "event":
        pushed.add(message["event"]["incident"]["camera"])
    assert pushed == VISIBLE[who]


@pytest.mark.parametrize("who", PEOPLE)
async def test_following_cameras(
    who: str,
    hass: HomeAssistant,
    calm: ArgusRuntime,
    hass_ws_client: WebSocketGenerator,
    login: Login,
) -> None:
    """One learns of places and frames of cameras that one may see, and of no other that it exists."""
    socket = await hass_ws_client(hass, await login(who))
    for name in ("Garden", "Front door"):
        camera = camera_named(calm, name)
        await socket.send_json_auto_id(
            {"type": "argus/camera/subscribe", "camera": camera.entity_id}
        )
        answer = await socket.receive_json()
        assert answer["success"] is (name in VISIBLE[who])
        if name not in VISIBLE[who]:
            assert answer["error"]["code"] == "not_found"
            continue
        details = (await socket.receive_json())["event"]["camera"]
        assert details["name"] == name
        assert details["can_edit"] is (who == "admin")
        await Show(hass, camera)(MOVING)
        while "frame" not in (event := (await socket.receive_json())["event"]):
            pass
        assert event["frame"]["moving"] == [[0.1, 0.1, 0.3, 0.5]]


async def test_who_loses_a_permission_follows_no_longer(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    hass_ws_client: WebSocketGenerator,
    login: Login,
) -> None:
    """What is pushed asks each time."""
    socket = await hass_ws_client(hass, await login("doorman"))
    door = camera_named(calm, "Front door")
    await socket.send_json_auto_id(
        {"type": "argus/camera/subscribe", "camera": "front_door"}
    )
    assert (await socket.receive_json())["success"]
    assert "camera" in (await socket.receive_json())["event"]
    with patch("custom_components.argus.api.camera_follower.may", return_value=False):
        await Show(hass, door)(MOVING)
    await socket.send_json_auto_id({"type": "argus/status"})
    assert (await socket.receive_json())["type"] == "result"


def _linked(who: str) -> dict[str, tuple[str, ...]]:
    """Return what each incident that somebody may see may name, by the camera's name."""
    both = {"Front door": ("Garden",), "Garden": ("Front door",)}
    return {
        name: tuple(other for other in both[name] if other in VISIBLE[who])
        for name in VISIBLE[who]
    }


@pytest.fixture
async def neighbours(calm: ArgusRuntime) -> dict[str, Incident]:
    """Return two incidents that belong together, by camera, with what alerts decided about them."""
    door, garden = await remember_both(calm)
    decided = Decision(
        dt_util.utcnow(),
        "a1",
        "Night watch",
        Verdict.SENT,
        deliveries=(
            Delivery("notify", "notify.anna"),
            Delivery("lights", "light.bedroom", "light.bedroom is away"),
        ),
    )
    elsewhere = Decision(
        dt_util.utcnow(), "a2", "Garden watch", Verdict.OTHER_CAMERA, "Front door"
    )
    failed = Decision(
        dt_util.utcnow(), "a3", "Away", Verdict.CONDITION, "sensor.safe is unknown"
    )
    link = partial(incidents_table.link, one=door.id, other=garden.id)
    await calm.journal.async_run(link)
    for incident in (door, garden):
        for decision in (decided, elsewhere, failed):
            add = partial(decisions.add, incident=incident.id, decision=decision)
            await calm.journal.async_run(add)
    return {"Front door": door, "Garden": garden}


@pytest.mark.parametrize("who", PEOPLE)
async def test_links_name_only_what_one_may_see(
    who: str,
    hass: HomeAssistant,
    neighbours: dict[str, Incident],
    hass_client: ClientSessionGenerator,
    hass_ws_client: WebSocketGenerator,
    login: Login,
) -> None:
    """Whichever way one asks: an incident says nothing of those at cameras that one may not see."""
    token = await login(who)
    socket, client = await hass_ws_client(hass, token), await hass_client(token)

    async def ask(command: str, **message: Any) -> Any:
        await socket.send_json_auto_id({"type": command, **message})
        return (await socket.receive_json())["result"]

    told = [
        *(await (await client.get("/api/argus/events")).json())["results"],
        *(await ask("argus/events/list"))["results"],
        *(await _call(hass, who, "get_events"))["results"],
    ]
    for name in VISIBLE[who]:
        incident = neighbours[name].id
        told.append(await (await client.get(f"/api/argus/events/{incident}")).json())
        told.append(await ask("argus/events/get", event=incident))
    ids = {name: incident.id for name, incident in neighbours.items()}
    assert len(told) == 5 * len(VISIBLE[who])
    for incident in told:
        allowed = _linked(who)[incident["camera"]]
        assert incident["linked"] == [ids[name] for name in allowed]
    hidden = {ids[name] for name in ids.keys() - VISIBLE[who]}
    assert not any(one in json.dumps(told) for one in hidden)


@pytest.mark.parametrize("who", PEOPLE)
async def test_decisions_tell_nothing_of_the_rest_of_the_house(
    who: str,
    hass: HomeAssistant,
    neighbours: dict[str, Incident],
    hass_client: ClientSessionGenerator,
    login: Login,
) -> None:
    """Who sees one camera learns that somebody was told, and not who, nor of alerts for other cameras."""
    client = await hass_client(await login(who))
    for name in VISIBLE[who]:
        path = f"/api/argus/events/{neighbours[name].id}"
        found = (await (await client.get(path)).json())["decisions"]
        sent = found[0]
        assert [one["channel"] for one in sent["deliveries"]] == ["notify", "lights"]
        secrets = ("notify.anna", "light.bedroom", "Garden watch", "sensor.safe")
        told = [secret for secret in secrets if secret in json.dumps(found)]
        assert told == ([] if who == "doorman" else list(secrets))
        assert sent["deliveries"][1]["error"] is not None


@pytest.mark.parametrize("who", ["doorman", "reader"])
async def test_pushed_links(
    who: str,
    hass: HomeAssistant,
    calm: ArgusRuntime,
    hass_ws_client: WebSocketGenerator,
    login: Login,
) -> None:
    """What is pushed names no other incidents than what is asked for."""
    socket = await hass_ws_client(hass, await login(who))
    await socket.send_json_auto_id({"type": "argus/events/subscribe"})
    assert (await socket.receive_json())["success"]
    for name in ("Garden", "Front door"):
        await Show(hass, camera_named(calm, name))(MOVING)
    await socket.send_json_auto_id({"type": "argus/status"})
    linked = []
    while (message := await socket.receive_json())["type"] == "event":
        incident = message["event"]["incident"]
        if incident["camera"] == "Front door":
            linked.append(len(incident["linked"]))
    assert linked[-1] == (1 if who == "reader" else 0)


@pytest.mark.parametrize("who", [*PEOPLE, "nobody"])
async def test_false_alarms_by_phone(
    who: str,
    hass: HomeAssistant,
    calm: ArgusRuntime,
    incidents: dict[str, Incident],
    login: Login,
) -> None:
    """The button of a notification is one more way to mark, with the same rule."""
    user_id = "nobody"
    if who != "nobody":
        await login(who)
        user_id = (await _user(hass, who)).id
    incident = incidents["Front door"].id
    hass.bus.async_fire(
        "mobile_app_notification_action",
        {"action": f"{FALSE_ALARM}{incident}"},
        context=Context(user_id=user_id),
    )
    await hass.async_block_till_done()
    stored = await calm.incidents.async_get(incident)
    assert stored is not None
    assert stored.false_alarm is (who == "admin")


@pytest.mark.parametrize("who", PEOPLE)
async def test_permissions(who: str, hass: HomeAssistant, login: Login) -> None:
    """One rule for every door: for some entities, for all of them, and to change what is known."""
    await login(who)
    user = await _user(hass, who)
    for name in ("Front door", "Garden"):
        entity = f"camera.{name.lower().replace(' ', '_')}"
        assert may(user, POLICY_READ, entity) is (name in VISIBLE[who])
        assert may(user, POLICY_CONTROL, entity) is (name in CONTROLLED[who])
    both = may(user, POLICY_READ, "camera.front_door", "camera.garden")
    assert both is (len(VISIBLE[who]) == 2)
    assert may(user, POLICY_READ) is (who in {"admin", "reader"})
    assert may_change(user) is (who == "admin")
    assert may(None, POLICY_CONTROL)
    assert may_change(None)
    if both:
        require(user, POLICY_READ, "camera.front_door", "camera.garden")
    else:
        with pytest.raises(Unauthorized) as refused:
            require(user, POLICY_READ, "camera.front_door", "camera.garden")
        hidden = "camera.garden" if who == "doorman" else "camera.front_door"
        assert refused.value.entity_id == hidden


async def _user(hass: HomeAssistant, who: str) -> User:
    names: dict[str, Callable[[User], bool]] = {
        "admin": lambda user: user.is_admin and not user.system_generated
    }
    chosen = names.get(who, lambda user: user.name == who)
    return next(user for user in await hass.auth.async_get_users() if chosen(user))


async def _call(
    hass: HomeAssistant, who: str, action: str, **data: Any
) -> dict[str, Any]:
    user = await _user(hass, who)
    response = await hass.services.async_call(
        DOMAIN,
        action,
        data,
        blocking=True,
        context=Context(user_id=user.id),
        return_response=True,
    )
    assert response is not None
    return response


@pytest.mark.parametrize("who", PEOPLE)
async def test_actions(
    who: str, hass: HomeAssistant, incidents: dict[str, Incident], login: Login
) -> None:
    """They show a user what they may see; only administrators tidy and import."""
    await login(who)
    listed = (await _call(hass, who, "get_events"))["results"]
    assert {i["camera"] for i in listed} == VISIBLE[who]
    for name in incidents:
        entity = f"camera.{name.lower().replace(' ', '_')}"
        for action, data in (
            ("get_events", {"entity_id": entity}),
            ("get_report", {"entity_id": entity}),
            ("analyze_image", {"entity_id": entity}),
            ("analyze_image", {"media_content_id": f"media-source://camera/{entity}"}),
        ):
            if name in VISIBLE[who]:
                assert await _call(hass, who, action, **data)
            else:
                with pytest.raises(HomeAssistantError):
                    await _call(hass, who, action, **data)
    one = {"event": incidents["Front door"].id}
    if who == "admin":
        assert "deleted" in await _call(hass, who, "purge")
        assert await _call(hass, who, "delete_incidents", **one, dry_run=True)
        return
    with pytest.raises(Unauthorized):
        await _call(hass, who, "delete_incidents", **one)
    with pytest.raises(Unauthorized):
        await _call(hass, who, "describe_incident", **one, ai_task="ai_task.model")
    user = await _user(hass, who)
    for action in ("set_favourite", "mark_seen"):
        with pytest.raises(Unauthorized):
            await hass.services.async_call(
                DOMAIN, action, one, blocking=True, context=Context(user_id=user.id)
            )
    with pytest.raises(Unauthorized):
        await _call(hass, who, "purge", keep_days=0)
    with pytest.raises(Unauthorized):
        await _call(hass, who, "import_legacy", path="events.json")


@pytest.mark.parametrize("who", [*PEOPLE, "nobody"])
async def test_false_alarms_are_for_administrators(
    who: str,
    hass: HomeAssistant,
    calm: ArgusRuntime,
    incidents: dict[str, Incident],
    login: Login,
) -> None:
    """Who may not change settings may not say what should change them."""
    user_id = "nobody"
    if who != "nobody":
        await login(who)
        user_id = (await _user(hass, who)).id
    incident = incidents["Front door"].id

    async def mark() -> None:
        await hass.services.async_call(
            DOMAIN,
            "mark_false_alarm",
            {"event": incident},
            blocking=True,
            context=Context(user_id=user_id),
        )

    if who == "admin":
        await mark()
    else:
        with pytest.raises(UnknownUser if who == "nobody" else Unauthorized):
            await mark()
    stored = await calm.incidents.async_get(incident)
    assert stored is not None
    assert stored.false_alarm is (who == "admin")


async def test_actions_of_nobody(
    hass: HomeAssistant, incidents: dict[str, Incident]
) -> None:
    """A user who does not exist may do nothing."""
    for action, data in (
        ("get_events", {}),
        ("get_report", {}),
        ("purge", {}),
        ("import_legacy", {"path": "events.json"}),
        ("analyze_image", {"entity_id": "camera.garden"}),
    ):
        with pytest.raises(UnknownUser):
            await hass.services.async_call(
                DOMAIN,
                action,
                data,
                blocking=True,
                context=Context(user_id="nobody"),
                return_response=True,
            )
    with pytest.raises(UnknownUser):
        await hass.services.async_call(
            DOMAIN, "send_report", blocking=True, context=Context(user_id="nobody")
        )


@pytest.mark.parametrize("who", PEOPLE)
async def test_sending_a_report(
    who: str, hass: HomeAssistant, incidents: dict[str, Incident], login: Login
) -> None:
    """It is of all cameras, and goes out in the name of the house: for those who may see all and write to all."""
    await login(who)
    user = await _user(hass, who)
    hass.states.async_set("notify.phone", "unknown")
    sent = async_mock_service(hass, "notify", "send_message")

    async def send() -> None:
        await hass.services.async_call(
            DOMAIN,
            "send_report",
            {"targets": ["notify.phone"]},
            blocking=True,
            context=Context(user_id=user.id),
        )

    if who == "admin":
        await send()
        assert sent[0].context.user_id == user.id
        return
    with pytest.raises(Unauthorized):
        await send()
    assert sent == []


@pytest.mark.parametrize("who", PEOPLE)
async def test_the_chart_of_a_report_as_media(
    who: str,
    hass: HomeAssistant,
    incidents: dict[str, Incident],
    hass_ws_client: WebSocketGenerator,
    login: Login,
) -> None:
    """The file is of all cameras."""
    socket = await hass_ws_client(hass, await login(who))
    await socket.send_json_auto_id(
        {
            "type": "media_source/resolve_media",
            "media_content_id": "media-source://argus/report/2026-11-23",
        }
    )
    answer = await socket.receive_json()
    assert answer["success"] is (who in {"admin", "reader"})


@pytest.mark.parametrize("who", PEOPLE)
async def test_actions_that_change_cameras(
    who: str, hass: HomeAssistant, incidents: dict[str, Incident], login: Login
) -> None:
    """Watching is started and stopped, and counters are reset, by those who may control the camera."""
    await login(who)
    runtime = hass.config_entries.async_loaded_entries(DOMAIN)[0].runtime_data

    async def act(action: str, **data: Any) -> None:
        user = await _user(hass, who)
        await hass.services.async_call(
            DOMAIN, action, data, blocking=True, context=Context(user_id=user.id)
        )
        await hass.async_block_till_done()

    for name in incidents:
        entity = f"camera.{name.lower().replace(' ', '_')}"
        for action in ("stop", "start", "reset_counters"):
            if name in CONTROLLED[who]:
                await act(action, entity_id=entity)
            else:
                with pytest.raises(Unauthorized):
                    await act(action, entity_id=entity)
        if name in VISIBLE[who]:
            await act("export_heatmap", entity_id=entity)
        else:
            with pytest.raises(Unauthorized):
                await act("export_heatmap", entity_id=entity)
    await act("stop")
    stopped = {
        camera.subentry.title
        for camera in runtime.cameras.values()
        if not camera.settings.detection
    }
    assert stopped == CONTROLLED[who]


@pytest.mark.parametrize("who", PEOPLE)
async def test_correcting_a_counter(
    who: str, hass: HomeAssistant, camera_entry: MockConfigEntry, login: Login
) -> None:
    """Those who may control the counter, and nobody who may only see it."""
    await login(who)
    user = await _user(hass, who)
    inside = camera_entity(hass, await open_shop(hass), "sensor", "inside_door")

    async def correct() -> None:
        await hass.services.async_call(
            DOMAIN,
            "set_people_inside",
            {"entity_id": inside, "people": 7},
            blocking=True,
            context=Context(user_id=user.id),
        )

    if who == "admin":
        await correct()
    else:
        with pytest.raises(Unauthorized):
            await correct()
    assert hass.states.get(inside).state == ("7" if who == "admin" else "0")
