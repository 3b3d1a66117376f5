"""Tests of the WebSocket commands that draw zones and lines."""

from typing import Any

import pytest

from custom_components.argus.const import CONF_LINES, CONF_ZONES
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant

from ..conftest import camera_named, entity_of
from .asker import Asker

WHOLE = [[0, 0], [1, 0], [1, 1], [0, 1]]
SQUARE = [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]]
ZONE = {"name": "Door", "points": SQUARE}
LINE = {"name": "Step", "start": [0.1, 0.5], "end": [0.9, 0.5]}


async def test_zones_and_lines_are_drawn(
    hass: HomeAssistant, calm: ArgusRuntime, ask: Asker
) -> None:
    """They are stored and used at once; one that is drawn again keeps its id."""
    garden = camera_named(calm, "Garden")
    told = await ask.result(
        "camera/update", camera="garden", zones=[ZONE], lines=[LINE]
    )
    await hass.async_block_till_done()
    (zone,), (line,) = garden.settings.zones, garden.settings.lines
    assert (zone.name, len(zone.points), zone.kind) == ("Door", 4, "include")
    assert (line.name, line.start.x, line.counts) == ("Step", 0.1, "both")
    assert told == {
        "zones": garden.subentry.data[CONF_ZONES],
        "lines": garden.subentry.data[CONF_LINES],
    }
    assert told["zones"][0]["id"] == zone.id
    entity_of(
        hass,
        "sensor",
        f"{garden.config_entry.entry_id}_{garden.subentry.subentry_id}"
        f"_visitors_in_{line.id}",
    )

    moved = {**told["zones"][0], "name": "Gate", "kind": "exclude", "sensitivity": 80}
    # Of what is watched, something has to be left.
    beside = [[0, 0], [0.1, 0], [0.1, 1], [0, 1]]
    told = await ask.result(
        "camera/update",
        camera="garden",
        zones=[moved, {**ZONE, "id": "made up", "points": beside}],
    )
    await hass.async_block_till_done()
    assert [z.name for z in garden.settings.zones] == ["Gate", "Door"]
    assert garden.settings.zones[0].id == zone.id
    assert garden.settings.zones[0].sensitivity == 80
    assert told["zones"][1]["id"] not in {zone.id, "made up"}
    assert garden.settings.lines == (line,), "not asked to change"
    assert await ask.result("camera/update", camera="garden") == told
    await ask.result("camera/update", camera="garden", zones=[], lines=[])
    await hass.async_block_till_done()
    assert (garden.settings.zones, garden.settings.lines) == ((), ())


async def test_kinds_of_a_zone_are_kept_until_others_are_named(
    hass: HomeAssistant, calm: ArgusRuntime, ask: Asker
) -> None:
    """By the card that shows them, and by an editor that does not know of them."""
    garden = camera_named(calm, "Garden")

    async def save(zone: dict[str, Any]) -> dict[str, Any]:
        told = await ask.result("camera/update", camera="garden", zones=[zone])
        await hass.async_block_till_done()
        saved: dict[str, Any] = told["zones"][0]
        assert sorted(garden.settings.zones[0].kinds) == saved.get("kinds", [])
        return saved

    saved = await save({**ZONE, "kinds": ["vehicle", "person"]})
    assert saved["kinds"] == ["person", "vehicle"]
    unknowing = {key: value for key, value in saved.items() if key != "kinds"}
    assert (await save({**unknowing, "name": "Road"}))["kinds"] == saved["kinds"]
    assert (await save({**saved, "kinds": ["animal"]}))["kinds"] == ["animal"]
    assert (await save({**saved, "kinds": []}))["kinds"] == []


@pytest.mark.parametrize(
    "places",
    [
        {"zones": [{**ZONE, "points": SQUARE[:2]}]},
        {"zones": [{**ZONE, "points": [SQUARE[0], SQUARE[1], SQUARE[0]]}]},
        {"zones": [{**ZONE, "points": [*SQUARE, [1.1, 0.5]]}]},
        {"zones": [{**ZONE, "points": [*SQUARE, [-0.1, 0.5]]}]},
        {"zones": [{**ZONE, "points": [*SQUARE, [0.5]]}]},
        {"zones": [{**ZONE, "points": [*SQUARE, [0.5, "0.5"]]}]},
        {"zones": [{**ZONE, "points": [*SQUARE, [0.5, True]]}]},
        {"zones": [{**ZONE, "points": [*SQUARE, [0.5, None]]}]},
        {"zones": [{**ZONE, "points": SQUARE * 30}]},
        # On one line, across itself, smaller than the smallest object, and all that is watched ignored.
        {"zones": [{**ZONE, "points": [[0, 0], [0.5, 0.5], [1, 1]]}]},
        {"zones": [{**ZONE, "points": [[0, 0], [1, 1], [1, 0], [0, 1]]}]},
        {"zones": [{**ZONE, "points": [[0, 0], [0.02, 0], [0.02, 0.02]]}]},
        {"zones": [{**ZONE, "points": WHOLE, "kind": "exclude"}]},
        {
            "zones": [
                ZONE,
                {**ZONE, "name": "All", "points": WHOLE, "kind": "exclude"},
            ]
        },
        {"zones": [{**ZONE, "name": "a\nb"}]},
        {"zones": [{**ZONE, "name": "a\x1b[2Jb"}]},
        {"lines": [{**LINE, "name_in": "a\0b"}]},
        {"zones": [{**ZONE, "name": "  "}]},
        {"zones": [{**ZONE, "name": "\u200b"}]},
        {"zones": [{**ZONE, "name": "\u200e\u200f"}]},
        {"zones": [ZONE, {**ZONE, "name": "Do\u200bor"}]},
        {"zones": [{**ZONE, "kind": 5}]},
        {"zones": [{**ZONE, "sensitivity": True}]},
        {"lines": [{**LINE, "name": "\u2800"}]},
        {"lines": [{**LINE, "name_in": "\u00ad"}]},
        {"lines": [{**LINE, "name_out": "\U000e0041"}]},
        {"zones": [{**ZONE, "name": "x" * 101}]},
        {"zones": [{**ZONE, "name": "Do\r\nor"}]},
        {"zones": [{**ZONE, "name": "Do\0or"}]},
        {"zones": [{**ZONE, "name": "Door\n"}]},
        {"lines": [{**LINE, "name": "\x1b[31mStep"}]},
        {"lines": [{**LINE, "name_in": "in\u202e"}]},
        {"zones": [ZONE, ZONE]},
        {"zones": [{**ZONE, "kind": "secret"}]},
        {"zones": [{**ZONE, "sensitivity": 101}]},
        {"zones": [{**ZONE, "colour": "red"}]},
        {"zones": [{**ZONE, "name": str(n)} for n in range(51)]},
        {"zones": None},
        {"lines": [{**LINE, "end": [0.1, 0.51]}]},
        {"lines": [{**LINE, "end": [0.1, 1.51]}]},
        {"lines": [{**LINE, "counts": "cars"}]},
        {"lines": [LINE, {**LINE, "end": [0.5, 0.9]}]},
        {
            "lines": [
                {**LINE, "id": "a"},
                {**LINE, "id": "a", "name": "Other"},
            ]
        },
    ],
)
async def test_places_that_are_none(
    calm: ArgusRuntime, ask: Asker, places: dict[str, Any]
) -> None:
    """What cannot be looked at or crossed is refused, and nothing is stored."""
    before = dict(camera_named(calm, "Garden").subentry.data)
    assert await ask.error("camera/update", camera="garden", **places) == (
        "invalid_format"
    )
    assert dict(camera_named(calm, "Garden").subentry.data) == before


@pytest.mark.parametrize(
    ("settings", "places", "told"),
    [
        (
            {"object_kinds": ["vehicle"]},
            {"zones": [{**ZONE, "kinds": ["person"]}]},
            "The zone “Door” is only for kinds",
        ),
        (
            {"object_kinds": ["vehicle"]},
            {"lines": [{**LINE, "counts": "persons"}]},
            "Tick “Persons” under “Look for” in the camera's settings",
        ),
        (
            {"object_kinds": ["animal"]},
            {"lines": [{**LINE, "counts": "vehicles"}]},
            "Tick “Vehicles” under “Look for” in the camera's settings",
        ),
        (
            {"motion": False},
            {"lines": [{**LINE, "counts": "motion"}]},
            "“Detect motion” is off",
        ),
        (
            {"faces": False},
            {"lines": [{**LINE, "counts": "faces"}]},
            "“Detect faces” is off",
        ),
    ],
)
async def test_places_that_would_see_nothing(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    ask: Asker,
    settings: dict[str, Any],
    places: dict[str, Any],
    told: str,
) -> None:
    """The editor is told the same as the form."""
    garden = camera_named(calm, "Garden")
    garden.async_set(**settings)
    await hass.async_block_till_done()
    before = dict(garden.subentry.data)
    answer = await ask("camera/update", camera="garden", **places)
    assert told in answer["error"]["message"]
    assert dict(garden.subentry.data) == before
