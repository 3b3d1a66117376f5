"""Scenario 3 of the old Argus: whoever comes in is counted once, and the counter can be reset."""

from itertools import islice
import re

import cv2
import numpy as np
from playwright.async_api import Page, expect

from demo.hass_process import PROJECT
from demo.home import Home

from .cameras import (
    EMPTY,
    argus_entity,
    jpeg,
    looked_at,
    play,
    shop,
    show,
    troubles,
    walk,
)
from .conftest import keep_screenshot
from .dashboard import open_dashboard, picture, tile

SCREENSHOT = PROJECT / "docs" / "images" / "scenario-3-counting.png"
LINE = {
    "name": "Door",
    "ends": "36,100 36,20",
    "counts": "both",
    "name_in": "came in",
    "name_out": "went out",
}


async def enable(home: Home, kind: str) -> str:
    """Enable an entity that is disabled until somebody wants it.

    Home Assistant would load its integration anew half a minute later, whatever happens at that moment; it starts again
    with it instead.
    """
    for unique_id, entity in (await home.entities("argus")).items():
        if unique_id.endswith(f"_{kind}"):
            await home.command(
                "config/entity_registry/update",
                entity_id=entity["entity_id"],
                disabled_by=None,
            )
            await home.stop()
            await home.start()
            await home.arrive()
            return str(entity["entity_id"])
    raise AssertionError(f"no {kind}")


async def line_sensor(home: Home, kind: str) -> str:
    """Find a counter of the only line; its id follows the kind in the unique id."""

    async def find() -> str | None:
        found = [
            entity["entity_id"]
            for unique_id, entity in (await home.entities("argus")).items()
            if re.search(rf"_{kind}_[0-9a-f]{{32}}$", unique_id)
        ]
        return found[0] if len(found) == 1 else None

    return str(await home.until(find, 20, f"a counter of {kind}"))


async def test_visitors_are_counted(home: Home, page: Page) -> None:
    await home.add_integration("argus_testcam", {"title": "Shop"})
    await show(home, "Shop", jpeg(EMPTY))
    entry = await home.add_integration("argus", {"cameras": ["camera.shop"]})
    (camera,) = await home.command(
        "config_entries/subentries/list", entry_id=entry["entry_id"]
    )
    await home.reconfigure(
        entry["entry_id"], "camera", camera["subentry_id"], interval=0.2, lines=[LINE]
    )
    view = await enable(home, "annotated")
    await show(home, "Shop", jpeg(EMPTY))
    came, went = (
        await line_sensor(home, "visitors_in"),
        await line_sensor(home, "visitors_out"),
    )
    total = await line_sensor(home, "visitors_total")
    inside = await line_sensor(home, "inside")
    reset = await argus_entity(home, "reset_counters")
    await page.set_viewport_size({"width": 1280, "height": 620})
    await open_dashboard(
        home,
        page,
        "Visitors",
        [picture(view, camera_view="live")],
        [
            tile(came),
            tile(went),
            tile(total),
            tile(inside),
            {
                "type": "button",
                "entity": reset,
                "name": "Reset",
                "tap_action": {
                    "action": "perform-action",
                    "perform_action": "button.press",
                    "target": {"entity_id": reset},
                },
            },
        ],
    )
    await looked_at(home, "Shop", 10)
    for counter in (came, went, total, inside):
        await home.state_becomes(counter, "0")

    # One comes in, one goes out, and one comes in and stays beyond the line: the old counter
    # counted such a visitor again in every frame.
    first, second, third = islice(shop().visitors(60), 3)
    assert [who.direction for who in (first, second, third)] == [1, -1, 1]
    await play(home, "Shop", *walk(first), EMPTY)
    await home.state_becomes(came, "1")
    await home.state_becomes(inside, "1")
    await play(home, "Shop", *walk(second), EMPTY)
    await home.state_becomes(went, "1")
    await home.state_becomes(inside, "0")
    way = walk(third, 0.65)
    await play(home, "Shop", *way)
    await home.state_becomes(came, "2")
    await play(home, "Shop", *(way[-1], way[-2]) * 6)
    for counter, count in ((came, "2"), (went, "1"), (total, "2"), (inside, "1")):
        state = await home.state(counter)
        assert state is not None
        assert state["state"] == count, counter
    report = await home.call("GET", "/api/argus/visitors")
    assert report["total_in"] == 2

    # The line is drawn into the view, from top to bottom at 36 % of its width.
    drawn = await home.request("GET", f"/api/camera_proxy/{view}")
    seen = cv2.imdecode(np.frombuffer(drawn, np.uint8), cv2.IMREAD_COLOR)
    assert seen is not None
    height, width = seen.shape[:2]
    column = seen[height // 2 : height * 9 // 10, round(width * 0.36)]
    assert np.median(column.min(axis=1)) > 200

    # The user sees the counters, and resets those of the day with a click.
    tiles = page.locator("hui-tile-card")
    await expect(tiles.filter(has_text="came in")).to_contain_text("2")
    await keep_screenshot(page, SCREENSHOT)
    await page.get_by_text("Reset", exact=True).click()
    for counter, count in ((came, "0"), (went, "0"), (inside, "0"), (total, "2")):
        await home.state_becomes(counter, count)
    await expect(tiles.filter(has_text="came in")).to_contain_text("0")

    # A restart forgets nobody. Nobody looks meanwhile: a page would rightly complain.
    await page.goto("about:blank")
    await home.stop()
    await home.start()
    await home.arrive()
    for counter, count in ((came, "0"), (inside, "0"), (total, "2")):
        await home.state_becomes(counter, count)
    assert not troubles(home)
