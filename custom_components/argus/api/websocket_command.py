"""How a command over WebSocket is read and answered: bounded, for whom it may concern, with clear refusals."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

import voluptuous as vol

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

from ..coordinator import ArgusCoordinator
from ..journal import JournalError
from ..model import bounded
from ..model.access import Audience, NoSuchCameraError
from ..model.admission import BusyError
from ..model.limits import LONGEST_REASON, MOST_NAMED
from ..reports.visitors import ReportRangeError
from ..running import async_runtime
from ..runtime import ArgusRuntime

ERR_BUSY: Final = "busy"
"""Too much is asked for at once; ask again in a while."""
TOO_MUCH: Final = "Too much is asked for at once"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, of which house, by whom."""

    id: int
    """What answers, and what is told later, name it by."""
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
        return self.find(named)

    def find(self, named: str) -> str:
        """Return the id of a camera.

        Raises:
            NoSuchCameraError: it is not there for who asks.
        """
        return self.audience.find(named).subentry.subentry_id


class NoSuchIncidentError(Exception):
    """An incident is not there for who asks."""


def answers(
    schema: dict[Any, Any],
) -> Callable[[Callable[[Question], Awaitable[Any]]], WebSocketCommandHandler]:
    """Return what makes a handler that sends what work returns, or why there is nothing to send.

    Args:
        schema: what the message may hold besides its id and its type.

    """
    check = bounded.mapping(schema)

    def decorate(
        work: Callable[[Question], Awaitable[Any]],
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
                asked = check(_content(message))
                result = await work(
                    Question(message["id"], hass, connection, asked, runtime, audience)
                )
            except NoSuchCameraError:
                refuse(ERR_NOT_FOUND, "Argus watches no such camera")
            except NoSuchIncidentError:
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
                refuse(ERR_BUSY, TOO_MUCH)
            except JournalError:
                refuse(ERR_HOME_ASSISTANT_ERROR, "The journal cannot be used")
            else:
                connection.send_result(message["id"], result)

        return handle

    return decorate


def _content(message: dict[str, Any]) -> dict[str, Any]:
    """Return what a message says besides its id and its type.

    Raises:
        Invalid: that is more than any message of Argus's says.
    """
    if len(message) > MOST_NAMED:
        raise vol.Invalid("expected fewer keys")
    return {key: value for key, value in message.items() if key not in {"id", "type"}}


def for_admins(command: WebSocketCommandHandler) -> WebSocketCommandHandler:
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
