"""Objects on real surveillance footage with truth per pixel."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from custom_components.argus.vision import Box

from .detector import DetectorFactory, Image, encode
from .scenes import Sequence, empty_scene, read, sequences

MOVING = 255
STILL = frozenset({0, 50})
"""Nothing, and shadow: a box there is wrong. Any other value is unknown."""

MIN_OBJECT = 0.0012
"""Smaller objects are not asked for; share of the frame."""

PHASES = 3
"""A sequence is shown so often at each rate, each time from a later first frame."""


@dataclass(slots=True)
class ObjectScore:
    """Objects found and boxes that were right."""

    objects: int = 0
    found: int = 0
    boxes: int = 0
    right: int = 0

    @property
    def precision(self) -> float:
        """Share of the boxes that hold an object."""
        return self.right / self.boxes if self.boxes else 1.0

    @property
    def recall(self) -> float:
        """Share of the objects that were found."""
        return self.found / self.objects if self.objects else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def add(self, other: ObjectScore) -> None:
        """Add another count to this one."""
        self.objects += other.objects
        self.found += other.found
        self.boxes += other.boxes
        self.right += other.right


def match(boxes: list[Box], truth: Image) -> ObjectScore:
    """Compare boxes with the objects of a truth mask.

    People who overlap share a box and a person behind a lamp post has two, so nothing is matched one to one. An object
    is found when boxes cover half of its pixels. A box is right when a fifth of its pixels move (a walking person fills
    half of the tightest box); a box mostly on unknown pixels does not count.

    Args:
        boxes: What a detector says.
        truth: (height, width) mask: 255 moves, 0 and 50 do not, the rest is unknown.
    """
    height, width = truth.shape
    moving = np.asarray(truth == MOVING)
    unknown = ~moving & ~np.isin(truth, list(STILL))
    score = ObjectScore()
    covered = np.zeros(truth.shape, bool)
    for box in boxes:
        window = np.s_[
            int(box.y0 * height) : max(
                int(box.y0 * height) + 1, round(box.y1 * height)
            ),
            int(box.x0 * width) : max(int(box.x0 * width) + 1, round(box.x1 * width)),
        ]
        covered[window] = True
        inside = moving[window].mean()
        if inside < 0.2 and unknown[window].mean() > 0.5:
            continue
        score.boxes += 1
        score.right += bool(inside >= 0.2)
    for component in _components(moving, MIN_OBJECT * truth.size):
        score.objects += 1
        score.found += bool(covered[component].mean() >= 0.5)
    return score


def _components(mask: NDArray[np.bool_], min_area: float) -> list[NDArray[np.bool_]]:
    # Truth masks split a person at the belt now and then: join what nearly touches.
    joined = cv2.morphologyEx(
        mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)
    )
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    return [
        (labels == index) & mask
        for index in range(1, count)
        if stats[index, cv2.CC_STAT_AREA] >= min_area
    ]


def play(
    sequence: Sequence, fps: float, detectors: dict[str, DetectorFactory]
) -> dict[str, ObjectScore]:
    """Show a sequence at a lower frame rate to fresh detectors.

    They warm up on the empty scene with a sensor's noise, so that a slow background is not punished for short footage.

    Args:
        sequence: What to show.
        fps: Frames a second.
        detectors: Factories by name.
    """
    step = max(1, round(sequence.fps / fps))
    empty = empty_scene(sequence)
    rng = np.random.default_rng(1)
    noisy = [
        encode(
            np.clip(empty + rng.normal(0, 1.8, empty.shape), 0, 255).astype(np.uint8)
        )
        for _ in range(20)
    ]
    scores = {label: ObjectScore() for label in detectors}
    for phase in range(PHASES):
        first = phase * step // PHASES
        ready = {label: factory() for label, factory in detectors.items()}
        for detector in ready.values():
            for index in range(-detector.warmup, 0):
                detector.update(noisy[index % len(noisy)], index / fps)
        for index, number in enumerate(range(first, len(sequence.pictures), step)):
            picture = sequence.pictures[number].read_bytes()
            truth = read(sequence.masks[number], cv2.IMREAD_GRAYSCALE)
            for label, detector in ready.items():
                scores[label].add(match(detector.update(picture, index / fps), truth))
    return scores


def run(
    detectors: dict[str, DetectorFactory],
    data: Path,
    rates: tuple[float, ...] = (1.0, 5.0),
) -> dict[float, dict[str, dict[str, ObjectScore]]]:
    """Measure detectors on every sequence.

    Args:
        detectors: Factories by name.
        data: Folder of footage.
        rates: Frames a second.

    Returns:
        Scores by rate, sequence and detector.
    """
    return {
        fps: {
            sequence.name: play(sequence, fps, detectors)
            for sequence in sequences(data)
        }
        for fps in rates
    }
