"""Pictures over HTTP, for those who may see the camera."""

from http import HTTPStatus
from typing import Final

from aiohttp import web
import voluptuous as vol

from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components.http.const import KEY_HASS_USER
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.http import HomeAssistantView

from .const import DOMAIN
from .coordinator import ArgusConfigEntry, ArgusCoordinator
from .heat import hours_of_day
from .journal import JournalError
from .settings import HEATMAP_DAYS

HEATMAP_QUERY: Final = vol.Schema(
    {
        vol.Optional("days"): vol.All(
            vol.Coerce(int), vol.Range(int(HEATMAP_DAYS.low), int(HEATMAP_DAYS.high))
        ),
        vol.Optional("hours"): hours_of_day,
    },
    extra=vol.ALLOW_EXTRA,
)


@callback
def async_setup_views(hass: HomeAssistant) -> None:
    """Register the views."""
    hass.http.register_view(HeatmapView(hass))


class HeatmapView(HomeAssistantView):
    """Gives the heat map of a camera: `days` to look back, `hours` of the day such as `8-17`."""

    url = "/api/argus/heatmap/{camera}.jpg"
    name = "api:argus:heatmap"

    def __init__(self, hass: HomeAssistant) -> None:
        """Serve one Home Assistant."""
        self._hass = hass

    async def get(self, request: web.Request, camera: str) -> web.Response:
        """Return the heat map as a JPEG."""
        # Who may not see a camera is told the same as who asks for one that is not there.
        watched = async_find_camera(self._hass, camera)
        if watched is None or not may_see(request, watched):
            return self.json_message(
                "Argus watches no such camera", HTTPStatus.NOT_FOUND
            )
        try:
            query = HEATMAP_QUERY(dict(request.query))
        except vol.Invalid as err:
            return self.json_message(str(err), HTTPStatus.BAD_REQUEST)
        try:
            picture = await watched.heat.async_draw(
                watched.latest_frame, query.get("days"), query.get("hours")
            )
        except JournalError:
            return self.json_message(
                "The journal cannot be read", HTTPStatus.SERVICE_UNAVAILABLE
            )
        return web.Response(
            body=picture,
            content_type="image/jpeg",
            headers={"Cache-Control": "private, no-store"},
        )


@callback
def async_find_camera(hass: HomeAssistant, named: str) -> ArgusCoordinator | None:
    """Return a watched camera by its entity id, with or without `camera.`, or by the id of its subentry."""
    entries: list[ArgusConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    for entry in entries:
        for camera in entry.runtime_data.cameras.values():
            if named in (camera.subentry.subentry_id, camera.entity_id) or (
                f"camera.{named}" == camera.entity_id
            ):
                return camera
    return None


def may_see(request: web.Request, camera: ArgusCoordinator) -> bool:
    """Return whether the user of a request may see a camera."""
    user = request[KEY_HASS_USER]
    return bool(
        user.permissions.check_entity(
            camera.entity_id or camera.subentry.subentry_id, POLICY_READ
        )
    )
