"""Chooses the best frame of an incident: most and clearest faces, else strongest motion."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ..vision import Face
from .frame_loop import ObservedFrame
from .frame_source import Picture

BETTER: Final = 1.3
"""How much better a later picture must be, so that the image does not change with every frame."""
SMALLEST: Final = 1e-6
"""Worth of a frame that shows nothing of what happened: any other is better."""


@dataclass(slots=True)
class BestFrame:
    """Keeps the best frame of the last incident: most and clearest faces, else strongest motion."""

    frame: Picture | None = None
    """The picture as the camera gave it."""
    faces: tuple[Face, ...] = ()
    """The faces in it."""
    at: datetime | None = None
    """When it was taken, UTC."""
    _worth: float = 0.0

    def begin(self) -> None:
        """Begin anew with an incident; the last one's picture stays until there is another."""
        self._worth = 0.0

    def offer(self, sight: ObservedFrame) -> None:
        """Take a frame of the incident if it tells more than the one kept for it."""
        observation = sight.observation
        worth = observation.motion.intensity + sum(
            1 + face.score * (1 + face.box.area) for face in observation.faces
        )
        if self._worth == 0.0 or worth > self._worth * BETTER:
            self.frame, self.faces = sight.frame, observation.faces
            self.at, self._worth = sight.at, max(worth, SMALLEST)
