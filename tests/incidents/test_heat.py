"""Tests of the heat map in Home Assistant."""

import asyncio
from datetime import timedelta
from functools import partial
from pathlib import Path
import threading
from typing import Any
from unittest.mock import patch

import cv2
from freezegun.api import FrozenDateTimeFactory
import numpy as np
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
import voluptuous as vol

from custom_components.argus import services
from custom_components.argus.const import DOMAIN
from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.incidents import heat as heat_module
from custom_components.argus.incidents.heat import hours_of_day
from custom_components.argus.journal import Journal, JournalError, heat
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision.packed_heat import COLUMNS, ROWS, pack, total
from homeassistant.auth.models import User
from homeassistant.components.image import async_get_image
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceValidationError,
    Unauthorized,
)
from homeassistant.util import dt as dt_util

from ..conftest import FakeCamera, camera_entity, camera_named, until
from ..pictures import mover, room

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
    hass: HomeAssistant, argus: ArgusRuntime, cameras: dict[str, FakeCamera]
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


async def test_image(hass: HomeAssistant, calm: ArgusRuntime) -> None:
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
    hass: HomeAssistant, calm: ArgusRuntime, freezer: FrozenDateTimeFactory
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
    hours = await camera.heat.async_draw(None, hours=frozenset({earlier}))
    assert (is_hot(hours, LEFT), is_hot(hours, RIGHT)) == (False, True)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("8", {8}),
        ("8-10", {8, 9, 10}),
        ("22-1", {22, 23, 0, 1}),
        ("0-23", set(range(24))),
        (" 08 - 9 ", {8, 9}),
        (8, {8}),
    ],
)
def test_hours_of_day(text: str | int, hours: set[int]) -> None:
    """Hours include both ends and may cross midnight."""
    assert hours_of_day(text) == hours


@pytest.mark.parametrize(
    "text",
    ["", "-", "24", "8-", "8-24", "-1-3", "a-b", "1-2-3", "8.5", "1_0", "٨", "8" * 10**6, 24, -1, 8.0, True, None, ["8"]],
)  # fmt: skip
def test_hours_that_are_none(text: Any) -> None:
    """What names no hours is refused, and told what would."""
    with pytest.raises(vol.Invalid, match=r"expected hours .* such as 8 or 8-17"):
        hours_of_day(text)


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


async def test_export(hass: HomeAssistant, calm: ArgusRuntime, tmp_path: Path) -> None:
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

    # Two in one second lie side by side.
    again = await export() + await export()
    paths = {file["path"] for file in [*files, *again]}
    assert len(paths) == 6
    with (
        patch.object(Journal, "read", side_effect=JournalError("disk full")),
        pytest.raises(HomeAssistantError, match="disk full"),
    ):
        await export(days=1)


@pytest.mark.parametrize("there", [True, False])
async def test_export_follows_no_linked_folder(
    hass: HomeAssistant, calm: ArgusRuntime, tmp_path: Path, there: bool
) -> None:
    """Maps stay below the folder of Argus, though somebody linked a camera's own folder elsewhere."""
    hass.config.media_dirs = {"local": str(tmp_path / "media")}
    elsewhere = tmp_path / "elsewhere"
    if there:
        elsewhere.mkdir()
    own = tmp_path / "media" / "argus" / "garden"
    own.parent.mkdir(parents=True)
    own.symlink_to(elsewhere)
    with pytest.raises(HomeAssistantError, match="out of its folder"):
        await hass.services.async_call(
            DOMAIN,
            "export_heatmap",
            {"entity_id": "camera.garden"},
            blocking=True,
            return_response=True,
        )
    assert elsewhere.exists() == there
    assert not there or names_in(elsewhere) == []


@pytest.fixture
def allowed(hass: HomeAssistant, tmp_path: Path) -> Path:
    """Return a folder that Home Assistant may write to."""
    folder = tmp_path / "allowed"
    folder.mkdir()
    hass.config.allowlist_external_dirs = {str(folder)}
    return folder


def names_in(folder: Path) -> list[str]:
    """Return what is in a folder."""
    return sorted(file.name for file in folder.iterdir())


async def export_to(
    hass: HomeAssistant, path: Path | str, user: str | None = None
) -> None:
    """Store the map of the garden somewhere."""
    await hass.services.async_call(
        DOMAIN,
        "export_heatmap",
        {"entity_id": "camera.garden", "filename": str(path)},
        blocking=True,
        context=Context(user_id=user),
    )


async def test_export_to_a_file_of_ones_own(
    hass: HomeAssistant, calm: ArgusRuntime, allowed: Path, hass_admin_user: User
) -> None:
    """A new file, or a map that Argus stored there before, is written whole; no folder is too new."""
    wanted = allowed / "maps" / "garden.jpg"
    await export_to(hass, wanted, hass_admin_user.id)
    first = wanted.read_bytes()
    assert not is_hot(first, LEFT)
    await warm(camera_named(calm, "Garden"), LEFT)
    await export_to(hass, wanted)
    assert is_hot(wanted.read_bytes(), LEFT)
    assert names_in(wanted.parent) == ["garden.jpg"]
    with (
        patch.object(Path, "replace", side_effect=OSError("disk full")),
        pytest.raises(HomeAssistantError, match="could not be written"),
    ):
        await export_to(hass, wanted)
    assert is_hot(wanted.read_bytes(), LEFT)
    assert names_in(wanted.parent) == ["garden.jpg"]
    # Where there are no links, a new file is as good.
    with patch.object(Path, "hardlink_to", side_effect=OSError("not supported")):
        await export_to(hass, allowed / "card.jpg")
        await export_to(hass, allowed / "card.jpg")
    assert is_hot((allowed / "card.jpg").read_bytes(), LEFT)


async def test_export_writes_over_nothing_else(
    hass: HomeAssistant, calm: ArgusRuntime, allowed: Path
) -> None:
    """Neither over other pictures and files, nor through links, nor over folders."""
    precious = allowed / "precious.jpg"
    precious.write_bytes(room())
    (allowed / "link.jpg").symlink_to(precious)
    (allowed / "nowhere.jpg").symlink_to(allowed / "new.jpg")
    (allowed / "folder.jpg").mkdir()
    (allowed / "empty.jpg").touch()
    before = names_in(allowed)
    for name in (
        "precious.jpg",
        "link.jpg",
        "nowhere.jpg",
        "folder.jpg",
        "empty.jpg",
        "folder.jpg/../precious.jpg",
    ):
        with pytest.raises(ServiceValidationError, match="Something else"):
            await export_to(hass, allowed / name)
    # Somebody is quicker.
    with (
        patch.object(services, "named_file", return_value=precious),
        pytest.raises(ServiceValidationError, match="Something else"),
    ):
        await export_to(hass, precious)
    for name in ("map.png", "map", "important.yaml", "map.jpg.sh", ".jpg"):
        with pytest.raises(ServiceValidationError, match="does not end in"):
            await export_to(hass, allowed / name)
    assert precious.read_bytes() == room()
    assert names_in(allowed) == before


async def test_export_stays_where_it_is_allowed(
    hass: HomeAssistant, calm: ArgusRuntime, allowed: Path, tmp_path: Path
) -> None:
    (allowed / "out").symlink_to(tmp_path)
    for path in (
        tmp_path / "map.jpg",
        f"{allowed}/../map.jpg",
        allowed / "out" / "map.jpg",
        allowed / ("x" * 300) / "map.jpg",
        "map.jpg",
        "../map.jpg",
    ):
        with pytest.raises(HomeAssistantError, match=r"may not write|not be written"):
            await export_to(hass, path)
    for path in ("", "a\0.jpg", "x" * 5000):
        with pytest.raises(vol.Invalid):
            await export_to(hass, path)
    assert "map.jpg" not in names_in(tmp_path) + names_in(allowed)
    with pytest.raises(ServiceValidationError, match="one camera"):
        await hass.services.async_call(
            DOMAIN,
            "export_heatmap",
            {"filename": str(allowed / "map.jpg")},
            blocking=True,
        )


async def test_only_administrators_name_a_file(
    hass: HomeAssistant, calm: ArgusRuntime, allowed: Path, hass_read_only_user: User
) -> None:
    """Not even a new one."""
    precious = allowed / "precious.jpg"
    precious.write_bytes(room())
    for path in (precious, allowed / "new.jpg"):
        with pytest.raises(Unauthorized):
            await export_to(hass, path, hass_read_only_user.id)
    assert precious.read_bytes() == room()
    assert names_in(allowed) == ["precious.jpg"]


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


async def test_a_full_disk(
    hass: HomeAssistant, calm: ArgusRuntime, hass_client: ClientSessionGenerator
) -> None:
    """Heat that cannot be stored is lost, and nothing else; one that cannot be read is no map."""
    camera = camera_named(calm, "Garden")
    client = await hass_client()
    with patch.object(Journal, "run", side_effect=JournalError("disk full")):
        await warm(camera, LEFT)
        response = await client.get("/api/argus/heatmap/garden.jpg")
        assert response.status == 200
    with patch.object(Journal, "read", side_effect=JournalError("disk gone")):
        # Another one than before, which is kept.
        response = await client.get("/api/argus/heatmap/garden.jpg?days=1")
        assert response.status == 503
    assert camera.heat.updated is None
    await warm(camera, RIGHT)
    assert is_hot(await camera.heat.async_draw(None), RIGHT)
