"""Rules for zones that can be watched at all: one set for their form and for their editor."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ..vision import ObjectDetector, Point, Zone, ZoneKind
from ..vision.polygon import Cover, area, corners, crosses_itself, is_flat
from .camera_settings import CameraSettings
from .ranges import MIN_OBJECT

_OLD_PICTURE: Final = 640 * 480
"""Pixels of the picture in which the expert's smallest object is given."""
_PICTURE: Final = (Point(0, 0), Point(1, 0), Point(1, 1), Point(0, 1))


class ZoneFault(StrEnum):
    """Why a zone, or what zones do together, is useless."""

    FLAT = "zone_flat"
    """Its corners lie on one line."""
    CROSSED = "zone_crossed"
    """Its outline crosses or touches itself, so what is inside is anybody's guess."""
    SMALL = "zone_small"
    """It is smaller than the smallest object, so nothing in it is ever noticed."""
    OTHER_KINDS = "zone_other_kinds"
    """The camera looks for none of the kinds that it is for, so nothing in it is ever told."""
    IGNORED = "zone_ignored"
    """Other zones ignore all of it, or all but less than the smallest object."""
    ALL_IGNORED = "all_ignored"
    """The same of the whole picture."""


@dataclass(frozen=True, slots=True)
class FaultyZone:
    """What is wrong with the zones of a camera."""

    fault: ZoneFault
    name: str = ""
    """The zone's; empty where it is about the whole picture."""


def smallest_object(settings: CameraSettings) -> float:
    """Return the smallest moving thing that a camera notices, as a share of the picture."""
    if settings.min_contour_area is None:
        return settings.min_object
    return settings.min_contour_area / _OLD_PICTURE


def find_faulty_zone(settings: CameraSettings) -> FaultyZone | None:
    """Return the first thing that is wrong with the zones of a camera, None if nothing is.

    It takes a second or two for the most zones with the most corners, so call it off the event loop.
    """
    zones, smallest = settings.zones, smallest_object(settings)
    for zone in zones:
        points = corners(zone.points)
        if is_flat(points):
            return FaultyZone(ZoneFault.FLAT, zone.name)
        if crosses_itself(points):
            return FaultyZone(ZoneFault.CROSSED, zone.name)
        # What is ignored may well be small: it takes its part out of something larger.
        watched = zone.kind is ZoneKind.INCLUDE
        if area(points) < (smallest if watched else MIN_OBJECT.low / 100):
            return FaultyZone(ZoneFault.SMALL, zone.name)
        if watched and _wants_other_kinds(zone, settings):
            return FaultyZone(ZoneFault.OTHER_KINDS, zone.name)
    barred = [zone.points for zone in zones if zone.bars_motion]
    if not barred:
        return None
    watched_zones = [zone for zone in zones if zone.kind is ZoneKind.INCLUDE]
    ignored = Cover(barred)
    for zone in watched_zones:
        if not ignored.leaves(zone.points, smallest):
            return FaultyZone(ZoneFault.IGNORED, zone.name)
    if not watched_zones and not ignored.leaves(_PICTURE, smallest):
        return FaultyZone(ZoneFault.ALL_IGNORED)
    return None


def _wants_other_kinds(zone: Zone, settings: CameraSettings) -> bool:
    """Return whether a zone is only for kinds that are not looked for; while nothing is told apart, whatever moves counts."""
    return (
        bool(zone.kinds)
        and settings.object_detector is not ObjectDetector.OFF
        and zone.kinds.isdisjoint(settings.object_kinds)
    )
