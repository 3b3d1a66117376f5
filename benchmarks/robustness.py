"""Robustness: people walk through places while the light, the weather and the camera do what they do.

Real people, cut out of sequences with truth per pixel, cross real empty places; every frame's truth is exact. Without
footage both are rendered. A clip is: warm-up without anybody, then walks with empty time between them. The same walks
are shown under every disturbance. All chance comes from the seed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
import math
from pathlib import Path

import numpy as np

from custom_components.argus.vision import Box

from .detector import DetectorFactory, Image
from .disturbances import DISTURBANCES, Disturbance, Moment
from .harder import HARDER
from .scenes import Walker, backgrounds, paste, walkers

FRAMES = {0.5: 48, 1.0: 60, 2.0: 80, 5.0: 120}
"""Judged frames of a clip by frames per second."""

DISTINCT_WARMUP = 20
"""So many warm-up frames are drawn; who needs more sees them again and again."""

HEIGHTS = (0.16, 0.45)
"""How tall people are at the start of a walk, shares of the picture's height."""

PLAIN = 30.0
"""Contrast in grey levels from which on one walk is as plain to see as another."""

DOUBTFUL = 0.35
"""Who shows less than this share of themselves, at the picture's edge, is neither demanded nor called false."""


@dataclass(frozen=True, slots=True)
class Walk:
    """One person crosses the picture on a straight line."""

    walker: Walker
    start: float
    """Seconds."""
    duration: float
    """Seconds from out of sight to out of sight."""
    feet: tuple[float, float]
    """Where the feet are at the start and at the end, share of the picture's height."""
    height: tuple[float, float]
    """How tall at the start and at the end, share of the picture's height."""
    leftwards: bool

    def draw(self, image: Image, seconds: float) -> tuple[Box, float] | None:
        """Draw the person in place.

        Returns:
            Box of what is seen and the share of the person that is in the picture; None when out of sight.
        """
        way = (seconds - self.start) / self.duration
        if not 0 <= way <= 1:
            return None
        cutout = self.walker.at(seconds - self.start)
        height, width = image.shape[:2]
        tall = height * np.interp(way, (0, 1), self.height)
        wide = tall * cutout.alpha.shape[1] / cutout.alpha.shape[0]
        x = -wide / 2 + way * (width + wide)
        x = width - x if self.leftwards else x
        y = height * np.interp(way, (0, 1), self.feet)
        covered = paste(image, cutout, x, float(y), float(tall)) > 0.5
        if not covered.any():
            return None
        ys, xs = np.nonzero(covered)
        box = Box(
            xs.min() / width,
            ys.min() / height,
            (xs.max() + 1) / width,
            (ys.max() + 1) / height,
        )
        full = float((cutout.alpha > 0.5).sum()) * (tall / cutout.alpha.shape[0]) ** 2
        return box, min(1.0, covered.sum() / max(full, 1.0))


@dataclass(frozen=True, slots=True)
class Truth:
    """What a frame really shows."""

    boxes: tuple[tuple[int, Box], ...]
    """Number of the walk and where the person is."""
    certain: bool
    """False when somebody is only just entering or leaving."""


@dataclass(slots=True)
class Score:
    """Frames of clips, counted."""

    hits: int = 0
    misses: int = 0
    false_alarms: int = 0
    rejections: int = 0
    walks: int = 0
    noticed: int = 0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall over frames; 1 when there was nothing to find and nothing found."""
        wrong = self.misses + self.false_alarms
        return 2 * self.hits / (2 * self.hits + wrong) if self.hits or wrong else 1.0

    @property
    def false_alarm_rate(self) -> float:
        """Share of empty frames that alarm."""
        return self.false_alarms / max(1, self.false_alarms + self.rejections)

    @property
    def noticed_rate(self) -> float:
        """Share of walks during which a box touched the person at least once."""
        return self.noticed / self.walks if self.walks else 1.0

    def add(self, other: Score) -> None:
        """Add another count to this one."""
        self.hits += other.hits
        self.misses += other.misses
        self.false_alarms += other.false_alarms
        self.rejections += other.rejections
        self.walks += other.walks
        self.noticed += other.noticed


@dataclass(frozen=True, slots=True)
class Summary:
    """A detector at one rate over all disturbances."""

    f1_mean: float
    f1_worst: float
    false_alarms_mean: float
    false_alarms_worst: float
    noticed: float
    walks: int
    by_disturbance: dict[str, Score] = field(repr=False)


def judge(seen: list[list[Box]], truths: list[Truth]) -> Score:
    """Compare what a detector saw with the truth.

    Args:
        seen: Boxes per frame.
        truths: Truth per frame.
    """
    score = Score()
    walks: dict[int, bool] = {}
    for boxes, truth in zip(seen, truths, strict=True):
        for number, box in truth.boxes:
            touched = any(box.overlap(other) > 0 for other in boxes)
            if touched or truth.certain:
                walks[number] = walks.get(number, False) or touched
        if not truth.certain:
            continue
        if truth.boxes:
            score.hits += bool(boxes)
            score.misses += not boxes
        else:
            score.false_alarms += bool(boxes)
            score.rejections += not boxes
    score.walks = len(walks)
    score.noticed = sum(walks.values())
    return score


@dataclass(frozen=True, slots=True)
class Clip:
    """One place and the people who cross it, at one frame rate."""

    background: Image
    walks: tuple[Walk, ...]
    fps: float
    frames: int
    seed: int

    def warmup(self, name: str) -> tuple[Disturbance, list[bytes]]:
        """Return the disturbance, ready for the first judged frame, and the frames before it."""
        code = (*sorted(DISTURBANCES), *HARDER).index(name)
        rng = np.random.default_rng((self.seed, code))
        height, width = self.background.shape[:2]
        disturbance = (DISTURBANCES | HARDER)[name](rng, width, height)
        length = self.frames / self.fps
        frames = [
            disturbance.frame(self.background, Moment(index / self.fps, length))
            for index in range(-DISTINCT_WARMUP, 0)
        ]
        return disturbance, frames

    def judged(self, disturbance: Disturbance) -> Iterator[tuple[bytes, Truth]]:
        """Yield the judged frames and their truth."""
        length = self.frames / self.fps
        for index in range(self.frames):
            seconds = index / self.fps
            image, truth = self._show(seconds)
            if len(disturbance.trail) > 1:
                trail = [self._show(seconds - ago)[0] for ago in disturbance.trail]
                image = np.mean(trail, axis=0).astype(np.uint8)
            yield disturbance.frame(image, Moment(seconds, length)), truth

    def _show(self, seconds: float) -> tuple[Image, Truth]:
        """Draw whoever is in the picture at a moment."""
        image = self.background.copy()
        boxes = []
        certain = True
        for number, walk in enumerate(self.walks):
            drawn = walk.draw(image, seconds)
            if drawn is not None:
                boxes.append((number, drawn[0]))
                certain = certain and drawn[1] >= DOUBTFUL
        return image, Truth(tuple(boxes), certain)


def make_clip(
    background: Image,
    people: list[Walker],
    fps: float,
    seed: int,
    *,
    heights: tuple[float, float] = HEIGHTS,
    plain: float = PLAIN,
) -> Clip:
    """Plan a clip.

    Args:
        background: 640x480 colour picture.
        people: Whom to choose from.
        fps: Frames a second.
        seed: Same seed, same clip.
        heights: How tall they are at the start of a walk, shares of the picture's height.
        plain: Contrast in grey levels from which on one walk is as good as another.
    """
    rng = np.random.default_rng((seed, round(10 * fps)))
    frames = FRAMES.get(fps, max(48, round(24 * fps)))
    length = frames / fps
    walks = []
    start = rng.uniform(2, 5)
    while start + 6 < length:
        duration = rng.uniform(5, 11)
        candidates = [_plan(people, start, duration, heights, rng) for _ in range(8)]
        walks.append(
            max(candidates, key=lambda walk: min(plain, _contrast(walk, background)))
        )
        start += duration + rng.uniform(4, 14)
    return Clip(background, tuple(walks), fps, frames, seed)


def _plan(
    people: list[Walker],
    start: float,
    duration: float,
    heights: tuple[float, float],
    rng: np.random.Generator,
) -> Walk:
    tall = rng.uniform(*heights)
    feet = rng.uniform(max(0.55, tall + 0.05), 0.98, 2)
    return Walk(
        walker=people[int(rng.integers(len(people)))],
        start=start,
        duration=duration,
        feet=(float(feet[0]), float(np.clip(feet[1], feet[0] - 0.15, feet[0] + 0.15))),
        height=(tall, float(np.clip(tall * rng.uniform(0.8, 1.25), 0.14, 0.5))),
        leftwards=bool(rng.integers(0, 2)),
    )


def _contrast(walk: Walk, background: Image) -> float:
    """How much a person stands out on the way: nobody can see a dark coat in front of a dark wall."""
    contrasts = []
    for way in (0.3, 0.5, 0.7):
        image = background.copy()
        walk.draw(image, walk.start + way * walk.duration)
        contrasts.append(contrast_of(image, background))
    return min(contrasts)


def contrast_of(image: Image, background: Image) -> float:
    """Return by how many grey levels what was drawn into a background differs from it, 0..255."""
    change = np.abs(image.astype(np.int16) - background).mean(axis=2)
    person = change > 2
    return float(change[person].mean()) if person.any() else 0.0


def make_clips(data: Path | None, fps: float, count: int, seed: int = 1) -> list[Clip]:
    """Plan the clips of a rate, every one in another place as long as there are any.

    Args:
        data: Folder of footage, or None for rendered people.
        fps: Frames a second.
        count: How many.
        seed: Same seed, same clips.
    """
    places = list(backgrounds(data).values())
    people = walkers(data)
    return [
        make_clip(places[index % len(places)], people, fps, 1000 * seed + index)
        for index in range(count)
    ]


def play(
    clip: Clip, name: str, detectors: dict[str, DetectorFactory]
) -> dict[str, Score]:
    """Show a clip under a disturbance to fresh detectors.

    Args:
        clip: What to show.
        name: A key of `DISTURBANCES` or `HARDER`.
        detectors: Factories by name.
    """
    disturbance, before = clip.warmup(name)
    ready = {label: factory() for label, factory in detectors.items()}
    for detector in ready.values():
        for index in range(-detector.warmup, 0):
            detector.update(before[index % len(before)], index / clip.fps)
    seen: dict[str, list[list[Box]]] = {label: [] for label in ready}
    truths = []
    for index, (frame, truth) in enumerate(clip.judged(disturbance)):
        truths.append(truth)
        for label, detector in ready.items():
            seen[label].append(detector.update(frame, index / clip.fps))
    return {label: judge(boxes, truths) for label, boxes in seen.items()}


def summarise(scores: dict[str, Score]) -> Summary:
    """Put one detector's scores under all disturbances into a few numbers."""
    total = Score()
    for score in scores.values():
        total.add(score)
    f1 = [score.f1 for score in scores.values()]
    false_alarms = [score.false_alarm_rate for score in scores.values()]
    return Summary(
        f1_mean=math.fsum(f1) / len(f1),
        f1_worst=min(f1),
        false_alarms_mean=math.fsum(false_alarms) / len(f1),
        false_alarms_worst=max(false_alarms),
        noticed=total.noticed_rate,
        walks=total.walks,
        by_disturbance=scores,
    )


def run(
    detectors: dict[str, DetectorFactory],
    data: Path | None,
    *,
    rates: tuple[float, ...] = (0.5, 1.0, 2.0, 5.0),
    clips: int = 8,
    seed: int = 1,
    disturbances: tuple[str, ...] = tuple(DISTURBANCES),
) -> dict[float, dict[str, Summary]]:
    """Measure detectors on the robustness set, on which Argus was tuned.

    Args:
        detectors: Factories by name.
        data: Folder of footage, or None for a rendered set.
        rates: Frames a second.
        clips: Places per rate and disturbance.
        seed: Another seed is another set.
        disturbances: Which ones.

    Returns:
        Summaries by rate and detector.
    """
    return {
        fps: measure(detectors, make_clips(data, fps, clips, seed), disturbances)
        for fps in rates
    }


def measure(
    detectors: dict[str, DetectorFactory],
    clips: list[Clip],
    disturbances: tuple[str, ...],
) -> dict[str, Summary]:
    """Show clips under each disturbance to fresh detectors.

    Args:
        detectors: Factories by name.
        clips: What to show.
        disturbances: Which ones.

    Returns:
        Summaries by detector.
    """
    scores = {label: {name: Score() for name in disturbances} for label in detectors}
    for name in disturbances:
        for clip in clips:
            for label, score in play(clip, name, detectors).items():
                scores[label][name].add(score)
    return {label: summarise(by_name) for label, by_name in scores.items()}
