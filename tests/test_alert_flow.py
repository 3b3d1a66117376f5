"""Tests of how alerts are made and changed by their form."""

from copy import deepcopy
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.argus.activity import ActivityType
from custom_components.argus.alert_form import (
    CONF_ALERT_NAME,
    SECTION_LIGHTS,
    SECTION_NOTIFICATIONS,
    SECTION_ONLY_IF,
    SECTION_OTHERS,
    SECTION_SIRENS,
    SECTION_SPEAKERS,
    SECTION_WHEN,
)
from custom_components.argus.alerts.settings import AlertSettings, AlertTemplate
from custom_components.argus.const import DOMAIN, SUBENTRY_ALERT
from custom_components.argus.house import House
from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigSubentry,
    SubentryFlowContext,
    SubentryFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, section
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component

from .conftest import camera_named
from .forms import filled
from .test_config_flow import GARDEN, SHOP, pick, start
from .test_house import zone

pytestmark = pytest.mark.usefixtures("calm")

PHONE, MAIL, OTHER = "notify.phone", "notify.office", "notify.board"
HALL, LAMP, LIGHTS = "light.hall", "light.lamp", "light.all"
ACTION = {"action": "light.turn_on", "target": {"entity_id": HALL}}
CONDITION = {"condition": "state", "entity_id": HALL, "state": "on"}


@pytest.fixture
def furnished(hass: HomeAssistant) -> None:
    """Put into the house what alerts can use."""
    registry = er.async_get(hass)
    for entity_id, platform in ((PHONE, "mobile_app"), (MAIL, "smtp"), (OTHER, "demo")):
        domain, name = entity_id.split(".")
        registry.async_get_or_create(domain, platform, name, suggested_object_id=name)
        hass.states.async_set(entity_id, "unknown", {"friendly_name": name.title()})
    hass.states.async_set(HALL, "off", {"supported_color_modes": ["hs", "color_temp"]})
    hass.states.async_set(LAMP, "on", {"supported_color_modes": ["brightness"]})
    hass.states.async_set(
        LIGHTS, "on", {"supported_color_modes": ["hs"], "entity_id": [HALL, LAMP]}
    )
    hass.states.async_set(
        "light.away", "unavailable", {"supported_color_modes": ["hs"]}
    )
    for entity_id in (
        "siren.attic",
        "media_player.hall",
        "tts.voice",
        "schedule.shop",
        "alarm_control_panel.house",
    ):
        hass.states.async_set(entity_id, "off")


async def begin(
    hass: HomeAssistant, entry: MockConfigEntry, template: str
) -> SubentryFlowResult:
    """Begin a new alert with a template."""
    menu = await hass.config_entries.subentries.async_init(
        (entry.entry_id, SUBENTRY_ALERT),
        context=SubentryFlowContext(source=SOURCE_USER),
    )
    assert menu["type"] is FlowResultType.MENU
    assert template in menu["menu_options"]
    form = await hass.config_entries.subentries.async_configure(
        menu["flow_id"], {"next_step_id": template}
    )
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "alert"
    assert not form["errors"]
    return form


async def submit(
    hass: HomeAssistant, form: SubentryFlowResult, **changes: Any
) -> SubentryFlowResult:
    """Change some values of a form and submit it."""
    result = await hass.config_entries.subentries.async_configure(
        form["flow_id"], filled(form, **changes)
    )
    await hass.async_block_till_done()
    return result


def alerts(entry: MockConfigEntry) -> list[ConfigSubentry]:
    return list(entry.get_subentries_of_type(SUBENTRY_ALERT))


def only(entry: MockConfigEntry) -> ConfigSubentry:
    (alert,) = alerts(entry)
    return alert


def collapsed(form: SubentryFlowResult) -> set[str]:
    schema = form["data_schema"]
    assert schema is not None
    return {
        str(marker)
        for marker, field in schema.schema.items()
        if isinstance(field, section) and field.options["collapsed"]
    }


# Templates


@pytest.mark.usefixtures("furnished")
@pytest.mark.parametrize(
    ("template", "name", "expected"),
    [
        (
            "office",
            "Office hours",
            {"notify": (MAIL,), "persistent": False, "critical": False},
        ),
        (
            "night",
            "Night watch",
            {
                "notify": (PHONE,),
                "persistent": False,
                "critical": True,
                "sirens": ("siren.attic",),
                "types": frozenset(ActivityType),
                "cooldown": 60,
            },
        ),
        (
            "shop",
            "Visitors",
            {"notify": (PHONE,), "types": {ActivityType.VISITOR_IN}, "cooldown": 60},
        ),
        (
            "somebody_home",
            "Somebody is home",
            {
                "notify": (PHONE,),
                "types": {ActivityType.FACE, ActivityType.VISITOR_IN},
                "cooldown": 1800,
            },
        ),
    ],
)
async def test_a_template_fits_the_house_and_can_be_taken_as_it_is(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    template: str,
    name: str,
    expected: dict[str, Any],
) -> None:
    result = await submit(hass, await begin(hass, entry, template))
    if template == "shop":
        result = await submit(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    alert = only(entry)
    assert alert.title == name
    settings = AlertSettings.from_data(alert.data)
    for key, value in expected.items():
        assert getattr(settings, key) == value, key
    assert settings.enabled


@pytest.mark.usefixtures("furnished")
async def test_the_hours_of_the_templates(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await submit(hass, await begin(hass, entry, "office"))
    office = AlertSettings.from_data(only(entry).data)
    assert (office.hours.start.hour, office.hours.end.hour) == (9, 18)
    assert office.hours.days == {0, 1, 2, 3, 4}
    assert office.light_alarm is None
    await submit(hass, await begin(hass, entry, "night"))
    night = AlertSettings.from_data(alerts(entry)[1].data)
    assert (night.hours.start.hour, night.hours.end.hour) == (22, 6)
    assert night.hours.days == set(range(7))
    # The light that can show red; not the group it is in, and not the one that is away.
    assert night.light_alarm.lights == (HALL,)
    assert night.light_alarm.colour == (255, 0, 0)


@pytest.mark.parametrize("template", set(AlertTemplate) - {AlertTemplate.BLANK})
async def test_in_an_empty_house_home_assistant_shows_the_alert_itself(
    hass: HomeAssistant, entry: MockConfigEntry, template: AlertTemplate
) -> None:
    result = await submit(hass, await begin(hass, entry, template))
    if template is AlertTemplate.SHOP:
        await submit(hass, result)
    settings = AlertSettings.from_data(only(entry).data)
    assert settings.persistent
    assert (settings.notify, settings.sirens, settings.light_alarm) == ((), (), None)


async def test_lights_without_colour_are_better_than_none(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    hass.states.async_set(LAMP, "on", {"supported_color_modes": ["brightness"]})
    form = await begin(hass, entry, "night")
    assert filled(form)[SECTION_LIGHTS]["lights"] == [LAMP]


async def test_hidden_and_diagnostic_entities_are_not_suggested(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    registry = er.async_get(hass)
    for number, fields in enumerate(
        (
            {"hidden_by": er.RegistryEntryHider.USER},
            {"entity_category": er.EntityCategory.CONFIG},
        )
    ):
        siren = registry.async_get_or_create("siren", "demo", f"{number}", **fields)
        hass.states.async_set(siren.entity_id, "off")
    assert filled(await begin(hass, entry, "night"))[SECTION_SIRENS]["sirens"] == []


async def test_a_second_alert_of_a_template_has_another_name(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    for _ in range(3):
        await submit(hass, await begin(hass, entry, "night"))
    assert [alert.title for alert in alerts(entry)] == [
        "Night watch",
        "Night watch 2",
        "Night watch 3",
    ]


async def test_templates_speak_the_language_of_the_house(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    hass.config.language = "fr"
    form = await begin(hass, entry, "night")
    assert filled(form)[CONF_ALERT_NAME] == "Surveillance nocturne"


async def test_sections_that_matter_are_open(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    blank = collapsed(await begin(hass, entry, "blank"))
    assert {SECTION_WHEN, SECTION_NOTIFICATIONS}.isdisjoint(blank)
    assert {SECTION_ONLY_IF, SECTION_LIGHTS, SECTION_OTHERS} <= blank
    assert SECTION_ONLY_IF not in collapsed(await begin(hass, entry, "night"))


# The daily report that goes with a shop


@pytest.mark.usefixtures("furnished")
async def test_a_shop_gets_its_daily_report(
    hass: HomeAssistant, calm: House, entry: MockConfigEntry
) -> None:
    before = dict(entry.options)
    form = await submit(hass, await begin(hass, entry, "shop"), notify=[PHONE])
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "report"
    assert not alerts(entry)
    assert filled(form) == {"report_targets": [PHONE], "report_time": "23:00:00"}
    entered = {"report_targets": [PHONE, "notify.gone"], "report_time": "9:30"}
    form = await submit(hass, form, **entered)
    assert form["errors"] == {"report_targets": "entity_gone"}
    assert form["description_placeholders"]["reason"] == "notify.gone"
    assert filled(form) == entered
    assert not alerts(entry)
    assert dict(entry.options) == before

    result = await submit(hass, form, report_targets=[PHONE, MAIL, PHONE])
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert only(entry).title == "Visitors"
    assert entry.options == {
        **before,
        "report_targets": [PHONE, MAIL],
        "report_time": "09:30:00",
    }
    assert calm.settings.report_targets == (PHONE, MAIL)

    # For a second shop the report is as it was set.
    form = await submit(hass, await begin(hass, entry, "shop"), notify=[OTHER])
    assert filled(form) == {
        "report_targets": [PHONE, MAIL],
        "report_time": "09:30:00",
    }
    await submit(hass, form)
    assert len(alerts(entry)) == 2


@pytest.mark.usefixtures("furnished")
async def test_a_shop_may_do_without_the_report(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    form = await begin(hass, entry, "shop")
    form = await submit(hass, form, notify=[], persistent=True)
    # By mail it is at its best.
    assert filled(form)["report_targets"] == [MAIL]
    await submit(hass, form, report_targets=[])
    assert only(entry).title == "Visitors"
    assert entry.options["report_targets"] == []


# Everything


def everything(camera: str) -> dict[str, Any]:
    """Return a value for each field."""
    return {
        "alert_name": "  Back door ",
        "cameras": [camera],
        "types": ["motion", "tampered"],
        "zones": ["Gate"],
        "min_faces": 2,
        "min_intensity": 1.5,
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
        "mqtt_topic": " home/alarm ",
        "actions": [ACTION],
    }


@pytest.mark.usefixtures("furnished")
async def test_everything_is_kept_and_shown_again(
    hass: HomeAssistant, calm: House, entry: MockConfigEntry
) -> None:
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


# What cannot be used


SOUND = {"media_content_id": "media-source://x", "media_content_type": "audio/mpeg"}
WRONG: list[tuple[str, str, str, dict[str, Any]]] = [
    ("no_alert_name", CONF_ALERT_NAME, "", {"alert_name": "  "}),
    ("alert_name_too_long", CONF_ALERT_NAME, "x" * 40, {"alert_name": "x" * 10**6}),
    ("no_type", SECTION_WHEN, "", {"types": []}),
    ("same_hours", SECTION_ONLY_IF, "08:00:00", {"start": "08:00:00", "end": "08:00"}),
    ("same_hours", SECTION_ONLY_IF, "00:00:00", {"end": "00:00:00"}),
    ("same_hours", SECTION_ONLY_IF, "07:00:00", {"start": "7:00", "end": "07:00"}),
    ("no_day", SECTION_ONLY_IF, "", {"days": []}),
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
    ("too_many_steps", SECTION_OTHERS, "", {"actions": [ACTION] * 10**4}),
    ("bad_topic", SECTION_OTHERS, "home/#", {"mqtt_topic": "home/#"}),
    ("bad_topic", SECTION_OTHERS, "", {"mqtt_topic": "é" * 40_000}),
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


@pytest.mark.usefixtures("furnished")
@pytest.mark.parametrize(("error", "where", "told", "changes"), WRONG)
async def test_what_cannot_be_used_is_said_where_it_is_and_nothing_is_lost(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    error: str,
    where: str,
    told: str,
    changes: dict[str, Any],
) -> None:
    form = await begin(hass, entry, "blank")
    entered = {"alert_name": "Test", "persistent": True, **changes}
    values = filled(form, **entered)
    result = await hass.config_entries.subentries.async_configure(
        form["flow_id"], deepcopy(values)
    )
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {where: error}
    placeholders = result["description_placeholders"]
    assert placeholders is not None
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


async def test_cameras_and_zones_that_are_gone_are_named(
    hass: HomeAssistant, calm: House, entry: MockConfigEntry
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
    assert form["errors"] == {SECTION_WHEN: "zone_gone"}
    assert form["description_placeholders"]["reason"] == "Gate"

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


# The first flow


@pytest.fixture
async def _newcomer(hass: HomeAssistant, calm: House, entry: MockConfigEntry) -> None:
    await hass.config_entries.async_remove(entry.entry_id)


@pytest.mark.usefixtures("_newcomer", "furnished")
async def test_the_first_flow_makes_an_alert_when_somebody_is_to_be_told(
    hass: HomeAssistant,
) -> None:
    form = await start(hass)
    result = await hass.config_entries.flow.async_configure(
        form["flow_id"], {"cameras": [GARDEN, SHOP], "notify": [PHONE, MAIL, PHONE]}
    )
    await hass.async_block_till_done()
    assert result["type"] is FlowResultType.CREATE_ENTRY
    (alert,) = result["result"].get_subentries_of_type(SUBENTRY_ALERT)
    assert alert.title == "Somebody is seen"
    settings = AlertSettings.from_data(alert.data)
    assert settings.notify == (PHONE, MAIL)
    assert settings.types == {ActivityType.FACE, ActivityType.VISITOR_IN}
    assert settings.cooldown == 600
    assert settings.cameras == frozenset()
    # It can be changed like any other.
    entry = result["result"]
    form = await hass.config_entries.subentries.async_init(
        (entry.entry_id, SUBENTRY_ALERT),
        context={"source": "reconfigure", "subentry_id": alert.subentry_id},
    )
    assert filled(form)[SECTION_NOTIFICATIONS]["notify"] == [PHONE, MAIL]


@pytest.mark.usefixtures("_newcomer", "furnished")
@pytest.mark.parametrize("nobody", [{}, {"notify": []}])
async def test_the_first_flow_makes_no_alert_for_nobody(
    hass: HomeAssistant, nobody: dict[str, Any]
) -> None:
    form = await start(hass)
    result = await hass.config_entries.flow.async_configure(
        form["flow_id"], {"cameras": [GARDEN], **nobody}
    )
    await hass.async_block_till_done()
    assert not list(result["result"].get_subentries_of_type(SUBENTRY_ALERT))


@pytest.mark.usefixtures("_newcomer", "furnished")
@pytest.mark.parametrize("wrong", ["notify.gone", HALL])
async def test_the_first_flow_says_who_cannot_be_told(
    hass: HomeAssistant, wrong: str
) -> None:
    form = await start(hass)
    entered = {"cameras": [GARDEN], "notify": [PHONE, wrong]}
    form = await hass.config_entries.flow.async_configure(form["flow_id"], entered)
    assert form["errors"] == {"notify": "bad_notify"}
    assert form["description_placeholders"]["entity"] == wrong
    assert filled(form) == entered
    assert not hass.config_entries.async_entries(DOMAIN)
    result = await pick(hass, form, GARDEN)
    assert result["type"] is FlowResultType.CREATE_ENTRY
