"""A watch on a fake camera, on a clock that passes as fast as the watch waits."""

import asyncio
from collections.abc import Callable
import selectors
from typing import override

from custom_components.argus.capture.executor import VisionExecutor
from custom_components.argus.capture.frame_loop import (
    FrameLoop,
    LoopStatistics,
    ObservedFrame,
)
from custom_components.argus.capture.frame_source import FrameSource, Picture
from custom_components.argus.model.camera_settings import CameraSettings
from custom_components.argus.vision import PreviewFrame

from ..pictures import room

SETTINGS = CameraSettings(camera="camera.door", interval=1.0, faces=False)


class FastSelector(selectors.DefaultSelector):
    """Lets time pass instead of waiting."""

    now = 1000.0

    @override
    def select(
        self, timeout: float | None = None
    ) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready; if nothing is, it is later."""
        assert timeout is not None, "the loop waits for something that never comes"
        ready = super().select(0)
        if not ready:
            self.now += timeout
        return ready


class FastLoop(asyncio.SelectorEventLoop):
    """An event loop on the clock of its selector."""

    def __init__(self) -> None:
        """Begin some time after the start of the machine."""
        self.clock = FastSelector()
        super().__init__(self.clock)

    @override
    def time(self) -> float:
        """Return the seconds of the clock."""
        return self.clock.now


class InLoop(VisionExecutor):
    """Looks at frames without threads: a clock that jumps does not wait for threads."""

    @override
    async def async_run[*Ts, R](self, function: Callable[[*Ts], R], *args: *Ts) -> R:
        """Run a function."""
        return function(*args)


class FakeSource(FrameSource):
    """Gives what the test says, and notes when it was asked, in seconds since the start."""

    def __init__(self) -> None:
        """Give the picture of a room at once."""
        self.picture: Picture = room()
        self.error: Exception | None = None
        self.takes = 0.0
        self.asked: list[float] = []
        self.in_flight = 0
        self.most_in_flight = 0
        self.closed = 0
        self.beside: list[tuple[PreviewFrame, ...]] = []
        self.filmed: list[bool] = []
        self._began = asyncio.get_running_loop().time()

    @override
    async def async_frame(self) -> Picture:
        """Return the picture after a while."""
        self.asked.append(
            round(asyncio.get_running_loop().time() - self._began, 6),
        )
        self.in_flight += 1
        self.most_in_flight = max(self.in_flight, self.most_in_flight)
        try:
            await asyncio.sleep(self.takes)
        finally:
            self.in_flight -= 1
        if self.error is not None:
            raise self.error
        return self.picture

    @override
    def drain_previews(self) -> tuple[PreviewFrame, ...]:
        """Return what the test has for the next frame."""
        self.filmed.append(self.is_filmed)
        return self.beside.pop(0) if self.beside else ()

    @override
    async def async_close(self) -> None:
        """Note that the camera was let go."""
        self.closed += 1


class Watching:
    """A watch at work on a fake source."""

    def __init__(self, settings: CameraSettings = SETTINGS) -> None:
        """Start to watch."""
        self.source = FakeSource()
        self.sights: list[ObservedFrame] = []
        self.failures: list[tuple[str, int]] = []
        self.heat: list[bytes] = []
        self.watch = FrameLoop(
            "Door",
            self.source,
            InLoop(1),
            on_sight=self.sights.append,
            on_failure=lambda err, in_a_row: self.failures.append((str(err), in_a_row)),
            on_heat=self.heat.append,
        )
        self.watch.configure(settings, settings.pipeline())
        self.task = asyncio.get_running_loop().create_task(self.watch.run())

    async def stop(self) -> None:
        """Stop watching."""
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)

    def seen(self) -> LoopStatistics:
        """Return how the loop is doing."""
        return self.watch.statistics


type Run = Callable[..., Watching]
