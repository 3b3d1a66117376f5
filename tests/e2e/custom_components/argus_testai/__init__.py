"""An AI that says what a test told it to say, and remembers what it was asked."""

from typing import Any

from aiohttp import web

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.http import HomeAssistantView
from homeassistant.helpers.typing import ConfigType
from homeassistant.util.hass_dict import HassKey

DOMAIN = "argus_testai"
ANSWERS: HassKey[dict[str, Any]] = HassKey(DOMAIN)
"""`words`, `yes` from 0 to 1, `seconds` until it answers, and what was `asked`."""
PLATFORMS = [Platform.AI_TASK]
CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up the address by which a test talks to the AI."""
    hass.data[ANSWERS] = {"words": "", "yes": 1.0, "seconds": 0, "asked": []}
    hass.http.register_view(AnswersView())
    return True


async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Set up the AI."""
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Remove the AI."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


class AnswersView(HomeAssistantView):
    """Takes what the AI is to answer, and tells what it was asked."""

    url = "/api/argus_testai"
    name = "api:argus_testai"

    async def post(self, request: web.Request) -> web.Response:
        """Take answers."""
        request.app["hass"].data[ANSWERS].update(await request.json())
        return self.json({})

    async def get(self, request: web.Request) -> web.Response:
        """Tell what was asked."""
        return self.json(request.app["hass"].data[ANSWERS])
