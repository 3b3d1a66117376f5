"""Regions of interest for face detection: where to look, at which scale, and when it was last done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
import math
from typing import Final

import cv2
import numpy as np

from ..frames.frame import Frame, Image
from ..geometry import Box

COLUMNS: Final = 32
ROWS: Final = 18
"""The coarse grid on which it is kept what happened where."""

# Margins around what moved, as shares of its own size. A mover is seldom caught up to its hair, which is dark or
# before a dark wall, so there is more above than beside.
_MARGIN_ABOVE: Final = 0.25
_MARGIN_BESIDE: Final = 0.12
# People carry the head in this top part, or, where somebody bends or several make one wide box, not further down than
# this share of the width.
_HEAD_PART: Final = 0.55
_HEAD_WIDTHS: Final = 0.8
# Nothing but a head moves where a box is at most this long in widths and this high as a share of the frame.
_LONG_HEAD: Final = 1.6
_MOST_HEAD: Final = 0.25
_LEAST_MARGIN: Final = 0.02
_RIM: Final = 0.15
# Most of a region's side that may be left out.
_TRIMMED: Final = 0.08
_ROUNDING: Final = 1.5


@dataclass(frozen=True, slots=True)
class Look:
    """A region to search for faces."""

    region: Box
    scale: float
    """Pixels of the searched picture for each pixel of the frame."""
    thorough: bool = True
    """Whether somebody new would be found."""
    known: bool = False
    """Whether it is for a face that was there a moment ago, so that a glimpse without colour is enough."""

    def pixels(self, width: int, height: int) -> float:
        """Return how many pixels have to be searched in a frame of this size."""
        return self.region.area * width * height * self.scale**2


class RecencyGrid:
    """When something last happened at each place of the frame, kept on a coarse grid."""

    def __init__(self) -> None:
        """Start with nothing having happened anywhere."""
        self._times = np.full((ROWS, COLUMNS), -math.inf)

    def mark(self, boxes: Iterable[Box], now: float) -> None:
        """Note that it happens now in these boxes.

        Args:
            boxes: Where.
            now: Time in seconds.
        """
        for box in boxes:
            self._times[cells(box)] = now

    def latest(self, box: Box) -> float:
        """Return when it last happened anywhere in a box, -inf if never."""
        return float(self._times[cells(box)].max())

    def mean(self, box: Box) -> float:
        """Return when it last happened in a box on average, -inf if it never did somewhere in it."""
        return float(self._times[cells(box)].mean())

    def share_since(self, box: Box, time: float) -> float:
        """Return in which share of a box it happened since a time, 0..1."""
        return float((self._times[cells(box)] >= time).mean())


def cells(box: Box) -> tuple[slice, slice]:
    """Return the rows and columns of the coarse grid that a box touches, at least one of each."""
    x0 = min(max(int(box.x0 * COLUMNS), 0), COLUMNS - 1)
    y0 = min(max(int(box.y0 * ROWS), 0), ROWS - 1)
    x1 = min(max(math.ceil(box.x1 * COLUMNS), x0 + 1), COLUMNS)
    y1 = min(max(math.ceil(box.y1 * ROWS), y0 + 1), ROWS)
    return slice(y0, y1), slice(x0, x1)


def expand_box(box: Box, beside: float, above: float, below: float) -> Box:
    """Return a box with margins around it, cut at the edge of the frame.

    Args:
        box: The box.
        beside: Margin left and right as a share of the frame's width.
        above: Margin at the top as a share of the frame's height.
        below: Margin at the bottom as a share of the frame's height.
    """
    return Box(
        max(0.0, box.x0 - beside),
        max(0.0, box.y0 - above),
        min(1.0, box.x1 + beside),
        min(1.0, box.y1 + below),
    )


def head_region(box: Box, aspect: float) -> Box:
    """Return where the face of a mover may be.

    Args:
        box: What moved.
        aspect: Width of the frame divided by its height.

    Returns:
        The box with margins, without the legs of whoever stands.
    """
    width = box.width * aspect
    height = max(_HEAD_PART * box.height, _HEAD_WIDTHS * width)
    if box.height <= min(_LONG_HEAD * width, _MOST_HEAD):
        height = box.height
    bottom = box.y0 + min(height, box.height)
    return expand_box(
        Box(box.x0, box.y0, box.x1, bottom),
        beside=max(_LEAST_MARGIN, _MARGIN_BESIDE * box.width),
        above=max(_LEAST_MARGIN, _MARGIN_ABOVE * box.height),
        below=_LEAST_MARGIN,
    )


def merge_boxes(boxes: Sequence[Box]) -> list[Box]:
    """Join boxes as long as one box around two of them is no larger than both together.

    Args:
        boxes: Any boxes.

    Returns:
        Fewer or as many, covering the same.
    """
    rest = list(boxes)
    result: list[Box] = []
    while rest:
        box = rest.pop()
        for index, other in enumerate(rest):
            around = Box(
                min(box.x0, other.x0),
                min(box.y0, other.y0),
                max(box.x1, other.x1),
                max(box.y1, other.y1),
            )
            if around.area <= box.area + other.area:
                rest[index] = around
                break
        else:
            result.append(box)
    return result


def tile_region(
    region: Box, width: int, height: int, scale: float, pixels: float
) -> list[Look]:
    """Cut a region into overlapping parts that can be searched one at a time.

    Args:
        region: The region.
        width: Width of the frame in pixels.
        height: Height of the frame in pixels.
        scale: Scale at which each is to be searched.
        pixels: Most pixels of one of them at that scale.

    Returns:
        Parts that cover the region, overlapping by a quarter of their side.
    """
    side = math.sqrt(pixels) / scale

    def spans(first: float, last: float, length: int) -> list[tuple[float, float]]:
        share = side / length
        if last - first <= share:
            return [(first, last)]
        count = math.ceil((last - first - share) / (0.75 * share)) + 1
        step = (last - first - share) / (count - 1)
        return [
            (first + step * index, min(last, first + step * index + share))
            for index in range(count)
        ]

    return [
        Look(Box(x0, y0, x1, y1), scale)
        for y0, y1 in spans(region.y0, region.y1, height)
        for x0, x1 in spans(region.x0, region.x1, width)
    ]


def fit_look(look: Look, width: int, height: int, stride: int) -> Look:
    """Make a region a little smaller or larger, so that a detector that works in strides has nothing to pad.

    Args:
        look: A region, with margins that it can do without or with more of.
        width: Width of the frame in pixels.
        height: Height of the frame in pixels.
        stride: The detector's stride in pixels of the searched picture.

    Returns:
        The same look at a region of about the same middle.
    """
    if stride == 1 or look.region.area == 1:
        return look

    def span(start: float, end: float, pixels: float) -> tuple[float, float]:
        strides = (end - start) * pixels / stride
        whole = math.floor(strides)
        if not whole or strides - whole > _TRIMMED * strides:
            whole = math.ceil(strides)
        # Cutting rounds to whole pixels.
        share = min(1.0, (whole * stride - _ROUNDING) / pixels)
        first = min(max(0.0, (start + end - share) / 2), 1.0 - share)
        return first, first + share

    box = look.region
    x0, x1 = span(box.x0, box.x1, width * look.scale)
    y0, y1 = span(box.y0, box.y1, height * look.scale)
    return replace(look, region=Box(x0, y0, x1, y1))


def decoded_width(frame: Frame, look: Look) -> int:
    """Return how wide a frame has to be decoded for a look, in pixels."""
    return max(1, math.ceil(frame.width * min(1.0, look.scale)))


def crop_look(frame: Frame, look: Look, colour: bool) -> Image:
    """Decode a region of the frame at its scale.

    Args:
        frame: The frame.
        look: Which region.
        colour: Whether in colour.

    Returns:
        HxWx3 (blue, green, red) or HxW (grey), uint8, at least one pixel.

    Raises:
        FrameError: The picture is corrupt.
    """
    width = decoded_width(frame, look)
    whole = frame.colour(width) if colour else frame.grey(width)
    height, columns = whole.shape[:2]
    region = look.region
    x0 = min(int(region.x0 * columns), columns - 1)
    y0 = min(int(region.y0 * height), height - 1)
    x1 = max(x0 + 1, round(region.x1 * columns))
    y1 = max(y0 + 1, round(region.y1 * height))
    part = whole[y0:y1, x0:x1]
    factor = look.scale * frame.width / columns
    if abs(factor - 1) < 0.02:
        return np.ascontiguousarray(part)
    size = (
        max(1, round((x1 - x0) * factor)),
        max(1, round((y1 - y0) * factor)),
    )
    method = cv2.INTER_AREA if factor < 0.6 else cv2.INTER_LINEAR
    return cv2.resize(part, size, interpolation=method).astype(np.uint8, copy=False)


def covers(region: Box, box: Box) -> bool:
    """Return whether the middle of a box lies in a region."""
    middle = box.centre
    return region.x0 <= middle.x <= region.x1 and region.y0 <= middle.y <= region.y1


def holds(region: Box, box: Box) -> bool:
    """Return whether a box lies in a region, but for a rim without which a face is still one."""
    x, y = _RIM * box.width, _RIM * box.height
    return (
        region.x0 <= box.x0 + x
        and box.x1 - x <= region.x1
        and region.y0 <= box.y0 + y
        and box.y1 - y <= region.y1
    )


def intersect_boxes(a: Box, b: Box) -> Box:
    """Return what two boxes that lie on each other have in common."""
    return Box(max(a.x0, b.x0), max(a.y0, b.y0), min(a.x1, b.x1), min(a.y1, b.y1))


def shrink_box(box: Box) -> Box:
    """Return the middle of a box, so that its neighbours do not speak for it."""
    return expand_box(box, -box.width / 4, -box.height / 4, -box.height / 4)
