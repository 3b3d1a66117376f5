"""Buttons that people press on their phones, and alerts told of what happens."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.argus.alerts.message_text import FALSE_ALARM, SILENCE
from custom_components.argus.model.decision import Verdict
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.auth.const import (
    GROUP_ID_ADMIN,
    GROUP_ID_READ_ONLY,
    GROUP_ID_USER,
)
from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
from homeassistant.util import dt as dt_util

from ..conftest import MOVING, Show, camera_named
from ..journals import HOSTILE, Login, login, remember
from .runtime import add_alert, decided, incidents_of, mailbox

__all__ = ["login"]

PRESSED = "mobile_app_notification_action"


async def press(
    hass: HomeAssistant, action: object, user_id: str | None = None
) -> None:
    """Press a button of a notification."""
    hass.bus.async_fire(PRESSED, {"action": action}, context=Context(user_id=user_id))
    await hass.async_block_till_done()


async def test_silence(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """The alert whose notification it is rests for an hour, no other does."""
    mails = mailbox(hass)
    night = await add_alert(hass, entry, "Night watch")
    shop = await add_alert(hass, entry, "Shop")
    await press(hass, f"{SILENCE}{night.subentry.subentry_id}")
    assert night.snoozed_until is not None
    left = night.snoozed_until - dt_util.utcnow()
    assert 3590 < left.total_seconds() <= 3600
    await Show(hass, camera_named(calm, "Front door"))(MOVING)
    await decided(shop, Verdict.SENT)
    await decided(night, Verdict.SNOOZED)
    assert [mail.data["title"] for mail in mails] == ["Shop: Front door"]


async def test_false_alarm(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    mailbox(hass)
    alert = await add_alert(hass, entry)
    await Show(hass, camera_named(calm, "Front door"))(MOVING)
    await decided(alert, Verdict.SENT)
    (incident,) = await incidents_of(calm)
    assert not incident.false_alarm
    await press(hass, f"{FALSE_ALARM}{incident.id}")
    (incident,) = await incidents_of(calm)
    assert incident.false_alarm


@pytest.mark.parametrize(
    ("group", "silenced"),
    [(GROUP_ID_READ_ONLY, False), (GROUP_ID_USER, True), (GROUP_ID_ADMIN, True)],
)
async def test_silenced_by_who_may_switch_it(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    hass_admin_user: User,
    group: str,
    silenced: bool,
) -> None:
    """Any app may send the event, and the ids of alerts are known to all who log in."""
    alert = await add_alert(hass, entry)
    user = await hass.auth.async_create_user("somebody", group_ids=[group])
    await press(hass, f"{SILENCE}{alert.subentry.subentry_id}", "nobody")
    assert alert.snoozed_until is None
    await press(hass, f"{SILENCE}{alert.subentry.subentry_id}", user.id)
    assert (alert.snoozed_until is not None) is silenced


@pytest.mark.parametrize(
    ("who", "marked"),
    [("admin", True), ("reader", False), ("doorman", False), ("blind", False)],
)
async def test_a_false_alarm_is_called_by_administrators(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    hass_admin_user: User,
    login: Login,
    caplog: pytest.LogCaptureFixture,
    who: str,
    marked: bool,
) -> None:
    """What is marked changes what cameras see: by a phone, the same may as anywhere else."""
    await login(who)
    user = hass_admin_user
    if who != "admin":
        users = await hass.auth.async_get_users()
        user = next(one for one in users if one.name == who)
    incident = await remember(calm, camera_named(calm, "Front door"))
    await press(hass, f"{FALSE_ALARM}{incident.id}", "nobody")
    (kept,) = await incidents_of(calm)
    assert not kept.false_alarm
    caplog.clear()
    await press(hass, f"{FALSE_ALARM}{incident.id}", user.id)
    (kept,) = await incidents_of(calm)
    assert kept.false_alarm is marked
    assert ("does nothing" in caplog.text) is not marked


@pytest.mark.parametrize("button", [SILENCE, FALSE_ALARM, ""])
async def test_any_app_may_send_anything(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    button: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Buttons of others and nonsense change nothing and break nothing."""
    alert = await add_alert(hass, entry)
    for nonsense in (*HOSTILE, None, 7, ["a"]):
        await press(hass, nonsense if nonsense is None else f"{button}{nonsense}")
    await press(hass, None)
    hass.bus.async_fire(PRESSED, {})
    await hass.async_block_till_done()
    assert alert.snoozed_until is None
    assert "Traceback" not in caplog.text
