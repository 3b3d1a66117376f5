"""Tests of what the form of an alert does not take."""

from copy import deepcopy
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.argus.const import SUBENTRY_ALERT
from custom_components.argus.flows.alert_form import (
    CONF_ALERT_NAME,
    SECTION_AI,
    SECTION_LIGHTS,
    SECTION_NOTIFICATIONS,
    SECTION_ONLY_IF,
    SECTION_OTHERS,
    SECTION_SIRENS,
    SECTION_SPEAKERS,
    SECTION_WHEN,
)
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.setup import async_setup_component

from ..alert_forms import ACTION, HALL, PHONE, alerts, begin, collapsed, furnish, only
from ..conftest import camera_named
from ..forms import filled, said

pytestmark = pytest.mark.usefixtures("calm")


SOUND = {"media_content_id": "media-source://x", "media_content_type": "audio/mpeg"}


def nested(depth: int) -> list[Any]:
    """Return a list in a list in a list."""
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


WRONG: list[tuple[str, str, str, dict[str, Any]]] = [
    ("no_alert_name", CONF_ALERT_NAME, "", {"alert_name": "  "}),
    ("no_alert_name", CONF_ALERT_NAME, "", {"alert_name": "\u200e\u200f"}),
    ("too_long", CONF_ALERT_NAME, "x" * 40, {"alert_name": "x" * 10**5}),
    ("no_type", SECTION_WHEN, "", {"types": []}),
    ("same_hours", SECTION_ONLY_IF, "08:00:00", {"start": "08:00:00", "end": "08:00"}),
    ("half_hours", SECTION_ONLY_IF, "00:00:00", {"end": "00:00:00"}),
    ("half_hours", SECTION_ONLY_IF, "22:00:00", {"start": "22:00"}),
    ("bad_characters", CONF_ALERT_NAME, "A·B", {"alert_name": "A\nB"}),
    ("bad_characters", CONF_ALERT_NAME, "A·[2J", {"alert_name": "A\x1b[2J"}),
    ("bad_characters", CONF_ALERT_NAME, "A·B", {"alert_name": "A\ud800B"}),
    ("bad_characters", SECTION_OTHERS, "a·b", {"mqtt_topic": "a\0b"}),
    ("bad_characters", SECTION_NOTIFICATIONS, "a·b", {"title": "a\x0bb"}),
    ("too_long", SECTION_OTHERS, "x", {"mqtt_topic": "x" * 10**5}),
    ("same_hours", SECTION_ONLY_IF, "07:00:00", {"start": "7:00", "end": "07:00"}),
    ("no_day", SECTION_ONLY_IF, "", {"days": []}),
    ("bad_lost_after", SECTION_WHEN, "59 s", {"lost_after": {"seconds": 59}}),
    ("bad_lost_after", SECTION_WHEN, "90000 s", {"lost_after": {"hours": 25}}),
    ("bad_cooldown", "how_often_settings", "90000 s", {"cooldown": {"hours": 25}}),
    ("bad_cooldown", "how_often_settings", "", {"cooldown": {"days": 99999}}),
    ("nothing_to_do", "base", "", {"persistent": False}),
    ("no_speaker", SECTION_SPEAKERS, "", {"sound": SOUND}),
    ("no_speaker", SECTION_SPEAKERS, "", {"tts": "tts.voice"}),
    ("silent_speakers", SECTION_SPEAKERS, "", {"speakers": ["media_player.hall"]}),
    ("no_voice", SECTION_SPEAKERS, "", {"speech": "Hello"}),
    ("bad_template", SECTION_NOTIFICATIONS, "{{ 1 +", {"title": "{{ 1 + }}"}),
    (
        "bad_template",
        SECTION_NOTIFICATIONS,
        "nofilter",
        {"message": "{{ 1|nofilter }}"},
    ),
    ("bad_template", SECTION_NOTIFICATIONS, "[1]", {"message": [1]}),
    (
        "bad_template",
        SECTION_NOTIFICATIONS,
        "((((",
        {"message": "{{" + "(" * 2000 + "1" + ")" * 2000 + "}}"},
    ),
    ("template_too_long", SECTION_NOTIFICATIONS, "5000", {"title": "x" * 5001}),
    (
        "bad_template",
        SECTION_SPEAKERS,
        "{% if",
        {
            "speech": "{% if",
            "tts": "tts.voice",
            "speakers": ["media_player.hall"],
        },
    ),
    ("bad_conditions", SECTION_ONLY_IF, "", {"conditions": 7}),
    ("bad_conditions", SECTION_ONLY_IF, "", {"conditions": ["{{ 1 + }}"]}),
    (
        "bad_conditions",
        SECTION_ONLY_IF,
        "moon",
        {"conditions": [{"condition": "moon"}]},
    ),
    (
        "bad_conditions",
        SECTION_ONLY_IF,
        "",
        {"conditions": [{"condition": "device", "device_id": "x", "domain": "light"}]},
    ),
    ("too_many_steps", SECTION_ONLY_IF, "", {"conditions": ["{{ true }}"] * 10**4}),
    ("bad_actions", SECTION_OTHERS, "", {"actions": "light.turn_on"}),
    ("bad_actions", SECTION_OTHERS, "", {"actions": [{"fly": "to the moon"}]}),
    ("bad_actions", SECTION_OTHERS, "", {"actions": [{"action": "{{ 1 + }}"}]}),
    (
        "bad_actions",
        SECTION_OTHERS,
        "too large",
        {"actions": [{"delay": {"seconds": 1e30}}]},
    ),
    (
        "bad_conditions",
        SECTION_ONLY_IF,
        "too large",
        {
            "conditions": [
                {
                    "condition": "state",
                    "entity_id": "sun.sun",
                    "state": "above_horizon",
                    "for": {"seconds": 1e30},
                }
            ]
        },
    ),
    ("too_many_steps", SECTION_ONLY_IF, "100000", {"conditions": ["x" * 100_001]}),
    ("too_many_steps", SECTION_OTHERS, "", {"actions": [ACTION] * 3_000}),
    # Short enough, but not as JSON stores it.
    ("too_many_steps", SECTION_OTHERS, "", {"actions": [{"event": "é" * 20_000}]}),
    ("bad_topic", SECTION_OTHERS, "home/#", {"mqtt_topic": "home/#"}),
    ("bad_topic", SECTION_OTHERS, "", {"mqtt_topic": "é" * 40_000}),
    ("no_judge", SECTION_AI, "A cat?", {"ai_question": "A cat?"}),
    ("no_question", SECTION_AI, "ai_task.model", {"ai_judge": "ai_task.model"}),
    ("bad_characters", SECTION_AI, "a·b", {"ai_prompt": "a\x1bb"}),
    ("bad_characters", SECTION_AI, "a·b", {"ai_question": "a\nb"}),
    ("too_long", SECTION_AI, "x", {"ai_prompt": "x" * 2001}),
    ("too_long", SECTION_AI, "x", {"ai_question": "x" * 251}),
    ("entity_gone", SECTION_AI, "ai_task.x", {"ai_describer": "ai_task.x"}),
    ("wrong_entity", SECTION_AI, HALL, {"ai_describer": HALL}),
    ("no_mqtt", SECTION_OTHERS, "home/x", {"mqtt_topic": "home/x"}),
    ("entity_gone", SECTION_NOTIFICATIONS, "notify.x", {"notify": [PHONE, "notify.x"]}),
    ("entity_gone", SECTION_LIGHTS, "light.x", {"lights": ["light.x"]}),
    ("entity_gone", SECTION_SIRENS, "siren.x", {"sirens": ["siren.x"]}),
    ("entity_gone", SECTION_ONLY_IF, "schedule.x", {"schedule": "schedule.x"}),
    ("wrong_entity", SECTION_NOTIFICATIONS, HALL, {"notify": [HALL]}),
    ("wrong_entity", SECTION_LIGHTS, "Phone", {"lights": [PHONE]}),
    ("wrong_entity", SECTION_ONLY_IF, HALL, {"armed": HALL}),
    (
        "entity_gone",
        SECTION_SPEAKERS,
        "media_player.x",
        {"speakers": ["media_player.x"], "tts": "tts.voice"},
    ),
]


@pytest.mark.parametrize(("error", "where", "told", "changes"), WRONG)
async def test_what_cannot_be_used_is_said_where_it_is_and_nothing_is_lost(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    error: str,
    where: str,
    told: str,
    changes: dict[str, Any],
) -> None:
    furnish(hass)
    form = await begin(hass, entry, "blank")
    entered = {"alert_name": "Test", "persistent": True, **changes}
    values = filled(form, **entered)
    result = await hass.config_entries.subentries.async_configure(
        form["flow_id"], deepcopy(values)
    )
    placeholders = said(result, {where: error})
    assert told in placeholders["reason"]
    assert len(placeholders["reason"]) < 400
    assert where not in collapsed(result)
    assert filled(result) == values
    assert not alerts(entry)
    # The flow goes on.
    fine = filled(await begin(hass, entry, "blank"), alert_name="Now", persistent=True)
    result = await hass.config_entries.subentries.async_configure(
        result["flow_id"], fine
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    "changes",
    [
        {"cooldown": {"hours": 1e308}},
        {"cooldown": {"days": 10**9}},
        {"cooldown": "5 minutes"},
        {"min_faces": "nan"},
        {"min_faces": 1e9},
        {"min_intensity": []},
        {"colour": [1, 2]},
        {"colour": [1, 2, 256]},
        {"colour": "red"},
        {"types": ["explosion"]},
        {"types": "motion"},
        {"days": ["7"]},
        {"cameras": ["../../etc/passwd"]},
        {"cameras": [{"a": 1}]},
        {"notify": "notify.phone"},
        {"notify": [{"entity_id": PHONE}]},
        {"notify": ["x" * 10**6]},
        {"start": "25:00"},
        {"start": 5},
        {"schedule": ["schedule.shop"]},
        {"sound": {"media_content_id": 1}},
        {"sound": "dog.mp3"},
        {"mqtt_topic": {"a": 1}},
        {"alert_name": None},
        {"alert_name": ["x"]},
        {"flashes": 10**6},
        {"brightness": -1},
        {"siren_seconds": 1e12},
        {"ai_threshold": 100},
        {"ai_patience": 0},
        {"ai_describer": ["ai_task.model"]},
        {"ai_prompt": 7},
        # Home Assistant's JSON is read to any depth, and written to 254.
        {"conditions": nested(300)},
        {"title": nested(300)},
        {"actions": [{"event": "x", "event_data": {"a": nested(300)}}]},
    ],
)
async def test_hostile_input_over_http_is_refused_and_the_flow_goes_on(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    changes: dict[str, Any],
) -> None:
    assert await async_setup_component(hass, "config", {})
    client = await hass_client()
    form = await begin(hass, entry, "blank")
    values = filled(form, **{"alert_name": "Test", "persistent": True, **changes})
    path = f"/api/config/config_entries/subentries/flow/{form['flow_id']}"
    answer = await client.post(path, json=values)
    assert answer.status == 400
    assert (await answer.json())["errors"]
    assert not alerts(entry)
    answer = await client.post(
        path, json=filled(form, alert_name="Test", persistent=True)
    )
    assert (await answer.json())["type"] == "create_entry"
    assert only(entry).title == "Test"


async def test_users_who_are_no_administrators_make_no_alerts(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    hass_read_only_access_token: str,
) -> None:
    assert await async_setup_component(hass, "config", {})
    client = await hass_client(hass_read_only_access_token)
    answer = await client.post(
        "/api/config/config_entries/subentries/flow",
        json={"handler": [entry.entry_id, SUBENTRY_ALERT]},
    )
    assert answer.status in {401, 403}


async def test_the_same_alert_is_not_made_twice(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Neither one of the same name, nor one that does the same under another name."""
    furnish(hass)
    flows = hass.config_entries.subentries

    async def submit(template: str, **changes: Any) -> Any:
        form = await begin(hass, entry, template)
        return await flows.async_configure(form["flow_id"], filled(form, **changes))

    await submit("blank", alert_name="Night", persistent=True)
    form = await submit("blank", alert_name="nIGHT ", persistent=True, critical=True)
    assert said(form, {CONF_ALERT_NAME: "alert_name_taken"})["reason"] == "Night"
    form = await submit("blank", alert_name="Other", persistent=True)
    assert said(form, {"base": "same_alert"})["reason"] == "Night"
    form = await submit("blank", alert_name="Other", persistent=True, min_faces=1)
    assert form["type"] is FlowResultType.CREATE_ENTRY
    # It is not taken for its own double when it is changed.
    form = await entry.start_subentry_reconfigure_flow(
        hass, alerts(entry)[0].subentry_id
    )
    result = await flows.async_configure(form["flow_id"], filled(form))
    assert result["type"] is FlowResultType.ABORT


@pytest.mark.parametrize(
    ("error", "changes"),
    [
        ("types_unseen", {"types": ["person", "vehicle"]}),
        ("kinds_unseen", {"kinds": ["vehicle"], "in_doubt": "silent"}),
    ],
)
async def test_what_no_camera_looks_for_is_refused(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    error: str,
    changes: dict[str, Any],
) -> None:
    """Until one of the cameras that the alert is for does."""
    garden, door = camera_named(calm, "Garden"), camera_named(calm, "Front door")
    garden.async_set(object_kinds=["animal"])
    await hass.async_block_till_done()
    form = await begin(hass, entry, "blank")
    values = filled(
        form,
        alert_name="Cars",
        persistent=True,
        cameras=[garden.subentry.subentry_id],
        **changes,
    )
    flows = hass.config_entries.subentries
    result = await flows.async_configure(form["flow_id"], deepcopy(values))
    said(result, {SECTION_WHEN: error})
    assert filled(result) == values
    result = await flows.async_configure(
        form["flow_id"],
        filled(result, cameras=[door.subentry.subentry_id]),
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_kinds_that_are_only_guessed_at_are_warned_of_once(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """Nobody looks for animals, so the alert would be sent for whatever is not recognised."""
    for camera in calm.cameras.values():
        camera.async_set(object_kinds=["vehicle"])
    await hass.async_block_till_done()
    flows = hass.config_entries.subentries
    form = await begin(hass, entry, "blank")
    values = filled(form, alert_name="Cat", persistent=True, kinds=["animal"])
    result = await flows.async_configure(form["flow_id"], deepcopy(values))
    said(result, {SECTION_WHEN: "kinds_guessed"})
    result = await flows.async_configure(form["flow_id"], filled(result))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    # It is so already.
    alert = only(entry).subentry_id
    changed = await entry.start_subentry_reconfigure_flow(hass, alert)
    result = await flows.async_configure(
        changed["flow_id"], filled(changed, min_faces=1)
    )
    assert result["type"] is FlowResultType.ABORT


async def test_an_alert_that_was_removed_meanwhile(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Its form ends with a sentence."""
    flows = hass.config_entries.subentries
    form = await begin(hass, entry, "blank")
    await flows.async_configure(
        form["flow_id"], filled(form, alert_name="Night", persistent=True)
    )
    alert = only(entry).subentry_id
    form = await entry.start_subentry_reconfigure_flow(hass, alert)
    hass.config_entries.async_remove_subentry(entry, alert)
    await hass.async_block_till_done()
    result = await flows.async_configure(form["flow_id"], filled(form, min_faces=1))
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "removed"
