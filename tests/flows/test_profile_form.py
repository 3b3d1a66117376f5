"""Tests of the forms that say when to look, and what is otherwise in a profile."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.model.profile import ProfileChange, ProfileRules
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import Ignored
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from ..conftest import camera_named
from ..forms import change_camera, filled, open_options, said, submit, submit_options

BELL = "event.doorbell"
BEDTIME = "schedule.bedtime"


async def test_when_to_look(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    hass.states.async_set(BELL, "unavailable")
    form = await change_camera(hass, entry, "Garden")
    result = await submit(
        hass,
        form,
        look_while=BELL,
        look_states=[" ring ", "ring", ""],
        look_after={"minutes": 1, "seconds": 5},
    )
    assert result["type"] is FlowResultType.ABORT
    settings = camera_named(calm, "Garden").settings
    assert settings.look_while == BELL
    assert settings.look_states == ("ring",)
    assert settings.look_after == 65
    shown = filled(await change_camera(hass, entry, "Garden"))["expert_settings"]
    assert shown["look_while"] == BELL
    assert shown["look_states"] == ["ring"]
    assert shown["look_after"] == {"hours": 0, "minutes": 1, "seconds": 5}
    await submit(
        hass,
        await change_camera(hass, entry, "Garden"),
        look_while=None,
        look_states=[],
    )
    assert camera_named(calm, "Garden").settings.looks_while is None


@pytest.mark.parametrize(
    ("entered", "error"),
    [
        ({"look_while": BELL, "look_after": {"seconds": 0}}, "no_look_after"),
        ({"look_after": {"hours": 25}}, "bad_look_after"),
        ({"look_states": [f"state {n}" for n in range(21)]}, "too_many_states"),
        ({"look_states": ["a\nb"]}, "bad_characters"),
        ({"look_states": ["a" * 101]}, "too_long"),
        ({"look_while": "event.gone"}, "entity_gone"),
        # What the registry calls an entity is no name that a form shows.
        ({"look_while": "0123456789abcdef" * 2}, "entity_gone"),
        ({"look_while": "camera.garden"}, "wrong_entity"),
    ],
)
async def test_when_to_look_that_cannot_be(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    entered: dict[str, Any],
    error: str,
) -> None:
    hass.states.async_set(BELL, "unknown")
    form = await change_camera(hass, entry, "Garden")
    said(await submit(hass, form, **entered), {"expert_settings": error})
    assert camera_named(calm, "Garden").settings.look_while is None


async def test_what_is_otherwise_in_profiles(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    hass.config_entries.async_update_entry(entry, options={"profiles": ["Party"]})
    form = await change_camera(hass, entry, "Garden")
    entered = [
        {"profile": "night", "sensitivity": 80},
        {"profile": "Party", "detection": "off", "alerts": "on"},
    ]
    assert (await submit(hass, form, profiles=entered))["type"] is FlowResultType.ABORT
    assert camera_named(calm, "Garden").settings.profiles == (
        ProfileChange("night", sensitivity=80),
        ProfileChange("Party", detection=False, alerts=True),
    )
    shown = filled(await change_camera(hass, entry, "Garden"))["profile_settings"]
    assert shown["profiles"] == entered


@pytest.mark.parametrize(
    ("entered", "error"),
    [
        ([{"profile": "night"}, {"profile": "night"}], "profile_twice"),
        ([{"profile": "night"}] * 25, "too_many_profiles"),
    ],
)
async def test_profiles_of_a_camera_that_cannot_be(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    entered: list[dict[str, Any]],
    error: str,
) -> None:
    form = await change_camera(hass, entry, "Garden")
    result = await submit(hass, form, profiles=entered)
    said(result, {"profile_settings": error})


async def test_profiles_that_there_are_and_what_chooses(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    hass.states.async_set(BEDTIME, "off")
    form = await open_options(hass, entry)
    result = await submit_options(
        hass,
        form,
        profiles=[" Holidays ", "Holidays", ""],
        profile_follows=BEDTIME,
        profile_states=[
            {"state": "on", "profile": "Holidays"},
            {"state": "off", "profile": "home"},
            # A row that was added and not filled in.
            {"state": " ", "profile": "night"},
        ],
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert calm.settings.profiles == ProfileRules(
        own=("Holidays",),
        follows=BEDTIME,
        states={"on": "Holidays", "off": "home"},
    )
    assert calm.profile.names == ("home", "away", "night", "off", "Holidays")
    shown = filled(await open_options(hass, entry))["profile_settings"]
    assert shown == {
        "profiles": ["Holidays"],
        "profile_follows": BEDTIME,
        "profile_states": [
            {"state": "on", "profile": "Holidays"},
            {"state": "off", "profile": "home"},
        ],
    }


@pytest.mark.parametrize(
    ("entered", "error"),
    [
        ({"profiles": ["Home"]}, "profile_taken"),
        ({"profiles": ["Ho\u200bme"]}, "profile_taken"),
        ({"profiles": [f"p{n}" for n in range(21)]}, "too_many_profiles"),
        ({"profiles": ["a\u202eb"]}, "bad_characters"),
        (
            {"profile_states": [{"state": "on", "profile": "Party"}]},
            "no_such_profile",
        ),
        ({"profile_follows": BEDTIME}, "profile_states_missing"),
        ({"profile_follows": "person.nobody"}, "entity_gone"),
        ({"profile_follows": "camera.garden"}, "wrong_entity"),
        (
            {
                "profile_states": [
                    {"state": f"{n}", "profile": "home"} for n in range(51)
                ]
            },
            "too_many_states",
        ),
    ],
)
async def test_profiles_that_cannot_be(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    entered: dict[str, Any],
    error: str,
) -> None:
    form = await open_options(hass, entry)
    result = await submit_options(hass, form, **entered)
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {"profile_settings": error}
    assert calm.settings.profiles == ProfileRules()


@pytest.mark.parametrize(
    ("entered", "ignored"),
    [({}, Ignored.MOTION), ({"ignore": "faces"}, Ignored.FACES)],
)
async def test_what_a_zone_ignores(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    entered: dict[str, Any],
    ignored: Ignored,
) -> None:
    television = {"name": "TV", "kind": "exclude", "corners": "0,0 50,0 50,50"}
    form = await change_camera(hass, entry, "Garden")
    await submit(hass, form, zones=[television | entered])
    (zone,) = camera_named(calm, "Garden").settings.zones
    assert zone.ignore is ignored
    shown = filled(await change_camera(hass, entry, "Garden"))["zone_settings"]
    assert shown["zones"][0]["ignore"] == ignored
