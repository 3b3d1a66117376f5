"""The demo's dashboard shows what Argus sees."""

from pathlib import Path

from playwright.async_api import Browser, expect

from demo.__main__ import (
    COMPONENTS,
    PATH,
    arguments,
    argus_entities,
    furnish,
    wanted_cameras,
)
from demo.home import Home

from .cameras import troubles
from .conftest import logged_in


async def test_demo_shows_three_cameras_and_what_argus_sees(
    hass_command: Path, tmp_path: Path, browser: Browser
) -> None:
    async with Home(tmp_path / "home", hass=hass_command) as home:
        home.prepare(COMPONENTS)
        await home.start()
        await home.arrive()
        await furnish(home, wanted_cameras(arguments([])))
        cameras = await argus_entities(home)
        assert list(cameras) == ["Office", "Shop door", "Garden"]

        async with logged_in(home, browser, 1500, 930) as page:
            # The dashboard is the first page.
            await page.goto(home.url)
            await expect(page).to_have_url(f"{home.url}/{PATH}/overview")
            cards = page.locator("argus-camera-card")
            await expect(cards).to_have_count(len(cameras))
            for name in cameras:
                await expect(cards.get_by_text(name, exact=True)).to_be_visible()
            await home.state_becomes(cameras["Office"]["faces"], "1", timeout=60)
            await home.state_becomes(cameras["Shop door"]["motion"], "on", timeout=60)
        assert not troubles(home)
