"""Whoever opens the dashboard with an empty cache sees every card, each time: see home-assistant/frontend#53890."""

from typing import Final

from playwright.async_api import Browser, expect
import pytest

from demo.home import Home

from .cameras import EMPTY, jpeg, show, troubles
from .conftest import logged_in

LOADS: Final = 20
CARDS: Final = ("argus-camera-card", "argus-incidents-card", "argus-counter-card")
"""What stands on the overview of a camera that counts."""
LINE: Final = {"name": "Step", "start": [0.1, 0.5], "end": [0.9, 0.5]}


@pytest.mark.timeout(480)
async def test_twenty_cold_loads_without_a_missing_card(
    home: Home, browser: Browser
) -> None:
    await home.add_integration("argus_testcam", {"title": "Hall"})
    await show(home, "Hall", jpeg(EMPTY))
    await home.add_integration("argus", {"cameras": ["camera.hall"], "dashboard": True})
    await home.command("argus/camera/update", camera="camera.hall", lines=[LINE])
    for _ in range(LOADS):
        async with logged_in(home, browser) as page:
            await page.goto(f"{home.url}/argus/overview")
            for card in CARDS:
                await expect(page.locator(card).first).to_be_visible(timeout=60_000)
            await expect(page.locator("hui-error-card")).to_have_count(0)
    assert not troubles(home)
