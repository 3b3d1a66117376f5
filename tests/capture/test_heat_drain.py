"""Tests of the heat that is handed over when a watch ends in the middle of a frame."""

import asyncio
import threading
from unittest.mock import patch

from custom_components.argus.capture.executor import VisionExecutor
from custom_components.argus.capture.frame_loop import FrameLoop
from custom_components.argus.model.camera_settings import CameraSettings
from custom_components.argus.vision import Observation, Pipeline
from custom_components.argus.vision.frames.frame import Frame
from custom_components.argus.vision.heatmap import HeatGrid
from custom_components.argus.vision.packed_heat import unpack

from ..alerts.runtime import settle
from ..conftest import until
from ..pictures import mover
from .fast_watch import FakeSource


async def test_heat_is_drained_after_the_frame_under_way() -> None:
    """A cancelled watch leaves its thread behind: what that one still finds is handed over, and never at the same time."""
    workers = VisionExecutor(2)
    begun, asked, go_on = threading.Event(), threading.Event(), threading.Event()
    at_work: list[str] = []
    process, drain = Pipeline.process, HeatGrid.drain

    def look(pipeline: Pipeline, frame: Frame, now: float) -> Observation:
        at_work.append("frame begins")
        begun.set()
        assert go_on.wait(20)
        observation = process(pipeline, frame, now)
        at_work.append("frame ends")
        return observation

    def take(heat: HeatGrid) -> object:
        at_work.append("heat")
        return drain(heat)

    def ask() -> bytes:
        asked.set()
        return watch.drain_heat()

    source = FakeSource()
    source.picture = mover(200)
    watch = FrameLoop(
        "Door",
        source,
        workers,
        on_sight=lambda _: None,
        on_failure=lambda *_: None,
        on_heat=lambda _: None,
    )
    settings = CameraSettings(camera="camera.door", faces=False)
    watch.configure(settings, settings.pipeline())
    with patch.object(Pipeline, "process", look), patch.object(HeatGrid, "drain", take):
        task = asyncio.ensure_future(watch.run())
        await until(begun.is_set)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        drained = asyncio.ensure_future(workers.async_run(ask))
        await until(asked.is_set)
        # The other thread had its chance.
        await settle()
        go_on.set()
        packed = await drained
    assert at_work == ["frame begins", "frame ends", "heat"]
    assert unpack(packed).shape
    await asyncio.to_thread(workers.close)
