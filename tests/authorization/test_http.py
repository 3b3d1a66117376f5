"""What one may not see is as if it were not there, over HTTP."""

import pytest
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.argus.model.incident import Incident
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import Crossing, Direction
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..conftest import camera_named
from ..journals import Login
from .matrix import COMMON, PEOPLE, VISIBLE, paths
from .people import call_action


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
    answer = await call_action(hass, who, "get_report")
    assert answer["total_in"] == expected
