"""Detects cameras whose frames take longer to process than their interval, and proposes longer intervals."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from math import ceil
from typing import Any, Final, Protocol

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval

from ..issues.sight import async_eyes_are_overloaded, async_eyes_keep_up
from ..model.camera import WatchedCamera
from ..model.ranges import INTERVAL
from ..model.wording import async_wording
from .executor import VisionExecutor
from .frame_loop import FrameLoop

CHECK: Final = timedelta(seconds=15)
"""Between two looks at how the watches do."""
PATIENCE: Final = 4
"""Looks in a row after which a camera counts as overloaded, or no longer: a minute of heavy traffic is nothing to tell."""
LOAD: Final = 0.7
"""Share of the threads that may be busy: what is left is for faces, which take longer, and for who asks for pictures."""
SLOWER: Final = 1.5
"""How much longer an interval becomes at the least, so that a click changes something."""


class PacedCamera(WatchedCamera, Protocol):
    """A camera whose frames are looked at one after the other, as often as it is set to."""

    @property
    def watch(self) -> FrameLoop | None:
        """What looks at its frames; None while nobody does."""

    def async_set(self, **changes: Any) -> None:
        """Store changed settings of the camera."""


class Overload:
    """Tells of cameras whose frames the eyes take longer for than the cameras take between two.

    Frames are left out then, so that motion that is over soon may not be seen at all. A camera that is slow itself is
    none of them.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        cameras: Mapping[str, PacedCamera],
        workers: VisionExecutor,
        on_change: Callable[[], None],
    ) -> None:
        """Prepare to look at a live mapping of cameras, which share some threads; on_change hears of each that becomes overloaded or no longer is."""
        self._hass = hass
        self._on_change = on_change
        self._cameras = cameras
        self._workers = workers
        self._frames: dict[str, int] = {}
        """That were looked at by the last time, by camera."""
        self._turns: dict[str, int] = {}
        """Looks in a row that say something else than what is told, by camera."""
        self.cameras: frozenset[str] = frozenset()
        """Ids of the cameras that are overloaded."""
        self._slower: dict[str, float] = {}
        """Intervals that are proposed, in seconds by camera."""
        self._untrack: CALLBACK_TYPE | None = None

    @callback
    def async_open(self) -> None:
        """Begin to look."""
        self._untrack = async_track_time_interval(
            self._hass, self._async_check_cameras, CHECK, name="argus overload"
        )

    @callback
    def async_close(self) -> None:
        """Look no more, and take back what was told."""
        if self._untrack is not None:
            self._untrack()
            self._untrack = None
        async_eyes_keep_up(self._hass)

    async def _async_check_cameras(self, _now: datetime) -> None:
        """Count checks in a row in which a camera was late, and report who changed sides."""
        self._turns = {
            camera: turns
            for camera, turns in self._turns.items()
            if camera in self._cameras
        }
        told = {camera for camera in self.cameras if camera in self._cameras}
        for camera_id, camera in self._cameras.items():
            if self._is_camera_late(camera_id, camera) is (camera_id in told):
                self._turns.pop(camera_id, None)
                continue
            self._turns[camera_id] = self._turns.get(camera_id, 0) + 1
            if self._turns[camera_id] >= PATIENCE:
                del self._turns[camera_id]
                told ^= {camera_id}
        if told != self.cameras:
            await self._async_report_cameras(frozenset(told))

    def _is_camera_late(self, camera_id: str, camera: PacedCamera) -> bool:
        """Return whether the eyes took longer for the last frames of a camera than there is between two."""
        if (watch := camera.watch) is None:
            self._frames.pop(camera_id, None)
            return False
        statistics = watch.statistics
        before = self._frames.get(camera_id, 0)
        self._frames[camera_id] = statistics.frames
        # Without a new frame the camera is away, and what was is no more.
        return statistics.frames != before and statistics.looking > watch.frame_interval

    async def _async_report_cameras(self, cameras: frozenset[str]) -> None:
        """Raise, change or withdraw the repair issue."""
        self.cameras = cameras
        self._on_change()
        wording = await async_wording(self._hass)
        if not cameras or self._untrack is None:
            async_eyes_keep_up(self._hass)
            return
        self._slower = self._slower_intervals()
        changes = (
            (self._cameras[camera_id], interval)
            for camera_id, interval in self._slower.items()
        )
        async_eyes_are_overloaded(
            self._hass,
            sorted(
                camera.subentry.title
                for camera_id, camera in self._cameras.items()
                if camera_id in cameras
            ),
            [
                f"{camera.subentry.title}: {wording.number(camera.settings.interval)} s"
                f" → {wording.number(interval)} s"
                for camera, interval in changes
            ],
        )

    def _slower_intervals(self) -> dict[str, float]:
        """Return the intervals with which the eyes keep up, in seconds by the id of each camera that is to change.

        A frame costs its camera's time in a thread; what all cost in a second must not be more than the threads have.
        A camera that counts visitors in a stream needs its pace and keeps it.
        """
        costs = {
            camera_id: camera.watch.statistics.processing / camera.watch.frame_interval
            for camera_id, camera in self._cameras.items()
            if camera.watch is not None
        }
        slower = [
            camera_id
            for camera_id in sorted(self.cameras & costs.keys())
            if not self._runs_faster_than_set(self._cameras[camera_id])
        ]
        theirs = sum(costs[camera_id] for camera_id in slower)
        left = self._workers.threads * LOAD - (sum(costs.values()) - theirs)
        factor = max(theirs / left if left > 0 else INTERVAL.high, SLOWER)
        before = {
            camera_id: self._cameras[camera_id].settings.interval
            for camera_id in slower
        }
        return {
            camera_id: _round_up_to_step(interval * factor)
            for camera_id, interval in before.items()
            if _round_up_to_step(interval * factor) > interval
        }

    @staticmethod
    def _runs_faster_than_set(camera: PacedCamera) -> bool:
        watch = camera.watch
        return watch is not None and watch.frame_interval < camera.settings.interval

    @callback
    def async_lower_pace(self) -> None:
        """Let the overloaded cameras look as often as was proposed; they do with their next frame."""
        for camera_id, interval in self._slower.items():
            camera = self._cameras.get(camera_id)
            if camera is not None and camera.settings.interval < interval:
                camera.async_set(interval=interval)
        # Whether that is enough is for the next minute to show.
        self._turns.clear()
        self._slower = {}
        self.cameras = frozenset()
        self._on_change()


def _round_up_to_step(seconds: float) -> float:
    """Return an interval as the user could set it, not below what is asked for."""
    steps = ceil(round(seconds / INTERVAL.step, 6))
    return min(round(steps * INTERVAL.step, 1), INTERVAL.high)
