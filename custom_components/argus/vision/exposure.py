"""How the camera's exposure differs between two pictures of the same scene."""

from dataclasses import dataclass
from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np
import numpy.typing as npt

GRID: Final = 6
"""Every GRIDth pixel of every GRIDth row is looked at."""

_CALM: Final = 1
_MOST: Final = 510
_GAIN_LIMIT: Final = 2.0
# Pulls the gain towards 1 where the picture is too flat to tell it, in squared grey levels.
_GAIN_PRIOR: Final = 25.0


@dataclass(frozen=True, slots=True)
class Exposure:
    """Turns grey levels of the background into those of the frame: frame = gain * background + offset."""

    gain: float
    offset: float
    shift: int
    """Median change over the picture in grey levels."""

    @property
    def is_neutral(self) -> bool:
        """Whether applying it would change nothing worth the work."""
        return abs(self.gain - 1) <= 0.01 and abs(self.offset) <= 0.5

    def apply(self, background: MatLike) -> MatLike:
        """Return the background as the camera would see it now.

        Args:
            background: HxW uint8.

        Returns:
            HxW uint8.
        """
        levels = np.arange(256, dtype=np.float32) * self.gain + self.offset
        return cv2.LUT(background, np.clip(np.rint(levels), 0, 255).astype(np.uint8))


def estimate_exposure(frame: MatLike, background: MatLike) -> Exposure:
    """Fit gain and offset to the pixels that agree with most of the picture.

    A least squares line through the pixels whose change is near the median change, so that movers (outliers) have no
    say.

    Args:
        frame: HxW uint8.
        background: HxW uint8, the same scene.

    Returns:
        The exposure; neutral if fewer than three in ten pixels agree.
    """
    new = frame[::GRID, ::GRID].ravel().astype(np.int16)
    old = background[::GRID, ::GRID].ravel().astype(np.int16)
    change = new - old
    shift = median(change)
    spread = np.abs(change - shift)
    usual = median(spread)
    if shift == 0 and usual <= _CALM:
        return Exposure(1.0, 0.0, 0)
    agree = spread < max(12, 6 + 3 * usual)
    if np.count_nonzero(agree) <= 0.3 * agree.size:
        return Exposure(1.0, 0.0, shift)
    old, new = old[agree].astype(np.float32), new[agree].astype(np.float32)
    old_mean, new_mean = float(old.mean()), float(new.mean())
    old = old - old_mean
    covariance = float(np.dot(old, new - new_mean)) / old.size
    variance = float(np.dot(old, old)) / old.size
    gain = (covariance + _GAIN_PRIOR) / (variance + _GAIN_PRIOR)
    gain = min(_GAIN_LIMIT, max(1 / _GAIN_LIMIT, gain))
    return Exposure(gain, new_mean - gain * old_mean, shift)


def median(values: npt.NDArray[np.int16]) -> int:
    """Return the middle value; of an even number of values the upper of the two in the middle.

    Counts values, which takes the same time whatever they are: on changes, most of them the same few numbers, selection
    is many times slower.

    Args:
        values: Differences of grey levels, at most 510 either way; not empty.
    """
    counts = np.bincount(values.ravel() + _MOST)
    return (
        int(np.searchsorted(np.cumsum(counts), values.size // 2, side="right")) - _MOST
    )
