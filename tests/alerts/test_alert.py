"""Alerts of a running house: decided, sent, kept with the incident."""

from freezegun.api import FrozenDateTimeFactory
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)

from custom_components.argus.model.decision import Verdict
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er

from ..conftest import FACES, MOVING, Show, camera_named, until
from .runtime import (
    MAILBOX,
    SENT,
    add_alert,
    decided,
    decisions_of,
    end_of_incident,
    incidents_of,
    mailbox,
    settle,
)


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
