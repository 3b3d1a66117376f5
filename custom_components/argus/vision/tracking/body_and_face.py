"""Body and face of one visitor: where the face is on the body, and which of both carries the other along."""

from .track import Clock, TrackState

FACE_TIME = 2.0
"""Seconds a face is still carried along without being seen."""
HEAD_PACE = 0.3
"""How quickly the place of the face on the body is learnt, share per sighting."""


def align_parts(visitor: TrackState, clock: Clock) -> None:
    """Bring face and body of somebody just seen in line: who of both was not seen goes with the other."""
    body, face = visitor.body, visitor.face
    if body is None or face is None:
        return
    box, middle = body.filter.box, face.filter.box.centre
    width, height = max(box.width, 1e-6), max(box.height, 1e-6)
    if body.seen == face.seen:
        pace = 1.0 if face.filter.sightings == 1 else HEAD_PACE
        x, y = visitor.head
        x += pace * ((middle.x - box.x0) / width - x)
        y += pace * ((middle.y - box.y0) / height - y)
        visitor.head = x, y
    elif face.seen < body.seen:
        if clock.age(face.seen) > clock.patience(FACE_TIME):
            visitor.face = None
        else:
            x = box.x0 + visitor.head[0] * width
            y = box.y0 + visitor.head[1] * height
            face.filter.carry(x, y, body.filter)
    else:
        x = middle.x - (visitor.head[0] - 0.5) * width
        y = middle.y - (visitor.head[1] - 0.5) * height
        body.filter.carry(x, y, face.filter)
