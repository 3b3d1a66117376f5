"""One coordinator per camera: what its entities read."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
import logging
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import (
    CALLBACK_TYPE,
    HomeAssistant,
    callback,
)
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util import dt as dt_util

from .capture.best_frame import BestFrame
from .capture.camera_watch import CameraWatch
from .capture.executor import VisionExecutor
from .capture.frame_loop import FrameLoop, ObservedFrame
from .capture.frame_source import Picture
from .capture.replay import ReplayRecorder
from .capture.request_executor import RequestExecutor
from .capture.trial import Trials
from .feedback.false_alarms import FalseAlarms
from .incidents.camera_incidents import CameraIncidents
from .incidents.heat import Heat
from .incidents.recorder import IncidentRecorder
from .incidents.visitors import Visitors
from .issues import async_camera_is_back
from .journal import Journal
from .model.activity import Activity, ActivityTracker, CameraState
from .model.appointment import Appointment
from .model.camera_status import CameraStatus
from .model.listeners import Listeners
from .model.model_files import ModelFiles
from .model.serial_queue import SerialQueue
from .model.settings import CameraSettings, SourceKind
from .model.teardown import async_contain
from .vision import Crossing, PipelineSettings

_LOGGER = logging.getLogger(__name__)


def _stored(subentry: ConfigSubentry) -> tuple[str, Mapping[str, Any]]:
    return subentry.title, subentry.data


def _source_of(settings: CameraSettings) -> tuple[str, SourceKind, bool]:
    """Return what decides where the frames come from."""
    return settings.camera, settings.source, bool(settings.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedByCameras:
    """What all watched cameras share, and whom each of them tells."""

    device_id: str
    """Id of the device of Argus itself."""
    journal: Journal
    recorder: IncidentRecorder
    workers: VisionExecutor
    side_work: RequestExecutor
    trials: Trials
    false_alarms: FalseAlarms
    heatmap_days: Callable[[], int]
    """Tells for how many days heat is kept now."""
    model_files: Callable[[], ModelFiles]
    """Tells where the models of neural networks lie that are there."""
    is_overloaded: Callable[[str], bool]
    """Tells whether frames of a camera, by the id of its subentry, are left out because the eyes do not keep up."""
    on_change: Callable[[], None]
    """Hears when the state or the status of a camera changed."""
    on_seen: Callable[[str, datetime], None]
    """Hears when somebody was last seen, in UTC, by the camera of a subentry's id."""


class ArgusCoordinator(DataUpdateCoordinator[CameraState]):
    """Watches one camera and holds what is known of its view."""

    config_entry: ConfigEntry[Any]

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        subentry: ConfigSubentry,
        shared: SharedByCameras,
    ) -> None:
        """Prepare to watch the camera of a subentry."""
        super().__init__(
            hass,
            _LOGGER,
            config_entry=entry,
            name=f"Argus {subentry.title}",
            always_update=False,
        )
        self.subentry = subentry
        self.shared = shared
        self.settings = CameraSettings.from_data(subentry.data)
        self._applied = _stored(subentry)
        self.sight: ObservedFrame | None = None
        """The last frame, and what was seen in it."""
        self.heat = Heat(
            hass,
            shared.journal,
            shared.side_work,
            subentry.subentry_id,
            shared.heatmap_days,
            lambda: self.hides_faces,
        )
        self.visitors = Visitors(hass, shared.journal, subentry, self._take_tallies)
        self.data = CameraState()
        self._attention = ActivityTracker(self.settings)
        self._incidents = CameraIncidents(
            hass,
            self,
            shared.recorder,
            lambda: self._attention.state.tamper,
            self._tell_activities,
        )
        self._watch = CameraWatch(
            hass,
            entry,
            self,
            shared.workers,
            shared.model_files,
            on_sight=self._take_sight,
            on_blind=self._take_blindness,
            on_heat=self._take_heat,
            on_move=self._restart_watch,
        )
        self._jobs = SerialQueue(
            hass, entry, f"What {subentry.title} saw could not be kept"
        )
        self._activities = Listeners[Activity]()
        self._frames = Listeners[ObservedFrame]()
        self._changing = asyncio.Lock()
        self._end_of_presence = Appointment(hass, self._presence_may_end)

    # Life

    async def async_start(self, last_seen: datetime | None) -> None:
        """Begin to watch.

        Args:
            last_seen: when somebody was last seen before a restart, UTC.

        """
        self._attention.remember(last_seen, dt_util.utcnow())
        await self._async_contain("Reading the counters", self.visitors.async_refresh)
        self._follow_camera()
        self._publish()
        self._start_or_stop_watch()

    async def async_stop(self) -> None:
        """Stop watching and let go of everything, whatever of it fails."""
        try:
            # Whoever holds the lock may wait for long.
            self._watch.async_give_up()
            async with self._changing:
                await self._async_stop_watch()
                # What was seen is stored before the journal closes.
                await self._async_contain(
                    "Storing what was seen", self._jobs.async_finish
                )
                await self._async_contain(
                    "Storing the visitors", self.visitors.async_close
                )
        finally:
            self._watch.async_leave()
            self._incidents.async_leave()
            self._end_of_presence.async_cancel()

    async def _async_contain(
        self, what: str, work: Callable[[], Awaitable[object]]
    ) -> None:
        """Do work for this camera whose failure must not keep it from being watched, or from being stopped."""
        await async_contain(f"{what} of {self.subentry.title}", work)

    @callback
    def async_forget(self) -> None:
        """Take back what was told to the user about a camera that is no longer watched."""
        async_camera_is_back(self.hass, self.subentry)
        self.shared.false_alarms.async_forget(self)

    async def async_configure(self, subentry: ConfigSubentry) -> None:
        """Take over what the user changed, without a break in watching if the camera stays the same.

        Raises:
            UnreadableSettingsError: it cannot be read; nothing was changed.
        """
        async with self._changing:
            await self._async_configure(subentry)

    async def _async_configure(self, subentry: ConfigSubentry) -> None:
        # Before anything is changed: what cannot be read leaves the camera as it is.
        settings = CameraSettings.from_data(subentry.data)
        before, self.settings = self.settings, settings
        self.subentry = subentry
        self._applied = _stored(subentry)
        self._attention.settings = self.settings
        self._incidents.async_configure()
        try:
            await self._async_take_over(before)
        finally:
            # Whatever failed, a camera is not left unwatched.
            self._start_or_stop_watch()
            self.async_update_listeners()

    async def _async_take_over(self, before: CameraSettings) -> None:
        """Bring what depends on the settings in step with them."""
        if _source_of(before) != _source_of(self.settings):
            await self._async_stop_watch()
            self._watch.status = CameraStatus.STARTING
            self._attention.rest()
            self._follow_camera()
        else:
            self.async_configure_watch()
        if before.pipeline() != self.settings.pipeline():
            self.shared.false_alarms.async_settings_changed(self)
        if (
            before.lines != self.settings.lines
            or before.zero_at_night != self.settings.zero_at_night
        ):
            await self._async_contain(
                "Reading the counters",
                partial(self.visitors.async_configure, self.settings),
            )
        if before.detection and not self.settings.detection:
            await self._async_stop_watch()
        self._end_of_presence.async_cancel()
        self._attention.check_presence(dt_util.utcnow())

    def is_up_to_date(self, subentry: ConfigSubentry) -> bool:
        """Return whether everything that the user set was taken over.

        Home Assistant changes the subentry in place, so it cannot be compared with itself.
        """
        return self._applied == _stored(subentry)

    @property
    def status(self) -> CameraStatus:
        """What Argus does with the camera."""
        return self._watch.status

    @property
    def watch(self) -> FrameLoop | None:
        """What looks through the camera, if anything does."""
        return self._watch.loop

    @property
    def best(self) -> BestFrame:
        """The frame of the last incident that shows most."""
        return self._incidents.best

    @property
    def replay(self) -> ReplayRecorder:
        """Stills of the last incident."""
        return self._incidents.replay

    @property
    def hides_faces(self) -> PipelineSettings | None:
        """How to find the faces that pictures must not show, None where they may show them."""
        return self.settings.hides_faces(self.shared.model_files())

    @property
    def overloaded(self) -> bool:
        """Whether frames are left out because the eyes do not keep up."""
        return self.shared.is_overloaded(self.subentry.subentry_id)

    @property
    def latest_frame(self) -> Picture | None:
        """The last frame there is, of the view or of the last event."""
        return self.sight.frame if self.sight is not None else self.best.frame

    @callback
    def async_set(self, **changes: Any) -> None:
        """Store changed settings of this camera; they are applied as any change of the user is."""
        self.hass.config_entries.async_update_subentry(
            self.config_entry, self.subentry, data={**self.subentry.data, **changes}
        )

    # The camera entity

    @property
    def entity_id(self) -> str | None:
        """The camera that is watched, as it is called now; None if it was removed."""
        return self._watch.entity_id

    @callback
    def _follow_camera(self) -> None:
        if not self._watch.async_follow_camera():
            self._set_status(CameraStatus.UNAVAILABLE, "the camera was removed")

    @callback
    def _restart_watch(self) -> None:
        self.config_entry.async_create_task(self.hass, self._async_follow_again())

    async def _async_follow_again(self) -> None:
        async with self._changing:
            if self._watch.is_over:
                return
            try:
                await self._async_stop_watch()
            finally:
                # Also for who was cancelled while waiting: a camera is not left unwatched.
                if not self._watch.is_over:
                    self._follow_camera()
                    self._start_or_stop_watch()

    # Watching

    @callback
    def _start_or_stop_watch(self) -> None:
        if self._watch.is_over:
            return
        if not self.settings.detection:
            self._watch.async_cancel_restarts()
            self._attention.rest()
            if self.entity_id is not None:
                self._set_status(CameraStatus.STOPPED)
            self._publish()
            return
        self._watch.async_start_loop()
        self._publish()

    @callback
    def async_configure_watch(self) -> None:
        """Let the watch, if there is one, take over the settings with its next frame."""
        self._watch.async_configure_loop()

    async def _async_stop_watch(self) -> None:
        self.sight = None
        loop = await self._watch.async_end_loop()
        self._incidents.async_end_current()
        await self._async_contain(
            "Storing the last incident", self._incidents.async_settle
        )
        self.replay.clear()
        if loop is not None:
            await self._async_contain(
                "Storing the last heat", partial(self._async_drain_heat, loop)
            )

    async def _async_drain_heat(self, loop: FrameLoop) -> None:
        """Store where it moved since a frame loop handed over heat last."""
        packed = await self.shared.workers.async_run(loop.drain_heat)
        if packed:
            await self.heat.async_add(packed, dt_util.utcnow())

    @callback
    def _take_sight(self, sight: ObservedFrame) -> None:
        self.sight = sight
        activities = self._attention.observe(sight.observation, sight.now, sight.at)
        activities = self._incidents.async_record_frame(
            sight, self._attention.state, activities
        )
        self._set_status(CameraStatus.WATCHING)
        self._publish()
        if sight.observation.crossings:
            # Without its frame: who knows how many wait while the journal hangs.
            seen = sight.observation
            self._jobs.async_add(
                partial(self._async_count, seen.crossings, sight.at, activities)
            )
        else:
            self._tell_activities(activities)
        self._frames.async_tell(sight)

    async def _async_count(
        self,
        crossings: tuple[Crossing, ...],
        at: datetime,
        activities: Iterable[Activity],
    ) -> None:
        """Count visitors before anybody is told of them."""
        await self.visitors.async_count(crossings, at)
        self._tell_activities(activities)

    @callback
    def _take_heat(self, packed: bytes) -> None:
        self._jobs.async_add(partial(self._async_store_heat, packed))

    async def _async_store_heat(self, packed: bytes) -> None:
        await self.heat.async_add(packed, dt_util.utcnow())
        self.async_update_listeners()

    @callback
    def _take_tallies(self) -> None:
        self._attention.count(self.visitors.tallies)
        self._publish()

    @callback
    def _tell_activities(self, activities: Iterable[Activity]) -> None:
        for activity in activities:
            self._activities.async_tell(activity)

    @callback
    def _take_blindness(self, status: CameraStatus, why: str) -> None:
        self.sight = None
        self._incidents.async_end_current()
        self._attention.rest()
        self._set_status(status, why)
        self._publish()

    @callback
    def _set_status(self, status: CameraStatus, why: str = "") -> None:
        if not self._watch.async_set_status(status, why):
            return
        self.last_update_success = status is not CameraStatus.UNAVAILABLE
        self.async_update_listeners()
        self.shared.on_change()

    # What others read

    @callback
    def _publish(self) -> None:
        """Tell the listeners if the state changed, and be there when presence ends."""
        state = self._attention.state
        self._follow_loss()
        if state.last_seen != self.data.last_seen and state.last_seen is not None:
            self.shared.on_seen(self.subentry.subentry_id, state.last_seen)
        if state != self.data:
            self.data = state
            self.async_update_listeners()
            self.shared.on_change()
        self._await_end_of_presence()

    @callback
    def _follow_loss(self) -> None:
        """Take in whether the camera sees anything; one that starts is neither lost nor back."""
        if self._watch.is_over or self.status is CameraStatus.STARTING:
            return
        self._incidents.async_follow_sight(self.status is not CameraStatus.UNAVAILABLE)

    @callback
    def _await_end_of_presence(self) -> None:
        """Come back when presence may end; seeing somebody again meanwhile needs no new timer."""
        if self._end_of_presence.is_made:
            return
        ends = self._attention.presence_ends
        if ends is not None and self._attention.state.present:
            self._end_of_presence.async_make(ends)

    @callback
    def _presence_may_end(self, now: datetime) -> None:
        self._attention.check_presence(max(now, dt_util.utcnow()))
        self._publish()

    @callback
    def async_subscribe_activities(
        self, listener: Callable[[Activity], None]
    ) -> CALLBACK_TYPE:
        """Call a listener with every activity; returns what ends that."""
        return self._activities.async_add(listener)

    @callback
    def async_subscribe_frames(
        self, listener: Callable[[ObservedFrame], None]
    ) -> CALLBACK_TYPE:
        """Call a listener with every frame that was looked at; returns what ends that."""
        return self._frames.async_add(listener)
