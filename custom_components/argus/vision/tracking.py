"""Follows visitors over frames of uneven spacing.

A visitor is a face, a moving object, or both once the object is seen to carry the
face: then they are one. Time is counted in seconds of an own clock that stands still
when the caller's does not advance.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
import math

import numpy as np

from .assignment import assign
from .box_filter import BoxFilter
from .geometry import Box, Point
from .grouping import (
    Table,
    belong,
    carried,
    clipped,
    corners,
    distinct,
    joined,
    moved,
    offsets,
    share_inside,
    shared_areas,
    stacked,
    union,
)
from .observation import Face, Track, TrackKind

LIFETIME = 1.5
"""Seconds without a sighting after which somebody is gone."""
SHOWN = 0.7
"""Seconds without a sighting for which a track is still shown, where it was last."""
FRAMES = 2.5
"""With frames far apart: that many frames instead of the seconds above."""
MEMORY = 30.0
"""Seconds for which somebody who stood still inside the picture is remembered."""
STANDING = 0.5
"""Speed of somebody who stands, box sizes per second."""
FACE_TIME = 2.0
"""Seconds a face is still carried along without being seen."""
FACE_LOST = 0.7
"""Seconds after which another face on the same body is taken for the same."""
TRAIL_TIME = 3.0
TRAIL_LENGTH = 40
HEAD_PACE = 0.3
"""How quickly the place of the face on the body is learnt, share per sighting."""
HITS = 2
"""Sightings that confirm a track."""

GATE = 9.0
"""Squared distance in sigmas beyond which nobody can have gone (χ², 99 %)."""
DEAREST = 1.9
"""A pair of track and detection that costs more is none."""
BODY_PER_FACE = 4.0
"""How much larger the body is that moves a face (√ of the area)."""
TURN = 4.0
"""What somebody who did not go on as before is dearer by, on the same scale."""
PART_INSIDE = 0.75
"""A detection with this share inside somebody's box belongs to that body."""
COVERED = 0.5
"""Somebody with this share inside another detection is hidden, or part of a crowd."""
CROWD_AREA = 1.35
"""A crowd's detection is larger than the people in it by this factor."""
BORDER = 0.015
"""Nearer than this to the edge of the picture somebody leaves, not stands."""


@dataclass(slots=True, eq=False)
class Part:
    """The face or the body of a visitor."""

    filter: BoxFilter
    seen: float
    """When it was last seen, on the tracker's clock."""


@dataclass(slots=True, eq=False)
class Visitor:
    """Somebody who is followed."""

    id: int
    born: float
    seen: float
    body: Part | None = None
    face: Part | None = None
    hits: int = 0
    asleep: bool = False
    gone: bool = False
    """Whether it turned out to be but a part of somebody."""
    hidden: bool = False
    """Whether somebody else is in front."""
    head: tuple[float, float] = (0.5, 0.12)
    """Where the face is in the body's box, shares of its width and height."""
    trail: deque[tuple[float, Point]] = field(
        default_factory=lambda: deque(maxlen=TRAIL_LENGTH)
    )

    @property
    def main(self) -> Part:
        """What places the visitor: the body if there is one."""
        part = self.body or self.face
        assert part is not None
        return part

    @property
    def point(self) -> Point:
        """Where the visitor stands: the foot of the body, else the face's middle."""
        box = self.main.filter.box
        return foot(box) if self.body else box.centre


def foot(box: Box) -> Point:
    """Return where an object stands: the middle of its lower edge, in the picture."""
    return Point(min(max((box.x0 + box.x1) / 2, 0.0), 1.0), min(max(box.y1, 0.0), 1.0))


class Tracker:
    """Follows several visitors of one camera at once.

    Detections and tracks are paired at the least total cost within what a constant
    velocity allows. What the motion detector does to people is undone: parts of
    somebody go to the whole, a detection that covers several keeps them all alive
    inside without being the place of any, and somebody who stood still so long that
    nothing moved is the same visitor afterwards.
    """

    def __init__(self) -> None:
        """Begin with nobody in view."""
        self._visitors: list[Visitor] = []
        self._next_id = 1
        self._clock = 0.0
        self._now: float | None = None
        self._spacing = 0.2

    def update(
        self, faces: Sequence[Face], boxes: Sequence[Box], now: float
    ) -> tuple[Track, ...]:
        """Take the detections of one frame in.

        Args:
            faces: Faces in view.
            boxes: Moving objects, normalised.
            now: Time of the frame in seconds on any clock. When it stands still or
                jumps back, no time has passed.

        Returns:
            Confirmed tracks of visitors in view, by id. One that was missed for a
            moment stays where it was last seen.
        """
        seconds = self._advance(now)
        before = self._clock - seconds - max(0.3, 1.5 * self._spacing)
        for visitor in self._visitors:
            if visitor.asleep:
                continue
            unseen = visitor.seen < before and not visitor.hidden
            visitor.hidden = False
            for part in (visitor.body, visitor.face):
                if part:
                    part.filter.predict(seconds, unseen)
        sighted: set[Visitor] = set()
        loose_boxes = self._follow_bodies(boxes, sighted)
        self._visitors = [one for one in self._visitors if not one.gone]
        loose_faces = self._follow_faces(distinct(faces), sighted)
        self._place_boxes(loose_boxes, sighted)
        self._place_faces(loose_faces, sighted)
        self._unite(sighted)
        for visitor in sighted:
            self._settle(visitor)
        self._visitors = [one for one in self._visitors if self._keeps(one)]
        return tuple(
            self._track(visitor)
            for visitor in self._visitors
            if visitor.hits >= HITS and self._age(visitor.seen) <= self._patience(SHOWN)
        )

    def _advance(self, now: float) -> float:
        """Move the own clock and return the seconds that passed."""
        seconds = 0.0 if self._now is None else max(0.0, now - self._now)
        if not math.isfinite(seconds):
            seconds = 0.0
        if math.isfinite(now):
            self._now = now
        self._clock += seconds
        if 0 < seconds < 15:
            self._spacing += 0.2 * (seconds - self._spacing)
        return seconds

    def _age(self, moment: float) -> float:
        return self._clock - moment

    def _patience(self, seconds: float) -> float:
        return max(seconds, FRAMES * self._spacing)

    # Bodies

    def _follow_bodies(self, boxes: Sequence[Box], sighted: set[Visitor]) -> list[Box]:
        """Give the moving objects to the bodies; return those nobody claims."""
        bodies = [
            (one, one.body) for one in self._visitors if one.body and not one.asleep
        ]
        if not bodies or not boxes:
            return list(boxes)
        filters = [part.filter for _, part in bodies]
        places, found = corners([one.box for one in filters]), corners(boxes)
        shared, area, found_area = shared_areas(places, found)
        inside = shared / area[:, None]
        covered = shared / found_area[None, :]
        overlap = shared / (area[:, None] + found_area[None, :] - shared)
        crowds = self._crowds(bodies, inside, overlap, area, found_area)
        for j, members in crowds.items():
            held = [filters[i].box for i in members]
            for index, i in enumerate(members):
                others = held[:index] + held[index + 1 :]
                filters[i].hold_within(boxes[j], others)
                bodies[i][1].seen = self._clock
                sighted.add(bodies[i][0])
        free = [
            i
            for i, (visitor, _) in enumerate(bodies)
            if visitor not in sighted and not visitor.gone
        ]
        open_boxes = [j for j in range(len(boxes)) if j not in crowds]
        cost = self._costs(
            [part for _, part in bodies], places, found, overlap, covered
        )
        claims: dict[int, list[int]] = {}
        # Who was seen a moment ago has the first choice, with all its parts.
        moment = 2.2 * self._spacing
        fresh = [
            i
            for i in free
            if bodies[i][0].hits >= HITS and self._age(bodies[i][1].seen) <= moment
        ]
        for turn in (fresh, [i for i in free if i not in fresh]):
            for row, column in assign(cost[np.ix_(turn, open_boxes)], DEAREST):
                claims[turn[row]] = [open_boxes[column]]
            taken = {j for group in claims.values() for j in group}
            for j in open_boxes:
                if j in taken or not turn:
                    continue
                owner = max(turn, key=covered[:, j].__getitem__)
                if owner in claims and covered[owner, j] >= PART_INSIDE:
                    claims[owner].append(j)
                    taken.add(j)
            open_boxes = [j for j in open_boxes if j not in taken]
        loose = []
        for j in open_boxes:
            # A head over the legs of somebody of whom only legs were known.
            for i, group in claims.items():
                whole = union([boxes[group[0]], boxes[j]])
                if belong(boxes[group[0]], boxes[j]) and filters[i].fits(whole):
                    group.append(j)
                    break
            else:
                loose.append(boxes[j])
        taken = {j for group in claims.values() for j in group}
        for i, group in claims.items():
            self._see_body(*bodies[i], union([boxes[j] for j in group]), sighted)
        for i in free:
            visitor, body = bodies[i]
            if i in claims or not taken or max(inside[i, j] for j in taken) < COVERED:
                continue
            # Behind the one who got the detection, or never more than a part of it.
            part = any(
                share_inside(body.filter.box, filters[k].box) >= COVERED for k in claims
            )
            if part and not body.filter.known:
                visitor.gone = True
            else:
                visitor.hidden = True
        return loose

    def _crowds(
        self,
        bodies: list[tuple[Visitor, Part]],
        inside: Table,
        overlap: Table,
        area: Table,
        found_area: Table,
    ) -> dict[int, list[int]]:
        """Return the detections that cover several confirmed bodies, with these."""
        best = overlap.argmax(axis=1)
        crowds: dict[int, list[int]] = {}
        for j in range(inside.shape[1]):
            members = [
                i
                for i in range(len(bodies))
                if inside[i, j] >= COVERED
                and bodies[i][0].hits >= HITS
                and (best[i] == j or overlap[i, best[i]] < 0.3)
            ]
            members = self._without_parts([bodies[i] for i in members], members)
            if len(members) < 2:
                continue
            if found_area[j] >= CROWD_AREA * float(np.median(area[members])):
                crowds[j] = members
        return crowds

    def _without_parts(
        self, crowd: list[tuple[Visitor, Part]], indices: list[int]
    ) -> list[int]:
        """Return who of a crowd is more than a part of somebody else in it."""
        whole: list[int] = []
        for (visitor, body), index in zip(crowd, indices, strict=True):
            box = body.filter.box
            others = [part.filter.box for one, part in crowd if one.id < visitor.id]
            if body.filter.known or not any(
                stacked(box, other) or share_inside(box, other) >= COVERED
                for other in others
            ):
                whole.append(index)
            else:
                visitor.gone = True
        return whole

    def _see_body(
        self, visitor: Visitor, body: Part, seen: Box, sighted: set[Visitor]
    ) -> None:
        body.filter.correct(seen, self._age(body.seen))
        body.seen = self._clock
        sighted.add(visitor)

    def _place_boxes(self, boxes: list[Box], sighted: set[Visitor]) -> None:
        """Find out what new moving objects are: a face's body, a sleeper, somebody."""
        groups = joined(boxes)
        if not groups:
            return
        waiting = [one for one in self._visitors if one.body is None and not one.asleep]
        for visitor, box in _matches(waiting, groups, carried):
            visitor.body = Part(BoxFilter(box), self._clock)
            visitor.trail.clear()
            sighted.add(visitor)
        sleepers = [one for one in self._visitors if one.asleep]
        for visitor, box in _matches(sleepers, groups, _wakes):
            self._wake(visitor, box, sighted)
        for box in groups:
            self._bear(sighted).body = Part(BoxFilter(box), self._clock)

    def _wake(self, visitor: Visitor, box: Box, sighted: set[Visitor]) -> None:
        visitor.asleep = False
        part = visitor.main
        part.filter.forget_speed()
        part.seen = self._clock
        self._see_body(visitor, part, box, sighted)

    # Faces

    def _follow_faces(self, faces: list[Box], sighted: set[Visitor]) -> list[Box]:
        """Give the faces to those who had one; return the others."""
        owners = [
            (one, one.face) for one in self._visitors if one.face and not one.asleep
        ]
        if not owners or not faces:
            return faces
        filters = [part.filter for _, part in owners]
        places = corners([one.box for one in filters])
        found = corners(faces)
        shared, area, found_area = shared_areas(places, found)
        overlap = shared / (area[:, None] + found_area[None, :] - shared)
        covered = shared / found_area[None, :]
        cost = self._costs(
            [part for _, part in owners], places, found, overlap, covered
        )
        for i, (visitor, _) in enumerate(owners):
            if visitor.body:
                body = visitor.body.filter.box
                for j, face in enumerate(faces):
                    if math.isinf(carried(face, body)):
                        cost[i, j] = math.inf
        taken: set[int] = set()
        for i, j in assign(cost, DEAREST):
            visitor, part = owners[i]
            part.filter.correct(faces[j], self._age(part.seen))
            part.seen = self._clock
            sighted.add(visitor)
            taken.add(j)
        return [face for j, face in enumerate(faces) if j not in taken]

    def _place_faces(self, faces: list[Box], sighted: set[Visitor]) -> None:
        """Find out whose new faces are: a body's without one, or somebody new."""
        bodies = [
            one
            for one in self._visitors
            if one.body and (one.face is None or self._age(one.face.seen) > FACE_LOST)
        ]
        for visitor, box in _matches(
            bodies, faces, lambda body, face: carried(face, body)
        ):
            visitor.face = Part(BoxFilter(box, BODY_PER_FACE), self._clock)
            if visitor.asleep:
                visitor.asleep = False
                visitor.main.filter.forget_speed()
            sighted.add(visitor)
        for box in faces:
            self._bear(sighted).face = Part(BoxFilter(box, BODY_PER_FACE), self._clock)

    def _costs(
        self,
        parts: Sequence[Part],
        places: Table,
        found: Table,
        overlap: Table,
        covered: Table,
    ) -> Table:
        """Return what giving each detection to each part costs.

        The squared distance in sigmas, what the boxes do not share and how their
        sizes differ; infinite beyond reach.
        """
        longest = 2 * self._spacing
        ages = [min(self._age(part.seen), longest) for part in parts]
        filters = [part.filter for part in parts]
        pairs = list(zip(filters, ages, strict=True))
        reach = np.array([one.reach(age) for one, age in pairs])[:, None]
        spread = np.array([one.spread for one in filters])[:, None]
        offset = offsets(places, found)
        distance = (offset * offset / spread).sum(axis=2)
        near = np.abs(offset).max(axis=2) <= reach
        # Or somebody stopped or turned round where last seen.
        back = np.array([(one.last.x, one.last.y) for one in filters])
        back -= (places[:, :2] + places[:, 2:]) / 2
        offset = offsets(places + np.tile(back, 2), found)
        spread = np.array([one.turned(age) for one, age in pairs])[:, None]
        distance = np.minimum(distance, (offset * offset / spread).sum(axis=2) + TURN)
        near |= np.abs(offset).max(axis=2) <= reach
        area = (places[:, 2:] - places[:, :2]).prod(axis=1)
        found_area = (found[:, 2:] - found[:, :2]).prod(axis=1)
        ratio = (area[:, None] + 1e-9) / (found_area[None] + 1e-9)
        grown = np.abs(np.log(ratio)).clip(max=3.0)
        allowed = ((distance <= GATE) & near) | (overlap >= 0.2)
        allowed |= covered >= PART_INSIDE
        cost = np.minimum(distance / GATE, 1.0) + (1 - overlap) + 0.2 * grown
        return np.where(allowed, cost, math.inf)

    # Visitors

    def _bear(self, sighted: set[Visitor]) -> Visitor:
        visitor = Visitor(self._next_id, self._clock, self._clock)
        self._next_id += 1
        self._visitors.append(visitor)
        sighted.add(visitor)
        return visitor

    def _unite(self, sighted: set[Visitor]) -> None:
        """Make one of a face and a body, or two halves, that were taken for two."""
        gone: set[Visitor] = set()
        alone = [one for one in sighted if one.body is None or one.face is None]
        alone.sort(key=lambda one: one.id)
        for young in reversed(alone):
            for old in alone:
                if old.id >= young.id or old in gone:
                    continue
                if (old.body is None) != (young.body is None):
                    whole, head = (old, young) if old.body else (young, old)
                    box, face = whole.main.filter.box, head.main.filter.box
                    if math.isinf(carried(face, box)):
                        continue
                    if not old.body:
                        old.trail.clear()
                    old.body, old.face = whole.body, head.face
                elif young.hits > HITS or not _within(young, old):
                    continue
                old.hits = max(old.hits, young.hits)
                gone.add(young)
                break
        if gone:
            sighted -= gone
            self._visitors = [one for one in self._visitors if one not in gone]

    def _settle(self, visitor: Visitor) -> None:
        """Bring face and body of somebody just seen in line, and note the place."""
        visitor.seen = self._clock
        visitor.hits += 1
        body, face = visitor.body, visitor.face
        if body and face:
            box, middle = body.filter.box, face.filter.box.centre
            width, height = max(box.width, 1e-6), max(box.height, 1e-6)
            if body.seen == face.seen:
                pace = 1.0 if face.filter.sightings == 1 else HEAD_PACE
                x, y = visitor.head
                x += pace * ((middle.x - box.x0) / width - x)
                y += pace * ((middle.y - box.y0) / height - y)
                visitor.head = x, y
            elif face.seen < body.seen:
                if self._age(face.seen) > self._patience(FACE_TIME):
                    visitor.face = None
                else:
                    x = box.x0 + visitor.head[0] * width
                    y = box.y0 + visitor.head[1] * height
                    face.filter.carry(x, y, body.filter)
            else:
                x = middle.x - (visitor.head[0] - 0.5) * width
                y = middle.y - (visitor.head[1] - 0.5) * height
                body.filter.carry(x, y, face.filter)
        visitor.trail.append((self._clock, visitor.point))
        while self._age(visitor.trail[0][0]) > self._patience(TRAIL_TIME):
            visitor.trail.popleft()

    def _keeps(self, visitor: Visitor) -> bool:
        """Tell whether somebody is still followed; who stood still falls asleep."""
        age = self._age(visitor.seen)
        if visitor.asleep:
            return age <= MEMORY
        confirmed = visitor.hits >= HITS
        if age <= (self._patience(LIFETIME) if confirmed else self._patience(SHOWN)):
            return True
        if not confirmed or age > MEMORY or visitor.body is None:
            return False
        _, last = visitor.trail[-1]
        box = visitor.body.filter
        standing = box.speed < STANDING
        half = box.width / 2
        if not standing or last.x - half < BORDER or last.x + half > 1 - BORDER:
            return False
        if last.y - box.height < BORDER and last.y < 0.5:
            return False
        box.x.place, box.y.place = last.x, last.y - box.height / 2
        visitor.asleep = True
        visitor.face = None
        return True

    def _track(self, visitor: Visitor) -> Track:
        filter_ = visitor.main.filter
        box = filter_.box
        if visitor.seen < self._clock and visitor.trail:
            # Not where it may have gone meanwhile.
            last = visitor.trail[-1][1]
            now = visitor.point
            box = moved(box, last.x - now.x, last.y - now.y)
        face = visitor.face.filter.box if visitor.body and visitor.face else None
        return Track(
            visitor.id,
            TrackKind.OBJECT if visitor.body else TrackKind.FACE,
            clipped(box),
            tuple(point for _, point in visitor.trail),
            clipped(face) if face else None,
        )


def _matches(
    visitors: Sequence[Visitor],
    boxes: list[Box],
    cost: Callable[[Box, Box], float],
) -> list[tuple[Visitor, Box]]:
    """Pair visitors with boxes by a cost of the two boxes; take these boxes out."""
    if not visitors or not boxes:
        return []
    places = [one.main.filter.box for one in visitors]
    costs = np.array([[cost(place, box) for box in boxes] for place in places])
    pairs = [(visitors[i], j) for i, j in assign(costs)]
    matched = [(visitor, boxes[j]) for visitor, j in pairs]
    for j in sorted((j for _, j in pairs), reverse=True):
        del boxes[j]
    return matched


def _within(young: Visitor, old: Visitor) -> bool:
    """Tell whether somebody new is but a part of another's body."""
    if young.body is None or old.body is None:
        return False
    return share_inside(young.body.filter.box, old.body.filter.box) >= 0.7


def _wakes(sleeper: Box, box: Box) -> float:
    """Return how badly a moving object fits somebody who stood there, or infinity."""
    overlap = sleeper.overlap(box)
    if overlap >= 0.25 or share_inside(box, sleeper) >= PART_INSIDE:
        return 1 - overlap
    return math.inf
