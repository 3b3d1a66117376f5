"""Where a notification leads: to a page that is there."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from custom_components.argus.flows.dashboard import async_add_dashboard
from custom_components.argus.incidents.incident_page import async_incident_page
from custom_components.argus.model.incident import Incident
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

INCIDENT = Incident(
    id="01J00000000000000000000000",
    camera="01CAMERA",
    camera_name="Door",
    start=datetime(2026, 11, 28, 12, tzinfo=UTC),
)
FOLDER = (
    "/media-browser/browser/image%2Cmedia-source%3A%2F%2Fargus%2F01CAMERA%2F2026-11-28"
)


async def test_without_dashboards_the_media_browser_shows_it(
    hass: HomeAssistant,
) -> None:
    assert await async_incident_page(hass, INCIDENT) == FOLDER


@pytest.fixture
async def lovelace(hass: HomeAssistant) -> None:
    """Let Home Assistant have dashboards."""
    assert await async_setup_component(hass, "lovelace", {})


@pytest.mark.usefixtures("lovelace")
async def test_the_dashboard_of_argus_shows_it_as_long_as_there_is_one(
    hass: HomeAssistant,
) -> None:
    assert await async_incident_page(hass, INCIDENT) == FOLDER
    await async_add_dashboard(hass)
    page = f"/argus/incidents?argus_incident={INCIDENT.id}"
    assert await async_incident_page(hass, INCIDENT) == page
    # The user deletes it.
    del hass.data[LOVELACE_DATA].dashboards["argus"]
    assert await async_incident_page(hass, INCIDENT) == FOLDER


@pytest.mark.usefixtures("lovelace")
@pytest.mark.parametrize(
    ("config", "is_there"),
    [
        ({"strategy": {"type": "custom:argus"}}, True),
        ({"strategy": {"type": "home"}}, False),
        (
            {
                "views": [
                    {
                        "path": "incidents",
                        "cards": [{"type": "custom:argus-incidents-card"}],
                    }
                ]
            },
            True,
        ),
        ({"views": [{"path": "incidents", "cards": []}]}, False),
        ({"views": [{"path": "mine"}, "broken"]}, False),
        ({"views": None}, False),
        ({"strategy": "broken"}, False),
    ],
)
async def test_a_dashboard_that_the_user_made_counts_if_it_lists_incidents(
    hass: HomeAssistant, config: Mapping[str, Any], is_there: bool
) -> None:
    """Theirs at the path of ours, with other things on it, does not."""
    await async_add_dashboard(hass)
    await hass.data[LOVELACE_DATA].dashboards["argus"].async_save(dict(config))
    page = await async_incident_page(hass, INCIDENT)
    assert page.startswith("/argus/incidents?") is is_there
    assert (page == FOLDER) is not is_there


@pytest.mark.usefixtures("lovelace")
async def test_the_default_dashboard_may_be_one_of_argus(hass: HomeAssistant) -> None:
    default = hass.data[LOVELACE_DATA].dashboards[None]
    await default.async_save({"strategy": {"type": "custom:argus"}})
    page = await async_incident_page(hass, INCIDENT)
    assert page == f"/lovelace/incidents?argus_incident={INCIDENT.id}"
