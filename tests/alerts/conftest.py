"""What flashes lights."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from custom_components.argus.alerts.light_alarm import LightAlarm
from homeassistant.core import HomeAssistant

from .clock import Clock
from .phone import AddPhone, phones


@pytest.fixture
async def alarm(hass: HomeAssistant) -> AsyncIterator[LightAlarm]:
    """Return what flashes lights."""
    alarm = LightAlarm(hass)
    await alarm.async_open()
    yield alarm
    await alarm.async_close()


@pytest.fixture
def clock(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let time pass only while nothing is to be done."""
    loop = hass.loop
    assert isinstance(loop, asyncio.SelectorEventLoop)
    Clock(loop).install(loop, monkeypatch)


@pytest.fixture
async def add_phone(
    hass: HomeAssistant, aioclient_mock: AiohttpClientMocker
) -> AddPhone:
    """Return what registers a phone as its app does, and gives its notify entity."""
    return await phones(hass, aioclient_mock)
