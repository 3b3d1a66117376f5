"""What looking for objects may cost."""

from typing import Final

_SHARE: Final = 0.05
"""Of one worker's time, in the long run …"""
_SAVED: Final = 0.6
"""… of which so many seconds may be saved up, so that who comes into a quiet scene is looked at at once …"""
_STEP_SHARE: Final = 0.1
"""… and this share of the time between two frames is the most that one frame is held up for, besides one look."""
_PACE: Final = 0.2


class Budget:
    """A share of a worker, spent on looks by what they take on this machine."""

    def __init__(self) -> None:
        """Start with as much as can be saved up."""
        self._left = _SAVED
        self._frame = 0.0
        self._looked = False
        self._seconds_per_pixel: float | None = None

    def advance(self, seconds: float) -> None:
        """Go on to the next frame.

        Args:
            seconds: Time since the frame before.
        """
        self._left = min(_SAVED, self._left + _SHARE * max(0.0, seconds))
        self._frame = _STEP_SHARE * max(0.0, seconds)
        self._looked = False

    def allows(self, side: int) -> bool:
        """Tell whether another look may be taken in this frame.

        Args:
            side: Of the picture that would be looked at, pixels.
        """
        cost = self.expects(side)
        return self._left > 0 and (not self._looked or cost <= self._frame)

    def expects(self, side: int) -> float:
        """Return the seconds that a look takes here; 0 while nobody knows."""
        return (self._seconds_per_pixel or 0.0) * side * side

    def spend(self, seconds: float, side: int) -> None:
        """Note what a look took.

        Args:
            seconds: The worker's time.
            side: Of the picture that was looked at, pixels.
        """
        self._looked = True
        self._left -= seconds
        self._frame -= seconds
        measured = seconds / (side * side)
        if self._seconds_per_pixel is None:
            self._seconds_per_pixel = measured
        self._seconds_per_pixel += _PACE * (measured - self._seconds_per_pixel)
