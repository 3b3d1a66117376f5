"""Chooses the object detector: the model that was asked for, another one while it is broken, and the first again later.

A model may be damaged on the disk and be replaced there, or fail for want of memory that others use just now: so it is
loaded anew when its file changes, and else after pauses that grow, as each try costs a frame some time.
"""

import logging
from pathlib import Path
from typing import Final

from ..settings import ObjectDetector, PipelineSettings
from .object_backend import ObjectBackend, ObjectBackendError
from .yolox import YoloxBackend

_LOGGER = logging.getLogger(__name__)

FIRST_PAUSE: Final = 60.0
"""Seconds until a broken model is tried again; each time twice as many …"""
LONGEST_PAUSE: Final = 3600.0
"""… up to this."""
FILE_PAUSE: Final = 10.0
"""Seconds between two looks at whether the file of a broken model changed."""

type _FileVersion = tuple[int, int] | None
"""Time of the last change in nanoseconds and size in bytes; None if the file is not there."""


class DetectorChoice:
    """The detector of one camera, and why it is not the one that was asked for."""

    def __init__(self, settings: PipelineSettings) -> None:
        """Load the model that is asked for, or what stands in for it.

        Args:
            settings: What the user set for the camera.
        """
        self.backend: ObjectBackend | None = None
        """What is in use; None without any."""
        self.problem: str | None = None
        """Why the detector that was asked for is not in use; None if it is, or if none was asked for."""
        self._settings = settings
        self._is_broken = False
        """Whether the model that is asked for is there and does not work."""
        self._file: _FileVersion = None
        """How its file was when it broke."""
        self._pause = FIRST_PAUSE
        self._tried = -LONGEST_PAUSE
        self._due: float | None = None
        """When to try it again; None until the next frame tells the time."""
        self._file_due = 0.0
        self._load()

    def configure(self, settings: PipelineSettings) -> None:
        """Take new settings; what is in use and goes on being asked for is not loaded anew.

        Args:
            settings: What the user set for the camera.
        """
        before, self._settings = self._settings, settings
        if _model_of(before) != _model_of(settings):
            self._load()
        elif before.stand_in_model != settings.stand_in_model and self._is_broken:
            self._stand_in()

    def note_failure(self, error: ObjectBackendError, now: float) -> None:
        """Do without the detector in use, which just broke.

        Args:
            error: What became of it.
            now: Time in seconds.
        """
        if self._is_broken:
            # The one that stood in, too.
            _LOGGER.warning("The object model that stood in broke: %s", error)
            self.backend = None
            return
        if now - self._tried >= LONGEST_PAUSE:
            # It worked for long.
            self._pause = FIRST_PAUSE
        self._break(error)
        self._stand_in()

    def retry(self, now: float) -> None:
        """Load the model that was asked for once more, if it is broken and it is time.

        Args:
            now: Time in seconds; if it goes back, the pause begins anew.
        """
        if not self._is_broken or self._settings.object_model is None:
            return
        if self._due is None or now < self._due - self._pause:
            self._due, self._file_due = now + self._pause, now + FILE_PAUSE
        changed = False
        if now >= self._file_due:
            self._file_due = now + FILE_PAUSE
            changed = _version(self._settings.object_model) != self._file
        if not changed and now < self._due:
            return
        self._tried = now
        self._pause = FIRST_PAUSE if changed else min(LONGEST_PAUSE, 2 * self._pause)
        self._due = now + self._pause
        backend = self._try_model(self._settings.object_model)
        if backend is not None:
            _LOGGER.info("The object model works again")
            self.backend, self.problem, self._is_broken = backend, None, False
        elif self.backend is None:
            self._stand_in()

    def _load(self) -> None:
        """Begin anew with the model that is asked for."""
        self.backend = self.problem = None
        self._is_broken = False
        self._pause, self._tried, self._due = FIRST_PAUSE, -LONGEST_PAUSE, None
        settings = self._settings
        if not settings.objects or settings.object_detector is ObjectDetector.OFF:
            return
        if settings.object_model is None:
            if settings.object_detector is not ObjectDetector.AUTO:
                self.problem = "the object model is not there"
            return
        self.backend = self._try_model(settings.object_model)
        if self._is_broken:
            self._stand_in()

    def _try_model(self, model: Path) -> ObjectBackend | None:
        try:
            return YoloxBackend(model)
        except ObjectBackendError as err:
            self._break(err)
            return None

    def _break(self, error: ObjectBackendError) -> None:
        """Note why the model that is asked for does not work."""
        if str(error) != self.problem:
            _LOGGER.warning("The object model does not work: %s", error)
        self.problem, self._is_broken, self._due = str(error), True, None
        if self._settings.object_model is not None:
            self._file = _version(self._settings.object_model)

    def _stand_in(self) -> None:
        """Use the other model, if there is one that works."""
        self.backend = None
        if self._settings.stand_in_model is None:
            return
        try:
            self.backend = YoloxBackend(self._settings.stand_in_model)
        except ObjectBackendError as err:
            _LOGGER.warning("No object model stands in: %s", err)


def _model_of(settings: PipelineSettings) -> tuple[object, ...]:
    return settings.objects, settings.object_detector, settings.object_model


def _version(model: Path) -> _FileVersion:
    try:
        status = model.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
