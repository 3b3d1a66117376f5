"""Tests of the heat map in Home Assistant."""

from datetime import timedelta
from functools import partial
from typing import Any
from unittest.mock import patch

import cv2
from freezegun.api import FrozenDateTimeFactory
import numpy as np
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
import voluptuous as vol

from custom_components.argus.incidents.heat import hours_of_day
from custom_components.argus.journal import Journal, JournalError, heat
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision.packed_heat import total
from homeassistant.components.image import async_get_image
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..conftest import FakeCamera, camera_entity, camera_named, until
from ..pictures import mover
from .warm_view import LEFT, RIGHT, is_hot, warm


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
