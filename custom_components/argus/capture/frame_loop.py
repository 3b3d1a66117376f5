"""Frame loop of one camera: takes the newest frame at an interval and runs vision on it."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
import logging
from threading import Lock
from time import perf_counter
from typing import TYPE_CHECKING, Final

from homeassistant.util import dt as dt_util

from ..model.camera_settings import CameraSettings
from ..vision import Observation, PipelineSettings, PreviewFrame, Still
from .executor import VisionExecutor
from .frame_source import FrameSource, Picture, SourceError

if TYPE_CHECKING:
    from ..vision import Pipeline
    from ..vision.faces.face_memory import FaceMemory
    from ..vision.frames.frame import Frame
    from ..vision.frames.preview_taker import PreviewTaker
    from ..vision.frames.still_taker import StillTaker

_LOGGER = logging.getLogger(__name__)

LONGEST_BACKOFF: Final = 30.0
"""Seconds between two tries while a camera keeps failing."""
FIRST_HEAT_PERIOD: Final = 20.0
"""Seconds until heat is handed over first, so that whoever just added a camera soon sees a map; doubles each time."""
HEAT_PERIOD: Final = 300.0
"""Seconds between two times that heat is handed over, in the end; what a crash can lose of the heat map."""
COUNTING_INTERVAL: Final = 0.2
"""Seconds between two frames of a stream when visitors are counted, at the most."""
RATE_WINDOW: Final = 20
"""Frames over which the rate and the processing time are averaged."""


@dataclass(frozen=True, slots=True)
class ObservedFrame:
    """A frame and what the eyes saw in it."""

    frame: Picture
    """The picture as the camera gave it."""
    observation: Observation
    at: datetime
    """When the frame was taken, UTC."""
    now: float
    """The same on the monotonic clock, seconds."""
    still: Still | None = None
    """What is kept of it to look again, if anything is."""
    previews: tuple[PreviewFrame, ...] = ()
    """What moving previews may show of it, and of those before it that nobody looked at."""


@dataclass(frozen=True, slots=True)
class LoopStatistics:
    """How the loop is doing."""

    frames: int = 0
    """Frames looked at."""
    dropped: int = 0
    """Frames left out because the loop was late."""
    failures: int = 0
    """Times the camera gave no usable frame."""
    rate: float = 0.0
    """Frames a second, lately."""
    processing: float = 0.0
    """Seconds a frame took in the worker, on average lately."""
    looking: float = 0.0
    """The same with the wait for a worker."""


@dataclass(frozen=True, slots=True)
class ObjectDetectorState:
    """Which object detector is in use, and what it costs."""

    name: str | None
    """None without one."""
    problem: str | None
    """Why the one that was asked for is not in use."""
    looks: int
    """How often was looked since the camera is watched."""
    seconds: float
    """Of a worker's time that this took."""

    @property
    def stands_in(self) -> bool:
        """Whether it is in use for another one, which is broken."""
        return self.name is not None and self.problem is not None


class FrameLoop:
    """Looks through one camera at its interval until it is cancelled.

    One frame is in flight at a time. When the loop is late it takes the newest frame at once and counts the intervals
    it left out; nothing queues up.
    """

    def __init__(
        self,
        name: str,
        source: FrameSource,
        workers: VisionExecutor,
        *,
        on_sight: Callable[[ObservedFrame], None],
        on_failure: Callable[[SourceError, int], None],
        on_heat: Callable[[bytes], None],
        face_memory: FaceMemory | None = None,
    ) -> None:
        """Prepare a watch.

        Args:
            name: the camera's name, for the log.
            source: gives the frames.
            workers: threads to look at them.
            on_sight: called on the event loop with each frame that was looked at.
            on_failure: called on the event loop with the error and how many there were in a row.
            on_heat: called on the event loop with where it moved since, packed; soon at first, then every few minutes.
            face_memory: what was learnt of the faces in this view before, its ages in seconds before now.

        """
        self._name = name
        self._source = source
        self._workers = workers
        self._on_sight = on_sight
        self._on_failure = on_failure
        self._on_heat = on_heat
        self._heat_due: float | None = None
        self._heat_period = FIRST_HEAT_PERIOD
        self._eyes = Lock()
        """Held by the thread that uses the pipeline: a watch that is cancelled leaves one behind in the middle of a frame."""
        self._pipeline: Pipeline | None = None
        self.face_memory = face_memory
        """What was learnt of the faces in this view, brought up to date whenever heat is handed over."""
        self._pipeline_settings: PipelineSettings | None = None
        self._interval = 1.0
        self._counting = False
        self._takes_stills = False
        self._still_taker: StillTaker | None = None
        self._takes_previews = False
        self._preview_taker: PreviewTaker | None = None
        self._wake = asyncio.Event()
        self._failed = 0
        self._frames = 0
        self._dropped = 0
        self._failures = 0
        self._fault = ""
        self._longest_pause = SourceError.longest_pause
        self._recent: deque[tuple[float, float, float]] = deque(maxlen=RATE_WINDOW)

    def configure(self, settings: CameraSettings, pipeline: PipelineSettings) -> None:
        """Take over new settings with the next frame, without forgetting what was learnt."""
        self._interval = settings.interval
        self._counting = bool(settings.lines)
        self._takes_stills = settings.keeps_replays
        self._takes_previews = self._source.is_filmed = settings.keeps_previews
        self._pipeline_settings = pipeline
        self.wake()

    def wake(self) -> None:
        """Look at once instead of waiting for the next turn, for example when a camera came back."""
        self._wake.set()

    @property
    def frame_interval(self) -> float:
        """Seconds between two frames: counting needs several a second, and a stream has them for little."""
        if self._counting and self._source.is_stream:
            return min(self._interval, COUNTING_INTERVAL)
        return self._interval

    @property
    def face_detector(self) -> tuple[str, str | None] | None:
        """Name of the face detector in use, and why not a better one; None before the first frame."""
        if (pipeline := self._pipeline) is None:
            return None
        return pipeline.face_finder.backend, pipeline.face_finder.problem

    @property
    def object_detector(self) -> ObjectDetectorState | None:
        """Which object detector is in use, and what it costs; None before the first frame."""
        if (pipeline := self._pipeline) is None:
            return None
        finder = pipeline.object_finder
        return ObjectDetectorState(
            name=finder.backend,
            problem=finder.problem,
            looks=finder.looks,
            seconds=round(finder.spent, 3),
        )

    @property
    def object_failure(self) -> str | None:
        """Why the model that was asked for, and is there, is not used; None if it is, or before the first frame."""
        pipeline = self._pipeline
        # A model that is not there is told by who fetches it.
        if pipeline is None or pipeline.settings.object_model is None:
            return None
        return pipeline.object_finder.problem

    @property
    def statistics(self) -> LoopStatistics:
        """How the loop is doing now."""
        rate = processing = looking = 0.0
        if len(self._recent) > 1:
            first, last = self._recent[0][0], self._recent[-1][0]
            rate = (len(self._recent) - 1) / max(last - first, 1e-3)
            processing = sum(spent for _, spent, _ in self._recent) / len(self._recent)
            looking = sum(looked for *_, looked in self._recent) / len(self._recent)
        return LoopStatistics(
            frames=self._frames,
            dropped=self._dropped,
            failures=self._failures,
            rate=round(rate, 2),
            processing=round(processing, 4),
            looking=round(looking, 4),
        )

    async def run(self) -> None:
        """Look until cancelled."""
        try:
            await self._run_until_cancelled()
        finally:
            await self._source.async_close()

    async def _run_until_cancelled(self) -> None:
        """Observe frames on schedule, with exponential backoff while the source fails."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            if await self._observe_next_frame():
                interval = self.frame_interval
                due += interval
                late = loop.time() - due
                if late > 0:
                    self._dropped += int(late / interval)
                    due = loop.time()
                await self._sleep_until_woken(due - loop.time())
                due = min(due, loop.time())
            else:
                backoff = max(self._interval, 1.0) * 2 ** min(self._failed - 1, 6)
                await self._sleep_until_woken(
                    min(backoff, LONGEST_BACKOFF, self._longest_pause)
                )
                due = loop.time()

    async def _observe_next_frame(self) -> bool:
        """Take one frame and look at it; return whether that worked."""
        # Who wants a frame by now gets this one; who wakes the loop from here on gets another.
        self._wake.clear()
        try:
            frame = await self._source.async_frame()
            now, at = asyncio.get_running_loop().time(), dt_util.utcnow()
            observation, spent, heat, still, previews = await self._workers.async_run(
                self._observe_alone, frame, now, self._source.drain_previews()
            )
            looked = asyncio.get_running_loop().time() - now
        except SourceError as err:
            self._count_failure(err)
            return False
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            # Something that was waited for was cancelled, not the watch.
            self._count_failure(SourceError("waiting for a frame was broken off"))
            return False
        except Exception as err:
            # One frame that breaks the eyes must not blind the camera: begin anew with fresh eyes.
            if self._is_new_fault(err):
                _LOGGER.exception("Looking through %s failed", self._name)
            self._pipeline = None
            self._count_failure(SourceError(f"{type(err).__name__}: {err}"))
            return False
        self._failed = 0
        self._frames += 1
        self._recent.append((now, spent, looked))
        self._notify_listener(
            self._on_sight, ObservedFrame(frame, observation, at, now, still, previews)
        )
        if heat:
            self._notify_listener(self._on_heat, heat)
        return True

    def _observe_alone(
        self, picture: Picture, now: float, beside: tuple[PreviewFrame, ...]
    ) -> tuple[Observation, float, bytes, Still | None, tuple[PreviewFrame, ...]]:
        """Run in a worker thread: look at a picture, alone; see `_observe_frame`."""
        with self._eyes:
            return self._observe_frame(picture, now, beside)

    def _observe_frame(
        self, picture: Picture, now: float, beside: tuple[PreviewFrame, ...]
    ) -> tuple[Observation, float, bytes, Still | None, tuple[PreviewFrame, ...]]:
        """Look at a picture.

        Args:
            picture: the newest frame.
            now: when it was taken, seconds of the monotonic clock.
            beside: small pictures of those before it that nobody looked at, if the source gives any.

        Returns:
            What was seen, the seconds it took, heat if it is due, a still if one is, and what previews may show.

        """
        from ..vision.frames.frame import FrameError
        from ..vision.pipeline import Pipeline

        began = perf_counter()
        settings = self._pipeline_settings or PipelineSettings()
        if self._pipeline is None:
            self._pipeline = Pipeline(settings)
            if self.face_memory is not None:
                self._pipeline.remember_faces(self.face_memory, now)
        elif self._pipeline.settings is not settings:
            self._pipeline.configure(settings)
        try:
            frame = self._pipeline.open_frame(picture)
            observation = self._pipeline.process(frame, now)
            still = self._take_still(frame, observation, now)
            previews = self._take_previews(frame, picture, observation, now, beside)
        except FrameError as err:
            raise SourceError(f"unusable picture: {err}") from err
        heat = b""
        if self._heat_due is None or now < self._heat_due - HEAT_PERIOD:
            self._heat_due = now + self._heat_period
        elif now >= self._heat_due:
            self._heat_period = min(2 * self._heat_period, HEAT_PERIOD)
            self._heat_due = now + self._heat_period
            heat = self._drain_heat()
        return observation, perf_counter() - began, heat, still, previews

    def _take_still(
        self, frame: Frame, observation: Observation, now: float
    ) -> Still | None:
        """Run in a worker thread."""
        from ..vision.frames.still_taker import StillTaker

        if not self._takes_stills:
            self._still_taker = None
            return None
        if self._still_taker is None:
            self._still_taker = StillTaker()
        return self._still_taker.take(frame, observation, now)

    def _take_previews(
        self,
        frame: Frame,
        picture: Picture,
        observation: Observation,
        now: float,
        beside: tuple[PreviewFrame, ...],
    ) -> tuple[PreviewFrame, ...]:
        """Run in a worker thread."""
        from ..vision.frames.frame import FrameError
        from ..vision.frames.preview_taker import PreviewTaker

        if not self._takes_previews:
            self._preview_taker = None
            return ()
        if beside:
            # Where faces are hidden, those that were seen just now are looked for in all of them.
            return tuple(replace(one, faces=observation.faces) for one in beside)
        if self._preview_taker is None:
            self._preview_taker = PreviewTaker()
        try:
            taken = self._preview_taker.take(frame, picture, observation, now)
        except FrameError, ValueError:
            # What was seen in it counts all the same.
            return ()
        return () if taken is None else (taken,)

    def drain_heat(self) -> bytes:
        """Return where it moved since this was last asked, packed, after the frame under way; run in a worker thread."""
        with self._eyes:
            return self._drain_heat()

    def _drain_heat(self) -> bytes:
        from ..vision.packed_heat import pack

        if self._pipeline is None:
            return b""
        self.face_memory = self._pipeline.face_finder.learnt()
        return pack(self._pipeline.heat.drain())

    def _count_failure(self, err: SourceError) -> None:
        """Count a failed frame and tell who listens."""
        self._failed += 1
        self._failures += 1
        self._longest_pause = err.longest_pause
        self._notify_listener(self._on_failure, err, self._failed)

    def _notify_listener[*Ts](
        self, listener: Callable[[*Ts], None], *news: *Ts
    ) -> None:
        """Call a listener; who cannot take the news must not end the watch."""
        try:
            listener(*news)
        except Exception as err:
            if self._is_new_fault(err):
                _LOGGER.exception("Telling what %s saw failed", self._name)

    def _is_new_fault(self, err: Exception) -> bool:
        """Return whether a fault of the program is another one than last time, so that the log is not flooded."""
        fault, self._fault = self._fault, repr(err)
        return fault != self._fault

    async def _sleep_until_woken(self, seconds: float) -> None:
        """Wait, but no longer than until somebody wakes the loop."""
        with suppress(TimeoutError):
            async with asyncio.timeout(max(seconds, 0)):
                await self._wake.wait()
