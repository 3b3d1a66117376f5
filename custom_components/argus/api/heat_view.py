"""HTTP view of a camera's heat map, and what its colours stand for."""

from typing import Any, Final, override
from urllib.parse import quote, urlencode

from aiohttp import web
import voluptuous as vol

from ..const import DOMAIN
from ..coordinator import ArgusCoordinator
from ..incidents.heat import hours_of_day
from ..model import bounded
from ..model.access import Audience
from ..model.limits import LONGEST_ID
from ..model.picture_type import picture_type
from ..model.ranges import HEATMAP_DAYS
from ..runtime import ArgusRuntime
from .base_view import NO_STORE, ArgusView, read_query
from .signed_path import sign_for
from .websocket_command import Question, answers

_DAYS: Final = bounded.whole(HEATMAP_DAYS.low, HEATMAP_DAYS.high)
_QUERY: Final = vol.Schema(
    {vol.Optional("days"): _DAYS, vol.Optional("hours"): hours_of_day},
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


class HeatOverlayView(ArgusView):
    """Gives the heat map of a camera to lay over its picture: transparent where nothing moved."""

    url = "/api/argus/heatmap/{camera}.png"
    name = "api:argus:heatmap:overlay"

    @override
    async def answer(
        self,
        request: web.Request,
        runtime: ArgusRuntime,
        audience: Audience[ArgusCoordinator],
        **named: str,
    ) -> web.StreamResponse:
        """Return the heat map as a PNG."""
        camera = audience.find(named["camera"])
        query = read_query(request, _QUERY)
        picture = await camera.heat.async_overlay(
            query.get("days"), query.get("hours"), audience.user
        )
        return web.Response(
            body=picture, content_type=picture_type(picture), headers=NO_STORE
        )


def _hours_as_named(value: Any) -> str:
    """Return the hours of a day as they were named.

    Raises:
        Invalid: they are none.
    """
    hours_of_day(value)
    return str(value)


@answers(
    {
        vol.Required("camera"): bounded.text(LONGEST_ID),
        vol.Optional("days"): _DAYS,
        vol.Optional("hours"): _hours_as_named,
    }
)
async def heat_legend(question: Question) -> dict[str, Any]:
    """Tell where a heat map that can be laid over a camera's picture is, and what its colours stand for."""
    asked = dict(question.message)
    camera = question.audience.find(asked.pop("camera"))
    hours = asked.get("hours")
    legend = await camera.heat.async_legend(
        asked.get("days"),
        None if hours is None else hours_of_day(hours),
        question.audience.user,
    )
    path = f"/api/{DOMAIN}/heatmap/{quote(camera.subentry.subentry_id)}.png"
    if asked:
        path += f"?{urlencode(asked)}"
    return {
        "url": sign_for(question.connection, path),
        "empty": not legend.most,
        "middle_minutes": round(legend.middle, 2),
        "most_minutes": round(legend.most, 2),
    }
