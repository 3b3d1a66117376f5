"""Foreground blobs by morphology and connected components, and their confirmation over frames."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np

_SQUARE: Final = np.ones((3, 3), np.uint8)
_ELLIPSE: Final = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
_MARGIN: Final = 5
"""Pixels around what erosion left that growing it back and closing its gaps look at."""

_BORDER: Final = 2
_SIZE_CHANGE: Final = 4.0
_SHORT_LIVED: Final = 60.0
_REACH: Final = 0.4
_GAP: Final = 0.6
_SPEED: Final = 0.22
"""Shares of the frame's width per second a small thing is believed to move."""

_RUNNING: Final = 0.3
"""Shares of it per second at which something may still be the same: it is no insect then, but not believed for that."""

_ARRIVING: Final = 1 / 3
"""Share of the area that needs no second look at which whatever reaches the picture's edge needs none: who comes, comes from
there, and what is short-lived is seldom there."""

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
    doubtful: bool = False
    """Whether it is to be believed only where something was before."""

    def cut(self, image: MatLike) -> MatLike:
        """Return the part of an image of the whole frame the blob's box covers; a view."""
        return image[self.y : self.y + self.height, self.x : self.x + self.width]

    def surround(
        self, margin: int, shape: tuple[int, ...]
    ) -> tuple[tuple[slice, slice], MatLike]:
        """Return rows and columns of its box and what is around it, and its mask there.

        Args:
            margin: Pixels around the box, fewer where the frame ends.
            shape: Height and width of the whole frame in pixels.
        """
        height, width = shape
        x0, y0 = max(0, self.x - margin), max(0, self.y - margin)
        x1 = min(width, self.x + self.width + margin)
        y1 = min(height, self.y + self.height + margin)
        mask = cv2.copyMakeBorder(
            self.mask,
            self.y - y0,
            y1 - self.y - self.height,
            self.x - x0,
            x1 - self.x - self.width,
            cv2.BORDER_CONSTANT,
            value=(0,),
        )
        return (slice(y0, y1), slice(x0, x1)), mask

    def overlap(self, other: Blob) -> int:
        """Return how many pixels it shares with another one."""
        x0, y0 = max(self.x, other.x), max(self.y, other.y)
        x1 = min(self.x + self.width, other.x + other.width)
        y1 = min(self.y + self.height, other.y + other.height)
        if x0 >= x1 or y0 >= y1:
            return 0
        mine, theirs = (
            each.mask[y0 - each.y : y1 - each.y, x0 - each.x : x1 - each.x]
            for each in (self, other)
        )
        return cv2.countNonZero(cv2.bitwise_and(mine, theirs))

    def doubted(self, x: int = 0, y: int = 0) -> Blob:
        """Return it as a doubtful one, further right by x and further down by y pixels."""
        return Blob(
            self.x + x, self.y + y, self.width, self.height, self.area, self.mask, True
        )

    def share_of(self, image: MatLike) -> float:
        """Return which share of the blob's pixels is 255 in an image of the whole frame that is 0 elsewhere."""
        part = image[self.y : self.y + self.height, self.x : self.x + self.width]
        return cv2.norm(part, cv2.NORM_L1, self.mask) / (255 * self.area)


def clean_foreground(same: MatLike) -> MatLike:
    """Return where something changed, without specks, and with its small gaps closed.

    Args:
        same: HxW uint8, 255 where nothing changed, else 0.

    Returns:
        HxW uint8, 255 where something changed, else 0; not shared.
    """
    # Opening is eroding and dilating, and there is little left to look at in between. What did not change is dilated,
    # which erodes the rest: two steps of one kind come cheaper than one each of two, which find no code in the caches.
    mask = cv2.dilate(same, _SQUARE)
    cv2.bitwise_not(mask, dst=mask)
    x, y, width, height = cv2.boundingRect(mask)
    if width:
        part = mask[
            max(0, y - _MARGIN) : y + height + _MARGIN,
            max(0, x - _MARGIN) : x + width + _MARGIN,
        ]
        cv2.dilate(part, _SQUARE, dst=part)
        cv2.morphologyEx(part, cv2.MORPH_CLOSE, _ELLIPSE, dst=part)
    return mask


def find_blobs(mask: MatLike, least: float) -> list[Blob]:
    """Find connected groups of pixels.

    Args:
        mask: HxW uint8, 255 where changed.
        least: Smallest area in pixels.

    Returns:
        The blobs of at least that area, holes filled.
    """
    blobs: list[Blob] = []
    left, top, across, down = cv2.boundingRect(mask)
    if across * down < least:
        return blobs
    contours, _ = cv2.findContours(
        mask[top : top + down, left : left + across],
        cv2.RETR_EXTERNAL,
        cv2.CHAIN_APPROX_SIMPLE,
        offset=(left, top),
    )
    places = [cv2.boundingRect(contour) for contour in contours]
    for contour, place in zip(contours, places, strict=True):
        x, y, width, height = place
        if width * height < least:
            continue
        shape: MatLike = mask[y : y + height, x : x + width]
        if len(places) > 1 and _touches_other(place, places):
            filled = np.zeros((height, width), np.uint8)
            cv2.drawContours(filled, [contour], 0, 255, cv2.FILLED, offset=(-x, -y))
            shape = cv2.bitwise_and(filled, shape)
        area = cv2.countNonZero(shape)
        if area >= least:
            blobs.append(Blob(x, y, width, height, area, shape))
    return blobs


def _touches_other(place: Sequence[int], places: Sequence[Sequence[int]]) -> bool:
    """Return whether a place, x, y, width and height, shares a pixel with another one of some."""
    x, y, width, height = place
    right, bottom = x + width, y + height
    for other in places:
        left, top, across, down = other
        if (
            left < right
            and top < bottom
            and x < left + across
            and y < top + down
            and other is not place
        ):
            return True
    return False


@dataclass(slots=True)
class _Sighting:
    """Where a blob was."""

    when: float
    x: float
    y: float
    width: float
    height: float
    area: float
    at_border: bool
    since: float
    followed: bool = False

    def follow(self, lately: Sequence[tuple[_Sighting, float, float]]) -> None:
        """Take it for what was seen a moment ago near enough, of about its size.

        Args:
            lately: Sightings, each with the pixels along x or y that something running may have gone since, and those
                that something believed may.
        """
        for before, running, believed in lately:
            # Most are far apart, which the first of these tells.
            gap = abs(self.x - before.x) - (self.width + before.width) / 2
            if gap >= running:
                continue
            gap = max(gap, abs(self.y - before.y) - (self.height + before.height) / 2)
            alike = 1 / _SIZE_CHANGE < before.area / self.area < _SIZE_CHANGE
            if gap >= running or not alike:
                continue
            # No insect, and perhaps a runner.
            before.followed = self.followed = True
            if gap < believed and before.since < self.since:
                self.since = before.since


class BlobConfirmation:
    """Believes small things only if they are seen twice.

    An insect, a flake or a splash of noise is there for one frame. A visitor is large, or still near in the next frame.
    How large the short-lived things here and now are is learnt, so that a cloud of insects at the lamp raises the size
    that needs no second look.
    """

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._sightings: list[_Sighting] = []
        self._short_lived: list[tuple[float, float]] = []
        self._last = 0.0

    def confirm(
        self, blobs: list[Blob], shape: tuple[int, ...], large: float, now: float
    ) -> list[Blob]:
        """Return the blobs to be believed.

        Args:
            blobs: What is in the frame.
            shape: Height and width of the frame in pixels.
            large: Area in pixels from which on a blob needs no second look in a quiet place.
            now: Seconds since the start; does not go back.
        """
        height, width = shape
        window = max(_GAP, 1.5 * (now - self._last))
        self._last = now
        self._forget_old(now)
        arriving = _ARRIVING * large
        if blobs and len(self._short_lived) >= 2:
            areas = sorted((area for _, area in self._short_lived), reverse=True)
            large = max(large, min(1.5 * areas[1], 4 * large))
            arriving = max(arriving, min(1.5 * areas[1], large))
        lately = []
        for before in self._sightings:
            if before.when > now - window:
                # At a frame's width per second.
                reach = width * max(_REACH, now - before.when)
                lately.append((before, _RUNNING * reach, _SPEED * reach))
        believed = []
        fresh = []
        for blob in blobs:
            sighting = _Sighting(
                now,
                blob.x + blob.width / 2,
                blob.y + blob.height / 2,
                blob.width,
                blob.height,
                blob.area,
                blob.x <= _BORDER
                or blob.x + blob.width >= width - _BORDER
                or blob.y <= _BORDER
                or blob.y + blob.height >= height - _BORDER,
                now,
            )
            fresh.append(sighting)
            sighting.follow(lately)
            enough = arriving if sighting.at_border else large
            if now - sighting.since >= _SEEN_BEFORE or (
                blob.area >= enough and not blob.doubtful
            ):
                believed.append(blob)
        self._sightings = (self._sightings + fresh)[-64:]
        return believed

    def _forget_old(self, now: float) -> None:
        kept = []
        for sighting in self._sightings:
            if now - sighting.when <= _FORGOTTEN:
                kept.append(sighting)
            elif not sighting.followed and not sighting.at_border:
                self._short_lived.append((sighting.when, sighting.area))
        self._sightings = kept
        self._short_lived = [
            (when, area)
            for when, area in self._short_lived[-32:]
            if now - when <= _SHORT_LIVED
        ]
