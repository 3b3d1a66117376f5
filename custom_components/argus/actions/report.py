"""The action that sends a report at once."""

import asyncio
from datetime import date as Date
from functools import partial
from typing import Final

import voluptuous as vol

from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.components.notify.const import DOMAIN as NOTIFY
from homeassistant.core import Context, HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceValidationError,
)
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util

from ..alerts.message import Message, async_send
from ..const import DOMAIN
from ..journal import JournalError
from ..model import bounded
from ..model.access import async_user_of, require
from ..model.errors import journal_failed
from ..model.redaction import redacted_error
from ..reports.message import async_report_message
from ..reports.visitors import ReportRangeError, bad_report_range
from ..running import async_entry

SERVICE_SEND_REPORT: Final = "send_report"

ATTR_DATE: Final = "date"
ATTR_TARGETS: Final = "targets"

PATIENCE: Final = 60.0
"""Seconds until a receiver that does not answer counts as one that could not be told."""

_SEND_REPORT: Final = vol.Schema(
    {
        vol.Optional(ATTR_DATE): bounded.day,
        vol.Optional(ATTR_TARGETS): vol.All(
            bounded.entity_ids, cv.entities_domain(NOTIFY)
        ),
    }
)


@callback
def async_setup_report_services(hass: HomeAssistant) -> None:
    """Register the action."""
    hass.services.async_register(
        DOMAIN,
        SERVICE_SEND_REPORT,
        partial(_async_send_report, hass),
        schema=_SEND_REPORT,
    )


async def _async_send_report(hass: HomeAssistant, call: ServiceCall) -> None:
    """Send the report of a day to everybody who is named, or to those who get it daily."""
    runtime = async_entry(hass).runtime_data
    named: list[str] = call.data.get(ATTR_TARGETS, [])
    targets = list(dict.fromkeys(named or runtime.settings.report_targets))
    await _async_check_permission(hass, call, targets)
    if not targets:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="no_report_targets"
        )
    today = dt_util.now().date()
    day: Date = call.data.get(ATTR_DATE, today)
    if day > today:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="report_in_future",
            translation_placeholders={"date": day.isoformat()},
        )
    try:
        message = await async_report_message(hass, runtime, day)
    except ReportRangeError as err:
        raise bad_report_range(err) from err
    except JournalError as err:
        raise journal_failed(err) from err
    results = await asyncio.gather(
        *(
            _async_send_to_target(hass, target, message, call.context)
            for target in targets
        ),
        return_exceptions=True,
    )
    failed: list[str] = []
    for target, result in zip(targets, results, strict=True):
        if isinstance(result, TimeoutError):
            failed.append(f"{target} (> {PATIENCE:.0f} s)")
        elif isinstance(result, HomeAssistantError):
            failed.append(f"{target} ({redacted_error(result)})")
        elif result is not None:
            raise result
    if failed:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="report_not_sent",
            translation_placeholders={"reason": ", ".join(failed)},
        )


async def _async_send_to_target(
    hass: HomeAssistant, target: str, message: Message, context: Context
) -> None:
    """Send the report to one receiver.

    Raises:
        HomeAssistantError: it could not be sent.
        TimeoutError: the receiver does not answer.
    """
    async with asyncio.timeout(PATIENCE):
        await async_send(hass, target, message, context)


async def _async_check_permission(
    hass: HomeAssistant, call: ServiceCall, targets: list[str]
) -> None:
    """Refuse who may not see all cameras, for the report is of all, or may not use a receiver.

    Raises:
        UnknownUser: the caller does not exist.
        Unauthorized: they may not.
    """
    user = await async_user_of(hass, call.context)
    require(user, POLICY_READ, context=call.context)
    if targets:
        require(user, POLICY_CONTROL, *targets, context=call.context)
