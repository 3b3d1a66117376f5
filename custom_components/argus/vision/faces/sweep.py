"""Slow sweep of face detection over the frame: for whoever was there before Argus, or came without being seen to move.

At first the whole frame is searched as finely as is affordable. After that each sweep goes where the view looks different
from when it was last searched, finely and a part at a time, the part that was not searched for longest first; where much
is different, in turn with the whole frame coarsely. Where nothing is, nothing is searched, but for a few sweeps regardless
of that, since a detector may overlook on one frame what it finds on the next.
"""

import math
from typing import Final

from ..frames.frame import Frame
from ..geometry import Box
from .budget import SIZE_TOLERANCE, SweepBudget
from .change_gate import ChangeGate
from .regions import Look, RecencyGrid, tile_region

WHOLE: Final = Box(0.0, 0.0, 1.0, 1.0)

# Every so many sweeps, one that asks for no difference.
_REGARDLESS: Final = 8
# More than so many times what one sweep may cost is much.
_MUCH: Final = 3


class Sweep:
    """Whose turn it is."""

    def __init__(self) -> None:
        """Begin with the whole frame."""
        self._count = 0
        self._last = -math.inf
        self._frames = 0
        self._rounds = 0

    def next_look(
        self,
        frame: Frame,
        gate: ChangeGate,
        scanned: RecencyGrid,
        budget: SweepBudget,
        *,
        fine: float,
        lively: bool,
        busy: bool,
        now: float,
    ) -> Look | None:
        """Return what to sweep now, if it is time and there is anything.

        Args:
            frame: The frame.
            gate: What the view looked like where it was searched.
            scanned: When it was searched where.
            budget: What it may cost.
            fine: Scale at which the smallest wanted face is found.
            lively: Whether something went on lately.
            busy: Whether there is enough else to look at, so that it can wait as long again.
            now: Time in seconds.

        Raises:
            FrameError: The picture is corrupt.
        """
        self._frames += 1
        if not self._count:
            look: Look | None = _look_at_whole(frame, fine, budget.first)
        else:
            wait = (budget.lively if lively else budget.idle) * (2 if busy else 1)
            if now - self._last < wait or self._frames < wait:
                return None
            look = self._choose_look(frame, gate, scanned, fine, budget.each)
        self._count += 1
        self._last = now
        self._frames = 0
        return look

    def _choose_look(
        self,
        frame: Frame,
        gate: ChangeGate,
        scanned: RecencyGrid,
        fine: float,
        pixels: float,
    ) -> Look | None:
        whole = _look_at_whole(frame, fine, pixels)
        if self._count % _REGARDLESS == 0:
            self._rounds += 1
            parts = tile_region(WHOLE, frame.width, frame.height, fine, pixels)
            if whole.thorough or self._rounds % 2:
                return whole
            return parts[self._rounds // 2 % len(parts)]
        different = [Look(part, fine) for part in gate.changed_parts()]
        if not different:
            return None
        needed = sum(look.pixels(frame.width, frame.height) for look in different)
        if needed > _MUCH * pixels and (whole.thorough or self._count % 2):
            return whole
        affordable = [
            part
            for look in different
            for part in tile_region(
                look.region, frame.width, frame.height, fine, pixels
            )
        ]
        return min(
            affordable,
            key=lambda part: (scanned.mean(part.region), -part.region.area),
        )


def _look_at_whole(frame: Frame, fine: float, pixels: float) -> Look:
    scale = min(fine, math.sqrt(pixels / (frame.width * frame.height)))
    return Look(WHOLE, scale, thorough=scale >= SIZE_TOLERANCE * fine)
