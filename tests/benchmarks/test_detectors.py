"""The detectors that are compared see who walks and whose face is shown, and nothing else."""

import pytest

from benchmarks.detector import Argus, Detector, DetectorFactory, encode
from benchmarks.references import OldArgusFaces, references
from benchmarks.robustness import Walk
from benchmarks.scenes import photograph, render_walker
from custom_components.argus.vision import Box

from .constant import Image


@pytest.mark.parametrize("name", ["argus", *references()])
@pytest.mark.parametrize("encoded", [True, False], ids=["bytes", "picture"])
def test_detectors_find_a_walker_and_nothing_else(
    name: str, encoded: bool, room: Image
) -> None:
    factories: dict[str, DetectorFactory] = {"argus": Argus, **references()}
    detector: Detector = factories[name]()
    walk = Walk(render_walker(4), 0, 8, (0.95, 0.95), (0.45, 0.45), leftwards=False)

    def show(image: Image, now: float) -> list[Box]:
        return detector.update(encode(image) if encoded else image, now)

    for now in range(-detector.warmup, 0):
        quiet = show(room, now)
    assert quiet == []
    found = 0
    for now in range(1, 8):
        image = room.copy()
        drawn = walk.draw(image, now)
        assert drawn is not None
        found += any(box.overlap(drawn[0]) > 0.1 for box in show(image, now))
    assert found >= 5


def test_old_faces_finds_the_astronaut() -> None:
    portrait = encode(photograph("astronaut"))
    boxes = OldArgusFaces().update(portrait, 0)
    assert any(box.overlap(Box(0.33, 0.12, 0.55, 0.4)) > 0.3 for box in boxes)
