"""Scenario 1 of the old Argus: the office is watched during working hours, and mail comes with a picture."""

from email.message import EmailMessage
import re

import cv2
import numpy as np
from playwright.async_api import Page, expect

from demo.hass_process import PROJECT
from demo.home import Home

from .alerts import add_alert, decided, hours_around, newest_incident
from .cameras import (
    EMPTY,
    SOMEBODY,
    argus_entity,
    jpeg,
    looked_at,
    show,
    troubles,
    walking,
)
from .conftest import keep_screenshot
from .mail import Mailbox, add_mail

SCREENSHOT = PROJECT / "docs" / "images" / "scenario-1-office.png"


async def test_mail_from_the_office(home: Home, page: Page, mailbox: Mailbox) -> None:
    await home.add_integration("argus_testcam", {"title": "Office"})
    await show(home, "Office", jpeg(EMPTY))
    argus = await home.add_integration("argus", {"cameras": ["camera.office"]})
    motion = await argus_entity(home, "motion")
    (camera,) = await home.command(
        "config_entries/subentries/list", entry_id=argus["entry_id"]
    )
    # As the old settings were: a frame every two seconds, its own thresholds, pictures kept.
    await home.reconfigure(
        argus["entry_id"],
        "camera",
        camera["subentry_id"],
        interval=2,
        motion_threshold=20,
        min_contour_area=300,
        snapshots=True,
        location="Personal office",
    )
    you = await add_mail(home, mailbox, "you@example.org")
    working = await add_alert(
        home, "office", **hours_around(240), types=["face"], notify=[you]
    )
    assert working == "Office hours"
    later = hours_around(240) | {"start": "00:00:00", "end": "00:00:01"}
    closed = await add_alert(
        home, "office", alert_name="Closed", **later, notify=[you], persistent=False
    )
    await show(home, "Office", jpeg(EMPTY))
    await looked_at(home, "Office", 6)
    await home.state_becomes(motion, "off")
    assert mailbox.waiting == 0

    await show(home, "Office", jpeg(SOMEBODY))
    letter = await mailbox.letter()
    check_letter(letter)

    # Why one was sent and the other was not is kept with what happened.
    sent = await decided(home, working, "sent")
    assert [(one["target"], one["error"]) for one in sent["deliveries"]] == [
        (you, None)
    ]
    why = await decided(home, closed, "other_hour")
    assert re.fullmatch(r"\d\d:\d\d", why["detail"])
    sensor = "sensor.argus_office_hours_last_decision"
    assert (await home.state_becomes(sensor, "sent"))["attributes"]["incident"]

    # The next visit is within the ten minutes of rest.
    await show(home, "Office", jpeg(EMPTY))
    await home.state_becomes(motion, "off", timeout=90)

    async def over() -> bool:
        incident = await newest_incident(home)
        return incident is not None and incident["end"] is not None

    await home.until(over, 60, "the first visit to be over")
    async with walking(home, "Office"):
        await decided(home, working, "cooldown", after=sent["incident"]["id"])
    assert mailbox.waiting == 0

    # Whoever wonders whether it works presses a button.
    await home.action("button", "press", entity_id="button.argus_office_hours_test")
    trial = await mailbox.letter()
    assert trial["Subject"].startswith("Test: Office hours")

    device = await home.command("config/entity_registry/get", entity_id=sensor)
    await page.goto(f"{home.url}/config/devices/device/{device['device_id']}")
    await expect(page.get_by_text("Last decision").first).to_be_visible()
    await keep_screenshot(page, SCREENSHOT)
    assert not troubles(home)


def check_letter(letter: EmailMessage) -> None:
    """Check that a letter says what happened where, with a picture that shows somebody."""
    assert "<you@example.org>" in letter["To"]
    assert letter["Subject"] == "Office hours: Personal office"
    text = letter.get_body(("html",))
    assert text is not None
    html = text.get_content()
    assert "Face" in html
    assert "Personal office" in html
    assert 'src="cid:picture"' in html
    (picture,) = (
        part for part in letter.walk() if part.get_content_type() == "image/jpeg"
    )
    assert picture["Content-ID"] == "<picture>"
    content = picture.get_payload(decode=True)
    assert isinstance(content, bytes)
    seen, wanted, empty = (
        cv2.imdecode(np.frombuffer(jpeg_, np.uint8), cv2.IMREAD_COLOR)
        for jpeg_ in (content, jpeg(SOMEBODY), jpeg(EMPTY))
    )
    assert seen is not None
    assert wanted is not None
    assert empty is not None
    assert seen.shape == wanted.shape
    assert cv2.norm(seen, wanted) < cv2.norm(seen, empty) / 2
