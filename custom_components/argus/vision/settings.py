"""What the user sets for the eyes of one camera."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from .geometry import Line, ObjectKind, Zone


class FaceDetector(StrEnum):
    """Which face detector to use."""

    AUTO = "auto"
    """YuNet when its model is there, else Haar."""
    HAAR = "haar"
    YUNET = "yunet"


class ObjectDetector(StrEnum):
    """Which object detector to use."""

    AUTO = "auto"
    """The model that is there."""
    NANO = "nano"
    ACCURATE = "accurate"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class PipelineSettings:
    """Settings of a pipeline; every default works unseen."""

    motion: bool = True
    faces: bool = True
    sensitivity: int = 50
    """1 (only the obvious) to 100 (everything)."""
    min_object: float = 0.0012
    """Smallest moving object, as a share of the frame."""
    motion_threshold: float | None = None
    """Expert: grey levels (1..255) a pixel has to change by; None derives it from the sensitivity."""
    min_contour_area: float | None = None
    """Expert: smallest moving object in pixels of a 640x480 picture; None takes min_object."""
    face_detector: FaceDetector = FaceDetector.AUTO
    face_model: Path | None = None
    """Where the YuNet model lies, if it does."""
    min_face: float = 0.04
    """Smallest face, as a share of the frame's shorter side."""
    objects: bool = True
    object_detector: ObjectDetector = ObjectDetector.AUTO
    object_model: Path | None = None
    """Where the YOLOX model lies, if it does; without one nothing is told apart."""
    stand_in_model: Path | None = None
    """Where another YOLOX model lies, for while that one is broken."""
    object_kinds: frozenset[ObjectKind] = frozenset(ObjectKind)
    """What to look for."""
    only_kinds: bool = False
    """Whether only what is of these kinds is motion."""
    zones: tuple[Zone, ...] = ()
    lines: tuple[Line, ...] = ()
