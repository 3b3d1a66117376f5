"""Zones of the picture rasterised to pixel masks."""

import cv2
import numpy as np

from ..frames.frame import Image
from ..geometry import Point, Zone, ZoneKind
from ..observation import ZoneMotion


def polygon_mask(points: tuple[Point, ...], width: int, height: int) -> Image:
    """Draw a polygon given in shares of the picture.

    Args:
        points: Its corners, 0..1; fewer than three enclose nothing.
        width: Width of the mask in pixels.
        height: Height of the mask in pixels.

    Returns:
        HxW uint8, 255 inside and 0 outside.
    """
    mask = np.zeros((height, width), np.uint8)
    if len(points) >= 3:
        # fillPoly takes the middle of a pixel as its whole coordinate, and 4 more bits for its fraction.
        corners = [
            (round((p.x * width - 0.5) * 16), round((p.y * height - 0.5) * 16))
            for p in points
        ]
        cv2.fillPoly(mask, [np.array(corners, np.int32)], 255, shift=4)
    return mask


class ZoneMap:
    """The zones of a camera, drawn once for one size of picture."""

    def __init__(
        self, zones: tuple[Zone, ...], sensitivity: int, width: int, height: int
    ) -> None:
        """Draw the zones.

        Args:
            zones: Include and exclude zones. Without an include zone the whole picture counts.
            sensitivity: The camera's sensitivity, 1..100, for pixels no zone has an own one for.
            width: Width of the picture in pixels.
            height: Height of the picture in pixels.
        """
        include = [zone for zone in zones if zone.kind is ZoneKind.INCLUDE]
        exclude = [zone for zone in zones if zone.bars_motion]
        barred = np.zeros((height, width), np.uint8)
        for zone in exclude:
            barred |= polygon_mask(zone.points, width, height)
        allowed = np.uint8(255) - barred

        self.masks: dict[str, Image] = {}
        """By zone id: HxW uint8, 255 where the include zone is watched."""
        levels = np.zeros((height, width), np.uint8)
        watched = np.zeros((height, width), np.uint8)
        for zone in include:
            mask = polygon_mask(zone.points, width, height) & allowed
            self.masks[zone.id] = mask
            watched |= mask
            level = sensitivity if zone.sensitivity is None else zone.sensitivity
            levels[mask > 0] = np.maximum(levels[mask > 0], level)

        self.watched: Image | None = None
        """HxW uint8, 255 where motion counts; None where all of the picture does."""
        if include:
            self.watched = watched
        elif exclude:
            self.watched = allowed
        self.sensitivity: Image | None = None
        """HxW uint8, 1..100 per pixel, the most sensitive zone's where they overlap; 0 outside of all zones. None
        where no zone has an own one.
        """
        if any(zone.sensitivity is not None for zone in include):
            self.sensitivity = levels

    def measure_motion(self, mask: Image, least: float) -> tuple[ZoneMotion, ...]:
        """Return the motion inside each include zone.

        Args:
            mask: HxW uint8, not 0 where something moves.
            least: So many moving pixels are motion.
        """
        found = []
        for zone_id, zone in self.masks.items():
            area = cv2.countNonZero(zone)
            moving = cv2.countNonZero(cv2.bitwise_and(mask, zone))
            found.append(
                ZoneMotion(
                    zone_id, moving > 0 and moving >= least, moving / max(1, area)
                )
            )
        return tuple(found)
