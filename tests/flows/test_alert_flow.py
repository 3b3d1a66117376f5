"""Tests of how an alert is made and changed by its form."""

from copy import deepcopy
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.alerts.settings import AlertSettings
from custom_components.argus.flows.alert_form import (
    SECTION_LIGHTS,
    SECTION_NOTIFICATIONS,
    SECTION_ONLY_IF,
    SECTION_OTHERS,
    SECTION_WHEN,
)
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.setup import async_setup_component

from ..alert_forms import (
    ACTION,
    HALL,
    LIGHTS,
    OTHER,
    PHONE,
    begin,
    collapsed,
    furnish,
    only,
)
from ..conftest import camera_named
from ..forms import said, submit
from ..zones import zone

pytestmark = pytest.mark.usefixtures("calm")

CONDITION = {"condition": "state", "entity_id": HALL, "state": "on"}


def everything(camera: str) -> dict[str, Any]:
    """Return a value for each field."""
    return {
        "alert_name": "  Back door ",
        "cameras": [camera],
        "types": ["motion", "tampered"],
        "zones": ["Gate"],
        "min_faces": 2,
        "min_intensity": 1.5,
        "lost_after": {"minutes": 7},
        "start": "22:00:00",
        "end": "06:30:00",
        "days": ["4", "5"],
        "nobody_home": True,
        "schedule": "schedule.shop",
        "armed": "alarm_control_panel.house",
        "conditions": [CONDITION],
        "cooldown": {"hours": 1, "minutes": 2, "seconds": 3},
        "notify": [PHONE, OTHER, PHONE],
        "persistent": True,
        "critical": True,
        "title": "{{ alert }}",
        "message": "At {{ incident.location }}",
        "lights": [HALL, LIGHTS],
        "colour": [0, 0, 255],
        "brightness": 50,
        "flashes": 3,
        "on_seconds": 0.5,
        "off_seconds": 1,
        "sirens": ["siren.attic"],
        "siren_seconds": 10,
        "speakers": ["media_player.hall"],
        "sound": {
            "media_content_id": "media-source://media_source/local/dog.mp3",
            "media_content_type": "audio/mpeg",
            "metadata": {"title": "dog.mp3"},
        },
        "tts": "tts.voice",
        "speech": "Go away",
        "ai_describer": "ai_task.model",
        "ai_prompt": " Count the cats.\nBriefly. ",
        "ai_judge": "ai_task.model",
        "ai_question": " Is it a cat? ",
        "ai_threshold": 80,
        "ai_patience": 7,
        "ai_blur": False,
        "mqtt_topic": " home/alarm ",
        "actions": [ACTION],
    }


async def test_everything_is_kept_and_shown_again(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    furnish(hass)
    assert await async_setup_component(hass, "light", {})
    MockConfigEntry(domain="mqtt").add_to_hass(hass)
    garden = camera_named(calm, "Garden")
    garden.async_set(zones=[zone(name="Gate")])
    values = everything(garden.subentry.subentry_id)
    before = deepcopy(values)
    result = await submit(hass, await begin(hass, entry, "blank"), **values)
    assert result["type"] is FlowResultType.CREATE_ENTRY, result.get("errors")
    assert values == before
    alert = only(entry)
    assert alert.title == "Back door"
    settings = AlertSettings.from_data(alert.data)
    assert settings.cameras == {garden.subentry.subentry_id}
    assert settings.types == {ActivityType.MOTION, ActivityType.TAMPERED}
    assert settings.zones == {"Gate"}
    assert (settings.min_faces, settings.min_intensity) == (2, 1.5)
    assert settings.hours.start.isoformat() == "22:00:00"
    assert settings.hours.end.isoformat() == "06:30:00"
    assert settings.hours.days == {4, 5}
    assert settings.nobody_home
    assert settings.schedule == "schedule.shop"
    assert settings.armed == "alarm_control_panel.house"
    # As it was entered: an automation's validation would have changed it.
    assert settings.conditions == (CONDITION,)
    assert settings.actions == (ACTION,)
    assert settings.cooldown == 3723
    assert settings.lost_after == 420
    assert settings.notify == (PHONE, OTHER)
    assert settings.persistent
    assert settings.critical
    assert settings.title == "{{ alert }}"
    assert settings.message == "At {{ incident.location }}"
    lights = settings.light_alarm
    assert lights is not None
    assert (lights.lights, lights.colour) == ((HALL, LIGHTS), (0, 0, 255))
    assert (lights.brightness, lights.flashes) == (50, 3)
    assert (lights.on, lights.off) == (0.5, 1)
    assert (settings.sirens, settings.siren_seconds) == (("siren.attic",), 10)
    assert settings.speakers == ("media_player.hall",)
    assert settings.sound == values["sound"]
    assert (settings.tts, settings.speech) == ("tts.voice", "Go away")
    assert settings.mqtt_topic == "home/alarm"
    assert settings.ai_describer == settings.ai_judge == "ai_task.model"
    assert settings.ai_prompt == "Count the cats.\nBriefly."
    assert settings.ai_question == "Is it a cat?"
    assert (settings.ai_threshold, settings.ai_patience) == (80, 7)
    assert not settings.ai_blur

    # What is not in the form stays, and saving without a change changes nothing.
    data = {**alert.data, "enabled": False, "later": 1}
    hass.config_entries.async_update_subentry(entry, alert, data=data)
    form = await entry.start_subentry_reconfigure_flow(hass, alert.subentry_id)
    assert form["step_id"] == "alert"
    assert not collapsed(form)
    result = await submit(hass, form)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    assert only(entry).data == data
    assert only(entry).title == "Back door"

    form = await entry.start_subentry_reconfigure_flow(hass, alert.subentry_id)
    await submit(hass, form, alert_name="Front", schedule=None, sound=None, lights=[])
    alert = only(entry)
    assert alert.title == "Front"
    assert alert.data["enabled"] is False
    settings = AlertSettings.from_data(alert.data)
    assert (settings.schedule, settings.sound) == (None, None)
    assert settings.light_alarm is None
    # The colour is there again when lights are added again.
    assert alert.data["colour"] == [0, 0, 255]


async def test_times_may_be_short(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    form = await begin(hass, entry, "blank")
    await submit(
        hass, form, alert_name="Early", persistent=True, start="7:05", end="9:00"
    )
    hours = AlertSettings.from_data(only(entry).data).hours
    assert hours.start.isoformat() == "07:05:00"
    assert hours.end.isoformat() == "09:00:00"


async def test_a_condition_may_be_a_template_alone(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    template = "{{ incident.faces_count > 1 }}"
    form = await begin(hass, entry, "blank")
    await submit(hass, form, alert_name="Two", persistent=True, conditions=[template])
    assert AlertSettings.from_data(only(entry).data).conditions == (
        {"condition": "template", "value_template": template},
    )


async def test_sections_that_matter_are_open(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    blank = collapsed(await begin(hass, entry, "blank"))
    assert {SECTION_WHEN, SECTION_NOTIFICATIONS}.isdisjoint(blank)
    assert {SECTION_ONLY_IF, SECTION_LIGHTS, SECTION_OTHERS} <= blank
    assert SECTION_ONLY_IF not in collapsed(await begin(hass, entry, "night"))


async def test_cameras_and_zones_that_are_gone_are_named(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """An alert for one camera does not turn into one for all when that camera goes."""
    garden = camera_named(calm, "Garden").subentry.subentry_id
    camera_named(calm, "Garden").async_set(zones=[zone(name="Gate")])
    camera_named(calm, "Front door").async_set(zones=[zone(name="Steps")])
    form = await begin(hass, entry, "blank")
    common = {"alert_name": "Gate", "persistent": True}
    form = await submit(hass, form, **common, cameras=[garden], zones=["Steps"])
    assert form["errors"] == {SECTION_WHEN: "zone_elsewhere"}
    await submit(hass, form, zones=["Gate"])
    alert = only(entry)

    camera_named(calm, "Garden").async_set(zones=[])
    form = await entry.start_subentry_reconfigure_flow(hass, alert.subentry_id)
    form = await submit(hass, form)
    assert said(form, {SECTION_WHEN: "zone_gone"})["reason"] == "Gate"

    hass.config_entries.async_remove_subentry(entry, garden)
    await hass.async_block_till_done()
    form = await entry.start_subentry_reconfigure_flow(hass, alert.subentry_id)
    labels = {
        option["value"]: option["label"]
        for option in form["data_schema"]
        .schema[SECTION_WHEN]
        .schema.schema["cameras"]
        .config["options"]
    }
    assert labels[garden] == "Removed camera"
    form = await submit(hass, form, zones=[])
    assert form["errors"] == {SECTION_WHEN: "camera_gone"}
    result = await submit(hass, form, cameras=[])
    assert result["type"] is FlowResultType.ABORT
    assert AlertSettings.from_data(only(entry).data).cameras == frozenset()
