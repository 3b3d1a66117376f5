"""Decoding ahead for the face detector: its picture of the next frame is decoded once for everybody.

Most of what a JPEG costs is reading its data, whatever the size it is decoded to. Motion is looked for first, in a small
picture; if faces then need a larger one, the data is read twice. Whoever is looked at in one frame is nearly always
looked at in the next, so the larger picture is decoded first and motion gets its own from that.
"""

from collections.abc import Iterable
from typing import Final

from ..frames.frame import Frame
from .regions import Look, decoded_width

# Only around motion. A still view is decoded in the same way every time, so that frozen frames stay identical.
_AFTER_MOTION: Final = 10.0


class DecodeAhead:
    """Expects of each frame what the ones before it were asked for."""

    def __init__(self) -> None:
        """Expect nothing."""
        self._width = 0
        self._wanted = 0
        self._colour = False
        self._moved = -float("inf")

    def expect(self, frame: Frame) -> None:
        """Tell a frame what will be asked of it.

        Args:
            frame: The frame, before anybody else asks it for a picture.

        Raises:
            FrameError: The picture is corrupt.
        """
        if self._width:
            frame.expect(self._width, colour=self._colour)

    def learn(
        self,
        frame: Frame,
        looks: Iterable[Look],
        *,
        colour: bool,
        moving: bool,
        coming: bool,
        now: float,
    ) -> None:
        """Take in what a frame is asked for.

        Args:
            frame: The frame.
            looks: Where it is searched.
            colour: Whether the detector finds more in colour.
            moving: Whether something moves in it.
            coming: Whether the next frame will be searched, if all stays as it is.
            now: Time in seconds.
        """
        if moving:
            self._moved = now
        near = [look for look in looks if look.region.area < 1]
        if now - self._moved > _AFTER_MOTION:
            self._wanted = 0
        elif near:
            widest = max(decoded_width(frame, look) for look in near)
            # The finest decode costs hardly more than a coarser one, and a second one costs as much again.
            self._wanted = max(self._wanted, widest)
            # Where something moves, somebody may join at any time, and that takes colour.
            self._colour = colour and (moving or not all(look.known for look in near))
        if not (near or coming):
            self._wanted = 0
        self._width = self._wanted if coming else 0
