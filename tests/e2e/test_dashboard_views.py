"""Every view of the dashboard in both languages, on a phone and in the dark: cards with content, and nothing amiss."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Page, expect
import pytest

from demo.__main__ import (
    COMPONENTS,
    PATH,
    arguments,
    argus_entities,
    furnish,
    wanted_cameras,
)
from demo.hass_process import PROJECT
from demo.home import Home

from .accessibility import barriers
from .cameras import troubles
from .card_content import shows_what_is_known
from .conftest import OUTPUT, keep_screenshot, logged_in

IMAGES = PROJECT / "docs" / "images"
CARDS = {
    "overview": ("argus-camera-card", "argus-incidents-card", "argus-counter-card"),
    "incidents": ("argus-incidents-card",),
    "reports": ("argus-report-card", "argus-heatmap-card"),
    "camera": (
        "argus-camera-card",
        "argus-counter-card",
        "argus-incidents-card",
        "argus-heatmap-card",
    ),
}
"""What stands on each view, by its path."""

# It opens many pages of a home with three cameras at work.
pytestmark = pytest.mark.timeout(480)


@pytest.fixture
async def demo(hass_command: Path, tmp_path: Path) -> AsyncIterator[Home]:
    """Run the demo until it has something to show."""
    async with Home(tmp_path / "home", hass=hass_command) as home:
        home.prepare(COMPONENTS)
        await home.start()
        await home.arrive()
        await furnish(home, wanted_cameras(arguments([])))
        cameras = await argus_entities(home)
        await home.state_becomes(cameras["Office"]["faces"], "1", timeout=90)
        await home.state_becomes(cameras["Shop door"]["motion"], "on", timeout=90)
        # At the shop's door somebody is always about.
        await home.state_becomes(cameras["Office"]["motion"], "off", timeout=90)
        yield home
        assert not troubles(home)


@asynccontextmanager
async def opened(
    home: Home, browser: Browser, view: str, width: int = 1280, height: int = 900
) -> AsyncIterator[Page]:
    """Open a view of the dashboard with an empty cache."""
    if view == "camera":
        watched = (await argus_entities(home))["Shop door"]["camera"]
        view = watched.removeprefix("camera.")
    async with logged_in(home, browser, width, height) as page:
        await page.goto(f"{home.url}/{PATH}/{view}")
        yield page


async def shows_cards(page: Page, view: str) -> None:
    """Make sure that each card of a view is there and drawn, and none says that something is wrong."""
    for card in CARDS[view]:
        await expect(page.locator(card).first).to_be_visible(timeout=60_000)
    await expect(page.locator("hui-error-card")).to_have_count(0)


async def test_every_view_in_every_guise(demo: Home, browser: Browser) -> None:
    for view, cards in CARDS.items():
        async with opened(demo, browser, view) as page:
            await shows_cards(page, view)
            for card in cards:
                await shows_what_is_known(demo, page, card)
            await page.evaluate("window.scrollTo(0, 0)")
            OUTPUT.mkdir(parents=True, exist_ok=True)
            await page.screenshot(path=OUTPUT / f"view-{view}.png")
            await keep_screenshot(page, IMAGES / f"dashboard-{view}.png")
            assert await barriers(page) == []
    async with opened(demo, browser, "overview", 390, 844) as page:
        await shows_cards(page, "overview")
        await page.wait_for_timeout(4000)
        await page.screenshot(path=OUTPUT / "view-phone.png", full_page=True)
        await keep_screenshot(page, IMAGES / "dashboard-phone.png")
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390
        assert await barriers(page) == []
    await demo.command(
        "frontend/set_user_data", key="language", value={"language": "fr"}
    )
    async with logged_in(demo, browser) as page:
        await page.emulate_media(color_scheme="dark")
        await page.goto(f"{demo.url}/{PATH}/overview")
        await shows_cards(page, "overview")
        await page.wait_for_timeout(4000)
        await page.screenshot(path=OUTPUT / "view-fr-dark.png")
        await keep_screenshot(page, IMAGES / "dashboard-fr-dark.png")
        assert await barriers(page) == []
        # An incident, too, with all that is on it.
        await page.locator("argus-thumbnail").first.click()
        await expect(page.locator("argus-incident-facts dl")).to_be_visible()
        assert await barriers(page) == []
