"""What becomes of incidents, told over WebSocket as it happens, to each as far as they may see it."""

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, Final

from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..incidents.announcements import SIGNAL_EDIT, SIGNAL_INCIDENT
from ..incidents.archive import IncidentArchive
from ..incidents.incident_json import (
    preview_path,
    snapshot_path,
    steps_as_json,
    thumbnail_path,
)
from ..incidents.incident_list import as_json, async_hide_links
from ..journal import JournalError
from ..model.access import Audience
from ..model.admission import Admission, BusyError
from ..model.incident import Incident, IncidentChange, Phase
from ..model.incident_edit import Edit, IncidentEdit
from .signed_path import sign_for
from .websocket_command import ERR_BUSY, TOO_MUCH


def pictures_for(
    connection: ActiveConnection,
) -> Callable[[Incident], dict[str, str | None]]:
    """Return what tells where this connection, without its token, gets the pictures of an incident."""

    def urls(incident: Incident) -> dict[str, str | None]:
        paths = {
            "image_url": snapshot_path(incident),
            "thumbnail_url": thumbnail_path(incident),
            "preview": preview_path(incident),
        }
        return {
            name: None if path is None else sign_for(connection, path)
            for name, path in paths.items()
        }

    return urls


_FEEDS: Final[HassKey[Admission]] = HassKey(f"{DOMAIN}_incident_feeds")


@callback
def feeds(hass: HomeAssistant) -> Admission:
    """Return who is told what becomes of incidents: several dashboards' worth.

    It is Home Assistant's and no runtime's, as those who are told outlive a reload of Argus.
    """
    return hass.data.setdefault(_FEEDS, Admission(one=64, unnamed=64, total=256))


@callback
def follow_incidents(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Push what becomes of incidents: how they go on, and what is made of them afterwards."""
    stack = ExitStack()
    try:
        stack.enter_context(feeds(hass).enter(connection.user.id))
    except BusyError:
        connection.send_error(msg["id"], ERR_BUSY, TOO_MUCH)
        return
    feed = _Feed(connection, msg["id"])
    for unsubscribe in (
        async_dispatcher_connect(hass, SIGNAL_INCIDENT, feed.async_push_change),
        async_dispatcher_connect(hass, SIGNAL_EDIT, feed.async_push_edit),
    ):
        stack.callback(unsubscribe)
    connection.subscriptions[msg["id"]] = stack.close
    connection.send_result(msg["id"])


class _Feed:
    """What one connection is told, one after the other, in the order in which it happened."""

    def __init__(self, connection: ActiveConnection, message_id: int) -> None:
        self._connection = connection
        self._id = message_id
        self._pictures = pictures_for(connection)
        self._turn = asyncio.Lock()

    def _audience(self, archive: IncidentArchive) -> Audience:
        """Return what may be seen, asked anew each time: cameras come and go, and so do permissions."""
        return Audience.of(archive.cameras, self._connection.user)

    async def async_push_change(
        self, archive: IncidentArchive, change: IncidentChange
    ) -> None:
        """Push how an incident goes on."""
        async with self._turn:
            audience = self._audience(archive)
            if not audience.sees(change.incident):
                return
            try:
                (incident,) = await async_hide_links(
                    archive, audience, [change.incident]
                )
            except JournalError:
                incident = replace(change.incident, linked=())
            self._connection.send_event(
                self._id,
                {
                    "phase": str(change.phase),
                    "incident": {
                        **as_json(incident, audience, None),
                        **self._pictures(incident),
                        **steps_as_json(incident),
                        # Nobody looked at what only begins; later changes leave alone what is known.
                        **({"seen": False} if change.phase is Phase.STARTED else {}),
                    },
                },
            )

    async def async_push_edit(
        self, archive: IncidentArchive, edit: IncidentEdit
    ) -> None:
        """Push what was made of incidents; whether somebody looked at them concerns nobody else."""
        async with self._turn:
            audience = self._audience(archive)
            if edit.user is not None and edit.user != audience.user:
                return
            ids = [
                incident
                for incident, camera in edit.cameras.items()
                if audience.everything or camera in audience.cameras
            ]
            if not ids:
                return
            told: dict[str, Any] = {"phase": "deleted"}
            if edit.what is not Edit.DELETED:
                marks = {str(edit.what): edit.is_so}
                told = {"phase": "marked", "marks": marks}
            self._connection.send_event(self._id, {**told, "incidents": ids})
