"""Seconds of motion on a small grid, packed into about a kilobyte and read again."""

from collections.abc import Sequence
import struct
from typing import Final
import zlib

import cv2
import numpy as np
import numpy.typing as npt

COLUMNS: Final = 64
ROWS: Final = 36
VERSION: Final = 1

type Grid = npt.NDArray[np.float32]
"""36×64 seconds of motion per cell."""

_HEADER: Final = struct.Struct("<BBBf")
STEPS: Final = 63
"""Levels kept of the seconds in one stored grid, besides none: few enough for about
a kilobyte in a busy hour."""


def pack(grid: Grid) -> bytes:
    """Make a grid small enough to keep one for every hour of a month.

    Args:
        grid: Seconds per cell, ≥ 0.

    Returns:
        Bytes for `unpack`: none for a cold grid, about a kilobyte for a busy hour.
        Cells are kept on a scale of square roots, so that rarely visited ones keep
        their digits: a cell is off by at most 1/60 of the hottest one.
    """
    most = float(grid.max(initial=0.0))
    if most <= 0:
        return b""
    levels = np.rint(np.sqrt(grid / most) * STEPS).astype(np.uint8)
    # Neighbours are alike: differences pack better than levels.
    change = np.diff(levels, axis=1, prepend=np.uint8(0))
    rows, columns = grid.shape
    return _HEADER.pack(VERSION, columns, rows, most) + zlib.compress(
        change.tobytes(), 9
    )


def unpack(data: bytes) -> Grid:
    """Return a packed grid, seconds per cell.

    Args:
        data: What `pack` made, also of another size of grid.

    Raises:
        ValueError: The bytes are no packed grid.
    """
    if not data:
        return np.zeros((ROWS, COLUMNS), np.float32)
    try:
        version, columns, rows, most = _HEADER.unpack_from(data)
        unzip = zlib.decompressobj()
        cells = unzip.decompress(data[_HEADER.size :], columns * rows + 1)
    except (struct.error, zlib.error) as err:
        raise ValueError(f"not a packed heatmap: {err}") from err
    if version != VERSION or len(cells) != columns * rows or not 0 < most < np.inf:
        raise ValueError("not a packed heatmap")
    change = np.frombuffer(cells, np.uint8).reshape(rows, columns)
    levels = np.cumsum(change, axis=1, dtype=np.uint8).astype(np.float32)
    seconds = np.square(levels / STEPS) * np.float32(most)
    if (rows, columns) == (ROWS, COLUMNS):
        return seconds
    return np.asarray(
        cv2.resize(seconds, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA), np.float32
    )


def total(packed: Sequence[bytes]) -> Grid:
    """Add up packed grids, of the hours of some days say; seconds per cell.

    Raises:
        ValueError: One of them is no packed grid.
    """
    grid = np.zeros((ROWS, COLUMNS), np.float32)
    for data in packed:
        if data:
            grid += unpack(data)
    return grid
