"""Face association: which detected face is whose."""

from collections.abc import Sequence
import math

from ..geometry import Box
from .assignment import assign_pairs
from .box_matching import match_boxes
from .data_association import DEAREST
from .frame_context import FrameContext
from .grouping import face_cost
from .kalman import BoxKalmanFilter
from .track import Clock, Part, TrackState

FACE_LOST = 0.7
"""Seconds after which another face on the same body is taken for the same."""
BODY_PER_FACE = 4.0
"""How much larger the body is that moves a face (√ of the area)."""


def associate_faces(
    visitors: Sequence[TrackState],
    faces: list[Box],
    clock: Clock,
    sighted: set[TrackState],
) -> list[Box]:
    """Give the faces to those who had one, moved on to the time of the frame.

    Args:
        visitors: Everybody.
        faces: Detected faces.
        clock: The tracker's.
        sighted: Gets those whose face was seen.

    Returns:
        The faces of others.
    """
    owners = [(one, one.face) for one in visitors if one.face and not one.asleep]
    if not owners or not faces:
        return faces
    scene = FrameContext(owners, faces, clock)
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
        part.filter.correct(faces[j], clock.age(part.seen))
        part.seen = clock.time
        sighted.add(visitor)
        taken.add(j)
    return [face for j, face in enumerate(faces) if j not in taken]


def give_faces(
    visitors: Sequence[TrackState],
    faces: list[Box],
    clock: Clock,
    sighted: set[TrackState],
) -> None:
    """Give new faces to bodies without one.

    Args:
        visitors: Everybody.
        faces: Faces nobody had; those that find an owner are taken out.
        clock: The tracker's.
        sighted: Gets those whose face was seen.
    """
    bodies = [
        one
        for one in visitors
        if one.body and (one.face is None or clock.age(one.face.seen) > FACE_LOST)
    ]
    for visitor, box in match_boxes(
        bodies, faces, lambda body, face: face_cost(face, body)
    ):
        visitor.face = start_face(box, clock)
        if visitor.asleep:
            visitor.asleep = False
            visitor.main.filter.forget_speed()
        sighted.add(visitor)


def start_face(box: Box, clock: Clock) -> Part:
    """Return a face seen for the first time, which goes as fast as a body does."""
    return Part(BoxKalmanFilter(box, BODY_PER_FACE), clock.time)
