"""Tests of the counters of vehicles in Home Assistant: beside the visitors, whatever becomes of their line."""

import sqlite3
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.const import DOMAIN
from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.journal import Journal, JournalError
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from ..conftest import camera_entity, camera_named
from .test_visitors import DOOR, IN, OUT, open_shop, report, see, today, value

LANE = DOOR | {"counts": "vehicles"}


@pytest.fixture
async def lane(hass: HomeAssistant, camera_entry: MockConfigEntry) -> ArgusCoordinator:
    """Return a camera at whose door vehicles are counted: two came, one left."""
    camera = await open_shop(hass, lines=[LANE])
    see(camera, IN, IN)
    see(camera, OUT)
    await hass.async_block_till_done()
    return camera


async def change(hass: HomeAssistant, camera: ArgusCoordinator, *lines: Any) -> None:
    """Give the camera other lines."""
    camera.async_set(lines=list(lines))
    await hass.async_block_till_done()


def counters(hass: HomeAssistant, camera: ArgusCoordinator) -> dict[str, str]:
    """Return the counters of the door by name."""
    return {
        state.name.removeprefix("Argus Shop Door: "): state.state
        for state in hass.states.async_all("sensor")
        if state.attributes.get("line") == "Door"
    }


async def test_vehicles_over_a_line_are_no_visitors(
    hass: HomeAssistant, lane: ArgusCoordinator
) -> None:
    """They are counted by themselves: nobody is present, nobody came in, and no report tells of visitors."""
    assert counters(hass, lane) == {
        "vehicles in today": "2",
        "vehicles out today": "1",
        "vehicles in total": "2",
        "vehicles inside": "1",
    }
    assert today(hass, lane) == "0"
    assert not lane.data.present
    told = await report(hass)
    assert (told["total_in"], told["cameras"]) == (0, [])
    (vehicles,) = told["vehicles"]
    assert (vehicles["name"], vehicles["in"], vehicles["out"]) == ("Door", 2, 1)
    told = await report(hass, **{"from": "2026-11-01", "to": "2026-11-02"})
    (vehicles,) = told["vehicles"]
    assert (vehicles["in"], vehicles["out"]) == (0, 0)


async def test_vehicles_of_a_line_that_is_gone(
    hass: HomeAssistant, lane: ArgusCoordinator
) -> None:
    """They do not become visitors when the line is deleted, nor when its camera is."""
    entry, camera_id = lane.config_entry, lane.subentry.subentry_id
    await change(hass, lane)
    told = await report(hass)
    assert (told["total_in"], told["cameras"]) == (0, [])
    (vehicles,) = told["vehicles"]
    assert (vehicles["camera"], vehicles["name"]) == ("Shop", "door")
    assert (vehicles["in"], vehicles["out"]) == (2, 1)
    assert today(hass, lane) == "0"
    hass.config_entries.async_remove_subentry(entry, camera_id)
    await hass.async_block_till_done()
    told = await report(hass)
    assert (told["total_in"], told["cameras"]) == (0, [])
    (vehicles,) = told["vehicles"]
    assert (vehicles["camera"], vehicles["camera_entity_id"]) == (camera_id, None)
    assert (vehicles["in"], vehicles["out"]) == (2, 1)


async def test_a_line_that_counts_persons_from_now_on(
    hass: HomeAssistant, lane: ArgusCoordinator
) -> None:
    """Its visitors begin at zero, its vehicles stay vehicles; changed back, each count goes on where it was."""
    await change(hass, lane, DOOR)
    empty = {
        "in today": "0",
        "out today": "0",
        "visitors in total": "0",
        "people inside": "0",
    }
    assert counters(hass, lane) == empty
    assert today(hass, lane) == "0"
    see(lane, IN)
    await hass.async_block_till_done()
    assert counters(hass, lane) == empty | {
        "in today": "1",
        "visitors in total": "1",
        "people inside": "1",
    }
    for lines, visitors_on in ((DOOR, True), (LANE, False)):
        await change(hass, lane, lines)
        assert today(hass, lane) == "1", "who came is not gone"
        told = await report(hass)
        assert told["total_in"] == 1
        (vehicles,) = told["vehicles"]
        assert (vehicles["name"], vehicles["in"], vehicles["out"]) == ("Door", 2, 1)
        key = "visitors" if visitors_on else "vehicles"
        assert value(hass, lane, f"{key}_in") == ("1" if visitors_on else "2")
    see(lane, IN)
    await hass.async_block_till_done()
    assert value(hass, lane, "vehicles_in") == "3"


async def test_visitors_of_a_line_that_counts_vehicles_from_now_on(
    hass: HomeAssistant, camera_entry: MockConfigEntry
) -> None:
    """They came all the same: nobody vanishes from the day or the report; a reset is a reset for them, too."""
    shop = await open_shop(hass)
    see(shop, IN, IN)
    await hass.async_block_till_done()
    await change(hass, shop, LANE)
    see(shop, IN)
    await hass.async_block_till_done()
    assert value(hass, shop, "vehicles_in") == "1"
    assert today(hass, shop) == "2"
    told = await report(hass)
    assert (told["total_in"], told["vehicles"][0]["in"]) == (2, 1)
    await hass.services.async_call(DOMAIN, "reset_counters", {}, blocking=True)
    await hass.async_block_till_done()
    assert value(hass, shop, "vehicles_in") == "0"
    assert today(hass, shop) == "0"


async def test_vehicles_inside_are_corrected_by_themselves(
    hass: HomeAssistant, lane: ArgusCoordinator
) -> None:
    """Whoever parks is not inside the house when the line counts persons."""
    inside = camera_entity(hass, lane, "sensor", "vehicles_inside_door")
    await hass.services.async_call(
        DOMAIN,
        "set_people_inside",
        {"entity_id": inside, "people": 7},
        blocking=True,
    )
    assert value(hass, lane, "vehicles_inside") == "7"
    await change(hass, lane, DOOR)
    assert value(hass, lane, "inside") == "0"


async def test_named_directions_of_vehicles(
    hass: HomeAssistant, lane: ArgusCoordinator
) -> None:
    """What the user calls them makes them no visitors."""
    named = {"name_in": "to the yard", "name_out": "to the road"}
    await change(hass, lane, LANE | named)
    assert counters(hass, lane)["to the yard today"] == "2"
    registry = er.async_get(hass)
    counter = registry.async_get(
        camera_entity(hass, lane, "sensor", "vehicles_in_door")
    )
    assert counter.translation_key == "vehicles_in_named"
    await change(hass, lane, DOOR | named)
    assert counters(hass, lane)["to the yard today"] == "0"


async def test_what_waits_stays_what_it_was(
    hass: HomeAssistant, lane: ArgusCoordinator
) -> None:
    """Vehicles that could not be stored are vehicles when they are, though the line counts persons by then."""
    with patch.object(Journal, "run", side_effect=JournalError("disk full")):
        see(lane, IN)
        await hass.async_block_till_done()
    await change(hass, lane, DOOR)
    see(lane, IN)
    await hass.async_block_till_done()
    told = await report(hass)
    assert (told["total_in"], told["vehicles"][0]["in"]) == (1, 3)


async def test_a_change_while_the_journal_fails(
    hass: HomeAssistant, camera_entry: MockConfigEntry
) -> None:
    """What cannot be read is not known: visitors are not shown as vehicles meanwhile."""
    shop = await open_shop(hass)
    see(shop, IN)
    await hass.async_block_till_done()
    with patch.object(Journal, "read", side_effect=JournalError("disk full")):
        await change(hass, shop, LANE)
        assert value(hass, shop, "vehicles_in") == "unavailable"
        assert today(hass, shop) == "1"
    await shop.visitors.async_catch_up()
    assert value(hass, shop, "vehicles_in") == "0"


async def test_an_update_of_a_house_that_counts_vehicles(
    hass: HomeAssistant, lane: ArgusCoordinator
) -> None:
    """What an older Argus kept under the line alone is vehicles, and its counters are the same entities."""
    await change(hass, lane, LANE | {"name_in": "to the yard"})
    entry = lane.config_entry
    path = camera_named(entry.runtime_data, "Shop").shared.journal.path
    registry = er.async_get(hass)
    keys = {
        "vehicles_in": "visitors_in",
        "vehicles_out": "visitors_out",
        "vehicles_total": "visitors_total",
        "vehicles_inside": "inside",
    }
    registered = {
        key: registry.async_get(camera_entity(hass, lane, "sensor", f"{key}_door"))
        for key in keys
    }
    assert await hass.config_entries.async_unload(entry.entry_id)
    for key, counter in registered.items():
        registry.async_update_entity(
            counter.entity_id,
            new_entity_id=f"sensor.my_{key}",
            new_unique_id=counter.unique_id.replace(key, keys[key]),
        )
    with sqlite3.connect(path) as database:
        database.execute("UPDATE visitor_log SET line = 'door'")
        database.execute("UPDATE line_tally SET line = 'door'")
        database.execute("UPDATE meta SET value = '7' WHERE key = 'schema_version'")
    database.close()
    for _ in range(2):
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        for key, counter in registered.items():
            assert registry.async_get(f"sensor.my_{key}").id == counter.id
        assert hass.states.get("sensor.my_vehicles_in").state == "2"
        told = await report(hass)
        assert (told["total_in"], told["vehicles"][0]["in"]) == (0, 2)
        assert today(hass, camera_named(entry.runtime_data, "Shop")) == "0"
        assert await hass.config_entries.async_unload(entry.entry_id)
