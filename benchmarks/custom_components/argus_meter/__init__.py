"""Measures from within Home Assistant what a load does to it."""

from aiohttp import web

from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.http import HomeAssistantView
from homeassistant.helpers.typing import ConfigType

from .course import Course

DOMAIN = "argus_meter"
CONFIG_SCHEMA = cv.empty_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up the address that begins and ends measuring."""
    hass.http.register_view(CourseView())
    return True


class CourseView(HomeAssistantView):
    """Begins to measure (POST), and ends it with what was measured (DELETE)."""

    url = "/api/argus_meter"
    name = "api:argus_meter"

    def __init__(self) -> None:
        """Measure nothing yet."""
        self._course: Course | None = None

    async def post(self, request: web.Request) -> web.Response:
        """Begin; the body may say how often cameras are asked for pictures that nobody looks at."""
        asked = await request.json()
        if self._course is not None:
            return self.json_message("measuring already", 409)
        hass: HomeAssistant = request.app["hass"]
        self._course = Course(hass, asked.get("cameras", ()), asked.get("rate", 0.0))
        self._course.begin()
        return self.json({})

    async def delete(self, request: web.Request) -> web.Response:
        """End, and return what was measured."""
        course, self._course = self._course, None
        if course is None:
            return self.json_message("nothing is measured", 409)
        return self.json(await course.end())
