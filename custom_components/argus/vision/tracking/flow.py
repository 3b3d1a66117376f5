"""Flow of quick movers: where one drives, the next drives likewise."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ..geometry import Point

_MOST_PLACES: Final = 96
"""Places that are kept in mind, the latest ones."""
_SAMPLE_WAY: Final = 0.06
"""Way between two places of the same mover, share of the picture."""
_NEAR_ALONG: Final = 0.15
_NEAR_LANE: Final = 0.25
"""How far from a place the flow is as it is there: share of the picture across it, sizes of the mover down it."""
_LATELY: Final = 4.0
"""One mover has to have gone there within so many seconds, or several at any time …"""
_AGREE: Final = 0.5
"""… and none with a speed that differs by more than this share."""


@dataclass(frozen=True, slots=True)
class _Passed:
    mover: int
    place: Point
    x: float
    y: float
    when: float


class Flow:
    """Remembers the ways that quick movers took."""

    def __init__(self) -> None:
        """Start with no traffic seen."""
        self._passed: deque[_Passed] = deque(maxlen=_MOST_PLACES)

    def note(
        self, mover: int, trail: Sequence[Point], x: float, y: float, now: float
    ) -> None:
        """Take in where somebody quick is and came from.

        Args:
            mover: Number of the track.
            trail: The places of its foot, the latest last.
            x: Speed along x, shares of the picture per second.
            y: Speed along y.
            now: Time in seconds.
        """
        last = next((one for one in reversed(self._passed) if one.mover == mover), None)
        if last is None:
            self._passed += [_Passed(mover, place, x, y, now) for place in trail]
            return
        place = trail[-1]
        if abs(last.place.x - place.x) + abs(last.place.y - place.y) >= _SAMPLE_WAY:
            self._passed.append(_Passed(mover, place, x, y, now))

    def speed_at(
        self, place: Point, size: float, now: float
    ) -> tuple[float, float] | None:
        """Return the speed along x and y that movers have at a place, None where there is no flow or several.

        Args:
            place: Where the foot of somebody new is.
            size: √(width × height) of its box, share of the picture.
            now: Time in seconds.
        """
        near = [
            one
            for one in self._passed
            if abs(one.place.x - place.x) <= _NEAR_ALONG
            and abs(one.place.y - place.y) <= _NEAR_LANE * size
        ]
        if not near or (
            now - near[-1].when > _LATELY and len({one.mover for one in near}) == 1
        ):
            return None
        x = sum(one.x for one in near) / len(near)
        y = sum(one.y for one in near) / len(near)
        most = _AGREE * (abs(x) + abs(y))
        if any(abs(one.x - x) + abs(one.y - y) > most for one in near):
            return None
        return x, y
