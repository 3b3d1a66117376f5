"""What a place looks like without anybody: who is gone needs no look where it looks the same again."""

from typing import Final

import cv2
import numpy as np

from ..frames.frame import Frame, Image
from ..geometry import Box

_EVERY: Final = 5.0
"""Seconds after which the picture of the empty place is taken anew."""
_PLAIN: Final = 15.0
"""Grey levels by which somebody differs from the place on the mean, for their absence to be plain to see …"""
_SAME: Final = 4.0
"""… of which no more than this is left when they are gone …"""
_LEFT: Final = 0.25
"""… and no more than this share."""
_WIDTH: Final = 480
_LEAST: Final = 24
"""Pixels of a small picture that tell enough."""


class SceneBefore:
    """A small picture of the view when nobody was in it."""

    def __init__(self) -> None:
        """Begin without one."""
        self._picture: Image | None = None
        self._taken = 0.0
        self._candidate: Image | None = None
        """What is the place if nobody turns up in the next frame either: who has just come is not followed yet."""

    def learn(self, frame: Frame, now: float) -> None:
        """Take the frame for the empty place, now and then.

        Args:
            frame: A frame in which nothing is followed, nothing moves and nobody stays.
            now: Its time in seconds.

        Raises:
            FrameError: The picture is corrupt.
        """
        if self._candidate is not None:
            self._picture, self._candidate = self._candidate, None
        elif self._picture is None or now - self._taken >= _EVERY:
            self._candidate, self._taken = _small(frame), now

    def interrupt(self) -> None:
        """Take note that somebody is there."""
        self._candidate = None

    def contrast(self, frame: Frame, box: Box) -> float | None:
        """Return how much a place differs from what it was without anybody.

        Args:
            frame: The frame.
            box: The place.

        Returns:
            Mean difference in grey levels, 0..255; None where that is not known, or too small a place to tell.

        Raises:
            FrameError: The picture is corrupt.
        """
        if self._picture is None:
            return None
        now = _small(frame)
        if now.shape != self._picture.shape:
            return None
        height, width = now.shape
        window = np.s_[
            int(box.y0 * height) : round(box.y1 * height),
            int(box.x0 * width) : round(box.x1 * width),
        ]
        if now[window].size < _LEAST:
            return None
        return float(cv2.mean(cv2.absdiff(now[window], self._picture[window]))[0])

    def is_as_before(self, frame: Frame, box: Box) -> bool:
        """Tell whether a place looks as it did without anybody.

        Args:
            frame: The frame.
            box: The place.

        Raises:
            FrameError: The picture is corrupt.
        """
        contrast = self.contrast(frame, box)
        return contrast is not None and contrast <= _SAME

    def shows_nobody(self, frame: Frame, box: Box, contrast: float | None) -> bool:
        """Tell whether somebody has plainly left.

        Args:
            frame: The frame.
            box: Where they were last.
            contrast: `contrast` of the place when they were recognised there.

        Returns:
            Whether they differed clearly from the place and it looks as it did before they came. False where that does
            not tell: then somebody has to look.

        Raises:
            FrameError: The picture is corrupt.
        """
        if contrast is None or contrast < _PLAIN:
            return False
        now = self.contrast(frame, box)
        return now is not None and now <= min(_SAME, _LEFT * contrast)


def _small(frame: Frame) -> Image:
    """Return a frame in grey, no wider than `_WIDTH` pixels."""
    grey = frame.grey(1)
    height, width = grey.shape
    if width <= _WIDTH:
        return grey
    size = _WIDTH, max(1, round(height * _WIDTH / width))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    return small.astype(np.uint8, copy=False)
