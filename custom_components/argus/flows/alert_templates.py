"""Templates of alerts: a use everybody knows, with the receivers and lights the home has."""

from collections.abc import Collection, Iterable
from typing import Any, Final

from homeassistant.components.light.const import DOMAIN as LIGHT
from homeassistant.components.notify.const import DOMAIN as NOTIFY
from homeassistant.components.siren.const import DOMAIN as SIREN
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import entity_registry as er

from ..alerts.message import MOBILE_APP, SMTP
from ..alerts.settings import (
    ALERTING,
    CONF_COOLDOWN,
    CONF_CRITICAL,
    CONF_DAYS,
    CONF_END,
    CONF_IN_DOUBT,
    CONF_KINDS,
    CONF_LIGHTS,
    CONF_NOTIFY,
    CONF_PERSISTENT,
    CONF_SIRENS,
    CONF_START,
    CONF_TYPES,
    AlertTemplate,
    InDoubt,
)
from ..model.activity import ActivityType
from ..model.wording import async_wording
from ..vision import ObjectKind

_SOMEBODY: Final = [
    str(ActivityType.FACE),
    str(ActivityType.VISITOR_IN),
    str(ActivityType.PERSON),
]
_COLOURFUL: Final = frozenset({"hs", "rgb", "rgbw", "rgbww", "xy"})


async def async_make_alert(
    hass: HomeAssistant, template: AlertTemplate, taken: Collection[str]
) -> tuple[str, dict[str, Any]]:
    """Return a name and data for a new alert.

    Args:
        hass: Home Assistant.
        template: what the user picked.
        taken: names of the alerts that are there already.

    """
    if template is AlertTemplate.BLANK:
        return "", {}
    wording = await async_wording(hass)
    name = wording(f"alert_name_{template}")
    number = 2
    called = {other.casefold() for other in taken}
    while name.casefold() in called:
        name = f"{wording(f'alert_name_{template}')} {number}"
        number += 1
    return name, _template_data(hass, template)


def somebody_is_seen(notify: Iterable[str]) -> dict[str, Any]:
    """Return the data of the alert that tells some people whenever somebody is seen.

    Args:
        notify: notify entities.

    """
    return {CONF_TYPES: _SOMEBODY, CONF_COOLDOWN: 600.0, CONF_NOTIFY: list(notify)}


@callback
def _template_data(hass: HomeAssistant, template: AlertTemplate) -> dict[str, Any]:
    if template is AlertTemplate.OFFICE:
        return {
            CONF_TYPES: [str(ActivityType.MOTION), *_SOMEBODY],
            CONF_START: "09:00:00",
            CONF_END: "18:00:00",
            CONF_DAYS: [0, 1, 2, 3, 4],
            CONF_COOLDOWN: 600.0,
            **_notify_or_persistent(mail_entities(hass)),
        }
    if template is AlertTemplate.NIGHT:
        return {
            CONF_START: "22:00:00",
            CONF_END: "06:00:00",
            # A cat stays silent; what cannot be told may be a burglar.
            CONF_TYPES: [
                str(kind) for kind in ALERTING if kind is not ActivityType.ANIMAL
            ],
            CONF_KINDS: [str(ObjectKind.PERSON), str(ObjectKind.VEHICLE)],
            CONF_IN_DOUBT: str(InDoubt.TELL),
            CONF_COOLDOWN: 60.0,
            CONF_CRITICAL: True,
            CONF_LIGHTS: _light_entities(hass),
            CONF_SIRENS: [state.entity_id for state in _usable_states(hass, SIREN)],
            **_notify_or_persistent(_phone_entities(hass)),
        }
    if template is AlertTemplate.SHOP:
        return {
            CONF_TYPES: [str(ActivityType.VISITOR_IN)],
            CONF_COOLDOWN: 300.0,
            **_notify_or_persistent(_phone_entities(hass)),
        }
    if template is AlertTemplate.CAMERA_LOST:
        return {
            CONF_TYPES: [str(ActivityType.CAMERA_LOST)],
            CONF_COOLDOWN: 3600.0,
            **_notify_or_persistent(_phone_entities(hass)),
        }
    return {
        **somebody_is_seen(()),
        **_notify_or_persistent(_phone_entities(hass)),
        CONF_COOLDOWN: 1800.0,
    }


def _notify_or_persistent(notify: list[str]) -> dict[str, Any]:
    """Return the receivers, or a notification in Home Assistant where there are none."""
    # Where nobody can be told, Home Assistant itself can.
    return {CONF_NOTIFY: notify, CONF_PERSISTENT: not notify}


@callback
def mail_entities(hass: HomeAssistant) -> list[str]:
    """Return the notify entities that send e-mail."""
    return _notify_entities(hass, SMTP)


def _phone_entities(hass: HomeAssistant) -> list[str]:
    return _notify_entities(hass, MOBILE_APP)


def _notify_entities(hass: HomeAssistant, platform: str) -> list[str]:
    registry = er.async_get(hass)
    return [
        state.entity_id
        for state in _usable_states(hass, NOTIFY)
        if (entity := registry.async_get(state.entity_id)) is not None
        and entity.platform == platform
    ]


def _light_entities(hass: HomeAssistant) -> list[str]:
    """Return the lights that can show a colour, or all if none can; one by one, not as groups of each other."""
    single = [
        state
        for state in _usable_states(hass, LIGHT)
        if ATTR_ENTITY_ID not in state.attributes
    ]
    colourful = [
        state
        for state in single
        if _COLOURFUL.intersection(state.attributes.get("supported_color_modes", ()))
    ]
    return [state.entity_id for state in colourful or single]


def _usable_states(hass: HomeAssistant, domain: str) -> list[State]:
    """Return the states of entities of a domain that are there and not hidden."""
    registry = er.async_get(hass)
    return [
        state
        for state in sorted(
            hass.states.async_all(domain), key=lambda state: state.entity_id
        )
        if state.state != STATE_UNAVAILABLE
        and (
            (entity := registry.async_get(state.entity_id)) is None
            or (entity.hidden_by is None and entity.entity_category is None)
        )
    ]
