"""The picture of a recorder whose camera is gone."""

import cv2
import numpy as np
import pytest

from custom_components.argus.vision import Pipeline, PipelineSettings, Tamper
from custom_components.argus.vision.frames.frame import Frame
from custom_components.argus.vision.no_signal import is_without_signal

from .scenes import Image, jpeg, room, seen, with_person

WIDTH, HEIGHT = 1280, 720


def loss(
    colour: tuple[int, int, int], text: str = "VIDEO LOSS", row: float = 0.5
) -> Image:
    """Draw what recorders show."""
    picture = np.full((HEIGHT, WIDTH, 3), colour, np.uint8)
    if text:
        place = (int(0.33 * WIDTH), int(row * HEIGHT))
        cv2.putText(picture, text, place, cv2.FONT_HERSHEY_SIMPLEX, 2.4, (255,) * 3, 5)
    return picture


@pytest.mark.parametrize(
    "picture",
    [
        loss((200, 20, 10)),
        loss((200, 20, 10), ""),
        loss((0, 0, 0)),
        loss((0, 0, 0), "NO SIGNAL", 0.6),
        loss((90, 90, 90), "NO VIDEO", 0.45),
    ],
)
def test_knows_what_recorders_show(picture: Image) -> None:
    assert is_without_signal(Frame.open(jpeg(picture)))
    assert is_without_signal(Frame.open(picture))
    small = np.asarray(cv2.resize(picture, (352, 288), interpolation=cv2.INTER_AREA))
    assert is_without_signal(Frame.open(jpeg(small.astype(np.uint8))))


@pytest.mark.parametrize(
    "picture",
    [
        loss((0, 0, 0), ""),
        loss((0, 0, 0), "2026-11-29 02:15", 0.06),
        loss((128, 128, 128), ""),
        loss((250, 250, 250), ""),
        room(),
        with_person(np.full((360, 640, 3), 235, np.uint8), 0.5, contrast=150),
    ],
)
def test_a_covered_lens_a_dark_night_and_a_white_wall_are_none(picture: Image) -> None:
    assert not is_without_signal(Frame.open(jpeg(picture)))


def test_is_tampering_and_no_motion_and_nothing_is_learnt_from_it() -> None:
    pipeline = Pipeline(PipelineSettings(faces=False))
    rng = np.random.default_rng(1)
    picture = room(width=WIDTH, height=HEIGHT)
    told = []
    for second in range(60):
        lost = 20 <= second < 40
        frame = jpeg(loss((200, 20, 10))) if lost else seen(picture, rng)
        told.append(pipeline.process(frame, float(second)))

    assert {one.tamper for one in told[20:40]} == {Tamper.NO_SIGNAL}
    assert {one.tamper for one in told[:20] + told[40:]} == {None}
    assert not any(one.motion.detected for one in told)
