"""Scenario 2 of the old Argus: a shop counts its visitors by the hour and gets the report of the day by e-mail."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from io import BytesIO
from itertools import islice
from pathlib import Path
import re
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from demo.home import Home

from .cameras import EMPTY, jpeg, looked_at, play, shop, show, troubles, walk
from .mail import Mailbox, add_mail, mailbox

__all__ = ["mailbox"]

BLUE, RED = (15, 122, 156), (200, 72, 50)
"""Bars of the chart: of ordinary hours, and of those in which the shop is closed."""
LINE = {"name": "Entrance", "ends": "36,100 36,20", "counts": "both"}


async def afternoon(home: Home) -> ZoneInfo:
    """Move the home to where it is three in the afternoon: the report of a day is sent in its second half."""
    hours = 15 - datetime.now(UTC).hour
    hours = hours if hours <= 12 else hours - 24
    # East of Greenwich is negative there.
    name = f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"
    await home.command("config/core/update", time_zone=name)
    _stay_in(name, home.folder / "configuration.yaml")
    return ZoneInfo(name)


def _stay_in(zone: str, configuration: Path) -> None:
    """Let the home be there after a restart too: what the file says counts then, and there it may be another day."""
    text = configuration.read_text(encoding="utf-8")
    moved = re.sub(r"time_zone: .*", f"time_zone: {zone}", text)
    assert moved != text
    configuration.write_text(moved, encoding="utf-8")


async def open_shop(home: Home, zone: ZoneInfo, mail: str) -> str:
    """Let Argus watch the door, send a report, and know that the shop should be closed by now."""
    await home.add_integration("argus_testcam", {"title": "Shop"})
    await show(home, "Shop", jpeg(EMPTY))
    entry = await home.add_integration("argus", {"cameras": ["camera.shop"]})
    entry_id = str(entry["entry_id"])
    (camera,) = await home.command("config_entries/subentries/list", entry_id=entry_id)
    await home.reconfigure(
        entry_id, "camera", camera["subentry_id"], interval=0.2, lines=[LINE]
    )
    await home.set_options(
        entry_id,
        report_targets=[mail],
        opening_start="06:00:00",
        opening_end="12:00:00",
    )
    return entry_id


async def counter(home: Home, kind: str) -> str:
    """Find a counter of the line."""

    async def find() -> str | None:
        found = [
            entity["entity_id"]
            for unique_id, entity in (await home.entities("argus")).items()
            if re.search(rf"_{kind}_[0-9a-f]{{32}}$", unique_id)
        ]
        return found[0] if len(found) == 1 else None

    return str(await home.until(find, 20, f"a counter of {kind}"))


async def report(home: Home, **days: str) -> dict[str, Any]:
    """Ask for the report as a script does."""
    answer = await home.call(
        "POST", "/api/services/argus/get_report?return_response", days
    )
    told: dict[str, Any] = answer["service_response"]
    return told


def chart_of(letter: EmailMessage) -> NDArray[np.uint8]:
    """Return the chart, which the letter shows where it belongs."""
    html = letter.get_body(("html",))
    assert html is not None
    (picture,) = (
        part for part in letter.walk() if part.get_content_type() == "image/png"
    )
    content_id = picture["Content-ID"].strip("<>")
    assert f'src="cid:{content_id}"' in html.get_content()
    assert picture.get_content_disposition() == "inline"
    data = picture.get_content()
    assert isinstance(data, bytes)
    with Image.open(BytesIO(data)) as chart:
        assert chart.format == "PNG"
        return np.asarray(chart.convert("RGB"))


def points(chart: NDArray[np.uint8], colour: tuple[int, int, int]) -> int:
    """Count the points of a colour."""
    return int(np.all(chart == colour, axis=2).sum())


async def test_the_shop_gets_its_report(home: Home, mailbox: Mailbox) -> None:
    zone = await afternoon(home)
    mail = await add_mail(home, mailbox)
    entry_id = await open_shop(home, zone, mail)
    came, went = await counter(home, "visitors_in"), await counter(home, "visitors_out")
    await looked_at(home, "Shop", 10)
    assert (await report(home))["total_in"] == 0

    # Two come in, one of them leaves.
    visitors = list(islice(shop().visitors(60), 3))
    assert [visitor.direction for visitor in visitors] == [1, -1, 1]
    for visitor in visitors:
        await play(home, "Shop", *walk(visitor), EMPTY)
    await home.state_becomes(came, "2")
    await home.state_becomes(went, "1")

    # The log of the day, by the hour, as scripts read it.
    today = datetime.now(zone).date()
    told = await report(home)
    assert (told["total_in"], told["total_out"]) == (2, 1)
    assert sum(hour["in"] for hour in told["per_hour"]) == 2
    assert told["peak_hour"] in {15, 16}
    assert told["peak_time"].startswith(f"{today}T{told['peak_hour']}:")
    (camera,) = told["cameras"]
    assert camera["camera_entity_id"] == "camera.shop"
    assert [line["name"] for line in camera["lines"]] == ["Entrance"]
    # Nobody should have been there.
    assert told["visitors_outside_opening_hours"] == 3
    assert told["incidents_outside_opening_hours"]

    # The report by e-mail, at its time.
    soon = datetime.now(zone) + timedelta(seconds=4)
    await home.set_options(entry_id, report_time=soon.strftime("%H:%M:%S"))
    assert mailbox.waiting == 0
    letter = await mailbox.letter()
    assert datetime.now(zone) >= soon.replace(microsecond=0)
    assert letter["To"].endswith("<shop@example.org>")
    assert letter["Subject"] == f"2 visitors on {today:%A}, {today.day} {today:%B %Y}"
    plain = letter.get_body(("plain",))
    assert plain is not None
    words = plain.get_content()
    assert f"Busiest: {told['peak_hour']}:00 to" in words
    assert "Outside opening hours: 3 visitors in or out" in words
    assert "█" in words
    chart = chart_of(letter)
    assert chart.shape == (480, 1200, 3)
    assert points(chart, RED) > 5000
    assert points(chart, BLUE) == 0

    # With the right hours nothing is unusual, and it can be had at any time.
    await home.set_options(entry_id, opening_start="08:00:00", opening_end="20:00:00")
    assert (await report(home))["outside_opening_hours"] == []
    await home.action("argus", "send_report", date=today.isoformat())
    chart = chart_of(await mailbox.letter())
    assert points(chart, BLUE) > 5000
    assert points(chart, RED) == 0
    assert not troubles(home)

    # Whoever starts Home Assistant anew does not get it twice, and has lost nothing.
    await home.stop()
    await home.start()
    await home.arrive()
    await home.state_becomes(came, "2")
    assert (await report(home))["total_in"] == 2
    assert mailbox.waiting == 0
