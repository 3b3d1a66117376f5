"""Films of others are read and played, and what was found in them is scored as by hand."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from benchmarks import sequences
from benchmarks.scenes import (
    backgrounds,
    render_room,
    sequences as list_sequences,
    walkers,
)
from benchmarks.sequences import match
from custom_components.argus.vision import Box

from .constant import LEFT, RIGHT, Constant


def test_matching_objects_by_hand() -> None:
    truth = np.zeros((100, 200), np.uint8)
    truth[10:50, 20:60] = 255
    truth[10:50, 140:180] = 255
    truth[80:90, 0:40] = 170
    truth[60:62, 100:102] = 255  # too small to be asked for
    found = match([LEFT], truth)
    assert (found.objects, found.found, found.boxes, found.right) == (2, 1, 1, 1)
    assert found.f1 == pytest.approx(2 / 3)
    both = match([LEFT, RIGHT], truth)
    assert both.f1 == 1.0
    one_for_both = match([Box(0.1, 0.1, 0.9, 0.5)], truth)
    assert (one_for_both.found, one_for_both.right) == (2, 1)
    wrong = match([Box(0.4, 0.6, 0.6, 0.9)], truth)
    assert (wrong.found, wrong.boxes, wrong.right) == (0, 1, 0)
    unknown = match([Box(0.0, 0.8, 0.2, 0.9)], truth)
    assert unknown.boxes == 0


def test_sequences_are_read_and_played(tmp_path: Path) -> None:
    _write_sequence(tmp_path, frames=20)
    (sequence,) = list_sequences(tmp_path)
    assert (sequence.name, sequence.fps) == ("yard", 5)
    scores = sequences.play(
        sequence, 1.0, {"whole": lambda: Constant(Box(0, 0, 1, 1)), "none": Constant}
    )
    assert scores["whole"].recall == 1.0 and scores["whole"].precision == 0.0
    assert scores["none"].recall == 0.0 and scores["none"].precision == 1.0
    assert walkers(tmp_path)[0].fps == 5
    assert next(iter(backgrounds(tmp_path))) == "yard"


def _write_sequence(data: Path, frames: int) -> None:
    folder = data / "motion" / "yard_5fps"
    for name in ("input", "groundtruth"):
        (folder / name).mkdir(parents=True)
    scene = cv2.resize(render_room(2), (320, 240))
    for index in range(frames):
        image, mask = scene.copy(), np.zeros((240, 320), np.uint8)
        x = 20 + 10 * index
        image[100:180, x : x + 30] = (30, 30, 200)
        mask[100:180, x : x + 30] = 255
        cv2.imwrite(str(folder / "input" / f"{index:06d}.jpg"), image)
        cv2.imwrite(str(folder / "groundtruth" / f"{index:06d}.png"), mask)
