"""How well faces are found: old Argus' detector and both of ours on the same pictures, and what looking costs."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from custom_components.argus.vision import (
    Box,
    FaceDetector,
    Motion,
    PipelineSettings,
)
from custom_components.argus.vision.faces.backend import FaceBackend
from custom_components.argus.vision.faces.finder import FaceFinder
from custom_components.argus.vision.faces.haar import HaarBackend
from custom_components.argus.vision.faces.yunet import YuNetBackend
from custom_components.argus.vision.frames.frame import Frame

from . import streams, turning
from .detector import Image
from .face_pictures import Labelled, empty_pictures, pasted_faces, photographs
from .models import find_face_model
from .references import OldArgusFaces
from .report import Target
from .speed import Effort, faces_cost
from .turning import delays, summary

type Look = Callable[[Image], Iterable[Box]]

_LIMITS: Final = {"haar": (0.985, 0.88), "yunet": (0.985, 0.94)}
_FALSE_PER_EMPTY: Final = 0.03
_FALSE_AFTER_LEARNING: Final = 0.005
_LOOKS: Final = 3
_TURNS: Final = 12
_LEARNING_SECONDS: Final = 120
_LEARNING_STEP: Final = 3


@dataclass(slots=True)
class Score:
    """Faces found, missed and made up."""

    found: int = 0
    wrong: int = 0
    there: int = 0
    pictures: int = 0

    def add(self, picture: Labelled, boxes: Iterable[Box]) -> None:
        """Count what was seen in a picture.

        Args:
            picture: With its true faces, each of which may be found once.
            boxes: What was seen.
        """
        left = list(picture.faces)
        self.there += len(left)
        self.pictures += 1
        for box in boxes:
            hit = max(left, key=box.overlap, default=None)
            if hit is not None and _agree(box, hit):
                left.remove(hit)
                self.found += 1
            else:
                self.wrong += 1

    def plus(self, other: Score) -> Score:
        """Return the sum of two scores."""
        return Score(
            self.found + other.found,
            self.wrong + other.wrong,
            self.there + other.there,
            self.pictures + other.pictures,
        )

    @property
    def precision(self) -> float:
        """Share of what was seen that is a face, 0..1."""
        seen = self.found + self.wrong
        return self.found / seen if seen else 1.0

    @property
    def recall(self) -> float:
        """Share of the faces that was seen, 0..1."""
        return self.found / self.there if self.there else 1.0


def _agree(a: Box, b: Box) -> bool:
    """Whether two detectors mean the same face: they disagree on where one ends."""
    return a.overlap(b) > 0.25


def run(
    data: Path | None, *, pasted: int = 150, seed: int = 1, costs: bool = True
) -> dict[str, object]:
    """Measure the face detectors.

    Args:
        data: Folder with `faces` and `models`, or None for scikit-image's photographs only.
        pasted: How many pictures with pasted faces.
        seed: Another seed, other pictures.
        costs: Whether to measure costs as well.

    Returns:
        Numbers by detector and set of pictures, and `targets`.
    """
    cv2.setNumThreads(1)
    model = find_face_model(data)
    sets = {"pasted": list(pasted_faces(seed, pasted))}
    if real := photographs(data):
        sets["photographs"] = real
    empty = empty_pictures(seed)
    result: dict[str, object] = {}
    targets: list[Target] = []

    looks: dict[str, Look] = {"old argus": _old_argus()}
    backends: list[FaceBackend] = [HaarBackend()]
    if model is not None:
        backends.append(YuNetBackend(model))
    for backend in backends:
        looks[backend.name] = _with(backend)
    for name, look in looks.items():
        scores, false = _judge(look, sets, empty)
        result[name] = _numbers(scores, false)
        if name in _LIMITS:
            targets += _targets(name, _total(scores), false)
    for backend in backends:
        settings = _settings(backend.name, model)
        scores, false = _judge(_finder(settings), sets, empty)
        learnt = _false_after_learning(settings, empty)
        name = f"{backend.name}, {_LOOKS} looks of the pipeline"
        result[name] = {
            **_numbers(scores, false),
            "false per empty picture, after learning": learnt,
        }
        targets.append(
            Target(
                f"{backend.name}: false faces per empty picture after learning",
                learnt,
                _FALSE_AFTER_LEARNING,
                at_most=True,
            )
        )
    for backend in backends:
        settings = _settings(backend.name, model)
        name = f"{backend.name}, seconds until who turns round is found"
        taken = {
            fps: summary(delays(settings, fps, _TURNS, seed)) for fps in turning.RATES
        }
        result[name] = {
            f"{fps:g} frames a second, {what}": seconds
            for fps, seconds_by_what in taken.items()
            for what, seconds in seconds_by_what.items()
        }
        targets += [
            Target(
                f"{backend.name}: nine of ten who turn round are found within, {fps:g}/s",
                taken[fps]["nine of ten within"],
                slowest,
                at_most=True,
            )
            for fps, slowest in turning.SLOWEST.items()
        ]
    if costs:
        result["cost"] = _costs(model)
    result["targets"] = targets
    return result


def _old_argus() -> Look:
    detector = OldArgusFaces()
    return lambda image: detector.update(image, 0.0)


def _with(backend: FaceBackend) -> Look:
    def look(image: Image) -> list[Box]:
        if not backend.colour:
            image = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
        return [face.box for face in backend.detect(image)]

    return look


def _settings(backend: str, model: Path | None) -> PipelineSettings:
    if backend == "yunet":
        return PipelineSettings(face_detector=FaceDetector.YUNET, face_model=model)
    return PipelineSettings(face_detector=FaceDetector.HAAR)


def _finder(settings: PipelineSettings) -> Look:
    """Look at a picture a few times, as at a still scene."""

    def look(image: Image) -> list[Box]:
        finder = FaceFinder(settings)
        boxes: list[Box] = []
        for second in range(_LOOKS):
            faces = finder.find(Frame.open(image), Motion(), float(second))
            boxes = [face.box for face in faces]
        return boxes

    return look


def _judge(
    look: Look, sets: Mapping[str, list[Labelled]], empty: list[Labelled]
) -> tuple[dict[str, Score], float]:
    """Return the score of every set, and the false faces per empty picture."""
    scores = {}
    for name, pictures in sets.items():
        scores[name] = Score()
        for picture in pictures:
            scores[name].add(picture, look(picture.image))
    false = Score()
    for picture in empty:
        false.add(picture, look(picture.image))
    return scores, false.wrong / false.pictures


def _total(scores: Mapping[str, Score]) -> Score:
    total = Score()
    for score in scores.values():
        total = total.plus(score)
    return total


def _numbers(scores: Mapping[str, Score], false: float) -> dict[str, float]:
    numbers = {}
    for name, score in scores.items():
        numbers[f"precision, {name}"] = score.precision
        numbers[f"recall, {name}"] = score.recall
        numbers[f"faces, {name}"] = float(score.there)
    numbers["false per empty picture"] = false
    return numbers


def _targets(name: str, total: Score, false: float) -> list[Target]:
    precision, recall = _LIMITS[name]
    return [
        Target(f"{name}: precision", total.precision, precision),
        Target(f"{name}: recall", total.recall, recall),
        Target(
            f"{name}: false faces per empty picture",
            false,
            _FALSE_PER_EMPTY,
            at_most=True,
        ),
    ]


def _false_after_learning(settings: PipelineSettings, empty: list[Labelled]) -> float:
    """Watch every empty place for two minutes with a sensor's noise; return the false faces left on average."""
    rng = np.random.default_rng(9)
    left = 0
    for picture in empty:
        finder = FaceFinder(settings)
        grain = rng.normal(0, 3, picture.image.shape)
        for second in range(0, _LEARNING_SECONDS, _LEARNING_STEP):
            shift = tuple(int(value) for value in rng.integers(0, 200, 2))
            noisy = picture.image + np.roll(grain, shift, axis=(0, 1))
            frame = Frame.open(np.clip(noisy, 0, 255).astype(np.uint8))
            faces = finder.find(frame, Motion(), float(second))
        left += len(faces)
    return left / len(empty)


def _costs(model: Path | None) -> dict[str, float]:
    size, frames = "720p", 60
    measured = faces_cost(
        streams.with_a_face(size, frames),
        streams.empty(size, frames),
        model,
        Effort(frames=frames),
    )
    costs = {}
    for label in ("haar", "yunet"):
        if f"busy {label}" in measured:
            busy = measured[f"busy {label}"] / measured["old argus"]
            idle = measured[f"idle {label}"] / measured["idle motion only"]
            costs[f"busy, {label} / old argus, {size}"] = busy
            costs[f"idle, {label} / motion only, {size}"] = idle
    return costs
