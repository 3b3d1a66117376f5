"""Shapes in normalised picture coordinates: 0..1, x to the right, y downwards."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the picture."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle; x0 <= x1 and y0 <= y1."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """Width as a share of the picture's width."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Height as a share of the picture's height."""
        return self.y1 - self.y0

    @property
    def area(self) -> float:
        """Area as a share of the picture."""
        return (self.x1 - self.x0) * (self.y1 - self.y0)

    @property
    def centre(self) -> Point:
        """The middle of the rectangle."""
        return Point((self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2)

    def holds(self, point: Point) -> bool:
        """Return whether a point is in it or on its edge."""
        return self.x0 <= point.x <= self.x1 and self.y0 <= point.y <= self.y1

    def overlap(self, other: Box) -> float:
        """Return the intersection over union with another box, 0..1."""
        # Most are apart, which four comparisons tell.
        if (
            self.x0 >= other.x1
            or other.x0 >= self.x1
            or self.y0 >= other.y1
            or other.y0 >= self.y1
        ):
            return 0.0
        width = min(self.x1, other.x1) - max(self.x0, other.x0)
        height = min(self.y1, other.y1) - max(self.y0, other.y0)
        if width <= 0 or height <= 0:
            return 0.0
        shared = width * height
        return shared / (self.area + other.area - shared)


class ObjectKind(StrEnum):
    """What it is that moves."""

    PERSON = "person"
    VEHICLE = "vehicle"
    ANIMAL = "animal"


class ZoneKind(StrEnum):
    """What a zone does to motion inside it."""

    INCLUDE = "include"
    EXCLUDE = "exclude"


class Ignored(StrEnum):
    """What a zone to ignore leaves out."""

    MOTION = "motion"
    FACES = "faces"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Zone:
    """A named polygon of at least three corners."""

    id: str
    name: str
    points: tuple[Point, ...]
    kind: ZoneKind = ZoneKind.INCLUDE
    sensitivity: int | None = None
    """1..100; None takes the camera's."""
    kinds: frozenset[ObjectKind] = frozenset()
    """What counts as motion inside; nothing named is whatever moves."""
    ignore: Ignored = Ignored.MOTION
    """What is left out inside, if it is a zone to ignore."""

    @property
    def bars_motion(self) -> bool:
        """Whether nothing that moves inside counts."""
        return self.kind is ZoneKind.EXCLUDE and self.ignore is not Ignored.FACES

    @property
    def bars_faces(self) -> bool:
        """Whether no face inside counts: on a screen or a poster there are no people."""
        return self.kind is ZoneKind.EXCLUDE and self.ignore is not Ignored.MOTION


class LineCounts(StrEnum):
    """What a line counts."""

    FACES = "faces"
    MOTION = "motion"
    BOTH = "both"
    PERSONS = "persons"
    VEHICLES = "vehicles"


@dataclass(frozen=True, slots=True)
class Line:
    """A counting line from start to end.

    Whoever stands at start and looks towards end sees "in" as the way from the left hand to the right hand. For a line
    drawn from left to right that is downwards in the picture.
    """

    id: str
    name: str
    start: Point
    end: Point
    counts: LineCounts = LineCounts.BOTH
    name_in: str | None = None
    name_out: str | None = None

    @property
    def is_for_visitors(self) -> bool:
        """Whether who crosses it is somebody: of vehicles nobody comes in."""
        return self.counts is not LineCounts.VEHICLES
