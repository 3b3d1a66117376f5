"""Sampling of stills from frames that were decoded anyhow."""

import math
from typing import Final

import cv2
import numpy as np

from ..geometry import Box
from ..observation import Face, Observation
from .frame import Frame, Image
from .jpeg import encode_file
from .still import CloseUp, Still
from .working_picture import LEAST_DECODE, WORKING_WIDTH

BETWEEN: Final = 0.5
"""Seconds between two stills, except when something begins."""
MOST_CLOSE_UPS: Final = 4
"""While faces stay in view: enough to find and to confirm a face again."""

_FACES_GONE: Final = 10.0
_AROUND: Final = 1.5
"""Widths of the face on each of its sides."""
_FACE_SIDE: Final = 64
"""Pixels of the face at most; every detector finds it in so many."""


class StillTaker:
    """Takes a still now and then, and whenever motion or faces begin."""

    def __init__(self) -> None:
        """Start with nothing taken."""
        self._last = -math.inf
        self._last_face = -math.inf
        self._close_ups = 0
        self._busy = False

    def take(self, frame: Frame, observation: Observation, now: float) -> Still | None:
        """Take a still if it is time for one.

        Args:
            frame: The frame as the eyes were shown it.
            observation: What they saw in it.
            now: When it was taken, in seconds.

        Returns:
            The still, or None if there was one just before.

        Raises:
            FrameError: The picture is corrupt.
        """
        if now < self._last:
            self._last = self._last_face = -math.inf
        busy = observation.motion.detected or bool(observation.faces)
        begins, self._busy = busy and not self._busy, busy
        if not begins and now - self._last < BETWEEN:
            return None
        self._last = now
        return Still(
            now, _encode_grey(frame), self._take_close_up(frame, observation.faces, now)
        )

    def _take_close_up(
        self, frame: Frame, faces: tuple[Face, ...], now: float
    ) -> CloseUp | None:
        if not faces:
            return None
        if now - self._last_face > _FACES_GONE:
            self._close_ups = 0
        self._last_face = now
        if self._close_ups >= MOST_CLOSE_UPS:
            return None
        self._close_ups += 1
        return _cut_close_up(
            frame, max((face.box for face in faces), key=lambda box: box.area)
        )


def _encode_grey(frame: Frame) -> bytes:
    """Return the picture that motion was looked for in, or one as fine."""
    share = WORKING_WIDTH / max(frame.width, frame.height)
    fine = max(1, round(LEAST_DECODE * share * frame.width))
    return encode_file(_narrow_picture(frame.grey(fine), 2 * fine))


def _cut_close_up(frame: Frame, face: Box) -> CloseUp:
    """Cut out a face with what is around it, where the picture reaches that far."""
    side = math.sqrt(face.area * frame.width * frame.height)
    scale = min(1.0, _FACE_SIDE / max(side, 1.0))
    picture = frame.colour(math.ceil(scale * frame.width))
    height, width = picture.shape[:2]
    x, y = _AROUND * face.width, _AROUND * face.height
    x0, x1 = _pixels(face.x0 - x, face.x1 + x, width)
    y0, y1 = _pixels(face.y0 - y, face.y1 + y, height)
    cut = np.ascontiguousarray(picture[y0:y1, x0:x1])
    return CloseUp(
        encode_file(
            _narrow_picture(cut, round(cut.shape[1] * scale * frame.width / width))
        ),
        min(cut.shape[:2]) / min(height, width),
    )


def _pixels(begin: float, end: float, side: int) -> tuple[int, int]:
    """Return which pixels of a side a part of it takes, at least one."""
    first = min(round(max(0.0, begin) * side), side - 1)
    return first, max(first + 1, round(min(1.0, end) * side))


def _narrow_picture(picture: Image, width: int) -> Image:
    """Return a picture at most so many pixels wide, in its own proportions."""
    if picture.shape[1] <= width:
        return picture
    height = max(1, round(picture.shape[0] * width / picture.shape[1]))
    small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)
