"""The settings of a camera show its picture with what is drawn so far, and lead to the drawing editor."""

from http import HTTPStatus
import re

from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.argus.flows.dashboard import async_add_dashboard
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from ..conftest import STILL, Show, camera_named, until
from ..forms import change_camera
from ..zones import zone


async def picture(hass: HomeAssistant, entry: MockConfigEntry) -> str:
    """Return what the form of the garden shows below its text."""
    form = await change_camera(hass, entry, "Garden")
    assert form["description_placeholders"] is not None
    hass.config_entries.subentries.async_abort(form["flow_id"])
    return form["description_placeholders"]["picture"]


async def test_the_picture_with_what_is_drawn(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """It is signed, and another one when a zone was drawn."""
    garden = camera_named(calm, "Garden")
    await Show(hass, garden)(STILL)
    stranger = await hass_client_no_auth()
    seen = []
    for zones in ([], [zone()]):
        garden.async_set(zones=zones)
        await until(lambda zones=zones: len(garden.settings.zones) == len(zones))
        shown = await picture(hass, entry)
        found = re.fullmatch(r"\n\n!\[Garden\]\((/api/argus/cameras/\S+)\)", shown)
        assert found, shown
        response = await stranger.get(found[1])
        assert response.status == HTTPStatus.OK
        assert response.content_type == "image/jpeg"
        seen.append(await response.read())
    assert seen[0] != seen[1]


async def test_without_a_picture_there_is_none(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """A camera that is away, and an Argus that does not run, have settings all the same."""
    camera_named(calm, "Garden").sight = None
    assert await picture(hass, entry) == ""
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert await picture(hass, entry) == ""


async def test_with_a_dashboard_a_link_leads_to_the_editor(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    assert await async_setup_component(hass, "lovelace", {})
    assert await async_add_dashboard(hass) == "dashboard"
    camera_named(calm, "Garden").sight = None
    assert await picture(hass, entry) == (
        "\n\n[Draw zones and lines on the picture]"
        "(/argus/garden?argus_edit=camera.garden)"
    )
