"""A user who may not see a camera finds nothing of it on the dashboard, and not by address either."""

from collections.abc import Mapping
from functools import partial
import json
from typing import Any, Final

from playwright.async_api import Browser, Page, expect
import pytest

from demo.home import Home

from .cameras import EMPTY, jpeg, looked_at, show, troubles, walking
from .conftest import logged_in

GUEST: Final = "guest"
PASSWORD: Final = "guest-password"
SEEN, HIDDEN = "Porch", "Bedroom"


async def invite_guest(home: Home, visible: Mapping[str, bool]) -> None:
    """Let there be a user who may see only some entities; a restart is needed as there is no page for that."""
    created = await home.command("config/auth/create", name="Guest")
    await home.command(
        "config/auth_provider/homeassistant/create",
        user_id=created["user"]["id"],
        username=GUEST,
        password=PASSWORD,
    )
    await home.stop()
    path = home.folder / ".storage" / "auth"
    stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    stored["data"]["groups"].append(
        {
            "id": "guests",
            "name": "Guests",
            "policy": {"entities": {"entity_ids": dict(visible)}},
        }
    )
    for user in stored["data"]["users"]:
        if user["id"] == created["user"]["id"]:
            user["group_ids"] = ["guests"]
    path.write_text(json.dumps(stored), encoding="utf-8")
    await home.start()
    await home.arrive()


async def have_incidents(home: Home) -> dict[str, str]:
    """Let somebody walk before each camera; return an incident of each."""
    for name in (SEEN, HIDDEN):
        async with walking(home, name):
            await home.until(partial(incident, home, name), 90, f"{name}'s")
    found = {name: await incident(home, name) for name in (SEEN, HIDDEN)}
    return {name: one for name, one in found.items() if one is not None}


async def incident(home: Home, camera: str) -> str | None:
    """Return the id of the newest incident of a camera, if there is any."""
    listed = await home.command(
        "argus/events/list", limit=1, camera=f"camera.{camera.lower()}"
    )
    return listed["results"][0]["id"] if listed["results"] else None


async def shows_nothing_of_it(page: Page) -> None:
    """Make sure that the name of the hidden camera is nowhere on the page."""
    await expect(page.get_by_text(HIDDEN)).to_have_count(0)
    words = await page.evaluate(
        """() => {
            const walk = root => [...root.querySelectorAll("*")].flatMap(one => [
                ...[...one.attributes].map(attribute => attribute.value),
                ...(one.shadowRoot ? [one.shadowRoot.textContent, ...walk(one.shadowRoot)] : []),
            ]);
            return [document.body.textContent, ...walk(document)].join("\\n");
        }"""
    )
    assert HIDDEN.lower() not in words.lower()


@pytest.mark.timeout(480)
async def test_a_guest_sees_only_the_porch(home: Home, browser: Browser) -> None:
    for name in (SEEN, HIDDEN):
        await home.add_integration("argus_testcam", {"title": name})
        await show(home, name, jpeg(EMPTY))
    watched = [f"camera.{name.lower()}" for name in (SEEN, HIDDEN)]
    await home.add_integration("argus", {"cameras": watched, "dashboard": True})
    for name in (SEEN, HIDDEN):
        await show(home, name, jpeg(EMPTY))
        await looked_at(home, name, 8)
    incidents = await have_incidents(home)
    entities = [
        entity["entity_id"] for entity in (await home.entities("argus")).values()
    ]
    visible = [one for one in entities if SEEN.lower() in one]
    assert visible
    await invite_guest(home, dict.fromkeys([watched[0], *visible], True))

    # The cameras forgot their pictures with the restart.
    for name in (SEEN, HIDDEN):
        await show(home, name, jpeg(EMPTY))
        await looked_at(home, name, 2)

    await home.log_in(GUEST, PASSWORD)
    async with logged_in(home, browser) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        await page.goto(f"{home.url}/argus/overview")
        # What may be seen is there: one camera, with its incidents.
        cards = page.locator("argus-camera-card")
        await expect(cards).to_have_count(1, timeout=90_000)
        await expect(cards.get_by_text(SEEN, exact=True)).to_be_visible()
        await expect(page.locator("argus-thumbnail").first).to_be_visible()
        await shows_nothing_of_it(page)

        for view, card in (
            ("incidents", "argus-incidents-card"),
            ("reports", "argus-heatmap-card"),
        ):
            await page.goto(f"{home.url}/argus/{view}")
            await expect(page.locator(card).first).to_be_visible()
            await shows_nothing_of_it(page)

        # By its address, an incident opens that may be seen, and the other is not there.
        dialog = page.locator("argus-incident-dialog")
        await page.goto(f"{home.url}/argus/incidents?argus_incident={incidents[SEEN]}")
        await expect(dialog.locator("argus-incident-facts dl")).to_be_visible()
        await page.goto(
            f"{home.url}/argus/incidents?argus_incident={incidents[HIDDEN]}"
        )
        await expect(dialog.get_by_role("dialog")).to_be_visible()
        await expect(dialog.locator("argus-incident-facts dl")).to_have_count(0)
        await shows_nothing_of_it(page)
        assert not [url for url in asked if HIDDEN.lower() in url]
    assert not troubles(home)
