"""Turns changed pixels into things, and decides which of them are there for real."""

from dataclasses import dataclass
from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np

_EDGE: Final = 2
_SPEED: Final = 0.15
"""Shares of the frame's width per second a small thing is believed to move."""

_SEEN_BEFORE: Final = 0.25
_FORGOTTEN: Final = 2.5


@dataclass(frozen=True, slots=True)
class Blob:
    """A connected group of changed pixels."""

    x: int
    y: int
    width: int
    height: int
    area: int
    mask: MatLike
    """height x width uint8, 255 where it is."""

    def cut(self, image: MatLike) -> MatLike:
        """Return the part of an image of the whole frame the blob's box covers; a view."""
        return image[self.y : self.y + self.height, self.x : self.x + self.width]

    def share(self, image: MatLike) -> float:
        """Return which share of the blob's pixels is not 0 in an image of the whole frame."""
        return cv2.countNonZero(cv2.bitwise_and(self.cut(image), self.mask)) / self.area


def find_blobs(mask: MatLike, least: float) -> list[Blob]:
    """Find connected groups of pixels.

    Args:
        mask: HxW uint8, 255 where changed.
        least: Smallest area in pixels.

    Returns:
        The blobs of at least that area, holes filled.
    """
    blobs = []
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for contour in contours:
        x, y, width, height = cv2.boundingRect(contour)
        if width * height < least:
            continue
        shape: MatLike = np.zeros((height, width), np.uint8)
        cv2.drawContours(shape, [contour], 0, 255, cv2.FILLED, offset=(-x, -y))
        shape = cv2.bitwise_and(shape, mask[y : y + height, x : x + width])
        area = cv2.countNonZero(shape)
        if area >= least:
            blobs.append(Blob(x, y, width, height, area, shape))
    return blobs


class Confirmation:
    """Believes small things only if they are seen twice.

    An insect, a flake or a splash of noise is there for one frame. A visitor comes in at the border, is large, or is
    still near in the next frame.
    """

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._seen: list[tuple[float, float, float, float, float]] = []

    def confirm(
        self, blobs: list[Blob], shape: tuple[int, ...], large: float, now: float
    ) -> list[Blob]:
        """Return the blobs to be believed.

        Args:
            blobs: What is in the frame.
            shape: Height and width of the frame in pixels.
            large: Area in pixels from which on a blob needs no second look.
            now: Seconds since the start; does not go back.
        """
        height, width = shape
        believed = []
        for blob in blobs:
            at_border = (
                blob.x <= _EDGE
                or blob.x + blob.width >= width - _EDGE
                or blob.y + blob.height >= height - _EDGE
            )
            if blob.area >= large or at_border or self._was_near(blob, width, now):
                believed.append(blob)
        self._seen = [seen for seen in self._seen if now - seen[0] <= _FORGOTTEN]
        self._seen += [
            (
                now,
                blob.x + blob.width / 2,
                blob.y + blob.height / 2,
                blob.width,
                blob.height,
            )
            for blob in blobs
        ]
        del self._seen[:-64]
        return believed

    def _was_near(self, blob: Blob, frame_width: int, now: float) -> bool:
        x, y = blob.x + blob.width / 2, blob.y + blob.height / 2
        for then, seen_x, seen_y, seen_width, seen_height in self._seen:
            passed = now - then
            if passed < _SEEN_BEFORE:
                continue
            reach = _SPEED * max(1.0, passed) * frame_width
            near_x = abs(x - seen_x) < reach + (blob.width + seen_width) / 2
            near_y = abs(y - seen_y) < reach + (blob.height + seen_height) / 2
            if near_x and near_y:
                return True
        return False
