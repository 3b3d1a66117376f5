"""Messages to phones through Home Assistant's own mobile app integration, up to what leaves the house."""

from dataclasses import replace

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from custom_components.argus.alerts.message import (
    Button,
    Message,
    async_send,
    is_updatable,
)
from homeassistant.components.mobile_app.const import DATA_NOTIFY
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .phone import AddPhone, pushed

MESSAGE = Message(
    title="Night",
    text="Motion",
    html="<p>Motion</p>",
    image="/api/argus/events/1/snapshot.jpg?1-0",
    url="/logbook",
    tag="argus-1",
    buttons=(
        Button("ARGUS_SILENCE_1", "Silence 1 h"),
        Button("ARGUS_FALSE_ALARM_1", "False alarm"),
    ),
)
RICH = {
    "group": "argus",
    "tag": "argus-1",
    "image": "/api/argus/events/1/snapshot.jpg?1-0",
    "url": "/logbook",
    "clickAction": "/logbook",
    "actions": [
        {"action": "ARGUS_SILENCE_1", "title": "Silence 1 h"},
        {"action": "ARGUS_FALSE_ALARM_1", "title": "False alarm"},
    ],
}


@pytest.mark.parametrize("manufacturer", ["Google", "Apple"])
async def test_picture_tag_and_buttons(
    hass: HomeAssistant,
    add_phone: AddPhone,
    aioclient_mock: AiohttpClientMocker,
    manufacturer: str,
) -> None:
    """The phone that is meant gets everything, and no other gets anything."""
    entity = await add_phone("Anna's phone", manufacturer=manufacturer)
    await add_phone("Bob's phone")
    assert is_updatable(hass, entity)
    await async_send(hass, entity, MESSAGE)
    assert pushed(aioclient_mock) == [
        {
            "title": "Night",
            "message": "Motion",
            "data": RICH,
            "push_token": "Anna's phone",
        }
    ]


async def test_critical(
    hass: HomeAssistant, add_phone: AddPhone, aioclient_mock: AiohttpClientMocker
) -> None:
    """A muted phone rings: Android on the stream of alarms, iOS with a critical sound."""
    entity = await add_phone("Phone")
    await async_send(hass, entity, replace(MESSAGE, critical=True))
    (message,) = pushed(aioclient_mock)
    assert message["data"] == RICH | {
        "ttl": 0,
        "priority": "high",
        "channel": "alarm_stream",
        "push": {
            "interruption-level": "critical",
            "sound": {"name": "default", "critical": 1, "volume": 1.0},
        },
    }


async def test_quiet_when_told_again(
    hass: HomeAssistant, add_phone: AddPhone, aioclient_mock: AiohttpClientMocker
) -> None:
    """What takes the place of an earlier one makes no noise, not even when it is critical."""
    entity = await add_phone("Phone")
    await async_send(hass, entity, replace(MESSAGE, critical=True, quiet=True))
    (message,) = pushed(aioclient_mock)
    assert message["data"] == RICH | {
        "alert_once": True,
        "push": {"interruption-level": "passive"},
    }


async def test_only_words(
    hass: HomeAssistant, add_phone: AddPhone, aioclient_mock: AiohttpClientMocker
) -> None:
    """What a message does not have is not sent."""
    await async_send(hass, await add_phone("Phone"), Message(title="A", text="B"))
    (message,) = pushed(aioclient_mock)
    assert message["data"] == {"group": "argus"}


async def test_two_phones_of_one_name(
    hass: HomeAssistant, add_phone: AddPhone, aioclient_mock: AiohttpClientMocker
) -> None:
    """Home Assistant has one action for both; the other one gets at least the words."""
    entities = [await add_phone("Phone", device=device) for device in ("one", "two")]
    assert len(set(entities)) == 2
    for entity in entities:
        await async_send(hass, entity, MESSAGE)
    sent = pushed(aioclient_mock)
    assert [message["message"] for message in sent] == ["Motion", "Motion"]
    assert sorted("data" in message for message in sent) == [False, True]


async def test_while_home_assistant_starts(
    hass: HomeAssistant, add_phone: AddPhone, aioclient_mock: AiohttpClientMocker
) -> None:
    """Before the action is there the phone gets the words."""
    entity = await add_phone("Phone")
    del hass.data["mobile_app"][DATA_NOTIFY]
    await async_send(hass, entity, MESSAGE)
    (message,) = pushed(aioclient_mock)
    assert message["message"] == "Motion"
    assert "data" not in message


async def test_a_phone_that_cannot_be_reached(
    hass: HomeAssistant, add_phone: AddPhone, aioclient_mock: AiohttpClientMocker
) -> None:
    """One that only listens while it is connected, and is not, is an error."""
    entity = await add_phone("Phone", {"push_websocket_channel": True})
    with pytest.raises(HomeAssistantError):
        await async_send(hass, entity, MESSAGE)
    assert not pushed(aioclient_mock)


@pytest.mark.parametrize("with_device", [True, False])
async def test_a_phone_that_is_not_loaded(
    hass: HomeAssistant, add_phone: AddPhone, with_device: bool
) -> None:
    """An entity without a phone behind it gets the words."""
    calls = async_mock_service(hass, "notify", "send_message")
    other = MockConfigEntry(domain="other")
    other.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=other.entry_id, identifiers={("other", "phone")}
    )
    entity = er.async_get(hass).async_get_or_create(
        "notify",
        "mobile_app",
        "one",
        config_entry=other if with_device else None,
        device_id=device.id if with_device else None,
    )
    hass.states.async_set(entity.entity_id, "unknown")
    await async_send(hass, entity.entity_id, MESSAGE)
    assert calls[0].data["message"] == "Motion"
