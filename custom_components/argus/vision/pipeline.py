"""From a frame to an observation: the one entrance to the eyes."""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from .faces.face_memory import FaceMemory
from .faces.finder import FaceFinder
from .frames.frame import Frame
from .frames.header_memory import HeaderMemory
from .heatmap import HeatGrid
from .motion.detector import MotionDetector
from .motion_of_kinds import motion_of_kinds
from .no_signal import is_without_signal
from .objects.object_finder import ObjectFinder, with_kinds
from .observation import DetectedObject, Face, Motion, Observation, Tamper
from .settings import PipelineSettings
from .tamper import TamperWatch
from .tracking.line_counter import LineCounter
from .tracking.tracker import Tracker

# Many cameras share the machine, and Argus runs one worker thread per camera at a time: a second level of threads
# inside OpenCV costs more than it gives at these sizes.
cv2.setNumThreads(1)
cv2.ocl.setUseOpenCL(False)

LONGEST_HEAT: Final = 10.0
"""Seconds one frame may stand for in the heat map, when frames were missing before it."""


class Pipeline:
    """The eyes of one camera.

    Not safe to call from two threads at once; different pipelines run side by side.
    """

    def __init__(self, settings: PipelineSettings) -> None:
        """Start with nothing learnt.

        Args:
            settings: What the user set for this camera.
        """
        self._settings = settings
        self._headers = HeaderMemory()
        self._motion = MotionDetector(settings)
        self._faces = FaceFinder(settings)
        self._tracker = Tracker()
        self._objects = ObjectFinder(settings)
        self._lines = LineCounter(settings.lines)
        self._tamper = TamperWatch()
        self._last: float | None = None
        self.heat = HeatGrid()
        """Where it moved since it was last drained."""

    @property
    def settings(self) -> PipelineSettings:
        """The settings in use."""
        return self._settings

    @property
    def face_finder(self) -> FaceFinder:
        """What finds faces: which detector it uses, and why not a better one."""
        return self._faces

    @property
    def object_finder(self) -> ObjectFinder:
        """What tells persons, vehicles and animals: which detector it uses, and why not another one."""
        return self._objects

    def remember_faces(self, memory: FaceMemory, now: float) -> None:
        """Take over what was learnt of the faces in this view before.

        Args:
            memory: Its ages in seconds before now.
            now: Time in seconds, of the clock that frames come with.
        """
        self._faces.remember(memory, now)

    def configure(self, settings: PipelineSettings) -> None:
        """Take new settings from the next frame on, and keep what was learnt.

        Args:
            settings: What the user set for this camera.
        """
        self._settings = settings
        self._motion.configure(settings)
        self._faces.configure(settings)
        self._objects.configure(settings)
        self._lines.configure(settings.lines)

    def open_frame(
        self, picture: bytes | bytearray | memoryview | npt.NDArray[np.generic]
    ) -> Frame:
        """Check a picture of this camera without decoding it.

        Args:
            picture: The bytes of a picture or an array as `Frame.open` takes it.

        Raises:
            FrameError: The picture cannot be used.
        """
        return Frame.open(picture, self._headers.read)

    def process(
        self,
        frame: bytes | bytearray | memoryview | npt.NDArray[np.generic] | Frame,
        now: float,
    ) -> Observation:
        """Look at one frame.

        Args:
            frame: The bytes of a picture or an array as `Frame.open` takes it, or an opened frame.
            now: When it was taken, in seconds of a clock that should not go back; if it does, no time has passed.

        Returns:
            What was seen.

        Raises:
            FrameError: The picture cannot be used. What was learnt stays.
        """
        if not isinstance(frame, Frame):
            frame = self.open_frame(frame)
        if self._settings.faces:
            self._faces.expect(frame)
        if is_without_signal(frame):
            # A recorder's own picture: nothing in it is of the scene, and nothing is learnt from it.
            return Observation(
                width=frame.width,
                height=frame.height,
                motion=Motion(suppressed=Tamper.NO_SIGNAL),
                tamper=Tamper.NO_SIGNAL,
            )
        watched = self._settings.motion
        motion = self._motion.update(frame, now) if watched else Motion()
        seconds = 0.0 if self._last is None else min(now - self._last, LONGEST_HEAT)
        self._last = now
        if motion.detected and self._motion.mask is not None:
            self.heat.add(self._motion.mask, seconds)
        faces: tuple[Face, ...] = ()
        if self._settings.faces:
            faces = self._faces.find(frame, motion, now)
        tracks = self._tracker.update(faces, motion.boxes, now)
        objects: tuple[DetectedObject, ...] = ()
        self._objects.retry(now)
        if self._objects.backend is not None:
            objects = self._objects.find(frame, tracks, motion.sudden, now, faces)
            tracks = with_kinds(tracks, self._objects) if objects else tracks
        if self._objects.backend is not None:
            # Without a detector nobody could say what it is: then whatever moves is told.
            kinds = self._settings.object_kinds if self._settings.only_kinds else None
            motion = motion_of_kinds(motion, objects, kinds, self._settings.zones)
        return Observation(
            width=frame.width,
            height=frame.height,
            motion=motion,
            faces=faces,
            tracks=tracks,
            objects=objects,
            crossings=self._lines.update(tracks, now, self._objects.count_in),
            tamper=self._tamper.update(frame, now),
        )
