"""Alerts of a running house, and what becomes of them."""

import asyncio
import time
from types import MappingProxyType
from typing import Any

from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.argus.alerts.alert import Alert
from custom_components.argus.const import SUBENTRY_ALERT
from custom_components.argus.journal.pages import IncidentQuery
from custom_components.argus.model.decision import Decision, Verdict
from custom_components.argus.model.incident import Incident
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, ServiceCall

MAILBOX = "notify.mailbox"
SENT, FAILED = Verdict.SENT, Verdict.FAILED


async def add_alert(
    hass: HomeAssistant, entry: ConfigEntry, title: str = "Night watch", **data: Any
) -> Alert:
    """Add an alert; it goes to the mailbox if nothing else is said."""
    data.setdefault("notify", [MAILBOX])
    subentry = ConfigSubentry(
        data=MappingProxyType(data),
        subentry_type=SUBENTRY_ALERT,
        title=title,
        unique_id=None,
    )
    hass.config_entries.async_add_subentry(entry, subentry)
    await hass.async_block_till_done()
    runtime: ArgusRuntime = entry.runtime_data
    return runtime.alerts.alerts[subentry.subentry_id]


def mailbox(hass: HomeAssistant, **failure: Any) -> list[ServiceCall]:
    """Let there be a plain notify entity; return what it is sent."""
    hass.states.async_set(MAILBOX, "unknown")
    return async_mock_service(hass, "notify", "send_message", **failure)


async def settle() -> None:
    """Give what goes on in the background a moment of true time, even when the test's clock stands still."""
    await asyncio.get_running_loop().run_in_executor(None, time.sleep, 0.05)


async def decided(alert: Alert, *verdicts: Verdict) -> None:
    """Wait until an alert has decided just that, so and so often."""
    for _ in range(100):
        if sorted(alert.verdicts.elements()) == sorted(verdicts):
            return
        await settle()
    assert sorted(alert.verdicts.elements()) == sorted(verdicts)


async def incidents_of(runtime: ArgusRuntime) -> list[Incident]:
    """Return all incidents, the newest first, with what was decided about them."""
    await runtime.incidents.async_store()
    return await runtime.incidents.async_find(IncidentQuery(trace=True))


async def decisions_of(runtime: ArgusRuntime) -> list[Decision]:
    """Return what was decided about the newest incident."""
    return list((await incidents_of(runtime))[0].decisions)


async def end_of_incident(hass: HomeAssistant, runtime: ArgusRuntime) -> None:
    """End what lasts at all cameras, as a stop of detection does."""
    for camera in runtime.cameras.values():
        camera._view.incidents.async_end_current()
        await runtime.incidents.async_settle(camera)
    await hass.async_block_till_done()
