"""How long people are known who come, stand still for a while and leave: by what moves, and by what it is.

Every place is a street photograph whose own people are painted over, and who stands there was cut out of other ones. What
is told once they are out of sight again is a ghost.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Final

import cv2
import numpy as np

from custom_components.argus.vision import (
    Box,
    ObjectKind,
    Observation,
    Pipeline,
    PipelineSettings,
)

from .detector import Image, encode
from .objects_places import empty_places, people_from_elsewhere
from .report import Target
from .robustness import contrast_of
from .scenes import Walker, empty_scene, paste, read, sequences
from .sequences import ObjectScore, match

RATES: Final = (1.0, 5.0)
"""Frames a second."""
STANDING: Final = (14.0, 40.0, 300.0)
"""Seconds for which somebody stands still."""
_COMES: Final = 5.0
_BEFORE: Final = 20
"""Frames of the empty place before."""
_AFTER: Final = 90.0
"""Seconds for which it is looked at after they left."""
_HEIGHTS: Final = (0.25, 0.5)
"""How tall they are, shares of the picture's height."""
_PLAIN: Final = 22.0
"""Grey levels by which those who are taken differ from what is behind them …"""
_TRIES: Final = 24
"""… of so many who might have been."""
_NOISE: Final = 2.0
_POOL: Final = 12
"""Different pictures of who stands still; they differ by the sensor's noise, and come again and again."""
_THERE: Final = 0.3
"""Somebody is known by a box of which this share is theirs, or that covers so much of them."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody comes into a place, stands still and leaves."""

    place: Image
    walker: Walker
    spot: float
    """Where they stand, share of the picture's width."""
    feet: float
    tall: float
    """Shares of the picture's height."""
    from_left: bool
    standing: float
    """Seconds."""

    @property
    def length(self) -> float:
        """Seconds from the first frame to when nobody is in sight any more."""
        return 2 * _COMES + self.standing

    def stands(self, seconds: float) -> bool:
        """Tell whether they stand still."""
        return _COMES <= seconds <= _COMES + self.standing

    def draw(self, seconds: float) -> tuple[Image, Box | None]:
        """Return the place at a moment, and where they are."""
        image = self.place.copy()
        height, width = image.shape[:2]
        cutout = self.walker.at(0.0 if self.stands(seconds) else seconds)
        tall = self.tall * height
        wide = tall * cutout.alpha.shape[1] / cutout.alpha.shape[0]
        away = max(_COMES - seconds, seconds - _COMES - self.standing, 0.0) / _COMES
        edge = -wide / 2 if self.from_left else width + wide / 2
        x = self.spot * width + away * (edge - self.spot * width)
        covered = paste(image, cutout, x, self.feet * height, tall) > 0.5
        if not covered.any():
            return image, None
        ys, xs = np.nonzero(covered)
        return image, Box(
            float(xs.min() / width),
            float(ys.min() / height),
            float((xs.max() + 1) / width),
            float((ys.max() + 1) / height),
        )

    def frames(self, fps: float) -> Iterator[tuple[float, bytes, Box | None]]:
        """Yield the time, the picture and where they are; before 0 and after `length` nobody is there."""
        rng = np.random.default_rng(17)
        empty = [_noisy(self.place, rng) for _ in range(_POOL)]
        still: list[bytes] = []
        for index in range(-_BEFORE, round((self.length + _AFTER) * fps)):
            seconds = index / fps
            if not 0 <= seconds < self.length:
                yield seconds, empty[index % _POOL], None
                continue
            image, box = self.draw(seconds)
            if not self.stands(seconds):
                yield seconds, _noisy(image, rng), box
                continue
            if len(still) < _POOL:
                still.append(_noisy(image, rng))
            yield seconds, still[index % len(still)], box


def visits(data: Path, standing: float) -> list[Visit]:
    """Plan visits, each to another place.

    Args:
        data: Folder of footage; holds people/pictures/*.jpg and people/masks/*.png.
        standing: Seconds for which somebody stands still.

    Returns:
        The visits; none where there are no photographs.
    """
    people = people_from_elsewhere(data)
    planned = []
    for number, place in enumerate(empty_places(data).values()):
        rng = np.random.default_rng((3, number))
        tries = [_plan(place, people, standing, rng) for _ in range(_TRIES)]
        planned.append(max(tries, key=lambda one: min(_PLAIN, _contrast(one))))
    return planned


def _plan(
    place: Image, people: list[Walker], standing: float, rng: np.random.Generator
) -> Visit:
    tall = float(rng.uniform(*_HEIGHTS))
    return Visit(
        place,
        people[int(rng.integers(len(people)))],
        float(rng.uniform(0.2, 0.8)),
        float(rng.uniform(max(0.55, tall + 0.05), 0.98)),
        tall,
        bool(rng.integers(2)),
        standing,
    )


def _contrast(visit: Visit) -> float:
    return contrast_of(visit.draw(_COMES)[0], visit.place)


@dataclass(slots=True)
class Known:
    """How well those who stand still are known, and for how long when they are gone."""

    frames: int = 0
    known: int = 0
    boxes: int = 0
    visits: int = 0
    to_the_end: int = 0
    """Visitors who were known in the last second before they set off."""
    ghosts: list[float] = field(default_factory=list)
    """Seconds from when somebody was out of sight to when nothing is told for good, by visit."""

    def numbers(self) -> dict[str, float]:
        """Return the numbers by name."""
        return {
            "share of the time known": self.known / max(1, self.frames),
            "told at once, mean": self.boxes / max(1, self.known),
            "known to the end": self.to_the_end,
            "visits": self.visits,
            "seconds told when gone, mean": fmean(self.ghosts) if self.ghosts else 0.0,
            "seconds told when gone, most": max(self.ghosts, default=0.0),
        }


def _watch(visit: Visit, fps: float, model: Path, known: dict[str, Known]) -> int:
    """Show a visit to the eyes without a detector and with it; return how many looks the latter took."""
    without = Pipeline(PipelineSettings(faces=False, objects=False))
    with_objects = Pipeline(PipelineSettings(faces=False, object_model=model))
    ghosts = dict.fromkeys(known, 0.0)
    at_the_end = dict.fromkeys(known, False)
    for seconds, picture, box in visit.frames(fps):
        told = {
            "motion": list(without.process(picture, seconds).motion.boxes),
            "objects": _people_in(with_objects.process(picture, seconds)),
        }
        for name, boxes in told.items():
            if box is not None and visit.stands(seconds):
                there = any(_is_of(each, box) for each in boxes)
                known[name].frames += 1
                known[name].boxes += len(boxes)
                known[name].known += there
                if seconds > _COMES + visit.standing - 1:
                    at_the_end[name] |= there
            elif seconds >= visit.length and boxes:
                ghosts[name] = seconds - visit.length
    for name, each in known.items():
        each.visits += 1
        each.to_the_end += at_the_end[name]
        each.ghosts.append(ghosts[name])
    return with_objects.object_finder.looks


def _people_in(seen: Observation) -> list[Box]:
    return [each.box for each in seen.objects if each.kind is ObjectKind.PERSON]


def _is_of(box: Box, person: Box) -> bool:
    across = min(box.x1, person.x1) - max(box.x0, person.x0)
    down = min(box.y1, person.y1) - max(box.y0, person.y0)
    least = _THERE * min(box.area, person.area)
    return across > 0 and down > 0 and across * down >= least


def run(data: Path, model: Path) -> tuple[dict[str, object], list[Target]]:
    """Measure it on visits to photographs, and on the sequences, whose people stop and walk on.

    Args:
        data: Folder with `people` and `motion`.
        model: YOLOX's.

    Returns:
        Numbers by what was shown, and targets.
    """
    result: dict[str, object] = {}
    targets = []
    for standing in STANDING:
        for fps in RATES:
            known = {"motion": Known(), "objects": Known()}
            planned = visits(data, standing)
            looks = sum(_watch(each, fps, model, known) for each in planned)
            if not planned:
                continue
            what = f"still for {standing:g} s at {fps:g}/s"
            for name, each in known.items():
                result[f"{what}, by {name}"] = each.numbers()
            result[f"{what}, looks a visit"] = looks / len(planned)
            objects = known["objects"]
            targets += [
                Target(
                    f"{what}, share of the time known",
                    objects.known / max(1, objects.frames),
                    0.95,
                ),
                Target(
                    f"{what}, seconds told when gone",
                    max(objects.ghosts),
                    5.0,
                    at_most=True,
                ),
            ]
    for sequence in sequences(data):
        for fps in RATES:
            empty = empty_scene(sequence)
            rng = np.random.default_rng(1)
            pipeline = Pipeline(PipelineSettings(faces=False, object_model=model))
            for index in range(-_BEFORE, 0):
                pipeline.process(_noisy(empty, rng), index / fps)
            by_motion, by_both = ObjectScore(), ObjectScore()
            step = max(1, round(sequence.fps / fps))
            for index, number in enumerate(range(0, len(sequence.pictures), step)):
                picture = sequence.pictures[number].read_bytes()
                seen = pipeline.process(picture, index / fps)
                truth = read(sequence.masks[number], cv2.IMREAD_GRAYSCALE)
                moving = list(seen.motion.boxes)
                by_motion.add(match(moving, truth))
                by_both.add(match([*moving, *_people_in(seen)], truth))
            result[f"{sequence.name} at {fps:g}/s"] = {
                "objects covered by motion": by_motion.recall,
                "objects covered by motion or a person": by_both.recall,
                "boxes that are right, motion": by_motion.precision,
                "boxes that are right, motion or a person": by_both.precision,
            }
    return result, targets


def _noisy(picture: Image, rng: np.random.Generator) -> bytes:
    noise = rng.normal(0, _NOISE, picture.shape)
    return encode(np.clip(picture + noise, 0, 255).astype(np.uint8))
