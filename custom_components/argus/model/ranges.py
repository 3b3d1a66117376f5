"""Ranges of the numbers that the user sets; how long input may be is in `limits`."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Range:
    """Closed interval of a number the user can set, and its step."""

    low: float
    high: float
    step: float


INTERVAL: Final = Range(0.1, 60, 0.1)
"""Seconds between two frames."""
SENSITIVITY: Final = Range(1, 100, 1)
MIN_OBJECT: Final = Range(0.02, 50, 0.01)
"""Percent of the frame."""
MIN_FACE: Final = Range(1, 50, 0.5)
"""Percent of the frame's shorter side."""
PRESENCE_TIMEOUT: Final = Range(5, 86400, 1)
"""Seconds."""
MOTION_THRESHOLD: Final = Range(1, 255, 1)
"""Grey levels."""
MIN_CONTOUR_AREA: Final = Range(1, 307200, 1)
"""Pixels of a 640x480 picture."""
LOOK_AFTER: Final = Range(0, 86400, 1)
"""Seconds."""
RETENTION_DAYS: Final = Range(1, 3650, 1)
RETENTION_GIGABYTES: Final = Range(0.1, 1000, 0.1)
AI_PER_DAY: Final = Range(0, 10_000, 1)
HEATMAP_DAYS: Final = Range(1, 30, 1)
WORKERS: Final = Range(1, 16, 1)
SHORTEST_LINE: Final = 0.02
"""Share of the picture."""
