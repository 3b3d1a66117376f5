"""An incident says nothing of those at cameras that one may not see, nor of the rest of the house."""

import json
from typing import Any

import pytest
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.argus.model.incident import Incident
from homeassistant.core import HomeAssistant

from ..journals import Login
from .matrix import PEOPLE, VISIBLE
from .people import call_action


def linked_names(who: str) -> dict[str, tuple[str, ...]]:
    """Return what each incident that somebody may see may name, by the camera's name."""
    both = {"Front door": ("Garden",), "Garden": ("Front door",)}
    return {
        name: tuple(other for other in both[name] if other in VISIBLE[who])
        for name in VISIBLE[who]
    }


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
        *(await call_action(hass, who, "get_events"))["results"],
    ]
    for name in VISIBLE[who]:
        incident = neighbours[name].id
        told.append(await (await client.get(f"/api/argus/events/{incident}")).json())
        told.append(await ask("argus/events/get", event=incident))
    ids = {name: incident.id for name, incident in neighbours.items()}
    assert len(told) == 5 * len(VISIBLE[who])
    for incident in told:
        allowed = linked_names(who)[incident["camera"]]
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
