"""WebSocket commands: for the cards of Argus, and for who writes their own."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

import voluptuous as vol

from homeassistant.components.http.auth import async_sign_path
from homeassistant.components.websocket_api import async_register_command
from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.components.websocket_api.const import (
    ERR_HOME_ASSISTANT_ERROR,
    ERR_INVALID_FORMAT,
    ERR_NOT_FOUND,
    ERR_UNAUTHORIZED,
    WebSocketCommandHandler,
)
from homeassistant.components.websocket_api.decorators import async_response
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from ..alerts.rename_zones import async_rename_zones
from ..const import CONF_LINES, CONF_ZONES, DOMAIN
from ..coordinator import ArgusCoordinator
from ..feedback.marks import async_mark
from ..incidents.announcements import SIGNAL_INCIDENT
from ..incidents.archive import IncidentArchive
from ..incidents.incident_json import snapshot_path, steps_as_json
from ..incidents.incident_list import (
    FILTERS,
    as_json,
    async_get,
    async_hide_links,
    async_list,
    incident_id,
    whole_as_json,
)
from ..journal import JournalError
from ..model import bounded
from ..model.access import Audience, NoSuchCameraError
from ..model.admission import BusyError
from ..model.incident import Incident, IncidentChange
from ..model.limits import LONGEST_ID, LONGEST_REASON, MOST_NAMED
from ..model.places import LINES, ZONES, async_check_zones, stored_places
from ..reports.visitors import ReportRangeError, async_report
from ..runtime import ArgusRuntime, async_runtime
from .status import status_as_json

SIGNED_FOR: Final = timedelta(hours=24)
"""How long a picture's address can be used; after that, one asks again."""
ERR_BUSY: Final = "busy"
"""Too much is asked for at once; ask again in a while."""


_ANY_MESSAGE: Final = vol.Schema(dict)
_CAMERA: Final = bounded.text(LONGEST_ID)


@callback
def async_setup_websocket_api(hass: HomeAssistant) -> None:
    """Register the commands."""
    for name, command in _COMMANDS.items():
        # Home Assistant would read the whole of a message before it asks who sent it, so it checks nothing of these.
        async_register_command(hass, f"{DOMAIN}/{name}", command, _ANY_MESSAGE)


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked, of which house, by whom."""

    hass: HomeAssistant
    connection: ActiveConnection
    message: dict[str, Any]
    runtime: ArgusRuntime
    audience: Audience[ArgusCoordinator]

    def camera(self) -> str | None:
        """Return the id of the camera that is named, if one is.

        Raises:
            NoSuchCameraError: it is not there for who asks.
        """
        if (named := self.message.get("camera")) is None:
            return None
        return self.audience.find(named).subentry.subentry_id


class _NoSuchIncidentError(Exception):
    """An incident is not there for who asks."""


def _answer_command(
    schema: dict[Any, Any],
) -> Callable[[Callable[[_Question], Awaitable[Any]]], WebSocketCommandHandler]:
    """Return what makes a handler that sends what work returns, or why there is nothing to send.

    Args:
        schema: what the message may hold besides its id and its type.

    """
    check = bounded.mapping(schema)

    def decorate(
        work: Callable[[_Question], Awaitable[Any]],
    ) -> WebSocketCommandHandler:
        @async_response
        async def handle(
            hass: HomeAssistant, connection: ActiveConnection, message: dict[str, Any]
        ) -> None:
            def refuse(code: str, why: str) -> None:
                connection.send_error(message["id"], code, why)

            runtime = async_runtime(hass)
            if runtime is None:
                refuse(ERR_HOME_ASSISTANT_ERROR, "Argus is not running")
                return
            audience = Audience.of(runtime.cameras, connection.user)
            try:
                asked = check(_message_content(message))
                result = await work(
                    _Question(hass, connection, asked, runtime, audience)
                )
            except NoSuchCameraError:
                refuse(ERR_NOT_FOUND, "Argus watches no such camera")
            except _NoSuchIncidentError:
                refuse(ERR_NOT_FOUND, "There is no such incident")
            except (vol.Invalid, ReportRangeError) as err:
                refuse(ERR_INVALID_FORMAT, str(err)[:LONGEST_REASON])
            except ServiceValidationError as err:
                connection.send_error(
                    message["id"],
                    ERR_INVALID_FORMAT,
                    str(err),
                    err.translation_key,
                    err.translation_domain,
                    err.translation_placeholders,
                )
            except BusyError:
                refuse(ERR_BUSY, "Too much is asked for at once")
            except JournalError:
                refuse(ERR_HOME_ASSISTANT_ERROR, "The journal cannot be used")
            else:
                connection.send_result(message["id"], result)

        return handle

    return decorate


def _message_content(message: dict[str, Any]) -> dict[str, Any]:
    """Return what a message says besides its id and its type.

    Raises:
        Invalid: that is more than any message of Argus's says.
    """
    if len(message) > MOST_NAMED:
        raise vol.Invalid("expected fewer keys")
    return {key: value for key, value in message.items() if key not in {"id", "type"}}


def _for_admins(command: WebSocketCommandHandler) -> WebSocketCommandHandler:
    """Return a handler that refuses whoever is no administrator, before it looks at what they say."""

    @callback
    def handle(
        hass: HomeAssistant, connection: ActiveConnection, message: dict[str, Any]
    ) -> None:
        if connection.user.is_admin:
            command(hass, connection, message)
        else:
            connection.send_error(message["id"], ERR_UNAUTHORIZED, "Unauthorized")

    return handle


def _picture_for(
    hass: HomeAssistant, connection: ActiveConnection
) -> Callable[[Incident], str | None]:
    """Return what tells where a picture can be had by this connection, without its token."""

    def image_url(incident: Incident) -> str | None:
        if (path := snapshot_path(incident)) is None:
            return None
        return async_sign_path(
            hass, path, SIGNED_FOR, refresh_token_id=connection.refresh_token_id
        )

    return image_url


@_answer_command({})
async def _tell_status(question: _Question) -> dict[str, Any]:
    """Tell what the cameras do and see now."""
    return status_as_json(question.audience)


@_answer_command(
    {
        # `type` names the command, so what an incident is about needs another word.
        **{key: check for key, check in FILTERS.items() if key != "type"},
        vol.Optional("event_type"): FILTERS[vol.Optional("type")],
        vol.Optional("camera"): _CAMERA,
    }
)
async def _list_events(question: _Question) -> dict[str, Any]:
    """List incidents, the newest first."""
    wanted = {
        key: value
        for key, value in question.message.items()
        if key not in {"event_type", "camera"}
    }
    if (kind := question.message.get("event_type")) is not None:
        wanted["type"] = kind
    if (camera := question.camera()) is not None:
        wanted["cameras"] = (camera,)
    page = await async_list(question.runtime, question.audience, wanted)
    return page.as_json(
        question.audience, _picture_for(question.hass, question.connection)
    )


@_answer_command({vol.Required("event"): incident_id})
async def _get_event(question: _Question) -> dict[str, Any]:
    """Tell all that is known of one incident, its steps too."""
    incident = await async_get(
        question.runtime, question.audience, question.message["event"]
    )
    if incident is None:
        raise _NoSuchIncidentError
    image_url = _picture_for(question.hass, question.connection)
    return whole_as_json(incident, question.audience, image_url(incident))


@callback
def _subscribe_events(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Push what becomes of incidents, as it happens."""
    image_url = _picture_for(hass, connection)
    turn = asyncio.Lock()

    async def async_push(archive: IncidentArchive, change: IncidentChange) -> None:
        # One after the other, in the order in which it happened.
        async with turn:
            # Asked anew each time: cameras come and go, and so do permissions.
            audience = Audience.of(archive.cameras, connection.user)
            if not audience.sees(change.incident):
                return
            try:
                (incident,) = await async_hide_links(
                    archive, audience, [change.incident]
                )
            except JournalError:
                incident = replace(change.incident, linked=())
            connection.send_event(
                msg["id"],
                {
                    "phase": str(change.phase),
                    "incident": {
                        **as_json(incident, audience, image_url(incident)),
                        **steps_as_json(incident),
                    },
                },
            )

    connection.subscriptions[msg["id"]] = async_dispatcher_connect(
        hass, SIGNAL_INCIDENT, async_push
    )
    connection.send_result(msg["id"])


@_answer_command(
    {
        vol.Optional("from"): bounded.day,
        vol.Optional("to"): bounded.day,
        vol.Optional("camera"): _CAMERA,
    }
)
async def _tell_report(question: _Question) -> dict[str, Any]:
    """Report the visitors of a range of days."""
    message = question.message
    return await async_report(
        question.runtime,
        question.audience,
        message.get("from"),
        message.get("to"),
        question.camera(),
    )


@_for_admins
@_answer_command(
    {
        vol.Required("event"): incident_id,
        vol.Required("favourite"): bool,
    }
)
async def _set_favourite(question: _Question) -> None:
    """Keep an incident for ever, or no longer."""
    message = question.message
    if not await question.runtime.incidents.async_set_favourite(
        message["event"], message["favourite"]
    ):
        raise _NoSuchIncidentError


@_for_admins
@_answer_command(
    {
        vol.Required("event"): incident_id,
        vol.Required("false_alarm"): bool,
    }
)
async def _set_false_alarm(question: _Question) -> None:
    """Say that an incident was nothing, or that it was something after all."""
    message = question.message
    incident = await async_mark(
        question.runtime.incidents,
        question.connection.user,
        message["event"],
        message["false_alarm"],
    )
    if incident is None:
        raise _NoSuchIncidentError


@_for_admins
@_answer_command(
    {
        vol.Required("events"): bounded.items(incident_id, MOST_NAMED, 1),
    }
)
async def _delete_events(question: _Question) -> None:
    """Delete incidents and their pictures; those that are gone already are passed over."""
    await question.runtime.incidents.async_delete(question.message["events"])


@_for_admins
@_answer_command(
    {
        vol.Required("camera"): _CAMERA,
        vol.Optional(CONF_ZONES): ZONES,
        vol.Optional(CONF_LINES): LINES,
    }
)
async def _update_camera(question: _Question) -> dict[str, Any]:
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
    "events/subscribe": _subscribe_events,
    "report": _tell_report,
    "events/favourite": _set_favourite,
    "events/false_alarm": _set_false_alarm,
    "events/delete": _delete_events,
    "camera/update": _update_camera,
}
