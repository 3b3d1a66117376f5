"""Change gate of the face detector: what looks as when it was searched in vain shows no face now either.

A detector says the same of the same picture. So nothing is searched again, be it because something moved there or because
it is time to sweep, before it looks different from the sights of it without a face: the last one, say of whoever stands
there with their back to the camera, and one that had lasted, mostly of the place when it is empty. It also finds
whoever came without being seen to move: their place looks different.
"""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from ..frames.frame import Frame
from ..geometry import Box
from .regions import (
    COLUMNS,
    ROWS,
    RecencyGrid,
    expand_box,
    intersect_boxes,
    merge_boxes,
)

type _Picture = npt.NDArray[np.uint8]
"""Grey levels, `_ROWS` x `_COLUMNS`."""
type _Mask = npt.NDArray[np.bool_]
"""Of the same shape."""

# The smallest face that people want to have found, a twenty-fifth of the shorter side, is still a few pixels wide.
_FINER: Final = 5
"""Pixels of a sight for each cell of the coarse grid, along each side."""
_COLUMNS: Final = COLUMNS * _FINER
_ROWS: Final = ROWS * _FINER
_DIFFERENT: Final = 10
# What is left of a face after this is at least a pixel; what is left of an edge that trembles is not.
_SOLID: Final = np.ones((2, 2), np.uint8)
# Around what looks different, as a share of the frame and of itself: a face is larger than what is new about it.
_MARGIN: Final = 0.03
_MORE: Final = 0.1
# A detector may overlook once what it finds in the next frame, whose noise is another: a sight that is new has to be
# searched so often.
_ENOUGH: Final = 2
# In place of that number where a face was: whatever is seen there next is new.
_FORGOTTEN: Final = 3
# Around a face, in shares of it.
_AROUND: Final = 0.5
# A sight that was searched so many seconds ago is worth keeping: it may be the place without anybody.
_LASTING: Final = 20.0


class ChangeGate:
    """What each part of the view looked like when it was searched."""

    def __init__(self) -> None:
        """Start with nothing having been searched."""
        self._last = np.zeros((_ROWS, _COLUMNS), np.uint8)
        self._lasting = self._last.copy()
        self._times = self._last.copy()
        self._knows_lasting = np.zeros((_ROWS, _COLUMNS), np.bool_)
        self._searched = RecencyGrid()
        self._frame: Frame | None = None
        self._now = self._last
        self._changed: _Mask | None = None

    def take_frame(self, frame: Frame) -> None:
        """Take the next frame, without looking at it yet.

        Args:
            frame: The frame that everything is asked about from now on.
        """
        self._frame = frame
        self._changed = None

    def release_frame(self) -> None:
        """Let go of the frame, which is large."""
        self._frame = None

    def changed_part(self, region: Box) -> Box | None:
        """Return the part of a region that looks unlike it did when it was searched, with a margin around it.

        Args:
            region: Where.

        Returns:
            A box in the region, or None if nothing looks different.

        Raises:
            FrameError: The picture is corrupt.
        """
        rows, columns = _pixels_of(region)
        different = self._find_changed()[rows, columns]
        xs = np.flatnonzero(different.any(axis=0))
        if not len(xs):
            return None
        ys = np.flatnonzero(different.any(axis=1))
        x0, x1 = columns.start + int(xs[0]), columns.start + int(xs[-1]) + 1
        y0, y1 = rows.start + int(ys[0]), rows.start + int(ys[-1]) + 1
        part = _box_with_margin(
            Box(x0 / _COLUMNS, y0 / _ROWS, x1 / _COLUMNS, y1 / _ROWS)
        )
        return intersect_boxes(part, region)

    def changed_parts(self) -> list[Box]:
        """Return all of the view that looks unlike it did when it was searched, in parts that are apart.

        Raises:
            FrameError: The picture is corrupt.
        """
        cells = np.asarray(
            self._find_changed().reshape(ROWS, _FINER, COLUMNS, _FINER).any((1, 3)),
            np.uint8,
        )
        count, _, stats, _ = cv2.connectedComponentsWithStats(cells)
        boxes = []
        for x, y, width, height, _ in stats[1:count].tolist():
            box = Box(
                x / COLUMNS,
                y / ROWS,
                (x + width) / COLUMNS,
                (y + height) / ROWS,
            )
            boxes.append(_box_with_margin(box))
        return merge_boxes(boxes)

    def note_searched(self, region: Box, now: float) -> None:
        """Remember what a region looks like: it was searched in vain.

        Args:
            region: Where.
            now: Time in seconds.

        Raises:
            FrameError: The picture is corrupt.
        """
        self._read_frame()
        place = _pixels_of(region)
        seen, last, times = self._now[place], self._last[place], self._times[place]
        other = np.asarray(cv2.absdiff(seen, last) > _DIFFERENT)
        keep = other & (times > 0) & (times <= _ENOUGH)
        lasting = self._knows_lasting[place]
        if now - self._searched.latest(region) < _LASTING:
            keep &= ~lasting
        np.copyto(self._lasting[place], last, where=keep)
        lasting |= keep
        never = times == 0
        times[other | (times == _FORGOTTEN)] = 0
        np.minimum(times + 1, _ENOUGH, out=times)
        times[never] = _ENOUGH
        last[:] = seen
        self._searched.mark([region], now)
        self._changed = None

    def forget_place(self, box: Box) -> None:
        """Forget what a place looks like, since there is a face.

        Args:
            box: Where.
        """
        high = _AROUND * box.height
        place = _pixels_of(expand_box(box, _AROUND * box.width, high, high))
        self._times[place] = _FORGOTTEN
        self._knows_lasting[place] = False
        self._changed = None

    def _find_changed(self) -> _Mask:
        if self._changed is None:
            self._read_frame()
            unlike = self._differs_from(self._last, self._times == _ENOUGH)
            unlike &= self._differs_from(self._lasting, self._knows_lasting)
            solid = cv2.erode(unlike.astype(np.uint8), _SOLID, borderValue=0)
            self._changed = solid.astype(np.bool_)
        return self._changed

    def _read_frame(self) -> None:
        if self._frame is not None:
            self._now = _downscale_frame(self._frame)
            self._frame = None

    def _differs_from(self, sight: _Picture, known: _Mask) -> _Mask:
        return np.asarray(cv2.absdiff(self._now, sight) > _DIFFERENT) | ~known


def _downscale_frame(frame: Frame) -> _Picture:
    grey = cv2.resize(
        frame.grey(_COLUMNS), (_COLUMNS, _ROWS), interpolation=cv2.INTER_AREA
    )
    return cv2.blur(grey, (3, 3)).astype(np.uint8, copy=False)


def _box_with_margin(box: Box) -> Box:
    above = _MARGIN + _MORE * box.height
    return expand_box(box, _MARGIN + _MORE * box.width, above, above)


def _pixels_of(box: Box) -> tuple[slice, slice]:
    x0 = min(max(int(box.x0 * _COLUMNS), 0), _COLUMNS - 1)
    y0 = min(max(int(box.y0 * _ROWS), 0), _ROWS - 1)
    x1 = min(max(round(box.x1 * _COLUMNS), x0 + 1), _COLUMNS)
    y1 = min(max(round(box.y1 * _ROWS), y0 + 1), _ROWS)
    return slice(y0, y1), slice(x0, x1)
