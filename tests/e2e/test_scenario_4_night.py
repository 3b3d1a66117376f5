"""Scenario 4 of the old Argus: at night whatever moves sets off lights, a siren, a voice and the phone."""

from typing import Any

from playwright.async_api import Page, expect
import pytest

from demo.hass_process import PROJECT
from demo.home import Home

from .alerts import add_alert, decided, hours_around
from .cameras import EMPTY, SOMEBODY, argus_entity, jpeg, looked_at, show, troubles
from .conftest import keep_screenshot
from .phone import CONFIGURATION, phone

SCREENSHOT = PROJECT / "docs" / "images" / "scenario-4-night.png"
LIGHTS = (
    "light.bed_light",
    "light.kitchen_lights",
    "light.office_rgbw_lights",
    "light.living_room_rgbww_lights",
    "light.entrance_color_white_lights",
)
"""Of Home Assistant's demo, the ones that show colours; one is off at first."""
SHOWN = (
    "brightness",
    "color_mode",
    "hs_color",
    "rgb_color",
    "rgbw_color",
    "rgbww_color",
    "xy_color",
    "color_temp_kelvin",
    "effect",
)


@pytest.fixture
def extra() -> str:
    """Let the home have lights, sirens, speakers and phones."""
    return f"demo:\n{CONFIGURATION}"


async def lights(home: Home) -> dict[str, Any]:
    """Return how each light is, with everything that can be seen of it."""
    shown = {}
    for light in LIGHTS:
        state = await home.state(light)
        assert state is not None
        shown[light] = (
            state["state"],
            {key: state["attributes"].get(key) for key in SHOWN},
        )
    return shown


async def flashes(home: Home, light: str, since: str) -> list[str]:
    """Return the states a light went through since a moment."""
    (history,) = await home.call(
        "GET", f"/api/history/period/{since}?filter_entity_id={light}&no_attributes"
    )
    return [state["state"] for state in history]


async def test_night_watch(home: Home, page: Page) -> None:
    await home.add_integration("argus_testcam", {"title": "Yard"})
    await show(home, "Yard", jpeg(EMPTY))
    await home.add_integration("argus", {"cameras": ["camera.yard"]})
    motion = await argus_entity(home, "motion")
    async with phone(home) as somebodys:
        night = await add_alert(
            home,
            "night",
            **hours_around(240),
            flashes=3,
            siren_seconds=2,
            speakers=["media_player.bedroom"],
            sound={
                "media_content_id": "http://127.0.0.1/alarm.mp3",
                "media_content_type": "music",
            },
        )
        assert night == "Night watch"
        await show(home, "Yard", jpeg(EMPTY))
        await looked_at(home, "Yard", 6)
        await home.state_becomes(motion, "off")
        # The demo's siren sounds from the beginning.
        await home.action("siren", "turn_off", entity_id="siren.siren")
        before = await lights(home)
        assert before["light.bed_light"][0] == "off"
        assert before["light.kitchen_lights"][0] == "on"

        await show(home, "Yard", jpeg(SOMEBODY))
        push = await somebodys.push()
        await home.state_becomes("siren.siren", "on")

        # The phone gets a picture that only its user can fetch, and may ring although it is muted.
        assert push["title"] == "Night watch: Yard"
        data = push["data"]
        assert data["priority"] == "high"
        pictured = await somebodys.shows(lambda push: "image" in push["data"])
        image = await home.request("GET", pictured["data"]["image"])
        assert image.startswith(b"\xff\xd8")

        sent = await decided(home, night, "sent")
        errors = {one["channel"]: one["error"] for one in sent["deliveries"]}
        assert errors == dict.fromkeys(
            ("notify", "light_alarm", "siren", "speakers"), None
        )
        player = await home.state("media_player.bedroom")
        assert player is not None
        assert player["state"] == "playing"

        # Everything is as it was, and was seen to flash in between.
        async def as_before() -> bool:
            return await lights(home) == before

        since = sent["at"].replace("+00:00", "Z")
        await home.state_becomes("siren.siren", "off")
        await home.until(as_before, 30, "the lights to be as they were")
        seen = await flashes(home, "light.bed_light", since)
        assert seen.count("on") == 3
        assert seen[-1] == "off"

        # More happens: the same notification says so, quietly; nothing flashes again.
        told = len(somebodys.pushes)
        await show(home, "Yard", jpeg(EMPTY))
        over = await somebodys.push(told + 1, timeout=90)
        assert over["data"]["tag"] == data["tag"]
        assert over["data"]["alert_once"]

        # “False alarm” marks what happened, “Silence” keeps the house quiet for an hour.
        await somebodys.press(home, "False alarm")

        async def marked() -> bool:
            incident = await home.command(
                "argus/events/get", event=sent["incident"]["id"]
            )
            return bool(incident["false_alarm"])

        await home.until(marked, 20, "the false alarm to be marked")
        await somebodys.press(home, "Silence 1 h")

        async def silent() -> bool:
            state = await home.state("sensor.argus_night_watch_silenced_until")
            return state is not None and state["state"] != "unknown"

        await home.until(silent, 20, "the night watch to be silenced")
        await home.state_becomes(motion, "off", timeout=90)
        pushes = len(somebodys.pushes)
        await show(home, "Yard", jpeg(SOMEBODY))
        await decided(home, night, "snoozed", after=sent["incident"]["id"])
        assert len(somebodys.pushes) == pushes
        assert await lights(home) == before

        sensor = "sensor.argus_night_watch_last_decision"
        device = await home.command("config/entity_registry/get", entity_id=sensor)
        await page.goto(f"{home.url}/config/devices/device/{device['device_id']}")
        await expect(page.get_by_text("Silenced until").first).to_be_visible()
        await keep_screenshot(page, SCREENSHOT)
    assert not troubles(home)
