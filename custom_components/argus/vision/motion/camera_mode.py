"""Detection of a camera's turning to another mode, by its colours: infrared has none.

Some cameras lose them from one frame to the next, in others a fading picture shows both modes for a second or two.
"""

from enum import Enum
from typing import Final

import cv2
from cv2.typing import MatLike
import numpy as np

from ..frames.frame import Frame
from .adaptation import Adaptation, is_step
from .exposure import Exposure
from .frame_history import FrameHistory
from .texture import compare_texture

_COLOURLESS: Final = 3.0
_FADED: Final = 0.1

_CHANGED_SHARE: Final = 0.02
_SHIFT: Final = 6
"""Share of the picture that changed and grey levels from which on the camera may have turned to another mode."""

_BEGINNING: Final = 0.8
_FADING: Final = 0.92
_PAUSE: Final = 0.45
"""Share of its colours that a fading picture keeps at most when it is first noticed (somebody large in grey left more),
then from each to the next of moments that are so many seconds apart.
"""

_GRID: Final = 4
_STILL: Final = 3
_STILL_SHARE: Final = 0.24
"""Grey levels of which a pixel of a fading picture changes by more, and share of the picture that does not at most."""

_ALIKE: Final = 0.6
_SAME_VIEW: Final = 0.85
"""Share of the places with a texture at which a fading picture correlates as much with the frame before the fading."""

_LONGEST: Final = 4.0
"""Seconds that a picture may take to fade."""


class Turn(Enum):
    """How far a camera has turned to another mode."""

    NOT = "not"
    FADING = "fading"
    """The picture shows both modes."""
    DONE = "done"
    """The picture is the other mode's, though the camera may still adapt to it."""


class CameraMode:
    """Keeps in mind whether one camera shows colours."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self._adaptation = Adaptation()
        self._saturation = 0.0
        self._colourfulness = 0.0
        self._is_fading = False
        self._began = self._faded_at = 0.0
        self._left = 0.0

    def note_scene(self, frame: Frame, picture: MatLike) -> None:
        """Take a frame in from which the background is learnt anew.

        Args:
            frame: The frame.
            picture: HxW uint8, the same in grey.
        """
        self._saturation = frame.saturation()
        self._colourfulness = _colourfulness(self._saturation, picture)
        self._is_fading = False

    def judge(
        self,
        frame: Frame,
        picture: MatLike,
        history: FrameHistory,
        exposure: Exposure,
        changed_share: float,
        clock: float,
    ) -> Turn:
        """Tell whether the camera turns to another mode, or did so just now and still adapts to it.

        Args:
            frame: The frame.
            picture: HxW uint8, the same in grey.
            history: The frames of a moment ago.
            exposure: The frame's, compared with the background.
            changed_share: Share of the pixels that differ from the background, 0..1.
            clock: When the frame was taken, in seconds of a clock that does not go back.
        """
        if self._adaptation.is_recent(clock):
            before = history.picture_before(clock)
            adapts = self._adaptation.is_going_on(picture, before, clock)
            return Turn.DONE if adapts else Turn.NOT
        shifted = abs(exposure.shift) > _SHIFT
        before = history.picture_before(clock)
        may_be = (changed_share > _CHANGED_SHARE or shifted) and is_step(
            picture, history.last
        )
        # Who walks changes no median: this is not asked for them.
        if not may_be and shifted and before is not history.last:
            may_be = is_step(picture, before)
        if not may_be:
            self._is_fading = False
            return Turn.NOT
        saturation = frame.saturation()
        # Compared with the last mode's, not with the frame before: colours may fade over some frames.
        least, most = sorted((self._saturation, saturation))
        if most >= _COLOURLESS and least < _FADED * most:
            self._saturation = saturation
            self._adaptation.note_switch(clock)
            return Turn.DONE
        colourfulness = _colourfulness(saturation, picture)
        self._is_fading = self._fades(colourfulness, clock) and _is_blend(
            picture, before
        )
        if self._is_fading:
            return Turn.FADING
        # A camera shows fewer colours at dusk than it did when all was learnt.
        self._colourfulness = colourfulness
        return Turn.NOT

    def _fades(self, colourfulness: float, clock: float) -> bool:
        """Return whether there are ever fewer colours in the picture, whatever its light."""
        if not self._is_fading:
            self._began = self._faded_at = clock
            self._left = self._colourfulness
            if colourfulness >= _BEGINNING * self._left:
                return False
        if colourfulness < _FADING * self._left:
            self._left, self._faded_at = colourfulness, clock
        return clock - self._faded_at <= _PAUSE and clock - self._began <= _LONGEST


def _is_blend(picture: MatLike, before: MatLike) -> bool:
    """Return whether all of a picture changed but not its view: who hides much of it leaves the rest, a turned camera none."""
    grid = slice(None, None, _GRID)
    step = np.subtract(picture[grid, grid], before[grid, grid], dtype=np.int16)
    if np.count_nonzero(np.abs(step) <= _STILL) > _STILL_SHARE * step.size:
        return False
    likeness, plain = compare_texture(picture, before)
    alike = np.count_nonzero((likeness > _ALIKE) & ~plain)
    return bool(alike >= _SAME_VIEW * np.count_nonzero(~plain))


def _colourfulness(saturation: float, picture: MatLike) -> float:
    """Return how colourful a picture is for its brightness."""
    return saturation / max(1.0, cv2.mean(picture)[0])
