"""Frames of a moment ago for differencing: who moves is not where they were."""

from typing import Final

import cv2
from cv2.typing import MatLike

from ..geometry import Box
from .blobs import Blob

_MOMENT: Final = 0.7
"""Least seconds after which a picture is compared with a frame."""

_SUDDEN_FOR: Final = 1.4
"""Seconds for which what appeared at once stays remarkable: as long as it would be motion if it had not been held."""


class FrameHistory:
    """The frame before, and a frame of about a second ago."""

    def __init__(self, picture: MatLike, clock: float) -> None:
        """Begin with one picture.

        Args:
            picture: HxW uint8.
            clock: When it was taken, in seconds of a clock that does not go back.
        """
        self.last: MatLike = picture
        """HxW uint8, the frame before."""
        self._recent = self._earlier = picture
        self._recent_at = clock
        self._sudden: list[tuple[float, Box]] = []

    def picture_before(self, clock: float) -> MatLike:
        """Return a picture of at least 0.7 s ago, if there is one.

        Args:
            clock: Now, in seconds.
        """
        if clock - self._recent_at >= _MOMENT:
            return self._recent
        return self._earlier

    def add_picture(self, picture: MatLike, clock: float) -> None:
        """Take in a frame.

        Args:
            picture: HxW uint8.
            clock: When it was taken, in seconds.
        """
        self.last = picture
        if clock - self._recent_at >= _MOMENT:
            self._earlier = self._recent
            self._recent = picture
            self._recent_at = clock

    def replace_pictures(self, picture: MatLike, clock: float) -> None:
        """Forget how it looked before: light that changed everything has moved nothing.

        Args:
            picture: HxW uint8.
            clock: When it was taken, in seconds.
        """
        self.last = self._recent = self._earlier = picture
        self._recent_at = clock

    def insert_blobs(self, blobs: list[Blob], picture: MatLike) -> None:
        """Let what appeared at once count as having been there, so that it moves only when it moves.

        Args:
            blobs: Where it is.
            picture: HxW uint8, the frame it appeared in.
        """
        self._recent, self._earlier = self._recent.copy(), self._earlier.copy()
        for blob in blobs:
            for image in (self._recent, self._earlier):
                cv2.copyTo(blob.cut(picture), blob.mask, blob.cut(image))

    def note_sudden(self, boxes: tuple[Box, ...], clock: float) -> None:
        """Remember for 1.4 s what appeared at once.

        Args:
            boxes: Where it is.
            clock: When it appeared, in seconds.
        """
        self._sudden += [(clock, box) for box in boxes]

    def recent_sudden(self, clock: float) -> tuple[Box, ...]:
        """Return where something appeared at once in the last 1.4 s.

        Args:
            clock: Now, in seconds.
        """
        if not self._sudden:
            return ()
        self._sudden = [
            (since, box) for since, box in self._sudden if clock - since < _SUDDEN_FOR
        ]
        return tuple([box for _, box in self._sudden])
