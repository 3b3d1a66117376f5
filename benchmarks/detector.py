"""What a benchmark needs from a motion detector, and Argus and the prototype seen that way."""

from collections.abc import Callable
import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from custom_components.argus.vision import Box, Pipeline, PipelineSettings

type Image = NDArray[np.uint8]
"""A picture, (height, width) grey or (height, width, 3) in OpenCV's blue-green-red order."""

WHOLE = Box(0.0, 0.0, 1.0, 1.0)


class Detector(Protocol):
    """A motion detector of one camera."""

    warmup: int
    """Frames it may see before it is judged: enough for its background to settle."""

    def update(self, frame: bytes | Image, now: float) -> list[Box]:
        """Take the next frame and return what moves.

        Args:
            frame: JPEG bytes or a decoded picture.
            now: Seconds on a steady clock.

        Returns:
            Boxes in shares of the frame; empty when nothing moves.
        """
        ...


type DetectorFactory = Callable[[], Detector]


class Argus:
    """The pipeline of this repository with its default settings, faces off unless asked for."""

    warmup = 20

    def __init__(self, settings: PipelineSettings | None = None) -> None:
        """Create a fresh pipeline.

        Args:
            settings: Other settings than the defaults without faces.
        """
        self.pipeline = Pipeline(settings or PipelineSettings(faces=False))

    def update(self, frame: bytes | Image, now: float) -> list[Box]:
        """Run the pipeline; motion without a box counts as the whole frame."""
        motion = self.pipeline.process(frame, now).motion
        if not motion.detected:
            return []
        return list(motion.boxes) or [WHOLE]


class Prototype:
    """The prototype that set the targets, imported from a file outside of this repository."""

    warmup = 20

    def __init__(self, module: ModuleType) -> None:
        """Create the detector.

        Args:
            module: What `load_prototype` returned.
        """
        self.step: Any = module.Argus3()
        self._last: float | None = None

    def update(self, frame: bytes | Image, now: float) -> list[Box]:
        """Decode small, then take one step of the prototype."""
        elapsed = 1.0 if self._last is None else now - self._last
        self._last = now
        grey = self.decode(frame) if isinstance(frame, bytes) else frame
        boxes = self.step.step(grey, elapsed)[1]
        return [Box(x, y, x + width, y + height) for x, y, width, height in boxes]

    def decode(self, frame: bytes) -> Image:
        """Decode to the smallest scale the JPEG offers that is still 240 pixels wide."""
        grey = decode(frame, cv2.IMREAD_REDUCED_GRAYSCALE_4)
        return grey if grey.shape[1] >= 240 else decode(frame, cv2.IMREAD_GRAYSCALE)


def load_prototype(path: Path) -> ModuleType:
    """Import the prototype from its file.

    Args:
        path: A Python file with a class `Argus3` that has `step(picture, seconds)`.

    Raises:
        ImportError: There is no such file or class.
    """
    spec = importlib.util.spec_from_file_location("argus_motion_prototype", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise ImportError(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if not hasattr(module, "Argus3"):
        raise ImportError(f"{path} has no class Argus3")
    return module


def decode(data: bytes, flags: int) -> Image:
    """Decode a picture.

    Args:
        data: An encoded picture.
        flags: One of `cv2.IMREAD_*`.

    Raises:
        ValueError: The bytes are no picture.
    """
    image = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    if image is None:
        raise ValueError("not a picture")
    return np.asarray(image, np.uint8)


def encode(image: Image, quality: int = 85) -> bytes:
    """Encode a picture as JPEG.

    Args:
        image: Grey or blue-green-red picture.
        quality: JPEG quality, 1..100.
    """
    return bytes(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])
