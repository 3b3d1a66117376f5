"""Where a box is, where it goes and how sure that is, from noisy sightings."""

from dataclasses import dataclass
import math

from .geometry import Box

ACCELERATION = 1.5
"""How fast people change their pace, box sizes per second squared."""
TOP_SPEED = 1.5
"""Usual pace of somebody just seen, box sizes per second (one sigma)."""
JITTER = 0.1
"""How far the middle of a detection strays, as a share of its width or height."""
PIXEL = 0.004
"""What is added to the jitter of the smallest boxes, share of the picture."""
SIZE_TIME = 0.4
"""Seconds in which the size follows a whole detection."""
PART = 0.8
"""A detection shorter than this share of the known length is a part …"""
PART_TIME = 3.0
"""… that the length follows in so many seconds."""
MORE = 1.5
"""A detection longer by this factor is more than the object …"""
MORE_TIME = 1.0
"""… and the length follows in so many seconds …"""
KNOWN = 4
"""… once there were so many sightings that the length is known."""
SMALLEST = 0.03
"""Size below which a box moves and errs as one of this size."""


@dataclass(slots=True)
class Axis:
    """Place and speed along one axis: a Kalman filter of constant velocity.

    Textbook form (Bar-Shalom, Li and Kirubarajan, "Estimation with Applications to
    Tracking and Navigation", 2001, 6.3.2, white noise acceleration), written out for
    two states.
    """

    place: float
    speed: float = 0.0
    place_var: float = 0.0
    shared_var: float = 0.0
    speed_var: float = 0.0

    def predict(self, seconds: float, noise: float) -> None:
        """Move on by some seconds; noise is the variance of the acceleration."""
        self.place += self.speed * seconds
        self.place_var += seconds * (
            2 * self.shared_var
            + seconds * (self.speed_var + noise * seconds * seconds / 4)
        )
        self.shared_var += seconds * (self.speed_var + noise * seconds * seconds / 2)
        self.speed_var += noise * seconds * seconds

    def correct(self, place: float, variance: float) -> None:
        """Take a sighting of the place with its variance into account."""
        spread = self.place_var + variance
        trust, speed_trust = self.place_var / spread, self.shared_var / spread
        error = place - self.place
        self.place += trust * error
        self.speed += speed_trust * error
        self.speed_var -= speed_trust * self.shared_var
        self.shared_var *= 1 - trust
        self.place_var *= 1 - trust


class BoxFilter:
    """A box followed over time: its middle moves evenly, its size changes slowly."""

    __slots__ = ("height", "sightings", "width", "x", "y")

    def __init__(self, box: Box) -> None:
        """Begin with a first sighting."""
        self.width = box.width
        self.height = box.height
        self.sightings = 1
        centre = box.centre
        self.x = Axis(centre.x)
        self.y = Axis(centre.y)
        self.forget_speed()

    @property
    def size(self) -> float:
        """The length that speeds and errors are measured by: √(width × height)."""
        return max(math.sqrt(self.width * self.height), SMALLEST)

    @property
    def spread(self) -> tuple[float, float]:
        """Variance of where its middle will be seen, along x and along y."""
        return (
            self.x.place_var + _variance(self.width),
            self.y.place_var + _variance(self.height),
        )

    @property
    def speed(self) -> float:
        """How fast it moves, box sizes per second."""
        return math.hypot(self.x.speed, self.y.speed) / self.size

    @property
    def box(self) -> Box:
        """Where it is believed to be; may reach beyond the picture."""
        half_w, half_h = self.width / 2, self.height / 2
        x, y = self.x.place, self.y.place
        return Box(x - half_w, y - half_h, x + half_w, y + half_h)

    def forget_speed(self) -> None:
        """Stand still with the uncertainty of somebody just seen."""
        size = self.size
        for axis, length in ((self.x, self.width), (self.y, self.height)):
            axis.speed = 0.0
            axis.place_var = _variance(length)
            axis.shared_var = 0.0
            axis.speed_var = (TOP_SPEED * size) ** 2

    def predict(self, seconds: float) -> None:
        """Move on by some seconds (≥ 0)."""
        if seconds > 0:
            noise = (ACCELERATION * self.size) ** 2
            self.x.predict(seconds, noise)
            self.y.predict(seconds, noise)

    def correct(self, seen: Box, seconds: float) -> None:
        """Take a sighting into account, along each axis by itself.

        What is much shorter than known is a part: an arm that moves, legs alone,
        somebody leaving the picture. The box goes only as far as it must to cover it
        and keeps its size for seconds, because what is not seen of a person is still
        there. What is much longer is somebody with something else, and the box stays
        inside.

        Args:
            seen: The detection.
            seconds: Time since the last sighting, for the change of size.
        """
        self.sightings += 1
        self.width = self._correct_axis(self.x, self.width, seen.x0, seen.x1, seconds)
        self.height = self._correct_axis(self.y, self.height, seen.y0, seen.y1, seconds)

    def _correct_axis(
        self, axis: Axis, length: float, low: float, high: float, seconds: float
    ) -> float:
        """Correct one axis; return the new length along it."""
        seen = high - low
        start, end = axis.place - length / 2, axis.place + length / 2
        if seen < PART * length:
            axis.correct(
                axis.place + _push(start, end, low, high), 2 * _variance(length)
            )
            pace = 1 - math.exp(-seconds / PART_TIME)
        elif seen > MORE * length and self.sightings > KNOWN:
            axis.correct(
                axis.place - _push(low, high, start, end), 2 * _variance(length)
            )
            pace = 1 - math.exp(-seconds / MORE_TIME)
        else:
            axis.correct((low + high) / 2, _variance(length))
            pace = max(1 / self.sightings, 1 - math.exp(-seconds / SIZE_TIME))
        return length + pace * (seen - length)

    def hold_within(self, crowd: Box) -> None:
        """Stay inside a box that is shared with others, moving on as before."""
        box = self.box
        for axis, length, push in (
            (self.x, self.width, _push(crowd.x0, crowd.x1, box.x0, box.x1)),
            (self.y, self.height, _push(crowd.y0, crowd.y1, box.y0, box.y1)),
        ):
            if push:
                axis.correct(axis.place - push, 4 * _variance(length))

    def carry(self, x: float, y: float, by: BoxFilter) -> None:
        """Go to a place because what it is fixed to went there.

        Args:
            x: New middle.
            y: New middle.
            by: What it is fixed to; gives the speed.
        """
        self.x.place, self.y.place = x, y
        self.x.speed, self.y.speed = by.x.speed, by.y.speed


def _variance(length: float) -> float:
    return (JITTER * length + PIXEL) ** 2


def _push(outer0: float, outer1: float, inner0: float, inner1: float) -> float:
    """Return how far an interval has to move to cover another, 0 if it does."""
    if inner1 - inner0 >= outer1 - outer0:
        return (inner0 + inner1 - outer0 - outer1) / 2
    if inner0 < outer0:
        return inner0 - outer0
    return max(0.0, inner1 - outer1)
