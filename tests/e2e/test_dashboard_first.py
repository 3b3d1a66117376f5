"""From nothing to an incident that is looked at: one form, one tick, no number typed."""

import re

from playwright.async_api import Page, expect

from demo.hass_process import PROJECT
from demo.home import Home

from .cameras import EMPTY, argus_entity, jpeg, looked_at, show, troubles, walking
from .conftest import keep_screenshot
from .test_first_light import add_argus

SCREENSHOT = PROJECT / "docs" / "images" / "dashboard-incident.png"


async def test_from_the_first_form_to_an_incident(home: Home, page: Page) -> None:
    await home.add_integration("argus_testcam", {"title": "Hall"})
    await show(home, "Hall", jpeg(EMPTY))
    await add_argus(page, home, "Hall", finish=False)

    # The last step says that there is a dashboard, and leads to it.
    link = page.get_by_role("link", name="open the dashboard")
    await expect(link).to_be_visible()
    await link.click()
    await expect(page).to_have_url(re.compile("/argus"))
    await page.goto(f"{home.url}/argus")
    await expect(page).to_have_url(re.compile("/argus/overview$"))
    await expect(page.locator("argus-camera-card")).to_be_visible()
    await expect(page.locator("argus-incidents-card")).to_be_visible()
    await expect(page.locator("argus-thumbnail")).to_have_count(0)

    # Somebody walks: the incident is there without a reload.
    motion = await argus_entity(home, "motion")
    await looked_at(home, "Hall", 8)
    async with walking(home, "Hall"):
        await home.state_becomes(motion, "on", timeout=60)
        await expect(page.locator("argus-thumbnail").first).to_be_visible()
        await page.locator("argus-thumbnail").first.click()
        dialog = page.locator("argus-incident-dialog")
        await expect(dialog.get_by_role("dialog")).to_be_visible()
        await expect(page).to_have_url(re.compile(r"incident="))
        await keep_screenshot(page, SCREENSHOT)
    assert not troubles(home)
