"""Track merging: a face and a body, or two halves, that were taken for two visitors are one."""

from collections.abc import Iterable
import math

from .grouping import face_cost, share_inside
from .track import HITS, TrackState


def merge_parts(sighted: Iterable[TrackState]) -> set[TrackState]:
    """Let the older one of two that are one go on as both.

    Args:
        sighted: Who was seen in this frame.

    Returns:
        Who was but a part of somebody.
    """
    if all(one.body and (one.face or one.hits > HITS) for one in sighted):
        return set()
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
    return gone


def _is_within(young: TrackState, old: TrackState) -> bool:
    """Tell whether somebody new is but a part of another's body."""
    if young.body is None or old.body is None:
        return False
    return share_inside(young.body.filter.box, old.body.filter.box) >= 0.7
