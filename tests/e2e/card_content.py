"""What cards show, compared with what Argus knows."""

from collections.abc import Awaitable, Callable
from typing import Final

from playwright.async_api import Locator, Page

from demo.__main__ import argus_entities
from demo.home import Home

PATIENCE: Final = 40
"""Seconds until a card shows what has just changed."""


async def _draws(images: Locator) -> bool:
    """Return whether there are images, and each has something to show."""
    widths = [
        await image.evaluate("image => image.naturalWidth")
        for image in await images.all()
    ]
    return bool(widths) and all(widths)


async def camera_card(home: Home, page: Page) -> bool:
    """Return whether cards of cameras show pictures, and the counts of the line that is drawn in one."""
    if not await _draws(page.locator("argus-camera-card argus-view img")):
        return False
    told = await home.command("argus/report")
    (line,) = [
        line
        for camera in told["cameras"]
        for line in camera["lines"]
        if line["name"] == "Door"
    ]
    tags = await page.locator("argus-view .tag.line").all_inner_texts()
    # Who comes in goes to the right there.
    counts = f"Door→{line['in']}←{line['out']}"
    return counts in ["".join(tag.split()) for tag in tags]


async def incidents_card(home: Home, page: Page) -> bool:
    """Return whether the list begins with the newest incident, with its picture once it has one."""
    # The page of a camera lists its own.
    shop = await argus_entities(home)
    watched = shop["Shop door"]["camera"]
    its_own = page.url.endswith(watched.removeprefix("camera."))
    wanted = {"camera": watched} if its_own else {}
    listed = await home.command("argus/events/list", limit=1, **wanted)
    (newest,) = listed["results"]
    tile = page.locator("argus-incidents-card .tile").first
    # Pictures are loaded when they come into view.
    await tile.scroll_into_view_if_needed()
    if newest["camera"] not in await tile.inner_text():
        return False
    return newest["image_url"] is None or await _draws(tile.locator("img"))


async def counter_card(home: Home, page: Page) -> bool:
    """Return whether the large number is how many came in today."""
    told = await home.command("argus/report")
    card = page.locator("argus-counter-card").first
    return await card.locator(".large b").inner_text() == str(told["total_in"])


async def report_card(home: Home, page: Page) -> bool:
    """Return whether the sum is that of all who came; before today nobody did."""
    told = await home.command("argus/report")
    card = page.locator("argus-report-card").first
    return await card.locator(".sum b").inner_text() == str(told["total_in"])


async def heatmap_card(home: Home, page: Page) -> bool:
    """Return whether a map is drawn with minutes or seconds at its scale's end, where something moved."""
    card = page.locator("argus-heatmap-card").last
    await card.scroll_into_view_if_needed()
    words = await card.locator(".legend").inner_text()
    *_, most, unit = words.split()
    return await _draws(card.locator("img")) and most != "0" and unit in {"min", "s"}


CHECKS: Final[dict[str, Callable[[Home, Page], Awaitable[bool]]]] = {
    "argus-camera-card": camera_card,
    "argus-incidents-card": incidents_card,
    "argus-counter-card": counter_card,
    "argus-report-card": report_card,
    "argus-heatmap-card": heatmap_card,
}


async def shows_what_is_known(home: Home, page: Page, card: str) -> None:
    """Wait until a card shows what Argus knows; both go on meanwhile.

    Raises:
        HomeError: it does not.
    """

    async def check() -> bool:
        return await CHECKS[card](home, page)

    await home.until(check, PATIENCE, f"{card} to show what is known")
