"""Whether an alert waits for what none of its cameras looks for."""

from collections.abc import Collection
from enum import StrEnum
from typing import Final

from ..model.activity import OF_KIND, ActivityType
from ..model.camera_settings import CameraSettings
from ..vision import ObjectKind
from .settings import AlertSettings, InDoubt

_OF_ANY_KIND: Final = frozenset({ActivityType.TAMPERED, ActivityType.CAMERA_LOST})
"""What is told whatever was seen."""
_ANYWHERE: Final = frozenset(
    {
        *_OF_ANY_KIND,
        # Where no line counts them, an issue of its own tells.
        ActivityType.VISITOR_IN,
        ActivityType.VISITOR_OUT,
    }
)


class Unseen(StrEnum):
    """What it is that none of its cameras looks for."""

    TYPES = "types_unseen"
    """What happens: the alert is never sent."""
    KINDS = "kinds_unseen"
    """What has to be seen, and in doubt the alert is silent: it is never sent for anything that moves."""
    GUESSED = "kinds_guessed"
    """What has to be seen, and the alert is sent for all that is not recognised."""


def find_unseen(
    settings: AlertSettings, cameras: Collection[CameraSettings]
) -> Unseen | None:
    """Return what an alert waits for in vain, None if all may come.

    Args:
        settings: of the alert.
        cameras: the settings of those that it is for; of none, nothing is said.

    """
    if not cameras:
        return None
    if all(settings.types.isdisjoint(_types_of(camera)) for camera in cameras):
        return Unseen.TYPES
    if not settings.kinds or settings.types <= _OF_ANY_KIND:
        return None
    if not all(settings.kinds.isdisjoint(_kinds_of(camera)) for camera in cameras):
        return None
    if settings.in_doubt is InDoubt.SILENT:
        return Unseen.KINDS
    # With the detector off everything is in doubt, and to be told of it is what the user asked for.
    return Unseen.GUESSED if any(camera.wanted_kinds for camera in cameras) else None


def _types_of(camera: CameraSettings) -> set[ActivityType]:
    """Return what may happen at a camera."""
    types = {*_ANYWHERE, *(OF_KIND[kind] for kind in camera.wanted_kinds)}
    if camera.motion:
        types.add(ActivityType.MOTION)
    if camera.faces:
        types.add(ActivityType.FACE)
    return types


def _kinds_of(camera: CameraSettings) -> frozenset[ObjectKind]:
    """Return the kinds that may be told at a camera: who shows a face or crosses a line is a person."""
    if camera.faces or any(line.is_for_visitors for line in camera.lines):
        return camera.wanted_kinds | {ObjectKind.PERSON}
    return camera.wanted_kinds
