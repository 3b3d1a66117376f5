"""What Home Assistant itself shows of an alert: where there is no phone, that is all there is."""

from http import HTTPStatus
import re
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.argus.incidents.incident_page import async_incident_page
from custom_components.argus.model.decision import Verdict
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant

from ..conftest import MOVING, Show, camera_named
from ..journals import Login, login
from .household import QUIET, Household
from .runtime import add_alert, decided, incidents_of

__all__ = ["login"]


def shown(hass: HomeAssistant) -> dict[str, dict[str, Any]]:
    """Return the notifications that are shown, by their ids."""
    found: dict[str, dict[str, Any]] = hass.data.get("persistent_notification", {})
    return found


def picture_in(message: str) -> str | None:
    """Return the path of the picture in a notification."""
    found = re.search(r"!\[\]\((\S+)\)", message)
    return found[1] if found else None


async def test_picture_and_link(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """A browser sees the picture, and the link opens the incident."""
    alert = await add_alert(hass, entry, notify=[], persistent=True)
    await Show(hass, camera_named(calm, "Front door"))(MOVING)
    await decided(alert, Verdict.SENT)
    (notification,) = shown(hass).values()
    (incident,) = await incidents_of(calm)
    assert f"({await async_incident_page(hass, incident)})" in notification["message"]
    picture = picture_in(notification["message"])
    assert picture is not None
    browser = await hass_client_no_auth()
    answer = await browser.get(picture)
    assert answer.status == HTTPStatus.OK
    assert answer.content_type == "image/jpeg"
    without = await browser.get(picture.split("?")[0])
    assert without.status == HTTPStatus.UNAUTHORIZED


async def test_somebody_may_not_see_the_camera(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry, login: Login
) -> None:
    """They read what is shown to all, so the picture is not in it."""
    await login("blind")
    alert = await add_alert(hass, entry, notify=[], persistent=True)
    await Show(hass, camera_named(calm, "Front door"))(MOVING)
    await decided(alert, Verdict.SENT)
    (notification,) = shown(hass).values()
    assert picture_in(notification["message"]) is None
    assert "(/media-browser/browser/" in notification["message"]


@pytest.mark.parametrize("how", ["integration", "setting"])
async def test_taken_away(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry, how: str
) -> None:
    """Nothing is left of an integration that is removed, or of an alert that is to show nothing."""
    alert = await add_alert(hass, entry, notify=[], persistent=True)
    await Show(hass, camera_named(calm, "Front door"))(MOVING)
    await decided(alert, Verdict.SENT)
    assert shown(hass)
    if how == "integration":
        await hass.config_entries.async_remove(entry.entry_id)
    else:
        alert.async_set(persistent=False)
    await hass.async_block_till_done()
    assert not shown(hass)


async def test_a_lost_camera_that_is_back(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    aioclient_mock: AiohttpClientMocker,
) -> None:
    """What was told of it goes away, where nobody has a phone as well."""
    alert = await add_alert(
        hass, entry, notify=[], persistent=True, types=["camera_lost"]
    )
    house = Household(hass, calm, alert, freezer, aioclient_mock)
    await house.see(QUIET)
    await house.lose()
    await house.wait(61)
    await house.wait(300)
    (notification,) = shown(hass).values()
    assert notification["message"].startswith("There has been no usable picture since ")
    await house.see(QUIET, after=10)
    assert not shown(hass)
