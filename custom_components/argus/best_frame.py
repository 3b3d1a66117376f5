"""The picture that tells most about what happened last."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from .activity import CameraState
from .source import Picture
from .watch import Sight

BETTER: Final = 1.3
"""How much better a later picture must be, so that the image does not change with every frame."""


@dataclass(slots=True)
class BestFrame:
    """Keeps the best frame of the last event: most and clearest faces, else strongest motion."""

    frame: Picture | None = None
    """The picture as the camera gave it."""
    at: datetime | None = None
    """When it was taken, UTC."""
    _worth: float = 0.0
    _active: bool = False

    def offer(self, sight: Sight, state: CameraState) -> None:
        """Take a frame if it belongs to an event and tells more than the one kept for it."""
        active = state.motion or state.faces > 0
        if active and not self._active:
            self._worth = 0.0
        self._active = active
        if not active:
            return
        observation = sight.observation
        worth = observation.motion.intensity + sum(
            1 + face.score * (1 + face.box.area) for face in observation.faces
        )
        if worth > self._worth * BETTER:
            self.frame, self.at, self._worth = sight.frame, sight.at, worth
