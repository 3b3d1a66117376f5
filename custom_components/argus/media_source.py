"""Media source of snapshots, media-source://argus/<camera>/<date>/<incident>, and of charts, …/report/<date>.

The moving preview of an incident is …/<incident>/preview. Cameras that are no longer watched are known by the id that
their incidents were stored with.
"""

from collections.abc import Iterator, Sequence
from datetime import date as Date
from functools import partial
from pathlib import PurePosixPath
from typing import Final, override

import voluptuous as vol

from homeassistant.components.media_player.browse_media import (
    SearchMedia,
    SearchMediaQuery,
)
from homeassistant.components.media_player.const import MediaClass, MediaType
from homeassistant.components.media_player.errors import BrowseError
from homeassistant.components.media_source.error import Unresolvable
from homeassistant.components.media_source.models import (
    BrowseMediaSource,
    MediaSource,
    MediaSourceItem,
    PlayMedia,
)
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .ai.pictures import MEDIA_FOLDER as AI_FOLDER, MIME_TYPE as AI_MIME_TYPE
from .const import DOMAIN
from .incidents import incident_days
from .incidents.incident_json import (
    PREVIEW,
    media_identifier,
    preview_path,
    snapshot_path,
    thumbnail_path,
)
from .incidents.incident_list import LONGEST_PAGE, incident_id
from .incidents.incident_text import async_incident_text
from .incidents.picture_file import (
    PREVIEW_TYPES,
    async_picture_file,
    async_preview_file,
)
from .incidents.search import async_search
from .journal import JournalError
from .journal.cameras import other_cameras
from .journal.pages import IncidentQuery
from .model.access import Audience, NoSuchCameraError, async_current_user
from .model.incident import Incident
from .reports.chart_file import (
    MEDIA_FOLDER,
    MIME_TYPE as CHART_MIME_TYPE,
    async_chart_file,
    chart_path,
)
from .reports.visitors import ReportRangeError
from .runtime import ArgusRuntime, async_runtime

MIME_TYPE: Final = "image/jpeg"
"""In lists, before anybody opens a file: what pictures of incidents are kept as."""
_LONGEST_IDENTIFIER: Final = 300


async def async_get_media_source(hass: HomeAssistant) -> MediaSource:
    """Return Argus's media source."""
    return IncidentSource(hass)


class IncidentSource(MediaSource):
    """Cameras, their days, and the pictures of what happened on them."""

    name = "Argus"

    def __init__(self, hass: HomeAssistant) -> None:
        """Show what the house of one Home Assistant has seen."""
        super().__init__(DOMAIN)
        self._hass = hass

    @override
    async def async_resolve_media(self, item: MediaSourceItem) -> PlayMedia:
        """Return where a picture is.

        Raises:
            Unresolvable: it is not there, or not for who asks.
        """
        try:
            runtime, audience = self._ask()
            if item.identifier.startswith(f"{AI_FOLDER}/"):
                return _lent_picture(runtime, audience, item)
            if (parts := _parts(item.identifier))[0] == MEDIA_FOLDER:
                return await self._async_chart(runtime, audience, parts)
            camera, _day, wanted, *film = parts
            incident = await runtime.incidents.async_get(wanted)
        except (
            BrowseError,
            JournalError,
            OSError,
            ReportRangeError,
            ValueError,
        ) as err:
            raise _unresolvable(item) from err
        if incident is None or not audience.sees(incident):
            raise _unresolvable(item)
        if incident.camera != camera and incident.camera != _id_of(audience, camera):
            raise _unresolvable(item)
        find = async_preview_file if film else async_picture_file
        url = preview_path(incident) if film else snapshot_path(incident)
        picture = await find(self._hass, runtime.incidents.snapshots, incident)
        if url is None or picture is None:
            raise _unresolvable(item)
        return PlayMedia(url, picture.mime_type, path=picture.path)

    async def _async_chart(
        self, runtime: ArgusRuntime, audience: Audience, parts: Sequence[str]
    ) -> PlayMedia:
        """Return where the chart of a day's report is; it is drawn anew, for more may have come meanwhile.

        Raises:
            ValueError: no day is named, or the chart is not for who asks, as it is of all cameras.
        """
        if len(parts) != 2 or not audience.everything:
            raise ValueError("not a day of all cameras")
        day = incident_days.read_day(parts[1])
        path = await async_chart_file(self._hass, runtime, day)
        return PlayMedia(chart_path(day), CHART_MIME_TYPE, path=path)

    @override
    async def async_browse_media(self, item: MediaSourceItem) -> BrowseMediaSource:
        """Return cameras, the days of a camera, or what happened on a day.

        Raises:
            BrowseError: it is not there, or not for who asks.
        """
        runtime, audience = self._ask()
        if not item.identifier:
            return _folder(
                None,
                "Argus",
                [
                    _folder(*camera, None, MediaClass.DIRECTORY)
                    for camera in (
                        *(
                            (camera.subentry.subentry_id, camera.subentry.title)
                            for camera in audience.cameras.values()
                        ),
                        *(await self._async_removed(runtime, audience)).items(),
                    )
                ],
                MediaClass.DIRECTORY,
            )
        try:
            parts = _parts(item.identifier)
            camera, title = await self._async_camera(runtime, audience, parts[0])
            if len(parts) == 1:
                return await self._async_days(runtime, camera, title)
            if len(parts) == 2:
                return await self._async_day(
                    runtime, camera, incident_days.read_day(parts[1])
                )
        except (JournalError, NoSuchCameraError, ValueError) as err:
            raise _no_such_media(item) from err
        raise _no_such_media(item)

    @override
    async def async_search_media(
        self, item: MediaSourceItem, query: SearchMediaQuery
    ) -> SearchMedia:
        """Return incidents with all of the words in their camera, place, zones, types or description.

        Raises:
            BrowseError: what should be searched is not there, or not for who asks.
        """
        runtime, audience = self._ask()
        classes = query.media_filter_classes
        if classes and MediaClass.IMAGE not in classes:
            return SearchMedia(result=[])
        cameras, since, until = audience.ids, None, None
        try:
            if item.identifier:
                parts = _parts(item.identifier)
                camera, _ = await self._async_camera(runtime, audience, parts[0])
                cameras = (camera,)
                if len(parts) > 1:
                    since, until = incident_days.limits(
                        incident_days.read_day(parts[1])
                    )
            found = await async_search(
                self._hass,
                runtime,
                audience,
                IncidentQuery(cameras=cameras, since=since, until=until),
                query.search_query,
            )
        except (JournalError, NoSuchCameraError, ValueError) as err:
            raise _no_such_media(item) from err
        return SearchMedia(
            result=[self._of_incident(incident, with_camera=True) for incident in found]
        )

    def _ask(self) -> tuple[ArgusRuntime, Audience]:
        """Return the house and who asks it.

        Raises:
            BrowseError: Argus is not running.
        """
        runtime = async_runtime(self._hass)
        if runtime is None:
            raise BrowseError(translation_domain=DOMAIN, translation_key="not_running")
        return runtime, Audience.of(runtime.cameras, async_current_user())

    async def _async_removed(
        self, runtime: ArgusRuntime, audience: Audience
    ) -> dict[str, str]:
        """Return the names of cameras that are no longer watched, by the ids of their incidents' cameras."""
        if not audience.everything:
            return {}
        try:
            return await runtime.journal.async_read(
                partial(other_cameras, watched=list(runtime.cameras))
            )
        except JournalError:
            # Those that are watched are there all the same.
            return {}

    async def _async_camera(
        self, runtime: ArgusRuntime, audience: Audience, named: str
    ) -> tuple[str, str]:
        """Return id and name of a camera, watched or not any more.

        Raises:
            NoSuchCameraError: it is not there for who asks.
        """
        try:
            camera = audience.find(named)
        except NoSuchCameraError:
            removed = await self._async_removed(runtime, audience)
            if named not in removed:
                raise
            return named, removed[named]
        return camera.subentry.subentry_id, camera.subentry.title

    async def _async_days(
        self, runtime: ArgusRuntime, camera: str, title: str
    ) -> BrowseMediaSource:
        days = await runtime.journal.async_read(
            partial(incident_days.days, camera=camera)
        )
        return _folder(
            camera,
            title,
            [_folder(f"{camera}/{day.isoformat()}", day.isoformat()) for day in days],
            MediaClass.DIRECTORY,
        )

    async def _async_day(
        self, runtime: ArgusRuntime, camera: str, day: Date
    ) -> BrowseMediaSource:
        since, until = incident_days.limits(day)
        found = await runtime.incidents.async_find(
            IncidentQuery(
                limit=LONGEST_PAGE,
                cameras=(camera,),
                before=incident_days.first_id(until),
                since=since,
                until=until,
            )
        )
        return _folder(
            f"{camera}/{day.isoformat()}",
            day.isoformat(),
            [item for incident in found for item in self._items_of(incident)],
        )

    def _items_of(self, incident: Incident) -> Iterator[BrowseMediaSource]:
        """Yield the moving preview of an incident and its picture, as far as it has them."""
        if incident.preview is not None:
            suffix = PurePosixPath(incident.preview).suffix
            yield self._of_incident(incident, film=PREVIEW_TYPES.get(suffix, MIME_TYPE))
        if incident.snapshot is not None:
            yield self._of_incident(incident)

    def _of_incident(
        self, incident: Incident, *, with_camera: bool = False, film: str | None = None
    ) -> BrowseMediaSource:
        """Return the picture of an incident, or its moving preview of a MIME type."""
        local = dt_util.as_local(incident.start)
        when = f"{local:%Y-%m-%d %H:%M:%S}" if with_camera else f"{local:%H:%M:%S}"
        what = async_incident_text(self._hass, incident.types, incident.zones)
        where = f"{incident.camera_name} · " if with_camera else ""
        return BrowseMediaSource(
            domain=DOMAIN,
            identifier=media_identifier(incident)
            + (f"/{PREVIEW}" if film is not None else ""),
            media_class=MediaClass.VIDEO
            if film is not None and film.startswith("video/")
            else MediaClass.IMAGE,
            media_content_type=film or MIME_TYPE,
            title=f"{when} · {where}{what}",
            can_play=True,
            can_expand=False,
            thumbnail=thumbnail_path(incident),
        )


def _lent_picture(
    runtime: ArgusRuntime, audience: Audience, item: MediaSourceItem
) -> PlayMedia:
    """Return where the copy of a picture is that an AI is being shown.

    Raises:
        Unresolvable: it is not, or not for who asks.
    """
    lent = runtime.ai.pictures.find(item.identifier.removeprefix(f"{AI_FOLDER}/"))
    if lent is None or not audience.sees(lent.incident):
        raise _unresolvable(item)
    # The copy itself has no address: what a browser gets is the picture of the incident, if it may.
    url = snapshot_path(lent.incident) or ""
    return PlayMedia(url, AI_MIME_TYPE, path=lent.path)


def _parts(identifier: str) -> list[str]:
    """Return the parts of an identifier: a camera, a date, an incident, and `PREVIEW` for its moving preview.

    Raises:
        ValueError: it has too many or too few, or one that cannot be right.
    """
    if len(identifier) > _LONGEST_IDENTIFIER:
        raise ValueError("too long")
    parts = identifier.split("/")
    if not 1 <= len(parts) <= 4 or parts[3:] not in ([], [PREVIEW]):
        raise ValueError("not a camera, a date and an incident")
    if len(parts) > 1:
        incident_days.read_day(parts[1])
    if len(parts) > 2:
        try:
            incident_id(parts[2])
        except vol.Invalid as err:
            raise ValueError(str(err)) from err
    return parts


def _id_of(audience: Audience, named: str) -> str | None:
    try:
        return audience.find(named).subentry.subentry_id
    except NoSuchCameraError:
        return None


def _folder(
    identifier: str | None,
    title: str,
    children: list[BrowseMediaSource] | None = None,
    children_class: MediaClass = MediaClass.IMAGE,
) -> BrowseMediaSource:
    return BrowseMediaSource(
        domain=DOMAIN,
        identifier=identifier,
        media_class=MediaClass.APP if identifier is None else MediaClass.DIRECTORY,
        media_content_type=MediaType.APP if identifier is None else MediaType.IMAGE,
        title=title,
        can_play=False,
        can_expand=True,
        can_search=True,
        children=children,
        children_media_class=children_class,
    )


def _unresolvable(item: MediaSourceItem) -> Unresolvable:
    return Unresolvable(
        translation_domain=DOMAIN,
        translation_key="no_such_media",
        translation_placeholders={"media": item.media_source_id},
    )


def _no_such_media(item: MediaSourceItem) -> BrowseError:
    return BrowseError(
        translation_domain=DOMAIN,
        translation_key="no_such_media",
        translation_placeholders={"media": item.media_source_id},
    )
