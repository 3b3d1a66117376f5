"""Time that passes as fast as it is waited for."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator

import pytest

from custom_components.argus.model.camera_settings import CameraSettings

from .fast_watch import SETTINGS, FastLoop, Run, Watching


@pytest.fixture
def run() -> Iterator[Run]:
    """Return what runs a scenario to its end, as fast as it goes."""
    loop = FastLoop()

    async def scene(
        scenario: Callable[[Watching], Awaitable[None]], settings: CameraSettings
    ) -> Watching:
        watching = Watching(settings)
        try:
            # Not even the first frame is taken before the scenario waits.
            await scenario(watching)
            assert not watching.task.done(), "the watch ended by itself"
        finally:
            await watching.stop()
        return watching

    def start(
        scenario: Callable[[Watching], Awaitable[None]],
        settings: CameraSettings = SETTINGS,
    ) -> Watching:
        return loop.run_until_complete(scene(scenario, settings))

    yield start
    assert not asyncio.all_tasks(loop)
    loop.close()
