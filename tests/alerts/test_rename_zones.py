"""Zones that alerts name, renamed by the user."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.argus.alerts.alert import Alert
from custom_components.argus.alerts.rename_zones import async_rename_zones
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir

from ..conftest import camera_named
from ..forms import change_camera, submit
from .runtime import add_alert, mailbox

CORNERS = [[0.0, 0.0], [0.5, 0.0], [0.5, 0.5]]


def zone(name: str, identity: str | None = None, kind: str = "include") -> Any:
    """Return a zone as it is stored; its id is its first name."""
    return {
        "id": identity or name,
        "name": name,
        "kind": kind,
        "points": CORNERS,
        "sensitivity": None,
    }


@pytest.fixture
async def watched(hass: HomeAssistant, calm: ArgusRuntime) -> ArgusRuntime:
    """Return a house with a door at both cameras, and a pond in the garden."""
    mailbox(hass)
    camera_named(calm, "Garden").async_set(zones=[zone("Pond"), zone("Door")])
    camera_named(calm, "Front door").async_set(zones=[zone("Door")])
    await hass.async_block_till_done()
    return calm


def ids(runtime: ArgusRuntime, *cameras: str) -> list[str]:
    """Return what alerts know cameras by."""
    return [camera_named(runtime, camera).subentry.subentry_id for camera in cameras]


def zones_of(alert: Alert) -> list[str]:
    """Return the zones that an alert is for, as they are stored."""
    return list(alert.subentry.data.get("zones", ()))


@pytest.mark.parametrize(
    ("drawn", "at", "before", "after"),
    [
        ([zone("Lake", "Pond")], [], ["Pond"], ["Lake"]),
        ([zone("Lake", "Pond")], ["Garden"], ["Pond"], ["Lake"]),
        ([zone("Lake", "Pond")], ["Front door"], ["Pond"], ["Pond"]),
        ([zone("Lake", "Pond")], [], ["Fence", "Pond"], ["Fence", "Lake"]),
        ([zone("Lake", "Pond")], [], [], []),
        ([zone("Lake", "Pond")], [], ["Pond", "Lake"], ["Lake"]),
        # The other camera still has its door.
        ([zone("Gate", "Door")], [], ["Door"], ["Door", "Gate"]),
        ([zone("Gate", "Door")], ["Garden"], ["Door"], ["Gate"]),
        ([zone("Gate", "Door")], ["Front door"], ["Door"], ["Door"]),
        ([zone("Gate", "Door")], ["Garden", "Front door"], ["Door"], ["Door", "Gate"]),
        # They changed their names, and one is new.
        (
            [zone("Door", "Pond"), zone("Pond", "Door")],
            ["Garden"],
            ["Pond"],
            ["Door"],
        ),
        ([zone("Lake", "Pond"), zone("Pond", "new")], [], ["Pond"], ["Lake"]),
        # It is gone, or another one took its place.
        ([], [], ["Pond"], ["Pond"]),
        ([zone("Lake", "new")], [], ["Pond"], ["Pond"]),
    ],
)
async def test_alerts_follow(
    hass: HomeAssistant,
    watched: ArgusRuntime,
    entry: MockConfigEntry,
    drawn: list[Any],
    at: list[str],
    before: list[str],
    after: list[str],
) -> None:
    """An alert for a zone of a camera is for the same zone afterwards."""
    alert = await add_alert(hass, entry, cameras=ids(watched, *at), zones=before)
    garden = camera_named(watched, "Garden").subentry
    async_rename_zones(hass, entry, garden, {**garden.data, "zones": drawn})
    await hass.async_block_till_done()
    assert zones_of(alert) == after
    assert alert.settings.zones == frozenset(after)


async def test_a_zone_to_ignore_has_no_alerts(
    hass: HomeAssistant, watched: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """A name that alerts could not mean is not followed."""
    garden = camera_named(watched, "Garden")
    garden.async_set(zones=[zone("Pond", kind="exclude")])
    alert = await add_alert(hass, entry, zones=["Pond"])
    async_rename_zones(
        hass,
        entry,
        garden.subentry,
        {**garden.subentry.data, "zones": [zone("Lake", "Pond", "exclude")]},
    )
    assert zones_of(alert) == ["Pond"]


async def test_renamed_in_the_form(
    hass: HomeAssistant, watched: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """Camera and alerts change with one save, and nobody is told that a zone is missing."""
    alert = await add_alert(hass, entry, zones=["Pond"])
    garden = camera_named(watched, "Garden")
    form = await change_camera(hass, entry, "Garden")
    lake = {"name": "Lake", "kind": "include", "corners": "0,0 50,0 50,50"}
    told = async_capture_events(hass, ir.EVENT_REPAIRS_ISSUE_REGISTRY_UPDATED)
    result = await submit(hass, form, zones=[lake])
    assert result["type"] is FlowResultType.ABORT
    assert zones_of(alert) == ["Lake"]
    assert [z.name for z in garden.settings.zones] == ["Lake"]
    assert told == []


async def test_renamed_over_websocket(
    hass: HomeAssistant,
    watched: ArgusRuntime,
    entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """A card that draws zones renames them, too; a removed one is missed."""
    alert = await add_alert(hass, entry, zones=["Pond"])
    client = await hass_ws_client()
    for zones, named in (
        ([{"id": "Pond", "name": "Lake", "points": CORNERS}], ["Lake"]),
        ([], ["Lake"]),
    ):
        await client.send_json_auto_id(
            {"type": "argus/camera/update", "camera": "garden", "zones": zones}
        )
        assert (await client.receive_json())["success"]
        assert zones_of(alert) == named
    await hass.async_block_till_done()
    issues = {issue.translation_key for issue in ir.async_get(hass).issues.values()}
    assert "alert_misses_zone" in issues
