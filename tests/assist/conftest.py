"""A house whose cameras may be spoken of."""

from datetime import datetime

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.argus.alerts.alert import Alert
from custom_components.argus.runtime import ArgusRuntime
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..alerts.runtime import add_alert
from ..conftest import FRONT_DOOR
from .agent import Chat, bring_agent
from .speaking import switch_of

TODAY = datetime(2026, 11, 29, 12, tzinfo=dt_util.UTC)


@pytest.fixture
async def chat(
    hass: HomeAssistant, calm: ArgusRuntime, freezer: FrozenDateTimeFactory
) -> Chat:
    """Talk to an agent at noon; of the cameras, only the front door is exposed."""
    agent = await bring_agent(hass)
    await hass.config.async_set_time_zone("Europe/Paris")
    freezer.move_to(TODAY)
    # What is due by then is done before the test begins.
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    async_expose_entity(hass, "conversation", FRONT_DOOR, True)
    return Chat(hass, agent)


@pytest.fixture
async def night(hass: HomeAssistant, chat: Chat, entry: MockConfigEntry) -> Alert:
    """Return an alert whose switch is exposed."""
    alert = await add_alert(hass, entry, "Night watch")
    async_expose_entity(hass, "conversation", switch_of(hass, alert), True)
    return alert
