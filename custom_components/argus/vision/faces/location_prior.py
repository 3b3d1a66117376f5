"""Location prior of faces: whoever sits down at their desk every day is seen every day.

Somebody who comes to the same place again and again becomes a part of what is usual there, and may come without being
seen to move. So the places where faces were are looked at now and then, one at a time and only there, which costs little.
"""

from collections.abc import Iterable
from typing import Final

from ..geometry import Box
from .face_memory import KnownPlace

# In seconds, and longer once nobody has been at any of them for a while: an idle scene should cost little.
_EVERY: Final = 15.0
_SELDOM: Final = 60.0
_LATELY: Final = 120.0
_REMEMBERED: Final = 3 * 86400.0
_SAME: Final = 0.2
_MOST: Final = 4


class LocationPrior:
    """The latest few places where faces were."""

    def __init__(self) -> None:
        """Know no place."""
        self._places: list[tuple[float, Box]] = []
        self._turn = 0
        self._looked_at = -float("inf")

    def note_face(self, box: Box, now: float) -> None:
        """Remember a place.

        Args:
            box: Where a face is.
            now: Time in seconds.
        """
        others = [
            (seen, place)
            for seen, place in self._places
            if now - seen < _REMEMBERED and place.overlap(box) < _SAME
        ]
        self._places = [*others, (now, box)][-_MOST:]

    def learnt(self, now: float) -> tuple[KnownPlace, ...]:
        """Return what to remember, the place where a face was last of all at the end.

        Args:
            now: Time in seconds.
        """
        return tuple(
            KnownPlace(box, max(0.0, now - seen)) for seen, box in self._places
        )

    def remember(self, places: Iterable[KnownPlace], now: float) -> None:
        """Take over what `learnt` returned.

        Args:
            places: Their ages in seconds before now.
            now: Time in seconds.
        """
        known = [(now - place.age, place.box) for place in places]
        known = [one for one in known if now - one[0] < _REMEMBERED]
        self._places = sorted([*self._places, *known], key=lambda one: one[0])[-_MOST:]

    def due_place(self, now: float) -> Box | None:
        """Return the place whose turn it is, if it is time for one.

        Args:
            now: Time in seconds.
        """
        if not self._places:
            return None
        lately = now - self._places[-1][0] < _LATELY
        if now - self._looked_at < (_EVERY if lately else _SELDOM):
            return None
        self._looked_at = now
        self._turn += 1
        return self._places[self._turn % len(self._places)][1]
