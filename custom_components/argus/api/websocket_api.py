"""WebSocket commands: for the cards of Argus, and for who writes their own."""

from functools import partial
from typing import Any, Final

import voluptuous as vol

from homeassistant.components.websocket_api import async_register_command
from homeassistant.components.websocket_api.const import WebSocketCommandHandler
from homeassistant.core import HomeAssistant, callback

from ..alerts.rename_zones import async_rename_zones
from ..const import CONF_LINES, CONF_ZONES, DOMAIN
from ..feedback.marks import async_mark
from ..feedback.progress import async_progress
from ..feedback.proposal import ENOUGH
from ..incidents.incident_json import snapshot_path
from ..incidents.incident_list import (
    LIST_FILTERS,
    async_find_seen,
    async_get,
    async_list,
    async_mark_seen,
    incident_id,
    whole_as_json,
)
from ..model import bounded
from ..model.limits import LONGEST_ID, MOST_NAMED
from ..model.places import LINES, ZONES, async_check_zones, check_lines, stored_places
from ..reports.visitors import async_report
from .camera_feed import follow_camera
from .detection_preview import preview_detection
from .heat_view import heat_legend
from .incident_feed import follow_incidents, pictures_for
from .signed_path import sign_for
from .status import status_as_json
from .websocket_command import (
    NoSuchIncidentError,
    Question,
    answers,
    for_admins,
)

_ANY_MESSAGE: Final = vol.Schema(dict)
_CAMERA: Final = bounded.text(LONGEST_ID)


@callback
def async_setup_websocket_api(hass: HomeAssistant) -> None:
    """Register the commands."""
    for name, command in _COMMANDS.items():
        # Home Assistant would read the whole of a message before it asks who sent it, so it checks nothing of these.
        async_register_command(hass, f"{DOMAIN}/{name}", command, _ANY_MESSAGE)


@answers({})
async def _tell_status(question: Question) -> dict[str, Any]:
    """Tell what the cameras do and see now."""
    return status_as_json(question.audience)


@answers(
    {
        # `type` names the command, so what an incident is about needs another word.
        **{key: check for key, check in LIST_FILTERS.items() if key != "type"},
        vol.Optional("event_type"): LIST_FILTERS[vol.Optional("type")],
        vol.Optional("camera"): _CAMERA,
        vol.Optional("cameras"): bounded.items(_CAMERA, MOST_NAMED),
    }
)
async def _list_events(question: Question) -> dict[str, Any]:
    """List incidents, the newest first."""
    wanted = {
        key: value
        for key, value in question.message.items()
        if key not in {"event_type", "camera", "cameras"}
    }
    if (kind := question.message.get("event_type")) is not None:
        wanted["type"] = kind
    named = question.message.get("cameras", [])
    if (camera := question.message.get("camera")) is not None:
        named = [camera, *named]
    if named:
        wanted["cameras"] = tuple({question.find(one) for one in named})
    page = await async_list(question.runtime, question.audience, wanted)
    pictures = pictures_for(question.connection)
    told = page.as_json(question.audience, snapshot_path)
    for shown, incident in zip(told["results"], page.incidents, strict=True):
        shown |= pictures(incident)
    return told


@answers({vol.Required("event"): incident_id})
async def _get_event(question: Question) -> dict[str, Any]:
    """Tell all that is known of one incident, its steps too."""
    incident = await async_get(
        question.runtime, question.audience, question.message["event"]
    )
    if incident is None:
        raise NoSuchIncidentError
    pictures = pictures_for(question.connection)(incident)
    seen = await async_find_seen(question.runtime, question.audience, [incident])
    return (
        whole_as_json(
            incident,
            question.audience,
            None,
            partial(sign_for, question.connection),
        )
        | pictures
        | {"seen": incident.id in seen}
    )


@answers({vol.Required("events"): bounded.items(incident_id, MOST_NAMED, 1)})
async def _mark_seen(question: Question) -> None:
    """Remember that this user looked at incidents; those that they may not see are passed over."""
    await async_mark_seen(
        question.runtime, question.audience, question.message["events"]
    )


@answers(
    {
        vol.Optional("from"): bounded.day,
        vol.Optional("to"): bounded.day,
        vol.Optional("camera"): _CAMERA,
    }
)
async def _tell_report(question: Question) -> dict[str, Any]:
    """Report the visitors of a range of days."""
    message = question.message
    return await async_report(
        question.runtime,
        question.audience,
        message.get("from"),
        message.get("to"),
        question.camera(),
    )


@for_admins
@answers(
    {
        vol.Required("event"): incident_id,
        vol.Required("favourite"): bounded.truth,
    }
)
async def _set_favourite(question: Question) -> None:
    """Keep an incident for ever, or no longer."""
    message = question.message
    if not await question.runtime.incidents.edits.async_set_favourite(
        message["event"], message["favourite"]
    ):
        raise NoSuchIncidentError


@for_admins
@answers(
    {
        vol.Required("event"): incident_id,
        vol.Required("false_alarm"): bounded.truth,
    }
)
async def _set_false_alarm(question: Question) -> dict[str, Any] | None:
    """Say that an incident was nothing, or that it was something after all, and tell what came of all that were."""
    message = question.message
    incident = await async_mark(
        question.runtime.incidents,
        question.connection.user,
        message["event"],
        message["false_alarm"],
    )
    if incident is None:
        raise NoSuchIncidentError
    progress = await async_progress(question.hass, question.runtime.incidents, incident)
    if progress is None:
        return None
    return {"marked": progress.marked, "needed": ENOUGH, "issue": progress.issue}


@for_admins
@answers(
    {
        vol.Required("events"): bounded.items(incident_id, MOST_NAMED, 1),
    }
)
async def _delete_events(question: Question) -> None:
    """Delete incidents and their pictures; those that are gone already are passed over."""
    await question.runtime.incidents.async_delete(question.message["events"])


@for_admins
@answers(
    {
        vol.Required("camera"): _CAMERA,
        vol.Optional(CONF_ZONES): ZONES,
        vol.Optional(CONF_LINES): LINES,
    }
)
async def _update_camera(question: Question) -> dict[str, Any]:
    """Change the zones or lines of a camera, and tell which it has now."""
    camera = question.audience.find(question.message["camera"])
    stored = camera.subentry.data
    changes: dict[str, Any] = {
        key: stored_places(question.message[key], stored.get(key, ()))
        for key in (CONF_ZONES, CONF_LINES)
        if key in question.message
    }
    if CONF_ZONES in changes:
        await async_check_zones(question.hass, stored, changes[CONF_ZONES])
    if CONF_LINES in changes:
        check_lines(stored, changes[CONF_LINES])
    if changes:
        async_rename_zones(
            question.hass, camera.config_entry, camera.subentry, {**stored, **changes}
        )
        camera.async_set(**changes)
    return {
        key: changes.get(key, list(stored.get(key, ())))
        for key in (CONF_ZONES, CONF_LINES)
    }


_COMMANDS: Final[dict[str, WebSocketCommandHandler]] = {
    "status": _tell_status,
    "events/list": _list_events,
    "events/get": _get_event,
    "events/subscribe": follow_incidents,
    "events/seen": _mark_seen,
    "report": _tell_report,
    "heatmap": heat_legend,
    "camera/subscribe": follow_camera,
    "camera/preview": preview_detection,
    "events/favourite": _set_favourite,
    "events/false_alarm": _set_false_alarm,
    "events/delete": _delete_events,
    "camera/update": _update_camera,
}
