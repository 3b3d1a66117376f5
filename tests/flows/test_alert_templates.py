"""Tests of what a new alert begins with."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.alerts.settings import (
    ALERTING,
    AlertSettings,
    AlertTemplate,
)
from custom_components.argus.flows.alert_form import (
    CONF_ALERT_NAME,
    SECTION_LIGHTS,
    SECTION_SIRENS,
)
from custom_components.argus.model.activity import ActivityType
from custom_components.argus.runtime import ArgusRuntime
from custom_components.argus.vision import ObjectKind
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er

from ..alert_forms import HALL, LAMP, MAIL, OTHER, PHONE, alerts, begin, furnish, only
from ..forms import filled, said, submit

pytestmark = pytest.mark.usefixtures("calm")


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
                "types": frozenset(ALERTING) - {ActivityType.ANIMAL},
                "cooldown": 60,
            },
        ),
        (
            "shop",
            "Visitors",
            {"notify": (PHONE,), "types": {ActivityType.VISITOR_IN}, "cooldown": 300},
        ),
        (
            "somebody_home",
            "Somebody is home",
            {
                "notify": (PHONE,),
                "types": {
                    ActivityType.FACE,
                    ActivityType.PERSON,
                    ActivityType.VISITOR_IN,
                },
                "cooldown": 1800,
            },
        ),
        (
            "camera_lost",
            "Camera lost",
            {
                "notify": (PHONE,),
                "types": {ActivityType.CAMERA_LOST},
                "lost_after": 300,
                "cooldown": 3600,
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
    furnish(hass)
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


async def test_the_hours_of_the_templates(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    furnish(hass)
    await submit(hass, await begin(hass, entry, "office"))
    office = AlertSettings.from_data(only(entry).data)
    assert (office.hours.start.hour, office.hours.end.hour) == (9, 18)
    assert office.hours.days == {0, 1, 2, 3, 4}
    assert office.light_alarm is None
    await submit(hass, await begin(hass, entry, "night"))
    night = AlertSettings.from_data(alerts(entry)[1].data)
    assert (night.hours.start.hour, night.hours.end.hour) == (22, 6)
    assert night.hours.days == set(range(7))
    # What it is not for is not ticked elsewhere in the form.
    assert ActivityType.ANIMAL not in night.types
    assert ObjectKind.ANIMAL not in night.kinds
    # The light that can show red; not the group it is in, and not the one that is away.
    assert night.light_alarm.lights == (HALL,)
    assert night.light_alarm.colour == (255, 0, 0)


@pytest.mark.parametrize("template", sorted(set(AlertTemplate) - {AlertTemplate.BLANK}))
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
    for faces in range(3):
        await submit(hass, await begin(hass, entry, "night"), min_faces=faces)
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


async def test_a_shop_gets_its_daily_report(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    furnish(hass)
    before = dict(entry.options)
    form = await submit(hass, await begin(hass, entry, "shop"), notify=[PHONE])
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "report"
    assert not alerts(entry)
    assert filled(form) == {"report_targets": [PHONE], "report_time": "23:00:00"}
    entered = {"report_targets": [PHONE, "notify.gone"], "report_time": "9:30"}
    form = await submit(hass, form, **entered)
    assert said(form, {"report_targets": "entity_gone"})["reason"] == "notify.gone"
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


async def test_a_shop_may_do_without_the_report(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    furnish(hass)
    form = await begin(hass, entry, "shop")
    form = await submit(hass, form, notify=[], persistent=True)
    # By mail it is at its best.
    assert filled(form)["report_targets"] == [MAIL]
    await submit(hass, form, report_targets=[])
    assert only(entry).title == "Visitors"
    assert entry.options["report_targets"] == []
