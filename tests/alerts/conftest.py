"""What flashes lights, what cameras are shown, and who is told of it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from custom_components.argus.alerts.light_alarm import LightAlarm
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant

from ..conftest import Show, camera_named
from .clock import Clock
from .household import Household, MoveIn
from .phone import AddPhone, phones
from .runtime import add_alert


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


@pytest.fixture
def move_in(
    hass: HomeAssistant,
    calm: ArgusRuntime,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    add_phone: AddPhone,
    aioclient_mock: AiohttpClientMocker,
) -> MoveIn:
    """Return what sets up an alert that tells a phone of a house."""

    async def set_up(**settings: Any) -> Household:
        phone = await add_phone("Phone")
        alert = await add_alert(hass, entry, notify=[phone], **settings)
        return Household(hass, calm, alert, freezer, aioclient_mock)

    return set_up


@pytest.fixture
def door(hass: HomeAssistant, calm: ArgusRuntime) -> Show:
    """Show things to the front door."""
    return Show(hass, camera_named(calm, "Front door"))


@pytest.fixture
def garden(hass: HomeAssistant, calm: ArgusRuntime) -> Show:
    """Show things to the garden."""
    return Show(hass, camera_named(calm, "Garden"))
