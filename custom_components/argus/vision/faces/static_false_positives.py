"""Learnt static false positives: things that look like faces to the detector but hang, stand or grow there.

A detector's mistake on a lamp or a pattern comes back on every frame, and so does a portrait on the wall: no
confirmation over a few frames helps. What gives them away is that nothing about them ever changes. People who sit still
do move: they breathe, look down, shift by a few hundredths of their head. So a face is taken for furniture only after

- its place has looked the same all the time (correlation with the first sight, so that light may come and go),
- and nothing has moved there,

for a minute if it was there before anything moved there, for ten minutes if it came with motion, as people do. Any
change starts the clock anew. And when a place of furniture looks different, say because somebody stands before the
picture or the "furniture" turns its head after all, faces there count again at once.

Furniture does not leave. When something moved at its place and then another sight stays there, what was taken for
furniture has gone, and if it comes again it counts as a face until it has been still for as long once more: whoever sat
at the desk like a statue yesterday is seen today.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from ..frames.frame import Frame
from ..geometry import Box
from .face_memory import KnownStatic

type Patch = npt.NDArray[np.float32]
"""16x16, zero mean and unit length."""

_SIDE: Final = 16
_KEPT_AS: Final = "<f2"
_SAME_SIGHT: Final = 0.97
_SAME_THING: Final = 0.85
_SAME_PLACE: Final = 0.35
_FOUND_THERE: Final = 60.0
_CAME_MOVING: Final = 600.0
_FORGET: Final = 3 * 86400.0
_MOST: Final = 32
# Whoever passes before a picture is gone sooner.
_QUIET: Final = 10.0
_WATCHED: Final = 2.0


def normalised_patch(frame: Frame, box: Box) -> Patch:
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
    first_sight: Patch | None
    """None while it moves: what would be compared with that?"""
    since: float
    has_stirred: bool = False
    """Whether anything about it ever changed."""

    def look(self, frame: Frame, box: Box, moved: float, now: float) -> None:
        """Look again, and start the clock anew if anything has changed.

        Args:
            frame: The frame.
            box: Where the face is found now.
            moved: When something last moved there, in seconds.
            now: Time in seconds.
        """
        if moved >= self.since or self.place.overlap(box) < _SAME_PLACE:
            self.place, self.first_sight, self.since = box, None, now
            self.has_stirred = True
        elif self.first_sight is None:
            self.first_sight = normalised_patch(frame, self.place)
        elif (
            likeness(normalised_patch(frame, self.place), self.first_sight)
            < _SAME_SIGHT
        ):
            self.place, self.first_sight, self.since = (
                box,
                normalised_patch(frame, box),
                now,
            )
            self.has_stirred = True


@dataclass(slots=True)
class _StaticObject:
    place: Box
    sight: Patch
    patience: float
    """For how many seconds it had to be still."""
    last_found: float
    last_there: float
    looked_at: float
    gone: bool = False

    def is_at(self, frame: Frame, box: Box) -> bool:
        """Whether a box is its place, and looks like it."""
        return self.place.overlap(box) >= _SAME_PLACE and self._is_there(frame)

    def watch(self, frame: Frame, moved: float, now: float) -> None:
        """Notice that it has gone.

        Args:
            frame: The frame.
            moved: When something last moved there, in seconds.
            now: Time in seconds.
        """
        if self.gone or moved <= self.last_there or now - moved < _QUIET:
            return
        if now - self.looked_at < _WATCHED:
            return
        # The first look after motion may meet an echo of it, so it takes two.
        again = self.looked_at >= moved + _QUIET
        self.looked_at = now
        if self._is_there(frame):
            self.last_there = now
        else:
            self.gone = again

    def _is_there(self, frame: Frame) -> bool:
        return likeness(normalised_patch(frame, self.place), self.sight) >= _SAME_THING


class StaticFalsePositives:
    """All that was learnt not to be a face."""

    def __init__(self) -> None:
        """Start with an empty room."""
        self._objects: list[_StaticObject] = []

    def __len__(self) -> int:
        """Return how many objects are known, those left out that have gone."""
        return sum(not static.gone for static in self._objects)

    def learnt(self, now: float) -> tuple[KnownStatic, ...]:
        """Return what to remember.

        Args:
            now: Time in seconds.
        """
        return tuple(
            KnownStatic(
                place=static.place,
                sight=static.sight.astype(_KEPT_AS).tobytes(),
                patience=static.patience,
                age=max(0.0, now - static.last_found),
                gone=static.gone,
            )
            for static in self._objects
        )

    def remember(self, statics: Iterable[KnownStatic], now: float) -> None:
        """Take over what `learnt` returned; what is there already stays.

        Args:
            statics: Their ages in seconds before now. A sight that is none is passed over.
            now: Time in seconds.
        """
        for known in statics:
            sight = np.frombuffer(known.sight, _KEPT_AS).astype(np.float32)
            if sight.size != _SIDE * _SIDE or not np.isfinite(sight).all():
                continue
            self._objects.append(
                _StaticObject(
                    place=known.place,
                    sight=sight.reshape(_SIDE, _SIDE),
                    patience=known.patience,
                    last_found=now - known.age,
                    # Whatever moved meanwhile was not seen: it is as if nothing had.
                    last_there=now,
                    looked_at=now,
                    gone=known.gone,
                )
            )
        self._objects = sorted(self._objects, key=lambda one: one.last_found)[-_MOST:]

    def watch(self, frame: Frame, moved: Callable[[Box], float], now: float) -> None:
        """Notice what has gone.

        Args:
            frame: The frame.
            moved: Tells when something last moved in a box, in seconds.
            now: Time in seconds.
        """
        for static in self._objects:
            static.watch(frame, moved(static.place), now)

    def learn(
        self, frame: Frame, still: Stillness, came_moving: bool, now: float
    ) -> bool:
        """Take a face for furniture if it has been still for long enough.

        Args:
            frame: The frame in which it was just found.
            still: How it looks, and since when.
            came_moving: Whether something moved when it appeared.
            now: Time in seconds.

        Returns:
            Whether it is furniture now.
        """
        lasted = now - still.since
        if still.first_sight is None or lasted < _FOUND_THERE:
            return False
        known = next(
            (static for static in self._objects if static.is_at(frame, still.place)),
            None,
        )
        patience = _CAME_MOVING if came_moving else _FOUND_THERE
        if known is not None:
            patience = known.patience
        if lasted < patience:
            return False
        if known is not None:
            self._objects.remove(known)
        self._objects.append(
            _StaticObject(still.place, still.first_sight, patience, now, now, now)
        )
        if len(self._objects) > _MOST:
            self._objects.remove(
                min(self._objects, key=lambda static: static.last_found)
            )
        return True

    def holds(self, frame: Frame, box: Box, now: float) -> bool:
        """Return whether a face that was found is known furniture.

        Args:
            frame: The frame it was found in.
            box: Where it was found.
            now: Time in seconds.
        """
        self._objects = [
            static for static in self._objects if now - static.last_found < _FORGET
        ]
        for static in self._objects:
            if not static.gone and static.is_at(frame, box):
                static.last_found = static.last_there = now
                return True
        return False
