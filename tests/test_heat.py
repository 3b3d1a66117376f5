"""Tests of the heat map in Home Assistant."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from unittest.mock import patch

import cv2
from freezegun.api import FrozenDateTimeFactory
import numpy as np
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.argus.const import DOMAIN
from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.heat import hours_of_day
from custom_components.argus.house import House
from custom_components.argus.journal import Journal, JournalError, heat
from custom_components.argus.vision.heatmap import COLUMNS, ROWS, pack, total
from homeassistant.auth.models import User
from homeassistant.components.image import async_get_image
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util

from .conftest import FakeCamera, camera_entity, camera_named, until
from .pictures import mover

LEFT, RIGHT = slice(0, 16), slice(48, 64)


async def warm(camera: ArgusCoordinator, columns: slice, hours_ago: int = 0) -> None:
    """Let it have moved in some columns of a camera's view."""
    grid = np.zeros((ROWS, COLUMNS), np.float32)
    grid[:, columns] = 600
    at = dt_util.utcnow() - timedelta(hours=hours_ago)
    await camera.heat.async_add(pack(grid), at)


def is_hot(jpeg: bytes, columns: slice) -> bool:
    """Return whether a map is red in some columns."""
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    _, width = picture.shape[:2]
    part = picture[:, columns.start * width // 64 : columns.stop * width // 64]
    blue, _, red = part.reshape(-1, 3).mean(axis=0)
    return bool(red > blue + 60)


async def test_motion_becomes_heat(
    hass: HomeAssistant, argus: House, cameras: dict[str, FakeCamera]
) -> None:
    """What the eyes saw moving is in the map, and still is after a restart."""
    camera = camera_named(argus, "Front door")
    await until(lambda: camera.watch.statistics.frames > 10)
    door, x = cameras["camera.front_door"], 420

    def walk() -> bool:
        nonlocal x
        x = 420 + (x - 400) % 180
        door.picture = mover(x)
        return camera.data.motion and camera.watch.statistics.frames > 40

    await until(walk)
    entry = camera.config_entry
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    camera = camera_named(entry.runtime_data, "Front door")
    today = dt_util.now().date()
    packed = await entry.runtime_data.journal.async_run(
        partial(heat.grids, camera=camera.subentry.subentry_id, first=today)
    )
    by_column = total(packed).sum(axis=0)
    assert by_column[36:64].sum() > 20 * by_column[:30].sum()
    assert by_column.max() > 0.5, "seconds"


async def test_image(hass: HomeAssistant, calm: House) -> None:
    """The image entity shows the map over the latest picture, and says when it is new."""
    camera = camera_named(calm, "Garden")
    entity_id = camera_entity(hass, camera, "image", "heatmap")
    before = hass.states.get(entity_id).state
    await warm(camera, LEFT)
    camera.async_update_listeners()
    assert hass.states.get(entity_id).state > before
    image = await async_get_image(hass, entity_id)
    assert image.content_type == "image/jpeg"
    assert is_hot(image.content, LEFT)
    assert not is_hot(image.content, RIGHT)
    picture = cv2.imdecode(np.frombuffer(image.content, np.uint8), cv2.IMREAD_COLOR)
    assert picture.shape == (360, 640, 3), "the shape of the camera's picture"


async def test_days_and_hours(
    hass: HomeAssistant, calm: House, freezer: FrozenDateTimeFactory
) -> None:
    """One can look at some days or some hours alone."""
    freezer.move_to("2026-11-23 20:30:00+00:00")
    camera = camera_named(calm, "Garden")
    await warm(camera, LEFT)
    await warm(camera, RIGHT, hours_ago=30)
    today = await camera.heat.async_draw(None, days=1)
    assert (is_hot(today, LEFT), is_hot(today, RIGHT)) == (True, False)
    both = await camera.heat.async_draw(None)
    assert (is_hot(both, LEFT), is_hot(both, RIGHT)) == (True, True)
    earlier = (dt_util.now() - timedelta(hours=30)).hour
    hours = await camera.heat.async_draw(None, hours={earlier})
    assert (is_hot(hours, LEFT), is_hot(hours, RIGHT)) == (False, True)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("8", {8}),
        ("8-10", {8, 9, 10}),
        ("22-1", {22, 23, 0, 1}),
        ("0-23", set(range(24))),
    ],
)
def test_hours_of_day(text: str, hours: set[int]) -> None:
    """Hours include both ends and may cross midnight."""
    assert hours_of_day(text) == hours


@pytest.mark.parametrize("text", ["", "-", "24", "8-24", "-1-3", "a-b", "1-2-3", "8.5"])
def test_hours_that_are_none(text: str) -> None:
    """What names no hours is refused."""
    with pytest.raises(ValueError, match=r"."):
        hours_of_day(text)


async def test_http(
    hass: HomeAssistant, calm: House, hass_client: ClientSessionGenerator
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
    calm: House, hass_client: ClientSessionGenerator, query: str
) -> None:
    """A query that cannot be used is told so."""
    client = await hass_client()
    response = await client.get(f"/api/argus/heatmap/garden.jpg?{query}")
    assert response.status == 400


@pytest.mark.parametrize(
    "named", ["shop", "nowhere", "%2e%2e", "%27%20OR%201=1", "a" * 3000]
)
async def test_http_knows_no_other_camera(
    calm: House, hass_client: ClientSessionGenerator, named: str
) -> None:
    """A camera that is not watched, or is none, is not found."""
    client = await hass_client()
    response = await client.get(f"/api/argus/heatmap/{named}.jpg")
    assert response.status == 404


async def test_http_needs_permission(
    hass: HomeAssistant,
    calm: House,
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


async def test_export(hass: HomeAssistant, calm: House, tmp_path: Path) -> None:
    """The action stores maps among the local media, or where the user says and Home Assistant allows."""
    hass.config.media_dirs = {"local": str(tmp_path / "media")}
    await warm(camera_named(calm, "Garden"), LEFT)

    async def export(**data: object) -> list[dict[str, str]]:
        result = await hass.services.async_call(
            DOMAIN, "export_heatmap", data, blocking=True, return_response=True
        )
        return result["files"]

    files = await export()
    assert {file["camera"] for file in files} == {"camera.front_door", "camera.garden"}
    for file in files:
        path = Path(file["path"])
        assert path.is_relative_to(tmp_path / "media" / "argus")
        jpeg = await hass.async_add_executor_job(path.read_bytes)
        assert is_hot(jpeg, LEFT) == (file["camera"] == "camera.garden")

    wanted = tmp_path / "allowed" / "map.jpg"
    wanted.parent.mkdir()
    hass.config.allowlist_external_dirs = {str(wanted.parent)}
    await export(entity_id="camera.garden", filename=str(wanted), hours="0-23", days=1)
    assert is_hot(await hass.async_add_executor_job(wanted.read_bytes), LEFT)
    with pytest.raises(ServiceValidationError, match="may not write"):
        await export(entity_id="camera.garden", filename=str(tmp_path / "map.jpg"))
    with pytest.raises(ServiceValidationError, match="may not write"):
        await export(entity_id="camera.garden", filename=f"{wanted.parent}/../map.jpg")
    with pytest.raises(ServiceValidationError, match="one camera"):
        await export(filename=str(wanted))
    wanted.unlink()
    wanted.mkdir()
    with pytest.raises(HomeAssistantError, match="could not be written"):
        await export(entity_id="camera.garden", filename=str(wanted))
    with (
        patch.object(Journal, "read", side_effect=JournalError("disk full")),
        pytest.raises(HomeAssistantError, match="disk full"),
    ):
        await export()


async def test_a_full_disk(
    hass: HomeAssistant, calm: House, hass_client: ClientSessionGenerator
) -> None:
    """Heat that cannot be stored is lost, and nothing else; one that cannot be read is no map."""
    camera = camera_named(calm, "Garden")
    client = await hass_client()
    with patch.object(Journal, "run", side_effect=JournalError("disk full")):
        await warm(camera, LEFT)
        response = await client.get("/api/argus/heatmap/garden.jpg")
        assert response.status == 200
    with patch.object(Journal, "read", side_effect=JournalError("disk gone")):
        response = await client.get("/api/argus/heatmap/garden.jpg")
        assert response.status == 503
    assert camera.heat.updated is None
    await warm(camera, RIGHT)
    assert is_hot(await camera.heat.async_draw(None), RIGHT)
