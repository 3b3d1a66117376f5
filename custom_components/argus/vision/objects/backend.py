"""What every object detector offers."""

from dataclasses import dataclass
from typing import Protocol

from ..frames.frame import Image
from ..geometry import Box
from ..observation import ObjectKind


class ObjectBackendError(Exception):
    """An object detector cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class LabelledBox:
    """Something that was recognised in a picture."""

    kind: ObjectKind
    label: str
    """COCO's name."""
    box: Box
    """In coordinates of the picture that was looked at, 0..1."""
    score: float
    """How sure the detector is, 0..1."""


class ObjectBackend(Protocol):
    """Recognises persons, vehicles and animals in a picture of any size."""

    @property
    def name(self) -> str:
        """What diagnostics call it."""

    def detect(self, image: Image, side: int) -> tuple[LabelledBox, ...]:
        """Recognise what is in a picture.

        Args:
            image: HxWx3 (blue, green, red), uint8.
            side: The longer side at which it is looked at, in pixels, a multiple of `STRIDE`; what is doubled takes four
                times as long.

        Returns:
            What was recognised, the surest first, from a score on at which it may well be something else.
        """
