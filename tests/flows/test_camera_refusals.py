"""Tests of what the form of a camera does not take, warns of, or says where there is nothing to pick."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.flows import camera_flow
from custom_components.argus.model.camera_settings import SourceKind
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.components.camera.const import CameraEntityFeature
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData

from ..alert_forms import collapsed
from ..conftest import GARDEN, SHOP, FakeCamera, camera_named
from ..forms import add_camera, change_camera, filled, said, start, submit

LINE = {"name": "Door", "ends": "10,50 90,50", "counts": "both"}


def zone(corners: str, kind: str = "include", name: str = "Gate") -> dict[str, str]:
    return {"name": name, "kind": kind, "corners": corners}


GATE = zone("0,0 50,0 50,50")
WHOLE = zone("0,0 100,0 100,100 0,100", "exclude", "All")
MANY = [zone("0,0 50,0 50,50", name=f"{number}") for number in range(51)]

REFUSED: list[tuple[str, str, str, dict[str, Any]]] = [
    ("sees_nothing", "motion_settings", "", {"motion": False, "faces": False}),
    ("zone_flat", "zone_settings", "Gate", {"zones": [zone("0,0 50,50 100,100")]}),
    ("zone_crossed", "zone_settings", "Gate", {"zones": [zone("0,0 9,9 9,0 0,9")]}),
    ("zone_small", "zone_settings", "Gate", {"zones": [zone("0,0 2,0 2,2")]}),
    (
        "zone_small",
        "zone_settings",
        "Gate",
        {"zones": [zone("0,0 9,0 9,9")], "min_object": 5},
    ),
    ("all_ignored", "zone_settings", "", {"zones": [WHOLE]}),
    ("zone_ignored", "zone_settings", "Gate", {"zones": [zone("0,0 9,0 9,9"), WHOLE]}),
    ("too_many_zones", "zone_settings", "50", {"zones": MANY}),
    ("too_many_corners", "zone_settings", "100", {"zones": [zone("1,1 2,2 " * 51)]}),
    ("too_long", "zone_settings", "1,1", {"zones": [zone("1,1 " * 10**4)]}),
    ("too_long", "zone_settings", "xxx", {"zones": [zone("", name="x" * 101)]}),
    ("bad_characters", "zone_settings", "a·b", {"zones": [zone("", name="a\nb")]}),
    ("bad_characters", "line_settings", "·", {"lines": [{**LINE, "name": "a\x1bb"}]}),
    ("bad_characters", "line_settings", "·", {"lines": [{**LINE, "name_in": "a\0b"}]}),
    ("too_many_lines", "line_settings", "50", {"lines": [LINE] * 51}),
    ("bad_characters", "location", "a·b", {"location": "a\rb"}),
    ("too_long", "location", "xxx", {"location": "x" * 10**5}),
    ("no_kinds", "object_settings", "", {"object_kinds": []}),
    (
        "kinds_unknown",
        "object_settings",
        "",
        {"object_detector": "off", "only_kinds": True},
    ),
    (
        "zone_other_kinds",
        "zone_settings",
        "Gate",
        {"zones": [{**GATE, "kinds": ["person"]}], "object_kinds": ["vehicle"]},
    ),
    (
        "line_wants_persons",
        "line_settings",
        "Door",
        {"lines": [{**LINE, "counts": "persons"}], "object_kinds": ["vehicle"]},
    ),
    (
        "line_wants_vehicles",
        "line_settings",
        "Door",
        {"lines": [{**LINE, "counts": "vehicles"}], "object_kinds": ["animal"]},
    ),
    (
        "line_wants_motion",
        "line_settings",
        "Door",
        {"lines": [{**LINE, "counts": "persons"}], "motion": False},
    ),
    (
        "line_wants_motion",
        "line_settings",
        "Door",
        {"lines": [{**LINE, "counts": "vehicles"}], "motion": False},
    ),
    (
        "line_wants_faces",
        "line_settings",
        "Door",
        {"lines": [{**LINE, "counts": "faces"}], "faces": False},
    ),
]


@pytest.mark.parametrize(("error", "where", "told", "changes"), REFUSED)
async def test_what_cannot_be_is_said_where_it_is_and_nothing_is_lost(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    error: str,
    where: str,
    told: str,
    changes: dict[str, Any],
) -> None:
    form = await change_camera(hass, entry, "Garden")
    assert "zone_settings" in collapsed(form)
    values = filled(form, **changes)
    before = camera_named(calm, "Garden").settings
    form = await submit(hass, form, **changes)
    placeholders = said(form, {where: error})
    assert told in placeholders["reason"]
    assert len(placeholders["reason"]) < 200
    assert where not in collapsed(form)
    assert filled(form) == values
    assert camera_named(calm, "Garden").settings == before


@pytest.mark.parametrize(
    "changes",
    [
        {"zones": [zone("0,0 50,0 50,50")] * 10**4},
        {"zones": [5]},
        {"zones": {"name": "Gate"}},
        {"zones": [{**zone("0,0 50,0 50,50"), "corners": [[0, 0]] * 600_000}]},
        {"lines": [LINE] * 10**4},
    ],
)
async def test_hostile_input_is_refused_before_it_is_looked_at(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    changes: dict[str, Any],
) -> None:
    form = await change_camera(hass, entry, "Garden")
    with pytest.raises(InvalidData):
        await submit(hass, form, **changes)


async def test_lines_at_a_slow_pace_are_warned_of_once(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    cameras: dict[str, FakeCamera],
) -> None:
    """Counting needs five pictures a second; who knows better submits again."""
    form = await change_camera(hass, entry, "Garden")
    form = await submit(hass, form, lines=[LINE])
    assert said(form, {"interval": "lines_want_pace"})["reason"] == "60 s"
    # Another pace that is too slow is warned of, too.
    form = await submit(hass, form, interval=0.5)
    assert said(form, {"interval": "lines_want_pace"})["reason"] == "0.5 s"
    result = await submit(hass, form)
    assert result["type"] is FlowResultType.ABORT
    # It is so already: no word about it when something else changes.
    form = await change_camera(hass, entry, "Garden")
    result = await submit(hass, form, sensitivity=60)
    assert result["type"] is FlowResultType.ABORT
    # As fast as it should be.
    form = await submit(
        hass, await add_camera(hass, entry), camera=SHOP, lines=[LINE], interval=0.2
    )
    assert form["type"] is FlowResultType.CREATE_ENTRY


async def test_kinds_that_nobody_tells_apart_are_warned_of_once(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
) -> None:
    """Without a detector whatever moves counts, also where only some kinds are wanted."""
    cars = {**LINE, "counts": "vehicles"}
    people = {**GATE, "kinds": ["person"]}
    form = await change_camera(hass, entry, "Garden")
    form = await submit(hass, form, zones=[people], object_detector="off", interval=0.2)
    placeholders = said(form, {"object_settings": "kinds_not_told"})
    assert placeholders["reason"] == "Gate"
    assert "object_settings" not in collapsed(form)
    # More of them is warned of, too.
    form = await submit(hass, form, lines=[cars])
    placeholders = said(form, {"object_settings": "kinds_not_told"})
    assert placeholders["reason"] == "Gate, Door"
    assert (await submit(hass, form))["type"] is FlowResultType.ABORT
    assert camera_named(calm, "Garden").settings.object_detector == "off"
    # It is so already.
    form = await change_camera(hass, entry, "Garden")
    form = await submit(hass, form, sensitivity=60)
    assert form["type"] is FlowResultType.ABORT


async def test_the_stream_is_offered_where_there_is_one(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    cameras: dict[str, FakeCamera],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    form = await change_camera(hass, entry, "Garden")
    form = await submit(hass, form, source="stream")
    assert form["errors"] == {"source": "no_stream"}

    async def stream_source(_camera: FakeCamera) -> str:
        return "rtsp://127.0.0.1:1/nothing"

    monkeypatch.setattr(FakeCamera, "stream_source", stream_source)
    cameras[GARDEN]._attr_supported_features = CameraEntityFeature.STREAM
    cameras[GARDEN].async_write_ha_state()
    form = await submit(hass, form, source="snapshot", lines=[LINE])
    assert form["errors"] == {"source": "lines_want_stream"}
    result = await submit(hass, form, source="auto")
    assert result["type"] is FlowResultType.ABORT
    assert camera_named(calm, "Garden").settings.source is SourceKind.AUTO


async def test_a_camera_that_is_away_is_not_blamed_for_its_stream(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    cameras: dict[str, FakeCamera],
) -> None:
    cameras[GARDEN].set_available(False)
    await hass.async_block_till_done()
    form = await change_camera(hass, entry, "Garden")
    result = await submit(hass, form, lines=[LINE], source="stream")
    assert result["type"] is FlowResultType.ABORT


async def test_the_first_page_says_what_to_do_where_there_is_nothing_to_pick(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    await hass.config_entries.async_remove(entry.entry_id)
    form = await start(hass)
    hints = form["description_placeholders"]
    assert hints is not None
    assert hints["hint_cameras"] == ""
    assert "app on a phone" in hints["hint_notify"]
    hass.states.async_set("notify.phone", "unknown")
    hints = (await start(hass))["description_placeholders"]
    assert hints is not None
    assert hints["hint_notify"] == ""


@pytest.mark.parametrize("sent", ["zones", ["zones"], 5, {"zone_settings": "none"}])
async def test_what_is_no_form_is_refused(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry, sent: Any
) -> None:
    """Text, a list or a number in the place of a form or of one of its sections."""
    form = await change_camera(hass, entry, "Garden")
    before = camera_named(calm, "Garden").settings
    entered = {**filled(form), **sent} if isinstance(sent, dict) else sent
    with pytest.raises(InvalidData):
        await hass.config_entries.subentries.async_configure(form["flow_id"], entered)
    assert camera_named(calm, "Garden").settings == before
    # The flow goes on.
    assert (await submit(hass, form))["type"] is FlowResultType.ABORT


async def test_a_camera_that_was_removed_meanwhile(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """The form ends with a sentence."""
    form = await change_camera(hass, entry, "Garden")
    garden = camera_named(calm, "Garden").subentry.subentry_id
    hass.config_entries.async_remove_subentry(entry, garden)
    await hass.async_block_till_done()
    result = await submit(hass, form, sensitivity=60)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "removed"


async def test_a_camera_that_is_removed_while_its_form_is_read(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    form = await change_camera(hass, entry, "Garden")
    garden = camera_named(calm, "Garden").subentry.subentry_id

    async def remove(*_about: object) -> None:
        hass.config_entries.async_remove_subentry(entry, garden)

    monkeypatch.setattr(camera_flow, "async_check_source", remove)
    result = await submit(hass, form, sensitivity=60, interval=0.2, lines=[LINE])
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "removed"
