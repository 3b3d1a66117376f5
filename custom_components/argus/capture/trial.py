"""Settings that somebody tries: another pair of eyes looks at the frames of a camera, and tells what it would see."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
import time
from typing import TYPE_CHECKING, Final

from ..vision import Observation, PipelineSettings
from .frame_source import Picture
from .request_executor import RequestExecutor

if TYPE_CHECKING:
    from ..vision import Pipeline

MOST_KEPT: Final = 4
"""Pairs of eyes."""
KEPT_FOR: Final = 60.0
"""Seconds that they keep what they learnt: whoever moves a slider tries again and again."""


class Trials:
    """Pairs of eyes beside those that watch, which learn the same views but are never asked what to tell."""

    def __init__(self, side_work: RequestExecutor) -> None:
        """Prepare; the eyes open when somebody tries something."""
        self._side_work = side_work
        self._kept: OrderedDict[Hashable, _Trial] = OrderedDict()

    async def async_look(
        self, who: Hashable, frame: Picture, now: float, settings: PipelineSettings
    ) -> Observation | None:
        """Return what would be seen in a frame with other settings, None if it is no picture.

        Args:
            who: tells trials of one user at one camera from others; they go on with what they learnt.
            frame: as the camera gave it.
            now: when it was taken, seconds of the monotonic clock.
            settings: what is tried.

        Raises:
            HomeAssistantError: Argus was stopped meanwhile.
        """
        self._forget_old()
        trial = self._kept.setdefault(who, _Trial())
        self._kept.move_to_end(who)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        trial.used = time.monotonic()
        return await self._side_work.async_run(trial.look, frame, now, settings)

    def _forget_old(self) -> None:
        old = time.monotonic() - KEPT_FOR
        for who in [who for who, trial in self._kept.items() if trial.used < old]:
            del self._kept[who]


class _Trial:
    def __init__(self) -> None:
        self.used = time.monotonic()
        self._eyes = Lock()
        self._pipeline: Pipeline | None = None

    def look(
        self, frame: Picture, now: float, settings: PipelineSettings
    ) -> Observation | None:
        """Run in a worker thread."""
        from ..vision import FrameError, Pipeline

        with self._eyes:
            if self._pipeline is None:
                self._pipeline = Pipeline(settings)
            elif self._pipeline.settings != settings:
                self._pipeline.configure(settings)
            try:
                return self._pipeline.process(frame, now)
            except FrameError:
                return None
