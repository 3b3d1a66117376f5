"""What cameras of a household and of a shop see in a simulated month: observations, and what is true of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random
from typing import Final

from custom_components.argus.vision import (
    Box,
    Crossing,
    Direction,
    Face,
    Motion,
    Observation,
    Track,
    TrackKind,
)

DAY: Final = 86_400
HOUR: Final = 3_600
STEP: Final = 2.0
"""Seconds between two observations of what goes on."""
AWAY: Final = 60.0
"""Seconds without anybody after which a face is somebody new."""
RUSH: Final = 1200.0
"""Seconds in which the shop's door is never still."""
RUSH_VISITORS: Final = 100
DOOR, GARDEN, SHOP = "Front door", "Garden", "Shop"
LINE: Final = "line"

_BODY: Final = Box(0.4, 0.25, 0.6, 0.95)
_HEAD: Final = Box(0.46, 0.25, 0.54, 0.42)
NOTHING: Final = Observation(640, 360)
MOVES: Final = replace(
    NOTHING, motion=Motion(detected=True, intensity=0.06, boxes=(_BODY,))
)
FACED: Final = replace(MOVES, faces=(Face(_HEAD, 0.9),))


@dataclass(frozen=True, slots=True)
class Scene:
    """Something that one camera sees for a while, and whether a face belongs to it."""

    camera: str
    begin: float
    """Seconds since the month began."""
    seconds: float
    face_from: float | None = None
    """Seconds from its begin until a face is in view, as long as it lasts; None for none."""
    direction: Direction | None = None
    """Which way somebody crosses the line in the middle of it."""


@dataclass(slots=True)
class Day:
    """What happens in a day, in the order in which it begins."""

    scenes: list[Scene] = field(default_factory=list)

    def add(
        self,
        camera: str,
        begin: float,
        seconds: float,
        face_from: float | None = None,
        direction: Direction | None = None,
    ) -> None:
        """Add something that is seen."""
        self.scenes.append(Scene(camera, begin, seconds, face_from, direction))


def household(chance: Random, number: int) -> Day:
    """Return a day of a family: visits and deliveries, a cat, sometimes wind, gardening, or a stranger at night."""
    day, start = Day(), number * DAY
    for _ in range(chance.randrange(6, 14)):
        at = start + chance.uniform(7, 22) * HOUR
        day.add(DOOR, at, chance.uniform(15, 40), face_from=chance.uniform(1, 5))
    for _ in range(chance.randrange(4, 14)):
        day.add(GARDEN, start + chance.uniform(0, 24) * HOUR, chance.uniform(8, 40))
    if chance.random() < 0.25:
        at = start + chance.uniform(8, 14) * HOUR
        until = at + 6 * HOUR
        while at < until:
            gust = chance.uniform(20, 60)
            day.add(GARDEN, at, gust)
            at += gust + chance.uniform(100, 230)
    if chance.random() < 0.2:
        at = start + chance.uniform(9, 17) * HOUR
        lasts = chance.uniform(20, 50) * 60
        day.add(GARDEN, at, lasts)
        if chance.random() < 0.5:
            # Somebody comes to who works there.
            day.add(GARDEN, at + chance.uniform(0.3, 0.8) * lasts, 30, face_from=2)
    if chance.random() < 0.1:
        at = start + chance.uniform(1, 4) * HOUR
        day.add(GARDEN, at, chance.uniform(20, 90), face_from=3)
    return day


def shop(chance: Random, number: int, visitors: int) -> Day:
    """Return a day of a shop: visitors who come and leave, most at noon and after work, people who pass by, and a rush.

    In the rush somebody moves all the time.
    """
    day, start = Day(), number * DAY
    for _ in range(visitors):
        hour = chance.choice(
            (chance.uniform(9, 19), chance.gauss(12.3, 0.7), chance.gauss(17.3, 0.6))
        )
        came = start + min(max(hour, 9), 18.8) * HOUR
        for at, way in (
            (came, Direction.IN),
            (came + chance.uniform(60, 900), Direction.OUT),
        ):
            day.add(SHOP, at, chance.uniform(4, 10), direction=way)
    rush = start + chance.uniform(10, 17) * HOUR
    day.add(SHOP, rush, RUSH)
    for _ in range(RUSH_VISITORS):
        way = chance.choice((Direction.IN, Direction.OUT))
        day.add(SHOP, rush + chance.uniform(0, RUSH - 10), 8, direction=way)
    for _ in range(visitors // 2):
        day.add(SHOP, start + chance.uniform(8, 21) * HOUR, chance.uniform(2, 8))
    return day


def observations(scenes: list[Scene]) -> Iterator[tuple[float, Observation, bool]]:
    """Yield when one camera sees what, and whether somebody new shows their face, in the order of time.

    Where scenes overlap, what tells more is seen; a frame of nothing follows each pause.
    """
    moments: dict[float, tuple[int, Observation, list[Direction]]] = {}
    for scene in scenes:
        steps = max(2, round(scene.seconds / STEP))
        for step in range(steps + 1):
            at = round((scene.begin + step * STEP) / STEP) * STEP
            shows = scene.face_from is not None and step * STEP >= scene.face_from
            rank, seen, ways = moments.get(at, (0, MOVES, []))
            if shows and rank < 1:
                rank, seen = 1, FACED
            if scene.direction is not None and step == steps // 2:
                ways.append(scene.direction)
            moments[at] = (rank, seen, ways)
    faced = last = float("-inf")
    for at in sorted(moments):
        _, seen, ways = moments[at]
        if at - last > STEP:
            # Enough for all to be over in between.
            for pause in (STEP, 30.0, 60.0):
                if last + pause < at and last > float("-inf"):
                    yield last + pause, NOTHING, False
        if ways:
            seen = replace(
                seen,
                tracks=tuple(
                    Track(number, TrackKind.OBJECT, _BODY, ())
                    for number in range(len(ways))
                ),
                crossings=tuple(
                    Crossing(LINE, way, number) for number, way in enumerate(ways)
                ),
            )
        is_new = bool(seen.faces) and at - faced >= AWAY
        if seen.faces:
            faced = at
        last = at
        yield at, seen, is_new
    if moments:
        for pause in (STEP, 30.0, 60.0):
            yield last + pause, NOTHING, False
