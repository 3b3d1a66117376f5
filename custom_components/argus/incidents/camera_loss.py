"""Loss of a camera: unavailable, frozen or covered for a minute, as an incident that lasts until it is back."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util
from homeassistant.util.ulid import ulid_at_time

from ..model.activity import ActivityType
from ..model.appointment import Appointment
from ..model.incident import Incident, IncidentChange, Phase

LOST_AFTER: Final = timedelta(minutes=1)
"""Without sight until it is an incident: cameras start anew and networks stutter, and nobody wants to know."""


class CameraLoss:
    """Follows whether one camera can see, and makes incidents of the times when it cannot."""

    def __init__(
        self,
        hass: HomeAssistant,
        camera: str,
        on_change: Callable[[Sequence[IncidentChange]], None],
    ) -> None:
        """Prepare; the camera is taken for one that sees.

        Args:
            hass: Home Assistant.
            camera: id of the camera's subentry.
            on_change: called with what becomes of incidents.

        """
        self._camera = camera
        self._camera_name = ""
        self._location = ""
        self._on_change = on_change
        self._since: datetime | None = None
        """Since when it cannot see, UTC."""
        self._incident: Incident | None = None
        """What lasts, once it was lost for long enough."""
        self._begin = Appointment(hass, self._begin_incident)

    def name_camera(self, name: str, location: str) -> None:
        """Take over what the user calls the camera and its place."""
        self._camera_name = name
        self._location = location

    @callback
    def async_set_sight(self, sees: bool) -> None:
        """Take in whether the camera can see now."""
        if sees:
            self._end_incident()
        elif self._since is None:
            self._since = dt_util.utcnow()
            self._begin.async_make(self._since + LOST_AFTER)

    @callback
    def async_close(self) -> None:
        """Follow it no more; what lasts is left open, as nobody knows whether the camera is back."""
        self._begin.async_cancel()
        self._since = self._incident = None

    @callback
    def _begin_incident(self, _now: datetime) -> None:
        if self._since is None:
            return
        self._incident = Incident(
            id=ulid_at_time(self._since.timestamp()),
            camera=self._camera,
            camera_name=self._camera_name,
            location=self._location,
            start=self._since,
            types=(ActivityType.CAMERA_LOST,),
        )
        self._on_change((IncidentChange(Phase.STARTED, self._incident),))

    @callback
    def _end_incident(self) -> None:
        self._begin.async_cancel()
        self._since = None
        if self._incident is None:
            return
        # A clock that was set back makes no incident that ends before it begins.
        end = max(self._incident.start, dt_util.utcnow())
        ended, self._incident = replace(self._incident, end=end), None
        self._on_change((IncidentChange(Phase.ENDED, ended),))
