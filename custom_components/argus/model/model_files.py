"""Where the models of neural networks lie, as far as they are there."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ..vision import ObjectDetector


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A path by what the model is for, None where it is not there."""

    face: Path | None = None
    """YuNet."""
    nano: Path | None = None
    """YOLOX-nano."""
    accurate: Path | None = None
    """YOLOX-tiny."""

    def for_objects(self, detector: ObjectDetector) -> Path | None:
        """Return the model for an object detector; while the accurate one is not there, the other has to do.

        Args:
            detector: What the user chose.
        """
        if detector is ObjectDetector.OFF:
            return None
        if detector is ObjectDetector.ACCURATE:
            return self.accurate or self.nano
        return self.nano

    def stand_in_for(self, detector: ObjectDetector) -> Path | None:
        """Return the model for while the one of an object detector is broken, None if there is no other.

        Args:
            detector: What the user chose.
        """
        if detector is ObjectDetector.ACCURATE and self.accurate is not None:
            return self.nano
        return None


NO_MODELS: Final = ModelFiles()
