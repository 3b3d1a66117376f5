"""Data association: which detection belongs to which tracked body.

What a motion detector does to people is undone here: parts of somebody go to the whole,
and a detection that covers several keeps them all alive without being the place of any.
"""

from collections.abc import Sequence
from statistics import median

from ..geometry import Box
from .assignment import assign_pairs
from .frame_context import PART_INSIDE, FrameContext
from .grouping import are_stacked, belong_together, share_inside, union_box
from .kalman import BoxKalmanFilter
from .split import split_in_line, split_side_by_side
from .track import Clock, Part, TrackState

DEAREST = 1.9
"""A pair of track and detection that costs more is none."""
COVERED = 0.5
"""Somebody with this share inside another detection is hidden, or part of a crowd."""
CROWD_AREA = 1.35
"""A crowd's detection is larger than the people in it by this factor."""
PART_AREA = 0.3
"""Who is smaller than this share of the largest in a crowd is a part of somebody."""
TOUCHED = 0.3
"""Somebody with but this share inside is part of a crowd that is too large for one."""
DOUBLES = 3
"""Who was seen as two so often is two."""
DISTINCT = 0.3
"""Somebody in a crowd overlaps no other detection more than this."""
STAYS = 0.8
"""Who was seen but once is the same again with this overlap."""


def associate_bodies(
    visitors: Sequence[TrackState],
    boxes: Sequence[Box],
    clock: Clock,
    sighted: set[TrackState],
    twins: list[tuple[TrackState, Box]],
) -> list[Box]:
    """Give moving objects to the bodies, moved on to the time of the frame.

    Args:
        visitors: Everybody; those who turn out to be parts of others get `gone`.
        boxes: Moving objects.
        clock: The tracker's.
        sighted: Gets those whose body was seen.
        twins: Gets who turns out to have been taken for one with somebody, and where.

    Returns:
        The objects nobody claims.
    """
    bodies = [(one, one.body) for one in visitors if one.body and not one.asleep]
    if not bodies or not boxes:
        return list(boxes)
    scene = FrameContext(bodies, boxes, clock)
    claims = scene.find_clear_pairs()
    loose: list[Box] = []
    if len(claims) < len(bodies) or len(claims) < len(boxes):
        loose = _settle_claims(scene, claims, sighted)
    time = clock.time
    for i, group in claims.items():
        visitor, body = bodies[i]
        seen = boxes[group[0]]
        if len(group) > 1:
            seen, others = _split_body(visitor, body, [boxes[j] for j in group])
            twins += [(visitor, box) for box in others]
        body.before = body.filter.last
        body.filter.correct(seen, time - body.seen)
        body.seen = time
        sighted.add(visitor)
    return loose


def _split_body(
    visitor: TrackState, body: Part, parts: list[Box]
) -> tuple[Box, list[Box]]:
    """Return what was seen of a body, and of others who turn out to be in it.

    Who is seen as two side by side again and again is two, who came as one. But who
    sets off is seen beside the hole they leave.
    """
    gone = [part for part in parts if not visitor.is_hole(part)]
    if gone and len(gone) < len(parts):
        seen = union_box(gone)
        body.filter = BoxKalmanFilter(seen)
        return seen, []
    people = split_side_by_side(parts, body.filter.y.length) or split_in_line(parts)
    body.doubles += bool(people)
    if not people or body.doubles < DOUBLES:
        return union_box(parts), []
    people.sort(key=body.filter.box.overlap)
    seen = people.pop()
    body.filter, body.doubles = BoxKalmanFilter(seen), 0
    return seen, people


def _settle_claims(
    scene: FrameContext, claims: dict[int, list[int]], sighted: set[TrackState]
) -> list[Box]:
    """Complete the claims where several bodies or detections are in question.

    Returns the detections nobody claims.
    """
    bodies, boxes, clock = scene.bodies, scene.boxes, scene.clock
    taken = {j for group in claims.values() for j in group}
    crowds = _find_crowds(scene, taken)
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
    loose = _claim_heads(scene, left, claims) if left else []
    _mark_hidden(scene, free, claims)
    return loose


def _claim_heads(
    scene: FrameContext, left: list[int], claims: dict[int, list[int]]
) -> list[Box]:
    """Join a head over the legs of somebody of whom only legs were known; return the detections nobody claims."""
    boxes, loose = scene.boxes, []
    claimed = {i: union_box([boxes[k] for k in group]) for i, group in claims.items()}
    for j in left:
        for i, own in claimed.items():
            if not belong_together(own, boxes[j]):
                continue
            whole = union_box([own, boxes[j]])
            if scene.filters[i].fits(whole):
                claims[i].append(j)
                claimed[i] = whole
                break
        else:
            loose.append(boxes[j])
    return loose


def _claim_in_turns(
    scene: FrameContext, free: list[int], left: list[int], claims: dict[int, list[int]]
) -> list[int]:
    """Pair free bodies with detections; return the detections left over."""
    bodies, clock = scene.bodies, scene.clock
    # Who was seen a moment ago has the first choice, with all its parts.
    moment = 2.2 * clock.spacing
    fresh = [
        i
        for i in free
        if clock.age(bodies[i][1].seen) <= moment
        and (bodies[i][0].confirmed or _stays(scene, i, left))
    ]
    rest = [i for i in free if i not in fresh]
    for turn, owners in ((fresh, [*fresh, *claims]), (rest, rest)):
        if not owners or not left:
            continue
        costs = scene.compute_costs(turn, left)
        pairs = assign_pairs(costs, DEAREST) if costs else []
        taken = {j for _, j in pairs}
        for row, j in pairs:
            claims[turn[row]] = [j]
        for j in left:
            if j in taken or not scene.touching[j]:
                continue
            owner = _find_owner(scene, owners, j)
            if owner in claims and scene.covered(owner, j) >= PART_INSIDE:
                claims[owner].append(j)
                taken.add(j)
        left = [j for j in left if j not in taken]
    return left


def _stays(scene: FrameContext, i: int, left: list[int]) -> bool:
    """Tell whether a body is seen exactly where it was: that is nobody else's detection."""
    return any(scene.overlap(i, j) >= STAYS for j in scene.shared[i] if j in left)


def _find_owner(scene: FrameContext, owners: Sequence[int], j: int) -> int:
    """Return the body that covers most of a detection."""
    return max(owners, key=lambda i: scene.covered(i, j))


def _mark_hidden(
    scene: FrameContext, free: list[int], claims: dict[int, list[int]]
) -> None:
    """Tell of bodies without a detection whether somebody's detection covers them."""
    taken = {j for group in claims.values() for j in group}
    for i in free:
        visitor, body = scene.bodies[i]
        if i in claims or not any(
            j in taken and scene.inside(i, j) >= COVERED for j in scene.shared[i]
        ):
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


def _find_crowds(scene: FrameContext, taken: set[int]) -> dict[int, list[int]]:
    """Return the detections that cover several confirmed bodies, with these."""
    crowds: dict[int, list[int]] = {}
    for j, touching in enumerate(scene.touching):
        if len(touching) < 2 or j in taken:
            continue
        members = [
            i
            for i in touching
            if scene.inside(i, j) >= COVERED
            and scene.bodies[i][0].confirmed
            and _is_best(scene, i, j)
        ]
        if len(members) == 1 and not scene.filters[members[0]].fits(scene.boxes[j]):
            members = [i for i in touching if i in members or _may_hide(scene, i, j)]
        if len(members) > 1:
            members = _drop_parts(scene, members)
        if len(members) < 2:
            continue
        usual = median([scene.areas[i] for i in members])
        if scene.found_areas[j] >= CROWD_AREA * usual:
            crowds[j] = members
    return crowds


def _is_best(scene: FrameContext, i: int, j: int) -> bool:
    """Tell whether no detection fits a body clearly better than one does."""
    if len(scene.shared[i]) == 1:
        return True
    best = max(scene.shared[i], key=lambda k: scene.overlap(i, k))
    return best == j or scene.overlap(i, best) < DISTINCT


def _may_hide(scene: FrameContext, i: int, j: int) -> bool:
    """Tell whether a body of known size can but be in a detection that holds somebody."""
    visitor, body = scene.bodies[i]
    alone = len(scene.shared[i]) == 1 and scene.inside(i, j) >= TOUCHED
    return alone and visitor.confirmed and body.filter.known


def _drop_parts(scene: FrameContext, members: list[int]) -> list[int]:
    """Return who of a crowd is more than a part of somebody else in it."""
    whole: list[int] = []
    largest = max(scene.areas[i] for i in members)
    origins = [scene.bodies[k][0] for k in members]
    for i in members:
        visitor, body = scene.bodies[i]
        if scene.areas[i] < PART_AREA * largest or visitor.origin in origins:
            visitor.gone = True
        elif body.filter.known or not _is_part_of_older(scene, i, members):
            whole.append(i)
        else:
            visitor.gone = True
    return whole


def _is_part_of_older(scene: FrameContext, i: int, members: list[int]) -> bool:
    """Tell whether a body is above or inside one of a crowd that was there before."""
    visitor, body = scene.bodies[i]
    box = body.filter.box
    return any(
        are_stacked(box, scene.filters[k].box)
        or share_inside(box, scene.filters[k].box) >= COVERED
        for k in members
        if scene.bodies[k][0].id < visitor.id
    )
