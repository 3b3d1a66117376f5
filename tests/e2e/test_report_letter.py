"""The daily report's letter, as whoever gets it sees it."""

import base64
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.message import EmailMessage
import re
from zoneinfo import ZoneInfo

from playwright.async_api import Page, expect
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from custom_components.argus.journal import tally
from custom_components.argus.vision import Crossing, Direction
from demo.hass_process import PROJECT
from demo.home import Home

from .cameras import EMPTY, jpeg, show
from .conftest import keep_screenshot
from .mail import Mailbox, add_mail, mailbox

__all__ = ["mailbox"]

SCREENSHOT = PROJECT / "docs" / "images" / "scenario-2-report.png"
PARIS = ZoneInfo("Europe/Paris")
YESTERDAY = {3: 1, 9: 4, 10: 9, 11: 12, 12: 6, 14: 8, 15: 11, 16: 17, 17: 23, 18: 14}
WEEK_BEFORE = {9: 3, 10: 7, 11: 10, 12: 9, 14: 5, 15: 12, 16: 13, 17: 15, 18: 16}


def came(
    home: Home, camera: str, line: str, day: datetime, hours: Mapping[int, int]
) -> None:
    """Write into the journal of a home that is stopped who came, and left, at which hours."""
    engine = create_engine(f"sqlite:///{home.folder / 'argus' / 'argus.db'}")
    with Session(engine) as session:
        for hour, visitors in hours.items():
            for visitor in range(visitors):
                # One a minute, and a rush when there are many.
                at = day.replace(hour=hour, minute=min(visitor, 18))
                crossings = [Crossing(line, way, 1) for way in Direction]
                tally.count(session, camera, crossings, at)
        session.commit()
    engine.dispose()


def shown(letter: EmailMessage) -> str:
    """Return the letter's HTML with its pictures in it, as a mail program shows it."""
    body = letter.get_body(("html",))
    assert body is not None
    html = str(body.get_content())
    for part in letter.walk():
        if part.get_content_maintype() == "image":
            content_id = part["Content-ID"].strip("<>")
            picture = part.get_payload(decode=True)
            assert isinstance(picture, bytes)
            data = base64.b64encode(picture).decode()
            html = html.replace(
                f"cid:{content_id}", f"data:{part.get_content_type()};base64,{data}"
            )
    return html


async def test_the_letter_shows_the_day(
    home: Home, mailbox: Mailbox, page: Page
) -> None:
    mail = await add_mail(home, mailbox)
    await home.add_integration("argus_testcam", {"title": "Shop"})
    await show(home, "Shop", jpeg(EMPTY))
    entry = await home.add_integration("argus", {"cameras": ["camera.shop"]})
    entry_id = str(entry["entry_id"])
    (camera,) = await home.command("config_entries/subentries/list", entry_id=entry_id)
    await home.reconfigure(
        entry_id,
        "camera",
        camera["subentry_id"],
        interval=0.2,
        lines=[{"name": "Entrance", "ends": "36,100 36,20", "counts": "both"}],
    )
    await home.set_options(entry_id, opening_start="09:00:00", opening_end="19:00:00")

    async def line() -> str | None:
        for unique_id in await home.entities("argus"):
            if found := re.search(r"_visitors_in_([0-9a-f]{32})$", unique_id):
                return found[1]
        return None

    entrance = str(await home.until(line, 20, "the counters of the line"))
    await home.stop()
    yesterday = datetime.now(PARIS) - timedelta(days=1)
    came(home, camera["subentry_id"], entrance, yesterday, YESTERDAY)
    week_before = yesterday - timedelta(days=7)
    came(home, camera["subentry_id"], entrance, week_before, WEEK_BEFORE)
    await home.start()
    await home.arrive()

    day = yesterday.date().isoformat()
    await home.action("argus", "send_report", date=day, targets=[mail])
    html = shown(await mailbox.letter())
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.set_viewport_size({"width": 720, "height": 900})
    await page.set_content(html)
    await expect(
        page.get_by_text(f"{sum(YESTERDAY.values())} visitors").first
    ).to_be_visible()
    await expect(page.get_by_text("Outside opening hours").first).to_be_visible()
    # A mail program shows nothing that it would have to ask the internet for.
    assert all(url.startswith("data:") for url in asked)
    chart = page.locator("img").first
    assert await chart.evaluate("image => image.naturalWidth") == 1200
    # It fits the page, on a phone too.
    await page.set_viewport_size({"width": 390, "height": 800})
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    await page.set_viewport_size({"width": 720, "height": 900})
    height = await page.evaluate("document.body.offsetHeight")
    await page.set_viewport_size({"width": 720, "height": height})
    await keep_screenshot(page, SCREENSHOT)
