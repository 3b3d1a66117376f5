"""Where it moved: seconds of motion summed up on a small grid, and their picture."""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from .frames.frame import Image
from .packed_heat import COLUMNS, ROWS, Grid

OPACITY: Final = 0.75
"""Share of the colour at the hottest places; cold ones show the picture."""
HOTTEST: Final = 0.985
"""Quantile of the warm cells that gets the last colour: one flickering spot must not
push everything else into the blue."""
GAMMA: Final = 0.6
"""Below 1 it lifts what was seldom walked on."""
EXPORT_WIDTH: Final = 1280
OVERLAY_WIDTH: Final = 640
"""Pixels of a map to lay over a picture: its cells are large, and a browser stretches it smoothly."""


class HeatGrid:
    """Sums up where it moved."""

    def __init__(self) -> None:
        """Begin cold."""
        self._seconds: Grid = np.zeros((ROWS, COLUMNS), np.float32)
        self._fine: npt.NDArray[np.float32] | None = None

    @property
    def seconds(self) -> Grid:
        """A copy of what came since the last drain, seconds per cell."""
        self._reduce()
        return self._seconds.copy()

    def add(self, mask: npt.NDArray[np.uint8], seconds: float) -> None:
        """Add a motion mask.

        Args:
            mask: H×W of any size, 255 where it moves, else 0.
            seconds: How long the mask stands for; nothing is added for ≤ 0.
        """
        if seconds <= 0:
            return
        x, y, width, height = cv2.boundingRect(mask)
        if not width:
            return
        if self._fine is None or self._fine.shape != mask.shape:
            self._reduce()
            self._fine = np.zeros(mask.shape, np.float32)
        fine = self._fine[y : y + height, x : x + width]
        part = mask[y : y + height, x : x + width]
        cv2.addWeighted(part, seconds / 255, fine, 1, 0, dst=fine, dtype=cv2.CV_32F)

    def _reduce(self) -> None:
        # Reducing each mask to the grid would cost as much as finding the motion in it.
        if self._fine is not None:
            size = (COLUMNS, ROWS)
            self._seconds += cv2.resize(self._fine, size, interpolation=cv2.INTER_AREA)
            self._fine = None

    def drain(self) -> Grid:
        """Return what came since the last drain, seconds per cell, and begin anew."""
        self._reduce()
        seconds = self._seconds
        self._seconds = np.zeros_like(seconds)
        return seconds


def render(
    grid: Grid,
    background: npt.NDArray[np.uint8] | None = None,
    width: int | None = None,
    opacity: float = OPACITY,
) -> Image:
    """Show a grid as a map from blue to red over a picture.

    Args:
        grid: Seconds per cell, ≥ 0.
        background: H×W×3 BGR, the latest picture; left as it is. None shows the map
            on dark grey.
        width: Of the result in pixels; None takes the background's, at most 1280.
        opacity: 0..1, share of the colour where it is hottest.

    Returns:
        H×W×3 BGR in the shape of the background, 16:9 without one.

    Raises:
        ValueError: The width or the opacity is out of range.
    """
    if (width is not None and width < 1) or not 0 <= opacity <= 1:
        raise ValueError("width must be positive and opacity within 0..1")
    canvas = _canvas(background, width)
    heat = _smooth(_normalised(grid), canvas.shape[1], canvas.shape[0])
    colours = cv2.applyColorMap((heat * 255).astype(np.uint8), cv2.COLORMAP_JET)
    # Full colour from a third of the heat on, so that the blue ends softly.
    alpha = cv2.merge([np.minimum(heat * 3, 1) * np.float32(opacity)] * 3)
    mixed = canvas + (colours.astype(np.float32) - canvas) * alpha
    return np.asarray(np.rint(mixed).clip(0, 255), np.uint8)


def render_overlay(grid: Grid, width: int = OVERLAY_WIDTH) -> Image:
    """Show a grid as a map from blue to red that is transparent where nothing moved.

    Args:
        grid: Seconds per cell, ≥ 0.
        width: Of the result in pixels.

    Returns:
        H×W×4 BGRA, 16:9, to be stretched over a picture of any shape.

    Raises:
        ValueError: The width is out of range.
    """
    if width < 1:
        raise ValueError("width must be positive")
    height = max(1, round(width * ROWS / COLUMNS))
    heat = _smooth(_normalised(grid), width, height)
    colours = cv2.applyColorMap((heat * 255).astype(np.uint8), cv2.COLORMAP_JET)
    alpha = (np.minimum(heat * 3, 1) * np.float32(255 * OPACITY)).astype(np.uint8)
    return np.asarray(cv2.merge([*cv2.split(colours), alpha]), np.uint8)


def legend(grid: Grid) -> tuple[float, float]:
    """Return how many seconds of motion a place has that gets the middle colour of a map, and the last one."""
    hottest = _hottest(grid)
    return hottest * 0.5 ** (1 / GAMMA), hottest


def _canvas(background: npt.NDArray[np.uint8] | None, width: int | None) -> Image:
    if background is None:
        width = width or EXPORT_WIDTH
        height = max(1, round(width * ROWS / COLUMNS))
        return np.full((height, width, 3), 32, np.uint8)
    height, own = background.shape[:2]
    width = width or min(own, EXPORT_WIDTH)
    if width == own:
        return background
    size = (width, max(1, round(height * width / own)))
    how = cv2.INTER_AREA if width < own else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(background, size, interpolation=how), np.uint8)


def _normalised(grid: Grid) -> Grid:
    """Return heat 0..1, robust against a few cells that outshine the others."""
    hottest = _hottest(grid)
    if not hottest:
        return np.zeros_like(grid)
    return np.asarray(np.power((grid / hottest).clip(0, 1), GAMMA), np.float32)


def _hottest(grid: Grid) -> float:
    """Return the seconds that get the last colour, 0 for a cold grid."""
    warm = grid[grid > 0]
    return float(np.quantile(warm, HOTTEST)) if warm.size else 0.0


def _smooth(heat: Grid, width: int, height: int) -> Grid:
    """Enlarge without steps or overshoot: cubic, then as wide as half a cell."""
    size = (width, height)
    large = cv2.resize(heat, size, interpolation=cv2.INTER_CUBIC)
    spread = max(width / COLUMNS, height / ROWS) * 0.5
    if spread > 0.5:
        large = cv2.GaussianBlur(large, (0, 0), spread)
    return np.asarray(large.clip(0, 1), np.float32)
