"""Tests of looking again with other settings."""

from dataclasses import replace
from pathlib import Path

import pytest

from custom_components.argus.vision import (
    CloseUp,
    FaceDetector,
    ObjectKind,
    PipelineSettings,
    Point,
    Still,
    Zone,
    ZoneKind,
)
from custom_components.argus.vision.frames.frame import FrameError
from custom_components.argus.vision.rerun import rerun_faces, rerun_motion

from ..films import Draw, animal, filmed, person, sign, small_portrait, visitor
from .objects.colour_network import write_colour_network

USUAL = PipelineSettings(faces=False)
LOOKING = PipelineSettings(face_detector=FaceDetector.HAAR)


@pytest.mark.parametrize("interval", [0.2, 1.0, 2.0])
@pytest.mark.parametrize("draw", [sign, animal, person])
def test_what_moved_moves_again(draw: Draw, interval: float) -> None:
    """At any pace: a few small pictures are enough to alarm once more."""
    stills = filmed(draw, interval)
    boxes = rerun_motion(stills, USUAL)
    assert boxes
    if draw is sign:
        assert all(box.x0 > 0.65 and box.y1 < 0.5 for box in boxes)


def test_other_settings() -> None:
    """Each setting does in a replay what it does in life."""
    small = replace(USUAL, min_object=0.008)
    assert not rerun_motion(filmed(animal), small)
    assert rerun_motion(filmed(person), small)
    blunt = replace(USUAL, sensitivity=1)
    assert not rerun_motion(filmed(person), replace(blunt, min_object=0.02))
    corners = (Point(0.6, 0), Point(1, 0), Point(1, 0.5), Point(0.6, 0.5))
    zone = Zone("z", "Sign", corners, ZoneKind.EXCLUDE)
    blind = replace(USUAL, zones=(zone,))
    assert not rerun_motion(filmed(sign), blind)
    assert rerun_motion(filmed(person), blind)
    assert not rerun_motion(filmed(person), replace(USUAL, motion=False))


def test_whatever_moves(tmp_path: Path) -> None:
    """Stills are too small and grey to recognise anybody in, so it does not matter which kinds count."""
    model = write_colour_network(tmp_path / "nano.onnx")
    choosy = replace(USUAL, object_model=model, only_kinds=True)
    assert rerun_motion(filmed(person), choosy)
    corners = (Point(0, 0), Point(1, 0), Point(1, 1), Point(0, 1))
    drive = Zone("d", "Drive", corners, kinds=frozenset({ObjectKind.VEHICLE}))
    assert rerun_motion(filmed(person), replace(choosy, zones=(drive,)))


def test_nobody_knows_a_scene_without_what_was_before() -> None:
    begun = [still for still in filmed(person) if still.seconds >= -1]
    assert not rerun_motion(begun, USUAL)
    assert not rerun_motion((), USUAL)


def test_nothing_happened() -> None:
    """The quiet before an alarm does not alarm by itself."""
    quiet = [still for still in filmed(person) if still.seconds < 0]
    later = [replace(still, seconds=10 - still.seconds) for still in quiet]
    assert not rerun_motion([*quiet, *reversed(later)], USUAL)


def test_faces() -> None:
    """A face is found again, where it was; the smaller one is too small before the larger one is."""
    small = filmed(small_portrait, settings=LOOKING)
    large = filmed(visitor, settings=LOOKING)
    for stills in (small, large):
        boxes = rerun_faces(stills, LOOKING)
        assert boxes
        # In the middle of the close-ups.
        assert all(0.35 < box.centre.x < 0.65 for box in boxes)
    bar = replace(LOOKING, min_face=0.12)
    assert not rerun_faces(small, bar)
    assert rerun_faces(large, bar)
    assert not rerun_faces(large, replace(LOOKING, faces=False))
    assert not rerun_faces(filmed(person), LOOKING)


def test_a_corrupt_still() -> None:
    damaged = [replace(still, grey=b"\xff\xd8 no") for still in filmed(person)]
    with pytest.raises(FrameError):
        rerun_motion(damaged, USUAL)
    with pytest.raises(FrameError):
        rerun_faces([Still(0, b"", CloseUp(b"no picture", 0.5))], LOOKING)
