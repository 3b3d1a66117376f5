"""State of a track, and the clock it ages by."""

from collections import deque
from dataclasses import dataclass, field
import math

from ..geometry import Box, Point
from .grouping import share_inside
from .kalman import RUSH, BoxKalmanFilter

FRAMES = 2.5
"""With frames far apart patience is that many frames, instead of seconds."""
TRAIL_LENGTH = 40
HOLE = 0.7
"""A detection with this share where somebody stood is of that place …"""
HOLE_SIZE = 2.5
"""… or one around it that is larger by no more than this factor, and no wider."""
HITS = 2
"""Sightings that confirm a track."""


class Clock:
    """Time that stands still when the caller's does not advance."""

    def __init__(self) -> None:
        """Begin at zero."""
        self.time = 0.0
        self.spacing = 0.2
        """Usual seconds between frames."""
        self._now: float | None = None

    def advance(self, now: float) -> float:
        """Go on to the time of a frame; return the seconds that passed, ≥ 0."""
        seconds = 0.0 if self._now is None else max(0.0, now - self._now)
        if not math.isfinite(seconds):
            seconds = 0.0
        if math.isfinite(now):
            self._now = now
        self.time += seconds
        if 0 < seconds < 15:
            self.spacing += 0.2 * (seconds - self.spacing)
        return seconds

    def age(self, moment: float) -> float:
        """Return how long ago a moment was."""
        return self.time - moment

    def patience(self, seconds: float) -> float:
        """Return how long to wait when frames may be far apart."""
        return max(seconds, FRAMES * self.spacing)


@dataclass(slots=True, eq=False)
class Part:
    """The face or the body of a visitor."""

    filter: BoxKalmanFilter
    seen: float
    """When it was last seen, on the tracker's clock."""
    doubles: int = 0
    """How often it was seen as two side by side."""
    before: Box | None = None
    """What was taken for it in the look before the last."""


@dataclass(slots=True, eq=False)
class TrackState:
    """Somebody who is followed."""

    id: int
    seen: float
    body: Part | None = None
    face: Part | None = None
    hits: int = 0
    asleep: bool = False
    gone: bool = False
    """Whether it turned out to be but a part of somebody."""
    origin: TrackState | None = None
    """At whose side it turned up, as a part of somebody does, until they part."""
    split: bool = False
    """Whether it turned up where that one was: then both may have come as one."""
    hidden: bool = False
    """Whether somebody else is in front."""
    head: tuple[float, float] = (0.5, 0.12)
    """Where the face is in the body's box, shares of its width and height."""
    halt: Box | None = None
    """The box it came to stand with, if it has not left that since."""
    sleeper: TrackState | None = None
    """Near whom that is asleep it turned up: perhaps it is that one."""
    stood: Box | None = None
    """Where it stood before it set off: what is seen there now is the hole it left in
    the background, not it."""
    woken: float = 0.0
    """When it set off."""
    trail: deque[Point] = field(default_factory=lambda: deque(maxlen=TRAIL_LENGTH))
    times: deque[float] = field(default_factory=lambda: deque(maxlen=TRAIL_LENGTH))
    """When it was at each place of the trail."""

    def forget_trail(self) -> None:
        """Begin a new trail, of another part."""
        self.trail.clear()
        self.times.clear()

    def inherit_trail(self, other: TrackState) -> None:
        """Have been where somebody else was before this one was first seen."""
        times, trail = [*self.times], [*self.trail]
        past = sum(time < times[0] for time in other.times)
        self.forget_trail()
        self.times.extend([*[*other.times][:past], *times])
        self.trail.extend([*[*other.trail][:past], *trail])

    def is_hole(self, box: Box) -> bool:
        """Tell whether a detection is but of the place where it stood."""
        stood = self.stood
        if stood is None:
            return False
        if share_inside(box, stood) >= HOLE:
            return True
        # Of who stands there but a part is seen to move in the end.
        across = min(box.x1, stood.x1) - max(box.x0, stood.x0)
        return (
            share_inside(stood, box) >= HOLE
            and across >= HOLE * box.width
            and box.area <= HOLE_SIZE * stood.area
        )

    @property
    def confirmed(self) -> bool:
        """Whether it was seen often enough to be somebody."""
        return self.hits >= HITS

    @property
    def is_quick(self) -> bool:
        """Whether it is too quick to stop within a moment."""
        return self.main.filter.speed >= RUSH

    @property
    def main(self) -> Part:
        """What places the visitor: the body if there is one."""
        part = self.body or self.face
        assert part is not None
        return part

    @property
    def point(self) -> Point:
        """Where the visitor stands: the foot of the body, else the face's middle."""
        box = self.main.filter.box
        return foot_point(box) if self.body else box.centre


def foot_point(box: Box) -> Point:
    """Return where an object stands: the middle of its lower edge, in the picture."""
    x, y = (box.x0 + box.x1) / 2, box.y1
    if not (0 <= x <= 1 and 0 <= y <= 1):
        x, y = min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)
    return Point(x, y)
