"""Which incidents an action is meant for: by id or picked media, the last of a camera, or all that match a filter."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import voluptuous as vol

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import ServiceValidationError

from ..const import DOMAIN
from ..coordinator import ArgusCoordinator
from ..incidents.incident_json import PREVIEW
from ..incidents.incident_list import FILTERS, incident_id
from ..journal.cameras import other_cameras
from ..journal.links import cameras_of as cameras_of_incidents
from ..journal.pages import IncidentQuery
from ..model import bounded
from ..model.incident import Incident
from ..model.limits import LONGEST_PATH, MOST_NAMED
from ..running import async_entry
from ..runtime import ArgusRuntime
from .targets import TARGETS, WHOLE_HOUSE, async_named_subentries, names_something

ATTR_EVENT: Final = "event"
ATTR_ONLY_LAST: Final = "only_last"
ATTR_REMOVED_CAMERAS: Final = "removed_cameras"

AT_ONCE: Final = 500
"""Incidents that are asked for, or deleted, at once."""

_MEDIA: Final = f"media-source://{DOMAIN}/"

type CamerasOf = Callable[[HomeAssistant, ServiceCall], list[ArgusCoordinator]]
"""Returns the cameras that an action names; all of them if it names none."""


def _read_reference(value: Any) -> str:
    """Return the id of an incident that is given by itself or as one picks its picture or film among the media.

    Raises:
        Invalid: it is none.
    """
    if isinstance(value, Mapping):
        value = value.get("media_content_id")
    text: str = bounded.text(LONGEST_PATH)(value)
    if text.startswith(_MEDIA):
        parts = text.removeprefix(_MEDIA).removesuffix(f"/{PREVIEW}").split("/")
        return incident_id(parts[-1])
    return incident_id(text)


def _read_references(value: Any) -> list[str]:
    """Return the ids of one incident or several, each once.

    Raises:
        Invalid: one is none, or they are too many.
    """
    given = value if isinstance(value, list) else [value]
    read: list[str] = bounded.items(_read_reference, MOST_NAMED, 1)(given)
    return list(dict.fromkeys(read))


CHOICE: Final[dict[vol.Marker, Any]] = {
    **TARGETS,
    vol.Optional(ATTR_EVENT): _read_references,
}
"""Fields of an action for some incidents: those that are named, or the last of each camera that is."""

FILTERED_CHOICE: Final[dict[vol.Marker, Any]] = {
    **CHOICE,
    **{key: check for key, check in FILTERS.items() if key not in {"limit", "before"}},
    vol.Optional(ATTR_ONLY_LAST, default=False): bounded.flag,
    vol.Optional(ATTR_REMOVED_CAMERAS, default=False): bounded.flag,
}
"""The same with filters."""

_QUERIED: Final = ("type", "since", "until", "zone", "false_alarm", "favourite")


async def async_choose(
    hass: HomeAssistant, cameras_of: CamerasOf, call: ServiceCall
) -> list[str]:
    """Return the ids of the incidents that an action names, or the last of each camera that it names.

    Raises:
        ServiceValidationError: it names none, or one that is not there.
        JournalError: the journal cannot be used.
    """
    runtime = async_entry(hass).runtime_data
    if (named := call.data.get(ATTR_EVENT)) is not None:
        there = await runtime.journal.async_read(
            partial(cameras_of_incidents, incidents=named)
        )
        for one in named:
            if one not in there:
                raise ServiceValidationError(
                    translation_domain=DOMAIN,
                    translation_key="no_such_event",
                    translation_placeholders={"event": one},
                )
        return list(named)
    if not names_something(call):
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="no_incidents_named"
        )
    if last := await _async_last(hass, runtime, cameras_of, call):
        return last
    raise ServiceValidationError(
        translation_domain=DOMAIN, translation_key="no_incident_yet"
    )


async def async_choose_filtered(
    hass: HomeAssistant, cameras_of: CamerasOf, call: ServiceCall
) -> list[str]:
    """Return the ids of the incidents that an action names or filters, the newest first.

    A filter leaves out what still lasts, and favourites unless they are asked for.

    Raises:
        ServiceValidationError: it neither names nor filters any, or names one that is not there.
        JournalError: the journal cannot be used.
    """
    data, runtime = call.data, async_entry(hass).runtime_data
    wanted = {key: data[key] for key in _QUERIED if key in data}
    if ATTR_EVENT in data or data[ATTR_ONLY_LAST]:
        return await async_choose(hass, cameras_of, call)
    cameras: list[str] | None = None
    if data[ATTR_REMOVED_CAMERAS]:
        cameras = list(
            await runtime.journal.async_read(
                partial(other_cameras, watched=list(runtime.cameras))
            )
        )
    elif names_something(call):
        cameras = [camera.subentry.subentry_id for camera in cameras_of(hass, call)]
    if not wanted and cameras is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="no_incidents_named"
        )
    wanted.setdefault("favourite", False)
    found: list[str] = []
    cursor: str | None = None
    while page := await runtime.incidents.async_find(
        IncidentQuery(limit=AT_ONCE, cameras=cameras, before=cursor, **wanted)
    ):
        cursor = page[-1].id
        found += [incident.id for incident in page if incident.end is not None]
    return found


async def _async_last(
    hass: HomeAssistant,
    runtime: ArgusRuntime,
    cameras_of: CamerasOf,
    call: ServiceCall,
) -> list[str]:
    """Return the last incident of each camera that is named; of all cameras if that is what is named."""
    named = [camera.subentry.subentry_id for camera in cameras_of(hass, call)]
    asked: list[tuple[str, ...] | None] = [(camera,) for camera in named]
    subentries = async_named_subentries(hass, async_entry(hass), call)
    if any(subentry == WHOLE_HOUSE for _, subentry in subentries):
        asked = [None]
    last: list[Incident] = []
    for cameras in asked:
        last += await runtime.incidents.async_find(
            IncidentQuery(limit=1, cameras=cameras)
        )
    return [incident.id for incident in last]
