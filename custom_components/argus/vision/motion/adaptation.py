"""Detection of the frames in which a camera still adapts after it turned to another mode.

A camera that turns to its night mode is dark for half a second, then too bright, and comes to rest within seconds. What
its picture shows meanwhile is neither the scene before nor the one after.
"""

from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np

_WITHIN: Final = 4.0
"""Seconds after a switch of mode, or what it brought about, in which the next change of the whole picture belongs to it."""

_LONGEST: Final = 12.0
"""Seconds after which a camera that goes on changing is no longer waited for."""

_PAUSE: Final = 30.0
"""Seconds after one that took the longest before another is waited for: a camera that turns to and fro would never be looked at."""

_GRID: Final = 4
_STEP: Final = 5
_STEP_OF_PIXEL: Final = 10
_STEPPED_SHARE: Final = 0.2
"""Grey levels by which half of the picture changes, or more levels by which a share of it does."""


class Adaptation:
    """Keeps in mind for how long one camera has been adapting to a switch of its mode."""

    def __init__(self) -> None:
        """Start with a camera that is at rest."""
        self._began = self._last = -np.inf

    def note_switch(self, clock: float) -> None:
        """Take in that the camera turned to another mode.

        Args:
            clock: When, in seconds of a clock that does not go back.
        """
        if clock - self._last > _WITHIN and clock - self._began > _PAUSE:
            self._began = clock
        self._last = clock

    def is_recent(self, clock: float) -> bool:
        """Return whether the camera turned to another mode so lately that more may come of it.

        Args:
            clock: Now, in seconds.
        """
        return clock - self._last <= _WITHIN and clock - self._began <= _LONGEST

    def is_going_on(self, picture: MatLike, earlier: MatLike, clock: float) -> bool:
        """Return whether the picture still changes as a whole after it did so.

        Args:
            picture: HxW uint8, the frame.
            earlier: HxW uint8, a frame of a moment ago.
            clock: When the frame was taken, in seconds.
        """
        if not self.is_recent(clock) or not is_step(picture, earlier):
            return False
        self._last = clock
        return True


def is_step(picture: MatLike, earlier: MatLike) -> bool:
    """Return whether so much of a picture is unlike an earlier one, that no mover is to blame.

    Args:
        picture: HxW uint8.
        earlier: HxW uint8.
    """
    grid = slice(None, None, _GRID)
    new, old = picture[grid, grid], earlier[grid, grid]
    change = cv2.absdiff(new, old)
    # Half of it by the lesser step or a share of it by the larger one: a share of it by the lesser step in any case.
    moved = _count_above(change, _STEP)
    if moved <= _STEPPED_SHARE * change.size:
        return False
    if _count_above(change, _STEP_OF_PIXEL) > _STEPPED_SHARE * change.size:
        return True
    brighter = _count_above(cv2.subtract(new, old), _STEP)
    half = change.size // 2
    return brighter >= change.size - half or moved - brighter > half


def _count_above(change: MatLike, level: int) -> int:
    """Return how many pixels differ by more than a level."""
    return cv2.countNonZero(cv2.inRange(change, level + 1, 255))
