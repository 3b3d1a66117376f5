"""What appears at once is light until it moves, and yet somebody whose face is looked for."""

import cv2
import numpy as np
import pytest

from custom_components.argus.vision import Box, FaceDetector, Pipeline, PipelineSettings

from ..portraits import Stage
from ..scenes import Image, jpeg, room, with_person
from ..watch import Watch

EMPTY = room()


def _lamp(picture: Image, x: int = 200, y: int = 150, strength: float = 0.9) -> Image:
    """Return a place where a lamp with a hard shade lights a part, hardest at its edge."""
    ys, xs = np.mgrid[0:360, 0:640]
    distance = np.hypot(xs - x, 1.3 * (ys - y)) / 110
    glow = (strength * np.exp(-(distance**4)))[..., None]
    return np.clip(picture * (1 + glow) + 25 * glow, 0, 255).astype(np.uint8)


def _infrared(picture: Image) -> Image:
    ys, xs = np.mgrid[0:360, 0:640]
    spot = 1.25 - 1.1 * np.hypot(xs / 640 - 0.5, ys / 360 - 0.5)
    tones = 255 * (picture @ np.array([0.15, 0.25, 0.6]) / 255) ** 0.7 * spot
    return np.repeat(np.clip(tones, 0, 255)[..., None], 3, axis=2).astype(np.uint8)


@pytest.mark.parametrize("fps", [2, 5, 10])
@pytest.mark.parametrize("x", [120, 320, 520])
def test_a_lamp_goes_on_and_off_without_an_alarm(fps: float, x: int) -> None:
    watch = Watch(fps)
    watch.settle(frames=int(8 * fps))
    lit = _lamp(EMPTY, x)
    alarms = [watch.show(lit).detected for _ in range(int(4 * fps))]
    alarms += [watch.show(EMPTY).detected for _ in range(int(4 * fps))]

    assert not any(alarms)


@pytest.mark.parametrize("fps", [1, 2, 5])
@pytest.mark.parametrize("ago", [2, 30])
@pytest.mark.parametrize(("lamp", "x"), [(320, 0.3), (320, 0.35), (200, 0.15)])
def test_who_walks_in_the_light_of_a_lamp_is_seen(
    lamp: int, x: float, ago: int, fps: float
) -> None:
    watch = Watch(fps)
    watch.settle(frames=int(10 * fps))
    watch.settle(_lamp(EMPTY, lamp), int(ago * fps))
    found = [
        watch.show(_lamp(with_person(EMPTY, x + 0.08 * index / fps), lamp)).detected
        for index in range(int(5 * fps))
    ]

    assert np.mean(found) >= 0.8


@pytest.mark.parametrize("fps", [2, 5])
def test_infrared_on_and_off_is_no_alarm(fps: float) -> None:
    watch = Watch(fps)
    watch.settle(frames=int(8 * fps))
    infrared = _infrared(EMPTY)
    night = [watch.show(infrared) for _ in range(int(4 * fps))]
    day = [watch.show(EMPTY) for _ in range(int(4 * fps))]

    assert not any(motion.detected for motion in night + day)
    assert any(motion.suppressed for motion in night)


def test_who_appears_at_once_and_stands_still_is_sudden_but_no_motion() -> None:
    watch = Watch(5)
    watch.settle(frames=40)
    motions = [watch.show(with_person(EMPTY, 0.5)) for _ in range(20)]

    assert not any(motion.detected for motion in motions)
    place = Box(0.46, 0.38, 0.54, 0.76)
    for motion in motions[:6]:
        assert any(box.overlap(place) > 0.3 for box in motion.sudden)
    # Nothing is looked at for ever.
    assert not motions[-1].sudden


def test_who_appeared_at_once_is_motion_from_the_first_step_on() -> None:
    watch = Watch(5)
    watch.settle(frames=40)
    watch.settle(with_person(EMPTY, 0.5), 4)
    found = [
        watch.show(with_person(EMPTY, 0.5 + 0.02 * step)).detected
        for step in range(1, 8)
    ]

    assert all(found[1:])


def test_between_slow_frames_nobody_has_to_be_seen_twice() -> None:
    watch = Watch(1)
    watch.settle()

    motion = watch.show(with_person(EMPTY, 0.5))
    assert motion.detected
    assert not motion.sudden


def test_the_face_of_who_appears_at_once_and_stands_still_is_found() -> None:
    stage = Stage()
    pipeline = Pipeline(PipelineSettings(face_detector=FaceDetector.HAAR))
    for index in range(60):
        pipeline.process(jpeg(stage.frame()), index / 5)
    seen = [
        pipeline.process(jpeg(stage.frame((320, 180))), (60 + index) / 5)
        for index in range(10)
    ]

    assert not any(observation.motion.detected for observation in seen)
    assert len(seen[-1].faces) == 1
    assert seen[-1].faces[0].box.overlap(stage.box(320, 180)) > 0


def test_a_vertical_shake_is_taken_out() -> None:
    watch = Watch(5)
    watch.settle(frames=40)
    alarms = []
    for index in range(30):
        down = 4 if index % 2 else -4
        shift = np.array([[1, 0, 0], [0, 1, down]], np.float32)
        # What comes into view at the edges is new, as it is before a real camera.
        shaken = cv2.warpAffine(EMPTY, shift, (640, 360), borderMode=cv2.BORDER_REFLECT)
        alarms.append(watch.show(np.asarray(shaken, np.uint8)).detected)

    assert not any(alarms)
