"""Which zones and lines of a camera want kinds of things that nobody tells apart there."""

from typing import Final

from ..vision import LineCounts, ObjectDetector, ZoneKind
from .camera_settings import CameraSettings

_OF_A_KIND: Final = (LineCounts.PERSONS, LineCounts.VEHICLES)


def places_of_unknown_kinds(settings: CameraSettings) -> tuple[str, ...]:
    """Return the names of zones and lines for some kinds only, while the object detector is off: there, whatever moves counts."""
    if settings.object_detector is not ObjectDetector.OFF:
        return ()
    return (
        *(
            zone.name
            for zone in settings.zones
            if zone.kind is ZoneKind.INCLUDE and zone.kinds
        ),
        *(line.name for line in settings.lines if line.counts in _OF_A_KIND),
    )
