"""Base class of the HTTP views: authentication, permissions, query strings and errors."""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from aiohttp import web
import voluptuous as vol

from homeassistant.components.http.const import KEY_HASS_USER
from homeassistant.core import HomeAssistant
from homeassistant.helpers.http import HomeAssistantView

from ..coordinator import ArgusCoordinator
from ..journal import JournalError
from ..model.access import Audience, NoSuchCameraError
from ..model.admission import RETRY_AFTER, BusyError
from ..model.limits import LONGEST_REASON
from ..reports.visitors import ReportRangeError
from ..running import async_runtime
from ..runtime import ArgusRuntime

NO_STORE: Final = {"Cache-Control": "private, no-store"}
HOLD: Final = 1.0
"""Seconds until a refusal is sent: refusals keep the event loop busy, too, when somebody asks again at once."""
MOST_HELD: Final = 256
"""Refusals that wait to be sent."""


class NotThereError(Exception):
    """What is asked for does not exist for whoever asks; the message says what it is."""


class ArgusView(HomeAssistantView):
    """Answers a request for what somebody may see, and says clearly when it cannot."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Serve one Home Assistant."""
        self._hass = hass
        self._held = 0

    async def get(self, request: web.Request, **named: str) -> web.StreamResponse:
        """Return what is asked for, or why not."""
        runtime = async_runtime(self._hass)
        if runtime is None:
            return self.json_message(
                "Argus is not running", HTTPStatus.SERVICE_UNAVAILABLE
            )
        audience = Audience.of(runtime.cameras, request[KEY_HASS_USER])
        try:
            return await self.answer(request, runtime, audience, **named)
        except NoSuchCameraError:
            # Who may not see a camera is told the same as who asks for one that is not there.
            return self.json_message(
                "Argus watches no such camera", HTTPStatus.NOT_FOUND
            )
        except NotThereError as err:
            return self.json_message(str(err), HTTPStatus.NOT_FOUND)
        except (vol.Invalid, ReportRangeError) as err:
            return self.json_message(str(err)[:LONGEST_REASON], HTTPStatus.BAD_REQUEST)
        except BusyError:
            await self._hold_refusal()
            return self.json_message(
                "Too much is asked for at once; try again in some seconds",
                HTTPStatus.TOO_MANY_REQUESTS,
                headers={"Retry-After": str(RETRY_AFTER)},
            )
        except JournalError:
            return self.json_message(
                "The journal cannot be read", HTTPStatus.SERVICE_UNAVAILABLE
            )

    async def _hold_refusal(self) -> None:
        if self._held >= MOST_HELD:
            return
        self._held += 1
        try:
            await asyncio.sleep(HOLD)
        finally:
            self._held -= 1

    async def answer(
        self,
        request: web.Request,
        runtime: ArgusRuntime,
        audience: Audience[ArgusCoordinator],
        **named: str,
    ) -> web.StreamResponse:
        """Return what is asked for.

        Args:
            request: the request, of somebody who is logged in.
            runtime: what is asked.
            audience: who asks.
            named: the parts of the path that name something.

        Raises:
            NoSuchCameraError: a camera is not there for them.
            NotThereError: something else is not.
            Invalid: the query cannot be used.
            ReportRangeError: nor can its days.
            BusyError: they ask for too much at once.
            JournalError: the journal cannot be used.

        """
        raise NotImplementedError


def read_query(request: web.Request, schema: Callable[[Any], Any]) -> dict[str, Any]:
    """Return the query of a request; a key without a value counts as not given.

    Raises:
        Invalid: it cannot be used.
    """
    query: dict[str, Any] = schema({k: v for k, v in request.query.items() if v})
    return query
