"""Follows what one camera sees: its state, activities and incidents, the visitors at its lines and where it moved."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..capture.frame_loop import ObservedFrame
from ..capture.request_executor import RequestExecutor
from ..journal import Journal
from ..model.activity import Activity, ActivityTracker, CameraState
from ..model.appointment import Appointment
from ..model.listeners import Listeners
from ..model.serial_queue import SerialQueue
from ..model.settings_change import SettingsChange
from ..model.teardown import async_contain
from ..vision import Crossing
from .camera_incidents import CameraIncidents
from .heat import Heat
from .recorded_camera import RecordedCamera
from .recorder import IncidentRecorder
from .visitors import Visitors


class CameraView:
    """Takes in the observed frames of one camera and knows what they add up to."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        camera: RecordedCamera,
        journal: Journal,
        side_work: RequestExecutor,
        recorder: IncidentRecorder,
        heatmap_days: Callable[[], int],
        *,
        on_change: Callable[[], None],
        on_heat_stored: Callable[[], None],
    ) -> None:
        """Prepare; nothing was seen yet.

        Args:
            hass: Home Assistant.
            entry: the config entry that tasks belong to.
            camera: whose view it is.
            journal: where visitors and heat are stored.
            side_work: where heat maps are drawn.
            recorder: stores incidents and tells of them.
            heatmap_days: tells for how many days heat is kept now.
            on_change: called when the state may have changed without a frame.
            on_heat_stored: called when there is more heat to show.

        """
        self._camera = camera
        self._on_change = on_change
        self._on_heat_stored = on_heat_stored
        self.activities = Listeners[Activity]()
        self.frames = Listeners[ObservedFrame]()
        self.tracker = ActivityTracker(camera.settings)
        self.incidents = CameraIncidents(
            hass,
            camera,
            recorder,
            lambda: self.tracker.state.tamper,
            self._tell_activities,
        )
        self.heat = Heat(
            hass,
            journal,
            side_work,
            camera.subentry.subentry_id,
            heatmap_days,
            lambda: camera.hides_faces,
        )
        self.visitors = Visitors(hass, journal, camera.subentry, self._take_tallies)
        self._jobs = SerialQueue(
            hass,
            entry,
            lambda: f"What {camera.subentry.title} saw could not be kept",
        )
        self._end_of_presence = Appointment(hass, self._end_presence)

    @property
    def state(self) -> CameraState:
        """What is known of the view now."""
        return self.tracker.state

    async def async_start(self, last_seen: datetime | None) -> None:
        """Take over when somebody was last seen before a restart, UTC, and what the lines counted."""
        self.tracker.remember(last_seen, dt_util.utcnow())
        await self._async_contain("Reading the counters", self.visitors.async_refresh)

    @callback
    def async_configure(self) -> None:
        """Take over what the user set for the camera."""
        self.tracker.settings = self._camera.settings
        self.incidents.async_configure()

    async def async_configure_counters(self, change: SettingsChange) -> None:
        """Let the counters follow lines that the user changed."""
        if change.concerns_counters:
            await self._async_contain(
                "Reading the counters",
                partial(self.visitors.async_configure, change.after),
            )

    @callback
    def async_configure_presence(self) -> None:
        """Let presence end when the settings say so now."""
        self._end_of_presence.async_cancel()
        self.tracker.check_presence(dt_util.utcnow())

    @callback
    def async_begin_look(self, until: datetime) -> None:
        """Let the next frame begin an incident because somebody asked to look, which lasts until a moment in UTC."""
        self.tracker.note_look()
        self.incidents.async_hold(until)

    @callback
    def async_observe_frame(self, sight: ObservedFrame) -> tuple[Activity, ...]:
        """Take in a frame; return what began with it, yet to be told."""
        activities = self.tracker.observe(sight.observation, sight.now, sight.at)
        return self.incidents.async_record_frame(sight, self.state, activities)

    @callback
    def async_tell_frame(
        self, sight: ObservedFrame, activities: tuple[Activity, ...]
    ) -> None:
        """Tell who listens of a frame and of what began with it; visitors are counted first."""
        if crossings := sight.observation.crossings:
            # Without its frame: who knows how many wait while the journal hangs.
            self._jobs.async_add(
                partial(self._async_count_visitors, crossings, sight.at, activities)
            )
        else:
            self._tell_activities(activities)
        self.frames.async_tell(sight)

    @callback
    def async_take_heat(self, packed: bytes) -> None:
        """Store where it moved, packed, after what was seen before."""
        self._jobs.async_add(partial(self._async_store_heat, packed))

    async def async_end_incident(self) -> None:
        """End the incident that lasts and wait until it is stored: nobody looks any more."""
        self.incidents.async_end_current()
        await self._async_contain(
            "Storing the last incident", self.incidents.async_settle
        )
        self.incidents.async_forget_frames()

    async def async_store_last_heat(
        self, drain_heat: Callable[[], Awaitable[bytes | None]]
    ) -> None:
        """Store where it moved, packed, since heat was handed over last."""
        await self._async_contain(
            "Storing the last heat", partial(self._async_drain_heat, drain_heat)
        )

    @callback
    def async_await_end_of_presence(self) -> None:
        """Come back when presence may end; seeing somebody again meanwhile needs no new timer."""
        if self._end_of_presence.is_made:
            return
        ends = self.tracker.presence_ends
        if ends is not None and self.state.present:
            self._end_of_presence.async_make(ends)

    async def async_stop(self) -> None:
        """Store what was seen, before the journal closes."""
        await self._async_contain("Storing what was seen", self._jobs.async_finish)
        await self._async_contain("Storing the visitors", self.visitors.async_close)

    @callback
    def async_leave(self) -> None:
        """Wait for nothing any more."""
        self.incidents.async_leave()
        self._end_of_presence.async_cancel()

    async def _async_contain(
        self, what: str, work: Callable[[], Awaitable[object]]
    ) -> None:
        """Do work for this camera whose failure must not keep it from being watched, or from being stopped."""
        await async_contain(f"{what} of {self._camera.subentry.title}", work)

    async def _async_count_visitors(
        self,
        crossings: tuple[Crossing, ...],
        at: datetime,
        activities: Iterable[Activity],
    ) -> None:
        """Count visitors before anybody is told of them."""
        await self.visitors.async_count(crossings, at)
        self._tell_activities(activities)

    async def _async_drain_heat(
        self, drain_heat: Callable[[], Awaitable[bytes | None]]
    ) -> None:
        if packed := await drain_heat():
            await self.heat.async_add(packed, dt_util.utcnow())

    async def _async_store_heat(self, packed: bytes) -> None:
        await self.heat.async_add(packed, dt_util.utcnow())
        self._on_heat_stored()

    @callback
    def _take_tallies(self) -> None:
        self.tracker.count(self.visitors.tallies)
        self._on_change()

    @callback
    def _tell_activities(self, activities: Iterable[Activity]) -> None:
        for activity in activities:
            self.activities.async_tell(activity)

    @callback
    def _end_presence(self, now: datetime) -> None:
        """End presence if nobody was seen meanwhile."""
        self.tracker.check_presence(max(now, dt_util.utcnow()))
        self._on_change()
