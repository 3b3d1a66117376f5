"""Profiles: what holds for all cameras, chosen by people, an alarm panel or a schedule."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.const import (
    CONF_PROFILE_FOLLOWS,
    CONF_PROFILE_STATES,
    CONF_PROFILES,
    DOMAIN,
)
from custom_components.argus.model.camera_status import CameraStatus
from custom_components.argus.model.decision import Verdict
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er, issue_registry as ir

from .alerts.runtime import add_alert, decided, mailbox
from .conftest import MOVING, FakeCamera, Show, camera_named, until
from .test_switch import DOOR, states, turn

PROFILE = "select.argus_profile"
PANEL = "alarm_control_panel.house"
SENSITIVITY = "number.argus_front_door_sensitivity"


async def choose(hass: HomeAssistant, profile: str) -> None:
    """Choose a profile as a person does."""
    await hass.services.async_call(
        "select",
        "select_option",
        {"entity_id": PROFILE, "option": profile},
        blocking=True,
    )
    await hass.async_block_till_done()


def holds(hass: HomeAssistant) -> str:
    """Return the profile that holds."""
    state = hass.states.get(PROFILE)
    assert state is not None
    return state.state


async def say(hass: HomeAssistant, entity_id: str, state: str) -> None:
    """Let an entity have a state."""
    hass.states.async_set(entity_id, state)
    await hass.async_block_till_done()


async def set_options(
    hass: HomeAssistant, entry: MockConfigEntry, **options: Any
) -> None:
    """Change options of Argus."""
    hass.config_entries.async_update_entry(entry, options={**entry.options, **options})
    await hass.async_block_till_done()


async def set_profiles(
    hass: HomeAssistant, runtime: ArgusRuntime, *changes: dict[str, Any]
) -> None:
    """Say what is otherwise at the front door in some profiles."""
    camera_named(runtime, "Front door").async_set(profiles=list(changes))
    await hass.async_block_till_done()


async def test_everybody_is_home_at_first_and_nothing_is_otherwise(
    hass: HomeAssistant, calm: ArgusRuntime
) -> None:
    assert holds(hass) == "home"
    before = {c: c.settings for c in calm.cameras.values()}
    for profile in ("away", "night", "home"):
        await choose(hass, profile)
        assert holds(hass) == profile
        assert {c: c.settings for c in calm.cameras.values()} == before


async def test_off_stops_all_cameras_and_another_profile_starts_them_again(
    hass: HomeAssistant, argus: ArgusRuntime, cameras: dict[str, FakeCamera]
) -> None:
    # What the user stopped for good stays stopped.
    await turn(hass, "switch.argus_garden_detection", "off")
    await choose(hass, "off")
    assert states(hass) == ("off", "off", "off")
    assert all(c.status is CameraStatus.STOPPED for c in argus.cameras.values())
    await choose(hass, "home")
    assert states(hass) == ("on", "off", "on")
    door = camera_named(argus, "Front door")
    await until(lambda: door.status is CameraStatus.WATCHING)


async def test_each_camera_is_watched_as_its_profile_says(
    hass: HomeAssistant, calm: ArgusRuntime
) -> None:
    await set_profiles(
        hass,
        calm,
        {"profile": "night", "sensitivity": 80},
        {"profile": "home", "detection": False, "alerts": False},
    )
    door, garden = (camera_named(calm, name) for name in ("Front door", "Garden"))
    assert door.status is CameraStatus.STOPPED
    assert not door.settings.alerts
    await choose(hass, "night")
    assert (door.settings.sensitivity, garden.settings.sensitivity) == (80, 50)
    assert door.settings.alerts
    await until(lambda: door.status is CameraStatus.WATCHING)
    assert hass.states.get(SENSITIVITY).state == "80"
    # Without a break in watching.
    loop = door.watch
    await choose(hass, "away")
    assert door.settings.sensitivity == 50
    assert door.watch is loop


async def test_what_a_profile_sets_is_changed_for_that_profile(
    hass: HomeAssistant, calm: ArgusRuntime
) -> None:
    await set_profiles(hass, calm, {"profile": "night", "sensitivity": 80})
    door = camera_named(calm, "Front door")

    async def set_sensitivity(value: int) -> None:
        await hass.services.async_call(
            "number",
            "set_value",
            {"entity_id": SENSITIVITY, "value": value},
            blocking=True,
        )
        await hass.async_block_till_done()

    await choose(hass, "night")
    await set_sensitivity(90)
    assert door.settings.sensitivity == 90
    await choose(hass, "home")
    assert door.settings.sensitivity == 50
    await set_sensitivity(40)
    await choose(hass, "night")
    assert door.settings.sensitivity == 90
    await choose(hass, "away")
    assert door.settings.sensitivity == 40
    # One camera that goes on while all others are off.
    await choose(hass, "off")
    await turn(hass, DOOR, "on")
    assert states(hass) == ("on", "off", "on")
    await choose(hass, "home")
    await choose(hass, "off")
    assert states(hass) == ("on", "off", "on")


async def test_alerts_say_nothing_of_a_camera_where_the_profile_says_so(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    mails = mailbox(hass)
    alert = await add_alert(hass, entry, cooldown=0)
    await set_profiles(hass, calm, {"profile": "home", "alerts": False})
    await Show(hass, camera_named(calm, "Front door"))(MOVING)
    await decided(alert, Verdict.PROFILE)
    assert mails == []
    await Show(hass, camera_named(calm, "Garden"))(MOVING)
    await decided(alert, Verdict.PROFILE, Verdict.SENT)
    assert len(mails) == 1


@pytest.mark.parametrize("profile", ["away", "off", "Holidays"])
async def test_survives_a_restart(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry, profile: str
) -> None:
    await set_options(hass, entry, **{CONF_PROFILES: ["Holidays"]})
    await choose(hass, profile)
    before = states(hass)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert holds(hass) == profile
    assert states(hass) == before


async def test_ones_own_profiles(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    await set_options(hass, entry, **{CONF_PROFILES: ["Holidays", "Party"]})
    state = hass.states.get(PROFILE)
    assert state.attributes["options"] == [
        "home",
        "away",
        "night",
        "off",
        "Holidays",
        "Party",
    ]
    await set_profiles(hass, calm, {"profile": "Party", "detection": False})
    await choose(hass, "Party")
    assert states(hass)[0] == "off"
    # One that is no more cannot hold.
    await set_options(hass, entry, **{CONF_PROFILES: ["Holidays"]})
    assert holds(hass) == "home"
    assert states(hass)[0] == "on"
    with pytest.raises(ServiceValidationError):
        await choose(hass, "Party")


async def test_follows_an_alarm_panel(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    await say(hass, PANEL, "armed_away")
    await set_options(hass, entry, **{CONF_PROFILE_FOLLOWS: PANEL})
    assert holds(hass) == "away"
    for state, profile in (
        ("armed_night", "night"),
        # It goes off: that is no reason to watch less.
        ("pending", "night"),
        ("triggered", "night"),
        ("unavailable", "night"),
        ("disarmed", "home"),
        ("arming", "home"),
        ("armed_vacation", "away"),
        ("armed_home", "home"),
    ):
        await say(hass, PANEL, state)
        assert holds(hass) == profile, state
    # People may choose otherwise until it changes, also across a restart.
    await choose(hass, "off")
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert holds(hass) == "off"
    await say(hass, PANEL, "armed_away")
    assert holds(hass) == "away"


async def test_takes_over_what_changed_while_argus_was_not_there(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    await say(hass, PANEL, "disarmed")
    await set_options(hass, entry, **{CONF_PROFILE_FOLLOWS: PANEL})
    assert await hass.config_entries.async_unload(entry.entry_id)
    await say(hass, PANEL, "armed_away")
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert holds(hass) == "away"


async def test_follows_a_schedule(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    await set_options(
        hass,
        entry,
        **{
            CONF_PROFILE_FOLLOWS: "schedule.bedtime",
            CONF_PROFILE_STATES: {"on": "night", "off": "home"},
        },
    )
    # It may come later than Argus.
    for state, profile in (("on", "night"), ("off", "home"), ("on", "night")):
        await say(hass, "schedule.bedtime", state)
        assert holds(hass) == profile


async def test_what_is_followed_may_be_renamed_and_is_missed_when_it_is_gone(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    registry = er.async_get(hass)
    mode = registry.async_get_or_create(
        "input_select", "test", "mode", suggested_object_id="mode"
    )
    await say(hass, mode.entity_id, "away")
    await set_options(hass, entry, **{CONF_PROFILE_FOLLOWS: mode.entity_id})
    assert holds(hass) == "away"
    hass.states.async_remove(mode.entity_id)
    registry.async_update_entity(
        mode.entity_id, new_entity_id="input_select.house_mode"
    )
    await say(hass, "input_select.house_mode", "night")
    assert holds(hass) == "night"
    registry.async_remove("input_select.house_mode")
    hass.states.async_remove("input_select.house_mode")
    await hass.async_block_till_done()
    assert ir.async_get(hass).async_get_issue(
        DOMAIN, "profile_misses_input_select.house_mode"
    )
    assert holds(hass) == "night"


async def test_a_damaged_file_is_no_reason_to_fail(
    hass: HomeAssistant, entry: MockConfigEntry, hass_storage: dict[str, Any]
) -> None:
    hass_storage["argus.profile"] = {
        "version": 1,
        "key": "argus.profile",
        "data": {"profile": ["x"], "followed": 7},
    }
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert holds(hass) == "home"
