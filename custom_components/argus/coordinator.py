"""One coordinator per camera: what its entities read."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
import logging
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util import dt as dt_util

from .capture.camera_watch import CameraWatch
from .capture.frame_loop import FrameLoop, ObservedFrame
from .capture.frame_source import Picture
from .capture.look_result import LookResult, async_collect
from .capture.watch_switch import WatchSwitch
from .incidents.camera_view import CameraView
from .issues.watching import async_camera_is_back
from .model.activity import Activity, CameraState
from .model.camera_settings import CameraSettings, changed_in_profile
from .model.camera_status import CameraStatus
from .model.settings_change import SettingsChange, as_stored
from .shared_by_cameras import SharedByCameras
from .vision import PipelineSettings

_LOGGER = logging.getLogger(__name__)


class ArgusCoordinator(DataUpdateCoordinator[CameraState]):
    """Watches one camera and holds what is known of its view."""

    config_entry: ConfigEntry[Any]
    _switch: WatchSwitch

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
        profile = shared.profile.name
        self.settings = CameraSettings.from_data(subentry.data).in_profile(profile)
        """Those that hold in the present profile."""
        self._applied = as_stored(subentry, profile)
        self.sight: ObservedFrame | None = None
        """The last frame, and what was seen in it."""
        self.data = CameraState()
        self._told_kinds = True
        """Whether listeners were told that persons, vehicles and animals are told apart."""
        self._view = CameraView(
            hass,
            entry,
            self,
            shared.journal,
            shared.side_work,
            shared.recorder,
            shared.heatmap_days,
            on_change=self._publish_state,
            on_heat_stored=self.async_update_listeners,
        )
        self.heat, self.visitors = self._view.heat, self._view.visitors
        self.best = self._view.incidents.best
        self.replay = self._view.incidents.replay
        self.preview = self._view.incidents.preview
        self._watch = CameraWatch(
            hass,
            entry,
            self,
            shared.workers,
            shared.model_files,
            shared.face_memories,
            on_sight=self.async_take_sight,
            on_blind=self._take_blindness,
            on_heat=self._view.async_take_heat,
            # The switch is made of the watch.
            on_move=lambda: self._switch.async_renew(),  # noqa: PLW0108
            on_look=lambda: self._switch.async_take_look(),  # noqa: PLW0108
            on_object_trouble=shared.on_object_trouble,
        )
        self._switch = WatchSwitch(
            hass,
            entry,
            self,
            self._watch,
            async_wind_up=self._async_wind_up,
            on_rest=self._view.tracker.rest,
            on_status=self._set_status,
            on_change=self._publish_state,
        )

    async def async_start(self, last_seen: datetime | None) -> None:
        """Begin to watch.

        Args:
            last_seen: when somebody was last seen before a restart, UTC.

        """
        await self._view.async_start(last_seen)
        self._switch.async_follow_camera()
        self._watch.gate.async_configure(self.settings)
        self._switch.async_start_or_stop()

    async def async_stop(self) -> None:
        """Stop watching and let go of everything, whatever of it fails."""
        try:
            # Whoever holds the lock may wait for long.
            self._watch.async_give_up()
            async with self._switch.changing:
                await self._switch.async_stop_watch()
                await self._view.async_stop()
        finally:
            self._watch.async_leave()
            self._view.async_leave()

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
        async with self._switch.changing:
            # Before anything is changed: what cannot be read leaves the camera as it is.
            profile = self.shared.profile.name
            settings = CameraSettings.from_data(subentry.data).in_profile(profile)
            before, self.settings = self.settings, settings
            self.subentry = subentry
            self._applied = as_stored(subentry, profile)
            self._view.async_configure()
            self._watch.gate.async_configure(settings)
            try:
                await self._async_apply_change(SettingsChange(before, settings))
            finally:
                # Whatever failed, a camera is not left unwatched.
                self._switch.async_start_or_stop()
                self.async_update_listeners()

    async def _async_apply_change(self, change: SettingsChange) -> None:
        """Bring what depends on the settings in step with them."""
        if change.concerns_source:
            await self._switch.async_stop_watch()
            self._watch.status = CameraStatus.STARTING
            self._view.tracker.rest()
            self._switch.async_follow_camera()
        else:
            self.async_configure_watch()
        if change.concerns_vision:
            self.shared.false_alarms.async_settings_changed(self)
        await self._view.async_configure_counters(change)
        if change.ends_detection:
            await self._switch.async_stop_watch()
        self._view.async_configure_presence()

    def is_up_to_date(self, subentry: ConfigSubentry) -> bool:
        """Return whether everything that the user set was taken over, as it holds in the present profile.

        Home Assistant changes the subentry in place, so it cannot be compared with itself.
        """
        return self._applied == as_stored(subentry, self.shared.profile.name)

    @property
    def status(self) -> CameraStatus:
        """What Argus does with the camera."""
        return self._watch.status

    @property
    def watch(self) -> FrameLoop | None:
        """What looks through the camera, if anything does."""
        return self._watch.loop

    @property
    def tells_kinds(self) -> bool:
        """Whether persons, vehicles and animals are told apart; until the first frame nobody knows better."""
        detector = None if self.watch is None else self.watch.object_detector
        return detector is None or detector.name is not None

    @property
    def objects_fail(self) -> bool:
        """Whether the object detector that the user chose is broken; another one may stand in."""
        return self._watch.objects_fail

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
        """Store changed settings of this camera; they are applied as any change of the user is.

        What the present profile sets is changed for that profile.
        """
        self.hass.config_entries.async_update_subentry(
            self.config_entry,
            self.subentry,
            data=changed_in_profile(
                self.subentry.data, self.shared.profile.name, changes
            ),
        )

    @property
    def entity_id(self) -> str | None:
        """The camera that is watched, as it is called now; None if it was removed."""
        return self._watch.entity_id

    async def async_look(self, seconds: float) -> LookResult:
        """Look now, whatever the settings say of when to, and return what is seen within so many seconds."""
        self._view.async_begin_look(dt_util.utcnow() + timedelta(seconds=seconds))
        return await async_collect(
            self.async_subscribe_frames,
            self._view.incidents.current_id,
            self._watch.gate.async_look(seconds),
        )

    @property
    def waits_for(self) -> str | None:
        """The entity that has to say so before the camera is looked through; None if it need not."""
        return self._watch.gate.waits_for

    @callback
    def async_configure_watch(self) -> None:
        """Let the watch, if there is one, take over the settings with its next frame."""
        self._watch.async_configure_loop()

    async def _async_wind_up(self, loop: FrameLoop | None) -> None:
        """Store what a watch leaves that is over."""
        self.sight = None
        await self._view.async_end_incident()
        if loop is not None:
            await self._view.async_store_last_heat(
                partial(self.shared.workers.async_run, loop.drain_heat)
            )
            self._watch.async_keep_faces(loop)

    @callback
    def async_take_sight(self, sight: ObservedFrame) -> None:
        """Take in a frame that was looked at: what is seen in it is known, stored and told."""
        self.sight = sight
        activities = self._view.async_observe_frame(sight)
        self._set_status(CameraStatus.WATCHING)
        self._publish_state()
        self._view.async_tell_frame(sight, activities)

    @callback
    def _take_blindness(self, status: CameraStatus, why: str) -> None:
        self.sight = None
        self._view.incidents.async_end_current()
        self._view.tracker.rest()
        self._set_status(status, why)
        self._publish_state()

    @callback
    def _set_status(self, status: CameraStatus, why: str = "") -> None:
        if not self._watch.async_set_status(status, why):
            return
        self.last_update_success = status is not CameraStatus.UNAVAILABLE
        self.async_update_listeners()
        self.shared.on_change()

    @callback
    def _publish_state(self) -> None:
        """Tell the listeners if the state changed, and be there when presence ends."""
        state = self._view.state
        if not self._watch.is_over:
            self._view.incidents.async_follow_status(self.status)
        if state.last_seen != self.data.last_seen and state.last_seen is not None:
            self.shared.on_seen(self.subentry.subentry_id, state.last_seen)
        tells_kinds = self.tells_kinds
        if state != self.data or tells_kinds != self._told_kinds:
            self.data, self._told_kinds = state, tells_kinds
            self.async_update_listeners()
            self.shared.on_change()
        if not self._watch.is_over:
            # What is stored at the very end is shown, too, but nobody is waited for any more.
            self._view.async_await_end_of_presence()

    @callback
    def async_subscribe_activities(
        self, listener: Callable[[Activity], None]
    ) -> CALLBACK_TYPE:
        """Call a listener with every activity; returns what ends that."""
        return self._view.activities.async_add(listener)

    @callback
    def async_subscribe_frames(
        self, listener: Callable[[ObservedFrame], None]
    ) -> CALLBACK_TYPE:
        """Call a listener with every frame that was looked at; returns what ends that."""
        return self._view.frames.async_add(listener)
