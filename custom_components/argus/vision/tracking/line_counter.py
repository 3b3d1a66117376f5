"""Line counting: who crosses a line, each passage once.

A track has crossed when it went from one side to the other through the segment. Of a
moving object the foot decides, the middle of the lower edge of its box: lines are drawn
on the floor. Of a face it is the middle. A visitor whose object and face are both known
is counted by the object alone, on a line that counts faces by the face alone.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
import math
from typing import Final

from ..geometry import Box, Line, LineCounts, ObjectKind, Point
from ..observation import Crossing, Direction, Track, TrackKind
from .counting_line import CountingLine
from .grouping import share_inside

BAND = 0.008
"""Half width of the band around a line in which nobody has crossed yet (picture) …"""
BAND_SHARE = 0.13
"""… or, when that is more, this share of the visitor's extent across the line."""
TRAVEL = 0.03
"""Way across the line that a crossing takes at least, share of the picture …"""
TRAVEL_SHARE = 0.32
"""… or, when that is more, share of the visitor's extent across the line: that is
how far a box errs when somebody stands there and but an arm moves …"""
SWAY = 0.35
"""… or, when that is more, share of the visitor's size: so far somebody who stands
sways (√(width × height) of the box)."""
PACE_TIME = 2.0
PACE_SHARE = 0.6
"""This share of the way is gone within so many seconds: what drifts does not walk."""
TOGETHER = 2.0
"""Seconds within which a part crosses with its whole …"""
PART_INSIDE = 0.6
PART_AREA = 0.5
"""… that has this share of it inside, and of whose area it is at most this share."""
MEMORY = 360.0
"""Seconds for which the side of a visitor out of view is remembered."""
TIDY_TIME = 1.0
"""Seconds between two looks for those who are to be forgotten."""

_COUNTED: Final = {
    LineCounts.PERSONS: ObjectKind.PERSON,
    LineCounts.VEHICLES: ObjectKind.VEHICLE,
}


@dataclass(slots=True)
class Passage:
    """Where one visitor is in respect of one line."""

    kind: TrackKind
    """What tells the place: face or object."""
    side: int
    """Side the visitor belongs to: 1 in, -1 out."""
    depth: float
    """Furthest it went from the line on that side."""
    last: Point
    last_depth: float
    """How far the last place was from the line, see `CountingLine.depth`."""
    seen: float
    through: bool = False
    """Whether the line was last passed within its ends."""
    counted: Direction | None = None
    counted_at: float = 0.0
    recent: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=30))
    """When it was how far from the line lately."""
    blocked: Direction | None = None
    """Counted by the face already, so not once more by the body, or the reverse."""

    def move_to(self, line: CountingLine, point: Point) -> float:
        """Go to a place; return how far that is from the line, see `CountingLine.depth`."""
        depth = line.depth(point.x, point.y)
        if (self.last_depth < 0) != (depth < 0):
            self.through = line.passes(self.last, point)
        if depth * self.side >= 0 and abs(depth) > self.depth:
            self.depth = abs(depth)
        self.last, self.last_depth = point, depth
        self.recent.append((self.seen, depth))
        return depth

    def travel_lately(self, depth: float) -> float:
        """Return how far it came across the line lately to be at this depth."""
        while len(self.recent) > 2 and self.recent[1][0] < self.seen - PACE_TIME:
            self.recent.popleft()
        return max(abs(depth - before) for _, before in self.recent)

    def change_side(self, depth: float) -> Direction | None:
        """Change sides; return the way if that is to be counted."""
        self.side, self.depth = -self.side, abs(depth)
        if not self.through:
            return None
        direction = Direction.IN if self.side > 0 else Direction.OUT
        if direction is self.blocked:
            return None
        self.blocked = None
        self.counted, self.counted_at = direction, self.seen
        return direction


class LineCounter:
    """Counts the crossings of any number of lines."""

    def __init__(self, lines: Sequence[Line] = ()) -> None:
        """Count on these lines; one without any length never counts."""
        self._lines: dict[str, CountingLine] = {}
        self._passages: dict[str, dict[int, Passage]] = {}
        self._clock = 0.0
        self._now: float | None = None
        self._tidied = 0.0
        self.configure(lines)

    def configure(self, lines: Sequence[Line]) -> None:
        """Change the lines; who is about to cross one that stays is remembered."""
        kept = {
            line.id: self._passages[line.id]
            for line in lines
            if line.id in self._passages
            and _count_alike(line, self._lines[line.id].line)
        }
        self._lines = {line.id: CountingLine(line) for line in lines}
        self._passages = {line.id: kept.get(line.id, {}) for line in lines}

    def update(
        self,
        tracks: Sequence[Track],
        now: float,
        count_in: Callable[[int, ObjectKind], int | None] | None = None,
    ) -> tuple[Crossing, ...]:
        """Look where the tracks are now.

        Args:
            tracks: Everybody in view, each visitor once.
            now: Time of the frame in seconds on any clock; a jump back is no time.
            count_in: Tells how many of a kind a track is; None while nobody can say, and then it is one.

        Returns:
            Who crossed which line since the last call, in order of lines and tracks: several times the same track if it
            is several persons.
        """
        if not self._lines:
            self._now = None
            return ()
        if self._now is not None and math.isfinite(now - self._now):
            self._clock += max(0.0, now - self._now)
        if math.isfinite(now):
            self._now = now
        crossings: list[Crossing] = []
        for line_id, line in self._lines.items():
            passages = self._passages[line_id]
            for track in tracks:
                direction = self._follow_track(line, passages, track)
                if direction and not self._counted_with_whole(
                    track, direction, tracks, passages
                ):
                    kind = _COUNTED.get(line.line.counts)
                    many = count_in(track.id, kind) if count_in and kind else None
                    if many is None:
                        many = 1
                    crossing = Crossing(
                        line_id,
                        direction,
                        track.id,
                        of_vehicle=not line.line.is_for_visitors,
                    )
                    crossings += [crossing] * many
        if self._clock - self._tidied >= TIDY_TIME:
            self._forget_absent()
        return tuple(crossings)

    def _forget_absent(self) -> None:
        """Drop those who have been out of view for long."""
        self._tidied = self._clock
        oldest = self._clock - MEMORY
        for passages in self._passages.values():
            for visitor in [one for one, it in passages.items() if it.seen < oldest]:
                del passages[visitor]

    def _follow_track(
        self, line: CountingLine, passages: dict[int, Passage], track: Track
    ) -> Direction | None:
        """Note where a track is; return the way it has crossed the line, if it has."""
        told = _counted_part(line.line.counts, track)
        if told is None:
            return None
        kind, box, point = told
        passage = passages.get(track.id)
        if passage is None or passage.kind is not kind:
            passage = self._begin_passage(line, track, kind, point, passage)
            if passage is None:
                return None
            passages[track.id] = passage
        passage.seen = self._clock
        depth = passage.move_to(line, point)
        if depth * passage.side >= 0:
            return None
        extent = line.extent(box)
        band = max(BAND, BAND_SHARE * extent)
        travel = max(TRAVEL, TRAVEL_SHARE * extent, SWAY * math.sqrt(box.area))
        if abs(depth) < band or passage.depth + abs(depth) < travel:
            return None
        if passage.travel_lately(depth) < PACE_SHARE * travel:
            return None
        return passage.change_side(depth)

    def _counted_with_whole(
        self,
        track: Track,
        direction: Direction,
        tracks: Sequence[Track],
        passages: dict[int, Passage],
    ) -> bool:
        """Tell whether a part has crossed, or the whole of a part, that just counted.

        A head and the rest of the body may be two moving objects for a while.
        """
        for other in tracks:
            passage = passages.get(other.id)
            if passage is None or other.id == track.id:
                continue
            lately = self._clock - passage.counted_at <= TOGETHER
            if passage.counted is direction and lately:
                small, large = sorted((track.box, other.box), key=lambda box: box.area)
                if small.area <= PART_AREA * large.area and (
                    share_inside(small, large) >= PART_INSIDE
                ):
                    return True
        return False

    def _begin_passage(
        self,
        line: CountingLine,
        track: Track,
        kind: TrackKind,
        point: Point,
        former: Passage | None,
    ) -> Passage | None:
        """Note a visitor's side for the first time, from where its trail begins.

        Returns None for one that stands exactly on the line.
        """
        places = [point]
        if former is None and kind is track.kind:
            places = [*track.trail, point]
        while places and not line.depth(places[0].x, places[0].y):
            del places[0]
        if not places:
            return None
        depth = line.depth(places[0].x, places[0].y)
        side = 1 if depth > 0 else -1
        passage = Passage(kind, side, abs(depth), places[0], depth, self._clock)
        passage.recent.append((self._clock, depth))
        for place in places[1:-1]:
            passage.move_to(line, place)
        if former:
            passage.blocked = former.counted or former.blocked
        return passage


def _counted_part(
    counts: LineCounts, track: Track
) -> tuple[TrackKind, Box, Point] | None:
    """Return by what a line counts a track, with its box and the point that decides."""
    box = track.box
    if counts is LineCounts.FACES:
        face = box if track.kind is TrackKind.FACE else track.face
        return (TrackKind.FACE, face, face.centre) if face else None
    if track.kind is TrackKind.OBJECT:
        return TrackKind.OBJECT, box, _foot(track)
    if counts is LineCounts.MOTION:
        return None
    return TrackKind.FACE, box, box.centre


def _foot(track: Track) -> Point:
    """Return where an object stands: of one that the picture's edge cuts off, not in the middle of what is left."""
    box = track.box
    if track.trail and (box.x0 <= 0 or box.x1 >= 1):
        return track.trail[-1]
    return Point((box.x0 + box.x1) / 2, box.y1)


def _count_alike(one: Line, other: Line) -> bool:
    """Tell whether two lines count the same, whatever they are called."""
    return (one.start, one.end, one.counts) == (other.start, other.end, other.counts)
