"""Kalman filter for a box's centre, size and velocity."""

from collections.abc import Sequence
from dataclasses import dataclass
import math

from ..geometry import Box

ACCELERATION = 1.5
"""How fast people change their pace, box sizes per second squared."""
TOP_SPEED = 1.5
"""Usual pace of somebody just seen, box sizes per second (one sigma)."""
SLACK = 0.6
DASH = 2.0
"""Box sizes that somebody may be off at once, and per second of running."""
CALM_TIME = 0.5
"""Seconds in which somebody unseen is thought to slow down."""
RUSH = 2.0
"""Nobody quicker than this stops within a moment, box sizes per second."""
FLOW_DOUBT = 0.25
"""How far somebody's speed is from that of the flow they come with, share of it (one sigma)."""
START = 0.4
"""How fast somebody who stood may be going a moment later, box sizes per second."""
JITTER = 0.1
"""How far the middle of a detection strays, as a share of its width or height."""
PIXEL = 0.004
"""What is added to the jitter of the smallest boxes, share of the picture."""
SIZE_TIME = 0.4
"""Seconds in which the size follows a whole detection."""
EDGE_DOUBT = 2.0
"""How much less the edge of a crowd tells about a place than a box does."""
ONCE = 0.3
"""No single detection tells more about the size than one after so many seconds."""
PART = 0.8
"""A detection shorter than this share of the known length is a part …"""
PART_TIME = 3.0
"""… that the length follows in so many seconds."""
PARTS = 3
"""So many parts in a row are the whole, of somebody who walks …"""
WALKING = 0.5
"""… at this speed at least, box sizes per second."""
KNOWN = 4
"""Sightings after which the size is known."""
FITS = 1.4
"""How much longer than known something may be with a part joined to it."""
SMALLEST = 0.08
"""Size below which a box moves and errs as one of this size."""


@dataclass(slots=True)
class Axis:
    """Place and speed along one axis: a Kalman filter of constant velocity.

    Textbook form (Bar-Shalom, Li and Kirubarajan, "Estimation with Applications to
    Tracking and Navigation", 2001, 6.3.2, white noise acceleration), written out for
    two states.
    """

    place: float
    length: float
    """Size of the object along the axis."""
    jitter_var: float = 0.0
    """Variance of where the middle of an object of this length is detected."""
    speed: float = 0.0
    place_var: float = 0.0
    shared_var: float = 0.0
    speed_var: float = 0.0
    parts: int = 0
    """How often in a row only a part was seen."""

    def __post_init__(self) -> None:
        """Be as sure of the place as one sighting makes."""
        self.resize(self.length)
        self.place_var = self.jitter_var

    def resize(self, length: float) -> None:
        """Take the object for one of this length."""
        self.length = length
        self.jitter_var = (JITTER * length + PIXEL) ** 2

    def predict(self, seconds: float, noise: float) -> None:
        """Move on by some seconds; noise is the variance of the acceleration."""
        speed_var, shared_var = self.speed_var, self.shared_var
        gained = noise * seconds * seconds
        self.place += self.speed * seconds
        self.place_var += seconds * (
            2 * shared_var + seconds * (speed_var + gained / 4)
        )
        self.shared_var = shared_var + seconds * (speed_var + gained / 2)
        self.speed_var = speed_var + gained

    def slow_down(self, share: float, doubt: float) -> None:
        """Keep but a share of the speed and, down to a variance, of the doubt."""
        self.speed *= share
        self.shared_var *= share
        self.speed_var = max(self.speed_var * share * share, doubt)

    def correct(self, place: float, variance: float) -> None:
        """Take a sighting of the place with its variance into account."""
        place_var, shared_var = self.place_var, self.shared_var
        spread = place_var + variance
        trust, speed_trust = place_var / spread, shared_var / spread
        error, doubt = place - self.place, 1 - trust
        self.place += trust * error
        self.speed += speed_trust * error
        self.speed_var -= speed_trust * shared_var
        self.shared_var = shared_var * doubt
        self.place_var = place_var * doubt


class BoxKalmanFilter:
    """A box followed over time: its middle moves evenly, its size changes slowly."""

    __slots__ = ("_box", "last", "scale", "sightings", "size", "x", "y")

    def __init__(self, box: Box, scale: float = 1.0) -> None:
        """Begin with a first sighting.

        Args:
            box: The detection.
            scale: How much larger than the box is what carries it and sets the pace.
        """
        self.scale = scale
        self.sightings = 1
        self.last = box
        """The latest sighting."""
        self._box: Box | None = None
        self.x = Axis((box.x0 + box.x1) / 2, box.width)
        self.y = Axis((box.y0 + box.y1) / 2, box.height)
        self.size = self._measure_size()
        """The length that speeds are measured by: √(width × height) of the whole."""
        self.forget_speed()

    @property
    def spread(self) -> tuple[float, float]:
        """Variance of where its middle will be seen, along x and along y."""
        x, y = self.x, self.y
        return x.place_var + x.jitter_var, y.place_var + y.jitter_var

    def turned(self, seconds: float) -> tuple[float, float]:
        """Return the variances of its middle if some seconds ago it changed its way."""
        gone = (TOP_SPEED * self.size * seconds) ** 2
        return gone + self.x.jitter_var, gone + self.y.jitter_var

    def reach(self, seconds: float) -> float:
        """Return how far its middle can have gone within some seconds."""
        return (SLACK + DASH * seconds) * self.size

    @property
    def known(self) -> bool:
        """Whether it was seen by itself often enough to know its size."""
        return self.sightings >= KNOWN

    @property
    def speed(self) -> float:
        """How fast it moves, box sizes per second."""
        return math.hypot(self.x.speed, self.y.speed) / self.size

    @property
    def corners(self) -> tuple[float, float, float, float]:
        """Where it is believed to be: x0, y0, x1, y1; may be beyond the picture."""
        x, y = self.x, self.y
        half_w, half_h = x.length / 2, y.length / 2
        return x.place - half_w, y.place - half_h, x.place + half_w, y.place + half_h

    @property
    def box(self) -> Box:
        """Where it is believed to be; may reach beyond the picture."""
        box = self._box
        if box is None:
            box = self._box = Box(*self.corners)
        return box

    def fits(self, whole: Box) -> bool:
        """Tell whether a box is not more than the object, as far as that is known."""
        return not self.known or (
            whole.width <= FITS * self.x.length and whole.height <= FITS * self.y.length
        )

    def forget_speed(self) -> None:
        """Stand, but be ready to go with the speed of somebody just seen."""
        for axis in (self.x, self.y):
            axis.speed = axis.shared_var = 0.0
            axis.speed_var = (TOP_SPEED * self.size) ** 2

    def start(self, speed_x: float, speed_y: float, seconds: float) -> None:
        """Go with the speed that two sightings make.

        Args:
            speed_x: Along x, shares of the picture per second.
            speed_y: Along y.
            seconds: Time between the two sightings (> 0).
        """
        for axis, speed in ((self.x, speed_x), (self.y, speed_y)):
            axis.speed = speed
            axis.shared_var = axis.jitter_var / seconds
            axis.speed_var = 2 * axis.jitter_var / (seconds * seconds)

    def follow_flow(self, speed_x: float, speed_y: float) -> None:
        """Be thought to go as others went here.

        Args:
            speed_x: Along x, shares of the picture per second.
            speed_y: Along y.
        """
        doubt = (FLOW_DOUBT * math.hypot(speed_x, speed_y)) ** 2
        for axis, speed in ((self.x, speed_x), (self.y, speed_y)):
            axis.speed, axis.speed_var = speed, doubt

    def predict(self, seconds: float, unseen: bool) -> None:
        """Move on by some seconds (≥ 0).

        Args:
            seconds: How many.
            unseen: Whether the last look did not find it: what does not move is not
                seen to move, so it will have slowed down, unless it is too quick for
                that.
        """
        if seconds > 0:
            self._box = None
            if unseen and self.speed < RUSH:
                calm = math.exp(-seconds / CALM_TIME)
                doubt = (START * self.size) ** 2
                self.x.slow_down(calm, doubt)
                self.y.slow_down(calm, doubt)
            noise = (ACCELERATION * self.size) ** 2
            self.x.predict(seconds, noise)
            self.y.predict(seconds, noise)

    def correct(self, seen: Box, seconds: float) -> None:
        """Take a sighting into account, along each axis by itself.

        What is much shorter than known is a part: an arm that moves, legs alone,
        somebody leaving the picture. The box goes only as far as it must to cover it
        and keeps its size for seconds, because what is not seen of a person is still
        there.

        Args:
            seen: The detection.
            seconds: Time since the last sighting, for the change of size.
        """
        self.sightings += 1
        self.last = seen
        self._box = None
        seconds = min(seconds, ONCE)
        pace = max(1 / self.sightings, 1 - math.exp(-seconds / SIZE_TIME))
        self._correct_axis(self.x, seen.x0, seen.x1, seconds, pace)
        self._correct_axis(self.y, seen.y0, seen.y1, seconds, pace)
        self.size = self._measure_size()

    def _correct_axis(
        self, axis: Axis, low: float, high: float, seconds: float, pace: float
    ) -> None:
        seen, length = high - low, axis.length
        if seen < PART * length:
            axis.parts += 1
            if axis.parts < PARTS or self.speed < WALKING:
                half = length / 2
                push = _covering_shift(axis.place - half, axis.place + half, low, high)
                axis.correct(axis.place + push, 2 * axis.jitter_var)
                pace = 1 - math.exp(-seconds / PART_TIME)
                axis.resize(length + pace * (seen - length))
                return
        else:
            axis.parts = 0
        axis.correct((low + high) / 2, axis.jitter_var)
        axis.resize(length + pace * (seen - length))

    def _measure_size(self) -> float:
        return max(self.scale * math.sqrt(self.x.length * self.y.length), SMALLEST)

    def hold_within(self, crowd: Box, others: Sequence[Box]) -> None:
        """Stay inside a box that is shared with others.

        Whoever is furthest to one side in a crowd makes its edge there; in between
        everybody moves on as before.

        Args:
            crowd: The detection.
            others: Where the others in it are believed to be.
        """
        box, self._box = self.box, None
        low = all(box.x0 <= one.x0 for one in others)
        high = all(box.x1 >= one.x1 for one in others)
        _hold_axis(self.x, crowd.x0, crowd.x1, low, high)
        low = all(box.y0 <= one.y0 for one in others)
        high = all(box.y1 >= one.y1 for one in others)
        _hold_axis(self.y, crowd.y0, crowd.y1, low, high)

    def carry(self, x: float, y: float, by: BoxKalmanFilter) -> None:
        """Go to a place because what it is fixed to went there.

        Args:
            x: New middle.
            y: New middle.
            by: What it is fixed to; gives the speed.
        """
        self._box = None
        self.x.place, self.y.place = x, y
        self.x.speed, self.y.speed = by.x.speed, by.y.speed


def _hold_axis(axis: Axis, start: float, end: float, low: bool, high: bool) -> None:
    """Correct one axis of somebody who is first or last along it, or in between."""
    half, doubt = axis.length / 2, EDGE_DOUBT * axis.jitter_var
    if low and not high:
        axis.correct(start + half, doubt)
    elif high and not low:
        axis.correct(end - half, doubt)
    else:
        push = _covering_shift(start, end, axis.place - half, axis.place + half)
        if push:
            axis.correct(axis.place - push, 2 * doubt)


def _covering_shift(
    outer0: float, outer1: float, inner0: float, inner1: float
) -> float:
    """Return how far an interval has to move to cover another, 0 if it does."""
    if inner1 - inner0 >= outer1 - outer0:
        return (inner0 + inner1 - outer0 - outer1) / 2
    if inner0 < outer0:
        return inner0 - outer0
    return max(0.0, inner1 - outer1)
