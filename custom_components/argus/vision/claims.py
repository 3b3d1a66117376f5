"""Which moving object is whose: detections given to the bodies that are followed.

What a motion detector does to people is undone here: parts of somebody go to the whole,
and a detection that covers several keeps them all alive without being the place of any.
"""

from collections.abc import Sequence
import math

import numpy as np

from .assignment import assign
from .geometry import Box
from .grouping import (
    Table,
    belong,
    corners,
    offsets,
    share_inside,
    shared_areas,
    stacked,
    union,
)
from .visitor import Clock, Part, Visitor

GATE = 9.0
"""Squared distance in sigmas beyond which nobody can have gone (χ², 99 %)."""
DEAREST = 1.9
"""A pair of track and detection that costs more is none."""
TURN = 4.0
"""What somebody who did not go on as before is dearer by, on the same scale."""
PART_INSIDE = 0.75
"""A detection with this share inside somebody's box belongs to that body."""
COVERED = 0.5
"""Somebody with this share inside another detection is hidden, or part of a crowd."""
CROWD_AREA = 1.35
"""A crowd's detection is larger than the people in it by this factor."""
PART_AREA = 0.3
"""Who is smaller than this share of the largest in a crowd is a part of somebody."""
CLEAR = 0.5
"""Overlap from which a detection that touches but one body is that one's."""


class Scene:
    """The bodies in view, the detections of a frame and what they share."""

    def __init__(
        self, bodies: Sequence[tuple[Visitor, Part]], boxes: Sequence[Box], clock: Clock
    ) -> None:
        """Compare everybody with everything.

        Args:
            bodies: Who is followed, each with the body or the face that is meant.
            boxes: Detections of that kind.
            clock: The tracker's.
        """
        self.bodies = bodies
        self.boxes = boxes
        self.clock = clock
        self.filters = [part.filter for _, part in bodies]
        self.places = corners([one.box for one in self.filters])
        self.found = corners(boxes)
        self.shared, self.area, self.found_area = shared_areas(self.places, self.found)
        self.inside = self.shared / self.area[:, None]
        self.covered = self.shared / self.found_area
        self.overlap = self.shared / (
            self.area[:, None] + self.found_area - self.shared
        )

    def clear_pairs(self) -> dict[int, list[int]]:
        """Return the detections that only one body can have, by body."""
        touching = self.shared > 0
        alone = (touching.sum(axis=1) == 1)[:, None] & (touching.sum(axis=0) == 1)
        rows, columns = np.nonzero(alone & (self.overlap >= CLEAR))
        return {
            i: [j]
            for i, j in zip(rows.tolist(), columns.tolist(), strict=True)
            if self.bodies[i][0].confirmed
        }

    def costs(self, rows: Sequence[int], columns: Sequence[int]) -> Table:
        """Return what giving some detections to some bodies costs.

        The squared distance in sigmas, what the boxes do not share and how their
        sizes differ; infinite beyond reach.

        Args:
            rows: Numbers of bodies.
            columns: Numbers of detections.
        """
        if not rows or not columns:
            return np.zeros((len(rows), len(columns)))
        longest = 2 * self.clock.spacing
        parts = [self.bodies[i][1] for i in rows]
        ages = [min(self.clock.age(part.seen), longest) for part in parts]
        filters = [part.filter for part in parts]
        pairs = list(zip(filters, ages, strict=True))
        places, found = self.places[rows], self.found[columns]
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
        pick = np.ix_(rows, columns)
        overlap = self.overlap[pick]
        ratio = self.area[rows][:, None] / self.found_area[columns]
        grown = np.abs(np.log(ratio)).clip(max=3.0)
        allowed = ((distance <= GATE) & near) | (overlap >= 0.2)
        allowed |= self.covered[pick] >= PART_INSIDE
        cost = np.minimum(distance / GATE, 1.0) + (1 - overlap) + 0.2 * grown
        return np.where(allowed, cost, math.inf)


def follow_bodies(
    visitors: Sequence[Visitor],
    boxes: Sequence[Box],
    clock: Clock,
    sighted: set[Visitor],
) -> list[Box]:
    """Give moving objects to the bodies, moved on to the time of the frame.

    Args:
        visitors: Everybody; those who turn out to be parts of others get `gone`.
        boxes: Moving objects.
        clock: The tracker's.
        sighted: Gets those whose body was seen.

    Returns:
        The objects nobody claims.
    """
    bodies = [(one, one.body) for one in visitors if one.body and not one.asleep]
    if not bodies or not boxes:
        return list(boxes)
    scene = Scene(bodies, boxes, clock)
    claims = scene.clear_pairs()
    loose: list[Box] = []
    if len(claims) < len(bodies) or len(claims) < len(boxes):
        loose = _settle_claims(scene, claims, sighted)
    for i, group in claims.items():
        seen = boxes[group[0]] if len(group) == 1 else union([boxes[j] for j in group])
        visitor, body = bodies[i]
        body.filter.correct(seen, clock.age(body.seen))
        body.seen = clock.time
        sighted.add(visitor)
    return loose


def _settle_claims(
    scene: Scene, claims: dict[int, list[int]], sighted: set[Visitor]
) -> list[Box]:
    """Complete the claims where several bodies or detections are in question.

    Returns the detections nobody claims.
    """
    bodies, boxes, clock = scene.bodies, scene.boxes, scene.clock
    taken = {j for group in claims.values() for j in group}
    crowds = _crowds(scene, taken)
    for j, members in crowds.items():
        held = [scene.filters[i].box for i in members]
        for index, i in enumerate(members):
            others = held[:index] + held[index + 1 :]
            scene.filters[i].hold_within(boxes[j], others)
            bodies[i][1].seen = clock.time
            sighted.add(bodies[i][0])
    free = [
        i
        for i, (visitor, _) in enumerate(bodies)
        if i not in claims and visitor not in sighted and not visitor.gone
    ]
    left = [j for j in range(len(boxes)) if j not in crowds and j not in taken]
    left = _claim_in_turns(scene, free, left, claims)
    loose = []
    for j in left:
        # A head over the legs of somebody of whom only legs were known.
        for i, group in claims.items():
            own = union([boxes[k] for k in group])
            whole = union([own, boxes[j]])
            if belong(own, boxes[j]) and scene.filters[i].fits(whole):
                group.append(j)
                break
        else:
            loose.append(boxes[j])
    _hide(scene, free, claims)
    return loose


def _claim_in_turns(
    scene: Scene, free: list[int], left: list[int], claims: dict[int, list[int]]
) -> list[int]:
    """Pair free bodies with detections; return the detections left over."""
    bodies, clock = scene.bodies, scene.clock
    # Who was seen a moment ago has the first choice, with all its parts.
    moment = 2.2 * clock.spacing
    fresh = [
        i
        for i in free
        if bodies[i][0].confirmed and clock.age(bodies[i][1].seen) <= moment
    ]
    rest = [i for i in free if i not in fresh]
    for turn, owners in ((fresh, [*fresh, *claims]), (rest, rest)):
        if not owners or not left:
            continue
        pairs = assign(scene.costs(turn, left), DEAREST)
        taken = {left[column] for _, column in pairs}
        for row, column in pairs:
            claims[turn[row]] = [left[column]]
        for j in left:
            if j in taken:
                continue
            owner = max(owners, key=scene.covered[:, j].__getitem__)
            if owner in claims and scene.covered[owner, j] >= PART_INSIDE:
                claims[owner].append(j)
                taken.add(j)
        left = [j for j in left if j not in taken]
    return left


def _hide(scene: Scene, free: list[int], claims: dict[int, list[int]]) -> None:
    """Tell of bodies without a detection whether somebody's detection covers them."""
    taken = [j for group in claims.values() for j in group]
    for i in free:
        visitor, body = scene.bodies[i]
        if i in claims or not taken or scene.inside[i, taken].max() < COVERED:
            continue
        # Behind the one who got the detection, or never more than a part of it.
        part = any(
            share_inside(body.filter.box, scene.filters[k].box) >= COVERED
            for k in claims
        )
        if part and (visitor.origin or not body.filter.known):
            visitor.gone = True
        else:
            visitor.hidden = True


def _crowds(scene: Scene, taken: set[int]) -> dict[int, list[int]]:
    """Return the detections that cover several confirmed bodies, with these."""
    best = scene.overlap.argmax(axis=1)
    crowds: dict[int, list[int]] = {}
    for j in range(len(scene.boxes)):
        if j in taken:
            continue
        members = [
            i
            for i in np.flatnonzero(scene.inside[:, j] >= COVERED).tolist()
            if scene.bodies[i][0].confirmed
            and (best[i] == j or scene.overlap[i, best[i]] < 0.3)
        ]
        members = _without_parts(scene, members)
        if len(members) < 2:
            continue
        if scene.found_area[j] >= CROWD_AREA * float(np.median(scene.area[members])):
            crowds[j] = members
    return crowds


def _without_parts(scene: Scene, members: list[int]) -> list[int]:
    """Return who of a crowd is more than a part of somebody else in it."""
    whole: list[int] = []
    largest = max((float(scene.area[i]) for i in members), default=0.0)
    for i in members:
        visitor, body = scene.bodies[i]
        box = body.filter.box
        others = [
            scene.filters[k].box for k in members if scene.bodies[k][0].id < visitor.id
        ]
        origins = [scene.bodies[k][0] for k in members]
        if scene.area[i] < PART_AREA * largest or visitor.origin in origins:
            visitor.gone = True
        elif body.filter.known or not any(
            stacked(box, other) or share_inside(box, other) >= COVERED
            for other in others
        ):
            whole.append(i)
        else:
            visitor.gone = True
    return whole
