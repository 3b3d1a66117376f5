"""What flashes lights."""

from collections.abc import AsyncIterator

import pytest

from custom_components.argus.alerts.light_alarm import LightAlarm
from homeassistant.core import HomeAssistant


@pytest.fixture
async def alarm(hass: HomeAssistant) -> AsyncIterator[LightAlarm]:
    """Return what flashes lights."""
    alarm = LightAlarm(hass)
    await alarm.async_open()
    yield alarm
    await alarm.async_close()
