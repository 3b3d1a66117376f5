"""Validates the settings of an alert against the home: cameras, entities, templates, conditions and actions."""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any, Final

import voluptuous as vol

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import condition, config_validation as cv, script
from homeassistant.helpers.template import Template

from ..ai.error import Trouble
from ..ai.tasks import EVALUATE, GENERATE_DATA, find_trouble
from ..alerts.settings import (
    CONF_ACTIONS,
    CONF_AI_DESCRIBER,
    CONF_AI_JUDGE,
    CONF_ARMED,
    CONF_CAMERAS,
    CONF_CONDITIONS,
    CONF_LIGHTS,
    CONF_MESSAGE,
    CONF_MQTT_TOPIC,
    CONF_NOTIFY,
    CONF_SCHEDULE,
    CONF_SIRENS,
    CONF_SPEAKERS,
    CONF_SPEECH,
    CONF_TITLE,
    CONF_TTS,
    CONF_ZONES,
    AlertSettings,
)
from ..alerts.unseen import Unseen, find_unseen
from ..model.camera_settings import CameraSettings
from ..model.redaction import redacted_error
from .alert_form import (
    CONF_ALERT_NAME,
    DOMAINS,
    SECTION_AI,
    SECTION_LIGHTS,
    SECTION_NOTIFICATIONS,
    SECTION_ONLY_IF,
    SECTION_OTHERS,
    SECTION_SIRENS,
    SECTION_SPEAKERS,
    SECTION_WHEN,
)
from .entity_check import check_entities, entity_name
from .fields import FormError, shorten_text

_ENTITIES: Final[Mapping[str, str]] = {
    CONF_SCHEDULE: SECTION_ONLY_IF,
    CONF_ARMED: SECTION_ONLY_IF,
    CONF_NOTIFY: SECTION_NOTIFICATIONS,
    CONF_LIGHTS: SECTION_LIGHTS,
    CONF_SIRENS: SECTION_SIRENS,
    CONF_SPEAKERS: SECTION_SPEAKERS,
    CONF_TTS: SECTION_SPEAKERS,
    CONF_AI_DESCRIBER: SECTION_AI,
    CONF_AI_JUDGE: SECTION_AI,
}
_TEMPLATES: Final[Mapping[str, str]] = {
    CONF_TITLE: SECTION_NOTIFICATIONS,
    CONF_MESSAGE: SECTION_NOTIFICATIONS,
    CONF_SPEECH: SECTION_SPEAKERS,
}
_NOT_VALID: Final = (vol.Invalid, HomeAssistantError, OverflowError, RecursionError)
"""What Home Assistant raises at conditions and actions that it cannot use; a delay may be longer than any clock holds."""
MOST_OF_A_REASON: Final = 300
"""Characters of what Home Assistant says about templates, conditions and actions."""


async def async_check_alert(
    hass: HomeAssistant,
    data: Mapping[str, Any],
    cameras: Mapping[str, CameraSettings],
) -> None:
    """Check settings of an alert against the house.

    Args:
        hass: Home Assistant.
        data: what `read_alert_form` returned; it is left as it is.
        cameras: settings of all cameras, by the ids of their subentries.

    Raises:
        FormError: something is not there, or cannot be used.
    """
    _check_places(data, cameras)
    _check_seen(data, cameras)
    for field, name in _ENTITIES.items():
        check_entities(hass, _as_list(data[field]), DOMAINS[field], name)
    _check_ai(hass, data[CONF_AI_DESCRIBER], data[CONF_AI_JUDGE])
    for field, name in _TEMPLATES.items():
        _check_template(hass, data[field], name)
    await _async_check_conditions(hass, data[CONF_CONDITIONS])
    await _async_check_actions(hass, data[CONF_ACTIONS])
    if data[CONF_MQTT_TOPIC] and not hass.config_entries.async_entries("mqtt"):
        raise FormError("no_mqtt", shorten_text(data[CONF_MQTT_TOPIC]), SECTION_OTHERS)


def check_apart(
    name: str, data: Mapping[str, Any], others: Iterable[ConfigSubentry]
) -> None:
    """Check that an alert is not one that there is already.

    Args:
        name: what it is called.
        data: what `read_alert_form` returned.
        others: all other alerts.

    Raises:
        FormError: another one has its name, or does the same at the same time.
    """
    settings = AlertSettings.from_data(data)
    for other in others:
        if other.title.casefold() == name.casefold():
            raise FormError("alert_name_taken", other.title, CONF_ALERT_NAME)
        if replace(AlertSettings.from_data(other.data), enabled=True) == settings:
            raise FormError("same_alert", other.title)


def _check_places(
    data: Mapping[str, Any], cameras: Mapping[str, CameraSettings]
) -> None:
    if any(camera not in cameras for camera in data[CONF_CAMERAS]):
        raise FormError("camera_gone", "", SECTION_WHEN)
    chosen = data[CONF_CAMERAS] or cameras
    seen = {zone for camera in chosen for zone in cameras[camera].watched_zones}
    known = {zone for camera in cameras.values() for zone in camera.watched_zones}
    for zone in data[CONF_ZONES]:
        if zone not in known:
            raise FormError("zone_gone", zone, SECTION_WHEN)
        if zone not in seen:
            raise FormError("zone_elsewhere", zone, SECTION_WHEN)


def unseen_in(
    data: Mapping[str, Any], cameras: Mapping[str, CameraSettings]
) -> Unseen | None:
    """Return what an alert waits for that none of its cameras looks for.

    Args:
        data: of the alert, as it is stored.
        cameras: settings of all cameras, by the ids of their subentries.

    """
    wanted = AlertSettings.readable_part(data)
    return find_unseen(
        wanted, [camera for key, camera in cameras.items() if wanted.is_for(key)]
    )


def _check_seen(data: Mapping[str, Any], cameras: Mapping[str, CameraSettings]) -> None:
    match unseen_in(data, cameras):
        case Unseen.TYPES:
            raise FormError("types_unseen", "", SECTION_WHEN)
        case Unseen.KINDS:
            raise FormError("kinds_unseen", "", SECTION_WHEN)


def _check_ai(hass: HomeAssistant, describer: str | None, judge: str | None) -> None:
    """Check that AIs can do what they are wanted for; one that is only not there just now will be back.

    Raises:
        FormError: they cannot.
    """
    for entity_id, feature in ((describer, GENERATE_DATA), (judge, EVALUATE)):
        if entity_id is None:
            continue
        match find_trouble(hass, entity_id, feature):
            case Trouble.TOO_OLD:
                raise FormError("ai_too_old", entity_name(hass, entity_id), SECTION_AI)
            case Trouble.NO_PICTURES:
                raise FormError(
                    "ai_no_pictures", entity_name(hass, entity_id), SECTION_AI
                )
            case Trouble.UNABLE if feature == EVALUATE:
                raise FormError("ai_no_judge", entity_name(hass, entity_id), SECTION_AI)
            case Trouble.UNABLE:
                raise FormError("ai_no_words", entity_name(hass, entity_id), SECTION_AI)


def _as_list(value: Any) -> Iterable[str]:
    """Return the values of a field that holds none, one or several."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


def _check_template(hass: HomeAssistant, text: str, field: str) -> None:
    try:
        Template(text, hass).ensure_valid()
    except (HomeAssistantError, RecursionError) as err:
        # Its beginning says which of the templates it is.
        told = f"“{shorten_text(text)}”: {_shown_reason(err)}"
        raise FormError("bad_template", told, field) from err


async def _async_check_conditions(
    hass: HomeAssistant, conditions: Sequence[Mapping[str, Any]]
) -> None:
    try:
        # Validation changes what it is given, and what the user entered is what is stored.
        await condition.async_validate_conditions_config(
            hass, cv.CONDITIONS_SCHEMA(deepcopy(list(conditions)))
        )
    except _NOT_VALID as err:
        raise FormError("bad_conditions", _shown_reason(err), SECTION_ONLY_IF) from err


async def _async_check_actions(
    hass: HomeAssistant, actions: Sequence[Mapping[str, Any]]
) -> None:
    try:
        await script.async_validate_actions_config(
            hass, cv.SCRIPT_SCHEMA(deepcopy(list(actions)))
        )
    except _NOT_VALID as err:
        raise FormError("bad_actions", _shown_reason(err), SECTION_OTHERS) from err


def _shown_reason(err: Exception) -> str:
    """Return an error as the form shows it: without addresses, and not for pages."""
    return redacted_error(err)[:MOST_OF_A_REASON]
