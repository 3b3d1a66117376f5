"""The chart of a day's report over HTTP."""

from typing import override

from aiohttp import web

from . import bounded
from .access import Audience
from .house import House
from .report_picture import MIME_TYPE, async_chart
from .view import NO_STORE, ArgusView


class ReportChartView(ArgusView):
    """Draws the visitors per hour of a day, of all cameras that one may see."""

    url = "/api/argus/report/{date}.png"
    name = "api:argus:report:chart"

    @override
    async def answer(
        self, request: web.Request, house: House, audience: Audience, **named: str
    ) -> web.StreamResponse:
        """Return the chart as a PNG."""
        day = bounded.day(named["date"])
        chart = await async_chart(house, audience, day)
        return web.Response(body=chart, content_type=MIME_TYPE, headers=NO_STORE)
