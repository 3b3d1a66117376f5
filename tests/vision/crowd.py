"""Simulated crowds: what detectors would see of people whose true ways are known.

People walk through the picture one after the other in as many places at once as asked
for; some stop for a while, some turn round. The detections have what real ones have:
noise, misses, parts instead of the whole, one box for people who overlap, nothing at all
of people who stand still, faces now and then of those who come nearer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
import math
import random

from custom_components.argus.vision.geometry import Box, Line, Point
from custom_components.argus.vision.observation import Direction, Face

CLEAR = 0.02
"""How far from the line somebody has to be to belong to a side."""
LATE = 2.0
"""Seconds within which a counted crossing tells of a true one."""


@dataclass(frozen=True, slots=True)
class Flaws:
    """What is wrong with the detections; shares of all detections."""

    noise: float = 0.04
    """Error of each edge, share of the box's width or height (one sigma)."""
    missed: float = 0.06
    part: float = 0.08
    split: float = 0.04
    still_seen: float = 0.3
    """How often something of somebody standing still is seen to move."""
    face_seen: float = 0.5
    merge: float = 0.3
    """Two boxes are seen as one from this overlap on, share of the smaller one's width
    and height: people fill about two thirds of their box. 1 keeps all apart."""
    uneven: float = 0.3
    """How much the time between frames varies, share of it."""
    dropped: float = 0.03


PERFECT = Flaws(0, 0, 0, 0, 1, 0, merge=1, uneven=0, dropped=0)


@dataclass(frozen=True, slots=True)
class Passing:
    """A true or a counted crossing."""

    time: float
    direction: Direction


@dataclass(frozen=True, slots=True)
class Sight:
    """What is detected in one frame."""

    now: float
    faces: tuple[Face, ...]
    boxes: tuple[Box, ...]


@dataclass(slots=True)
class Walker:
    """Somebody's true way: places of the feet at some moments, straight in between."""

    places: list[tuple[float, Point]]
    tallness: float = 1.0

    @property
    def begin(self) -> float:
        """When the way begins."""
        return self.places[0][0]

    @property
    def end(self) -> float:
        """When it ends."""
        return self.places[-1][0]

    def foot(self, time: float) -> Point:
        """Return where the feet are."""
        before, after = self.places[0], self.places[-1]
        for place in self.places:
            if place[0] <= time:
                before = place
            else:
                after = place
                break
        span = after[0] - before[0]
        share = min(max((time - before[0]) / span, 0.0), 1.0) if span > 0 else 0.0
        return Point(
            before[1].x + share * (after[1].x - before[1].x),
            before[1].y + share * (after[1].y - before[1].y),
        )

    def speed(self, time: float) -> tuple[float, float]:
        """Return how fast the feet move, pictures per second along x and y."""
        here, soon = self.foot(time - 0.05), self.foot(time + 0.05)
        return (soon.x - here.x) / 0.1, (soon.y - here.y) / 0.1

    def body(self, time: float) -> Box:
        """Return the whole person, taller the nearer."""
        foot = self.foot(time)
        height = self.tallness * (0.22 + 0.16 * min(max(foot.y, 0.0), 1.2))
        width = height * 0.4 * 9 / 16
        return Box(foot.x - width / 2, foot.y - height, foot.x + width / 2, foot.y)


@dataclass(slots=True)
class Crowd:
    """People, the detections of them and their true crossings of a line."""

    line: Line
    walkers: list[Walker] = field(default_factory=list)
    sights: list[Sight] = field(default_factory=list)
    truth: list[Passing] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Score:
    """How well crossings were counted."""

    true: int
    right: int
    false: int

    @property
    def accuracy(self) -> float:
        """Right ones among all that happened or were made up."""
        return self.right / max(1, self.true + self.false)

    def __add__(self, other: Score) -> Score:
        """Add up the scores of two crowds."""
        return Score(
            self.true + other.true, self.right + other.right, self.false + other.false
        )


def score(truth: Sequence[Passing], counted: Sequence[Passing]) -> Score:
    """Pair counted with true crossings of the same direction, nearest in time first."""
    gaps = sorted(
        (abs(one.time - other.time), i, j)
        for i, one in enumerate(truth)
        for j, other in enumerate(counted)
        if one.direction is other.direction and abs(one.time - other.time) <= LATE
    )
    used, told = set[int](), set[int]()
    for _, i, j in gaps:
        if i not in used and j not in told:
            used.add(i)
            told.add(j)
    return Score(len(truth), len(used), len(counted) - len(told))


def depth(line: Line, point: Point) -> float:
    """Signed distance from the line's course, above 0 on the right hand."""
    x, y = line.end.x - line.start.x, line.end.y - line.start.y
    across = x * (point.y - line.start.y) - y * (point.x - line.start.x)
    return across / math.hypot(x, y)


def true_passings(walker: Walker, line: Line, step: float = 0.02) -> list[Passing]:
    """Return when a walker really changes sides, through the segment, by the feet."""
    passings: list[Passing] = []
    side, through = 0, False
    before = walker.foot(walker.begin)
    for index in range(int((walker.end - walker.begin) / step) + 1):
        time = walker.begin + index * step
        here = walker.foot(time)
        far, near = depth(line, here), depth(line, before)
        if (far < 0) != (near < 0):
            through = _through(line, before, here)
        before = here
        if abs(far) < CLEAR:
            continue
        now = 1 if far > 0 else -1
        if side and now != side and through:
            passings.append(Passing(time, Direction.IN if now > 0 else Direction.OUT))
        side = now
    return passings


def _through(line: Line, one: Point, other: Point) -> bool:
    x, y = line.end.x - line.start.x, line.end.y - line.start.y
    middle = Point((one.x + other.x) / 2, (one.y + other.y) / 2)
    along = (middle.x - line.start.x) * x + (middle.y - line.start.y) * y
    return 0 <= along <= x * x + y * y


def random_line(rng: random.Random) -> Line:
    """Return a line across the whole picture at some angle."""
    angle = rng.choice((0.0, 0.0, 90.0, 180.0, 270.0, rng.uniform(0, 360)))
    x, y = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    middle_x, middle_y = rng.uniform(0.42, 0.58), rng.uniform(0.45, 0.6)
    return Line(
        "line",
        "Door",
        Point(middle_x - 0.9 * x, middle_y - 0.9 * y),
        Point(middle_x + 0.9 * x, middle_y + 0.9 * y),
    )


def random_walker(rng: random.Random, line: Line, begin: float) -> Walker:
    """Return somebody who passes the line, or nearly, and maybe stops or turns."""
    x, y = line.end.x - line.start.x, line.end.y - line.start.y
    length = math.hypot(x, y)
    normal_x, normal_y = -y / length, x / length
    forward = rng.choice((-1, 1))
    slant = rng.uniform(-0.5, 0.5)
    way_x = forward * normal_x + slant * x / length
    way_y = forward * normal_y + slant * y / length
    middle_x = (line.start.x + line.end.x) / 2
    middle_y = (line.start.y + line.end.y) / 2
    shift = rng.uniform(-0.42, 0.42)
    gate = Point(middle_x + shift * x / length, middle_y + shift * y / length)

    def at(way: float) -> Point:
        return Point(gate.x + way * way_x, gate.y + way * way_y)

    pace = rng.uniform(0.12, 0.32)
    first, last = -1.0, 1.0
    legs = [first, last]
    kind = rng.random()
    pause = 0.0
    if kind < 0.15:
        legs = [first, rng.choice((-1, 1)) * rng.uniform(0.09, 0.2), first]
    elif kind < 0.3:
        legs = [first, rng.choice((-1, 1)) * rng.uniform(0.09, 0.25), last]
        pause = rng.uniform(0.5, 4.0)
    places = [(begin, at(legs[0]))]
    time = begin
    for index, (start, stop) in enumerate(pairwise(legs)):
        if index and pause:
            time += pause
            places.append((time, at(start)))
        time += abs(stop - start) / pace
        places.append((time, at(stop)))
    walker = Walker(places, rng.uniform(0.85, 1.15))
    return _cut(walker)


def _cut(walker: Walker) -> Walker:
    """Forget the way long before and after anything of somebody is in the picture."""

    def out(time: float) -> bool:
        box = walker.body(time)
        return box.x1 < -0.05 or box.x0 > 1.05 or box.y1 < -0.05 or box.y0 > 1.05

    begin, end = walker.begin, walker.end
    time = begin
    while time < end and out(time):
        time += 0.05
    late = end
    while late > time and out(late):
        late -= 0.05
    inner = [place for place in walker.places if time < place[0] < late]
    shift = time - begin
    kept = [(time, walker.foot(time)), *inner, (late, walker.foot(late))]
    walker.places = [(moment - shift, place) for moment, place in kept]
    return walker


def loiterer(rng: random.Random, line: Line, seconds: float) -> Walker:
    """Return somebody who walks up to the line and sways on it for long."""
    x, y = line.end.x - line.start.x, line.end.y - line.start.y
    length = math.hypot(x, y)
    shift = rng.uniform(-0.2, 0.2)
    middle = Point(
        (line.start.x + line.end.x) / 2 + shift * x / length,
        (line.start.y + line.end.y) / 2 + shift * y / length,
    )

    def at(way: float) -> Point:
        return Point(middle.x - way * y / length, middle.y + way * x / length)

    places = [(0.0, at(-0.3)), (2.0, at(0.0))]
    time = 2.0
    while time < seconds:
        time += rng.uniform(0.3, 1.2)
        places.append((time, at(rng.uniform(-0.015, 0.015))))
    return Walker(places)


def simulate(
    seed: int,
    people: int = 1,
    seconds: float = 60.0,
    fps: float = 5.0,
    flaws: Flaws = Flaws(),
    line: Line | None = None,
) -> Crowd:
    """Let people walk and look at them.

    Args:
        seed: The same seed gives the same crowd.
        people: How many are on their way at the same time.
        seconds: How long new ones come.
        fps: Frames per second.
        flaws: Of the detections.
        line: To walk across; else one of random place and angle.
    """
    rng = random.Random(seed)
    crowd = Crowd(line or random_line(rng))
    for _ in range(people):
        time = rng.uniform(0, 3)
        while time < seconds:
            walker = random_walker(rng, crowd.line, time)
            crowd.walkers.append(walker)
            time = walker.end + rng.uniform(0.5, 4)
    return watch(crowd, rng, fps, flaws)


def watch(crowd: Crowd, rng: random.Random, fps: float, flaws: Flaws) -> Crowd:
    """Add what is seen of a crowd's people, and the truth."""
    for walker in crowd.walkers:
        crowd.truth += true_passings(walker, crowd.line)
    crowd.truth.sort(key=lambda passing: passing.time)
    now, end = 0.0, max(walker.end for walker in crowd.walkers) + 3
    while now < end:
        if rng.random() >= flaws.dropped:
            crowd.sights.append(_look(crowd.walkers, now, rng, flaws))
        now += (1 + flaws.uneven * rng.uniform(-1, 1)) / fps
    return crowd


def _look(
    walkers: Sequence[Walker], now: float, rng: random.Random, flaws: Flaws
) -> Sight:
    boxes: list[Box] = []
    faces: list[Face] = []
    for walker in walkers:
        if not walker.begin <= now <= walker.end:
            continue
        body = walker.body(now)
        boxes += _blobs(walker, body, now, rng, flaws)
        face = _face(walker, body, now, rng, flaws)
        if face:
            faces.append(face)
    if flaws.merge < 1:
        boxes = _merged(boxes, flaws.merge)
    return Sight(now, tuple(faces), tuple(boxes))


def _blobs(
    walker: Walker, body: Box, now: float, rng: random.Random, flaws: Flaws
) -> list[Box]:
    speed = math.hypot(*walker.speed(now))
    chance, part = rng.random(), rng.random()
    if chance < flaws.missed:
        return []
    if speed < 0.03 and rng.random() >= flaws.still_seen:
        return []
    noisy = _noisy(body, rng, flaws.noise)
    seen = _clip(noisy)
    if seen.area < 0.15 * body.area:
        return []
    height = seen.height
    if part < flaws.part:
        share = rng.uniform(0.4, 0.65)
        if rng.random() < 0.5:
            return [Box(seen.x0, seen.y0, seen.x1, seen.y0 + share * height)]
        return [Box(seen.x0, seen.y1 - share * height, seen.x1, seen.y1)]
    if part < flaws.part + flaws.split:
        cut = seen.y0 + rng.uniform(0.35, 0.6) * height
        return [
            Box(seen.x0, seen.y0, seen.x1, cut),
            Box(seen.x0, cut + 0.06 * height, seen.x1, seen.y1),
        ]
    return [seen]


def _face(
    walker: Walker, body: Box, now: float, rng: random.Random, flaws: Flaws
) -> Face | None:
    if walker.speed(now)[1] < 0 or rng.random() >= flaws.face_seen:
        return None
    middle, size = body.centre.x, 0.14 * body.height
    wide = size * 9 / 16
    face = Box(
        middle - wide / 2,
        body.y0 + 0.02 * body.height,
        middle + wide / 2,
        body.y0 + 0.02 * body.height + size,
    )
    inside = face.x0 >= 0 and face.x1 <= 1 and face.y0 >= 0 and face.y1 <= 1
    if not inside:
        return None
    return Face(_noisy(face, rng, flaws.noise), rng.uniform(0.7, 1.0))


def _noisy(box: Box, rng: random.Random, noise: float) -> Box:
    wide, high = noise * box.width, noise * box.height
    return Box(
        box.x0 + rng.gauss(0, wide),
        box.y0 + rng.gauss(0, high),
        box.x1 + rng.gauss(0, wide),
        box.y1 + rng.gauss(0, high),
    )


def _clip(box: Box) -> Box:
    def limit(value: float) -> float:
        return min(max(value, 0.0), 1.0)

    return Box(limit(box.x0), limit(box.y0), limit(box.x1), limit(box.y1))


def _merged(boxes: list[Box], share: float) -> list[Box]:
    """Make one of boxes that overlap by more than their loose corners."""
    left = list(boxes)
    merged: list[Box] = []
    while left:
        group = left.pop()
        while True:
            touching = [box for box in left if _touch(group, box, share)]
            if not touching:
                break
            for box in touching:
                left.remove(box)
                group = Box(
                    min(group.x0, box.x0),
                    min(group.y0, box.y0),
                    max(group.x1, box.x1),
                    max(group.y1, box.y1),
                )
        merged.append(group)
    return merged


def _touch(one: Box, other: Box, share: float) -> bool:
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    high = min(one.y1, other.y1) - max(one.y0, other.y0)
    return wide > share * min(one.width, other.width) and high > share * min(
        one.height, other.height
    )
