"""Chooses the best frame of an incident: what mattered most in it, shown as clearly as it was."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ..model.moment import importance
from ..vision import Box, Face, Observation
from .frame_loop import ObservedFrame
from .frame_source import Picture

BETTER: Final = 1.3
"""How much better a later picture must be, so that the image does not change with every frame."""
SMALLEST: Final = 1e-6
"""Worth of a frame that shows nothing of what happened: any other is better."""


@dataclass(slots=True)
class BestFrame:
    """Keeps the best frame of the last incident.

    Faces come first, then persons, vehicles and animals, then what only moves (`model.moment.IMPORTANCE`); among frames
    that matter as much, most and clearest faces, else the surest detection, else the strongest motion.
    """

    frame: Picture | None = None
    """The picture as the camera gave it."""
    faces: tuple[Face, ...] = ()
    """The faces in it."""
    at: datetime | None = None
    """When it was taken, UTC."""
    subject: Box | None = None
    """Where in it is what it is about."""
    _importance: int = 0
    _worth: float = 0.0

    def begin(self) -> None:
        """Begin anew with an incident; the last one's picture stays until there is another."""
        self._importance, self._worth = 0, 0.0

    def offer(self, sight: ObservedFrame) -> None:
        """Take a frame of the incident if it tells more than the one kept for it."""
        observation = sight.observation
        matters, worth = importance(observation), _worth(observation)
        if (
            self._worth == 0.0
            or matters > self._importance
            or (matters == self._importance and worth > self._worth * BETTER)
        ):
            self.frame, self.faces = sight.frame, observation.faces
            self.at, self._worth = sight.at, max(worth, SMALLEST)
            self._importance, self.subject = matters, subject_of(observation)


def _worth(observation: Observation) -> float:
    """Return how clearly a frame shows what it shows."""
    shown = observation.faces_of_people or observation.objects
    return observation.motion.intensity + sum(
        1 + one.score * (1 + one.box.area) for one in shown
    )


def subject_of(observation: Observation) -> Box | None:
    """Return where in a frame is what it is about: who and what is in view, else what moves."""
    boxes = [
        *(face.box for face in observation.faces_of_people),
        *(found.box for found in observation.objects),
    ]
    # Somebody whose face is seen is shown with all that moves of them.
    boxes += [
        track.box for track in observation.tracks if track.face is not None or not boxes
    ]
    boxes = boxes or list(observation.motion.boxes)
    if not boxes:
        return None
    return Box(
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )
