"""Scenario 7 of the old Argus: several cameras, each by itself."""

from typing import Any

from playwright.async_api import Page, expect

from demo.hass_process import PROJECT
from demo.home import Home

from .cameras import EMPTY, SOMEBODY, jpeg, looked_at, show, troubles
from .conftest import keep_screenshot
from .dashboard import open_dashboard, picture, tile

SCREENSHOT = PROJECT / "docs" / "images" / "scenario-7-cameras.png"
CAMERAS = {
    "Entrée principale": "camera.entree_principale",
    "Bureau": "camera.bureau",
    "Entrepôt": "camera.entrepot",
}
ENTRANCE, OFFICE, STORE = CAMERAS.values()


async def status(home: Home) -> dict[str, dict[str, Any]]:
    """Return what each camera does and sees, as the old `get_status` did."""
    answer = await home.call("GET", "/api/argus/status")
    cameras: dict[str, dict[str, Any]] = answer["cameras"]
    return cameras


async def running(home: Home, *cameras: str) -> None:
    """Wait until just these cameras run."""

    async def check() -> bool:
        return {
            entity_id
            for entity_id, camera in (await status(home)).items()
            if camera["is_running"]
        } == set(cameras)

    await home.until(check, 20, f"just {', '.join(cameras) or 'none'} to run")
    await home.state_becomes("sensor.argus_cameras_running", str(len(cameras)))


async def test_several_cameras(home: Home, page: Page) -> None:
    for name in CAMERAS:
        await home.add_integration("argus_testcam", {"title": name})
        await show(home, name, jpeg(EMPTY))
    # All in one step.
    entry = await home.add_integration("argus", {"cameras": list(CAMERAS.values())})
    for camera in await home.command(
        "config_entries/subentries/list", entry_id=entry["entry_id"]
    ):
        await home.reconfigure(
            entry["entry_id"], "camera", camera["subentry_id"], interval=0.5
        )
    await running(home, ENTRANCE, OFFICE, STORE)
    for name in CAMERAS:
        await looked_at(home, name, 6)

    # Each sees its own.
    await show(home, "Bureau", jpeg(SOMEBODY))
    await home.state_becomes("sensor.argus_bureau_faces", "1", timeout=30)
    seen = await status(home)
    assert {entity: camera["location"] for entity, camera in seen.items()} == {
        entity: name for name, entity in CAMERAS.items()
    }
    assert {entity: camera["faces_count"] for entity, camera in seen.items()} == {
        ENTRANCE: 0,
        OFFICE: 1,
        STORE: 0,
    }
    assert seen[OFFICE]["motion_detected"]
    assert not seen[STORE]["motion_detected"]

    # They are started and stopped one by one, or all at once.
    await home.action("argus", "stop", entity_id=OFFICE)
    await running(home, ENTRANCE, STORE)
    await home.action("argus", "start", entity_id=OFFICE)
    await running(home, ENTRANCE, OFFICE, STORE)
    await home.action("argus", "stop")
    await running(home)
    await home.action("argus", "start")
    await running(home, ENTRANCE, OFFICE, STORE)

    # One that fails leaves the others alone, and comes back by itself.
    await show(home, "Entrepôt", b"")
    await running(home, ENTRANCE, OFFICE)
    await home.state_becomes("binary_sensor.argus_entrepot_motion", "unavailable")
    await show(home, "Entrepôt", jpeg(EMPTY))
    await running(home, ENTRANCE, OFFICE, STORE)

    # All on one dashboard, with a switch for all.
    await page.set_viewport_size({"width": 1700, "height": 620})
    detection = "switch.argus_detection"
    await open_dashboard(
        home,
        page,
        "Cameras",
        *(
            [
                {"type": "heading", "heading": name},
                picture(entity_id),
                tile(entity_id.replace("camera.", "sensor.argus_") + "_faces"),
                tile(entity_id.replace("camera.", "binary_sensor.argus_") + "_motion"),
                *([tile(detection, name="All cameras")] if name == "Bureau" else []),
            ]
            for name, entity_id in CAMERAS.items()
        ),
    )
    for name in CAMERAS:
        await expect(page.get_by_text(name, exact=True).first).to_be_visible()
    await expect(page.locator("hui-image img")).to_have_count(len(CAMERAS))
    await keep_screenshot(page, SCREENSHOT)
    everything = page.locator("hui-tile-card", has_text="All cameras")
    await everything.locator("ha-tile-icon").click()
    await running(home)
    assert not troubles(home)
