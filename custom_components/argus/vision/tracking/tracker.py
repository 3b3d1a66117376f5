"""Multi-object tracker over frames of uneven spacing.

A visitor is a face, a moving object, or both once the object is seen to carry the
face: then they are one. Time is counted in seconds of an own clock that stands still
when the caller's does not advance.
"""

from collections.abc import Callable, Sequence
import math

from ..geometry import Box
from ..observation import Face, Track, TrackKind
from .assignment import assign_pairs
from .data_association import DEAREST, associate_bodies
from .flow import Flow
from .frame_context import PART_INSIDE, FrameContext
from .grouping import (
    clip_box,
    distinct_faces,
    face_cost,
    is_beside,
    join_parts,
    share_inside,
    shift_box,
)
from .kalman import RUSH, BoxKalmanFilter
from .quick_movers import follow_quick_movers
from .split import are_alike, are_separate
from .standing import (
    find_set_off,
    find_sleeper_beside,
    note_halt,
    restore_figure,
)
from .track import HITS, Clock, Part, TrackState, foot_point

LIFETIME = 1.5
"""Seconds without a sighting after which somebody is gone."""
SHOWN = 0.7
"""Seconds without a sighting for which a track is still shown, where it was last."""
RUSHED_OFF = 0.3
"""Seconds without a sighting for which somebody quick is shown, where their speed takes them."""
MEMORY = 300.0
"""Seconds for which somebody is remembered who vanished inside the picture: who stands
still is not seen to move."""
FACE_TIME = 2.0
"""Seconds a face is still carried along without being seen."""
FACE_LOST = 0.7
"""Seconds after which another face on the same body is taken for the same."""
BESIDE = 0.05
"""Who turns up nearer than this share of somebody's box may be a part of that one."""
SPLIT = 0.5
"""Who turns up with this share inside somebody's box may have come with that one."""
SET_OFF = 6.0
"""Seconds after somebody set off in which the place where they stood is still seen."""
TURNED_BACK = 0.4
"""Overlap with somebody of what is seen there again when they turned back to it."""
SET_OFF_REACH = 1.0
"""How far from that place they can be by then, in sizes of their box."""
TRAIL_TIME = 3.0
FLOWING = 3
"""Sightings after which the speed of somebody quick is known."""
HEAD_PACE = 0.3
"""How quickly the place of the face on the body is learnt, share per sighting."""
BODY_PER_FACE = 4.0
"""How much larger the body is that moves a face (√ of the area)."""
BORDER = 0.03
"""Nearer than this to the edge of the picture somebody leaves, not stands."""


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
        self._visitors: list[TrackState] = []
        self._next_id = 1
        self._clock = Clock()
        self._flow = Flow()

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
        clock = self._clock
        seconds = clock.advance(now)
        if not (self._visitors or boxes or faces):
            return ()
        self._predict_tracks(seconds)
        boxes = self._without_holes(boxes)
        sighted: set[TrackState] = set()
        twins: list[tuple[TrackState, Box]] = []
        loose_boxes = associate_bodies(self._visitors, boxes, clock, sighted, twins)
        for visitor, box in twins:
            twin = self._add_track(sighted)
            twin.body = Part(BoxKalmanFilter(box), clock.time)
            twin.hits = HITS
            twin.times.append(clock.time)
            twin.trail.append(foot_point(box))
            twin.inherit_trail(visitor)
        self._visitors = [one for one in self._visitors if not one.gone]
        loose_faces = (
            self._follow_faces(distinct_faces(faces), sighted) if faces else []
        )
        if loose_boxes:
            self._place_new_boxes(loose_boxes, sighted)
        if loose_faces:
            self._place_new_faces(loose_faces, sighted)
        self._merge_parts(sighted)
        oldest = clock.time - clock.patience(TRAIL_TIME)
        for visitor in sighted:
            self._update_trail(visitor, oldest)
            note_halt(visitor)
            if visitor.hits >= FLOWING and visitor.body and _is_quick(visitor):
                x, y = visitor.body.filter.x, visitor.body.filter.y
                self._flow.note(visitor.id, visitor.trail, x.speed, y.speed, clock.time)
        for sleeper, visitor in find_set_off(self._visitors):
            self._continue_track(sleeper, visitor)
        for visitor in self._visitors:
            origin = visitor.origin
            if origin and self._has_parted(visitor, origin):
                box = origin.main.filter.box
                if visitor.split and are_alike(visitor.main.filter.box, box):
                    visitor.inherit_trail(origin)
                visitor.origin = None
        self._visitors = [
            one
            for one in self._visitors
            if one.seen == clock.time or self._is_kept(one)
        ]
        shown = clock.time - clock.patience(SHOWN)
        return tuple(
            [
                self._to_track(visitor)
                for visitor in self._visitors
                if visitor.confirmed
                and visitor.seen >= shown
                and not visitor.origin
                and (visitor.seen == clock.time or not self._has_rushed_off(visitor))
            ]
        )

    def _predict_tracks(self, seconds: float) -> None:
        """Move everybody on to the time of the frame."""
        clock = self._clock
        before = clock.time - seconds - max(0.3, 1.5 * clock.spacing)
        for visitor in self._visitors:
            if visitor.asleep:
                continue
            unseen = visitor.seen < before and not visitor.hidden
            visitor.hidden = False
            if visitor.body:
                if not visitor.confirmed:
                    self._join_flow(visitor.body.filter)
                visitor.body.filter.predict(seconds, unseen)
            if visitor.face:
                visitor.face.filter.predict(seconds, unseen)

    def _join_flow(self, filter_: BoxKalmanFilter) -> None:
        """Let somebody seen but once go as others just went there."""
        if filter_.sightings == 1 and filter_.speed == 0:
            place = foot_point(filter_.box)
            flow = self._flow.speed_at(place, filter_.size, self._clock.time)
            if flow:
                filter_.follow_flow(*flow)

    def _place_new_boxes(self, boxes: list[Box], sighted: set[TrackState]) -> None:
        """Find out what new moving objects are: a face's body, a sleeper, somebody."""
        groups = join_parts(boxes)
        waiting = [one for one in self._visitors if one.body is None and not one.asleep]
        for visitor, box in _match_boxes(waiting, groups, face_cost):
            visitor.body = Part(BoxKalmanFilter(box), self._clock.time)
            visitor.forget_trail()
            sighted.add(visitor)
        sleepers = [one for one in self._visitors if one.asleep]
        for visitor, box in _match_boxes(sleepers, groups, _wake_cost):
            self._wake_track(visitor, box, sighted)
        groups = self._follow_set_off(groups, sighted)
        follow_quick_movers(self._visitors, groups, self._clock, sighted)
        others = [one for one in self._visitors if one.body and not one.asleep]
        for box in groups:
            visitor = self._add_track(sighted)
            visitor.body = Part(BoxKalmanFilter(box), self._clock.time)
            visitor.sleeper = find_sleeper_beside(box, sleepers)
            for other in others:
                if is_beside(box, other.main.filter.box, BESIDE):
                    visitor.origin = other.origin or other
                    visitor.split = share_inside(box, other.main.filter.box) >= SPLIT
                    break

    def _without_holes(self, boxes: Sequence[Box]) -> Sequence[Box]:
        """Return the detections without the holes that those who set off have left."""
        for visitor in self._visitors:
            if visitor.stood is None or visitor.body is None:
                continue
            if self._clock.age(visitor.woken) > self._clock.patience(SET_OFF):
                visitor.stood = None
            elif not visitor.is_hole(visitor.body.filter.last):
                here = visitor.body.filter.box
                others = [box for box in boxes if not visitor.is_hole(box)]
                is_seen = any(is_beside(box, here, 0.0) for box in others)
                # Who is seen nowhere else has turned back to where they stood.
                boxes = [
                    box
                    for box in boxes
                    if not visitor.is_hole(box)
                    or (not is_seen and box.overlap(here) >= TURNED_BACK)
                ]
        return boxes

    def _follow_set_off(self, boxes: list[Box], sighted: set[TrackState]) -> list[Box]:
        """Go with those who set off from where they stood; return the boxes of others.

        For a while there are two detections: who left, and the hole they left in the
        background, which has the better claim to be what stood there.
        """
        for visitor in self._visitors:
            if visitor.stood is None or visitor.body is None:
                continue
            filter_ = visitor.body.filter
            if not visitor.is_hole(filter_.last):
                continue
            boxes = [box for box in boxes if not visitor.is_hole(box)]
            near = [box for box in boxes if is_beside(box, filter_.box, SET_OFF_REACH)]
            if near:
                box = max(near, key=visitor.stood.overlap)
                boxes.remove(box)
                visitor.body = Part(BoxKalmanFilter(box), self._clock.time)
                sighted.add(visitor)
        return boxes

    def _wake_track(
        self, visitor: TrackState, box: Box, sighted: set[TrackState]
    ) -> None:
        visitor.asleep = False
        part = visitor.main
        visitor.stood, visitor.woken = part.filter.box, self._clock.time
        part.filter.forget_speed()
        part.filter.correct(box, 0.0)
        part.seen = self._clock.time
        sighted.add(visitor)

    def _continue_track(self, sleeper: TrackState, visitor: TrackState) -> None:
        """Let a sleeper go on as who turned up beside them."""
        sleeper.asleep = False
        sleeper.stood, sleeper.woken = sleeper.halt, self._clock.time
        sleeper.body, sleeper.face = visitor.body, visitor.face
        sleeper.halt, sleeper.seen = visitor.halt, visitor.seen
        sleeper.trail.extend(visitor.trail)
        sleeper.times.extend(visitor.times)
        self._visitors.remove(visitor)

    # Faces

    def _follow_faces(self, faces: list[Box], sighted: set[TrackState]) -> list[Box]:
        """Give the faces to those who had one; return the others."""
        owners = [
            (one, one.face) for one in self._visitors if one.face and not one.asleep
        ]
        if not owners or not faces:
            return faces
        scene = FrameContext(owners, faces, self._clock)
        costs = scene.compute_costs(range(len(owners)), range(len(faces)))
        for (visitor, _), near in zip(owners, costs, strict=True):
            if visitor.body:
                body = visitor.body.filter.box
                for j in near:
                    if math.isinf(face_cost(faces[j], body)):
                        near[j] = math.inf
        taken: set[int] = set()
        for i, j in assign_pairs(costs, DEAREST):
            visitor, part = owners[i]
            part.filter.correct(faces[j], self._clock.age(part.seen))
            part.seen = self._clock.time
            sighted.add(visitor)
            taken.add(j)
        return [face for j, face in enumerate(faces) if j not in taken]

    def _place_new_faces(self, faces: list[Box], sighted: set[TrackState]) -> None:
        """Find out whose new faces are: a body's without one, or somebody new."""
        bodies = [
            one
            for one in self._visitors
            if one.body
            and (one.face is None or self._clock.age(one.face.seen) > FACE_LOST)
        ]
        for visitor, box in _match_boxes(
            bodies, faces, lambda body, face: face_cost(face, body)
        ):
            visitor.face = Part(BoxKalmanFilter(box, BODY_PER_FACE), self._clock.time)
            if visitor.asleep:
                visitor.asleep = False
                visitor.main.filter.forget_speed()
            sighted.add(visitor)
        for box in faces:
            self._add_track(sighted).face = Part(
                BoxKalmanFilter(box, BODY_PER_FACE), self._clock.time
            )

    # Visitors

    def _add_track(self, sighted: set[TrackState]) -> TrackState:
        visitor = TrackState(self._next_id, self._clock.time)
        self._next_id += 1
        self._visitors.append(visitor)
        sighted.add(visitor)
        return visitor

    def _merge_parts(self, sighted: set[TrackState]) -> None:
        """Make one of a face and a body, or two halves, that were taken for two."""
        if all(one.body and (one.face or one.hits > HITS) for one in sighted):
            return
        gone: set[TrackState] = set()
        alone = [one for one in sighted if one.body is None or one.face is None]
        alone.sort(key=lambda one: one.id)
        heads = any(one.body is None for one in alone)
        for young in reversed(alone):
            if young.hits > HITS and not heads:
                continue
            for old in alone:
                if old.id >= young.id or old in gone:
                    continue
                if (old.body is None) != (young.body is None):
                    whole, head = (old, young) if old.body else (young, old)
                    box, face = whole.main.filter.box, head.main.filter.box
                    if math.isinf(face_cost(face, box)):
                        continue
                    if not old.body:
                        old.forget_trail()
                    old.body, old.face = whole.body, head.face
                elif young.hits > HITS or not _is_within(young, old):
                    continue
                old.hits = max(old.hits, young.hits)
                gone.add(young)
                break
        if gone:
            sighted -= gone
            self._visitors = [one for one in self._visitors if one not in gone]

    def _update_trail(self, visitor: TrackState, oldest: float) -> None:
        """Bring face and body of somebody just seen in line, and note the place.

        What the trail holds from before the oldest moment is dropped.
        """
        visitor.seen = self._clock.time
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
                if self._clock.age(face.seen) > self._clock.patience(FACE_TIME):
                    visitor.face = None
                else:
                    x = box.x0 + visitor.head[0] * width
                    y = box.y0 + visitor.head[1] * height
                    face.filter.carry(x, y, body.filter)
            else:
                x = middle.x - (visitor.head[0] - 0.5) * width
                y = middle.y - (visitor.head[1] - 0.5) * height
                body.filter.carry(x, y, face.filter)
        visitor.trail.append(visitor.point)
        visitor.times.append(self._clock.time)
        while visitor.times[0] < oldest:
            visitor.times.popleft()
            visitor.trail.popleft()

    def _has_parted(self, visitor: TrackState, origin: TrackState) -> bool:
        """Tell whether somebody is apart from whom it might have been a part of."""
        if origin.gone or origin.asleep or origin not in self._visitors:
            return True
        if visitor.seen < self._clock.time or origin.seen < self._clock.time:
            return False
        one, other = visitor.main.filter.box, origin.main.filter.box
        return are_separate(one, other)

    def _is_kept(self, visitor: TrackState) -> bool:
        """Tell whether somebody is still followed; who stood still falls asleep."""
        age = self._clock.age(visitor.seen)
        if visitor.asleep:
            return age <= MEMORY
        # Who left a hole is needed to know it by.
        if visitor.stood is None and _has_left(visitor.main.filter):
            return False
        confirmed = visitor.confirmed
        if age <= (
            self._clock.patience(LIFETIME) if confirmed else self._clock.patience(SHOWN)
        ):
            return True
        if not confirmed or age > MEMORY or visitor.body is None:
            return False
        last = visitor.trail[-1]
        box = visitor.body.filter
        half = box.x.length / 2
        if last.x - half < BORDER or last.x + half > 1 - BORDER:
            return False
        if last.y - box.y.length < BORDER and last.y < 0.5:
            return False
        box.carry(last.x, last.y - box.y.length / 2, box)
        visitor.asleep = True
        visitor.face = None
        restore_figure(visitor)
        return True

    def _has_rushed_off(self, visitor: TrackState) -> bool:
        """Tell whether somebody quick was missed so often that nobody knows where they are."""
        lost = max(RUSHED_OFF, 1.5 * self._clock.spacing)
        return _is_quick(visitor) and self._clock.age(visitor.seen) > lost

    def _to_track(self, visitor: TrackState) -> Track:
        filter_ = visitor.main.filter
        box = filter_.box
        missed = visitor.seen < self._clock.time
        if missed and visitor.trail and not _is_quick(visitor):
            # Not where it may have gone meanwhile.
            last = visitor.trail[-1]
            now = visitor.point
            box = shift_box(box, last.x - now.x, last.y - now.y)
        face = visitor.face.filter.box if visitor.body and visitor.face else None
        return Track(
            visitor.id,
            TrackKind.OBJECT if visitor.body else TrackKind.FACE,
            clip_box(box),
            tuple(visitor.trail),
            clip_box(face) if face else None,
        )


def _match_boxes(
    visitors: Sequence[TrackState],
    boxes: list[Box],
    cost: Callable[[Box, Box], float],
) -> list[tuple[TrackState, Box]]:
    """Pair visitors with boxes by a cost of the two boxes; take these boxes out."""
    if not visitors or not boxes:
        return []
    places = [one.main.filter.box for one in visitors]
    costs = [{j: cost(place, box) for j, box in enumerate(boxes)} for place in places]
    pairs = [(visitors[i], j) for i, j in assign_pairs(costs)]
    matched = [(visitor, boxes[j]) for visitor, j in pairs]
    for j in sorted((j for _, j in pairs), reverse=True):
        del boxes[j]
    return matched


def _is_quick(visitor: TrackState) -> bool:
    """Tell whether somebody is too quick to stop within a moment."""
    return visitor.main.filter.speed >= RUSH


def _has_left(filter_: BoxKalmanFilter) -> bool:
    """Tell whether somebody unseen went out of the picture by now."""
    x, y = filter_.x.place, filter_.y.place
    return not (0 <= x <= 1 and 0 <= y <= 1)


def _is_within(young: TrackState, old: TrackState) -> bool:
    """Tell whether somebody new is but a part of another's body."""
    if young.body is None or old.body is None:
        return False
    return share_inside(young.body.filter.box, old.body.filter.box) >= 0.7


def _wake_cost(sleeper: Box, box: Box) -> float:
    """Return how badly a moving object fits somebody who stood there, or infinity."""
    overlap = sleeper.overlap(box)
    if overlap >= 0.25 or (
        max(share_inside(box, sleeper), share_inside(sleeper, box)) >= PART_INSIDE
        and (overlap >= 0.1 or box.area < sleeper.area)
    ):
        return 1 - overlap
    return math.inf
