"""Where to look for objects, and what a look brings."""

from dataclasses import dataclass
import math
from typing import Final

from ..frames.frame import Frame
from ..geometry import Box
from .backend import LabelledBox, ObjectBackend

MARGIN: Final = 1.5
"""The side of what is looked at, in longer sides of what it is about: what surrounds a thing helps to recognise it."""
GLANCE: Final = 160
"""Pixels of the longer side at a first look …"""
CLOSE: Final = 224
"""… and when that did not tell."""
_LEAST_REGION: Final = 64
"""Smaller regions hold too little to recognise anything in, pixels of the frame."""


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the frame, in pixels."""

    left: int
    top: int
    width: int
    height: int

    @classmethod
    def around(cls, box: Box, frame: Frame) -> Region:
        """Return the square around a box, cut at the edges of the frame."""
        side = MARGIN * max(box.width * frame.width, box.height * frame.height)
        side = max(side, _LEAST_REGION)
        centre = box.centre
        left = max(0, math.floor(centre.x * frame.width - side / 2))
        top = max(0, math.floor(centre.y * frame.height - side / 2))
        right = min(frame.width, math.ceil(centre.x * frame.width + side / 2))
        bottom = min(frame.height, math.ceil(centre.y * frame.height + side / 2))
        left, top = min(left, frame.width - 1), min(top, frame.height - 1)
        return cls(left, top, max(1, right - left), max(1, bottom - top))

    def box(self, frame: Frame) -> Box:
        """Return it in coordinates of the frame, 0..1."""
        return Box(
            self.left / frame.width,
            self.top / frame.height,
            (self.left + self.width) / frame.width,
            (self.top + self.height) / frame.height,
        )


def look(
    backend: ObjectBackend, frame: Frame, region: Region, side: int
) -> tuple[LabelledBox, ...]:
    """Recognise what is in a region of a frame.

    Args:
        backend: Which recognises.
        frame: The frame; it is decoded no finer than needed.
        region: Where.
        side: Pixels of the longer side at which to look.

    Returns:
        What is there, in coordinates of the frame.

    Raises:
        FrameError: The picture is corrupt.
        ObjectBackendError: The backend failed.
    """
    scale = min(1.0, side / max(region.width, region.height))
    picture = frame.colour(max(1, math.floor(scale * frame.width)))
    reduced = picture.shape[1] / frame.width, picture.shape[0] / frame.height
    left, top = int(region.left * reduced[0]), int(region.top * reduced[1])
    right = max(left + 1, math.ceil((region.left + region.width) * reduced[0]))
    bottom = max(top + 1, math.ceil((region.top + region.height) * reduced[1]))
    cut = picture[top:bottom, left:right]
    height, width = cut.shape[:2]
    return tuple(
        LabelledBox(
            found.kind,
            found.label,
            Box(
                (left + found.box.x0 * width) / picture.shape[1],
                (top + found.box.y0 * height) / picture.shape[0],
                (left + found.box.x1 * width) / picture.shape[1],
                (top + found.box.y1 * height) / picture.shape[0],
            ),
            found.score,
        )
        for found in backend.detect(cut, side)
    )


def share_within(box: Box, other: Box) -> float:
    """Return the share of a box that lies within another, 0..1."""
    width = min(box.x1, other.x1) - max(box.x0, other.x0)
    height = min(box.y1, other.y1) - max(box.y0, other.y0)
    if width <= 0 or height <= 0 or not box.area:
        return 0.0
    return width * height / box.area
