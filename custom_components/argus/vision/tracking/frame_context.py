"""Distances, overlaps and costs between the tracked bodies and the detections of a frame.

Plain numbers, and only of what lies close together: with as few as there are people in
a picture, a table of everybody and everything costs more than it saves.
"""

from bisect import bisect, bisect_left
from collections.abc import Iterable, Sequence
import math

from ..geometry import Box
from .track import Clock, Part, TrackState

GATE = 9.0
"""Squared distance in sigmas beyond which nobody can have gone (χ², 99 %)."""
TURN = 4.0
"""What somebody who did not go on as before is dearer by, on the same scale."""
CLEAR = 0.5
"""Overlap from which a detection that touches but one body is that one's."""
OVERLAPS = 0.2
"""Overlap from which a detection may be somebody's wherever that one was to go."""
PART_INSIDE = 0.75
"""A detection with this share inside somebody's box belongs to that body."""
PART = 0.8
"""What is shorter than this share of the known length is a part."""
SCRAP = 0.1
"""What is smaller than this share of somebody, and does not touch, is not that one."""
LEAST_AREA = 1e-9
"""No area is taken for less, so that one may divide by it."""


class FrameContext:
    """The bodies in view, the detections of a frame and what they share."""

    __slots__ = (
        "areas",
        "bodies",
        "boxes",
        "clock",
        "filters",
        "found_areas",
        "places",
        "shared",
        "touching",
    )

    def __init__(
        self,
        bodies: Sequence[tuple[TrackState, Part]],
        boxes: Sequence[Box],
        clock: Clock,
    ) -> None:
        """Find out who touches what.

        Args:
            bodies: Who is followed, each with the body or the face that is meant.
            boxes: Detections of that kind.
            clock: The tracker's.
        """
        self.bodies = bodies
        self.boxes = boxes
        self.clock = clock
        self.filters = [part.filter for _, part in bodies]
        self.places = [one.corners for one in self.filters]
        """Of the bodies: x0, y0, x1, y1."""
        self.areas: list[float] = []
        """Of the bodies, shares of the picture."""
        self.found_areas = [max(box.area, LEAST_AREA) for box in boxes]
        """Of the detections."""
        self.shared: list[dict[int, float]] = []
        """For each body the areas that it shares with the detections it touches."""
        self.touching: list[list[int]] = [[] for _ in boxes]
        """For each detection the bodies that it touches."""
        self._compute_overlaps()

    def _compute_overlaps(self) -> None:
        """Measure what everybody shares with the detections at the same height and side."""
        corners = sorted(
            [(box.x0, box.x1, box.y0, box.y1, j) for j, box in enumerate(self.boxes)]
        )
        starts = [corner[0] for corner in corners]
        widest = max([x1 - x0 for x0, x1, _, _, _ in corners], default=0.0)
        for i, (left, top, right, bottom) in enumerate(self.places):
            self.areas.append(max((right - left) * (bottom - top), LEAST_AREA))
            shared: dict[int, float] = {}
            first, end = bisect(starts, left - widest), bisect_left(starts, right)
            for x0, x1, y0, y1, j in corners[first:end]:
                if x1 > left and y0 < bottom and y1 > top:
                    wide = min(right, x1) - max(left, x0)
                    area = wide * (min(bottom, y1) - max(top, y0))
                    if area > 0:
                        shared[j] = area
                        self.touching[j].append(i)
            self.shared.append(shared)

    def inside(self, i: int, j: int) -> float:
        """Return the share of a body that lies inside a detection, 0..1."""
        return self.shared[i].get(j, 0.0) / self.areas[i]

    def covered(self, i: int, j: int) -> float:
        """Return the share of a detection that lies inside a body, 0..1."""
        return self.shared[i].get(j, 0.0) / self.found_areas[j]

    def overlap(self, i: int, j: int) -> float:
        """Return the intersection over union of a body and a detection, 0..1."""
        shared = self.shared[i].get(j, 0.0)
        return shared / (self.areas[i] + self.found_areas[j] - shared)

    def find_clear_pairs(self) -> dict[int, list[int]]:
        """Return the detections that only one body can have, by body."""
        clear: dict[int, list[int]] = {}
        for i, shared in enumerate(self.shared):
            if len(shared) == 1 and self.bodies[i][0].confirmed:
                (j,) = shared
                if len(self.touching[j]) == 1 and self.overlap(i, j) >= CLEAR:
                    clear[i] = [j]
        return clear

    def compute_costs(
        self, rows: Iterable[int], columns: Sequence[int]
    ) -> list[dict[int, float]]:
        """Return what giving some detections to some bodies costs.

        The squared distance in sigmas, what the boxes do not share and how their
        sizes differ. The distance is the way between the middles, but to where it is
        covered for a detection so short that it is a part.

        Args:
            rows: Numbers of bodies.
            columns: Numbers of detections.

        Returns:
            For each of the rows the costs by detection, without those beyond reach.
        """
        return [self._costs_of_body(i, columns) for i in rows]

    def _costs_of_body(self, i: int, columns: Sequence[int]) -> dict[int, float]:
        """Return what giving one body each of some detections costs."""
        part, one, shared = self.bodies[i][1], self.filters[i], self.shared[i]
        x0, y0, x1, y1 = self.places[i]
        age = min(self.clock.age(part.seen), 2 * self.clock.spacing)
        reach = one.reach(age)
        # How far it is back to where it was last seen: maybe it stopped or turned there.
        last = one.last
        back_x = (last.x0 + last.x1 - x0 - x1) / 2
        back_y = (last.y0 + last.y1 - y0 - y1) / 2
        far_x, far_y = reach + abs(back_x), reach + abs(back_y)
        left, right, top, bottom = x0 - far_x, x1 + far_x, y0 - far_y, y1 + far_y
        part_x, part_y = PART * (x1 - x0), PART * (y1 - y0)
        costs: dict[int, float] = {}
        area, boxes, found_areas = self.areas[i], self.boxes, self.found_areas
        spread = turned = 0.0, 0.0
        for j in columns:
            seen = boxes[j]
            if seen.x0 > right or seen.x1 < left or seen.y0 > bottom or seen.y1 < top:
                continue
            if not spread[0]:
                spread, turned = one.spread, one.turned(age)
            common = shared.get(j, 0.0)
            found_area = found_areas[j]
            if not common and found_area < SCRAP * area:
                continue
            overlap = common / (area + found_area - common)
            short_x = seen.x1 - seen.x0 < part_x
            short_y = seen.y1 - seen.y0 < part_y
            x = (seen.x0 + seen.x1 - x0 - x1) / 2
            if short_x:
                x = _way_to_cover(x0, x1, seen.x0, seen.x1)
            y = (seen.y0 + seen.y1 - y0 - y1) / 2
            if short_y:
                y = _way_to_cover(y0, y1, seen.y0, seen.y1)
            distance = x * x / spread[0] + y * y / spread[1]
            near = abs(x) <= reach and abs(y) <= reach
            if not near or distance > TURN:
                x -= back_x
                if short_x:
                    x = _way_to_cover(x0 + back_x, x1 + back_x, seen.x0, seen.x1)
                y -= back_y
                if short_y:
                    y = _way_to_cover(y0 + back_y, y1 + back_y, seen.y0, seen.y1)
                turning = x * x / turned[0] + y * y / turned[1] + TURN
                distance = min(distance, turning)
                near = near or (abs(x) <= reach and abs(y) <= reach)
            if (
                (near and distance <= GATE)
                or overlap >= OVERLAPS
                or common >= PART_INSIDE * found_area
            ):
                grown = min(abs(math.log(area / found_area)), 3.0)
                costs[j] = min(distance / GATE, 1.0) + (1 - overlap) + 0.2 * grown
        return costs


def _way_to_cover(low: float, high: float, seen_low: float, seen_high: float) -> float:
    """Return how far along one axis a body has to go to cover a detection so short that it is a part of it."""
    before, after = seen_low - low, seen_high - high
    return (before if before < 0 else 0.0) + (after if after > 0 else 0.0)
