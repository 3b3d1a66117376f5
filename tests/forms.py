"""Beginning flows and filling in their forms as the frontend does."""

from collections.abc import Mapping
from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.argus.const import DOMAIN, SUBENTRY_CAMERA
from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigFlowResult,
    SubentryFlowContext,
    SubentryFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, section


async def start(hass: HomeAssistant) -> ConfigFlowResult:
    """Begin to add Argus."""
    form = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "user"
    assert not form["errors"]
    return form


async def pick(
    hass: HomeAssistant, form: ConfigFlowResult, *cameras: str
) -> ConfigFlowResult:
    """Pick cameras and submit."""
    result = await hass.config_entries.flow.async_configure(
        form["flow_id"], {"cameras": list(cameras)}
    )
    await hass.async_block_till_done()
    return result


async def add_camera(hass: HomeAssistant, entry: MockConfigEntry) -> SubentryFlowResult:
    """Begin to add a camera."""
    form = await hass.config_entries.subentries.async_init(
        (entry.entry_id, SUBENTRY_CAMERA),
        context=SubentryFlowContext(source=SOURCE_USER),
    )
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "user"
    return form


async def change_camera(
    hass: HomeAssistant, entry: MockConfigEntry, title: str
) -> SubentryFlowResult:
    """Begin to change a camera."""
    subentry = next(s for s in entry.subentries.values() if s.title == title)
    form = await entry.start_subentry_reconfigure_flow(hass, subentry.subentry_id)
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "reconfigure"
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


async def open_options(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigFlowResult:
    """Begin to change what all cameras share."""
    form = await hass.config_entries.options.async_init(entry.entry_id)
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "init"
    return form


async def submit_options(
    hass: HomeAssistant, form: ConfigFlowResult, **changes: Any
) -> ConfigFlowResult:
    """Change some of the options and submit them."""
    result = await hass.config_entries.options.async_configure(
        form["flow_id"], filled(form, **changes)
    )
    await hass.async_block_till_done()
    return result


def said(form: Mapping[str, Any], errors: Mapping[str, str]) -> Mapping[str, str]:
    """Make sure that a form is shown again for these reasons; return what their texts are filled in with."""
    assert form["type"] is FlowResultType.FORM
    assert form["errors"] == errors
    placeholders: Mapping[str, str] | None = form["description_placeholders"]
    assert placeholders is not None
    return placeholders


def filled(form: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """Return what a form shows, with some values changed; a value may sit in any section.

    Raises:
        AssertionError: the form has no such field.
    """
    values = _shown(form["data_schema"])
    for name, value in changes.items():
        holders = [
            part
            for part in (values, *(v for v in values.values() if isinstance(v, dict)))
            if name in part or name in _names(form, part, values)
        ]
        assert len(holders) == 1, f"{name} is in {len(holders)} places of the form"
        if value is None:
            holders[0].pop(name, None)
        else:
            holders[0][name] = value
    return values


def _names(
    form: Mapping[str, Any], part: dict[str, Any], values: dict[str, Any]
) -> set[str]:
    schema = form["data_schema"].schema
    if part is not values:
        name = next(name for name, value in values.items() if value is part)
        field = next(field for marker, field in schema.items() if str(marker) == name)
        if not isinstance(field, section):
            return set()
        schema = field.schema.schema
    return {str(marker) for marker in schema}


def _shown(schema: vol.Schema) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for marker, field in schema.schema.items():
        if isinstance(field, section):
            values[str(marker)] = _shown(field.schema)
        elif marker.description and "suggested_value" in marker.description:
            values[str(marker)] = marker.description["suggested_value"]
        elif not isinstance(marker.default, vol.Undefined):
            values[str(marker)] = marker.default()
    return values
