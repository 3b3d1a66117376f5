"""What alerts and the daily report cannot work with, as the user is told."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.const import CONF_LINES, CONF_REPORT_TARGETS, DOMAIN
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import entity_registry as er, issue_registry as ir

from ..conftest import camera_named
from .runtime import add_alert

VISITORS = ["visitor_in", "visitor_out"]
LINE = {
    "id": "one",
    "name": "Door",
    "start": [0.1, 0.5],
    "end": [0.9, 0.5],
}


LACKS = {
    "alert_misses",
    "alert_misses_camera",
    "alert_misses_zone",
    "alert_has_no_camera",
    "alert_has_no_line",
    "alert_waits_in_vain",
    "report_misses",
}


def told(hass: HomeAssistant) -> dict[str, Any]:
    """Return what the user is told of alerts and reports: texts, and what is filled in."""
    return {
        str(issue.translation_key): issue.translation_placeholders
        for (domain, _), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN and issue.translation_key in LACKS
    }


async def test_removed_and_back(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    boss: str,
) -> None:
    """The alert and the entity are named for as long as it is gone; the state goes after the place in the registry."""
    await add_alert(hass, entry, "Night", notify=[boss])
    hass.config_entries.async_update_entry(entry, options={CONF_REPORT_TARGETS: [boss]})
    await hass.async_block_till_done()
    assert not told(hass)
    entity_registry.async_remove(boss)
    await hass.async_block_till_done()
    hass.states.async_remove(boss)
    await hass.async_block_till_done()
    assert told(hass) == {
        "alert_misses": {"alert": "Night", "entity": boss},
        "report_misses": {"entity": boss},
    }
    entity_registry.async_get_or_create(
        "notify", "test", "boss", suggested_object_id="boss"
    )
    await hass.async_block_till_done()
    assert not told(hass)


async def test_disabled(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    boss: str,
) -> None:
    """One that the user disabled does nothing, either."""
    await add_alert(hass, entry, notify=[boss])
    hass.states.async_remove(boss)
    await hass.async_block_till_done()
    assert not told(hass)  # it may just be loading
    entity_registry.async_update_entity(boss, disabled_by=er.RegistryEntryDisabler.USER)
    await hass.async_block_till_done()
    assert list(told(hass)) == ["alert_misses"]


async def test_without_a_place_in_the_registry(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """It is there when it has a state."""
    alert = await add_alert(hass, entry, "Night", notify=[], lights=["light.hall"])
    await hass.async_block_till_done()
    assert told(hass) == {"alert_misses": {"alert": "Night", "entity": "light.hall"}}
    hass.states.async_set("light.hall", "off")
    await hass.async_block_till_done()
    assert not told(hass)
    hass.states.async_remove("light.hall")
    await hass.async_block_till_done()
    assert told(hass)
    alert.async_set(lights=[], persistent=True)
    await hass.async_block_till_done()
    assert not told(hass)


async def test_with_the_alert(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """When the alert goes, or Argus, so does what was told of it."""
    await add_alert(hass, entry, notify=["notify.gone"])
    away = await add_alert(hass, entry, notify=["notify.away"])
    await hass.async_block_till_done()
    assert told(hass) == {
        "alert_misses": {"alert": "Night watch", "entity": "notify.away"}
    }
    hass.config_entries.async_remove_subentry(entry, away.subentry.subentry_id)
    await hass.async_block_till_done()
    assert told(hass) == {
        "alert_misses": {"alert": "Night watch", "entity": "notify.gone"}
    }
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert not told(hass)


async def test_while_home_assistant_starts(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """What is not there yet is not missed."""
    await add_alert(hass, entry, notify=["notify.late"])
    await hass.config_entries.async_unload(entry.entry_id)
    hass.set_state(CoreState.starting)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert not told(hass)
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done()
    assert list(told(hass)) == ["alert_misses"]


async def test_visitors_that_nobody_counts(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """An alert for visitors needs a line at one of its cameras."""
    hass.states.async_set("notify.mailbox", "unknown")
    garden, door = camera_named(calm, "Garden"), camera_named(calm, "Front door")
    await add_alert(
        hass, entry, "Shop", types=VISITORS, cameras=[garden.subentry.subentry_id]
    )
    await hass.async_block_till_done()
    assert told(hass) == {"alert_has_no_line": {"alert": "Shop"}}
    door.async_set(**{CONF_LINES: [LINE]})
    await hass.async_block_till_done()
    assert told(hass)
    garden.async_set(**{CONF_LINES: [LINE]})
    await hass.async_block_till_done()
    assert not told(hass)
    garden.async_set(**{CONF_LINES: []})
    await hass.async_block_till_done()
    assert told(hass)


async def test_visitors_and_more(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """One that is for faces as well is sent for them, and one for all cameras has lines at any."""
    hass.states.async_set("notify.mailbox", "unknown")
    await add_alert(hass, entry, types=[*VISITORS, "face"])
    await hass.async_block_till_done()
    assert not told(hass)
    camera_named(calm, "Garden").async_set(**{CONF_LINES: [LINE]})
    await add_alert(hass, entry, "Shop", types=VISITORS)
    await hass.async_block_till_done()
    assert not told(hass)


@pytest.mark.parametrize(
    "wanted",
    [{"types": ["animal"]}, {"kinds": ["animal"], "in_doubt": "silent"}],
)
async def test_what_no_camera_looks_for_any_more(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    wanted: dict[str, Any],
) -> None:
    """The alert waits for it in vain until a camera of it looks for it again."""
    hass.states.async_set("notify.mailbox", "unknown")
    garden = camera_named(calm, "Garden")
    await add_alert(hass, entry, "Cat", cameras=[garden.subentry.subentry_id], **wanted)
    await hass.async_block_till_done()
    assert not told(hass)
    garden.async_set(object_kinds=["vehicle"])
    await hass.async_block_till_done()
    assert told(hass) == {"alert_waits_in_vain": {"alert": "Cat"}}
    garden.async_set(object_kinds=["animal"])
    await hass.async_block_till_done()
    assert not told(hass)
    garden.async_set(object_detector="off")
    await hass.async_block_till_done()
    assert told(hass)


async def test_a_camera_that_was_removed(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """An alert for it alone would be silent for ever."""
    hass.states.async_set("notify.mailbox", "unknown")
    garden = camera_named(calm, "Garden").subentry.subentry_id
    alert = await add_alert(hass, entry, "Night", cameras=[garden])
    await hass.async_block_till_done()
    assert not told(hass)
    hass.config_entries.async_remove_subentry(entry, garden)
    await hass.async_block_till_done()
    assert told(hass) == {"alert_has_no_camera": {"alert": "Night"}}
    alert.async_set(cameras=[])
    await hass.async_block_till_done()
    assert not told(hass)


async def test_a_zone_that_was_removed(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """One that only leaves something out is none to wait for, and another one is another one."""
    hass.states.async_set("notify.mailbox", "unknown")
    garden = camera_named(calm, "Garden")
    zone = {
        "id": "one",
        "name": "Pond",
        "kind": "include",
        "points": [[0, 0], [1, 0], [1, 1]],
        "sensitivity": None,
    }
    garden.async_set(zones=[zone])
    await add_alert(hass, entry, "Night", zones=["Pond"])
    await hass.async_block_till_done()
    assert not told(hass)
    missing = {"alert_misses_zone": {"alert": "Night", "zone": "Pond"}}
    for zones in ([], [{**zone, "name": "Lake"}], [{**zone, "kind": "exclude"}]):
        garden.async_set(zones=zones)
        await hass.async_block_till_done()
        assert told(hass) == missing
    garden.async_set(zones=[zone])
    await hass.async_block_till_done()
    assert not told(hass)
