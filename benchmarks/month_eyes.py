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
        self._stills: dict[str, StillTaker] = {}
        self._step = 0

    def sight(self, camera: str, seen: Observation, now: float) -> ObservedFrame:
        """Return what a camera saw as its loop hands it on, at a moment of the loop's clock."""
        picture = self._nobody
        if seen.motion.detected:
            self._step += 1
            picture = self._walk[self._step % STEPS]
        taker = self._stills.setdefault(camera, StillTaker())
        frame = Frame.open(picture.jpeg)
        return ObservedFrame(
            picture.jpeg,
            seen,
            dt_util.utcnow(),
            now,
            taker.take(frame, seen, now),
            (replace(picture.preview, seconds=now, faces=seen.faces),),
        )


class _Picture:
    """A frame, and what films may show of it."""

    def __init__(self, jpeg: bytes) -> None:
        self.jpeg = jpeg
        self.preview = PreviewFrame(0.0, encode_small(Frame.open(jpeg)))
