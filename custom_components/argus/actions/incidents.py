"""Actions that list, mark, import and delete incidents, and analyse a single picture."""

from dataclasses import asdict
from datetime import timedelta
from functools import partial
from itertools import batched
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session
import voluptuous as vol

from homeassistant.const import ATTR_DEVICE_ID, ATTR_ENTITY_ID
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv, service
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonValueType

from ..ai.prompt import LONGEST_PROMPT
from ..ai.tasks import AI_TASK
from ..capture.analysis import async_analyze
from ..const import DOMAIN
from ..coordinator import ArgusCoordinator
from ..feedback.marks import async_mark
from ..incidents.import_legacy import (
    UNKNOWN_CAMERA,
    LegacyError,
    async_import,
    read_events,
)
from ..incidents.incident_json import snapshot_path
from ..incidents.incident_list import FILTERS, async_list
from ..journal import JournalError
from ..journal.models import IncidentRow
from ..journal.pages import IncidentQuery
from ..model import bounded
from ..model.access import Audience, async_user_of
from ..model.errors import journal_failed
from ..model.limits import LONGEST_PATH
from ..model.ranges import RETENTION_DAYS
from ..running import async_entry
from ..runtime import ArgusRuntime
from .incident_choice import (
    AT_ONCE,
    CHOICE,
    FILTERED_CHOICE,
    CamerasOf,
    async_choose,
    async_choose_filtered,
)
from .targets import TARGETS

SERVICE_ANALYZE_IMAGE: Final = "analyze_image"
SERVICE_DELETE_INCIDENTS: Final = "delete_incidents"
SERVICE_DESCRIBE_INCIDENT: Final = "describe_incident"
SERVICE_GET_EVENTS: Final = "get_events"
SERVICE_IMPORT_LEGACY: Final = "import_legacy"
SERVICE_MARK_FALSE_ALARM: Final = "mark_false_alarm"
SERVICE_MARK_SEEN: Final = "mark_seen"
SERVICE_PURGE: Final = "purge"
SERVICE_SET_FAVOURITE: Final = "set_favourite"

ATTR_AI_TASK: Final = "ai_task"
ATTR_BLUR_FACES: Final = "blur_faces"
ATTR_DRY_RUN: Final = "dry_run"
ATTR_FALSE_ALARM: Final = "false_alarm"
ATTR_FAVOURITE: Final = "favourite"
ATTR_KEEP_DAYS: Final = "keep_days"
ATTR_MEDIA: Final = "media_content_id"
ATTR_PATH: Final = "path"
ATTR_PROMPT: Final = "prompt"
ATTR_UNKNOWN_PICTURES: Final = "unknown_pictures"

_GET_EVENTS: Final = vol.Schema({**TARGETS, **FILTERS})
_PURGE: Final = vol.Schema(
    {
        **TARGETS,
        vol.Optional(ATTR_KEEP_DAYS): bounded.whole(0, RETENTION_DAYS.high),
        vol.Optional(ATTR_UNKNOWN_PICTURES, default=False): bounded.flag,
    }
)
_ANALYZE: Final = vol.Schema(
    vol.All(
        {
            vol.Exclusive(ATTR_ENTITY_ID, "picture"): bounded.entity_id("camera"),
            vol.Exclusive(ATTR_MEDIA, "picture"): bounded.text(LONGEST_PATH, 1),
        },
        cv.has_at_least_one_key(ATTR_ENTITY_ID, ATTR_MEDIA),
    )
)
_IMPORT: Final = vol.Schema(
    {
        **TARGETS,
        vol.Required(ATTR_PATH): bounded.text(LONGEST_PATH, 1),
        vol.Optional(ATTR_FAVOURITE, default=False): bounded.flag,
    }
)
_MARK_FALSE_ALARM: Final = vol.Schema(
    {
        **CHOICE,
        vol.Optional(ATTR_FALSE_ALARM, default=True): bounded.flag,
    }
)
_SET_FAVOURITE: Final = vol.Schema(
    {**CHOICE, vol.Optional(ATTR_FAVOURITE, default=True): bounded.flag}
)
_DESCRIBE: Final = vol.Schema(
    {
        **CHOICE,
        vol.Required(ATTR_AI_TASK): bounded.entity_id(AI_TASK),
        vol.Optional(ATTR_PROMPT, default=""): bounded.text(LONGEST_PROMPT),
        vol.Optional(ATTR_BLUR_FACES, default=True): bounded.flag,
    }
)
_DELETE: Final = vol.Schema(
    {**FILTERED_CHOICE, vol.Optional(ATTR_DRY_RUN, default=False): bounded.flag}
)
_MARK_SEEN: Final = vol.Schema(FILTERED_CHOICE)

MOST_TOLD: Final = 1000
"""Ids in the answer of an action that deletes incidents."""


@callback
def async_setup_incident_services(hass: HomeAssistant, cameras_of: CamerasOf) -> None:
    """Register the actions."""
    hass.services.async_register(
        DOMAIN,
        SERVICE_GET_EVENTS,
        partial(_async_get_events, hass, cameras_of),
        schema=_GET_EVENTS,
        supports_response=SupportsResponse.ONLY,
    )
    hass.services.async_register(
        DOMAIN,
        SERVICE_ANALYZE_IMAGE,
        partial(_async_analyze_image, hass),
        schema=_ANALYZE,
        supports_response=SupportsResponse.ONLY,
    )
    service.async_register_admin_service(
        hass,
        DOMAIN,
        SERVICE_DESCRIBE_INCIDENT,
        partial(_async_describe_incident, hass, cameras_of),
        schema=_DESCRIBE,
        supports_response=SupportsResponse.OPTIONAL,
    )
    for name, work, schema in (
        (SERVICE_PURGE, _async_purge_incidents, _PURGE),
        (SERVICE_IMPORT_LEGACY, _async_import_legacy, _IMPORT),
        (SERVICE_DELETE_INCIDENTS, _async_delete_incidents, _DELETE),
    ):
        service.async_register_admin_service(
            hass,
            DOMAIN,
            name,
            partial(work, hass, cameras_of),
            schema=schema,
            supports_response=SupportsResponse.OPTIONAL,
        )
    for name, change, schema in (
        (SERVICE_MARK_FALSE_ALARM, _async_mark_false_alarm, _MARK_FALSE_ALARM),
        (SERVICE_SET_FAVOURITE, _async_set_favourite, _SET_FAVOURITE),
        (SERVICE_MARK_SEEN, _async_mark_seen, _MARK_SEEN),
    ):
        service.async_register_admin_service(
            hass, DOMAIN, name, partial(change, hass, cameras_of), schema=schema
        )


def _named_cameras(
    hass: HomeAssistant, cameras_of: CamerasOf, call: ServiceCall
) -> list[ArgusCoordinator] | None:
    """Return the cameras that are named; None if none is."""
    if ATTR_ENTITY_ID in call.data or ATTR_DEVICE_ID in call.data:
        return cameras_of(hass, call)
    return None


async def _async_get_events(
    hass: HomeAssistant, cameras_of: CamerasOf, call: ServiceCall
) -> ServiceResponse:
    """Return a page of incidents."""
    runtime = async_entry(hass).runtime_data
    audience = Audience.of(runtime.cameras, await async_user_of(hass, call.context))
    wanted: dict[str, Any] = dict(call.data)
    named = _named_cameras(hass, cameras_of, call)
    if named is not None:
        ids = [camera.subentry.subentry_id for camera in named]
        for camera in named:
            if camera.subentry.subentry_id not in audience.cameras:
                raise ServiceValidationError(
                    translation_domain=DOMAIN,
                    translation_key="not_watched",
                    translation_placeholders={"name": camera.entity_id or ""},
                )
        wanted["cameras"] = ids
    try:
        page = await async_list(runtime, audience, wanted)
    except JournalError as err:
        raise journal_failed(err) from err
    return page.as_json(audience, snapshot_path)


async def _async_analyze_image(
    hass: HomeAssistant, call: ServiceCall
) -> ServiceResponse:
    """Return the faces in a picture."""
    runtime = async_entry(hass).runtime_data
    return await async_analyze(
        hass,
        runtime.side_work,
        runtime.cameras.values(),
        runtime.model_files,
        await async_user_of(hass, call.context),
        call.data.get(ATTR_ENTITY_ID),
        call.data.get(ATTR_MEDIA),
    )


async def _async_purge_incidents(
    hass: HomeAssistant, cameras_of: CamerasOf, call: ServiceCall
) -> ServiceResponse:
    """Forget what is too old; favourites and what still lasts stay."""
    runtime = async_entry(hass).runtime_data
    named = _named_cameras(hass, cameras_of, call)
    days: int = call.data.get(ATTR_KEEP_DAYS, runtime.settings.retention_days)
    until = dt_util.utcnow() - timedelta(days=days)
    cameras = None if named is None else [c.subentry.subentry_id for c in named]
    try:
        before = await runtime.journal.async_read(_count_incidents)
        cursor: str | None = None
        while found := await runtime.incidents.async_find(
            IncidentQuery(
                limit=AT_ONCE,
                cameras=cameras,
                until=until,
                favourite=False,
                before=cursor,
            )
        ):
            cursor = found[-1].id
            await runtime.incidents.async_delete(
                [incident.id for incident in found if incident.end is not None]
            )
        await runtime.incidents.async_purge(
            until if call.data[ATTR_UNKNOWN_PICTURES] else None
        )
        after = await runtime.journal.async_read(_count_incidents)
    except JournalError as err:
        raise journal_failed(err) from err
    # What happens meanwhile makes it more.
    return {"deleted": max(0, before - after)}


def _count_incidents(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(IncidentRow)) or 0


async def _async_mark_false_alarm(
    hass: HomeAssistant, cameras_of: CamerasOf, call: ServiceCall
) -> None:
    """Say that incidents were nothing, or that they were something after all."""
    recorder = async_entry(hass).runtime_data.incidents
    user = await async_user_of(hass, call.context)
    try:
        for incident in await async_choose(hass, cameras_of, call):
            await async_mark(recorder, user, incident, call.data[ATTR_FALSE_ALARM])
    except JournalError as err:
        raise journal_failed(err) from err


async def _async_set_favourite(
    hass: HomeAssistant, cameras_of: CamerasOf, call: ServiceCall
) -> None:
    """Keep incidents for ever, or no longer."""
    recorder = async_entry(hass).runtime_data.incidents
    try:
        for incident in await async_choose(hass, cameras_of, call):
            await recorder.edits.async_set_favourite(
                incident, call.data[ATTR_FAVOURITE]
            )
    except JournalError as err:
        raise journal_failed(err) from err


async def _async_describe_incident(
    hass: HomeAssistant, cameras_of: CamerasOf, call: ServiceCall
) -> ServiceResponse:
    """Have an AI describe incidents one after the other, and return its words by their ids.

    Raises:
        AiError: it does not say anything; what it said of those before is kept.
    """
    runtime, data = async_entry(hass).runtime_data, call.data
    words: dict[str, JsonValueType] = {}
    try:
        for chosen in await async_choose(hass, cameras_of, call):
            incident = await runtime.incidents.async_get(chosen)
            if incident is None:
                continue
            description = await runtime.ai.async_describe(
                (incident,),
                data[ATTR_AI_TASK],
                data[ATTR_PROMPT],
                blur=data[ATTR_BLUR_FACES],
                context=call.context,
            )
            await runtime.incidents.edits.async_set_description(chosen, description)
            words[chosen] = description.text
    except JournalError as err:
        raise journal_failed(err) from err
    return {"descriptions": words}


async def _async_mark_seen(
    hass: HomeAssistant, cameras_of: CamerasOf, call: ServiceCall
) -> None:
    """Remember that whoever calls looked at incidents; if an automation does, that nobody needs to any more."""
    recorder = async_entry(hass).runtime_data.incidents
    try:
        chosen = await async_choose_filtered(hass, cameras_of, call)
        await recorder.edits.async_mark_seen(chosen, call.context.user_id)
    except JournalError as err:
        raise journal_failed(err) from err


async def _async_delete_incidents(
    hass: HomeAssistant, cameras_of: CamerasOf, call: ServiceCall
) -> ServiceResponse:
    """Delete incidents with their pictures and previews, or tell which would be."""
    recorder = async_entry(hass).runtime_data.incidents
    dry_run: bool = call.data[ATTR_DRY_RUN]
    try:
        chosen = await async_choose_filtered(hass, cameras_of, call)
        if not dry_run:
            for batch in batched(chosen, AT_ONCE, strict=False):
                await recorder.async_delete(batch)
    except JournalError as err:
        raise journal_failed(err) from err
    return {
        "found": len(chosen),
        "deleted": 0 if dry_run else len(chosen),
        "events": list(chosen[:MOST_TOLD]),
    }


async def _async_import_legacy(
    hass: HomeAssistant, cameras_of: CamerasOf, call: ServiceCall
) -> ServiceResponse:
    """Store the events of the old Argus."""
    runtime = async_entry(hass).runtime_data
    path: str = call.data[ATTR_PATH]
    if not await hass.async_add_executor_job(hass.config.is_allowed_path, path):
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="path_not_readable",
            translation_placeholders={"path": path},
        )
    named = _named_cameras(hass, cameras_of, call)
    if named is not None and len(named) != 1:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="one_camera_only"
        )
    camera = named[0] if named else None
    oldest = dt_util.utcnow() - timedelta(days=runtime.settings.retention_days)
    try:
        events = await hass.async_add_executor_job(read_events, Path(path))
        told = await async_import(
            runtime.journal,
            events,
            partial(_camera_at, runtime, camera),
            None if call.data[ATTR_FAVOURITE] else oldest,
        )
    except LegacyError as err:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="no_legacy_events",
            translation_placeholders={"path": path, "reason": str(err)},
        ) from err
    except JournalError as err:
        raise journal_failed(err) from err
    return asdict(told)


def _camera_at(
    runtime: ArgusRuntime, camera: ArgusCoordinator | None, location: str
) -> tuple[str, str]:
    """Return id and name of the camera that is meant, or of the one at a location."""
    if camera is None:
        camera = next(
            (
                other
                for other in runtime.cameras.values()
                if location
                and location.casefold()
                in (
                    other.settings.location.casefold(),
                    other.subentry.title.casefold(),
                )
            ),
            None,
        )
    if camera is None:
        return UNKNOWN_CAMERA, location or "Argus"
    return camera.subentry.subentry_id, camera.subentry.title
