"""The eyes of Argus: frames in, observations out.

Knows nothing of Home Assistant. Importing the package is cheap; OpenCV is loaded when `Pipeline` is first used, so do
that in a worker thread.
"""

from typing import TYPE_CHECKING, Any

from .frames.preview_frame import PreviewFrame
from .frames.still import CloseUp, Still
from .geometry import (
    Box,
    Ignored,
    Line,
    LineCounts,
    ObjectKind,
    Point,
    Zone,
    ZoneKind,
)
from .observation import (
    Crossing,
    DetectedObject,
    Direction,
    Face,
    Motion,
    Observation,
    Tamper,
    Track,
    TrackKind,
    ZoneMotion,
)
from .settings import FaceDetector, ObjectDetector, PipelineSettings

if TYPE_CHECKING:
    from .frames.frame import FrameError
    from .pipeline import Pipeline

__all__ = [
    "Box",
    "CloseUp",
    "Crossing",
    "DetectedObject",
    "Direction",
    "Face",
    "FaceDetector",
    "FrameError",
    "Ignored",
    "Line",
    "LineCounts",
    "Motion",
    "ObjectDetector",
    "ObjectKind",
    "Observation",
    "Pipeline",
    "PipelineSettings",
    "Point",
    "PreviewFrame",
    "Still",
    "Tamper",
    "Track",
    "TrackKind",
    "Zone",
    "ZoneKind",
    "ZoneMotion",
]


def __getattr__(name: str) -> Any:
    """Load what needs OpenCV on first use.

    Raises:
        ImportError: OpenCV or numpy is missing.
    """
    if name == "Pipeline":
        from .pipeline import Pipeline

        return Pipeline
    if name == "FrameError":
        from .frames.frame import FrameError

        return FrameError
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
