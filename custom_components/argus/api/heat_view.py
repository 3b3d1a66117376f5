"""HTTP view of a camera's heat map."""

from typing import Final, override

from aiohttp import web
import voluptuous as vol

from ..coordinator import ArgusCoordinator
from ..incidents.heat import hours_of_day
from ..model import bounded
from ..model.access import Audience
from ..model.limits import LONGEST_MOMENT
from ..model.picture_type import picture_type
from ..model.settings import HEATMAP_DAYS
from ..runtime import ArgusRuntime
from .base_view import NO_STORE, ArgusView, read_query

_QUERY: Final = vol.Schema(
    {
        vol.Optional("days"): bounded.whole(HEATMAP_DAYS.low, HEATMAP_DAYS.high),
        vol.Optional("hours"): vol.All(bounded.text(LONGEST_MOMENT), hours_of_day),
    },
    extra=vol.ALLOW_EXTRA,
)


class HeatmapView(ArgusView):
    """Gives the heat map of a camera: `days` to look back, `hours` of the day such as `8-17`."""

    url = "/api/argus/heatmap/{camera}.jpg"
    name = "api:argus:heatmap"

    @override
    async def answer(
        self,
        request: web.Request,
        runtime: ArgusRuntime,
        audience: Audience[ArgusCoordinator],
        **named: str,
    ) -> web.StreamResponse:
        """Return the heat map as a JPEG."""
        camera = audience.find(named["camera"])
        query = read_query(request, _QUERY)
        picture = await camera.heat.async_draw(
            camera.latest_frame, query.get("days"), query.get("hours"), audience.user
        )
        return web.Response(
            body=picture, content_type=picture_type(picture), headers=NO_STORE
        )
