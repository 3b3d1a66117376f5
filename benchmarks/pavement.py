"""A busy pavement: so many people pass, minute after minute, that the scene behind them is hardly seen."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from custom_components.argus.vision import Box

from .detector import DetectorFactory, Image, encode
from .left_out import left_out_scenes
from .report import Report, Table, Target
from .robustness import Walk
from .scenes import Walker

SECONDS: Final = 180
"""How long people pass."""
JUDGED: Final = 90
"""Seconds at the end that are judged: what is learnt wrongly shows by then."""
APART: Final = (1.5, 0.8)
"""Mean seconds from one who comes into view to the next."""
_EMPTY: Final = 8.0
_ACROSS: Final = (4.8, 7.2)
"""Seconds without anybody at first, and from one side of the picture to the other."""
_TALL: Final = (0.3, 0.4)
_FEET: Final = (0.8, 0.9)
"""How tall people are and where their feet are, shares of the picture's height."""
_SHOWN: Final = 0.6
"""Who shows less of themselves at the picture's edge is not asked for."""
_COVERED: Final = 0.5
_RIGHT: Final = 0.2
"""Share of somebody that boxes cover, and of a box that people do."""


@dataclass(slots=True)
class Seen:
    """People who were found, and boxes that were right."""

    people: int = 0
    found: int = 0
    boxes: int = 0
    right: int = 0

    def add(self, boxes: list[Box], people: list[Box]) -> None:
        """Judge a frame."""
        self.people += len(people)
        self.boxes += len(boxes)
        self.found += sum(bool(_share(one, boxes) >= _COVERED) for one in people)
        self.right += sum(bool(_share(one, people) >= _RIGHT) for one in boxes)


def run(
    detectors: dict[str, DetectorFactory],
    data: Path,
    rates: tuple[float, ...],
    places: int,
) -> Report:
    """Show busy pavements to detectors.

    Args:
        detectors: Factories by name.
        data: Folder of footage; holds people/pictures/*.jpg and people/masks/*.png.
        rates: Frames a second.
        places: How many, none of them tuned on.
    """
    report = Report()
    scenes, people = left_out_scenes(data, places)
    rows: list[tuple[str | float, ...]] = []
    for fps in rates if scenes else ():
        for apart in APART:
            for name, factory in detectors.items():
                seen = Seen()
                for seed, place in enumerate(scenes):
                    _play(factory, place, people, fps, apart, seed, seen)
                recall = float(seen.found / max(1, seen.people))
                rows.append(
                    (
                        f"{fps:g}/s",
                        apart,
                        name,
                        recall,
                        float(seen.right / max(1, seen.boxes)),
                    )
                )
                if name == "argus":
                    what = f"busy pavement {fps:g}/s, {apart:g} s apart: recall"
                    report.targets.append(Target(what, recall, 0.9))
    if rows:
        report.tables.append(
            Table(
                "Busy pavements: people found and boxes that are right",
                ("frames", "seconds apart", "detector", "recall", "precision"),
                tuple(rows),
            )
        )
    return report


def _play(
    factory: DetectorFactory,
    place: Image,
    people: list[Walker],
    fps: float,
    apart: float,
    seed: int,
    seen: Seen,
) -> None:
    rng = np.random.default_rng((seed, round(10 * fps), round(10 * apart)))
    walks = list(_plan(people, apart, rng))
    detector = factory()
    for index in range(round(SECONDS * fps)):
        now = index / fps
        image = place.copy()
        drawn = [walk.draw(image, now) for walk in walks]
        noisy = np.clip(image + rng.normal(0, 2, image.shape), 0, 255)
        boxes = detector.update(encode(noisy.astype(np.uint8)), now)
        if now >= SECONDS - JUDGED:
            seen.add(boxes, [one[0] for one in drawn if one and one[1] > _SHOWN])


def _plan(
    people: list[Walker], apart: float, rng: np.random.Generator
) -> Iterator[Walk]:
    start = _EMPTY
    while start < SECONDS:
        tall, feet = rng.uniform(*_TALL), rng.uniform(*_FEET)
        yield Walk(
            people[int(rng.integers(len(people)))],
            start,
            rng.uniform(*_ACROSS),
            (feet, feet),
            (tall, tall),
            bool(rng.integers(0, 2)),
        )
        start += rng.exponential(apart)


def _share(box: Box, others: list[Box]) -> float:
    """Return which share of a box others cover, at least."""
    covered = 0.0
    for other in others:
        across = min(box.x1, other.x1) - max(box.x0, other.x0)
        down = min(box.y1, other.y1) - max(box.y0, other.y0)
        if across > 0 and down > 0:
            covered += across * down
    return covered / max(box.area, 1e-9)
