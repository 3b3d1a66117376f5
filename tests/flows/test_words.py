"""Hints of forms are in the language of the user who looks at them."""

from http import HTTPStatus
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockUser
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.argus.const import DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

ENGLISH, FRENCH = " Home Assistant has no camera yet", " Home Assistant n’a pas encore"


@pytest.fixture(autouse=True)
async def forms_over_http(hass: HomeAssistant) -> None:
    """Let browsers fill in forms; what Argus needs is there before the server starts."""
    for component in ("camera", "config"):
        assert await async_setup_component(hass, component, {})


async def hint(hass_client: ClientSessionGenerator) -> str:
    """Begin to add Argus as a browser does; return what the form says where there is no camera to pick."""
    client = await hass_client()
    answer = await client.post(
        "/api/config/config_entries/flow", json={"handler": DOMAIN}
    )
    assert answer.status == HTTPStatus.OK
    shown: str = (await answer.json())["description_placeholders"]["hint_cameras"]
    return shown


@pytest.mark.parametrize(
    ("home", "chosen", "begins"),
    [
        ("en", {"language": "fr"}, FRENCH),
        ("fr", {"language": "en"}, ENGLISH),
        # Whoever chose none gets that of the home.
        ("fr", None, FRENCH),
        ("fr", {"language": None}, FRENCH),
        # The frontend may keep it in another way one day.
        ("fr", "en", FRENCH),
        ("fr", {"language": 5}, FRENCH),
    ],
)
async def test_a_hint_is_in_the_language_of_who_looks(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    hass_ws_client: WebSocketGenerator,
    home: str,
    chosen: Any,
    begins: str,
) -> None:
    """As chosen in the profile, which the browser stores with the user."""
    await hass.config.async_update(language=home)
    assert await async_setup_component(hass, "frontend", {})
    if chosen is not None:
        socket = await hass_ws_client(hass)
        await socket.send_json_auto_id(
            {"type": "frontend/set_user_data", "key": "language", "value": chosen}
        )
        assert (await socket.receive_json())["success"]
    assert (await hint(hass_client)).startswith(begins)


async def test_of_two_users_each_has_a_language(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """What one chose is nothing to the other."""
    assert await async_setup_component(hass, "frontend", {})
    other = MockUser(name="Other", is_owner=True).add_to_hass(hass)
    token = hass.auth.async_create_access_token(
        await hass.auth.async_create_refresh_token(other, "https://example.com/")
    )
    socket = await hass_ws_client(hass, token)
    await socket.send_json_auto_id(
        {
            "type": "frontend/set_user_data",
            "key": "language",
            "value": {"language": "fr"},
        }
    )
    assert (await socket.receive_json())["success"]
    assert (await hint(hass_client)).startswith(ENGLISH)


async def test_without_a_frontend_the_home_has_a_language(
    hass: HomeAssistant, hass_client: ClientSessionGenerator
) -> None:
    await hass.config.async_update(language="fr")
    assert (await hint(hass_client)).startswith(FRENCH)
