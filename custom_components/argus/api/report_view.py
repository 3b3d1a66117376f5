"""HTTP view of the chart of a day's visitors."""

from typing import override

from aiohttp import web

from ..coordinator import ArgusCoordinator
from ..model import bounded
from ..model.access import Audience
from ..model.picture_type import picture_type
from ..reports.chart_file import async_chart
from ..runtime import ArgusRuntime
from .base_view import NO_STORE, ArgusView


class ReportChartView(ArgusView):
    """Draws the visitors per hour of a day, of all cameras that one may see."""

    url = "/api/argus/report/{date}.png"
    name = "api:argus:report:chart"

    @override
    async def answer(
        self,
        request: web.Request,
        runtime: ArgusRuntime,
        audience: Audience[ArgusCoordinator],
        **named: str,
    ) -> web.StreamResponse:
        """Return the chart as a PNG."""
        chart = await async_chart(runtime, audience, bounded.day(named["date"]))
        return web.Response(
            body=chart, content_type=picture_type(chart), headers=NO_STORE
        )
