"""What the user set, read from the config entry; the one place for defaults and limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time as Time
from enum import StrEnum
import os
from pathlib import Path
from typing import Any, Final, Self

from .const import (
    CONF_BLUR_FACES,
    CONF_CAMERA,
    CONF_DB_URL,
    CONF_DETECTION,
    CONF_FACE_DETECTOR,
    CONF_FACES,
    CONF_HEATMAP_DAYS,
    CONF_INTERVAL,
    CONF_LINES,
    CONF_LOCATION,
    CONF_MIN_CONTOUR_AREA,
    CONF_MIN_FACE,
    CONF_MIN_OBJECT,
    CONF_MOTION,
    CONF_MOTION_THRESHOLD,
    CONF_MQTT,
    CONF_MQTT_BASE,
    CONF_OPENING_DAYS,
    CONF_OPENING_END,
    CONF_OPENING_START,
    CONF_PRESENCE_TIMEOUT,
    CONF_REPORT_TARGETS,
    CONF_REPORT_TIME,
    CONF_RETENTION_DAYS,
    CONF_RETENTION_GIGABYTES,
    CONF_SENSITIVITY,
    CONF_SNAPSHOTS,
    CONF_SOURCE,
    CONF_WORKERS,
    CONF_ZERO_AT_NIGHT,
    CONF_ZONES,
)
from .names import one_line
from .opening_hours import OpeningHours
from .vision import (
    FaceDetector,
    Line,
    LineCounts,
    PipelineSettings,
    Point,
    Zone,
    ZoneKind,
)


class SourceKind(StrEnum):
    """Where the frames of a camera come from."""

    AUTO = "auto"
    SNAPSHOT = "snapshot"
    STREAM = "stream"


@dataclass(frozen=True, slots=True)
class Range:
    """Closed interval of a number the user can set, and its step."""

    low: float
    high: float
    step: float


INTERVAL: Final = Range(0.1, 60, 0.1)
"""Seconds between two frames."""
SENSITIVITY: Final = Range(1, 100, 1)
MIN_OBJECT: Final = Range(0.02, 50, 0.01)
"""Percent of the frame."""
MIN_FACE: Final = Range(1, 50, 0.5)
"""Percent of the frame's shorter side."""
PRESENCE_TIMEOUT: Final = Range(5, 86400, 1)
"""Seconds."""
MOTION_THRESHOLD: Final = Range(1, 255, 1)
"""Grey levels."""
MIN_CONTOUR_AREA: Final = Range(1, 307200, 1)
"""Pixels of a 640x480 picture."""
RETENTION_DAYS: Final = Range(1, 3650, 1)
RETENTION_GIGABYTES: Final = Range(0.1, 1000, 0.1)
HEATMAP_DAYS: Final = Range(1, 30, 1)
WORKERS: Final = Range(1, 16, 1)
DEFAULT_REPORT_TIME: Final = Time(23)

_PIPELINE: Final = PipelineSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraSettings:
    """Settings of one camera; every default works unseen."""

    camera: str
    """Entity registry id of the camera, or its entity id when it is not in the registry."""
    detection: bool = True
    """Whether the camera is watched at all."""
    source: SourceKind = SourceKind.AUTO
    interval: float = 1.0
    """Seconds between frames."""
    motion: bool = _PIPELINE.motion
    sensitivity: int = _PIPELINE.sensitivity
    min_object: float = _PIPELINE.min_object
    """Share of the frame."""
    motion_threshold: float | None = None
    min_contour_area: float | None = None
    faces: bool = _PIPELINE.faces
    face_detector: FaceDetector = _PIPELINE.face_detector
    min_face: float = _PIPELINE.min_face
    """Share of the frame's shorter side."""
    presence_timeout: float = 600.0
    """Seconds."""
    location: str = ""
    zones: tuple[Zone, ...] = ()
    lines: tuple[Line, ...] = ()
    snapshots: bool = True
    """Whether pictures of incidents are kept."""
    blur_faces: bool = False
    """Whether faces in pictures that are kept are made unrecognisable."""
    zero_at_night: bool = True
    """Whether nobody is inside any more when a new day begins."""

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Read the data of a camera subentry; what it lacks takes its default."""
        known = {
            key: data[key]
            for key in (
                CONF_CAMERA,
                CONF_DETECTION,
                CONF_INTERVAL,
                CONF_MOTION,
                CONF_MIN_OBJECT,
                CONF_MOTION_THRESHOLD,
                CONF_MIN_CONTOUR_AREA,
                CONF_FACES,
                CONF_MIN_FACE,
                CONF_PRESENCE_TIMEOUT,
                CONF_SNAPSHOTS,
                CONF_BLUR_FACES,
                CONF_ZERO_AT_NIGHT,
            )
            if key in data
        }
        if CONF_SENSITIVITY in data:
            known[CONF_SENSITIVITY] = int(data[CONF_SENSITIVITY])
        if CONF_SOURCE in data:
            known[CONF_SOURCE] = SourceKind(data[CONF_SOURCE])
        if CONF_FACE_DETECTOR in data:
            known[CONF_FACE_DETECTOR] = FaceDetector(data[CONF_FACE_DETECTOR])
        if CONF_LOCATION in data:
            known[CONF_LOCATION] = one_line(data[CONF_LOCATION])
        return cls(
            **known,
            zones=tuple(_zone(zone) for zone in data.get(CONF_ZONES, ())),
            lines=tuple(_line(line) for line in data.get(CONF_LINES, ())),
        )

    @property
    def watched_zones(self) -> tuple[str, ...]:
        """The names of the zones whose motion is told; others leave something out."""
        return tuple(zone.name for zone in self.zones if zone.kind is ZoneKind.INCLUDE)

    @property
    def keeps_replays(self) -> bool:
        """Whether incidents keep what the eyes can look at again: it shows faces as they are."""
        return self.snapshots and not self.blur_faces

    def hides_faces(self, face_model: Path | None = None) -> PipelineSettings | None:
        """Return how to find the faces that pictures must not show, None where they may show them."""
        return self.pipeline(face_model) if self.blur_faces else None

    def pipeline(self, face_model: Path | None = None) -> PipelineSettings:
        """Return what the eyes need to know."""
        return PipelineSettings(
            motion=self.motion,
            faces=self.faces,
            sensitivity=self.sensitivity,
            min_object=self.min_object,
            motion_threshold=self.motion_threshold,
            min_contour_area=self.min_contour_area,
            face_detector=self.face_detector,
            face_model=face_model,
            min_face=self.min_face,
            zones=self.zones,
            lines=self.lines,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseSettings:
    """Settings that all cameras share."""

    workers: int
    """Threads that look at frames."""
    retention_days: int = 30
    """Days that incidents are kept; favourites are kept for ever."""
    retention_gigabytes: float = 2.0
    """Gigabytes that pictures of incidents may take together."""
    heatmap_days: int = 7
    """Days that the heat maps look back, and that heat is kept."""
    opening_hours: OpeningHours | None = None
    """When visitors are expected."""
    report_targets: tuple[str, ...] = ()
    """Notify entities that get the daily report; none if nobody wants it."""
    report_time: Time = DEFAULT_REPORT_TIME
    """When, by the clock on the wall."""
    mqtt: bool = False
    """Whether what the cameras see is published over MQTT."""
    mqtt_base: str = "home/argus"
    """What the topics begin with."""
    db_url: str | None = field(default=None, repr=False)
    """Where the journal is if not in a file of its own; may hold a password."""

    @classmethod
    def from_options(cls, options: Mapping[str, Any]) -> Self:
        """Read the options of the config entry; what they lack takes its default."""
        opens, closes = options.get(CONF_OPENING_START), options.get(CONF_OPENING_END)
        return cls(
            workers=int(options.get(CONF_WORKERS, default_workers())),
            retention_days=int(options.get(CONF_RETENTION_DAYS, 30)),
            retention_gigabytes=float(options.get(CONF_RETENTION_GIGABYTES, 2.0)),
            heatmap_days=int(options.get(CONF_HEATMAP_DAYS, 7)),
            report_targets=tuple(options.get(CONF_REPORT_TARGETS, ())),
            report_time=Time.fromisoformat(options[CONF_REPORT_TIME])
            if options.get(CONF_REPORT_TIME)
            else DEFAULT_REPORT_TIME,
            mqtt=bool(options.get(CONF_MQTT, False)),
            mqtt_base=options.get(CONF_MQTT_BASE, "home/argus"),
            db_url=options.get(CONF_DB_URL) or None,
            opening_hours=OpeningHours(
                Time.fromisoformat(opens),
                Time.fromisoformat(closes),
                frozenset(int(day) for day in options.get(CONF_OPENING_DAYS, range(7))),
            )
            if opens and closes
            else None,
        )


def default_workers() -> int:
    """Return half of the processor's cores, 1 to 4: Home Assistant keeps the rest."""
    return max(1, min(4, (os.process_cpu_count() or 2) // 2))


def _zone(data: Mapping[str, Any]) -> Zone:
    return Zone(
        id=data["id"],
        name=one_line(data["name"]),
        points=tuple(Point(x, y) for x, y in data["points"]),
        kind=ZoneKind(data.get("kind", ZoneKind.INCLUDE)),
        sensitivity=data.get("sensitivity"),
    )


def _line(data: Mapping[str, Any]) -> Line:
    return Line(
        id=data["id"],
        name=one_line(data["name"]),
        start=Point(*data["start"]),
        end=Point(*data["end"]),
        counts=LineCounts(data.get("counts", LineCounts.BOTH)),
        name_in=one_line(data.get("name_in") or "") or None,
        name_out=one_line(data.get("name_out") or "") or None,
    )
