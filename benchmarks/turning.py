"""How soon a face is found whose owner has shown only the back of the head until now.

Somebody comes in, stands with their back to the camera and fidgets, or walks about, and turns round at a moment that
has nothing to do with the frames. Who looks less often at those who show no face has to find them as quickly all the
same. There is one person to cut out, NASA's astronaut, but at many sizes, places and lights.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
import math
from statistics import fmean
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from custom_components.argus.vision import Box, Pipeline, PipelineSettings

from .detector import Image, encode
from .scenes import Cutout, backgrounds, fill, paste
from .streams import PORTRAIT_FACE, portrait

WIDTH, HEIGHT = 1280, 720
RATES: Final = (1.0, 2.0, 5.0)
"""Frames a second."""
SLOWEST: Final = {1.0: 2.0, 2.0: 1.5, 5.0: 0.8}
"""Seconds after which nine of ten have to be found, by frames a second."""
_ACQUAINTED: Final = 6.0
_PATIENCE: Final = 6.0


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody who turns round."""

    seed: int
    height: float
    """Of their upper body in pixels."""
    arrives: float
    turns: float
    """Both in seconds; their face is shown from then on."""
    walks: bool
    """Whether they walk about, else they stand and fidget."""

    def stands(self, seconds: float) -> tuple[float, float]:
        """Return where the middle of their waist is, in pixels."""
        rng = np.random.default_rng(self.seed)
        x, y = rng.uniform(0.35, 0.65) * WIDTH, rng.uniform(0.75, 1.0) * HEIGHT
        period, phase = rng.uniform(2, 5), rng.uniform(0, 6)
        entry = max(0.0, 2.0 - (seconds - self.arrives)) * 0.35 * WIDTH
        sway = 0.02 * self.height * math.sin(period * seconds + phase)
        if self.walks:
            sway = 0.18 * WIDTH * math.sin(0.45 * seconds + phase)
        return x - entry + sway, y + 0.01 * self.height * math.sin(2.1 * seconds)

    def face(self, seconds: float) -> Box:
        """Return where their face is."""
        x, y = self.stands(seconds)
        scale = self.height / PORTRAIT_SIZE[1]
        left, top = x - scale * PORTRAIT_SIZE[0] / 2, y - self.height
        x0, y0, width, height = (scale * value for value in PORTRAIT_FACE)
        return Box(
            (left + x0) / WIDTH,
            (top + y0) / HEIGHT,
            (left + x0 + width) / WIDTH,
            (top + y0 + height) / HEIGHT,
        )


def _from_behind(front: Cutout, seed: int) -> Cutout:
    """Cover a face with the hair of the back of a head."""
    rng = np.random.default_rng(seed)
    colours = front.colours.copy()
    x, y, width, height = (round(value) for value in PORTRAIT_FACE)
    mask: NDArray[np.uint8] = np.zeros(colours.shape[:2], np.uint8)
    middle = x + width // 2, y + height // 2 - 5
    cv2.ellipse(mask, middle, (width // 2 + 12, height // 2 + 18), 0, 0, 360, [255], -1)
    strands = rng.normal(0, 14, (1, colours.shape[1], 1)) + rng.normal(
        0, 5, (*colours.shape[:2], 1)
    )
    hair = np.clip(np.array([28.0, 38.0, 55.0]) + strands, 0, 255)
    share = cv2.GaussianBlur(mask, (9, 9), 0)[..., None] / 255
    covered = colours * (1 - share) + hair * share
    return Cutout(covered.astype(np.uint8), front.alpha)


FRONT: Final = portrait()
PORTRAIT_SIZE: Final = FRONT.alpha.shape[1], FRONT.alpha.shape[0]


def turns(count: int, seed: int) -> Iterator[tuple[Image, Turn]]:
    """Yield places with somebody who turns round there.

    Args:
        count: How many.
        seed: Another seed, others.
    """
    rng = np.random.default_rng(seed)
    places = list(backgrounds(None).values())
    for number in range(count):
        place = fill(places[int(rng.integers(len(places)))], WIDTH, HEIGHT)
        arrives = _ACQUAINTED + float(rng.uniform(0, 1))
        yield (
            place,
            Turn(
                seed=seed * 1000 + number,
                height=float(np.exp(rng.uniform(np.log(150), np.log(400)))),
                arrives=arrives,
                turns=arrives + float(rng.uniform(5, 12)),
                walks=number % 2 == 1,
            ),
        )


def seconds_until_found(
    look: Callable[[bytes, float], tuple[Box, ...]],
    place: Image,
    turn: Turn,
    fps: float,
) -> float:
    """Return how long after somebody turned round their face is reported; infinity if it never is.

    Args:
        look: Takes a JPEG and its time in seconds, and returns the faces it knows.
        place: The place when nobody is there.
        turn: Who turns round, and when.
        fps: Frames a second.
    """
    rng = np.random.default_rng(turn.seed)
    back = _from_behind(FRONT, turn.seed)
    light = float(rng.uniform(0.7, 1.1))
    phase = float(rng.uniform(0, 1 / fps))
    grain = rng.normal(0, 3, (HEIGHT + 32, WIDTH + 32, 1)).repeat(3, axis=2)
    for index in range(int((turn.turns + _PATIENCE) * fps)):
        now = phase + index / fps
        image = place.copy()
        if now >= turn.arrives:
            shown = FRONT if now >= turn.turns else back
            paste(image, shown, *turn.stands(now), turn.height)
        dy, dx = rng.integers(0, 32, 2)
        noisy = light * image + grain[dy : dy + HEIGHT, dx : dx + WIDTH]
        faces = look(encode(np.clip(noisy, 0, 255).astype(np.uint8)), now)
        if now < turn.turns:
            continue
        true = turn.face(now)
        if any(face.overlap(true) > 0.2 for face in faces):
            return now - turn.turns
    return math.inf


def delays(
    settings: PipelineSettings, fps: float, count: int, seed: int
) -> list[float]:
    """Return the seconds until each was found, in ascending order.

    Args:
        settings: Which face detector.
        fps: Frames a second.
        count: How many turn round.
        seed: Another seed, others.
    """
    taken = []
    for place, turn in turns(count, seed):
        pipeline = Pipeline(settings)

        def look(
            frame: bytes, now: float, eyes: Pipeline = pipeline
        ) -> tuple[Box, ...]:
            return tuple(face.box for face in eyes.process(frame, now).faces)

        taken.append(seconds_until_found(look, place, turn, fps))
    return sorted(taken)


def summary(taken: list[float]) -> dict[str, float]:
    """Return mean, ninth decile and most of the seconds.

    Args:
        taken: Seconds in ascending order.
    """
    return {
        "mean": fmean(taken),
        "nine of ten within": taken[math.ceil(0.9 * len(taken)) - 1],
        "most": taken[-1],
    }
