"""What is picked in a form is there and of the right kind: every field of every form that takes entities."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.alerts.rename_entities import (
    OF_ALERT,
    OF_CAMERA,
    OF_OPTIONS,
)
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, section
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.selector import EntitySelector

from ..alert_forms import begin, furnish
from ..conftest import GARDEN, camera_named
from ..forms import (
    add_camera,
    change_camera,
    open_options,
    said,
    submit,
    submit_options,
)

GATE = "binary_sensor.gate"
EXTRAS: Mapping[str, dict[str, Any]] = {
    "ai_judge": {"ai_question": "A cat?"},
    "speakers": {"tts": "tts.voice"},
    "tts": {"speakers": ["media_player.hall"]},
}
"""What else a field of an alert needs to make sense."""


def entity_fields(form: Mapping[str, Any]) -> dict[str, tuple[str, EntitySelector]]:
    """Return the fields of a form that take entities: where an error of each is shown, and its selector."""

    def find(schema: Any, where: str | None) -> Iterator[tuple[str, Any]]:
        for marker, field in schema.schema.items():
            if isinstance(field, section):
                yield from find(field.schema, str(marker))
            elif isinstance(field, EntitySelector):
                yield str(marker), (where or str(marker), field)

    return dict(find(form["data_schema"], None))


async def refuses(
    hass: HomeAssistant, flows: Any, form: Any, name: str, **others: Any
) -> Any:
    """Make sure that a form says beside a field what it cannot take there; return the form."""
    where, selector = entity_fields(form)[name]
    several = selector.config["multiple"]
    offered = selector.config["filter"]
    (domain, *_) = offered[0]["domain"]
    for wrong, error in (
        (f"{domain}.nowhere", "entity_gone"),
        ("0123456789abcdef" * 2, "entity_gone"),
        ("update.argus", "wrong_entity"),
    ):
        entered = {name: [wrong] if several else wrong, **others}
        form = await flows(hass, form, **entered)
        placeholders = said(form, {where: error})
        assert wrong in placeholders["reason"], (name, error)
    return form


@pytest.fixture(autouse=True)
def _furnished(hass: HomeAssistant) -> None:
    furnish(hass)
    hass.states.async_set("update.argus", "on")


async def test_cameras(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    form = await change_camera(hass, entry, "Garden")
    assert entity_fields(form).keys() == {"camera", *OF_CAMERA}
    before = camera_named(calm, "Garden").settings
    for name in OF_CAMERA:
        form = await refuses(hass, submit, form, name)
    assert camera_named(calm, "Garden").settings == before
    await refuses(hass, submit, await add_camera(hass, entry), "camera")


async def test_options(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    fields = entity_fields(await open_options(hass, entry))
    assert fields.keys() == set(OF_OPTIONS)
    before = dict(entry.options)
    rows = [{"state": "on", "profile": "home"}]
    for name in OF_OPTIONS:
        form = await open_options(hass, entry)
        await refuses(hass, submit_options, form, name, profile_states=rows)
    assert dict(entry.options) == before


@pytest.mark.parametrize("name", OF_ALERT)
async def test_alerts(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry, name: str
) -> None:
    form = await begin(hass, entry, "blank")
    assert entity_fields(form).keys() == set(OF_ALERT)
    others = {"alert_name": "Test", "persistent": True, **EXTRAS.get(name, {})}
    await refuses(hass, submit, form, name, **others)


async def test_the_report_of_a_shop(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    form = await submit(
        hass, await begin(hass, entry, "shop"), alert_name="Shop", persistent=True
    )
    assert form["step_id"] == "report"
    (name,) = entity_fields(form)
    await refuses(hass, submit, form, name)


async def test_one_that_is_away_is_taken_and_one_that_is_disabled_is_not(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    registry = er.async_get(hass)
    gate = registry.async_get_or_create(
        "binary_sensor",
        "zha",
        "gate",
        suggested_object_id="gate",
        disabled_by=er.RegistryEntryDisabler.USER,
    )
    assert gate.entity_id == GATE
    form = await change_camera(hass, entry, "Garden")
    form = await submit(hass, form, look_while=GATE)
    assert said(form, {"expert_settings": "entity_disabled"})["reason"] == GATE
    # It may just be loading.
    registry.async_update_entity(GATE, disabled_by=None)
    assert hass.states.get(GATE) is None
    result = await submit(hass, form, look_while=GATE)
    assert result["type"] is FlowResultType.ABORT
    assert camera_named(calm, "Garden").settings.look_while == GATE


async def test_what_was_stored_and_is_gone_keeps_nobody_from_another_change(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    hass.states.async_set(GATE, "on")
    form = await change_camera(hass, entry, "Garden")
    await submit(hass, form, look_while=GATE)
    hass.states.async_remove(GATE)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    garden = camera_named(entry.runtime_data, "Garden")
    assert garden.settings.look_while == GATE
    assert garden.entity_id == GARDEN
    # A repair tells of it. Who picks another one is told at once.
    form = await change_camera(hass, entry, "Garden")
    form = await submit(hass, form, look_while="binary_sensor.nowhere")
    said(form, {"expert_settings": "entity_gone"})
    result = await submit(hass, form, look_while=GATE)
    assert result["type"] is FlowResultType.ABORT
    assert camera_named(entry.runtime_data, "Garden").settings.look_while == GATE
