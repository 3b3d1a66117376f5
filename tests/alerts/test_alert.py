"""Alerts of a running house: decided, sent, kept with the incident."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    async_mock_service,
)

from custom_components.argus.alerts import deliveries, incident_state as course
from custom_components.argus.model.decision import Verdict
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.util import dt as dt_util

from ..conftest import FACES, MOVING, Show, camera_named, until
from .runtime import (
    MAILBOX,
    add_alert,
    decided,
    decisions_of,
    incidents_of,
    mailbox,
    settle,
)

SENT, FAILED = Verdict.SENT, Verdict.FAILED
STRONGER = replace(MOVING, motion=replace(MOVING.motion, intensity=0.4))


@pytest.fixture
def door(hass: HomeAssistant, calm: ArgusRuntime) -> Show:
    """Show things to the front door."""
    return Show(hass, camera_named(calm, "Front door"))


@pytest.fixture
def garden(hass: HomeAssistant, calm: ArgusRuntime) -> Show:
    """Show things to the garden."""
    return Show(hass, camera_named(calm, "Garden"))


async def test_sent_and_kept_with_the_incident(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry, door: Show
) -> None:
    """Whoever asks later why they were told finds it with the incident."""
    mails = mailbox(hass)
    alert = await add_alert(hass, entry)
    await door(MOVING)
    await decided(alert, SENT)
    assert mails[0].data["entity_id"] == MAILBOX
    assert mails[0].data["title"] == "Night watch: Front door"
    (decision,) = await decisions_of(calm)
    assert (decision.verdict, decision.alert_name) == (SENT, "Night watch")
    assert [(one.channel, one.target, one.error) for one in decision.deliveries] == [
        ("notify", MAILBOX, None)
    ]
    assert alert.last_incident == (await incidents_of(calm))[0].id


async def test_once_for_an_incident_however_long_it_lasts(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry, door: Show
) -> None:
    mails = mailbox(hass)
    alert = await add_alert(hass, entry, cooldown=0)
    await door(MOVING)
    await decided(alert, SENT)
    for _ in range(5):
        await door(FACES, after=1)
        await door(MOVING, after=1)
    assert len(mails) == 1
    assert len(await incidents_of(calm)) == 1


async def end_of_incident(hass: HomeAssistant, runtime: ArgusRuntime) -> None:
    """End what lasts at all cameras, as a stop of detection does."""
    for camera in runtime.cameras.values():
        camera._view.incidents.async_end_current()
        await runtime.incidents.async_settle(camera)
    await hass.async_block_till_done()


async def test_rest_counts_from_the_last_one_sent_for_each_camera(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    door: Show,
    garden: Show,
    freezer: FrozenDateTimeFactory,
) -> None:
    """An incident in the rest is not told and does not make the rest longer; another camera has its own."""
    mails = mailbox(hass)
    alert = await add_alert(hass, entry, cooldown=300)

    async def happen(show: Show) -> None:
        await show(FACES, after=60)
        await show(MOVING, after=1)
        await settle()
        await end_of_incident(hass, calm)

    await happen(door)
    await decided(alert, SENT)
    freezer.tick(200)
    await happen(door)
    await decided(alert, SENT, Verdict.COOLDOWN)
    assert "100 s" in (await decisions_of(calm))[0].detail
    # Later than what belongs together.
    freezer.tick(10)
    await happen(garden)
    await decided(alert, SENT, Verdict.COOLDOWN, SENT)
    freezer.tick(91)
    await happen(door)
    await decided(alert, SENT, Verdict.COOLDOWN, SENT, SENT)
    assert len(mails) == 3


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


async def test_sent_as_soon_as_it_is_for_it(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry, door: Show
) -> None:
    """The face comes after the motion; then the picture shows it."""
    mails = mailbox(hass)
    alert = await add_alert(hass, entry, types=["face"])
    await door(MOVING)
    await settle()
    assert not mails
    before = (await incidents_of(calm))[0].snapshot
    await door(FACES, after=1)
    await decided(alert, SENT)
    after = (await incidents_of(calm))[0].snapshot
    assert before is not None
    assert after is not None
    assert "face" in after
    assert "face" not in before


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


async def test_one_that_fails_or_hangs_stops_no_other(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    door: Show,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Each thing is done on its own, and what became of each is kept."""
    monkeypatch.setattr(deliveries, "PATIENCE", 0.2)
    hass.states.async_set(MAILBOX, "unknown")
    hass.states.async_set("notify.slow", "unknown")
    released = asyncio.Event()
    done: list[str] = []

    async def send(call: ServiceCall) -> None:
        target = call.data["entity_id"]
        if target == "notify.slow":
            await released.wait()
        elif target == MAILBOX:
            raise HomeAssistantError("the mail server is down")

    async def publish(call: ServiceCall) -> None:
        done.append(call.data["topic"])

    hass.services.async_register("notify", "send_message", send)
    hass.services.async_register("mqtt", "publish", publish)
    alert = await add_alert(
        hass,
        entry,
        notify=[MAILBOX, "notify.slow", "notify.gone"],
        mqtt_topic="shop/alarm",
        persistent=True,
        actions=[{"action": "no.such_action"}],
    )
    await door(MOVING)
    await decided(alert, SENT)
    released.set()
    assert done == ["shop/alarm"]
    errors = {
        one.target or one.channel: one.error
        for one in (await decisions_of(calm))[0].deliveries
    }
    assert "the mail server is down" in str(errors[MAILBOX])
    assert "not done within" in str(errors["notify.slow"])
    assert "notify.gone" in str(errors["notify.gone"])
    assert errors["actions"]
    assert errors["shop/alarm"] is None
    assert errors["persistent"] is None
    assert "the mail server is down" in caplog.text


async def test_tried_again_while_nobody_could_be_told(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    door: Show,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A failure is no alert that was sent: it neither rests, nor is it said at every frame."""
    mailbox(hass, raise_exception=HomeAssistantError("down"))
    alert = await add_alert(hass, entry)
    await door(MOVING)
    await decided(alert, FAILED)
    mails = mailbox(hass)
    await door(FACES, after=1)
    await settle()
    assert not mails
    monkeypatch.setattr(course, "RETRY", 0)
    await door(STRONGER, after=10)
    await decided(alert, FAILED, SENT)
    assert len(mails) == 1
    assert [one.verdict for one in await decisions_of(calm)] == [FAILED, SENT]


async def test_own_actions_get_the_incident(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry, door: Show
) -> None:
    calls = async_mock_service(hass, "test", "greet")
    await add_alert(
        hass,
        entry,
        notify=[],
        actions=[
            {
                "action": "test.greet",
                "data": {
                    "text": "{{ alert }}: {{ incident.detection_type }} {{ camera }}"
                },
            }
        ],
    )
    await door(MOVING)
    await until(lambda: calls)
    assert calls[0].data["text"] == "Night watch: motion camera.front_door"


async def test_nothing_queues_up(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry, door: Show
) -> None:
    """While an alert is busy with a camera only the newest of an incident waits."""
    released = asyncio.Event()
    hass.states.async_set(MAILBOX, "unknown")

    async def send(call: ServiceCall) -> None:
        await released.wait()

    hass.services.async_register("notify", "send_message", send)
    alert = await add_alert(hass, entry)
    await door(MOVING)
    await settle()
    for _ in range(10):
        await door(FACES, after=1)
        await door(MOVING, after=10)
    assert sum(len(waiting) for waiting in alert._lanes._waiting.values()) <= 1
    released.set()
    await decided(alert, SENT)


async def test_what_was_sent_is_known_after_a_restart(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry, door: Show
) -> None:
    mails = mailbox(hass)
    alert = await add_alert(hass, entry, cooldown=3600)
    await door(MOVING)
    await decided(alert, SENT)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    runtime: ArgusRuntime = entry.runtime_data
    alert = runtime.alerts.alerts[alert.subentry.subentry_id]
    assert alert.last_sent is not None
    await Show(hass, camera_named(runtime, "Front door"))(MOVING)
    await decided(alert, Verdict.COOLDOWN)
    assert len(mails) == 1


async def test_entities_come_rename_and_go(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> None:
    """An alert has a device of its own, which goes with it; cameras are left alone."""
    watches = [camera.watch for camera in calm.cameras.values()]
    alert = await add_alert(hass, entry)
    for entity_id in (
        "switch.argus_night_watch_alert",
        "button.argus_night_watch_test",
        "sensor.argus_night_watch_last_sent",
        "sensor.argus_night_watch_last_decision",
    ):
        assert hass.states.get(entity_id) is not None, entity_id
    await hass.services.async_call(
        "switch",
        "turn_off",
        {"entity_id": "switch.argus_night_watch_alert"},
        blocking=True,
    )
    await hass.async_block_till_done()
    assert not alert.settings.enabled
    assert hass.states.get("switch.argus_night_watch_alert").state == "off"
    hass.config_entries.async_update_subentry(entry, alert.subentry, title="Burglar")
    await hass.async_block_till_done()
    device = dr.async_get(hass).async_get_device_by_identifier(
        ("argus", alert.subentry.subentry_id), entry.entry_id
    )
    assert device is not None
    assert device.name == "Argus Burglar"
    hass.config_entries.async_remove_subentry(entry, alert.subentry.subentry_id)
    await hass.async_block_till_done()
    assert not calm.alerts.alerts
    assert not [
        one
        for one in er.async_get(hass).entities.values()
        if one.config_subentry_id == alert.subentry.subentry_id
    ]
    assert [camera.watch for camera in calm.cameras.values()] == watches


async def test_a_broken_alert_leaves_the_others(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    door: Show,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever goes wrong inside one alert is logged and over with the next incident."""
    mails = mailbox(hass)
    broken = await add_alert(hass, entry, "Broken")
    whole = await add_alert(hass, entry, "Whole")

    def fail(_: Any) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(broken._setup.sender, "variables", fail)
    await door(MOVING)
    await decided(whole, SENT)
    assert [mail.data["title"] for mail in mails] == ["Whole: Front door"]
    assert calm.overview.data.running == 2
