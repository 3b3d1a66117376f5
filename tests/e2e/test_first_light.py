"""A newcomer adds Argus with the mouse, and Argus sees."""

from playwright.async_api import Page, expect

from demo.hass_process import PROJECT
from demo.home import Home

from .cameras import (
    EMPTY,
    SOMEBODY,
    argus_entity,
    jpeg,
    looked_at,
    looks_until,
    show,
    troubles,
    walking,
)
from .conftest import keep_screenshot
from .first_form import open_first_form

SCREENSHOT = PROJECT / "docs" / "images" / "first-light.png"


async def add_argus(
    page: Page, home: Home, camera: str, *, finish: bool = True
) -> None:
    """Add Argus for one camera as a user does, to the end or to the last step."""
    await open_first_form(page, home)
    await page.get_by_text("Select an entity").first.click()
    await page.get_by_text(camera, exact=True).last.click()
    await page.get_by_role("button", name="Submit").click()
    if finish:
        await page.get_by_role("button", name="Skip and finish").click()


async def test_a_newcomer_adds_a_camera_and_argus_sees(home: Home, page: Page) -> None:
    for camera in ("Hall", "Yard"):
        await home.add_integration("argus_testcam", {"title": camera})
        await show(home, camera, jpeg(EMPTY))

    await add_argus(page, home, "Hall")
    motion = await argus_entity(home, "motion")
    faces = await argus_entity(home, "faces")
    presence = await argus_entity(home, "presence")

    # Nothing happens for a while: all is quiet.
    await show(home, "Hall", jpeg(EMPTY))
    await looked_at(home, "Hall", 6)
    for entity_id, quiet in ((motion, "off"), (faces, "0"), (presence, "off")):
        await home.state_becomes(entity_id, quiet)

    # Somebody walks in: motion within two intervals, then a face and presence.
    await show(home, "Hall", jpeg(SOMEBODY))
    assert await looks_until(home, "Hall", motion, "on") <= 2
    await home.state_becomes(faces, "1")
    await home.state_becomes(presence, "on")

    # The user sees it on the device's page.
    device = await home.command("config/entity_registry/get", entity_id=motion)
    async with walking(home, "Hall"):
        await page.goto(f"{home.url}/config/devices/device/{device['device_id']}")
        detected = page.locator('ha-device-entities-card >> text="Detected"')
        await expect(detected).to_have_count(2)  # motion and presence
        await keep_screenshot(page, SCREENSHOT)

    # They leave: motion ends, presence stays until its timeout.
    await show(home, "Hall", jpeg(EMPTY))
    await home.state_becomes(motion, "off", timeout=90)
    await home.state_becomes(faces, "0", timeout=30)
    await home.state_becomes(presence, "on")

    # The camera that was not picked is left alone.
    await show(home, "Yard", jpeg(SOMEBODY))
    await looked_at(home, "Hall", 2)
    assert len(await home.command("config_entries/get", domain="argus")) == 1
    assert not troubles(home)
