"""Rules for lines that can count at all with what else their camera is set to: one set for their form and for their editor."""

from dataclasses import dataclass
from enum import StrEnum

from ..vision import Line, LineCounts, ObjectDetector, ObjectKind
from .camera_settings import CameraSettings


class LineFault(StrEnum):
    """Why a line would never count, or as good as never."""

    WANTS_MOTION = "line_wants_motion"
    """Without motion nobody is followed but faces."""
    WANTS_FACES = "line_wants_faces"
    WANTS_PERSONS = "line_wants_persons"
    """The camera looks for others: whoever is none of them is no person either."""
    WANTS_VEHICLES = "line_wants_vehicles"


@dataclass(frozen=True, slots=True)
class FaultyLine:
    """What is wrong with a line of a camera."""

    fault: LineFault
    name: str


def find_faulty_line(settings: CameraSettings) -> FaultyLine | None:
    """Return the first line of a camera that would not count, None if all do."""
    for line in settings.lines:
        fault = _fault_of(line, settings)
        if fault is not None:
            return FaultyLine(fault, line.name)
    return None


def _fault_of(line: Line, settings: CameraSettings) -> LineFault | None:
    if line.counts is LineCounts.BOTH:
        return None
    if line.counts is LineCounts.FACES:
        return None if settings.faces else LineFault.WANTS_FACES
    if not settings.motion:
        return LineFault.WANTS_MOTION
    if settings.object_detector is ObjectDetector.OFF:
        # Nobody tells anything apart, so whatever moves is counted.
        return None
    kinds = settings.object_kinds
    if line.counts is LineCounts.PERSONS and ObjectKind.PERSON not in kinds:
        return LineFault.WANTS_PERSONS
    if line.counts is LineCounts.VEHICLES and ObjectKind.VEHICLE not in kinds:
        return LineFault.WANTS_VEHICLES
    return None
