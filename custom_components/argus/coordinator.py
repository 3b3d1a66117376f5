"""One coordinator per camera: what its entities read."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import partial
import logging
from pathlib import Path
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
from .capture.camera_tracker import CameraTracker
from .capture.executor import VisionExecutor
from .capture.frame_loop import FrameLoop, ObservedFrame
from .capture.frame_source import CameraOffError, Picture, SourceError
from .capture.loop_restarts import LoopRestarts
from .capture.replay import ReplayRecorder
from .capture.request_executor import RequestExecutor
from .capture.source_choice import choose_source
from .capture.trial import Trials
from .feedback.false_alarms import FalseAlarms
from .incidents.camera_loss import CameraLoss
from .incidents.heat import Heat
from .incidents.recorder import IncidentRecorder
from .incidents.visitors import Visitors
from .issues import (
    async_camera_is_back,
    async_camera_is_gone,
    async_watch_goes_on,
    async_watch_keeps_ending,
)
from .journal import Journal
from .model.activity import Activity, ActivityType, Attention, CameraState
from .model.appointment import Appointment
from .model.incident import IncidentChange, IncidentTracker, Phase
from .model.listeners import Listeners
from .model.names import one_line
from .model.settings import CameraSettings, SourceKind
from .model.teardown import async_contain
from .vision import Crossing, PipelineSettings, Tamper

_LOGGER = logging.getLogger(__name__)

FAILURES_TOLERATED = 2
"""Frames in a row that may be missing before the camera counts as unavailable."""

SIGHTLESS = frozenset({Tamper.COVERED, Tamper.FROZEN})
"""What is done to a camera that then gives pictures which show nothing."""


class _WatchEndedError(SourceError):
    """Nobody looks through the camera just now."""

    final = True


class CameraStatus(StrEnum):
    """What Argus does with a camera."""

    STARTING = "starting"
    WATCHING = "watching"
    STOPPED = "stopped"
    """The user stopped detection."""
    OFF = "off"
    """The camera is switched off."""
    UNAVAILABLE = "unavailable"


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
    face_model: Callable[[], Path | None]
    """Tells where the better face detector's model lies, if it does."""
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
        self.status = CameraStatus.STARTING
        self.sight: ObservedFrame | None = None
        """The last frame, and what was seen in it."""
        self.best = BestFrame()
        self.replay = ReplayRecorder()
        self.heat = Heat(
            hass,
            shared.journal,
            shared.side_work,
            subentry.subentry_id,
            shared.heatmap_days,
            lambda: self.hides_faces,
        )
        self.visitors = Visitors(hass, shared.journal, subentry, self._tallied)
        self.watch: FrameLoop | None = None
        self.data = CameraState()
        self._attention = Attention(self.settings)
        self._recorder = IncidentTracker(
            subentry.subentry_id, one_line(subentry.title), self.settings.location
        )
        self._loss = CameraLoss(hass, subentry.subentry_id, self._record_loss)
        self._loss.name_camera(one_line(subentry.title), self.settings.location)
        self._to_do: deque[Callable[[], Coroutine[Any, Any, None]]] = deque()
        self._doing: set[asyncio.Task[None]] = set()
        self._task: asyncio.Task[None] | None = None
        self._activities = Listeners[Activity]()
        self._frames = Listeners[ObservedFrame]()
        self._camera = CameraTracker(
            hass, on_move=self._camera_moved, on_stir=self._wake
        )
        self._changing = asyncio.Lock()
        self._stopped = False
        self._lost = False
        """Whether the log says that the camera cannot be watched."""
        self._end_of_presence = Appointment(hass, self._presence_may_end)
        self._restarts = LoopRestarts(
            hass,
            restart=self._camera_moved,
            on_trouble=lambda: async_watch_keeps_ending(hass, self.subentry),
            on_calm=self._watch_goes_on,
        )

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
            self._stopped = True
            self._restarts.async_cancel()
            if self._task is not None:
                # Whoever holds the lock may wait for long.
                self._task.cancel()
            async with self._changing:
                await self._async_stop_watch()
                # What was seen is stored before the journal closes.
                await self._async_contain("Storing what was seen", self._async_finish)
                await self._async_contain(
                    "Storing the visitors", self.visitors.async_close
                )
        finally:
            self._camera.leave()
            self._loss.async_close()
            self._end_of_presence.async_cancel()

    async def _async_finish(self) -> None:
        """Wait for what is done beside the watch."""
        await asyncio.gather(*self._doing, return_exceptions=True)

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
        if not self.settings.keeps_replays:
            self.replay.clear()
        self._recorder.camera_name = one_line(subentry.title)
        self._recorder.location = self.settings.location
        self._loss.name_camera(one_line(subentry.title), self.settings.location)
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
            self.status = CameraStatus.STARTING
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
    def hides_faces(self) -> PipelineSettings | None:
        """How to find the faces that pictures must not show, None where they may show them."""
        return self.settings.hides_faces(self.shared.face_model())

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
        return self._camera.entity_id

    @callback
    def _follow_camera(self) -> None:
        self._camera.follow(self.settings.camera)
        if self.entity_id is None:
            async_camera_is_gone(self.hass, self.config_entry, self.subentry)
            self._set_status(CameraStatus.UNAVAILABLE, "the camera was removed")
        else:
            async_camera_is_back(self.hass, self.subentry)

    @callback
    def _camera_moved(self) -> None:
        self.config_entry.async_create_task(self.hass, self._async_follow_again())

    async def _async_follow_again(self) -> None:
        async with self._changing:
            if self._stopped:
                return
            try:
                await self._async_stop_watch()
            finally:
                # Also for who was cancelled while waiting: a camera is not left unwatched.
                if not self._stopped:
                    self._follow_camera()
                    self._start_or_stop_watch()

    @callback
    def _wake(self) -> None:
        if self.watch is not None:
            self.watch.wake()

    # Watching

    @callback
    def _start_or_stop_watch(self) -> None:
        if self._stopped:
            return
        if not self.settings.detection:
            self._restarts.async_cancel()
            self._attention.rest()
            if self.entity_id is not None:
                self._set_status(CameraStatus.STOPPED)
            self._publish()
            return
        if self.entity_id is None:
            self._restarts.async_cancel()
        if self.entity_id is None or self._task is not None:
            self._publish()
            return
        self.status = CameraStatus.STARTING
        try:
            self._start_watch(self.entity_id)
        except Exception as err:  # noqa: BLE001 - it is told there, and tried again
            self._watch_failed(err)
        self._publish()

    @callback
    def _start_watch(self, entity_id: str) -> None:
        self.watch = FrameLoop(
            self.subentry.title,
            choose_source(self.hass, self.settings, entity_id),
            self.shared.workers,
            on_sight=self._saw,
            on_failure=self._saw_nothing,
            on_heat=self._gathered_heat,
        )
        self.async_configure_watch()
        self._restarts.async_began()
        self._task = self.config_entry.async_create_background_task(
            self.hass, self.watch.run(), f"argus watch {entity_id}"
        )
        self._task.add_done_callback(self._watch_ended)

    @callback
    def _watch_ended(self, task: asyncio.Task[None]) -> None:
        """Have a watch started again that ended although nobody here asked for it."""
        err = None if task.cancelled() else task.exception()
        if task is self._task and not self._stopped and not self.hass.is_stopping:
            self._watch_failed(err)

    @callback
    def _watch_failed(self, err: BaseException | None) -> None:
        """Say once that the watch is not there, whoever cannot hear it, and come back to it."""
        title = self.subentry.title
        if not self._restarts.ended:
            self._lost = True
            _LOGGER.error(
                "The watch of %s ended unexpectedly and is started again",
                title,
                exc_info=err,
            )
        self._restarts.async_ended()
        try:
            self._saw_nothing(_WatchEndedError("the watch ended unexpectedly"), 1)
        except Exception:
            _LOGGER.exception("Telling that %s is not watched failed", title)

    @callback
    def _watch_goes_on(self) -> None:
        """Take back that the watch ended."""
        async_watch_goes_on(self.hass, self.subentry)
        self._say_that_it_is_back()

    @callback
    def async_configure_watch(self) -> None:
        """Let the watch, if there is one, take over the settings with its next frame."""
        if self.watch is not None:
            self.watch.configure(
                self.settings, self.settings.pipeline(self.shared.face_model())
            )

    async def _async_stop_watch(self) -> None:
        task, self._task = self._task, None
        watch, self.watch = self.watch, None
        self.sight = None
        if task is not None:
            task.cancel()
            await self._async_contain(
                "The end of the watch", partial(asyncio.wait, {task})
            )
        self._keep(self._recorder.close(dt_util.utcnow()))
        await self._async_contain(
            "Storing the last incident",
            partial(self.shared.recorder.async_settle, self),
        )
        self.replay.clear()
        if watch is not None:
            await self._async_contain(
                "Storing the last heat", partial(self._async_drain_heat, watch)
            )

    async def _async_drain_heat(self, watch: FrameLoop) -> None:
        """Store where it moved since a watch handed over heat last."""
        packed = await self.shared.workers.async_run(watch.drain_heat)
        if packed:
            await self.heat.async_add(packed, dt_util.utcnow())

    @callback
    def _saw(self, sight: ObservedFrame) -> None:
        self.sight = sight
        activities = self._attention.observe(sight.observation, sight.now, sight.at)
        activities = self._record(sight, activities)
        self._set_status(CameraStatus.WATCHING)
        self._publish()
        if sight.observation.crossings:
            # Without its frame: who knows how many wait while the journal hangs.
            seen = sight.observation
            self._do(partial(self._async_count, seen.crossings, sight.at, activities))
        else:
            self._tell(activities)
        self._frames.async_tell(sight)

    @callback
    def _record(
        self, sight: ObservedFrame, activities: tuple[Activity, ...]
    ) -> tuple[Activity, ...]:
        """Let incidents begin, grow and end; return the activities with the incident they belong to."""
        recorder = self._recorder
        changes = recorder.record(self._attention.state, activities, sight.at)
        # Before the frame, which may begin another incident, replaces what was best of the last one.
        self._keep([change for change in changes if change.phase is Phase.ENDED])
        changes = tuple(change for change in changes if change.phase is not Phase.ENDED)
        if any(change.phase is Phase.STARTED for change in changes):
            self.best.begin()
            self.replay.begin(sight.now)
        if sight.still is not None:
            self.replay.offer(sight.still)
        if recorder.current is not None:
            self.best.offer(sight)
            activities = tuple(
                replace(activity, incident=recorder.current.id)
                for activity in activities
            )
        self._keep(changes)
        return activities

    @callback
    def _keep(self, changes: Sequence[IncidentChange]) -> None:
        if changes:
            self.shared.recorder.async_take(self, changes)

    @callback
    def _do(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do something with what was seen, beside the watch: one thing after the other, however slow the journal is."""
        self._to_do.append(work)
        if len(self._to_do) == 1:
            task = self.config_entry.async_create_task(
                self.hass, self._async_do_all(), eager_start=False
            )
            self._doing.add(task)
            task.add_done_callback(self._doing.discard)

    async def _async_do_all(self) -> None:
        while self._to_do:
            try:
                # It leaves the queue when it is done: an empty queue tells that nobody works on it.
                await self._to_do[0]()
            except Exception:
                _LOGGER.exception("What %s saw could not be kept", self.subentry.title)
            finally:
                self._to_do.popleft()

    async def _async_count(
        self,
        crossings: tuple[Crossing, ...],
        at: datetime,
        activities: Iterable[Activity],
    ) -> None:
        """Count visitors before anybody is told of them."""
        await self.visitors.async_count(crossings, at)
        self._tell(activities)

    @callback
    def _gathered_heat(self, packed: bytes) -> None:
        self._do(partial(self._async_keep_heat, packed))

    async def _async_keep_heat(self, packed: bytes) -> None:
        await self.heat.async_add(packed, dt_util.utcnow())
        self.async_update_listeners()

    @callback
    def _tallied(self) -> None:
        self._attention.count(self.visitors.tallies)
        self._publish()

    @callback
    def _tell(self, activities: Iterable[Activity]) -> None:
        for activity in activities:
            self._activities.async_tell(activity)

    @callback
    def _saw_nothing(self, err: SourceError, in_a_row: int) -> None:
        if isinstance(err, CameraOffError):
            status = CameraStatus.OFF
        elif err.final or in_a_row > FAILURES_TOLERATED:
            status = CameraStatus.UNAVAILABLE
        else:
            return
        self.sight = None
        self._keep(self._recorder.close(dt_util.utcnow()))
        self._attention.rest()
        self._set_status(status, str(err))
        self._publish()

    @callback
    def _set_status(self, status: CameraStatus, why: str = "") -> None:
        """Change the status, and say so once in the log when sight is lost or comes back."""
        if status is self.status:
            return
        self.status = status
        if status is CameraStatus.UNAVAILABLE and not self._lost:
            self._lost = True
            _LOGGER.warning("%s cannot be watched: %s", self.subentry.title, why)
        else:
            self._say_that_it_is_back()
        self.last_update_success = status is not CameraStatus.UNAVAILABLE
        self.async_update_listeners()
        self.shared.on_change()

    @callback
    def _say_that_it_is_back(self) -> None:
        """Say in the log that sight came back, if it did, and not only from one end of the watch to the next."""
        back = self.status in {CameraStatus.WATCHING, CameraStatus.OFF}
        if back and self._lost and not self._restarts.ended:
            self._lost = False
            _LOGGER.info("%s can be watched again", self.subentry.title)

    # What others read

    @callback
    def _publish(self) -> None:
        """Tell the listeners if the state changed, and be there when presence ends."""
        state = self._attention.state
        self._follow_loss(state)
        if state.last_seen != self.data.last_seen and state.last_seen is not None:
            self.shared.on_seen(self.subentry.subentry_id, state.last_seen)
        if state != self.data:
            self.data = state
            self.async_update_listeners()
            self.shared.on_change()
        self._await_end_of_presence()

    @callback
    def _follow_loss(self, state: CameraState) -> None:
        """Take in whether the camera sees anything; one that starts is neither lost nor back."""
        if self._stopped or self.status is CameraStatus.STARTING:
            return
        self._loss.async_set_sight(
            self.status is not CameraStatus.UNAVAILABLE
            and state.tamper not in SIGHTLESS
        )

    @callback
    def _record_loss(self, changes: Sequence[IncidentChange]) -> None:
        """Record that the camera is lost or back, and tell who listens when it is lost."""
        self._keep(changes)
        self._tell(
            Activity(
                ActivityType.CAMERA_LOST,
                change.incident.start,
                faces=0,
                intensity=0.0,
                tamper=self._attention.state.tamper,
                incident=change.incident.id,
            )
            for change in changes
            if change.phase is Phase.STARTED
        )

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
