"""Rendered roads: cars one behind another in two lanes, both ways, with the true counts."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from custom_components.argus.vision.geometry import Line, LineCounts, Point

from .scenes import Image

WIDTH, HEIGHT = 640, 360
START = 6.0
"""Seconds before the first car comes."""


@dataclass(frozen=True, slots=True)
class Car:
    """One car of a lane."""

    start: float
    """When its front comes into view."""
    speed: float
    """Pixels per second."""
    length: int
    height: int
    paint: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Lane:
    """The cars that go one way."""

    leftwards: bool
    road: int
    """Row that the wheels stand on."""
    cars: tuple[Car, ...]


@dataclass(frozen=True, slots=True)
class Road:
    """A street seen from its side."""

    street: Image
    lanes: tuple[Lane, ...]
    seconds: float

    @property
    def line(self) -> Line:
        """Across the road in the middle; "in" leads to the right."""
        start, end = Point(0.5, 1.0), Point(0.5, 0.1)
        return Line("road", "Road", start, end, counts=LineCounts.MOTION)

    @property
    def truth(self) -> tuple[int, int]:
        """How many go to the right and to the left."""
        right = sum(len(lane.cars) for lane in self.lanes if not lane.leftwards)
        return right, sum(len(lane.cars) for lane in self.lanes) - right

    def frames(self, fps: float) -> Iterator[tuple[float, Image]]:
        """Yield the seconds and the picture of each frame."""
        for index in range(round(self.seconds * fps)):
            now = index / fps
            picture = self.street.copy()
            for lane in self.lanes:
                for car in lane.cars:
                    _draw(picture, lane, car, now)
            yield now, picture


def render_road(seed: int, speed: tuple[float, float], seconds: float = 30) -> Road:
    """Draw a street and plan its traffic.

    Args:
        seed: Same seed, same road.
        speed: Least and most pixels per second of a lane.
        seconds: Length of the film.
    """
    rng = np.random.default_rng(seed)
    street = np.full((HEIGHT, WIDTH, 3), 105 + rng.uniform(-15, 15), np.float32)
    top = int(HEIGHT * rng.uniform(0.3, 0.4))
    for column in range(8):
        left = column * WIDTH // 8
        street[:top, left : left + WIDTH // 8] = rng.uniform(70, 190, 3)
        street[20:60, left + 20 : left + 55] = rng.uniform(30, 90, 3)
    grain = cv2.GaussianBlur(
        rng.normal(0, 14, (HEIGHT, WIDTH)).astype(np.float32), (5, 5), 0
    )
    street += grain[..., None]
    lanes = tuple(
        _plan_lane(rng, bool(lane), int(top + (HEIGHT - top) * share), speed, seconds)
        for lane, share in enumerate((0.3, 0.75))
    )
    return Road(np.clip(street, 0, 255).astype(np.uint8), lanes, seconds)


def _plan_lane(
    rng: np.random.Generator,
    leftwards: bool,
    road: int,
    speeds: tuple[float, float],
    seconds: float,
) -> Lane:
    speed, cars = rng.uniform(*speeds), list[Car]()
    now = START + rng.uniform(0, 2)
    while now < seconds - (WIDTH + 150) / speed:
        for _ in range(int(rng.integers(1, 5))):
            length = int(rng.uniform(60, 100))
            shade = int(rng.choice([25, 35, 190, 220]))
            paint = shade, shade, min(255, shade + int(rng.integers(0, 35)))
            cars.append(Car(now, speed, length, int(0.45 * length), paint))
            now += length * rng.uniform(1.7, 3) / speed
        now += rng.uniform(1, 4)
    return Lane(leftwards, road, tuple(cars))


def _draw(picture: Image, lane: Lane, car: Car, now: float) -> None:
    front = round((now - car.start) * car.speed)
    if not 0 <= front <= WIDTH + car.length:
        return
    left = WIDTH - front if lane.leftwards else front - car.length
    right, roof = left + car.length, lane.road - car.height
    belt = lane.road - car.height // 2
    cv2.rectangle(picture, (left, belt), (right, lane.road), car.paint, -1)
    cabin = left + car.length // 4, right - car.length // 5
    cv2.rectangle(picture, (cabin[0], roof), (cabin[1], belt), car.paint, -1)
    cv2.rectangle(
        picture, (cabin[0] + 4, roof + 4), (cabin[1] - 4, belt), (75, 70, 65), -1
    )
