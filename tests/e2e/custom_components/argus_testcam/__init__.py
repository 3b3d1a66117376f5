"""A camera that shows the picture a test sent to it last."""

from aiohttp import web

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.http import HomeAssistantView
from homeassistant.helpers.typing import ConfigType
from homeassistant.util.hass_dict import HassKey

from .picture import Picture

DOMAIN = "argus_testcam"
PICTURES: HassKey[dict[str, Picture]] = HassKey(DOMAIN)
PLATFORMS = [Platform.CAMERA]
CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up the address that takes pictures."""
    hass.data[PICTURES] = {}
    hass.http.register_view(PictureView())
    return True


async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Set up one camera."""
    hass.data[PICTURES][entry.title] = Picture()
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Remove one camera."""
    hass.data[PICTURES].pop(entry.title, None)
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


class PictureView(HomeAssistantView):
    """Takes the next picture of a camera; an empty body makes the camera fail."""

    url = "/api/argus_testcam/{name}"
    name = "api:argus_testcam"

    async def post(self, request: web.Request, name: str) -> web.Response:
        """Show the JPEG of the body from now on."""
        picture = request.app["hass"].data[PICTURES].get(name)
        if picture is None:
            return self.json_message(f"there is no camera {name}", 404)
        picture.show(await request.read())
        return self.json({})

    async def get(self, request: web.Request, name: str) -> web.Response:
        """Tell when the picture was asked for since it is shown, seconds since 1970."""
        picture = request.app["hass"].data[PICTURES].get(name)
        if picture is None:
            return self.json_message(f"there is no camera {name}", 404)
        return self.json({"asked_at": picture.asked_at})
