"""Candidate changes of settings that may silence false alarms, the gentlest first."""

from collections.abc import Collection, Iterator, Sequence
import math
from typing import Final

from ..model.camera_settings import CameraSettings
from ..model.limits import MOST_ZONES
from ..vision import Box, LineCounts, ObjectKind, PipelineSettings
from .change import Change, ExcludeZone, NumberChange, OnlyKinds, Setting
from .kind import AlarmKind

MIN_OBJECTS: Final = (0.2, 0.3, 0.5, 0.8, 1.2, 2.0, 3.0, 5.0)
"""Percent of the frame: numbers one would choose oneself."""
SENSITIVITIES: Final = (90, 80, 70, 60, 50, 40, 30, 20, 10)
MIN_FACES: Final = (5.0, 6.0, 8.0, 10.0, 12.0, 15.0, 20.0, 25.0, 30.0)
"""Percent of the frame's shorter side."""
LARGEST_ZONE: Final = 0.25
"""Share of the frame that may be left out; false alarms that need more did not happen in one place."""

_COUNTED: Final = {
    LineCounts.PERSONS: ObjectKind.PERSON,
    LineCounts.VEHICLES: ObjectKind.VEHICLE,
}
_MARGIN: Final = 0.02
_GRID: Final = 100
"""Corners lie on percents of the picture, as its form shows them."""


def candidates(
    kind: AlarmKind, settings: PipelineSettings, places: Sequence[Box]
) -> Iterator[Change]:
    """Yield the changes to try, in the order in which one would rather have them.

    Args:
        kind: What the false alarms were about.
        settings: The present settings.
        places: Where the false alarms happened.

    """
    if kind is AlarmKind.FACE:
        for percent in MIN_FACES:
            if percent / 100 > settings.min_face:
                yield NumberChange(Setting.MIN_FACE, settings.min_face, percent / 100)
        return
    # An expert's own value takes the place of the setting, which then changes nothing.
    if settings.min_contour_area is None:
        for percent in MIN_OBJECTS:
            if percent / 100 > settings.min_object:
                yield NumberChange(
                    Setting.MIN_OBJECT, settings.min_object, percent / 100
                )
    if settings.motion_threshold is None:
        for sensitivity in SENSITIVITIES:
            if sensitivity < settings.sensitivity:
                yield NumberChange(
                    Setting.SENSITIVITY, settings.sensitivity, sensitivity
                )
    zone = _box_around(places)
    if zone.area <= LARGEST_ZONE and len(settings.zones) < MOST_ZONES:
        yield ExcludeZone(zone)


def kinds_candidates(
    settings: PipelineSettings, seen: Collection[ObjectKind]
) -> Iterator[OnlyKinds]:
    """Yield which kinds could be all that is motion: whatever is looked for, then only what there is a reason for.

    Args:
        settings: The present settings, with an object detector that works.
        seen: What was recognised in incidents that were no false alarms.

    """
    looked_for = settings.object_kinds
    if looked_for and not settings.only_kinds:
        yield OnlyKinds(looked_for, looked_for)
    fewer = looked_for & (kinds_of_places(settings) | frozenset(seen))
    if fewer and fewer != looked_for:
        yield OnlyKinds(fewer, looked_for)


def kinds_of_places(settings: PipelineSettings | CameraSettings) -> set[ObjectKind]:
    """Return the kinds without which zones that are only for some, and lines that count some, would do nothing."""
    kinds = {_COUNTED[one.counts] for one in settings.lines if one.counts in _COUNTED}
    return kinds.union(*(zone.kinds for zone in settings.zones))


def _box_around(places: Sequence[Box]) -> Box:
    """Return a box with some margin around all places."""

    def low(value: float) -> float:
        return max(0, math.floor(round((value - _MARGIN) * _GRID, 6))) / _GRID

    def high(value: float) -> float:
        return min(_GRID, math.ceil(round((value + _MARGIN) * _GRID, 6))) / _GRID

    return Box(
        low(min(box.x0 for box in places)),
        low(min(box.y0 for box in places)),
        high(max(box.x1 for box in places)),
        high(max(box.y1 for box in places)),
    )
