"""Messages to phones through Home Assistant's own mobile app integration, up to what leaves the house."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

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
from homeassistant.setup import async_setup_component

PUSH = "https://push.example.org/send"
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

type AddPhone = Callable[..., Coroutine[Any, Any, str]]


@pytest.fixture
async def add_phone(
    hass: HomeAssistant, aioclient_mock: AiohttpClientMocker
) -> AddPhone:
    """Return what registers a phone as its app does, and gives its notify entity."""
    assert await async_setup_component(hass, "mobile_app", {})
    aioclient_mock.post(PUSH, json={}, status=201)

    async def add(
        name: str,
        app_data: dict[str, Any] | None = None,
        manufacturer: str = "Google",
        device: str | None = None,
    ) -> str:
        device = device or name
        phone = MockConfigEntry(
            domain="mobile_app",
            title=name,
            data={
                "app_data": {"push_token": name, "push_url": PUSH}
                if app_data is None
                else app_data,
                "app_id": "io.robbie.HomeAssistant",
                "app_name": "Home Assistant",
                "app_version": "2026.11.1",
                "device_id": device,
                "device_name": name,
                "manufacturer": manufacturer,
                "model": "Phone",
                "os_name": "iOS" if manufacturer == "Apple" else "Android",
                "os_version": "20",
                "supports_encryption": False,
                "user_id": "somebody",
                "webhook_id": f"webhook_of_{device}",
            },
        )
        phone.add_to_hass(hass)
        assert await hass.config_entries.async_setup(phone.entry_id)
        await hass.async_block_till_done()
        entity = er.async_get(hass).async_get_entity_id("notify", "mobile_app", device)
        assert entity is not None
        return entity

    return add


def pushed(aioclient_mock: AiohttpClientMocker) -> list[dict[str, Any]]:
    """Return what went to phones."""
    return [
        {
            key: value
            for key, value in data.items()
            if key in ("title", "message", "data", "push_token")
        }
        for _, _, data, _ in aioclient_mock.mock_calls
    ]


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
