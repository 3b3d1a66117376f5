"""What is pushed is what one may see at that moment."""

from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.typing import (
    WebSocketGenerator,
)

from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant

from ..conftest import MOVING, Show, camera_named
from ..journals import Login
from .matrix import PEOPLE, VISIBLE


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
