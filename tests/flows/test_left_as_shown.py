"""Tests of what was changed elsewhere while a form was open."""

from copy import deepcopy

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.flows.left_as_shown import with_what_is_stored
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from ..alert_forms import begin, only
from ..conftest import camera_named
from ..forms import change_camera, filled, submit

ZONE = {
    "id": "one",
    "name": "Gate",
    "kind": "include",
    "points": [[0, 0], [0.5, 0], [0.5, 0.5]],
    "sensitivity": None,
}
LINE = {"name": "Door", "ends": "10,50 90,50", "counts": "both"}


def test_fields_are_looked_at_one_by_one() -> None:
    shown = {"a": 1, "part": {"b": 2, "c": 3, "d": 4, "time": {"h": 0, "m": 10}}}
    entered = {"a": 1, "part": {"b": 5, "c": 3, "time": {"h": 0, "m": 20}}}
    now = {"a": 7, "part": {"b": 8, "d": 4, "e": 9, "time": {"h": 1, "m": 5}}}
    assert with_what_is_stored(entered, shown, now, {"part"}) == {
        "a": 7,
        # Changed by the user, taken out elsewhere, taken out by the user, set elsewhere, and a whole.
        "part": {"b": 5, "e": 9, "time": {"h": 0, "m": 20}},
    }


async def test_zones_that_are_drawn_while_the_settings_are_open(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """They stay, with what else the user left alone; what was entered is taken."""
    garden = camera_named(calm, "Garden")
    form = await change_camera(hass, entry, "Garden")
    garden.async_set(zones=[ZONE], location="Orchard", sensitivity=30)
    await hass.async_block_till_done()
    # An error on the way changes nothing about that.
    await submit(hass, form, sensitivity=70, lines=[{**LINE, "ends": "here"}])
    result = await submit(
        hass, form, sensitivity=70, lines=[LINE], interval=0.2, min_face=5
    )
    assert result["type"] is FlowResultType.ABORT
    settings = garden.settings
    assert [(zone.id, zone.name) for zone in settings.zones] == [("one", "Gate")]
    assert [line.name for line in settings.lines] == ["Door"]
    assert (settings.location, settings.sensitivity) == ("Orchard", 70)


async def test_zones_that_are_taken_out_by_the_user_are_gone(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    garden = camera_named(calm, "Garden")
    garden.async_set(zones=[ZONE])
    await hass.async_block_till_done()
    form = await change_camera(hass, entry, "Garden")
    garden.async_set(zones=[{**ZONE, "name": "Door"}])
    await hass.async_block_till_done()
    await submit(hass, form, zones=[])
    assert not garden.settings.zones


async def test_an_alert_that_is_changed_while_its_form_is_open(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """A zone that it is for was renamed: the form has the old name."""
    garden = camera_named(calm, "Garden")
    garden.async_set(zones=[ZONE])
    await hass.async_block_till_done()
    flows = hass.config_entries.subentries
    form = await begin(hass, entry, "blank")
    await flows.async_configure(
        form["flow_id"],
        filled(form, alert_name="Night", persistent=True, zones=["Gate"]),
    )
    await hass.async_block_till_done()
    alert = only(entry).subentry_id
    form = await entry.start_subentry_reconfigure_flow(hass, alert)
    values = filled(form, min_faces=1)
    garden.async_set(zones=[{**ZONE, "name": "Door"}])
    calm.alerts.alerts[alert].async_set(zones=["Door"])
    await hass.async_block_till_done()
    result = await flows.async_configure(form["flow_id"], deepcopy(values))
    assert result["type"] is FlowResultType.ABORT
    assert only(entry).data["zones"] == ["Door"]
    assert only(entry).data["min_faces"] == 1
