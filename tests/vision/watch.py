"""A camera that shows what it is told, and the eyes behind it."""

from typing import Any

import numpy as np

from custom_components.argus.vision import Motion, Pipeline, PipelineSettings

from .scenes import Image, room, seen


class Watch:
    """A camera and the eyes behind it."""

    def __init__(self, fps: float = 1.0, noise: float = 2.0, **settings: Any) -> None:
        """Start with nothing learnt."""
        self.pipeline = Pipeline(PipelineSettings(faces=False, **settings))
        self._rng = np.random.default_rng(1)
        self._noise = noise
        self._step = 1 / fps
        self.now = 100.0

    def show(self, picture: Image) -> Motion:
        """Show the next frame."""
        self.now += self._step
        frame = seen(picture, self._rng, self._noise)
        return self.pipeline.process(frame, self.now).motion

    def settle(self, picture: Image | None = None, frames: int = 20) -> None:
        """Show a still scene."""
        for _ in range(frames):
            self.show(room() if picture is None else picture)
