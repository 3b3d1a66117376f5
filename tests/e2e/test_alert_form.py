"""A user makes an alert from a template with the mouse, and changes it."""

from typing import Any

from playwright.async_api import Locator, Page, expect

from demo.hass_process import PROJECT
from demo.home import Home

from .cameras import EMPTY, jpeg, show, troubles
from .conftest import keep_screenshot

SCREENSHOT = PROJECT / "docs" / "images" / "alert.png"


async def alert_subentries(home: Home, entry_id: str) -> list[dict[str, Any]]:
    """Return the alerts as the frontend gets them."""
    subentries = await home.command("config_entries/subentries/list", entry_id=entry_id)
    return [one for one in subentries if one["subentry_type"] == "alert"]


async def alert_form_of(home: Home, entry_id: str, subentry_id: str) -> dict[str, Any]:
    """Return the values that the form of an alert shows, all sections in one."""
    path = "/api/config/config_entries/subentries/flow"
    form = await home.call(
        "POST", path, {"handler": [entry_id, "alert"], "subentry_id": subentry_id}
    )
    await home.call("DELETE", f"{path}/{form['flow_id']}")
    return {
        field["name"]: (field.get("description") or {}).get("suggested_value")
        for part in form["data_schema"]
        for field in part.get("schema", [part])
    }


def toggle(page: Page, label: str) -> Locator:
    """Find the switch of a field; it carries no label itself."""
    return page.locator("ha-selector-boolean", has_text=label).get_by_role("switch")


async def test_a_night_watch_is_made_and_changed_by_clicking(
    home: Home, page: Page
) -> None:
    await home.add_integration("argus_testcam", {"title": "Hall"})
    await show(home, "Hall", jpeg(EMPTY))
    entry = await home.add_integration("argus", {"cameras": ["camera.hall"]})

    await page.goto(f"{home.url}/config/integrations/integration/argus")
    await page.get_by_role("button", name="Add alert").click()
    await expect(page.get_by_text("Add an alert")).to_be_visible()
    await page.get_by_text("Night watch", exact=True).click()
    name = page.get_by_role("textbox", name="Name")
    await expect(name).to_have_value("Night watch")
    persistent = toggle(page, "Show in Home Assistant")
    await expect(persistent).to_be_checked()
    await keep_screenshot(page, SCREENSHOT)

    # What makes no sense is said, and nothing is lost.
    await name.fill("Night watch of the hall")
    # What is drawn over the boxes and switches takes the clicks for them.
    await page.get_by_role("checkbox", name="Hall").click(force=True)
    await persistent.click(force=True)
    submit = page.get_by_role("button", name="Submit")
    await submit.click()
    await expect(page.get_by_text("The alert would do nothing.")).to_be_visible()
    await expect(name).to_have_value("Night watch of the hall")
    await persistent.click(force=True)
    await submit.click()
    await page.get_by_role("button", name="Finish").click()

    (alert,) = await alert_subentries(home, entry["entry_id"])
    assert alert["title"] == "Night watch of the hall"
    values = await alert_form_of(home, entry["entry_id"], alert["subentry_id"])
    (camera,) = [
        one["subentry_id"]
        for one in await home.command(
            "config_entries/subentries/list", entry_id=entry["entry_id"]
        )
        if one["subentry_type"] == "camera"
    ]
    assert values["cameras"] == [camera]
    assert (values["start"], values["end"]) == ("22:00:00", "06:00:00")
    assert values["persistent"] is True
    assert values["critical"] is True

    # It is changed where it is listed.
    await page.get_by_role("button", name="Change this alert").click()
    await name.fill("Watch")
    await toggle(page, "Nobody is home").click(force=True)
    await submit.click()
    await expect(page.get_by_text("Reconfiguration was successful")).to_be_visible()
    (alert,) = await alert_subentries(home, entry["entry_id"])
    assert alert["title"] == "Watch"
    changed = await alert_form_of(home, entry["entry_id"], alert["subentry_id"])
    assert changed == {**values, "alert_name": "Watch", "nobody_home": True}
    assert not troubles(home)
