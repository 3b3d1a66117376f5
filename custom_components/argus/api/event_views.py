"""HTTP views of incidents, their snapshots, thumbnails and moving previews."""

import re
from typing import Final, override

from aiohttp import web
import voluptuous as vol

from ..coordinator import ArgusCoordinator
from ..incidents.incident_json import snapshot_path
from ..incidents.incident_list import (
    LIST_FILTERS,
    async_find_seen,
    async_get,
    async_list,
    incident_id,
    whole_as_json,
)
from ..incidents.picture_file import (
    PictureFile,
    async_moment_file,
    async_picture_file,
    async_preview_file,
)
from ..model import bounded
from ..model.access import Audience
from ..model.incident import Incident
from ..model.limits import LONGEST_ID
from ..runtime import ArgusRuntime
from .base_view import NO_STORE, ArgusView, NotThereError, read_query

_QUERY: Final = vol.Schema(
    {**LIST_FILTERS, vol.Optional("camera"): bounded.text(LONGEST_ID)},
    # What is unknown is not asked for, whatever it is called.
    extra=vol.REMOVE_EXTRA,
)


_NUMBER: Final = re.compile(r"[0-9]{1,9}")


class EventsView(ArgusView):
    """Lists incidents, the newest first: `limit`, `type`, `camera`, `before`, `since`, `until`, `favourite`, `kind`, `unseen`."""

    url = "/api/argus/events"
    name = "api:argus:events"
    extra_urls = ["/api/argus/events/"]

    @override
    async def answer(
        self,
        request: web.Request,
        runtime: ArgusRuntime,
        audience: Audience[ArgusCoordinator],
        **named: str,
    ) -> web.StreamResponse:
        """Return a page and where the next one begins."""
        query = read_query(request, _QUERY)
        if (camera := query.pop("camera", None)) is not None:
            query["cameras"] = (audience.find(camera).subentry.subentry_id,)
        page = await async_list(runtime, audience, query)
        return self.json(page.as_json(audience, snapshot_path), headers=NO_STORE)


class EventView(ArgusView):
    """Tells all that is known of one incident, its steps too."""

    url = "/api/argus/events/{incident}"
    name = "api:argus:event"

    @override
    async def answer(
        self,
        request: web.Request,
        runtime: ArgusRuntime,
        audience: Audience[ArgusCoordinator],
        **named: str,
    ) -> web.StreamResponse:
        """Return the incident as JSON."""
        incident = await _async_incident(runtime, audience, named["incident"])
        if incident is None:
            raise NotThereError("There is no such event")
        return self.json(
            whole_as_json(incident, audience, snapshot_path(incident))
            | {
                "seen": incident.id
                in await async_find_seen(runtime, audience, [incident])
            },
            headers=NO_STORE,
        )


class SnapshotView(ArgusView):
    """Gives the picture of an incident."""

    url = "/api/argus/events/{incident}/snapshot.jpg"
    name = "api:argus:events:snapshot"
    small = False

    @override
    async def answer(
        self,
        request: web.Request,
        runtime: ArgusRuntime,
        audience: Audience[ArgusCoordinator],
        **named: str,
    ) -> web.StreamResponse:
        """Return the picture, whose kind its bytes say."""
        missing = NotThereError("There is no such picture")
        incident = await _async_incident(runtime, audience, named["incident"])
        if incident is None:
            raise missing
        picture = await self.async_find(runtime, incident)
        if picture is None:
            raise missing
        return _file_response(picture)

    async def async_find(
        self, runtime: ArgusRuntime, incident: Incident
    ) -> PictureFile | None:
        """Return where the picture lies; None if there is none."""
        return await async_picture_file(
            self._hass, runtime.incidents.snapshots, incident, small=self.small
        )


class PreviewView(SnapshotView):
    """Gives the moving preview of an incident, in parts if a player asks for parts."""

    url = "/api/argus/events/{incident}/preview.mp4"
    name = "api:argus:events:preview"
    extra_urls = ["/api/argus/events/{incident}/preview.webp"]

    @override
    async def async_find(
        self, runtime: ArgusRuntime, incident: Incident
    ) -> PictureFile | None:
        """Return where the preview lies; None if there is none."""
        return await async_preview_file(
            self._hass, runtime.incidents.snapshots, incident
        )


class MomentView(SnapshotView):
    """Gives the small picture of a moment inside an incident."""

    url = "/api/argus/events/{incident}/moments/{number}.jpg"
    name = "api:argus:events:moment"

    @override
    async def answer(
        self,
        request: web.Request,
        runtime: ArgusRuntime,
        audience: Audience[ArgusCoordinator],
        **named: str,
    ) -> web.StreamResponse:
        """Return the picture of the moment of that number."""
        if _NUMBER.fullmatch(named["number"]) is None:
            raise NotThereError("There is no such picture")
        incident = await _async_incident(runtime, audience, named["incident"])
        picture = None
        if incident is not None:
            picture = await async_moment_file(
                self._hass,
                runtime.incidents.moments.files,
                incident,
                int(named["number"]),
            )
        if picture is None:
            raise NotThereError("There is no such picture")
        return _file_response(picture)


class ThumbnailView(SnapshotView):
    """Gives the picture of an incident small, for lists."""

    url = "/api/argus/events/{incident}/thumbnail.jpg"
    name = "api:argus:events:thumbnail"
    small = True


def _file_response(picture: PictureFile) -> web.FileResponse:
    # A better picture may take its place while the incident lasts, so each use is checked against the file's date.
    return web.FileResponse(
        picture.path,
        headers={
            "Cache-Control": "private, no-cache",
            "Content-Type": picture.mime_type,
            "X-Content-Type-Options": "nosniff",
        },
    )


async def _async_incident(
    runtime: ArgusRuntime, audience: Audience[ArgusCoordinator], named: str
) -> Incident | None:
    """Return an incident; None if there is none of that id that may be seen.

    Raises:
        JournalError: the journal cannot be used.
    """
    try:
        return await async_get(runtime, audience, incident_id(named))
    except vol.Invalid:
        return None
