"""Counting: simulated traffic with known truth, real videos, and what tracking costs.

The old Argus counter stands beside: faces matched to the nearest former one within 100
pixels of a 640×480 picture, counted where they pass y = 240 downwards, the former
height never brought up to date.
"""

from collections.abc import Callable, Iterator, Sequence
import math
from pathlib import Path
import random
from time import thread_time

import cv2
import numpy as np

from custom_components.argus.vision import (
    Box,
    Direction,
    Line,
    PipelineSettings,
    Point,
)
from custom_components.argus.vision.frames.frame import Image
from custom_components.argus.vision.pipeline import Pipeline
from custom_components.argus.vision.tracking.line_counter import LineCounter
from custom_components.argus.vision.tracking.tracker import Tracker
from tests.vision.crowd import (
    Crowd,
    Flaws,
    Passing,
    Score,
    Sight,
    loiterer,
    random_line,
    score,
    simulate,
    watch,
)

from .references import OldArgusFaces
from .report import Target
from .streams import empty

CROWDS = 8
"""Simulated minutes for each number of people."""
FIRST_SEED = 5000
LOITERERS = 40
FPS = 5.0
"""What the counters are made for; videos are shown at the others as well."""
RATES = (1.0, 2.0, FPS, 10.0)
LOOSE = Flaws(merge=0.15)
"""Detections that swallow each other more readily: people of whom a sixth of the box
overlaps are one, where otherwise three tenths have to."""
ACROSS = Line("line", "Line", Point(-0.2, 0.5), Point(1.2, 0.5))
"""Where the old counter had its line."""

VIDEOS: dict[str, tuple[Line, tuple[int, int] | None]] = {
    "one_by_one_people.mp4": (
        # Six people come to a table and leave to the right, counted by eye.
        Line("exit", "Exit", Point(0.8, 0.98), Point(0.8, 0.05)),
        (6, 0),
    ),
    "pedestrians_pets09.mp4": (
        Line("path", "Path", Point(0.5, 1.0), Point(0.5, 0.1)),
        None,
    ),
}
"""Line and true (in, out), by name below the folder of footage."""


class OldCounter:
    """The counter of the first Argus, written anew from its description."""

    def __init__(self) -> None:
        """Begin with no faces."""
        self._known: list[tuple[tuple[float, float], float]] = []

    def update(self, boxes: Sequence[Box]) -> int:
        """Take the boxes of a frame in; return how many are counted."""
        counted = 0
        known: list[tuple[tuple[float, float], float]] = []
        for box in boxes:
            x, y = 640 * box.centre.x, 480 * box.centre.y
            first = y
            nearest = min(
                self._known,
                key=lambda one: math.dist(one[0], (x, y)),
                default=None,
            )
            if nearest and math.dist(nearest[0], (x, y)) < 100:
                first = nearest[1]
            counted += first < 240 <= y
            known.append(((x, y), first))
        self._known = known
        return counted


def run(data: Path | None) -> dict[str, object]:
    """Measure counting.

    Args:
        data: Folder of footage, for the videos; None leaves them out.

    Returns:
        Results by name, nested, and `targets`.
    """
    usual, loose = _by_people(Flaws()), _by_people(LOOSE)
    loitering = [_loiterer(seed) for seed in range(LOITERERS)]
    costs = {name: _cost(scene) for name, scene in SCENES.items()}
    results: dict[str, object] = {
        "simulated": _simulated(usual),
        "simulated, people merge more readily": _simulated(loose),
        "loiterers": {
            "counted more than once": sum(count > 1 for count in loitering),
            "of": LOITERERS,
        },
        "downwards over the middle, 3 at once": _beside_old(),
        "cost": {
            name: {
                "tracking, ms": 1000 * tracking,
                "scaled decode of 1080p, ms": 1000 * decode,
                "ratio": tracking / decode,
            }
            for name, (tracking, decode) in costs.items()
        },
    }
    targets = [
        Target("accuracy, 1-6 people, mean", _mean(usual), 0.97),
        Target("accuracy, merging more readily, mean", _mean(loose), 0.97),
        Target("accuracy, one person", usual[1].accuracy, 0.99),
        Target(
            "loiterers counted twice",
            sum(count > 1 for count in loitering),
            0,
            at_most=True,
        ),
        *(
            Target(f"{name}, tracking / decode", tracking / decode, 0.1, at_most=True)
            for name, (tracking, decode) in costs.items()
        ),
    ]
    if data is not None:
        for name, (line, truth) in VIDEOS.items():
            path = data / name
            if not path.is_file():
                continue
            shown: dict[str, object] = {}
            results[name] = shown
            for rate, (way_in, way_out, old) in _video(path, line).items():
                shown[f"{rate:g} a second"] = {
                    "in": way_in,
                    "out": way_out,
                    "true in": "-" if truth is None else truth[0],
                    "true out": "-" if truth is None else truth[1],
                    "old counter": old,
                }
                if truth is not None and rate >= FPS:
                    off = abs(way_in - truth[0]) + abs(way_out - truth[1])
                    miscounted = f"{name}, {rate:g} a second, miscounted"
                    targets.append(Target(miscounted, off, 0, at_most=True))
    results["targets"] = targets
    return results


def _told(one: Score) -> dict[str, object]:
    return {
        "crossings": one.true,
        "right": one.right,
        "made up": one.false,
        "accuracy": one.accuracy,
    }


def _counted(crowd: Crowd) -> list[Passing]:
    tracker, counter = Tracker(), LineCounter([crowd.line])
    counted: list[Passing] = []
    for sight in crowd.sights:
        tracks = tracker.update(sight.faces, sight.boxes, sight.now)
        counted += [
            Passing(sight.now, crossing.direction)
            for crossing in counter.update(tracks, sight.now)
        ]
    return counted


def _by_people(flaws: Flaws) -> dict[int, Score]:
    return {people: _traffic(people, flaws) for people in range(1, 7)}


def _mean(scores: dict[int, Score]) -> float:
    return sum(one.accuracy for one in scores.values()) / len(scores)


def _simulated(scores: dict[int, Score]) -> dict[str, object]:
    return {
        **{f"{people} at once": _told(one) for people, one in scores.items()},
        "all together": _told(sum(scores.values(), Score(0, 0, 0))),
        "mean accuracy": _mean(scores),
    }


def _traffic(people: int, flaws: Flaws) -> Score:
    result = Score(0, 0, 0)
    for seed in range(FIRST_SEED, FIRST_SEED + CROWDS):
        crowd = simulate(10 * seed + people, people, 60, FPS, flaws)
        result += score(crowd.truth, _counted(crowd))
    return result


def _loiterer(seed: int) -> int:
    """Return how often somebody who sways on a line is counted."""
    rng = random.Random(seed)
    line = random_line(rng)
    crowd = watch(Crowd(line, [loiterer(rng, line, 60)]), rng, FPS, Flaws())
    return len(_counted(crowd))


def _beside_old() -> dict[str, object]:
    """Compare with the old counter where it can count at all: downwards at half height."""
    true = new = old = 0
    for seed in range(CROWDS):
        crowd = simulate(seed, 3, 60, FPS, Flaws(), ACROSS)
        true += sum(one.direction is Direction.IN for one in crowd.truth)
        new += sum(one.direction is Direction.IN for one in _counted(crowd))
        counter = OldCounter()
        old += sum(counter.update(sight.boxes) for sight in crowd.sights)
    return {"true": true, "argus": new, "old counter": old}


def _video(path: Path, line: Line) -> dict[float, tuple[int, int, int]]:
    """Count in a video at each of the rates.

    Returns:
        By frames a second: what Argus counts in and out, and what the old counter does.
    """
    eyes = {rate: Pipeline(PipelineSettings(lines=(line,))) for rate in RATES}
    counted = {rate: {Direction.IN: 0, Direction.OUT: 0} for rate in RATES}
    faces = OldArgusFaces()
    counters, old = {rate: OldCounter() for rate in RATES}, dict.fromkeys(RATES, 0)
    for now, frame, rates in _frames(path):
        small = np.asarray(cv2.resize(frame, (640, 480)), np.uint8)
        found = faces.update(small, now)
        for rate in rates:
            for crossing in eyes[rate].process(frame, now).crossings:
                counted[rate][crossing.direction] += 1
            old[rate] += counters[rate].update(found)
    return {
        rate: (count[Direction.IN], count[Direction.OUT], old[rate])
        for rate, count in counted.items()
    }


def _frames(path: Path) -> Iterator[tuple[float, Image, list[float]]]:
    """Yield a video's frames with their times and the rates that they are shown at."""
    video = cv2.VideoCapture(str(path))
    fps = video.get(cv2.CAP_PROP_FPS) or 25.0
    steps = {rate: max(1, round(fps / rate)) for rate in RATES}
    index = 0
    while video.grab():
        rates = [rate for rate, step in steps.items() if index % step == 0]
        if rates:
            yield index / fps, np.asarray(video.retrieve()[1], np.uint8), rates
        index += 1
    video.release()


def _ten(now: float) -> list[Box]:
    """Return ten people who walk beside each other, never touching."""
    return [
        Box(
            x := 0.05 + 0.09 * i + 0.004 * math.sin(now + i),
            y := 0.25 + 0.05 * (i % 3) + 0.15 * math.sin(now / 3 + i),
            x + 0.06,
            y + 0.3,
        )
        for i in range(10)
    ]


def _noisy(box: Box, rng: random.Random) -> list[Box]:
    """Return what is detected of somebody: a box that is off, a part, halves, nothing."""
    flaws = Flaws()
    wide, high = flaws.noise * box.width, flaws.noise * box.height
    seen = Box(
        box.x0 + rng.gauss(0, wide),
        box.y0 + rng.gauss(0, high),
        box.x1 + rng.gauss(0, wide),
        box.y1 + rng.gauss(0, high),
    )
    chance = rng.random()
    middle = seen.y0 + rng.uniform(0.4, 0.6) * seen.height
    upper = Box(seen.x0, seen.y0, seen.x1, middle)
    lower = Box(seen.x0, middle + 0.02, seen.x1, seen.y1)
    for share, found in (
        (flaws.missed, []),
        (flaws.part, [upper if rng.random() < 0.5 else lower]),
        (flaws.split, [upper, lower]),
    ):
        if chance < share:
            return found
        chance -= share
    return [seen]


def _even(frames: int) -> list[Sight]:
    return [Sight(k / FPS, (), tuple(_ten(k / FPS))) for k in range(frames)]


def _uneven(frames: int) -> list[Sight]:
    rng = random.Random(1)
    return [
        Sight(
            k / FPS, (), tuple(box for one in _ten(k / FPS) for box in _noisy(one, rng))
        )
        for k in range(frames)
    ]


SCENES: dict[str, Callable[[int], list[Sight]]] = {
    "10 objects": _even,
    "10 noisy objects": _uneven,
}
"""What tracking is timed on, by name; given how many frames to show."""


def _cost(
    scene: Callable[[int], list[Sight]], frames: int = 400
) -> tuple[float, float]:
    """Return what tracking and counting cost, and a scaled decode, in turns.

    Each frame is decoded before it is tracked, as a camera's is: what the decoder
    leaves in the caches is part of the cost. Of the time of the thread the tenth that
    is exceeded nine times out of ten: a neighbour on the same core only ever adds to
    it, to tracking twice as much as to decoding.

    Returns:
        Seconds of tracking and of decoding a frame.
    """
    pictures = [np.frombuffer(jpeg, np.uint8) for jpeg in empty("1080p", 10)]
    tracker, counter = Tracker(), LineCounter([ACROSS])
    tracking: list[float] = []
    decoding: list[float] = []
    for index, sight in enumerate(scene(frames)):
        start = thread_time()
        cv2.imdecode(pictures[index % 10], cv2.IMREAD_REDUCED_GRAYSCALE_8)
        between = thread_time()
        tracks = tracker.update(sight.faces, sight.boxes, sight.now)
        counter.update(tracks, sight.now)
        tracking.append(thread_time() - between)
        decoding.append(between - start)
    return _undisturbed(tracking), _undisturbed(decoding)


def _undisturbed(seconds: list[float]) -> float:
    return sorted(seconds)[len(seconds) // 10]
