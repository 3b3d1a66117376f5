"""Contenders take turns at the same frames, so that whatever else the machine does disturbs all of them alike."""

from collections.abc import Callable
from dataclasses import dataclass
import time

import cv2

from .detector import decode

type Work = Callable[[bytes, float], object]
"""What a contender does with a frame and its time."""

SETTLED = 12
"""Frames at the start of a stream that are not timed: caches and backgrounds settle."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One contender: what to do with a frame."""

    name: str
    work: Work


def settled(frames: int) -> int:
    """Return how many frames at the start of a stream are not timed."""
    return min(SETTLED, frames // 3)


def measure(
    turns: list[Turn], frames: list[bytes], fps: float = 1.0
) -> dict[str, list[float]]:
    """Give every frame to every contender, in an order that changes from frame to frame.

    Args:
        turns: The contenders.
        frames: JPEG files.
        fps: Frames a second that the contenders are told.

    Returns:
        Milliseconds of processor time per frame by name, without the settling at the start.
    """
    taken: dict[str, list[float]] = {turn.name: [] for turn in turns}
    for index, frame in enumerate(frames):
        shift = index % len(turns)
        for turn in turns[shift:] + turns[:shift]:
            start = time.thread_time_ns()
            turn.work(frame, index / fps)
            spent = (time.thread_time_ns() - start) / 1e6
            if index >= settled(len(frames)):
                taken[turn.name].append(spent)
    return taken


def limit(frame: bytes, now: float) -> object:
    """Decode as little of a JPEG as there is: nobody who looks at it can be quicker."""
    return decode(frame, cv2.IMREAD_REDUCED_GRAYSCALE_8)
