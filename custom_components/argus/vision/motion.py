"""Finds what moves."""

from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np

from .frame import Frame, Image
from .geometry import Box
from .observation import Motion
from .settings import PipelineSettings

WORKING_WIDTH: Final = 240


class MotionDetector:
    """First step: a running average."""

    def __init__(self, settings: PipelineSettings) -> None:
        """Start with nothing learnt.

        Args:
            settings: Sensitivity, minimum size and zones are used.
        """
        self._settings = settings
        self._background: MatLike | None = None
        self.mask: Image | None = None
        """HxW uint8 of the last frame at working size, 255 where something moved."""

    def configure(self, settings: PipelineSettings) -> None:
        """Take new settings from the next frame on, and keep what was learnt.

        Args:
            settings: Sensitivity, minimum size and zones are used.
        """
        self._settings = settings

    def update(self, frame: Frame, now: float) -> Motion:
        """Compare a frame with what was learnt and learn from it.

        Args:
            frame: The frame.
            now: When it was taken, in seconds.

        Returns:
            What moved.

        Raises:
            FrameError: The picture cannot be used.
        """
        grey: MatLike = frame.grey(min(WORKING_WIDTH, frame.width))
        height = max(1, round(WORKING_WIDTH * frame.height / frame.width))
        grey = cv2.resize(grey, (WORKING_WIDTH, height), interpolation=cv2.INTER_AREA)
        grey = cv2.GaussianBlur(grey, (5, 5), 0).astype(np.uint8, copy=False)
        if self._background is None or self._background.shape != grey.shape:
            self._background = grey
            return Motion(suppressed="learning")
        change = cv2.absdiff(grey, self._background)
        self._background = cv2.addWeighted(self._background, 0.9, grey, 0.1, 0).astype(
            np.uint8, copy=False
        )
        mask = cv2.threshold(change, 20, 255, cv2.THRESH_BINARY)[1]
        self.mask = mask.astype(np.uint8, copy=False)
        count, _, stats, _ = cv2.connectedComponentsWithStats(self.mask)
        boxes = tuple(
            Box(
                x / WORKING_WIDTH,
                y / height,
                (x + width) / WORKING_WIDTH,
                (y + box_height) / height,
            )
            for x, y, width, box_height, area in stats[1:count].tolist()
            if area >= self._settings.min_object * mask.size
        )
        return Motion(bool(boxes), cv2.countNonZero(mask) / mask.size, boxes)
