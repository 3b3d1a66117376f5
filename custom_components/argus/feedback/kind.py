"""Kinds of false alarm: by motion, or by a face."""

from enum import StrEnum

from ..model.activity import ActivityType
from ..model.incident import Incident


class AlarmKind(StrEnum):
    """What the eyes took for something, and so what has to change."""

    MOTION = "motion"
    FACE = "face"


def kind_of(incident: Incident) -> AlarmKind | None:
    """Return what an incident was about: a face, if there was one; None if neither face nor motion."""
    for kind in (AlarmKind.FACE, AlarmKind.MOTION):
        if ActivityType(kind) in incident.types:
            return kind
    return None
