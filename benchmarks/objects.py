"""What it is that moves: how often a track's kind is known and right, what that costs, and what is made up."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
import json
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from custom_components.argus.vision import (
    Box,
    ObjectKind,
    Pipeline,
    PipelineSettings,
    Point,
    Track,
    TrackKind,
)
from custom_components.argus.vision.frames.frame import Frame
from custom_components.argus.vision.objects.object_finder import ObjectFinder

from . import faces_and_objects, objects_left_out, objects_still
from .detector import Image, encode
from .models import find_face_model, find_object_model
from .report import Target
from .scenes import Sequence, backgrounds, empty_scene, read, sequences

_FPS: Final = 5.0
_SECONDS: Final = 6
"""How long a photograph's people are followed."""
_MOVING: Final = 255
_ON_A_MOVER: Final = 0.15
"""A track is one of a mover when that share of its box moves, in half of its frames."""
_LEAST_FRAMES: Final = 3
"""Shorter tracks are not asked for."""
_VEHICLES: Final = ("road",)
"""Sequences in which vehicles move; people move in the others."""
_NOT_EMPTY: Final = ("photographer",)
_PATCHES: Final = 12
_NOISE: Final = 2.0
_EMPTY_MINUTES: Final = 3
_SIZES: Final = ("720p", "1080p")
"""Keys of `streams.SIZES` at which the cost is measured."""


@dataclass(slots=True)
class KindScore:
    """Tracks whose kind was right, wrong and unknown."""

    right: int = 0
    wrong: int = 0
    unknown: int = 0
    looks: int = 0
    spent: float = 0.0
    """Seconds of processor time that looks took."""
    labels: Counter[str] = field(default_factory=Counter)

    @property
    def precision(self) -> float:
        """Share of the kinds told that are right, 0..1."""
        told = self.right + self.wrong
        return self.right / told if told else 1.0

    @property
    def recall(self) -> float:
        """Share of the tracks whose kind was told and right, 0..1."""
        tracks = self.right + self.wrong + self.unknown
        return self.right / tracks if tracks else 1.0

    def add(self, told: ObjectKind | None, truth: ObjectKind | None) -> None:
        """Count a track.

        Args:
            told: What it was said to be.
            truth: What it is; None is nothing of the kinds.
        """
        if told is None:
            self.unknown += truth is not None
        elif told is truth:
            self.right += 1
        else:
            self.wrong += 1

    def numbers(self) -> dict[str, float]:
        """Return the numbers by name."""
        tracks = max(1, self.right + self.wrong + self.unknown)
        return {
            "tracks": self.right + self.wrong + self.unknown,
            "precision": self.precision,
            "recall": self.recall,
            "looks per track": self.looks / tracks,
            "ms per look": 1000 * self.spent / max(1, self.looks),
        }


def run(data: Path | None) -> dict[str, object]:
    """Measure how kinds are told.

    Args:
        data: Folder with `people`, `motion` and `object_models`.

    Returns:
        Numbers by what was looked at, and `targets`.
    """
    cv2.setNumThreads(1)
    model = find_object_model(data)
    if model is None or data is None:
        return {"object model": "missing"}
    settings = PipelineSettings(faces=False, object_model=model)
    result: dict[str, object] = {}
    targets: list[Target] = []
    people = _people(settings, data)
    if people is not None:
        result["people in photographs"] = people.numbers()
        targets += _targets("people in photographs", people)
    movers = KindScore()
    persons = KindScore()
    for sequence in sequences(data):
        score, other = _movers(settings, sequence)
        result[f"movers, {sequence.name}"] = {**score.numbers(), **other}
        for total in (movers, *((persons,) if sequence.name not in _VEHICLES else ())):
            total.right += score.right
            total.wrong += score.wrong
            total.unknown += score.unknown
            total.looks += score.looks
            total.spent += score.spent
    result["movers"] = movers.numbers()
    result["movers that are people"] = persons.numbers()
    targets += _targets("movers that are people", persons)
    false, patches = _patches(settings, data)
    result["empty places"] = {
        "places looked at": patches,
        "false persons among them": false,
        "false persons while nothing is there": (quiet := _quiet(settings, data)),
    }
    targets.append(Target("false persons on empty places", quiet, 0, at_most=True))
    for measure in (objects_left_out.run, objects_still.run):
        numbers, held = measure(data, model)
        result |= numbers
        targets += held
    costs = {
        size: faces_and_objects.cost(size, model, find_face_model(data))
        for size in _SIZES
    }
    result["cost"] = {
        f"{size} {what} / motion only": ratio
        for size, of_size in costs.items()
        for what, ratio in of_size.items()
    }
    targets += [
        target
        for size, of_size in costs.items()
        for target in faces_and_objects.targets(size, of_size)
    ]
    result["targets"] = targets
    return result


def _targets(what: str, score: KindScore) -> list[Target]:
    return [
        Target(f"{what}: precision", score.precision, 0.95),
        Target(f"{what}: recall", score.recall, 0.95),
    ]


def _people(settings: PipelineSettings, data: Path) -> KindScore | None:
    """Follow the labelled people of photographs by their true boxes, each a bit off as a tracker's are."""
    folder = data / "people"
    if not (folder / "boxes.json").is_file():
        return None
    labelled: dict[str, list[list[float]]] = json.loads(
        (folder / "boxes.json").read_text()
    )
    rng = np.random.default_rng(1)
    score = KindScore()
    for name, corners in labelled.items():
        picture = read(folder / "pictures" / name)
        height, width = picture.shape[:2]
        boxes = [
            Box(x0 / width, y0 / height, x1 / width, y1 / height)
            for x0, y0, x1, y1 in corners
        ]
        finder = ObjectFinder(settings)
        for step in range(int(_SECONDS * _FPS)):
            tracks = [
                _track(number, _off(box, rng)) for number, box in enumerate(boxes, 1)
            ]
            finder.find(Frame.open(picture), tracks, (), step / _FPS)
        for number in range(1, len(boxes) + 1):
            score.add(finder.kind_of(number), ObjectKind.PERSON)
        score.looks += finder.looks
        score.spent += finder.spent
    return score


def _track(number: int, box: Box) -> Track:
    foot = Point((box.x0 + box.x1) / 2, box.y1)
    return Track(number, TrackKind.OBJECT, box, (foot,))


def _off(box: Box, rng: np.random.Generator) -> Box:
    dx, dy = box.width, box.height
    x0, y0, x1, y1 = (float(value) for value in rng.uniform(-0.12, 0.12, 4))
    return Box(
        min(1.0, max(0.0, box.x0 + x0 * dx)),
        min(1.0, max(0.0, box.y0 + y0 * dy)),
        min(1.0, max(0.0, box.x1 + x1 * dx)),
        min(1.0, max(0.0, box.y1 + y1 * dy)),
    )


def _movers(
    settings: PipelineSettings, sequence: Sequence
) -> tuple[KindScore, dict[str, float]]:
    """Show a sequence to the whole pipeline; judge the last kind of every track on something that moves."""
    truth = ObjectKind.VEHICLE if sequence.name in _VEHICLES else ObjectKind.PERSON
    pipeline = Pipeline(settings)
    step = max(1, round(sequence.fps / _FPS))
    on_mover: dict[int, list[bool]] = {}
    told: dict[int, ObjectKind | None] = {}
    for index, frame in enumerate(_warmed(sequence, step)):
        picture, mask = frame
        seen = pipeline.process(picture, index / _FPS)
        for track in seen.tracks:
            told[track.id] = track.object
            if mask is not None:
                share = _moving_share(mask, track.box)
                on_mover.setdefault(track.id, []).append(share >= _ON_A_MOVER)
    score = KindScore()
    nothing = Counter[str]()
    for track_id, moving in on_mover.items():
        if len(moving) < _LEAST_FRAMES:
            continue
        if 2 * sum(moving) >= len(moving):
            score.add(told[track_id], truth)
        else:
            nothing["tracks of nothing that moves"] += 1
            nothing["of these called something"] += told[track_id] is not None
    score.looks = pipeline.object_finder.looks
    score.spent = pipeline.object_finder.spent
    return score, dict(nothing)


def _warmed(
    sequence: Sequence, step: int, warmup: int = 20
) -> Iterator[tuple[bytes, Image | None]]:
    rng = np.random.default_rng(1)
    empty = empty_scene(sequence)
    for _ in range(warmup):
        yield _noisy(empty, rng), None
    for number in range(0, len(sequence.pictures), step):
        mask = read(sequence.masks[number], cv2.IMREAD_GRAYSCALE)
        yield sequence.pictures[number].read_bytes(), mask


def _noisy(picture: Image, rng: np.random.Generator) -> bytes:
    noise = rng.normal(0, _NOISE, picture.shape)
    return encode(np.clip(picture + noise, 0, 255).astype(np.uint8))


def _moving_share(mask: Image, box: Box) -> float:
    height, width = mask.shape
    window = mask[
        int(box.y0 * height) : max(int(box.y0 * height) + 1, round(box.y1 * height)),
        int(box.x0 * width) : max(int(box.x0 * width) + 1, round(box.x1 * width)),
    ]
    return float(np.mean(window == _MOVING)) if window.size else 0.0


def _patches(settings: PipelineSettings, data: Path) -> tuple[int, int]:
    """Follow places where nothing is, as if something moved there; return how many were called persons, and of how many."""
    rng = np.random.default_rng(2)
    false = total = 0
    for name, place in backgrounds(data).items():
        if name in _NOT_EMPTY:
            continue
        for _ in range(_PATCHES):
            tall = float(rng.uniform(0.15, 0.7))
            wide = tall * float(rng.uniform(0.3, 0.9))
            x, y = float(rng.uniform(0, 1 - wide)), float(rng.uniform(0, 1 - tall))
            finder = ObjectFinder(settings)
            for step in range(int(_SECONDS * _FPS)):
                box = _off(Box(x, y, x + wide, y + tall), rng)
                finder.find(Frame.open(place), [_track(1, box)], (), step / _FPS)
            total += 1
            false += finder.kind_of(1) is ObjectKind.PERSON
    return false, total


def _quiet(settings: PipelineSettings, data: Path) -> int:
    """Return how often a person comes into view at empty places under a sensor's noise."""
    false = 0
    rng = np.random.default_rng(3)
    for name, place in backgrounds(data).items():
        if name in _NOT_EMPTY:
            continue
        pipeline = Pipeline(settings)
        before = False
        for second in range(60 * _EMPTY_MINUTES):
            seen = pipeline.process(_noisy(place, rng), float(second))
            person = any(each.kind is ObjectKind.PERSON for each in seen.objects)
            false += person and not before
            before = person
    return false
