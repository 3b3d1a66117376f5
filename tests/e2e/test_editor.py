"""A zone drawn with the mouse, by touch and with the keyboard, and what the camera then sees with its next frames."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Locator, Page, expect
import pytest

from demo.home import Home

from .accessibility import barriers
from .cameras import (
    EMPTY,
    SOMEBODY,
    argus_entity,
    jpeg,
    looked_at,
    looks_until,
    show,
    troubles,
)
from .conftest import logged_in

CAMERA = "camera.hall"
LOOKS = 8
"""Looks at a picture after which it is settled what is seen in it."""


@asynccontextmanager
async def editor(
    home: Home, browser: Browser, *, touch: bool = False
) -> AsyncIterator[tuple[Page, Locator]]:
    """Open the editor by its address, as the settings form links to it, and save what was drawn at the end."""
    async with logged_in(home, browser, touch=touch) as page:
        await page.goto(f"{home.url}/argus/hall?argus_edit={CAMERA}")
        board = page.locator("argus-editor .canvas")
        await expect(board).to_be_visible(timeout=60_000)
        await page.locator("argus-editor argus-view img").first.wait_for()
        yield page, board
        await page.locator("argus-editor").get_by_role("button", name="Save").click()
        await expect(page.locator("argus-editor")).to_have_count(0)


async def drawn(home: Home) -> list[tuple[str, str]]:
    """Return kind and name of each zone that the camera has now."""
    places = await home.command("argus/camera/update", camera=CAMERA)
    return [(zone["kind"], zone["name"]) for zone in places["zones"]]


async def sees_nobody(home: Home, motion: str) -> None:
    """Let somebody stand there; the camera does not see them."""
    await show(home, "Hall", jpeg(SOMEBODY))
    await looked_at(home, "Hall", LOOKS)
    state = await home.state(motion)
    assert state is not None
    assert state["state"] == "off"
    await show(home, "Hall", jpeg(EMPTY))
    await looked_at(home, "Hall", LOOKS)


@pytest.mark.timeout(480)
async def test_what_is_drawn_takes_effect_with_the_next_frame(
    home: Home, browser: Browser
) -> None:
    await home.add_integration("argus_testcam", {"title": "Hall"})
    await show(home, "Hall", jpeg(EMPTY))
    await home.add_integration("argus", {"cameras": [CAMERA], "dashboard": True})
    motion = await argus_entity(home, "motion")
    await show(home, "Hall", jpeg(EMPTY))
    await looked_at(home, "Hall", LOOKS)

    # The mouse pulls a zone over where somebody will stand, to be ignored.
    async with editor(home, browser) as (page, board):
        assert await barriers(page) == []
        tools = page.locator("argus-editor")
        await tools.get_by_role("radio", name="Zone").click()
        box = await board.bounding_box()
        assert box is not None
        left, top = box["x"], box["y"]
        await page.mouse.move(left + 0.35 * box["width"], top + 0.03 * box["height"])
        await page.mouse.down()
        await page.mouse.move(left + 0.6 * box["width"], top + 0.5 * box["height"])
        await page.mouse.move(left + 0.8 * box["width"], top + 0.99 * box["height"])
        await page.mouse.up()
        await tools.get_by_role("radio", name="Ignore").click()
        assert await barriers(page) == []
    assert await drawn(home) == [("exclude", "Zone")]
    await sees_nobody(home, motion)

    # A finger takes it away and taps the corners of one to watch.
    async with editor(home, browser, touch=True) as (page, board):
        tools = page.locator("argus-editor")
        box = await board.bounding_box()
        assert box is not None
        await page.touchscreen.tap(
            box["x"] + 0.5 * box["width"], box["y"] + 0.3 * box["height"]
        )
        await tools.get_by_role("button", name="Delete").tap()
        await tools.get_by_role("radio", name="Zone").tap()
        for x, y in ((0.4, 0.1), (0.75, 0.1), (0.75, 0.95), (0.4, 0.95)):
            await page.touchscreen.tap(
                box["x"] + x * box["width"], box["y"] + y * box["height"]
            )
        await tools.get_by_role("button", name="Done").tap()
    assert [kind for kind, _ in await drawn(home)] == ["include"]
    await show(home, "Hall", jpeg(SOMEBODY))
    assert await looks_until(home, "Hall", motion, "on") <= 2
    await show(home, "Hall", jpeg(EMPTY))
    await home.state_becomes(motion, "off", timeout=90)

    # Keys take that away and put one into the upper right, where nobody comes.
    async with editor(home, browser) as (page, board):
        tools = page.locator("argus-editor")
        await tools.get_by_role("button", name="Zone", exact=True).press("Enter")
        await board.press("Delete")
        await tools.get_by_role("radio", name="Zone").press("Enter")
        for key, times in (
            ("Shift+ArrowUp", 10),
            ("Shift+ArrowRight", 10),
            ("Space", 1),
            ("Shift+ArrowLeft", 4),
            ("Space", 1),
            ("Shift+ArrowDown", 4),
            ("Space", 1),
            ("Enter", 1),
        ):
            for _ in range(times):
                await board.press(key)
    assert [kind for kind, _ in await drawn(home)] == ["include"]
    await sees_nobody(home, motion)
    assert not troubles(home)
