"""Tests of zones and lines in the form of a camera."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.const import CONF_LINES, CONF_ZONES, DOMAIN
from custom_components.argus.flows.place_form import SECTION_LINES, SECTION_ZONES
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import translation

from ..conftest import camera_named
from ..forms import change_camera, filled, said, submit


@pytest.mark.parametrize(
    ("language", "first_of_zone", "first_of_line"),
    [
        ("en", "Watch this zone", "Both, each person once"),
        ("fr", "Surveiller cette zone", "Les deux, chaque personne une fois"),
    ],
)
async def test_the_choices_of_zones_and_lines_have_names(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    entry: MockConfigEntry,
    language: str,
    first_of_zone: str,
    first_of_line: str,
) -> None:
    """The frontend translates none inside an object: the form brings them in the language of the home."""
    await hass.config.async_update(language=language)
    # As Home Assistant does when its language changes.
    await translation.async_load_integrations(hass, {DOMAIN})
    form = await change_camera(hass, entry, "Front door")
    schema = form["data_schema"].schema
    zones = schema[SECTION_ZONES].schema.schema[CONF_ZONES].config["fields"]
    lines = schema[SECTION_LINES].schema.schema[CONF_LINES].config["fields"]
    assert zones["kind"]["selector"].config["options"][0] == {
        "value": "include",
        "label": first_of_zone,
    }
    assert lines["counts"]["selector"].config["options"][0] == {
        "value": "both",
        "label": first_of_line,
    }


@pytest.mark.parametrize(
    ("zone", "error", "text"),
    [
        ({"name": " "}, "no_name", ""),
        ({"name": "\u200b"}, "no_name", ""),
        ({"name": "\u2800"}, "no_name", ""),
        ({"name": "\u00ad\U000e0041"}, "no_name", ""),
        ({"name": "Tw\u200bice"}, "bad_name", "Tw\u200bice"),
        ({"name": "Twice"}, "bad_name", "Twice"),
        ({"corners": "10,20 60,20"}, "bad_corners", "10,20 60,20"),
        ({"corners": ""}, "bad_corners", ""),
        ({"corners": "10,20 60,20 60"}, "bad_corners", "10,20 60,20 60"),
        ({"corners": "10,20 60,20 60,90,1"}, "bad_corners", "10,20 60,20 60,90,1"),
        ({"corners": "10,20 60,20 60,101"}, "bad_corners", "10,20 60,20 60,101"),
        ({"corners": "10,20 60,20 -1,90"}, "bad_corners", "10,20 60,20 -1,90"),
        ({"corners": "10,20 60,20 nan,90"}, "bad_corners", "10,20 60,20 nan,90"),
        ({"corners": "left, right, up"}, "bad_corners", "left, right, up"),
    ],
)
async def test_a_zone_that_cannot_be(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    entry: MockConfigEntry,
    zone: dict[str, str],
    error: str,
    text: str,
) -> None:
    good = {"name": "Twice", "kind": "include", "corners": "10,20 60,20 60,90"}
    bad = {**good, "name": "Bad", **zone}
    form = await submit(
        hass, await change_camera(hass, entry, "Garden"), zones=[good, bad]
    )
    assert said(form, {SECTION_ZONES: error})["reason"] == text
    assert camera_named(argus, "Garden").settings.zones == ()
    result = await submit(hass, form, zones=[good])
    assert result["type"] is FlowResultType.ABORT
    assert len(camera_named(argus, "Garden").settings.zones) == 1


@pytest.mark.parametrize("number", ["50.5", 50.5, "5.05e1"])
async def test_a_number_may_come_as_text(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    entry: MockConfigEntry,
    number: str | float,
) -> None:
    """In a zone or a profile as in any other field: what fills in forms by HTTP may write it so."""
    form = await change_camera(hass, entry, "Garden")
    corners = "10,20 60,20 60,90"
    zone = {"name": "Gate", "kind": "include", "corners": corners}
    result = await submit(
        hass,
        form,
        zones=[{**zone, "sensitivity": number}],
        profiles=[{"profile": "night", "sensitivity": number}],
    )
    assert result["type"] is FlowResultType.ABORT
    settings = camera_named(argus, "Garden").settings
    assert settings.zones[0].sensitivity == 50
    assert settings.profiles[0].sensitivity == 50


@pytest.mark.parametrize(
    ("line", "error", "text"),
    [
        ({"name": ""}, "no_name", ""),
        ({"ends": "10,20"}, "bad_line", "10,20"),
        ({"ends": "10,20 30,40 50,60"}, "bad_line", "10,20 30,40 50,60"),
        ({"ends": "10,20 10.5,20.5"}, "short_line", "10,20 10.5,20.5"),
        ({"ends": "nan,20 10,20"}, "bad_line", "nan,20 10,20"),
    ],
)
async def test_a_line_that_cannot_be(
    hass: HomeAssistant,
    argus: ArgusRuntime,
    entry: MockConfigEntry,
    line: dict[str, str],
    error: str,
    text: str,
) -> None:
    bad = {"name": "Door", "ends": "10,20 90,20", "counts": "both", **line}
    form = await submit(hass, await change_camera(hass, entry, "Garden"), lines=[bad])
    assert said(form, {SECTION_LINES: error})["reason"] == text
    assert camera_named(argus, "Garden").settings.lines == ()


async def test_zones_and_lines_keep_their_ids(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """Entities and counters hang on the ids."""
    garden = camera_named(argus, "Garden")

    def zone(name: str, corners: str) -> dict[str, str]:
        return {"name": name, "kind": "include", "corners": corners}

    def line(name: str, ends: str) -> dict[str, str]:
        return {"name": name, "ends": ends, "counts": "both"}

    def ids() -> dict[str, str]:
        settings = garden.settings
        return {part.name: part.id for part in (*settings.zones, *settings.lines)}

    async def change(zones: list[Any], lines: list[Any]) -> dict[str, str]:
        form = await change_camera(hass, entry, "Garden")
        result = await submit(hass, form, interval=0.2, zones=zones, lines=lines)
        assert result["type"] is FlowResultType.ABORT
        return ids()

    here, there, lane = "0,0 50,0 50,50", "50,50 90,50 90,90", "10,50 90,50"
    before = await change(
        [zone("Path", here), zone("Lawn", there)],
        [line("Gate", lane), line("Shed", "0,0 100,100")],
    )
    assert len(set(before.values())) == 4
    # Renamed: the place tells that it is the same one. Order does not matter.
    after = await change(
        [zone("Grass", there), zone("Path", here)],
        [line("Shed", "0,0 100,100"), line("Entrance", lane)],
    )
    assert after["Grass"] == before["Lawn"]
    assert after["Path"] == before["Path"]
    assert after["Shed"] == before["Shed"]
    assert after["Entrance"] == before["Gate"]
    # Moved: the name tells.
    moved = await change(
        [zone("Grass", "1,1 50,1 50,50"), zone("Path", here)],
        [line("Shed", "0,0 50,100"), line("Entrance", lane)],
    )
    assert moved == after
    # A new one in the old place of a moved one is new.
    more = await change(
        [zone("Path", "2,2 9,9 2,9"), zone("New", here)], [line("Entrance", lane)]
    )
    assert more["Path"] == before["Path"]
    assert more["New"] not in before.values()
    # Two with the same corners do not share an id.
    twins = await change([zone("One", here), zone("Two", here)], [])
    assert len(set(twins.values())) == 2


async def test_the_form_shows_what_a_zone_was_given(
    hass: HomeAssistant, argus: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """A sensitivity and kinds of its own, or what is ignored; whatever was left empty stays empty."""
    entered = [
        {
            "name": "Drive",
            "kind": "include",
            "corners": "0,0 50,0 50,50",
            "sensitivity": 70,
            "kinds": ["person", "vehicle"],
        },
        {"name": "Lawn", "kind": "include", "corners": "50,50 90,50 90,90"},
        {
            "name": "Screen",
            "kind": "exclude",
            "corners": "50,0 90,0 90,40",
            "ignore": "both",
        },
    ]
    form = await change_camera(hass, entry, "Garden")
    result = await submit(hass, form, zones=entered)
    assert result["type"] is FlowResultType.ABORT
    shown = filled(await change_camera(hass, entry, "Garden"))[SECTION_ZONES]
    assert shown[CONF_ZONES] == entered
