"""Scenario 5 of the old Argus: is anybody there, and when were they seen last."""

from datetime import UTC, datetime, timedelta

from playwright.async_api import Page, expect
import pytest

from demo.hass_process import PROJECT
from demo.home import Home

from .cameras import (
    EMPTY,
    jpeg,
    looked_at,
    show,
    troubles,
    walking,
)
from .conftest import keep_screenshot
from .dashboard import open_dashboard, picture, tile

SCREENSHOT = PROJECT / "docs" / "images" / "scenario-5-presence.png"
PRESENCE = "binary_sensor.argus_presence"
"""As the old script called it, which wrote it from outside, once a minute."""
AUTOMATION = """
input_boolean:
  hall_light:
    name: Hall light
automation:
  - alias: Light while somebody is there
    triggers:
      - trigger: state
        entity_id: binary_sensor.argus_presence
        to: ["on", "off"]
    actions:
      - action: "input_boolean.turn_{{ trigger.to_state.state }}"
        target:
          entity_id: input_boolean.hall_light
"""


@pytest.fixture
def extra() -> str:
    """Let the home do something with presence."""
    return AUTOMATION


async def test_presence_comes_and_goes(home: Home, page: Page) -> None:
    for camera in ("Hall", "Yard"):
        await home.add_integration("argus_testcam", {"title": camera})
        await show(home, camera, jpeg(EMPTY))
    entry = await home.add_integration(
        "argus", {"cameras": ["camera.hall", "camera.yard"]}
    )
    for camera in await home.command(
        "config_entries/subentries/list", entry_id=entry["entry_id"]
    ):
        await home.reconfigure(
            entry["entry_id"],
            "camera",
            camera["subentry_id"],
            interval=0.3,
            presence_timeout={"seconds": 8},
        )
    by_camera = {
        name: f"binary_sensor.argus_{name.lower()}_presence"
        for name in ("Hall", "Yard")
    }
    await page.set_viewport_size({"width": 1280, "height": 620})
    await open_dashboard(
        home,
        page,
        "Presence",
        [
            {"type": "heading", "heading": "Is anybody there?"},
            tile(PRESENCE, state_content=["state", "last_camera", "last_seen"]),
            tile("input_boolean.hall_light"),
        ],
        [
            {"type": "heading", "heading": "Seen by"},
            picture("camera.hall", camera_view="live"),
            *(
                tile(entity_id, state_content=["state", "last_seen"], name=name)
                for name, entity_id in by_camera.items()
            ),
        ],
    )
    await looked_at(home, "Hall", 8)
    for entity_id in (PRESENCE, *by_camera.values()):
        await home.state_becomes(entity_id, "off")
    shown = page.locator("hui-tile-card", has_text="Presence").first
    await expect(shown).to_contain_text("Clear")

    # Somebody comes into the hall.
    came = datetime.now(UTC)
    async with walking(home, "Hall"):
        state = await home.state_becomes(PRESENCE, "on", timeout=60)
        assert state["attributes"]["device_class"] == "occupancy"
        assert state["attributes"]["last_camera"] == "Hall"
        seen = datetime.fromisoformat(state["attributes"]["last_seen"])
        assert timedelta(seconds=-1) < seen - came < timedelta(seconds=60)
        await home.state_becomes(by_camera["Hall"], "on")
        await home.state_becomes(by_camera["Yard"], "off")
        await home.state_becomes("input_boolean.hall_light", "on")
        await expect(shown).to_contain_text("Detected")
        await keep_screenshot(page, SCREENSHOT)

    # Presence outlasts faces, until its timeout.
    await show(home, "Hall", jpeg(EMPTY))
    left = datetime.now(UTC)
    state = await home.state_becomes(PRESENCE, "off", timeout=60)
    gone = datetime.fromisoformat(state["last_changed"])
    last_seen = datetime.fromisoformat(state["attributes"]["last_seen"])
    assert gone - last_seen >= timedelta(seconds=8)
    assert last_seen <= left + timedelta(seconds=2)
    await home.state_becomes("input_boolean.hall_light", "off")
    await expect(shown).to_contain_text("Clear")

    # “When was somebody seen last?”, as the old script asked it.
    answer = await home.call("GET", "/api/argus/events?type=face&limit=1")
    (event,) = answer["results"]
    assert event["faces_count"] >= 1
    assert datetime.fromisoformat(event["timestamp"]) >= came - timedelta(seconds=1)
    assert not troubles(home)
