"""Readers look, nobody but an administrator changes, over WebSocket."""

from functools import partial
from typing import Any

import pytest
from pytest_homeassistant_custom_component.typing import (
    WebSocketGenerator,
)

from custom_components.argus.incidents.incident_json import media_content_id
from custom_components.argus.journal import (
    seen as journal_seen,
)
from custom_components.argus.model.incident import Incident
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant

from ..journals import Login
from .matrix import PEOPLE, VISIBLE


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
