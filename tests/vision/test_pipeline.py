"""The parts of the eyes work together."""

import numpy as np
import pytest

from custom_components.argus.vision import (
    Crossing,
    FaceDetector,
    FrameError,
    Line,
    LineCounts,
    Pipeline,
    PipelineSettings,
    Point,
    Tamper,
)
from custom_components.argus.vision.frames.frame import Frame

from .scenes import jpeg, room, seen, with_person

EMPTY = room()


def test_tells_the_size_of_the_frame_and_keeps_its_settings() -> None:
    settings = PipelineSettings(faces=False)
    pipeline = Pipeline(settings)

    observation = pipeline.process(jpeg(EMPTY), 0)

    assert (observation.width, observation.height) == (640, 360)
    assert pipeline.settings is settings


def test_bytes_arrays_and_frames_show_the_same() -> None:
    rng = np.random.default_rng(1)
    pictures = [seen(EMPTY, rng) for _ in range(12)]
    pictures += [seen(with_person(EMPTY, 0.3 + 0.1 * i), rng) for i in range(3)]
    found = []
    for kind in ("bytes", "frame"):
        pipeline = Pipeline(PipelineSettings(faces=False))
        for second, picture in enumerate(pictures):
            frame = picture if kind == "bytes" else Frame.open(picture)
            last = pipeline.process(frame, second)
        found.append(last)

    assert found[0] == found[1]
    assert found[0].motion.detected


def test_motion_off_still_looks_for_faces_and_tampering() -> None:
    pipeline = Pipeline(PipelineSettings(motion=False, face_detector=FaceDetector.HAAR))
    rng = np.random.default_rng(1)
    for second in range(20):
        calm = pipeline.process(seen(EMPTY, rng), second)
    covered = [
        pipeline.process(seen(np.full_like(EMPTY, 9), rng), 20 + second)
        for second in range(12)
    ]

    assert calm.motion.suppressed is None
    assert not calm.motion.detected
    assert covered[-1].tamper is Tamper.COVERED


def test_a_bad_frame_changes_nothing() -> None:
    pipeline = Pipeline(PipelineSettings(faces=False))
    rng = np.random.default_rng(1)
    for second in range(15):
        pipeline.process(seen(EMPTY, rng), second)
    with pytest.raises(FrameError):
        pipeline.process(jpeg(EMPTY)[:-500], 15)

    motion = pipeline.process(seen(with_person(EMPTY, 0.5), rng), 16).motion
    assert motion.detected
    assert motion.suppressed is None


def test_who_crosses_a_line_is_counted_once() -> None:
    line = Line("door", "Door", Point(0.5, 0), Point(0.5, 1), LineCounts.MOTION)
    pipeline = Pipeline(PipelineSettings(faces=False, lines=(line,)))
    rng = np.random.default_rng(1)
    crossings: list[Crossing] = []
    for index in range(100):
        x = 0.2 + 0.03 * (index - 60) / 2
        picture = with_person(EMPTY, x) if index >= 60 else EMPTY
        crossings += pipeline.process(seen(picture, rng), index / 5).crossings

    assert [crossing.line_id for crossing in crossings] == ["door"]
