"""An AI in the house."""

import pytest

from custom_components.argus.runtime import ArgusRuntime
from homeassistant.core import HomeAssistant

from .entities import ObedientAI, bring_ai


@pytest.fixture
async def ai(hass: HomeAssistant, calm: ArgusRuntime) -> ObedientAI:
    """Let there be an AI beside a running Argus."""
    return await bring_ai(hass)
