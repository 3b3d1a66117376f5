"""Sixteen cameras on one page: only those on the screen cost anything, and the page has time for its user."""

from collections import Counter
from dataclasses import dataclass, field
import re
import time
from typing import Final

from playwright.async_api import CDPSession, Page, Request, expect
import pytest

from demo.home import Home

from .cameras import EMPTY, jpeg, show, troubles

CAMERAS: Final = tuple(f"Room {number}" for number in range(1, 17))
PICTURE: Final = re.compile(r"/api/(?:argus/cameras|camera_proxy)/([^/?]+)")
NEAR: Final = 200
"""Pixels beyond the screen within which pictures are loaded already."""
OBSERVED: Final = 8.0
"""Seconds for which requests are counted."""
VISIBILITY: Final = """state => {
    Object.defineProperty(document, "visibilityState", {get: () => state, configurable: true});
    document.dispatchEvent(new Event("visibilitychange"));
}"""
"""Hides the tab, or shows it again, as far as a page can tell."""
PLACES: Final = """(views, near) => Object.fromEntries(views.map(view => {
    const {top, bottom} = view.getBoundingClientRect();
    return [view.camera.id, bottom > -near && top < innerHeight + near];
}))"""
"""Whether each camera is on the screen, or nearly, by its id."""


@dataclass
class Pictures:
    """The pictures of cameras that a page asks for."""

    page: Page
    asked: Counter[str] = field(default_factory=Counter)
    at_once: Counter[str] = field(default_factory=Counter)
    """Most requests of one camera at one time."""
    _open: Counter[str] = field(default_factory=Counter)
    _names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Count from now on."""
        self.page.on("request", self._begin)
        self.page.on("requestfinished", self._end)
        self.page.on("requestfailed", self._end)

    def _camera(self, request: Request) -> str | None:
        found = PICTURE.search(request.url)
        return found and self._names.get(found[1], found[1])

    def _begin(self, request: Request) -> None:
        if (camera := self._camera(request)) is not None:
            self.asked[camera] += 1
            self._open[camera] += 1
            self.at_once[camera] = max(self.at_once[camera], self._open[camera])

    def _end(self, request: Request) -> None:
        if (camera := self._camera(request)) is not None:
            self._open[camera] -= 1

    async def learn_names(self) -> None:
        """Count a camera's own picture and the frames that were looked at as the same."""
        self._names = await self.page.locator("argus-view").evaluate_all(
            "views => Object.fromEntries(views.map(view => [view.camera.entity_id, view.camera.id]))"
        )

    async def count(self) -> Counter[str]:
        """Return how many pictures each camera was asked for within some seconds."""
        # What was on its way may come still.
        await self.page.wait_for_timeout(2000)
        self.asked.clear()
        await self.page.wait_for_timeout(1000 * OBSERVED)
        return Counter(self.asked)


async def near(page: Page) -> set[str]:
    """Return the cameras that are on the screen, or nearly."""
    places = await page.locator("argus-view").evaluate_all(PLACES, NEAR)
    return {camera for camera, is_near in places.items() if is_near}


async def have_pictures(home: Home, page: Page, cameras: set[str]) -> None:
    """Wait until cameras show a picture."""

    async def shown() -> bool:
        drawn = await page.locator("argus-view").evaluate_all(
            "views => views.filter(view => view.renderRoot.querySelector('.stage > img')?.naturalWidth)"
            ".map(view => view.camera.id)"
        )
        return cameras <= set(drawn)

    await home.until(shown, 90, "the pictures on the screen")


@pytest.mark.timeout(480)
async def test_only_what_is_on_the_screen_is_loaded(home: Home, page: Page) -> None:
    for name in CAMERAS:
        await home.add_integration("argus_testcam", {"title": name})
        await show(home, name, jpeg(EMPTY))
    watched = [f"camera.{name.lower().replace(' ', '_')}" for name in CAMERAS]
    await home.add_integration("argus", {"cameras": watched, "dashboard": True})

    pictures = Pictures(page)
    await page.set_viewport_size({"width": 900, "height": 500})
    await page.goto(f"{home.url}/argus/overview")
    await expect(page.locator("argus-view")).to_have_count(len(CAMERAS), timeout=90_000)
    await pictures.learn_names()
    above = await near(page)
    assert 0 < len(above) < len(CAMERAS) / 2
    await have_pictures(home, page, above)

    # Those on the screen are asked at the pace of the watch, one request at a time; all others not at all.
    session = await page.context.new_cdp_session(page)
    await session.send("Performance.enable", {"timeDomain": "threadTicks"})
    busy, began = await _busy(session), time.monotonic()
    asked = await pictures.count()
    lasted = time.monotonic() - began
    share = (await _busy(session) - busy) / lasted
    assert set(asked) == above
    assert max(asked.values()) <= 2 * lasted, "a camera is looked at once a second"
    assert max(pictures.at_once.values()) == 1
    # Of the processor, not of the clock: a busy machine does not count.
    assert share < 0.5

    # Scrolled away, they rest, and what comes into view is loaded.
    await page.locator("argus-view").last.scroll_into_view_if_needed()
    below = await near(page)
    assert not below & above
    await have_pictures(home, page, below)
    assert set(await pictures.count()) == below

    # To and fro, as fast as a hand can, makes nothing faster.
    for _ in range(10):
        await page.locator("argus-view").first.scroll_into_view_if_needed()
        await page.locator("argus-view").last.scroll_into_view_if_needed()
    assert set(await pictures.count()) == below
    assert max(pictures.at_once.values()) == 1

    # Nobody looks at the tab: nothing is asked; somebody does: it goes on.
    await page.evaluate(VISIBILITY, "hidden")
    assert not await pictures.count()
    await page.evaluate(VISIBILITY, "visible")
    assert set(await pictures.count()) == below
    assert not troubles(home)


async def _busy(session: CDPSession) -> float:
    """Return how many seconds of the processor the page's own thread took so far."""
    told = await session.send("Performance.getMetrics")
    return next(
        float(one["value"]) for one in told["metrics"] if one["name"] == "TaskDuration"
    )
