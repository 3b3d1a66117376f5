"""Keeps a frame loop running on one camera entity, wherever that moves and whatever ends the loop."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
import logging
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..issues.watching import (
    async_camera_is_back,
    async_camera_is_gone,
    async_watch_goes_on,
    async_watch_keeps_ending,
)
from ..model.camera import WatchedCamera
from ..model.camera_status import CameraStatus
from ..model.model_files import ModelFiles
from ..model.teardown import async_contain
from .camera_tracker import CameraTracker
from .executor import VisionExecutor
from .face_memories import FaceMemories
from .frame_loop import FrameLoop, ObservedFrame
from .frame_source import CameraOffError, SourceError
from .gated_source import CameraWaitingError, GatedSource
from .look_gate import LookGate
from .loop_restarts import LoopRestarts
from .object_trouble import ObjectTrouble
from .source_choice import choose_source

_LOGGER = logging.getLogger(__name__)

FAILURES_TOLERATED: Final = 2
"""Frames in a row that may be missing before the camera counts as unavailable."""
LOOK_INTERVAL: Final = 0.5
"""Seconds between two frames at the most while somebody asked to look."""


class _WatchEndedError(SourceError):
    """Nobody looks through the camera just now."""

    final = True


class CameraWatch:
    """Runs the frame loop of one camera while it is wanted, and knows what becomes of it."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        camera: WatchedCamera,
        workers: VisionExecutor,
        model_files: Callable[[], ModelFiles],
        face_memories: FaceMemories,
        *,
        on_sight: Callable[[ObservedFrame], None],
        on_blind: Callable[[CameraStatus, str], None],
        on_heat: Callable[[bytes], None],
        on_move: Callable[[], None],
        on_look: Callable[[], None],
        on_object_trouble: Callable[[], None],
    ) -> None:
        """Prepare; nothing is watched yet.

        Args:
            hass: Home Assistant.
            entry: the config entry that the loop's task belongs to.
            camera: how the user set it up, read anew whenever it matters.
            workers: threads to look at frames.
            model_files: tells where the models of neural networks lie that are there.
            face_memories: keep what was learnt of the faces in view.
            on_sight: called with each frame that was looked at.
            on_blind: called with the status and the reason when the camera gives no pictures any more.
            on_heat: called with where it moved, packed, every few minutes.
            on_move: called when the camera has to be followed and watched anew.
            on_look: called when it may have to be watched, or no longer, as somebody asked to look.
            on_object_trouble: called when the object detector breaks, and when it works again.

        """
        self._hass = hass
        self._entry = entry
        self._camera = camera
        self._workers = workers
        self._model_files = model_files
        self._on_sight = on_sight
        self._on_blind = on_blind
        self._face_memories = face_memories
        self._on_heat = on_heat
        self._on_look = on_look
        self._looked_at = ""
        """The camera, as the settings name it, that the last loop looked through."""
        self._was_looking = False
        self._object_trouble = ObjectTrouble(hass, camera, on_object_trouble)
        self.gate = LookGate(hass, self._take_gate)
        self.status = CameraStatus.STARTING
        self.loop: FrameLoop | None = None
        """What looks through the camera, if anything does."""
        self.is_over = False
        """Whether the camera is let go for good."""
        self._task: asyncio.Task[None] | None = None
        self._lost = False
        """Whether the log says that the camera cannot be watched."""
        self._tracker = CameraTracker(hass, on_move=on_move, on_stir=self._wake_loop)
        self._restarts = LoopRestarts(
            hass,
            restart=on_move,
            on_trouble=lambda: async_watch_keeps_ending(hass, camera.subentry),
            on_calm=self._withdraw_trouble,
        )

    @property
    def entity_id(self) -> str | None:
        """The camera that is watched, as it is called now; None if it was removed."""
        return self._tracker.entity_id

    @callback
    def async_follow_camera(self) -> bool:
        """Follow the camera entity that the user chose; return whether it is there, and tell the user if not."""
        self._tracker.follow(self._camera.settings.camera)
        if self.entity_id is None:
            async_camera_is_gone(self._hass, self._entry, self._camera.subentry)
            return False
        async_camera_is_back(self._hass, self._camera.subentry)
        return True

    @callback
    def async_start_loop(self) -> None:
        """Watch the camera, if it is there and is not watched yet."""
        if self.entity_id is None:
            self._restarts.async_cancel()
        if self.entity_id is None or self._task is not None:
            return
        self.status = CameraStatus.STARTING
        try:
            self._run_loop(self.entity_id)
        except Exception as err:  # noqa: BLE001 - it is told there, and tried again
            self._restart_loop(err)

    @callback
    def _run_loop(self, entity_id: str) -> None:
        self.loop = FrameLoop(
            self._camera.subentry.title,
            GatedSource(
                lambda: choose_source(self._hass, self._camera.settings, entity_id),
                lambda: self.gate.is_open,
            ),
            self._workers,
            on_sight=self._take_sight,
            on_failure=self._take_failure,
            on_heat=self._take_heat,
            face_memory=self._face_memories.of(
                self._camera.subentry.subentry_id, self._camera.settings.camera
            ),
        )
        self._looked_at = self._camera.settings.camera
        self.async_configure_loop()
        self._restarts.async_began()
        self._task = self._entry.async_create_background_task(
            self._hass, self.loop.run(), f"argus watch {entity_id}"
        )
        self._task.add_done_callback(self._loop_ended)

    @callback
    def async_configure_loop(self) -> None:
        """Let the loop, if there is one, take over the settings with its next frame."""
        settings = self._camera.settings
        if self.gate.is_looking:
            settings = replace(settings, interval=min(settings.interval, LOOK_INTERVAL))
        if self.loop is not None:
            self.loop.configure(settings, settings.pipeline(self._model_files()))

    @property
    def is_wanted(self) -> bool:
        """Whether the camera is to be watched: the user wants it to be, or somebody asked to look."""
        return self._camera.settings.detection or self.gate.is_looking

    @property
    def objects_fail(self) -> bool:
        """Whether the object detector that the user chose is broken."""
        return self._object_trouble.is_there

    @callback
    def async_keep_faces(self, loop: FrameLoop) -> None:
        """Keep what a loop learnt of the faces in view."""
        self._face_memories.async_remember(
            self._camera.subentry.subentry_id, self._looked_at, loop.face_memory
        )

    @callback
    def async_cancel_restarts(self) -> None:
        """Start nothing again by itself: nobody wants to watch."""
        self._restarts.async_cancel()

    async def async_end_loop(self) -> FrameLoop | None:
        """End the loop and wait for it; return it, for it may still hold heat."""
        task, self._task = self._task, None
        loop, self.loop = self.loop, None
        self._object_trouble.async_take(None)
        if task is not None:
            task.cancel()
            await async_contain(
                f"The end of the watch of {self._camera.subentry.title}",
                partial(asyncio.wait, {task}),
            )
        return loop

    @callback
    def async_give_up(self) -> None:
        """Watch never again; the loop ends at once, whoever waits for it."""
        self.is_over = True
        self._restarts.async_cancel()
        if self._task is not None:
            self._task.cancel()

    @callback
    def async_leave(self) -> None:
        """Follow the camera entity no more."""
        self._tracker.leave()
        self.gate.async_close()

    @callback
    def async_set_status(self, status: CameraStatus, why: str = "") -> bool:
        """Change the status; say so once in the log when sight is lost or comes back. Return whether it changed."""
        if status is self.status:
            return False
        self.status = status
        if status is CameraStatus.UNAVAILABLE and not self._lost:
            self._lost = True
            title = self._camera.subentry.title
            _LOGGER.warning("%s cannot be watched: %s", title, why)
        else:
            self._log_return()
        return True

    @callback
    def _log_return(self) -> None:
        """Say in the log that sight came back, if it did, and not only from one end of the watch to the next."""
        back = self.status in {CameraStatus.WATCHING, CameraStatus.OFF}
        if back and self._lost and not self._restarts.ended:
            self._lost = False
            _LOGGER.info("%s can be watched again", self._camera.subentry.title)

    @callback
    def _take_sight(self, sight: ObservedFrame) -> None:
        if (loop := self.loop) is not None:
            detector = loop.object_detector
            self._object_trouble.async_take(
                loop.object_failure,
                stands_in=detector is not None and detector.stands_in,
            )
        self._on_sight(sight)

    @callback
    def _take_failure(self, err: SourceError, in_a_row: int) -> None:
        if isinstance(err, CameraOffError):
            self._on_blind(CameraStatus.OFF, str(err))
        elif isinstance(err, CameraWaitingError):
            self._on_blind(CameraStatus.WAITING, str(err))
        elif err.final or in_a_row > FAILURES_TOLERATED:
            self._on_blind(CameraStatus.UNAVAILABLE, str(err))

    @callback
    def _loop_ended(self, task: asyncio.Task[None]) -> None:
        """Have a loop started again that ended although nobody here asked for it."""
        err = None if task.cancelled() else task.exception()
        if task is self._task and not self.is_over and not self._hass.is_stopping:
            self._restart_loop(err)

    @callback
    def _restart_loop(self, err: BaseException | None) -> None:
        """Say once that the watch is not there, whoever cannot hear it, and come back to it."""
        title = self._camera.subentry.title
        if not self._restarts.ended:
            self._lost = True
            _LOGGER.error(
                "The watch of %s ended unexpectedly and is started again",
                title,
                exc_info=err,
            )
        self._restarts.async_ended()
        try:
            self._take_failure(_WatchEndedError("the watch ended unexpectedly"), 1)
        except Exception:
            _LOGGER.exception("Telling that %s is not watched failed", title)

    @callback
    def _withdraw_trouble(self) -> None:
        """Take back that the watch keeps ending."""
        async_watch_goes_on(self._hass, self._camera.subentry)
        self._log_return()

    @callback
    def _take_gate(self) -> None:
        """Look at once, or let go of the camera at once."""
        self.async_configure_loop()
        if self._was_looking is not self.gate.is_looking:
            self._was_looking = self.gate.is_looking
            self._on_look()

    @callback
    def _take_heat(self, packed: bytes) -> None:
        if self.loop is not None:
            self.async_keep_faces(self.loop)
        self._on_heat(packed)

    @callback
    def _wake_loop(self) -> None:
        if self.loop is not None:
            self.loop.wake()
