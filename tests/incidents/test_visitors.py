"""Tests of the visitor counters in Home Assistant."""

from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.argus.capture.frame_loop import ObservedFrame
from custom_components.argus.const import DOMAIN
from custom_components.argus.coordinator import ArgusCoordinator
from custom_components.argus.incidents.visitors import RETRY
from custom_components.argus.journal import Journal, JournalError
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import Crossing, Direction, Observation
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from ..conftest import camera_entity, camera_named, camera_subentry, entity_of

IN, OUT = Direction.IN, Direction.OUT
DOOR = {"id": "door", "name": "Door", "start": [0.1, 0.5], "end": [0.9, 0.5]}


@pytest.fixture
async def shop(hass: HomeAssistant, camera_entry: MockConfigEntry) -> ArgusCoordinator:
    """Return the shop's camera, counting at its door."""
    return await open_shop(hass)


async def open_shop(hass: HomeAssistant, **settings: Any) -> ArgusCoordinator:
    """Count at the door of a shop in Paris; the camera's own frames are not looked at."""
    await hass.config.async_set_time_zone("Europe/Paris")
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Argus",
        subentries_data=[
            camera_subentry(
                hass,
                "camera.shop",
                "Shop",
                **{"lines": [DOOR], "detection": False} | settings,
            ),
            camera_subentry(hass, "camera.garden", "Garden", detection=False),
        ],
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return camera_named(entry.runtime_data, "Shop")


def see(camera: ArgusCoordinator, *ways: Direction) -> None:
    """Let the eyes see visitors, or vehicles, cross the door's line."""
    crossings = tuple(
        Crossing("door", way, 1, of_vehicle=not line.is_for_visitors)
        for line in camera.settings.lines
        if line.id == "door"
        for way in ways
    )
    observation = Observation(640, 360, crossings=crossings)
    camera.async_take_sight(ObservedFrame(b"", observation, dt_util.utcnow(), 0.0))


def value(hass: HomeAssistant, camera: ArgusCoordinator, key: str) -> str:
    """Return the state of a counter of the door."""
    return hass.states.get(camera_entity(hass, camera, "sensor", f"{key}_door")).state


def today(hass: HomeAssistant, camera: ArgusCoordinator) -> str:
    """Return the sum of all cameras."""
    unique_id = f"{camera.config_entry.entry_id}_visitors_today"
    return hass.states.get(entity_of(hass, "sensor", unique_id)).state


async def test_counters_follow_visitors(
    hass: HomeAssistant, shop: ArgusCoordinator
) -> None:
    """Each counter tells what it is for."""
    assert value(hass, shop, "visitors_in") == "0"
    see(shop, IN, IN)
    see(shop, OUT)
    await hass.async_block_till_done()
    assert value(hass, shop, "visitors_in") == "2"
    assert value(hass, shop, "visitors_out") == "1"
    assert value(hass, shop, "visitors_total") == "2"
    assert value(hass, shop, "inside") == "1"
    assert today(hass, shop) == "2"
    state = hass.states.get(camera_entity(hass, shop, "sensor", "visitors_in_door"))
    assert state.attributes["last_reset"] == dt_util.start_of_local_day().isoformat()
    assert state.attributes["state_class"] == "total"
    assert state.name == "Argus Shop Door: in today"


async def test_both_ways_have_the_names_the_user_gave(
    hass: HomeAssistant, camera_entry: MockConfigEntry
) -> None:
    """Counters are called by the line and the user's words for its directions."""
    gate = DOOR | {"name": "Gate", "name_in": "to the yard", "name_out": "to the road"}
    shop = await open_shop(hass, lines=[gate])
    names = [
        hass.states.get(camera_entity(hass, shop, "sensor", f"{key}_door")).name
        for key in ("visitors_in", "visitors_out")
    ]
    assert names == [
        "Argus Shop Gate: to the yard today",
        "Argus Shop Gate: to the road today",
    ]


async def test_names_of_counters_in_french(
    hass: HomeAssistant, camera_entry: MockConfigEntry
) -> None:
    """A direction without a name of its own speaks the language of the home."""
    await hass.config.async_update(language="fr")
    shop = await open_shop(hass)
    entity = camera_entity(hass, shop, "sensor", "visitors_in_door")
    assert hass.states.get(entity).name == "Argus Shop Entrées aujourd’hui, Door"
    shop.async_set(lines=[{**DOOR, "name_in": "clients"}])
    await hass.async_block_till_done()
    assert hass.states.get(entity).name == "Argus Shop Door : clients aujourd’hui"


async def test_visitors_are_told_after_they_are_stored(
    hass: HomeAssistant, shop: ArgusCoordinator
) -> None:
    """The event of a visitor comes when the count can be trusted."""
    stored_when_told: list[int] = []
    shop.async_subscribe_activities(
        lambda activity: stored_when_told.append(shop.visitors.tallies["door"].today_in)
    )
    see(shop, IN)
    await hass.async_block_till_done()
    event = hass.states.get(camera_entity(hass, shop, "event", "activity"))
    assert event.attributes["event_type"] == "visitor_in"
    assert event.attributes["line"] == "Door"
    assert stored_when_told == [1]


async def test_counters_survive_a_restart(
    hass: HomeAssistant, shop: ArgusCoordinator
) -> None:
    """After a restart every counter is what it was."""
    see(shop, IN, IN, OUT)
    await hass.async_block_till_done()
    entry = shop.config_entry
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    again = camera_named(entry.runtime_data, "Shop")
    assert [
        value(hass, again, key)
        for key in ("visitors_in", "visitors_out", "visitors_total", "inside")
    ] == ["2", "1", "2", "1"]


@pytest.mark.parametrize(
    ("evening", "midnight"),
    [
        ("2026-11-23 21:59:00+00:00", "2026-11-23 23:00:01+00:00"),
        ("2026-10-24 20:00:00+00:00", "2026-10-24 22:00:01+00:00"),
        ("2026-03-29 20:00:00+00:00", "2026-03-29 22:00:01+00:00"),
    ],
    ids=["ordinary", "clocks go back this night", "clocks went forward today"],
)
async def test_a_new_day(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    camera_entry: MockConfigEntry,
    evening: str,
    midnight: str,
) -> None:
    """At local midnight the day's counters and the people inside begin anew; the total goes on."""
    freezer.move_to(evening)
    shop = await open_shop(hass)
    see(shop, IN, IN)
    await hass.async_block_till_done()
    assert value(hass, shop, "visitors_in") == "2"
    freezer.move_to(midnight)
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert value(hass, shop, "visitors_in") == "0"
    assert value(hass, shop, "visitors_total") == "2"
    assert value(hass, shop, "inside") == "0"
    assert today(hass, shop) == "0"
    see(shop, IN)
    await hass.async_block_till_done()
    assert value(hass, shop, "visitors_in") == "1"


async def test_people_stay_overnight_if_wished(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, camera_entry: MockConfigEntry
) -> None:
    """A hotel is not empty at midnight: then nobody inside is sent away."""
    freezer.move_to("2026-11-23 21:59:00+00:00")
    shop = await open_shop(hass, zero_at_night=False)
    see(shop, IN, IN)
    await hass.async_block_till_done()
    freezer.move_to("2026-11-23 23:00:01+00:00")
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert value(hass, shop, "visitors_in") == "0"
    assert value(hass, shop, "inside") == "2"


async def test_a_restart_over_midnight(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, shop: ArgusCoordinator
) -> None:
    """A day that began while Home Assistant was down begins at zero."""
    freezer.move_to("2026-11-23 20:00:00+00:00")
    see(shop, IN)
    await hass.async_block_till_done()
    entry = shop.config_entry
    assert await hass.config_entries.async_unload(entry.entry_id)
    freezer.move_to("2026-11-24 07:00:00+00:00")
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    again = camera_named(entry.runtime_data, "Shop")
    assert value(hass, again, "visitors_in") == "0"
    assert value(hass, again, "visitors_total") == "1"
    assert value(hass, again, "inside") == "0"


async def test_a_clock_that_jumps_back(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, shop: ArgusCoordinator
) -> None:
    """A clock set back to yesterday goes on with yesterday's count."""
    freezer.move_to("2026-11-23 12:00:00+00:00")
    see(shop, IN)
    await hass.async_block_till_done()
    freezer.move_to("2026-11-22 12:00:00+00:00")
    see(shop, IN)
    await hass.async_block_till_done()
    assert value(hass, shop, "visitors_in") == "1"
    freezer.move_to("2026-11-23 12:00:00+00:00")
    see(shop, IN)
    await hass.async_block_till_done()
    assert value(hass, shop, "visitors_in") == "2"
    assert value(hass, shop, "visitors_total") == "3"


async def test_button_and_action_reset(
    hass: HomeAssistant, shop: ArgusCoordinator
) -> None:
    """Both ways of resetting set the day to zero and leave the total."""
    button = camera_entity(hass, shop, "button", "reset_counters")
    for domain, action, data in (
        ("button", "press", {"entity_id": button}),
        (DOMAIN, "reset_counters", {"entity_id": "camera.shop"}),
    ):
        see(shop, IN)
        await hass.async_block_till_done()
        assert value(hass, shop, "visitors_in") == "1"
        await hass.services.async_call(domain, action, data, blocking=True)
        assert value(hass, shop, "visitors_in") == "0"
        assert value(hass, shop, "inside") == "0"
    assert value(hass, shop, "visitors_total") == "2"


async def test_people_inside_can_be_set(
    hass: HomeAssistant, shop: ArgusCoordinator
) -> None:
    """The action corrects one counter and refuses the others."""
    inside = camera_entity(hass, shop, "sensor", "inside_door")

    async def set_inside(entity_id: str, people: int) -> None:
        await hass.services.async_call(
            DOMAIN,
            "set_people_inside",
            {"entity_id": entity_id, "people": people},
            blocking=True,
        )

    await set_inside(inside, 12)
    assert value(hass, shop, "inside") == "12"
    with pytest.raises(ServiceValidationError, match="no counter of people inside"):
        await set_inside(camera_entity(hass, shop, "sensor", "visitors_in_door"), 3)
    with (
        patch.object(Journal, "run", side_effect=JournalError("disk full")),
        pytest.raises(HomeAssistantError, match="disk full"),
    ):
        await set_inside(inside, 3)
    assert value(hass, shop, "inside") == "12"


async def test_a_full_disk(
    hass: HomeAssistant,
    shop: ArgusCoordinator,
    issue_registry: ir.IssueRegistry,
    freezer: FrozenDateTimeFactory,
) -> None:
    """What cannot be stored is not shown, is told, and is counted when there is room again."""
    with patch.object(Journal, "run", side_effect=JournalError("disk full")):
        see(shop, IN)
        see(shop, IN, OUT)
        await hass.async_block_till_done()
        assert value(hass, shop, "visitors_in") == "0"
        issue = issue_registry.async_get_issue(DOMAIN, "journal_fails")
        assert issue is not None
        assert issue.translation_placeholders == {"reason": "disk full"}
        with pytest.raises(HomeAssistantError, match="disk full"):
            await hass.services.async_call(DOMAIN, "reset_counters", blocking=True)
        freezer.tick(RETRY + 1)
        async_fire_time_changed(hass)
        await hass.async_block_till_done()
        assert value(hass, shop, "visitors_in") == "0"
    freezer.tick(RETRY + 1)
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert value(hass, shop, "visitors_in") == "2"
    assert value(hass, shop, "visitors_out") == "1"
    assert issue_registry.async_get_issue(DOMAIN, "journal_fails") is None


async def test_waiting_visitors_are_stored_at_shutdown(
    hass: HomeAssistant, shop: ArgusCoordinator
) -> None:
    """Visitors that wait for room on the disk are stored before Argus stops."""
    with patch.object(Journal, "run", side_effect=JournalError("disk full")):
        see(shop, IN)
        await hass.async_block_till_done()
    entry = shop.config_entry
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert value(hass, camera_named(entry.runtime_data, "Shop"), "visitors_in") == "1"


async def report(hass: HomeAssistant, **data: Any) -> dict[str, Any]:
    """Ask for a report."""
    return await hass.services.async_call(
        DOMAIN, "get_report", data, blocking=True, return_response=True
    )


async def test_report_action(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, shop: ArgusCoordinator
) -> None:
    """The action returns days and ranges, of one camera or all, with opening hours."""
    hass.config_entries.async_update_entry(
        shop.config_entry,
        options={
            "workers": 1,
            "opening_start": "09:00:00",
            "opening_end": "18:00:00",
            "opening_days": [0, 1, 2, 3, 4],
        },
    )
    freezer.move_to("2026-11-22 15:00:00+00:00")
    see(shop, IN)
    await hass.async_block_till_done()
    freezer.move_to("2026-11-23 15:00:00+00:00")
    see(shop, IN, IN)
    await hass.async_block_till_done()
    assert (await report(hass))["total_in"] == 2
    both = await report(hass, **{"from": "2026-11-22", "to": "2026-11-23"})
    assert both["total_in"] == 3
    assert both["outside_opening_hours"] == [
        {"date": "2026-11-22", "hour": 16, "visitors": 1}
    ], "it was a Sunday"
    assert both["opening_hours"] == {
        "opens": "09:00",
        "closes": "18:00",
        "days": [0, 1, 2, 3, 4],
    }
    (camera,) = both["cameras"]
    assert (camera["camera"], camera["camera_entity_id"]) == ("Shop", "camera.shop")
    assert camera["camera_id"] == shop.subentry.subentry_id
    (line,) = (line for line in camera["lines"] if line["in"])
    assert line["name"] == shop.settings.lines[0].name
    assert (await report(hass, entity_id="camera.shop"))["total_in"] == 2
    assert (await report(hass, entity_id="camera.garden"))["total_in"] == 0
    assert (await report(hass, to="2026-11-22"))["total_in"] == 1
    with pytest.raises(ServiceValidationError, match="must not be before"):
        await report(hass, **{"from": "2026-11-23", "to": "2026-11-22"})
    with pytest.raises(ServiceValidationError, match="one camera or for all"):
        await report(hass, entity_id=["camera.shop", "camera.garden"])
    with (
        patch.object(Journal, "read", side_effect=JournalError("disk full")),
        pytest.raises(HomeAssistantError, match="disk full"),
    ):
        await report(hass)


async def test_lines_come_and_go(hass: HomeAssistant, shop: ArgusCoordinator) -> None:
    """A new line brings its counters at once; a removed one takes them away; the other goes on."""
    see(shop, IN)
    await hass.async_block_till_done()
    gate = {"id": "gate", "name": "Gate", "start": [0.2, 0.2], "end": [0.2, 0.9]}
    shop.async_set(lines=[DOOR, gate])
    await hass.async_block_till_done()
    inside_gate = camera_entity(hass, shop, "sensor", "inside_gate")
    assert hass.states.get(inside_gate).state == "0"
    assert value(hass, shop, "visitors_in") == "1"
    shop.async_set(lines=[gate])
    await hass.async_block_till_done()
    assert hass.states.get(inside_gate).state == "0"
    with pytest.raises(AssertionError, match="no sensor"):
        value(hass, shop, "visitors_in")


async def test_a_damaged_journal_is_told(
    hass: HomeAssistant,
    shop: ArgusCoordinator,
    issue_registry: ir.IssueRegistry,
) -> None:
    """A journal that cannot be read is kept aside, and the user is told where."""
    entry = shop.config_entry
    runtime: ArgusRuntime = entry.runtime_data
    assert await hass.config_entries.async_unload(entry.entry_id)
    runtime.journal.path.write_bytes(b"no database" * 1000)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    issue = issue_registry.async_get_issue(DOMAIN, "journal_damaged")
    assert issue is not None
    assert issue.translation_placeholders is not None
    kept = runtime.journal.path.with_name(issue.translation_placeholders["file"])
    assert kept.exists()
    assert value(hass, camera_named(entry.runtime_data, "Shop"), "visitors_in") == "0"
