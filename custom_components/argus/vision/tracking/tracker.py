"""Multi-object tracker over frames of uneven spacing.

A visitor is a face, a moving object, or both once the object is seen to carry the
face: then they are one. Time is counted in seconds of an own clock that stands still
when the caller's does not advance.
"""

from collections.abc import Sequence

from ..geometry import Box
from ..observation import Face, Track, TrackKind
from .body_and_face import align_parts
from .box_matching import match_boxes
from .data_association import associate_bodies
from .face_association import associate_faces, give_faces, start_face
from .flow import Flow
from .grouping import (
    clip_box,
    distinct_faces,
    face_cost,
    is_beside,
    join_parts,
    share_inside,
    shift_box,
)
from .kalman import BoxKalmanFilter
from .lifetime import is_kept, is_shown
from .merging import merge_parts
from .quick_movers import follow_quick_movers
from .set_off import (
    continue_track,
    drop_holes,
    follow_set_off,
    wake_cost,
    wake_track,
)
from .split import are_alike, are_separate
from .standing import (
    came_out_of,
    find_left_alone,
    find_set_off,
    find_sleeper_beside,
    note_halt,
)
from .track import HITS, Clock, Part, TrackState, foot_point

BESIDE = 0.05
"""Who turns up nearer than this share of somebody's box may be a part of that one."""
SPLIT = 0.5
"""Who turns up with this share inside somebody's box may have come with that one."""
TRAIL_TIME = 3.0
"""Seconds that a trail reaches back."""
FLOWING = 3
"""Sightings after which the speed of somebody quick is known."""


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
        boxes = drop_holes(self._visitors, boxes, clock)
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
        loose_faces: list[Box] = []
        if faces:
            loose_faces = associate_faces(
                self._visitors, distinct_faces(faces), clock, sighted
            )
        if loose_boxes:
            self._place_new_boxes(loose_boxes, sighted)
        if loose_faces:
            self._place_new_faces(loose_faces, sighted)
        gone = merge_parts(sighted)
        if gone:
            sighted -= gone
            self._visitors = [one for one in self._visitors if one not in gone]
        oldest = clock.time - clock.patience(TRAIL_TIME)
        for visitor in sighted:
            self._update_trail(visitor, oldest)
            note_halt(visitor)
            if visitor.hits >= FLOWING and visitor.body and visitor.is_quick:
                x, y = visitor.body.filter.x, visitor.body.filter.y
                self._flow.note(visitor.id, visitor.trail, x.speed, y.speed, clock.time)
        for sleeper, visitor in find_set_off(self._visitors):
            continue_track(sleeper, visitor, clock)
            self._visitors.remove(visitor)
        for unseen, visitor in find_left_alone(self._visitors, clock):
            continue_track(unseen, visitor, clock)
            self._visitors.remove(visitor)
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
            if one.seen == clock.time or is_kept(one, clock)
        ]
        return tuple(
            [
                self._to_track(visitor)
                for visitor in self._visitors
                if is_shown(visitor, clock)
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
        for visitor, box in match_boxes(waiting, groups, face_cost):
            visitor.body = Part(BoxKalmanFilter(box), self._clock.time)
            visitor.forget_trail()
            sighted.add(visitor)
        sleepers = [one for one in self._visitors if one.asleep]
        for visitor, box in match_boxes(sleepers, groups, wake_cost):
            wake_track(visitor, box, self._clock)
            sighted.add(visitor)
        groups = follow_set_off(self._visitors, groups, self._clock, sighted)
        follow_quick_movers(self._visitors, groups, self._clock, sighted)
        others = [one for one in self._visitors if one.body and not one.asleep]
        for box in groups:
            visitor = self._add_track(sighted)
            visitor.body = Part(BoxKalmanFilter(box), self._clock.time)
            visitor.sleeper = find_sleeper_beside(box, sleepers)
            for other in others:
                place = other.main.filter.box
                is_out_of_it = came_out_of(box, other, self._clock)
                if is_out_of_it or is_beside(box, place, BESIDE):
                    visitor.origin = other.origin or other
                    visitor.split = is_out_of_it or share_inside(box, place) >= SPLIT
                    break

    def _place_new_faces(self, faces: list[Box], sighted: set[TrackState]) -> None:
        """Find out whose new faces are: a body's without one, or somebody new."""
        give_faces(self._visitors, faces, self._clock, sighted)
        for box in faces:
            self._add_track(sighted).face = start_face(box, self._clock)

    def _add_track(self, sighted: set[TrackState]) -> TrackState:
        visitor = TrackState(self._next_id, self._clock.time)
        self._next_id += 1
        self._visitors.append(visitor)
        sighted.add(visitor)
        return visitor

    def _update_trail(self, visitor: TrackState, oldest: float) -> None:
        """Note where somebody just seen is.

        What the trail holds from before the oldest moment is dropped.
        """
        visitor.seen = self._clock.time
        visitor.hits += 1
        align_parts(visitor, self._clock)
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

    def _to_track(self, visitor: TrackState) -> Track:
        box = visitor.main.filter.box
        missed = visitor.seen < self._clock.time
        if missed and visitor.trail and not visitor.is_quick:
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
