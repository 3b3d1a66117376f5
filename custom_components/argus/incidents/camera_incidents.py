"""Turns what one camera sees, or that it sees nothing, into incidents with their best frame and replay."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..capture.best_frame import BestFrame
from ..capture.frame_loop import ObservedFrame
from ..capture.preview import PreviewRecorder
from ..capture.replay import ReplayRecorder
from ..model.activity import Activity, ActivityType, CameraState
from ..model.camera_status import CameraStatus
from ..model.incident import IncidentChange, IncidentTracker, Phase
from ..model.names import one_line
from ..vision import Tamper
from .camera_loss import CameraLoss
from .recorded_camera import RecordedCamera
from .recorder import IncidentRecorder

SIGHTLESS: Final = frozenset({Tamper.COVERED, Tamper.FROZEN})
"""What is done to a camera that then gives pictures which show nothing."""


class CameraIncidents:
    """Follows the incidents of one camera and hands their changes to the recorder."""

    def __init__(
        self,
        hass: HomeAssistant,
        camera: RecordedCamera,
        recorder: IncidentRecorder,
        tamper: Callable[[], Tamper | None],
        on_loss: Callable[[Iterable[Activity]], None],
    ) -> None:
        """Prepare; nothing happens yet.

        Args:
            hass: Home Assistant.
            camera: whose incidents they are.
            recorder: stores them and tells of them.
            tamper: tells what is done to the camera now, if anything is.
            on_loss: called when the camera has been lost for long enough to be an incident.

        """
        self._camera = camera
        self._recorder = recorder
        self._tamper = tamper
        self._on_loss = on_loss
        self.best = BestFrame()
        self.replay = ReplayRecorder()
        self.preview = PreviewRecorder()
        subentry = camera.subentry
        self._tracker = IncidentTracker(
            subentry.subentry_id, one_line(subentry.title), camera.settings.location
        )
        self._loss = CameraLoss(hass, subentry.subentry_id, self._record_loss)
        self.async_configure()

    @callback
    def async_configure(self) -> None:
        """Take over what the user set for the camera."""
        name, settings = one_line(self._camera.subentry.title), self._camera.settings
        if not settings.keeps_replays:
            self.replay.clear()
        if not settings.keeps_previews:
            self.preview.clear()
        self._tracker.camera_name = name
        self._tracker.location = settings.location
        self._tracker.zone_names = {zone.id: zone.name for zone in settings.zones}
        self._loss.name_camera(name, settings.location)

    @callback
    def async_record_frame(
        self, sight: ObservedFrame, state: CameraState, activities: tuple[Activity, ...]
    ) -> tuple[Activity, ...]:
        """Let incidents begin, grow and end; return the activities with the incident they belong to."""
        changes = self._tracker.record(state, activities, sight.at, sight.observation)
        # Before the frame, which may begin another incident, replaces what was best of the last one.
        self._record_changes([c for c in changes if c.phase is Phase.ENDED])
        changes = tuple(change for change in changes if change.phase is not Phase.ENDED)
        if any(change.phase is Phase.STARTED for change in changes):
            self.best.begin()
            self.replay.begin(sight.now)
            self.preview.begin(sight.now)
        if sight.still is not None:
            self.replay.offer(sight.still)
        self.preview.offer(sight.previews)
        if self._tracker.current is not None:
            self.best.offer(sight)
            activities = tuple(
                replace(activity, incident=self._tracker.current.id)
                for activity in activities
            )
        self._record_changes(changes, sight)
        return activities

    def current_id(self) -> str | None:
        """Return the id of the incident that lasts, if any does."""
        return None if self._tracker.current is None else self._tracker.current.id

    @callback
    def async_hold(self, until: datetime) -> None:
        """Let an incident that begins last at least until a moment in UTC, while frames come."""
        self._tracker.held_until = max(until, self._tracker.held_until or until)

    @callback
    def async_end_current(self) -> None:
        """End the incident that lasts, if any does: nobody looks any more."""
        self._record_changes(self._tracker.close(dt_util.utcnow()))

    @callback
    def async_forget_frames(self) -> None:
        """Let go of all frames: the next ones show another time, or another view."""
        self.replay.clear()
        self.preview.clear()

    async def async_settle(self) -> None:
        """Wait until the incidents so far are stored with their pictures."""
        await self._recorder.async_settle(self._camera)

    @callback
    def async_follow_status(self, status: CameraStatus) -> None:
        """Take in whether the camera gives pictures that show anything; one that starts or waits is neither lost nor back."""
        if status not in {CameraStatus.STARTING, CameraStatus.WAITING}:
            self._loss.async_set_sight(
                status is not CameraStatus.UNAVAILABLE
                and self._tamper() not in SIGHTLESS
            )

    @callback
    def async_leave(self) -> None:
        """Follow the camera no more."""
        self._loss.async_close()

    @callback
    def _record_changes(
        self, changes: Sequence[IncidentChange], sight: ObservedFrame | None = None
    ) -> None:
        if changes:
            self._recorder.async_take(self._camera, changes, sight)

    @callback
    def _record_loss(self, changes: Sequence[IncidentChange]) -> None:
        """Record that the camera is lost or back, and tell who listens when it is lost."""
        self._record_changes(changes)
        self._on_loss(
            Activity(
                ActivityType.CAMERA_LOST,
                change.incident.start,
                faces=0,
                intensity=0.0,
                tamper=self._tamper(),
                incident=change.incident.id,
            )
            for change in changes
            if change.phase is Phase.STARTED
        )
