"""People who walk, as detectors see them, and the tracks that are made of them."""

from collections.abc import Iterable, Sequence

import numpy as np

from custom_components.argus.vision.geometry import Box
from custom_components.argus.vision.observation import Face, Track
from custom_components.argus.vision.tracking.tracker import Tracker


def person(x: float, foot: float, height: float = 0.3) -> Box:
    """Return somebody standing, by where the foot is."""
    return Box(x - 0.04, foot - height, x + 0.04, foot)


def face_of(body: Box, score: float = 0.9) -> Face:
    """Return the face of a body."""
    x, size = body.centre.x, 0.15 * body.height
    top = body.y0 + 0.02
    return Face(Box(x - size * 0.3, top, x + size * 0.3, top + size), score)


def follow(
    frames: Iterable[Sequence[Box] | tuple[Sequence[Box], Sequence[Face]]],
    spacing: float = 0.2,
    tracker: Tracker | None = None,
) -> list[tuple[Track, ...]]:
    """Show frames of boxes, or of boxes and faces, and return the tracks of each."""
    tracker = tracker or Tracker()
    told: list[tuple[Track, ...]] = []
    for index, frame in enumerate(frames):
        boxes: Sequence[Box]
        faces: Sequence[Face]
        if isinstance(frame, tuple):
            boxes, faces = frame
        else:
            boxes, faces = frame, ()
        told.append(tracker.update(faces, boxes, index * spacing))
    return told


def numbers(told: Iterable[tuple[Track, ...]]) -> set[int]:
    """Return the numbers of all tracks that were told."""
    return {track.id for tracks in told for track in tracks}


def walking(start: float = 0.1, end: float = 0.9, frames: int = 25) -> list[Box]:
    """Return somebody who walks across the picture, frame by frame."""
    return [person(x, 0.7) for x in np.linspace(start, end, frames)]


def merge(one: Box, other: Box) -> list[Box]:
    """Return what is seen of two: one detection as soon as they touch."""
    if min(one.x1, other.x1) - max(one.x0, other.x0) <= 0.01:
        return [one, other]
    return [
        Box(
            min(one.x0, other.x0),
            min(one.y0, other.y0),
            max(one.x1, other.x1),
            max(one.y1, other.y1),
        )
    ]
