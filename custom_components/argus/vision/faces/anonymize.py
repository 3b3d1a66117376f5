"""Anonymised pictures: every face that is known or can be found is blurred.

For pictures in which nobody is to be recognised.
"""

from collections.abc import Iterable
import math
from typing import Final

from ..frames.frame import Frame, Image
from ..geometry import Box
from ..observation import Face
from ..settings import PipelineSettings
from .blur import blur_faces
from .finder import FaceFinder
from .regions import Look, crop_look

_WHOLE: Final = Box(0.0, 0.0, 1.0, 1.0)
_MOST_SCALE: Final = 2.0
_MOST_PIXELS: Final = 1_000_000
"""That are searched in one picture; it is done once for a picture that is kept, not for each frame."""


class Anonymizer:
    """Makes faces unrecognisable with a detector that is loaded once; use it in one thread at a time."""

    def __init__(self, settings: PipelineSettings) -> None:
        """Load the detector.

        Args:
            settings: Which detector to use, and how small a face may be.
        """
        self._min_face = settings.min_face
        self._detector = FaceFinder(settings).detector

    def anonymize(self, frame: Frame, known: Iterable[Face]) -> Image:
        """Return a picture at full size with every face in it made unrecognisable.

        A face counts for the eyes only once it is confirmed, and where faces are looked for at all. Here all that looks
        like one goes.

        Args:
            frame: The picture.
            known: Faces the eyes saw or follow in it.

        Returns:
            HxWx3 uint8 in the order blue, green, red.

        Raises:
            FrameError: The picture is corrupt.
        """
        detector = self._detector
        smallest = max(1.0, self._min_face * min(frame.width, frame.height))
        scale = min(
            _MOST_SCALE,
            detector.smallest / smallest,
            math.sqrt(_MOST_PIXELS / (frame.width * frame.height)),
        )
        picture = crop_look(frame, Look(_WHOLE, scale), detector.colour)
        faces = [*known, *detector.detect(picture)]
        return blur_faces(frame.colour(frame.width), faces)


def anonymize(frame: Frame, known: Iterable[Face], settings: PipelineSettings) -> Image:
    """Return one picture with every face in it made unrecognisable; see `Anonymizer`.

    Args:
        frame: The picture.
        known: Faces the eyes saw or follow in it.
        settings: Which detector to use, and how small a face may be.

    Returns:
        HxWx3 uint8 in the order blue, green, red.

    Raises:
        FrameError: The picture is corrupt.
    """
    return Anonymizer(settings).anonymize(frame, known)
