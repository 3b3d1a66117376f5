"""Things that look like faces to the detector but hang, stand or grow there.

A detector's mistake on a lamp or a pattern comes back on every frame, and so does a portrait on the wall: no
confirmation over a few frames helps. What gives them away is that nothing about them ever changes. People who sit still
do move: they breathe, look down, shift by a few hundredths of their head. So a face is taken for furniture only after

- its place has looked the same all the time (correlation with the first sight, so that light may come and go),
- and nothing has moved there,

for a minute if it was there before anything moved there, for ten minutes if it came with motion, as people do. Any
change starts the clock anew. And when a place of furniture looks different, say because somebody stands before the
picture or the "furniture" turns its head after all, faces there count again at once.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from .frame import Frame
from .geometry import Box

type Patch = npt.NDArray[np.float32]
"""16x16, zero mean and unit length."""

_SIDE: Final = 16
_SAME_SIGHT: Final = 0.97
_SAME_THING: Final = 0.85
_SAME_PLACE: Final = 0.35
_FOUND_THERE: Final = 60.0
_CAME_MOVING: Final = 600.0
_FORGET: Final = 3 * 86400.0
_MOST: Final = 32


def sight(frame: Frame, box: Box) -> Patch:
    """Return what a place looks like, whatever the light.

    Args:
        frame: The frame.
        box: The place.

    Returns:
        A patch to compare with others; all zero if nothing can be seen there.
    """
    width = max(box.width, 1e-6)
    grey = frame.grey(min(frame.width, int(_SIDE / width) + 1))
    height, columns = grey.shape
    x0, y0 = int(box.x0 * columns), int(box.y0 * height)
    x1 = max(x0 + 1, round(box.x1 * columns))
    y1 = max(y0 + 1, round(box.y1 * height))
    small = cv2.resize(grey[y0:y1, x0:x1], (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    patch = small.astype(np.float32)
    patch -= patch.mean()
    length = float(np.linalg.norm(patch))
    return patch / length if length > 1.0 else np.zeros_like(patch)


def likeness(a: Patch, b: Patch) -> float:
    """Return the correlation of two sights, -1..1."""
    return float(np.vdot(a, b))


@dataclass(slots=True)
class Stillness:
    """How long a face has not changed at all."""

    place: Box
    first_sight: Patch
    since: float

    def lasts(self, frame: Frame, box: Box, moved: float, now: float) -> float:
        """Look again.

        Args:
            frame: The frame.
            box: Where the face is found now.
            moved: When something last moved there, in seconds.
            now: Time in seconds.

        Returns:
            For how many seconds nothing has changed, 0 if something has.
        """
        seen = sight(frame, self.place)
        if (
            moved >= self.since
            or self.place.overlap(box) < _SAME_PLACE
            or likeness(seen, self.first_sight) < _SAME_SIGHT
        ):
            self.place = box
            self.first_sight = sight(frame, box)
            self.since = now
        return now - self.since


@dataclass(slots=True)
class _Piece:
    place: Box
    sight: Patch
    last_found: float


class Furniture:
    """All that was learnt not to be a face."""

    def __init__(self) -> None:
        """Start with an empty room."""
        self._pieces: list[_Piece] = []

    def __len__(self) -> int:
        """Return how many pieces are known."""
        return len(self._pieces)

    def learn(
        self, stillness: Stillness, came_moving: bool, lasted: float, now: float
    ) -> bool:
        """Take a face for furniture if it has been still for long enough.

        Args:
            stillness: How it looks.
            came_moving: Whether something moved when it appeared.
            lasted: For how many seconds nothing has changed.
            now: Time in seconds.

        Returns:
            Whether it is furniture now.
        """
        if lasted < (_CAME_MOVING if came_moving else _FOUND_THERE):
            return False
        self._pieces.append(_Piece(stillness.place, stillness.first_sight, now))
        if len(self._pieces) > _MOST:
            self._pieces.remove(min(self._pieces, key=lambda piece: piece.last_found))
        return True

    def holds(self, frame: Frame, box: Box, now: float) -> bool:
        """Return whether a face that was found is known furniture.

        Args:
            frame: The frame it was found in.
            box: Where it was found.
            now: Time in seconds.
        """
        self._pieces = [
            piece for piece in self._pieces if now - piece.last_found < _FORGET
        ]
        for piece in self._pieces:
            if piece.place.overlap(box) < _SAME_PLACE:
                continue
            if likeness(sight(frame, piece.place), piece.sight) >= _SAME_THING:
                piece.last_found = now
                return True
        return False
