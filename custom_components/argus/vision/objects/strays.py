"""Places where something changed that nobody follows: worth a look when there is time."""

from collections.abc import Iterable, Sequence
from typing import Final

from ..geometry import Box
from .belonging import COVERS, is_speck_beside
from .look import share_within

_PAUSE: Final = 5.0
"""Seconds after which the same place may be looked at again."""
_SAME: Final = 0.1
_MOST: Final = 8


class StrayPlaces:
    """Which of them were looked at lately."""

    def __init__(self) -> None:
        """Begin with none."""
        self._looked: list[tuple[Box, float]] = []

    def next(
        self, strays: Iterable[Box], known: Sequence[Box], now: float
    ) -> Box | None:
        """Return where to look, or None.

        Args:
            strays: Where something changed.
            known: Where everybody is who is known.
            now: Time in seconds.
        """
        self._looked = [
            (box, since) for box, since in self._looked if now - since < _PAUSE
        ]
        for box in strays:
            if any(box.overlap(looked) > _SAME for looked, _ in self._looked):
                continue
            if not any(
                share_within(box, one) > COVERS or is_speck_beside(box, one)
                for one in known
            ):
                return box
        return None

    def note(self, place: Box, now: float) -> None:
        """Remember that a place was looked at."""
        self._looked.append((place, now))
        del self._looked[:-_MOST]
