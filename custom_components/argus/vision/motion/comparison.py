"""Comparison of one frame with the background, which the steps of motion detection complete one after the other."""

from dataclasses import dataclass, field

import cv2
from cv2.typing import MatLike

from ..frames.frame import Frame
from .background import Background
from .blob_classification import BlobClasses
from .blobs import Blob
from .exposure import Exposure
from .frame_history import FrameHistory
from .threshold import Limits
from .zones import ZoneMap


@dataclass(slots=True)
class Comparison:
    """One frame beside the background: what each step of the detection finds out for the next."""

    frame: Frame
    seconds: float
    """Time since the frame before."""
    picture: MatLike
    """HxW uint8, the frame at working size; without the shake once that is taken out."""
    background: Background
    history: FrameHistory
    zones: ZoneMap
    least_area: float
    """Of the smallest moving thing, in pixels."""
    exposure: Exposure
    """The frame's, compared with the background."""
    scene: MatLike
    """HxW uint8, the background under that exposure."""
    limits: Limits
    unchanged: MatLike
    """HxW uint8, 255 where the frame is as the scene."""
    changed_share: float = 0.0
    """Of the picture, before light that changed is taken out; 0..1."""
    is_global: bool = False
    """Whether all of the picture changed at once."""
    foreground: MatLike | None = None
    """HxW uint8, 255 where something covers the scene; None where there is too little for anything."""
    step: MatLike | None = None
    """HxW uint8, by how much the frame differs from one of a moment ago; None without foreground."""
    classes: BlobClasses = field(default_factory=BlobClasses)
    """What the foreground consists of."""
    confirmed: list[Blob] = field(default_factory=list)
    """Moving things that are to be believed."""

    changed: int = field(init=False)
    """Number of pixels that differ from the scene."""

    def __post_init__(self) -> None:
        """Count what differs."""
        self.count_changed()

    def count_changed(self) -> None:
        """Count what differs, which has to be done again whenever less is unchanged, or more."""
        self.changed = self.unchanged.size - cv2.countNonZero(self.unchanged)

    @property
    def is_enough(self) -> bool:
        """Whether so many pixels differ that something may be there."""
        return self.changed >= self.least_area / 2

    @property
    def only_light(self) -> bool:
        """Whether there is no more to report than that the light changed."""
        return self.is_global or (self.classes.light is not None and not self.confirmed)
