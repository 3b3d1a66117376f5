"""Which object detector is in use while one is broken, and when the broken one is tried again."""

import os
from pathlib import Path
from typing import Final
from unittest.mock import Mock

import numpy as np
import pytest

from custom_components.argus.vision import Box, ObjectDetector, PipelineSettings
from custom_components.argus.vision.frames.frame import Frame
from custom_components.argus.vision.objects import detector_choice
from custom_components.argus.vision.objects.detector_choice import (
    FILE_PAUSE,
    FIRST_PAUSE,
    LONGEST_PAUSE,
    DetectorChoice,
)
from custom_components.argus.vision.objects.object_backend import ObjectBackendError
from custom_components.argus.vision.objects.object_finder import ObjectFinder

from .test_object_finder import RED, SPOT, scene, track

ACCURATE: Final = ObjectDetector.ACCURATE


class Shelf:
    """Models of which some work; those that were loaded are noted."""

    def __init__(self) -> None:
        """Let all work."""
        self.broken: set[str] = set()
        self.loaded: list[str] = []

    def load(self, model: Path) -> Mock:
        """Return a detector."""
        self.loaded.append(model.name)
        if model.name in self.broken:
            raise ObjectBackendError(f"{model.name} is broken")
        backend = Mock(detect=lambda image, side: self._detect(model.name))
        backend.name = model.name
        return backend

    def _detect(self, name: str) -> tuple[()]:
        if name in self.broken:
            raise ObjectBackendError(f"{name} is broken")
        return ()


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    shelf = Shelf()
    monkeypatch.setattr(detector_choice, "YoloxBackend", shelf.load)
    return shelf


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    path = tmp_path / "tiny"
    path.write_bytes(b"1")
    return path


def asked(tiny: Path, *, stand_in: bool = True) -> PipelineSettings:
    """Return settings for the accurate detector."""
    return PipelineSettings(
        object_detector=ACCURATE,
        object_model=tiny,
        stand_in_model=tiny.with_name("nano") if stand_in else None,
    )


def in_use(choice: DetectorChoice) -> str | None:
    return choice.backend.name if choice.backend is not None else None


def test_what_does_not_load_is_stood_in_for(shelf: Shelf, tiny: Path) -> None:
    shelf.broken = {"tiny"}
    choice = DetectorChoice(asked(tiny))

    assert in_use(choice) == "nano"
    assert choice.problem == "tiny is broken"


def test_what_breaks_later_is_stood_in_for(shelf: Shelf, tiny: Path) -> None:
    """Within the same look: nothing of what is there is missed."""
    finder = ObjectFinder(asked(tiny))
    assert finder.backend == "tiny"
    shelf.broken = {"tiny"}
    finder.find(Frame.open(scene((SPOT, RED))), [track()], (), 1.0)

    assert finder.backend == "nano"
    assert finder.problem == "tiny is broken"
    shelf.broken = {"tiny", "nano"}
    finder.find(Frame.open(scene((SPOT, RED))), [track(2, Box(0, 0, 1, 1))], (), 9.0)
    assert finder.backend is None
    assert finder.problem == "tiny is broken"


def test_a_broken_model_is_tried_again_after_pauses_that_grow(
    shelf: Shelf, tiny: Path
) -> None:
    shelf.broken = {"tiny"}
    choice = DetectorChoice(asked(tiny))
    shelf.loaded.clear()
    tries = []
    for second in range(round(4 * LONGEST_PAUSE)):
        choice.retry(second)
        if shelf.loaded:
            assert shelf.loaded == ["tiny"]
            shelf.loaded.clear()
            tries.append(second)
    pauses = np.diff(tries)

    assert tries[0] == FIRST_PAUSE
    assert pauses[0] == pytest.approx(2 * FIRST_PAUSE, abs=2)
    assert pauses[-1] == pytest.approx(LONGEST_PAUSE, abs=2)
    assert in_use(choice) == "nano"

    shelf.broken.clear()
    choice.retry(5 * LONGEST_PAUSE)
    assert in_use(choice) == "tiny"
    assert choice.problem is None


def test_a_file_that_changes_is_tried_at_once(shelf: Shelf, tiny: Path) -> None:
    shelf.broken = {"tiny"}
    choice = DetectorChoice(asked(tiny, stand_in=False))
    assert in_use(choice) is None
    choice.retry(0)
    shelf.broken.clear()
    os.utime(tiny, (1, 1))
    choice.retry(FILE_PAUSE)

    assert in_use(choice) == "tiny"


def test_a_file_that_is_taken_away_and_comes_again_is_tried(
    shelf: Shelf, tiny: Path
) -> None:
    shelf.broken = {"tiny"}
    tiny.unlink()
    choice = DetectorChoice(asked(tiny, stand_in=False))
    choice.retry(0)
    shelf.broken.clear()
    choice.retry(FILE_PAUSE)
    assert in_use(choice) is None
    tiny.write_bytes(b"2")
    choice.retry(2 * FILE_PAUSE)

    assert in_use(choice) == "tiny"


def test_what_breaks_again_at_its_first_look_is_tried_less_and_less(
    shelf: Shelf, tiny: Path
) -> None:
    """It loads, but there may be too little memory for larger pictures."""
    choice = DetectorChoice(asked(tiny))
    now, pauses = 0.0, []
    for _ in range(4):
        choice.note_failure(ObjectBackendError("no memory"), now)
        began = now
        while choice.problem is not None:
            now += 1
            choice.retry(now)
        pauses.append(now - began)

    assert pauses == pytest.approx([60, 120, 240, 480], abs=4)


def test_another_model_that_comes_later_stands_in(shelf: Shelf, tiny: Path) -> None:
    shelf.broken = {"tiny"}
    choice = DetectorChoice(asked(tiny, stand_in=False))
    assert in_use(choice) is None
    shelf.loaded.clear()
    choice.configure(asked(tiny))

    assert in_use(choice) == "nano"
    assert shelf.loaded == ["nano"]


def test_who_works_is_not_disturbed_by_another_model(shelf: Shelf, tiny: Path) -> None:
    choice = DetectorChoice(asked(tiny, stand_in=False))
    choice.configure(asked(tiny))

    assert in_use(choice) == "tiny"
    assert shelf.loaded == ["tiny"]


def test_a_clock_that_goes_back_makes_nobody_wait_for_long(
    shelf: Shelf, tiny: Path
) -> None:
    shelf.broken = {"tiny"}
    choice = DetectorChoice(asked(tiny))
    choice.retry(10_000)
    shelf.broken.clear()
    choice.retry(5)
    choice.retry(5 + FIRST_PAUSE)

    assert in_use(choice) == "tiny"
