"""What the pipeline saw in one frame: plain immutable values, free of numpy and OpenCV."""

from dataclasses import dataclass, field
from enum import StrEnum

from .geometry import Box, ObjectKind, Point


@dataclass(frozen=True, slots=True)
class ZoneMotion:
    """Motion inside one include zone."""

    zone_id: str
    detected: bool
    intensity: float
    """Share of the zone that moves, 0..1."""


@dataclass(frozen=True, slots=True)
class Motion:
    """What moved."""

    detected: bool = False
    intensity: float = 0.0
    """Share of the frame that moves, 0..1."""
    boxes: tuple[Box, ...] = ()
    suppressed: str | None = None
    """Why a change was not called motion (`learning`, `light`, `camera_mode`, `camera_moved` …), else None."""
    zones: tuple[ZoneMotion, ...] = ()
    sudden: tuple[Box, ...] = ()
    """Where something appeared at once in the last second: a lamp, or somebody worth a look for a face."""


@dataclass(frozen=True, slots=True)
class Face:
    """A face in view."""

    box: Box
    score: float
    """How sure the detector is, 0..1."""
    is_unmoved: bool = False
    """Whether it was there when Argus began to look and has not stirred since: somebody who sits still, or a poster."""


class TrackKind(StrEnum):
    """What a track follows."""

    FACE = "face"
    OBJECT = "object"


@dataclass(frozen=True, slots=True)
class DetectedObject:
    """A person, vehicle or animal in view."""

    kind: ObjectKind
    label: str
    """COCO's name of it, such as `person`, `car` or `dog`."""
    box: Box
    score: float
    """How sure the detector is, over all its looks, 0..1."""
    track_id: int | None = None
    """The track it belongs to; several may share one that covers them all."""


@dataclass(frozen=True, slots=True)
class Track:
    """One visitor followed over frames."""

    id: int
    kind: TrackKind
    box: Box
    trail: tuple[Point, ...]
    """Where it was, oldest first, a few seconds at most."""
    face: Box | None = None
    """The face that a moving object carries, where that is known."""
    object: ObjectKind | None = None
    """What it is, or None while that is unknown."""


class Direction(StrEnum):
    """Which way a line was crossed."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Crossing:
    """A track that changed sides of a line."""

    line_id: str
    direction: Direction
    track_id: int
    of_vehicle: bool = False
    """Whether the line counted vehicles at that moment, which are no visitors."""


class Tamper(StrEnum):
    """What was done to the camera."""

    COVERED = "covered"
    BLINDED = "blinded"
    DEFOCUSED = "defocused"
    MOVED = "moved"
    FROZEN = "frozen"
    NO_SIGNAL = "no_signal"


@dataclass(frozen=True, slots=True)
class Observation:
    """All that one frame told."""

    width: int
    height: int
    """Size of the frame in pixels."""
    motion: Motion = field(default_factory=Motion)
    faces: tuple[Face, ...] = ()
    tracks: tuple[Track, ...] = ()
    crossings: tuple[Crossing, ...] = ()
    tamper: Tamper | None = None
    objects: tuple[DetectedObject, ...] = ()

    @property
    def faces_of_people(self) -> tuple[Face, ...]:
        """The faces, without those in a vehicle: a grille and two lamps look like one, and who drives by does not come."""
        vehicles, people = (
            [each.box for each in self.objects if each.kind is kind]
            for kind in (ObjectKind.VEHICLE, ObjectKind.PERSON)
        )
        return tuple(
            face
            for face in self.faces
            if not any(box.holds(face.box.centre) for box in vehicles)
            or any(box.holds(face.box.centre) for box in people)
        )
