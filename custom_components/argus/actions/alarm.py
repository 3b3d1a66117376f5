"""The actions that give the alarm with lights and sirens, and end it."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, replace
from functools import partial
import logging
from typing import Any, Final

import voluptuous as vol

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.components.light.const import DOMAIN as LIGHT
from homeassistant.components.siren.const import DOMAIN as SIREN
from homeassistant.const import ATTR_ENTITY_ID, ENTITY_MATCH_ALL
from homeassistant.core import Context, HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceValidationError,
    Unauthorized,
)
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)

from ..alerts.group_members import members
from ..alerts.light_alarm import LightAlarmSettings
from ..alerts.settings import (
    BRIGHTNESS,
    CONF_BRIGHTNESS,
    CONF_COLOUR,
    CONF_FLASHES,
    CONF_OFF_SECONDS,
    CONF_ON_SECONDS,
    CONF_SIREN_SECONDS,
    CONF_SIRENS,
    FLASH_SECONDS,
    FLASHES,
    SIREN_SECONDS,
    AlertSettings,
)
from ..alerts.siren import async_sound_sirens
from ..const import DOMAIN, SUBENTRY_ALERT
from ..model import bounded
from ..model.access import async_user_of, may, require
from ..model.redaction import redacted_error, redacted_traceback
from ..running import async_entry
from ..runtime import ArgusConfigEntry

_LOGGER = logging.getLogger(__name__)

SERVICE_STOP_ALARM: Final = "stop_alarm"
SERVICE_TRIGGER_ALARM: Final = "trigger_alarm"

FIRST_SECONDS: Final = 2.0
"""Seconds in which an alarm shows that it cannot be given; nobody waits for its end."""


_FLASHING: Final = {
    CONF_COLOUR: "colour",
    CONF_FLASHES: "flashes",
    CONF_ON_SECONDS: "on",
    CONF_OFF_SECONDS: "off",
    CONF_BRIGHTNESS: "brightness",
}
"""Fields and the settings of the light alarm that they change."""


def _check_colour(value: Any) -> tuple[int, ...]:
    """Return the red, green and blue of a colour.

    Raises:
        Invalid: that is no colour.
    """
    if not isinstance(value, list | tuple) or len(value) != 3:
        raise vol.Invalid("expected red, green and blue, such as 255, 0, 0")
    return tuple(map(bounded.whole(0, 255), value))


_TRIGGER: Final = vol.Schema(
    {
        **{
            field: vol.All(bounded.target, check)
            for field, check in cv.ENTITY_SERVICE_FIELDS.items()
        },
        vol.Optional(CONF_COLOUR): _check_colour,
        vol.Optional(CONF_FLASHES): bounded.whole(FLASHES.low, FLASHES.high),
        vol.Optional(CONF_ON_SECONDS): bounded.number(
            FLASH_SECONDS.low, FLASH_SECONDS.high
        ),
        vol.Optional(CONF_OFF_SECONDS): bounded.number(
            FLASH_SECONDS.low, FLASH_SECONDS.high
        ),
        vol.Optional(CONF_BRIGHTNESS): bounded.whole(BRIGHTNESS.low, BRIGHTNESS.high),
        vol.Optional(CONF_SIRENS): bounded.entity_ids,
        vol.Optional(CONF_SIREN_SECONDS): bounded.number(
            SIREN_SECONDS.low, SIREN_SECONDS.high
        ),
    }
)
_STOP: Final = vol.Schema({})

type Permitted = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Alarms:
    """What to give the alarm with."""

    lights: tuple[LightAlarmSettings, ...] = ()
    sirens: tuple[tuple[tuple[str, ...], float], ...] = ()
    """Sirens, and for how many seconds."""


@callback
def async_setup_alarm_services(hass: HomeAssistant) -> None:
    """Register the actions."""
    for name, work, schema in (
        (SERVICE_TRIGGER_ALARM, _async_trigger_alarms, _TRIGGER),
        (SERVICE_STOP_ALARM, _async_stop_alarms, _STOP),
    ):
        hass.services.async_register(DOMAIN, name, partial(work, hass), schema=schema)


async def _async_trigger_alarms(hass: HomeAssistant, call: ServiceCall) -> None:
    """Give the alarm; return when it is given, not when it is over."""
    entry = async_entry(hass)
    user = await async_user_of(hass, call.context)
    named = _named_alarms(hass, call)
    if named is None:
        alarms = _alarms_of_alerts(hass, entry, call, user)
    else:
        alarms = named
        if entities := list(_controlled_entities(hass, named)):
            require(user, POLICY_CONTROL, *entities, context=call.context)
    if not alarms.lights and not alarms.sirens:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="nothing_to_alarm_with"
        )
    await _async_start_alarms(hass, entry, alarms, call.context)


async def _async_stop_alarms(hass: HomeAssistant, call: ServiceCall) -> None:
    """End all alarms; return when lights and sirens are what they were."""
    runtime = async_entry(hass).runtime_data
    user = await async_user_of(hass, call.context)
    if alarming := runtime.light_alarm.lights | runtime.sirens.sirens:
        require(user, POLICY_CONTROL, *alarming, context=call.context)
    await asyncio.gather(runtime.light_alarm.async_stop(), runtime.sirens.async_stop())


def _named_alarms(hass: HomeAssistant, call: ServiceCall) -> Alarms | None:
    """Return what an action names; None if it names nothing."""
    target = TargetSelection(call.data)
    sirens: list[str] = call.data.get(CONF_SIRENS, [])
    if not target.has_any_target and not sirens:
        return None
    if call.data.get(ATTR_ENTITY_ID) == ENTITY_MATCH_ALL:
        lights = hass.states.async_entity_ids(LIGHT)
    else:
        selected = async_extract_referenced_entity_ids(hass, target)
        # Of an area or a device, its lights are meant.
        lights = sorted(selected.referenced) + [
            entity_id
            for entity_id in sorted(selected.indirectly_referenced)
            if entity_id.startswith(f"{LIGHT}.")
        ]
    seconds: float = call.data.get(CONF_SIREN_SECONDS, AlertSettings().siren_seconds)
    return Alarms(
        (_with_flashing(LightAlarmSettings(lights=tuple(lights)), call),)
        if lights
        else (),
        ((tuple(sirens), seconds),) if sirens else (),
    )


def _alarms_of_alerts(
    hass: HomeAssistant, entry: ArgusConfigEntry, call: ServiceCall, user: User | None
) -> Alarms:
    """Return the lights and sirens of all alerts that have any, as far as the caller may control them."""
    lights: list[LightAlarmSettings] = []
    sirens: list[tuple[tuple[str, ...], float]] = []
    refused: str | None = None
    for subentry in entry.get_subentries_of_type(SUBENTRY_ALERT):
        settings = AlertSettings.readable_part(subentry.data)
        seconds = call.data.get(CONF_SIREN_SECONDS, settings.siren_seconds)
        flashing = settings.light_alarm
        alarms = Alarms(
            (_with_flashing(flashing, call),) if flashing else (),
            ((settings.sirens, seconds),) if settings.sirens else (),
        )
        denied = [
            e
            for e in _controlled_entities(hass, alarms)
            if not may(user, POLICY_CONTROL, e)
        ]
        if denied:
            refused = denied[0]
        else:
            lights += alarms.lights
            sirens += alarms.sirens
    if refused is not None and not lights and not sirens:
        raise Unauthorized(
            context=call.context, entity_id=refused, permission=POLICY_CONTROL
        )
    return Alarms(tuple(lights), tuple(sirens))


def _with_flashing(
    settings: LightAlarmSettings, call: ServiceCall
) -> LightAlarmSettings:
    """Return settings with what the action says of the flashing."""
    return replace(
        settings,
        **{name: call.data[key] for key, name in _FLASHING.items() if key in call.data},
    )


def _controlled_entities(hass: HomeAssistant, alarms: Alarms) -> Iterable[str]:
    """Return what is named and what is behind it."""
    for settings in alarms.lights:
        yield from settings.lights
        yield from members(hass, LIGHT, settings.lights)
    for sirens, _ in alarms.sirens:
        yield from sirens
        yield from members(hass, SIREN, sirens)


async def _async_start_alarms(
    hass: HomeAssistant, entry: ArgusConfigEntry, alarms: Alarms, context: Context
) -> None:
    """Begin all alarms; one that cannot be given keeps no other from it.

    Raises:
        HomeAssistantError: none could be given.
    """
    light_alarm = entry.runtime_data.light_alarm
    work: list[Coroutine[Any, Any, None]] = [
        light_alarm.async_trigger(settings, context) for settings in alarms.lights
    ]
    work += [
        async_sound_sirens(hass, sirens, seconds, context)
        for sirens, seconds in alarms.sirens
    ]
    tasks = [
        entry.async_create_background_task(hass, one, "argus alarm by action")
        for one in work
    ]
    await asyncio.wait(tasks, timeout=FIRST_SECONDS)
    failed = [
        error
        for task in tasks
        if task.done()
        and not task.cancelled()
        and (error := task.exception()) is not None
    ]
    for task in tasks:
        task.add_done_callback(_log_failure)
    if len(failed) == len(tasks):
        raise failed[0]


@callback
def _log_failure(task: asyncio.Task[None]) -> None:
    """Log why one alarm could not be given; the others go on."""
    if not task.cancelled() and (error := task.exception()) is not None:
        if isinstance(error, HomeAssistantError):
            _LOGGER.warning("An alarm could not be given: %s", redacted_error(error))
        else:
            _LOGGER.error("An alarm could not be given\n%s", redacted_traceback(error))
