"""Retry back-off of the face detector: how long what moves is left alone when it shows no face.

Looking costs the same whether somebody is found or not, and who stands with their back to the camera for minutes would
be searched in every frame of them. So a place that was searched in vain waits before it is searched again, the longer
the longer it was in vain, up to a bound that nobody who turns round notices. Where frames are farther apart than that,
nothing waits.

Patience is with places, not with whoever is there. Who walks on, comes nearer or grows reaches places that were not
searched lately and is looked at at once, and so is whoever stirs after having been still for a while.
"""

import math
from typing import Final

import numpy as np

from ..geometry import Box
from .regions import COLUMNS, ROWS, cells

# The wait as a multiple of the time that a place was searched in vain.
_GROWTH: Final = 2.0
# The longest wait in seconds.
_MOST: Final = 0.6
# Frames do not come on the dot.
_EARLY: Final = 0.9
# A place that was left alone for longer than the longest wait, by this factor, has another story.
_FORGOTTEN: Final = 1.4
# A region waits when at least this share of it does.
_MOSTLY: Final = 0.6


class RetryBackoff:
    """Where faces were looked for in vain, and since when."""

    def __init__(self) -> None:
        """Start with nothing having been searched."""
        self._since = np.full((ROWS, COLUMNS), -np.inf)
        self._tried = np.full((ROWS, COLUMNS), -np.inf)
        self._latest = -math.inf

    def note_search(self, region: Box, now: float) -> None:
        """Note that a region was searched in vain.

        Args:
            region: Where.
            now: Time in seconds.
        """
        place = cells(region)
        anew = now - self._tried[place] > _FORGOTTEN * _MOST
        self._since[place] = np.where(anew, now, self._since[place])
        self._tried[place] = now
        self._latest = now

    def forget_place(self, box: Box) -> None:
        """Forget what was in vain at a place: there is a face now, or nothing about it changes.

        Args:
            box: Where.
        """
        self._tried[cells(box)] = -np.inf

    def is_waiting(self, region: Box, now: float) -> bool:
        """Return whether a region was searched so lately in vain that it can wait.

        Args:
            region: Where.
            now: Time in seconds.
        """
        if now - self._latest >= _MOST:
            return False
        place = cells(region)
        tried = self._tried[place]
        known = np.isfinite(tried)
        if not known.any():
            return False
        vain = np.where(known, tried, 0.0) - np.where(known, self._since[place], 0.0)
        wait = np.minimum(_MOST, _GROWTH * vain)
        return float((now - tried < _EARLY * wait).mean()) >= _MOSTLY
