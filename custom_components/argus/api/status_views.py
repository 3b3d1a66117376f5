"""HTTP views of the state of the cameras and of visitor counts."""

from typing import Final, override

from aiohttp import web
import voluptuous as vol

from ..coordinator import ArgusCoordinator
from ..model import bounded
from ..model.access import Audience
from ..model.limits import LONGEST_ID
from ..reports.visitors import async_report
from ..runtime import ArgusRuntime
from .base_view import NO_STORE, ArgusView, read_query
from .status import status_as_json

_QUERY: Final = vol.Schema(
    {
        vol.Optional("date"): bounded.day,
        vol.Optional("from"): bounded.day,
        vol.Optional("to"): bounded.day,
        vol.Optional("camera"): bounded.text(LONGEST_ID),
    },
    extra=vol.ALLOW_EXTRA,
)


class StatusView(ArgusView):
    """Tells what the cameras do and see, together and each."""

    url = "/api/argus/status"
    name = "api:argus:status"
    extra_urls = ["/api/argus/status/"]

    @override
    async def answer(
        self,
        request: web.Request,
        runtime: ArgusRuntime,
        audience: Audience[ArgusCoordinator],
        **named: str,
    ) -> web.StreamResponse:
        """Return it as JSON."""
        return self.json(status_as_json(audience), headers=NO_STORE)


class VisitorsView(ArgusView):
    """Reports the visitors of a `date`, or `from` one `to` another, of one `camera` or all."""

    url = "/api/argus/visitors"
    name = "api:argus:visitors"

    @override
    async def answer(
        self,
        request: web.Request,
        runtime: ArgusRuntime,
        audience: Audience[ArgusCoordinator],
        **named: str,
    ) -> web.StreamResponse:
        """Return the report as JSON."""
        query = read_query(request, _QUERY)
        date, camera = query.get("date"), query.get("camera")
        report = await async_report(
            runtime,
            audience,
            date or query.get("from"),
            date or query.get("to"),
            audience.find(camera).subentry.subentry_id if camera else None,
        )
        return self.json(report, headers=NO_STORE)
