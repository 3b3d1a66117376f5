"""Filling in a form as the frontend does."""

from collections.abc import Mapping
from typing import Any

import voluptuous as vol

from homeassistant.data_entry_flow import section


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
