"""Why an alert was not sent: said at once where nothing can change it, and else when the incident is over."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.argus.model.decision import Verdict
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..conftest import FACES, MOVING, Show
from .runtime import (
    SENT,
    add_alert,
    decided,
    decisions_of,
    end_of_incident,
    mailbox,
    settle,
)


@pytest.mark.parametrize(
    ("settings", "verdict"),
    [
        ({"enabled": False}, Verdict.DISABLED),
        ({"cameras": ["another"]}, Verdict.OTHER_CAMERA),
        ({"schedule": "schedule.shop"}, Verdict.SCHEDULE_OFF),
        ({"armed": "alarm_control_panel.house"}, Verdict.NOT_ARMED),
        ({"start": "00:00:00", "end": "00:00:01"}, Verdict.OTHER_HOUR),
        ({"days": []}, Verdict.OTHER_DAY),
        (
            {
                "conditions": [
                    {
                        "condition": "template",
                        "value_template": "{{ incident.faces_count > 7 }}",
                    }
                ]
            },
            Verdict.CONDITION,
        ),
    ],
)
async def test_why_not(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    door: Show,
    settings: dict[str, Any],
    verdict: Verdict,
) -> None:
    """What kept an alert from being sent is known at once, and kept once."""
    mails = mailbox(hass)
    alert = await add_alert(hass, entry, **settings)
    await door(MOVING)
    await door(FACES, after=1)
    await decided(alert, verdict)
    await end_of_incident(hass, calm)
    await settle()
    await decided(alert, verdict)
    assert [one.verdict for one in await decisions_of(calm)] == [verdict]
    assert not mails


@pytest.mark.parametrize(
    ("settings", "verdict"),
    [
        ({"types": ["face"]}, Verdict.OTHER_TYPE),
        ({"zones": ["Safe"]}, Verdict.OTHER_ZONE),
        ({"min_faces": 2}, Verdict.TOO_FEW_FACES),
        ({"min_intensity": 50}, Verdict.TOO_LITTLE_MOTION),
    ],
)
async def test_what_may_still_come_is_waited_for(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    door: Show,
    settings: dict[str, Any],
    verdict: Verdict,
) -> None:
    """An incident may yet become one for the alert; only when it is over it is said that it did not."""
    mails = mailbox(hass)
    alert = await add_alert(hass, entry, **settings)
    await door(MOVING)
    await settle()
    await decided(alert)
    await end_of_incident(hass, calm)
    await decided(alert, verdict)
    assert not mails


async def test_silenced_and_talking_again(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    door: Show,
    freezer: FrozenDateTimeFactory,
) -> None:
    mails = mailbox(hass)
    alert = await add_alert(hass, entry)
    until_when = dt_util.utcnow() + timedelta(seconds=30)
    await alert.async_snooze(until_when)
    await door(MOVING)
    await decided(alert, Verdict.SNOOZED)
    assert not mails
    assert alert.snoozed_until == until_when
    # Whoever reads it may live by another clock.
    (decision,) = await decisions_of(calm)
    assert dt_util.parse_datetime(
        decision.detail, raise_on_error=True
    ) == until_when.replace(second=0, microsecond=0)
    freezer.move_to(until_when + timedelta(seconds=1))
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert alert.snoozed_until is None
    state = hass.states.get("sensor.argus_night_watch_silenced_until")
    assert state is not None
    assert state.state == "unknown"
    await door(FACES, after=1)
    await decided(alert, Verdict.SNOOZED, SENT)
    assert len(mails) == 1


async def test_that_it_ends_is_no_reason(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry, door: Show
) -> None:
    """What happened in the silence is not told because it ends after it."""
    mails = mailbox(hass)
    alert = await add_alert(hass, entry)
    await alert.async_snooze(dt_util.utcnow() + timedelta(hours=1))
    await door(MOVING)
    await decided(alert, Verdict.SNOOZED)
    await alert.async_snooze(None)
    await end_of_incident(hass, calm)
    await settle()
    await decided(alert, Verdict.SNOOZED)
    assert not mails
