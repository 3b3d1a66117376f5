"""Estimate of the camera's exposure, gain and offset between two pictures of the same scene."""

from dataclasses import dataclass
from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np

GRID: Final = 6
"""Every GRIDth pixel of every GRIDth row is looked at."""

_CALM: Final = 2
"""When half of the pixels changed alike to within so many grey levels, the change is taken for an offset."""
_GAIN_LIMIT: Final = 2.0
# Pulls the gain towards 1 where the picture is too flat to tell it, in squared grey levels.
_GAIN_PRIOR: Final = 25.0
_MIDDLE_GREY: Final = np.int16(128)
_NEAR_GAIN: Final = 0.05
_NEAR_OFFSET: Final = 3.0


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
        return cv2.addWeighted(background, self.gain, background, 0.0, self.offset)

    def is_near(self, other: Exposure) -> bool:
        """Whether edges and brightness are about the same under another exposure."""
        return (
            abs(self.gain - other.gain) <= _NEAR_GAIN
            and abs(self.offset - other.offset) <= _NEAR_OFFSET
        )


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
    new, old = frame[::GRID, ::GRID], background[::GRID, ::GRID]
    change = cv2.subtract(new, old, dtype=cv2.CV_16S).ravel()
    shift = median(change)
    alike = cv2.inRange(change, shift - _CALM, shift + _CALM)
    if 2 * cv2.countNonZero(alike) > change.size:
        # What an automatic exposure does most of the time; a line fitted to it is hardly better.
        return Exposure(1.0, float(shift), shift)
    spread = np.abs(np.subtract(new, old, dtype=np.int16).ravel() - shift)
    agree = spread < max(12, 6 + 3 * median(spread))
    count = int(np.count_nonzero(agree))
    if count <= 0.3 * agree.size:
        return Exposure(1.0, 0.0, shift)
    # Sums of products, which take fewer passes than picking out the pixels; around a middle grey for their precision.
    weight = agree.astype(np.float32)
    x = (old.ravel() - _MIDDLE_GREY) * weight
    y = (new.ravel() - _MIDDLE_GREY) * weight
    x_mean, y_mean = float(np.dot(x, weight)) / count, float(np.dot(y, weight)) / count
    covariance = float(np.dot(x, y)) / count - x_mean * y_mean
    variance = float(np.dot(x, x)) / count - x_mean * x_mean
    gain = (covariance + _GAIN_PRIOR) / (variance + _GAIN_PRIOR)
    gain = min(_GAIN_LIMIT, max(1 / _GAIN_LIMIT, gain))
    offset = y_mean - gain * x_mean + (1 - gain) * _MIDDLE_GREY
    return Exposure(gain, offset, shift)


def median(values: MatLike) -> int:
    """Return the middle value; of an even number of values the upper of the two in the middle.

    Args:
        values: Not empty.
    """
    # Selection is many times slower than sorting where most values are the same few numbers.
    return int(np.sort(values, axis=None)[values.size // 2])
