"""The actions that try alerts, and silence them."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockUser,
    async_mock_service,
)
import voluptuous as vol

from custom_components.argus.alerts.alert import Alert
from custom_components.argus.const import DOMAIN
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceValidationError,
    Unauthorized,
)
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.util import dt as dt_util

from ..alerts.runtime import add_alert, decided, incidents_of, mailbox
from ..conftest import FACES, MOVING, FakeCamera, Show, camera_named
from ..journals import remember

NIGHT = "switch.argus_night_watch_alert"


@pytest.fixture
async def night(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> Alert:
    return await add_alert(hass, entry, "Night watch", types=["face"])


@pytest.fixture
async def shop(
    hass: HomeAssistant, calm: ArgusRuntime, entry: MockConfigEntry
) -> Alert:
    return await add_alert(hass, entry, "Shop")


async def call(
    hass: HomeAssistant, action: str, context: Context | None = None, **data: Any
) -> None:
    await hass.services.async_call(DOMAIN, action, data, blocking=True, context=context)


async def device_id(hass: HomeAssistant, alert: Alert) -> str:
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, alert.subentry.subentry_id), alert._entry.entry_id
    )
    assert device is not None
    return device.id


async def test_snooze_all_for_an_hour(
    hass: HomeAssistant, night: Alert, shop: Alert
) -> None:
    await call(hass, "snooze_alerts")
    for alert in (night, shop):
        assert alert.snoozed_until is not None
        left = alert.snoozed_until - dt_util.utcnow()
        assert timedelta(minutes=59) < left <= timedelta(hours=1)
    await call(hass, "snooze_alerts", duration={"seconds": 0})
    assert night.snoozed_until is None
    assert shop.snoozed_until is None


async def test_snooze_one(hass: HomeAssistant, night: Alert, shop: Alert) -> None:
    """By any of its entities or by its device."""
    await call(hass, "snooze_alerts", entity_id=NIGHT, duration="00:05:00")
    assert night.snoozed_until is not None
    assert shop.snoozed_until is None
    await call(hass, "snooze_alerts", device_id=await device_id(hass, shop))
    assert shop.snoozed_until is not None


@pytest.mark.parametrize("duration", ["soon", [1], "1" * 1000, {"days": ["x"]}])
async def test_no_durations(hass: HomeAssistant, night: Alert, duration: Any) -> None:
    with pytest.raises(vol.Invalid):
        await call(hass, "snooze_alerts", duration=duration)
    assert night.snoozed_until is None


@pytest.mark.parametrize(
    "duration", ["-00:05:00", {"days": 32}, {"days": 10**9}, 10**30, "9999999999:00:00"]
)
async def test_durations_that_are_too_long(
    hass: HomeAssistant, night: Alert, duration: Any
) -> None:
    """One is told how long alerts can be silenced, however many days one asks for."""
    with pytest.raises(ServiceValidationError, match="for 31 days at the most"):
        await call(hass, "snooze_alerts", duration=duration)
    assert night.snoozed_until is None


@pytest.mark.parametrize("action", ["snooze_alerts", "test_alert"])
async def test_what_is_no_alert(hass: HomeAssistant, night: Alert, action: str) -> None:
    for named in ("camera.front_door", "binary_sensor.argus_garden_motion", "a.b"):
        with pytest.raises(ServiceValidationError) as raised:
            await call(hass, action, entity_id=named)
        assert raised.value.translation_key == "no_alert"
    with pytest.raises(ServiceValidationError):
        await call(hass, action, device_id="nowhere")


@pytest.mark.parametrize("action", ["snooze_alerts", "test_alert"])
async def test_only_who_may_switch_it(
    hass: HomeAssistant, night: Alert, shop: Alert, action: str
) -> None:
    """A user who may only read does nothing, one with a permission for one alert does that."""
    mails = mailbox(hass)
    reader = MockUser(groups=[]).add_to_hass(hass)
    reader.mock_policy({"entities": {"all": {"read": True}}})
    with pytest.raises(Unauthorized):
        await call(hass, action, Context(user_id=reader.id), entity_id=NIGHT)
    assert night.snoozed_until is None
    assert not mails
    keeper = MockUser(groups=[]).add_to_hass(hass)
    keeper.mock_policy({"entities": {"entity_ids": {NIGHT: True}}})
    await call(hass, action, Context(user_id=keeper.id), entity_id=NIGHT)
    assert bool(mails) == (action == "test_alert")
    assert (night.snoozed_until is None) == (action == "test_alert")
    if action == "snooze_alerts":
        await call(hass, action, Context(user_id=keeper.id))
    assert shop.snoozed_until is None


async def test_all_at_once_is_not_tried_by_mistake(
    hass: HomeAssistant, night: Alert
) -> None:
    mails = mailbox(hass)
    with pytest.raises(ServiceValidationError) as raised:
        await call(hass, "test_alert")
    assert raised.value.translation_key == "no_alert_named"
    assert not mails


async def test_a_test_tells_of_what_happened(
    hass: HomeAssistant, calm: ArgusRuntime, night: Alert
) -> None:
    """It says that it is one, whatever the conditions, and neither rests nor stays with the incident."""
    mails = mailbox(hass)
    garden = camera_named(calm, "Garden")
    await remember(calm, garden)
    night.async_set(enabled=False, title="{{ incident.camera }}!")
    await hass.async_block_till_done()
    await hass.services.async_call(
        "button",
        "press",
        {"entity_id": "button.argus_night_watch_test"},
        blocking=True,
    )
    assert mails[0].data["title"] == "Test: Garden!"
    assert night.last_sent is None
    assert not (await incidents_of(calm))[0].decisions
    night.async_set(enabled=True)
    await hass.async_block_till_done()
    show = Show(hass, garden)
    await show(MOVING)
    await show(FACES, after=1)
    await decided(night, *["sent"])
    assert len(mails) == 2


async def test_a_test_where_nothing_happened_yet(
    hass: HomeAssistant, calm: ArgusRuntime, night: Alert
) -> None:
    mails = mailbox(hass)
    answer = await hass.services.async_call(
        DOMAIN,
        "test_alert",
        {"entity_id": NIGHT},
        blocking=True,
        return_response=True,
    )
    assert answer is not None
    (told,) = answer["alerts"]
    assert told["verdict"] == "sent"
    assert mails[0].data["title"].startswith("Test: Night watch: ")
    assert mails[0].data["message"].startswith("Somebody was seen at ")


@pytest.mark.parametrize(
    ("settings", "fails", "attached"),
    [
        ({}, False, "media-source://camera/camera.front_door"),
        ({}, True, None),
        ({"blur_faces": True}, False, None),
        ({"snapshots": False}, False, None),
    ],
)
async def test_the_present_picture_where_nothing_happened_yet(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    night: Alert,
    cameras: dict[str, FakeCamera],
    settings: dict[str, bool],
    fails: bool,
    attached: str | None,
) -> None:
    """Whoever tries a letter sees that pictures arrive, but never one that would not be kept like that."""
    letters = async_mock_service(hass, "smtp", "send_message")
    entity = er.async_get(hass).async_get_or_create("notify", "smtp", "boss")
    hass.states.async_set(entity.entity_id, "unknown")
    door = camera_named(calm, "Front door")
    door.async_set(**settings)
    night.async_set(notify=[entity.entity_id], cameras=[door.subentry.subentry_id])
    await hass.async_block_till_done()
    if fails:
        cameras["camera.front_door"].failure = HomeAssistantError("no picture")
    await call(hass, "test_alert", entity_id=NIGHT)
    attachments = letters[0].data.get("attachments", [])
    assert [one["media_source"]["media_content_id"] for one in attachments] == (
        [attached] if attached else []
    )


async def test_what_fails_is_said(
    hass: HomeAssistant, calm: ArgusRuntime, night: Alert
) -> None:
    """Somebody who tries an alert wants to know what of it does not work."""
    mailbox(hass, raise_exception=HomeAssistantError("no such address"))
    for domain, service, entity_id in (
        (DOMAIN, "test_alert", NIGHT),
        ("button", "press", "button.argus_night_watch_test"),
    ):
        with pytest.raises(HomeAssistantError) as raised:
            await hass.services.async_call(
                domain, service, {"entity_id": entity_id}, blocking=True
            )
        assert raised.value.translation_key == "alert_failed"
        assert "no such address" in str(raised.value)
