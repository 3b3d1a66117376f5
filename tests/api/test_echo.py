"""A refusal tells at most a beginning of what it refuses, through whichever door it came."""

from collections.abc import Iterator, Mapping
import json
from typing import Any, Final

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.argus.const import DOMAIN
from custom_components.argus.flows.fields import MOST_CHARACTERS
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant, SupportsResponse
from homeassistant.data_entry_flow import section
from homeassistant.setup import async_setup_component

from ..actions.test_hostile_fields import ACTIONS, action_fields
from ..alert_forms import begin
from ..forms import add_camera, filled, open_options, start

HUGE: Final = MOST_CHARACTERS + 1
"""Characters; a text of fifty times as many takes the same ways."""
LARGE: Final = MOST_CHARACTERS - 100
LONGEST_REFUSAL: Final = 5_000
"""Characters of an answer that is no form."""
FORMS: Final = {
    "first": "flow",
    "camera": "subentries/flow",
    "alert": "subentries/flow",
    "options": "options/flow",
}
TEXT: Final = "x" * HUGE
HUGE_VALUES: Final[Mapping[str, Any]] = {
    "text": TEXT,
    "list": [f"light.{TEXT}"],
    "mapping": {TEXT: 1, "name": TEXT},
}


def _fields(form: Mapping[str, Any]) -> Iterator[tuple[str | None, str]]:
    """Yield the section, if it is in one, and the name of each field of a form; and a field that it does not have."""
    for marker, field in form["data_schema"].schema.items():
        if isinstance(field, section):
            for inner in (*field.schema.schema, TEXT):
                yield str(marker), str(inner)
        else:
            yield None, str(marker)
    yield None, TEXT


@pytest.mark.parametrize("name", FORMS)
async def test_forms(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    name: str,
) -> None:
    assert await async_setup_component(hass, "config", {})
    client = await hass_client()
    form: Any
    match name:
        case "camera":
            form = await add_camera(hass, entry)
        case "alert":
            form = await begin(hass, entry, "blank")
        case "options":
            form = await open_options(hass, entry)
        case _:
            await hass.config_entries.async_remove(entry.entry_id)
            form = await start(hass)
    path = f"/api/config/config_entries/{FORMS[name]}/{form['flow_id']}"
    entered = filled(form)
    for where, field in _fields(form):
        for what, value in HUGE_VALUES.items():
            values = {**entered, field: value}
            if where is not None:
                values = {**entered, where: {**entered[where], field: value}}
            answer = await client.post(path, json=values)
            told = await answer.text()
            assert answer.status == 400, (where, field[:40], what)
            assert len(told) < LONGEST_REFUSAL, (where, field[:40], what, len(told))
            assert json.loads(told)["errors"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"camera": "x" * LARGE},
        {"camera": {"x": "x" * LARGE}},
        {"source": "x" * LARGE},
        {"interval": "x" * LARGE},
        {"object_kinds": ["x" * 100] * 900},
        {"look_while": "x" * LARGE},
    ],
)
async def test_values_that_are_just_small_enough_to_be_looked_at(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    wrong: dict[str, Any],
) -> None:
    assert await async_setup_component(hass, "config", {})
    form = await add_camera(hass, entry)
    answer = await (await hass_client()).post(
        f"/api/config/config_entries/subentries/flow/{form['flow_id']}",
        json=filled(form, **wrong),
    )
    assert answer.status == 400
    assert len(await answer.text()) < LONGEST_REFUSAL


async def test_actions(
    hass: HomeAssistant, calm: ArgusRuntime, hass_ws_client: WebSocketGenerator
) -> None:
    client = await hass_ws_client()
    for action, needed in ACTIONS.items():
        answers = hass.services.async_services_for_domain(DOMAIN)[action]
        # The frontend keeps in `metadata` what it likes, for itself.
        for field in {*action_fields(hass, action), TEXT} - {"metadata"}:
            for what, value in HUGE_VALUES.items():
                await client.send_json_auto_id(
                    {
                        "type": "call_service",
                        "domain": DOMAIN,
                        "service": action,
                        "service_data": {**needed, field: value},
                        "return_response": answers.supports_response
                        is not SupportsResponse.NONE,
                    }
                )
                told = await client.receive_json()
                assert not told["success"], (action, field[:40], what)
                size = len(json.dumps(told))
                assert size < LONGEST_REFUSAL, (action, field[:40], what, size)


async def test_websocket(
    hass: HomeAssistant, calm: ArgusRuntime, hass_ws_client: WebSocketGenerator
) -> None:
    client = await hass_ws_client()
    for command in sorted(hass.data["websocket_api"]):
        # Who follows incidents says nothing besides.
        if not command.startswith(f"{DOMAIN}/") or command == "argus/events/subscribe":
            continue
        for field in ("camera", "event", "settings", "zones", "search", TEXT):
            for what, value in HUGE_VALUES.items():
                await client.send_json_auto_id({"type": command, field: value})
                told = await client.receive_json()
                assert not told["success"], (command, field[:40], what)
                size = len(json.dumps(told))
                assert size < LONGEST_REFUSAL, (command, field[:40], what, size)


async def test_http(
    hass: HomeAssistant, calm: ArgusRuntime, hass_client: ClientSessionGenerator
) -> None:
    """Addresses take no more than some thousand characters; what fits is not told again either."""
    client = await hass_client()
    long = "x" * 7_000
    for resource in {
        resource.canonical
        for resource in hass.http.app.router.resources()
        if resource.canonical.startswith(f"/api/{DOMAIN}")
    }:
        start_, brace, rest = resource.partition("{")
        path = start_ + (long + rest.partition("}")[2] if brace else "")
        for query in ({}, {"days": long}, {"camera": long}, {long: "1"}):
            if brace and query:
                continue
            answer = await client.get(path, params=query)
            if answer.status >= 400:
                told = await answer.text()
                assert len(told) < 1_000, (resource, len(told))
                assert long[:1_000] not in told
