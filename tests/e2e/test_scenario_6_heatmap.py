"""Scenario 6 of the old Argus: a map of where people move."""

import asyncio
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from playwright.async_api import Page, expect

from demo.hass_process import PROJECT
from demo.home import Home

from .cameras import (
    EMPTY,
    argus_entity,
    jpeg,
    looked_at,
    play,
    show,
    troubles,
)
from .conftest import keep_screenshot
from .dashboard import open_dashboard, picture

SCREENSHOT = PROJECT / "docs" / "images" / "scenario-6-heatmap.png"

type Image = NDArray[np.uint8]


def decoded(data: bytes) -> Image:
    """Return the points of a JPEG."""
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return image.astype(np.uint8)


def coloured(map_: Image) -> NDArray[np.float64]:
    """Return how colourful each eighth of a map is, from left to right; the shop itself is grey."""
    saturation = cv2.cvtColor(map_, cv2.COLOR_BGR2HSV)[..., 1].astype(float)
    return np.array([part.mean() for part in np.array_split(saturation, 8, axis=1)])


def warmth(map_: Image) -> NDArray[np.int64]:
    """Return how much redder than blue each point of a map is, smoothed as a JPEG needs it."""
    blue, _, red = cv2.split(cv2.blur(map_, (9, 9)).astype(np.int64))
    return np.asarray(red - blue)


async def test_where_people_move(home: Home, page: Page, tmp_path: Path) -> None:
    await home.add_integration("argus_testcam", {"title": "Shop"})
    await show(home, "Shop", jpeg(EMPTY))
    entry = await home.add_integration("argus", {"cameras": ["camera.shop"]})
    (camera,) = await home.command(
        "config_entries/subentries/list", entry_id=entry["entry_id"]
    )
    await home.reconfigure(
        entry["entry_id"], "camera", camera["subentry_id"], interval=0.2
    )
    await looked_at(home, "Shop", 10)
    plain = decoded(await home.request("GET", "/api/argus/heatmap/camera.shop.jpg"))

    # Somebody goes to and fro by the door on the left, and does not come further.
    there = [4.6 + 0.2 * step for step in range(8)]
    await play(home, "Shop", *(there + there[::-1]) * 2, EMPTY)
    await looked_at(home, "Shop", 3)

    # Heat is kept every few minutes, and when the camera is stopped.
    heatmap = await argus_entity(home, "heatmap")
    before = await home.state(heatmap)
    await home.action("argus", "stop", entity_id="camera.shop")

    async def kept() -> bool:
        return await home.state(heatmap) != before

    await home.until(kept, 20, "the heat map to change")
    map_ = decoded(
        await home.request("GET", "/api/argus/heatmap/camera.shop.jpg?days=7")
    )
    assert map_.shape == plain.shape
    gained = coloured(map_) - coloured(plain)
    assert gained[:2].min() > 40
    assert np.abs(gained[5:]).max() < 10
    # As JET has it: the hottest places are red.
    warmer = warmth(map_) - warmth(plain)
    third = map_.shape[1] // 3
    assert warmer[:, :third].max() > 120
    assert warmer[:, 2 * third :].max() < 60

    # The same as a file, as the old script wrote heatmap.jpg; and by hour of the day.
    answer = await home.call(
        "POST",
        "/api/services/argus/export_heatmap?return_response",
        {"entity_id": "camera.shop"},
    )
    (file,) = answer["service_response"]["files"]
    assert Path(file["path"]).is_relative_to(tmp_path)
    exported = decoded(await asyncio.to_thread(Path(file["path"]).read_bytes))
    assert np.abs(exported.astype(int) - map_).mean() < 3
    assert np.abs(plain.astype(int) - map_).mean() > 5

    # On a dashboard.
    await page.set_viewport_size({"width": 1280, "height": 620})
    await open_dashboard(home, page, "Heat map", [picture(heatmap)])
    image = page.locator("hui-image img")
    await expect(image).to_be_visible()
    await expect(image).to_have_js_property("complete", True)
    assert await image.evaluate("image => image.naturalWidth") > 300
    await keep_screenshot(page, SCREENSHOT)
    assert not troubles(home)
