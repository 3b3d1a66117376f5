"""Tests of the heat map over HTTP: who gets it, drawn once for all of them, and what is refused."""

import asyncio
import threading
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.argus.incidents import heat as heat_module
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.auth.models import User
from homeassistant.components.image import async_get_image
from homeassistant.core import HomeAssistant

from ..conftest import camera_entity, camera_named, until
from .warm_view import LEFT, is_hot, warm


async def test_http(
    hass: HomeAssistant, calm: ArgusRuntime, hass_client: ClientSessionGenerator
) -> None:
    """The view gives the map, by entity id with or without its domain and by subentry id."""
    camera = camera_named(calm, "Garden")
    await warm(camera, LEFT)
    client = await hass_client()
    for named in ("garden", "camera.garden", camera.subentry.subentry_id):
        response = await client.get(f"/api/argus/heatmap/{named}.jpg?days=2")
        assert response.status == 200
        assert response.content_type == "image/jpeg"
        assert "no-store" in response.headers["Cache-Control"]
        assert is_hot(await response.read(), LEFT)


@pytest.mark.parametrize(
    "query",
    ["days=0", "days=31", "days=x", "days=1e9", "hours=99", "hours=x", "hours=%27--"],
)
async def test_http_refuses_nonsense(
    calm: ArgusRuntime, hass_client: ClientSessionGenerator, query: str
) -> None:
    """A query that cannot be used is told so."""
    client = await hass_client()
    response = await client.get(f"/api/argus/heatmap/garden.jpg?{query}")
    assert response.status == 400


@pytest.mark.parametrize(
    "named", ["shop", "nowhere", "%2e%2e", "%27%20OR%201=1", "a" * 3000]
)
async def test_http_knows_no_other_camera(
    calm: ArgusRuntime, hass_client: ClientSessionGenerator, named: str
) -> None:
    """A camera that is not watched, or is none, is not found."""
    client = await hass_client()
    response = await client.get(f"/api/argus/heatmap/{named}.jpg")
    assert response.status == 404


async def test_http_needs_permission(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    hass_client: ClientSessionGenerator,
    hass_client_no_auth: ClientSessionGenerator,
    hass_admin_user: User,
) -> None:
    """Strangers are sent away; a user who may not see the camera does not even learn that it is there."""
    stranger = await hass_client_no_auth()
    assert (await stranger.get("/api/argus/heatmap/garden.jpg")).status == 401
    hass_admin_user.groups = []
    hass_admin_user.mock_policy(
        {"entities": {"entity_ids": {"camera.front_door": True}}}
    )
    client = await hass_client()
    assert (await client.get("/api/argus/heatmap/front_door.jpg")).status == 200
    assert (await client.get("/api/argus/heatmap/garden.jpg")).status == 404


async def test_drawn_once_for_all_who_look(
    hass: HomeAssistant, calm: ArgusRuntime, hass_client: ClientSessionGenerator
) -> None:
    """Another drawing is made when there is more heat, and for other days or hours."""
    camera = camera_named(calm, "Garden")
    client = await hass_client()

    async def look(query: str = "") -> bytes:
        response = await client.get(f"/api/argus/heatmap/garden.jpg{query}")
        assert response.status == 200
        return await response.read()

    with patch.object(
        heat_module, "_render_heat_map", side_effect=heat_module._render_heat_map
    ) as draw:
        await asyncio.gather(*(look() for _ in range(40)))
        image = await async_get_image(
            hass, camera_entity(hass, camera, "image", "heatmap")
        )
        assert image.content == await look()
        assert draw.call_count == 1
        await warm(camera, LEFT)
        assert is_hot(await look(), LEFT)
        assert draw.call_count == 2
        await look("?days=1")
        await look("?days=1&hours=3")
        await look("?days=1")
        assert draw.call_count == 4


async def test_one_who_asks_for_very_many_blinds_nobody(
    hass: HomeAssistant, argus: ArgusRuntime, hass_client: ClientSessionGenerator
) -> None:
    """They are told to come again, while frames are looked at and others get their maps."""
    door = camera_named(argus, "Front door")
    await until(lambda: door.watch is not None and door.watch.statistics.frames)
    client = await hass_client()
    go_on = threading.Event()

    def draw(*arguments: Any) -> bytes:
        assert go_on.wait(60)
        return b"map"

    with patch.object(heat_module, "_render_heat_map", draw):
        asked = [
            asyncio.ensure_future(
                client.get(f"/api/argus/heatmap/front_door.jpg?hours={hour}-{last}")
            )
            for hour in range(10)
            for last in range(10, 20)
        ]
        await until(lambda: sum(one.done() for one in asked) == 100 - 16, 60)
        refused = [one.result() for one in asked if one.done()]
        assert {response.status for response in refused} == {429}
        assert all(response.headers["Retry-After"] for response in refused)
        assert "at once" in (await refused[0].json())["message"]
        frames = door.watch.statistics.frames
        await until(lambda: door.watch.statistics.frames > frames + 5, 60)
        go_on.set()
        answers = [one.result() for one in asked if await one]
    assert [response.status for response in answers].count(200) == 16
