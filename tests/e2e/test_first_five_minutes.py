"""The first five minutes with Argus, by the clock: from an empty Home Assistant to a person on the phone, opened.

Nothing is typed but what is searched for, and nothing has to be looked up.
"""

import re
import time

from playwright.async_api import Page, expect
import pytest

from demo.home import Home

from .cameras import EMPTY, argus_entity, jpeg, looked_at, show, troubles, walking
from .first_form import open_first_form
from .phone import CONFIGURATION, phone

FIVE_MINUTES = 300.0


class Clock:
    """Takes down how long each step took."""

    def __init__(self) -> None:
        """Start."""
        self._began = self._last = time.monotonic()
        self.steps: list[str] = []

    def step(self, name: str) -> None:
        """Note that a step is done."""
        now = time.monotonic()
        self.steps.append(f"{name}: {now - self._last:.1f} s")
        self._last = now

    @property
    def seconds(self) -> float:
        """Since the start."""
        return self._last - self._began


@pytest.fixture
def extra() -> str:
    """Let there be phones."""
    return CONFIGURATION


async def test_from_nothing_to_a_person_on_the_phone(home: Home, page: Page) -> None:
    await home.add_integration("argus_testcam", {"title": "Hall"})
    await show(home, "Hall", jpeg(EMPTY))
    async with phone(home) as device:
        clock = Clock()
        await open_first_form(page, home)
        clock.step("Argus found")

        await pick(page, 0, "Hall")
        await pick(page, -1, "Phone")
        await page.get_by_role("button", name="Submit").click()
        link = page.get_by_role("link", name="open the dashboard")
        await expect(link).to_be_visible()
        clock.step("the one form filled in")

        await page.goto(f"{home.url}{await link.get_attribute('href')}")
        await expect(page.locator("argus-camera-card")).to_be_visible()
        clock.step("dashboard seen")

        motion = await argus_entity(home, "motion")
        await looked_at(home, "Hall", 8)
        async with walking(home, "Hall"):
            await home.state_becomes(motion, "on", timeout=60)
            push = await device.push()
            clock.step("told on the phone")

            # As the app does: the picture by its path, with the first push or the next, and what is opened by a tap.
            data = (await device.shows(lambda push: "image" in push["data"]))["data"]
            picture = await home.request("GET", data["image"])
            assert picture.startswith(b"\xff\xd8")
            assert "Hall" in f"{push.get('title')} {push['message']}"
            await page.goto(f"{home.url}{data['clickAction']}")
            incident = page.locator("argus-incident-dialog")
            await expect(incident.get_by_role("dialog")).to_be_visible()
            await expect(page).to_have_url(re.compile("incident="))
            clock.step("opened")
    assert clock.seconds < FIVE_MINUTES, clock.steps
    assert not troubles(home)


async def pick(page: Page, place: int, name: str) -> None:
    """Pick an entity in one of the pickers of a form; the first is 0, the last is -1."""
    await page.get_by_text("Select an entity").nth(place).click()
    await page.get_by_text(name, exact=True).last.click()
