"""Compensation of small camera shakes by phase correlation.

Edges all over the picture tell that it shook, which costs less than correlating every frame.
"""

import math
from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np

# Sizes the Fourier transform is fast at, and small enough to be cheap.
_SIZE: Final = (128, 96)
_LEAST_RESPONSE: Final = 0.3
_LEAST_SHIFT: Final = 0.35
_MOST_SHIFT: Final = 0.08
_LEAST_SIDE: Final = 32
_GRID: Final = 3
_MOST_POINTS: Final = 2000
_EDGE: Final = 16
_CHANGE: Final = 12
_CHANGED_EDGES: Final = 0.3
_PARTS: Final = 4
"""The picture is divided into so many parts each way."""

_LEAST_POINTS: Final = 8
_SHAKEN_PARTS: Final = 0.45
_NEARER: Final = 0.7
"""Share of the changed edges that is left when a shake was taken out, however blurred the picture is."""


class Aligner:
    """Shifts pictures onto a reference."""

    def __init__(self) -> None:
        """Prepare the window that keeps the picture's border out of the correlation."""
        self._window = cv2.createHanningWindow(_SIZE, cv2.CV_32F)

    def align(self, picture: MatLike, reference: MatLike) -> MatLike | None:
        """Shift a picture back by what phase correlation (Kuglin and Hines, 1975) finds.

        Args:
            picture: HxW uint8.
            reference: HxW uint8, the same scene.

        Returns:
            The shifted picture, with the reference where it has none; None if it is not shifted, by more than 8 % of the width or nothing certain.
        """
        height, width = picture.shape
        if min(width, height) < _LEAST_SIDE:
            return None
        new = cv2.resize(picture, _SIZE, interpolation=cv2.INTER_LINEAR)
        old = cv2.resize(reference, _SIZE, interpolation=cv2.INTER_LINEAR)
        (x, y), response = cv2.phaseCorrelate(
            old.astype(np.float32), new.astype(np.float32), self._window
        )
        x *= width / _SIZE[0]
        y *= height / _SIZE[1]
        if response < _LEAST_RESPONSE:
            return None
        if not _LEAST_SHIFT < math.hypot(x, y) < _MOST_SHIFT * width:
            return None
        # At the edges it comes from, the picture shows nothing of the reference.
        return cv2.warpAffine(
            picture,
            np.array([[1, 0, x], [0, 1, y]], np.float32),
            (width, height),
            dst=reference.copy(),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_TRANSPARENT,
        )


class Edges:
    """Points on the edges of a scene, which change all over when the camera shakes."""

    def __init__(self, scene: MatLike) -> None:
        """Pick some thousand points at most.

        Args:
            scene: HxW uint8.
        """
        # A shake along an edge does not alter it, so those across and those down speak for themselves.
        ways: list[_Way] = []
        if min(scene.shape) >= 3:  # or it is too narrow to have an edge
            # Neighbours two pixels apart, around every third pixel of every third row.
            inner = slice(1, -1, _GRID)
            across = cv2.absdiff(scene[inner, :-2:_GRID], scene[inner, 2::_GRID])
            down = cv2.absdiff(scene[:-2:_GRID, inner], scene[2::_GRID, inner])
            ways = [_Way(across, scene.shape), _Way(down, scene.shape)]
        self._ways = [way for way in ways if len(way.points)]
        # With fewer, neither way has its share.
        self._least_changed = _CHANGED_EDGES * min(
            (len(way.points) for way in self._ways), default=0
        )
        nowhere = np.zeros(0, np.intp)
        self._points = np.concatenate([nowhere, *(way.points for way in self._ways)])

    def is_shaken(self, picture: MatLike, reference: MatLike) -> bool:
        """Return whether a picture changed at edges all over: a shake does that, a mover only where it is.

        Args:
            picture: HxW uint8.
            reference: HxW uint8, the same scene.
        """
        if not self._ways:
            return False
        changed = self._find_changed(picture, reference)
        if cv2.countNonZero(changed) <= self._least_changed:
            return False
        start = 0
        for way in self._ways:
            if way.is_shaken(changed[start : start + len(way.points)]):
                return True
            start += len(way.points)
        return False

    def is_nearer(self, aligned: MatLike, picture: MatLike, reference: MatLike) -> bool:
        """Return whether a picture that was shifted back is clearly more like the reference than it was.

        Args:
            aligned: HxW uint8.
            picture: HxW uint8, before.
            reference: HxW uint8, the same scene.
        """
        after = cv2.countNonZero(self._find_changed(aligned, reference))
        before = cv2.countNonZero(self._find_changed(picture, reference))
        return after < _NEARER * before

    def _find_changed(self, picture: MatLike, reference: MatLike) -> MatLike:
        # Of everywhere, which is sooner done than picking out the points of both.
        change = cv2.absdiff(picture, reference).take(self._points)
        changed: MatLike = cv2.inRange(change, _CHANGE + 1, 255).ravel()
        return changed


class _Way:
    """Points on edges of one direction."""

    def __init__(self, contrast: MatLike, shape: tuple[int, ...]) -> None:
        height, width = shape
        rows, columns = np.nonzero(contrast > _EDGE)
        every = 1 + len(rows) // _MOST_POINTS
        rows, columns = _GRID * rows[::every] + 1, _GRID * columns[::every] + 1
        self.points = rows * width + columns
        self._parts = rows * _PARTS // height * _PARTS + columns * _PARTS // width
        of_parts = np.bincount(self._parts, minlength=_PARTS * _PARTS)
        told = of_parts >= _LEAST_POINTS
        # More changes than these, and none is more than infinity.
        self._limits = np.where(told, _CHANGED_EDGES * of_parts, np.inf)
        self._calm_parts = _SHAKEN_PARTS * int(np.count_nonzero(told))

    def is_shaken(self, changed: MatLike) -> bool:
        """Return whether so many points changed, in so many parts of the picture, as only a shake changes.

        Args:
            changed: uint8 per point, not 0 where it did.
        """
        if cv2.countNonZero(changed) <= _CHANGED_EDGES * len(changed):
            return False
        changes = np.bincount(self._parts[changed > 0], minlength=_PARTS * _PARTS)
        return int(np.count_nonzero(changes > self._limits)) > self._calm_parts
