"""All cameras together: what the entities of the Argus device read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date as Date, datetime
import logging
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util import dt as dt_util

from .coordinator import ArgusCoordinator
from .model.activity import Activity
from .model.camera_status import CameraStatus
from .model.listeners import Listeners
from .model.tally import visitors_of_day

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewState:
    """What is known of all cameras."""

    present: bool = False
    last_seen: datetime | None = None
    last_camera: str | None = None
    running: int = 0
    detection: bool = False
    today: Date = field(default_factory=lambda: dt_util.now().date())
    """Local day that the visitors are of."""
    visitors_today: int = 0
    cameras: tuple[tuple[str, CameraStatus], ...] = ()
    """Name and status of each camera."""
    overloaded: tuple[str, ...] = ()
    """Names of the cameras whose frames are left out because the eyes do not keep up."""


class ArgusOverview(DataUpdateCoordinator[OverviewState]):
    """Sums up the cameras whenever one of them changes."""

    config_entry: ConfigEntry[Any]

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        cameras: Mapping[str, ArgusCoordinator],
    ) -> None:
        """Prepare to sum up a live mapping of cameras."""
        super().__init__(hass, _LOGGER, config_entry=entry, name="Argus")
        self.cameras = cameras
        self.data = OverviewState()
        self._activities = Listeners[ArgusCoordinator, Activity]()

    @callback
    def async_refresh_state(self) -> None:
        """Sum up, and tell the listeners if anything changed."""
        cameras, today = self.cameras.values(), dt_util.now().date()
        last_seen, last_camera = max(
            (
                (camera.data.last_seen, camera.subentry.title)
                for camera in cameras
                if camera.data.last_seen is not None
            ),
            default=(None, None),
        )
        state = OverviewState(
            present=any(camera.data.present for camera in cameras),
            last_seen=last_seen,
            last_camera=last_camera,
            running=sum(camera.status is CameraStatus.WATCHING for camera in cameras),
            detection=any(camera.settings.detection for camera in cameras),
            visitors_today=sum(
                visitors_of_day(camera.data.tallies, camera.settings.lines, today)
                for camera in cameras
            ),
            today=today,
            cameras=tuple((camera.subentry.title, camera.status) for camera in cameras),
            overloaded=tuple(
                camera.subentry.title for camera in cameras if camera.overloaded
            ),
        )
        if state != self.data:
            self.data = state
            self.async_update_listeners()

    async def async_refresh_counters(self) -> None:
        """Show what is counted of this day, and when it began."""
        for camera in list(self.cameras.values()):
            await camera.visitors.async_refresh()
            camera.async_update_listeners()
        self.async_refresh_state()
        self.async_update_listeners()

    @callback
    def async_tell(self, camera: ArgusCoordinator, activity: Activity) -> None:
        """Pass on an activity of one camera."""
        self._activities.async_tell(camera, activity)

    @callback
    def async_subscribe_activities(
        self, listener: Callable[[ArgusCoordinator, Activity], None]
    ) -> CALLBACK_TYPE:
        """Call a listener with every activity of every camera; returns what ends that."""
        return self._activities.async_add(listener)
