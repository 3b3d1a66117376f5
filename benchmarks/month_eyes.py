"""Frames of a simulated month: somebody walks through a rendered room, as the loop of a camera hands frames on."""

from dataclasses import replace
from typing import Final

from custom_components.argus.capture.frame_loop import ObservedFrame
from custom_components.argus.vision import Observation, PreviewFrame
from custom_components.argus.vision.frames.frame import Frame
from custom_components.argus.vision.frames.preview_taker import encode_small
from custom_components.argus.vision.frames.still_taker import StillTaker
from homeassistant.util import dt as dt_util

from .detector import encode
from .month_scenes import NOTHING
from .robustness import Walk
from .scenes import render_room, render_walker

STEPS: Final = 12
"""Pictures of a walk."""


class Eyes:
    """Gives each observation a frame that shows something of the kind, with what is kept of it for films and replays."""

    def __init__(self) -> None:
        """Render the frames."""
        room = render_room(1, 640, 360)
        walk = Walk(
            render_walker(4), 0, STEPS, (0.95, 0.95), (0.6, 0.6), leftwards=False
        )
        self._nobody = _Picture(encode(room))
        self._walk: list[_Picture] = []
        for step in range(STEPS):
            picture = room.copy()
            walk.draw(picture, step + 0.5)
            self._walk.append(_Picture(encode(picture)))
        self._step = 0

    def sight(self, seen: Observation, now: float, *, filmed: bool) -> ObservedFrame:
        """Return what a camera saw as its loop hands it on.

        Args:
            seen: What was seen.
            now: When, by the loop's clock.
            filmed: Whether films may show it.
        """
        picture = self._nobody
        if seen.motion.detected:
            self._step += 1
            picture = self._walk[self._step % STEPS]
        return ObservedFrame(
            picture.jpeg,
            seen,
            dt_util.utcnow(),
            now,
            picture.still and replace(picture.still, seconds=now),
            (replace(picture.preview, seconds=now, faces=seen.faces),)
            if filmed
            else (),
        )


class _Picture:
    """A frame, and what films and replays may show of it."""

    def __init__(self, jpeg: bytes) -> None:
        frame = Frame.open(jpeg)
        self.jpeg = jpeg
        self.preview = PreviewFrame(0.0, encode_small(frame))
        self.still = StillTaker().take(frame, NOTHING, 0.0)
