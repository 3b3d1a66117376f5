"""Everything that answers has a row, strangers get nothing, and one rule holds for every door."""

import ast
from pathlib import Path
import re

from aiohttp import WSMsgType
import pytest
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
)

from custom_components.argus.const import DOMAIN
from custom_components.argus.model.access import may, may_change, require
from custom_components.argus.model.incident import Incident
from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers.http import HomeAssistantView
from homeassistant.setup import async_setup_component

from ..journals import Login
from .matrix import (
    ACTIONS,
    COMMANDS,
    COMMON,
    CONTROLLED,
    PEOPLE,
    VISIBLE,
    addresses,
    paths,
)
from .people import user_named


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
    project = Path(__file__).parents[2]
    for name, where in (COMMANDS | ACTIONS).items():
        path, _, test = where.partition("::")
        text = await hass.async_add_executor_job((project / path).read_text)
        if not test:
            assert "Unauthorized" in text
            continue
        # A row is no proof: the test that it names has to ask just this.
        (body,) = [
            ast.get_source_segment(text, one)
            for one in ast.parse(text).body
            if isinstance(one, ast.AsyncFunctionDef) and one.name == test
        ]
        assert body is not None
        assert f'"{name}"' in body, name


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
async def test_permissions(who: str, hass: HomeAssistant, login: Login) -> None:
    """One rule for every door: for some entities, for all of them, and to change what is known."""
    await login(who)
    user = await user_named(hass, who)
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
