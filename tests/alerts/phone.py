"""Phones with Home Assistant's app, up to what leaves the house."""

from collections.abc import Callable, Coroutine
from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component

PUSH = "https://push.example.org/send"

type AddPhone = Callable[..., Coroutine[Any, Any, str]]


async def phones(hass: HomeAssistant, aioclient_mock: AiohttpClientMocker) -> AddPhone:
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
