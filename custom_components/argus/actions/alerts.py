"""The actions that try alerts, and silence them."""

from datetime import timedelta
from functools import partial
from typing import Any, Final

import voluptuous as vol

from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import ServiceValidationError, Unauthorized
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util

from ..alerts.alert import Alert
from ..alerts.alert_state import LONGEST_SNOOZE
from ..alerts.permission import may_switch
from ..const import DOMAIN
from ..incidents.incident_json import decision_as_json
from ..model import bounded
from ..model.access import async_user_of
from ..model.errors import alert_failed
from ..model.limits import LONGEST_MOMENT
from ..running import async_entry
from ..runtime import ArgusConfigEntry
from .targets import TARGETS, WHOLE_HOUSE, async_named_subentries, names_something

SERVICE_SNOOZE_ALERTS: Final = "snooze_alerts"
SERVICE_TEST_ALERT: Final = "test_alert"

ATTR_DURATION: Final = "duration"

SNOOZE: Final = timedelta(hours=1)
"""Where nothing is said."""


def _check_duration(value: Any) -> timedelta:
    """Return how long alerts are to be silent.

    Raises:
        Invalid: that is no duration.
        ServiceValidationError: it is too long, or ended before it began.
    """
    if isinstance(value, bool):
        raise _no_duration()
    try:
        duration: timedelta = cv.time_period(bounded.short(LONGEST_MOMENT)(value))
    except (vol.Invalid, ValueError) as err:
        raise _no_duration() from err
    except OverflowError:
        duration = timedelta.max
    if timedelta() <= duration <= LONGEST_SNOOZE:
        return duration
    raise ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key="bad_snooze",
        translation_placeholders={"days": str(LONGEST_SNOOZE.days)},
    )


def _no_duration() -> vol.Invalid:
    return vol.Invalid("expected a duration, such as 01:00:00, or a number of seconds")


_SNOOZE: Final = vol.Schema(
    {**TARGETS, vol.Optional(ATTR_DURATION, default=SNOOZE): _check_duration}
)
_TEST: Final = vol.Schema(TARGETS)


@callback
def async_setup_alert_services(hass: HomeAssistant) -> None:
    """Register the actions."""
    hass.services.async_register(
        DOMAIN,
        SERVICE_SNOOZE_ALERTS,
        partial(_async_snooze_alerts, hass),
        schema=_SNOOZE,
    )
    hass.services.async_register(
        DOMAIN,
        SERVICE_TEST_ALERT,
        partial(_async_test_alerts, hass),
        schema=_TEST,
        supports_response=SupportsResponse.OPTIONAL,
    )


async def _async_snooze_alerts(hass: HomeAssistant, call: ServiceCall) -> None:
    """Silence alerts for a while; a duration of nothing lets them be sent again."""
    duration: timedelta = call.data[ATTR_DURATION]
    until = dt_util.utcnow() + duration if duration else None
    for alert in await _async_permitted_alerts(hass, call):
        await alert.async_snooze(until)


async def _async_test_alerts(hass: HomeAssistant, call: ServiceCall) -> ServiceResponse:
    """Do everything that alerts do; what fails is the answer, or an error where nobody waits for one."""
    if not names_something(call):
        # By mistake all at once would wake the house.
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="no_alert_named"
        )
    decisions = [
        await alert.async_test() for alert in await _async_permitted_alerts(hass, call)
    ]
    if call.return_response:
        return {"alerts": [decision_as_json(decision) for decision in decisions]}
    for decision in decisions:
        if (error := alert_failed(decision)) is not None:
            raise error
    return None


async def _async_permitted_alerts(
    hass: HomeAssistant, call: ServiceCall
) -> list[Alert]:
    """Return the alerts an action is meant for, as far as its caller may switch them.

    Raises:
        ServiceValidationError: Argus is not set up, or what is named is no alert.
        Unauthorized: an alert is named that the caller may not switch.
    """
    entry = async_entry(hass)
    alerts = _named_alerts(hass, entry, call)
    user = await async_user_of(hass, call.context)
    permitted = [
        alert
        for alert in alerts
        if may_switch(hass, user, entry.entry_id, alert.subentry.subentry_id)
    ]
    if names_something(call) and len(permitted) < len(alerts):
        raise Unauthorized(context=call.context, permission=POLICY_CONTROL)
    return permitted


@callback
def _named_alerts(
    hass: HomeAssistant, entry: ArgusConfigEntry, call: ServiceCall
) -> list[Alert]:
    alerts = entry.runtime_data.alerts.alerts
    if not names_something(call):
        return list(alerts.values())
    chosen: dict[str, Alert] = {}
    for named, subentry_id in async_named_subentries(hass, entry, call):
        if subentry_id == WHOLE_HOUSE:
            return list(alerts.values())
        if subentry_id not in alerts:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="no_alert",
                translation_placeholders={"name": named},
            )
        chosen[subentry_id] = alerts[subentry_id]
    return list(chosen.values())
