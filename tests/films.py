"""Short films of one place, seen by the real eyes and kept as incidents keep them."""

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
from skimage import data

from custom_components.argus.capture.replay import ReplayRecorder
from custom_components.argus.vision import PipelineSettings, Still
from custom_components.argus.vision.frames.frame import Frame
from custom_components.argus.vision.frames.still_taker import StillTaker
from custom_components.argus.vision.pipeline import Pipeline

from .vision.scenes import Image, room, seen, with_person

type Draw = Callable[[Image, float], Image]
"""Draws into an empty place what is there, seconds after it began."""

WIDTH, HEIGHT = 1280, 720
QUIET = 20.0
"""Seconds in which the place is empty."""
LASTS = 16.0
"""Seconds after that."""


def sign(picture: Image, seconds: float) -> Image:
    """Draw a large neon sign at the upper right that is switched on for two seconds of three."""
    if int(seconds) % 3 != 2:
        cv2.rectangle(picture, (900, 80), (1150, 330), (250, 250, 250), -1)
        for left in range(0, 250, 25):
            cv2.line(
                picture, (900 + left, 80), (1150 - left // 2, 330), (20, 20, 20), 8
            )
    return picture


def animal(picture: Image, seconds: float) -> Image:
    """Draw something small and dark that runs along the bottom."""
    x = int(100 + 40 * seconds)
    cv2.ellipse(picture, (x, 600), (34, 18), 0, 0, 360, (15, 15, 15), -1)
    return picture


def person(picture: Image, seconds: float) -> Image:
    """Draw somebody who walks through, in clothes that do not stand out."""
    return with_person(picture, (0.1 + 0.06 * seconds) % 1, 0.6, 0.3, 45)


def shade(picture: Image, seconds: float) -> Image:
    """Draw the shade of a tree, large and hardly darker than the rest, that wanders through."""
    return with_person(picture, (0.1 + 0.06 * seconds) % 1, 0.55, 0.5, 14)


def portrait(picture: Image, seconds: float, tall: int) -> Image:
    """Hang up a photograph of somebody, so many pixels tall."""
    face = cv2.cvtColor(data.astronaut()[:340, 60:400], cv2.COLOR_RGB2BGR)
    small = cv2.resize(face, (tall, tall), interpolation=cv2.INTER_AREA)
    picture[200 : 200 + tall, 500 : 500 + tall] = small
    return picture


def small_portrait(picture: Image, seconds: float) -> Image:
    """Hang up a small photograph."""
    return portrait(picture, seconds, 150)


def visitor(picture: Image, seconds: float) -> Image:
    """Let somebody look into the camera."""
    return portrait(picture, seconds, 460)


@cache
def filmed(
    draw: Draw,
    interval: float = 1.0,
    settings: PipelineSettings = PipelineSettings(faces=False),
) -> tuple[Still, ...]:
    """Return the replay of what is drawn, as a camera with so many seconds between two frames keeps it.

    Nothing if the eyes saw nothing.
    """
    rng = np.random.default_rng(0)
    empty = room(1, WIDTH, HEIGHT)
    eyes, taker, recorder = Pipeline(settings), StillTaker(), ReplayRecorder()
    began = False
    for number in range(round((QUIET + LASTS) / interval)):
        now = number * interval
        picture = empty if now < QUIET else draw(empty.copy(), now - QUIET)
        frame = Frame.open(seen(picture, rng))
        observation = eyes.process(frame, now)
        still = taker.take(frame, observation, now)
        if not began and (observation.motion.detected or observation.faces):
            began = True
            recorder.begin(now)
        if still is not None:
            recorder.offer(still)
    return recorder.replay()
