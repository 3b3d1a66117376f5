"""Parts of one body that are followed as several: a head and legs between which nothing is seen to move.

By what moves nobody can tell them from people one above the other. A look at them together can: it shows one person
around all, or several.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Final

from ..geometry import Box, ObjectKind
from ..observation import DetectedObject
from .look import share_within
from .object_backend import LabelledBox

_SAME_COLUMN: Final = 0.6
"""Parts of one body that is upright share this much of the narrower one's width …"""
_UNSEEN: Final = 0.5
"""… and what is between them is less of the body than what is seen of it."""
COVERED: Final = 0.8
"""Who has this share of a box in theirs may have all of it."""
APART: Final = 0.5
"""Who has no such share in somebody's box is somebody else."""
_COUNTED_FROM: Final = 0.4
"""Score from which somebody counts as one, 0..1."""
_SEEN_TWICE: Final = 0.5
"""People whose boxes overlap by this are one, seen twice: the detector takes them for one as well."""


def may_be_one_body(one: Box, other: Box) -> bool:
    """Tell whether two boxes may be parts of one upright body.

    Args:
        one: A box.
        other: Another one.
    """
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    if across <= 0 or across < _SAME_COLUMN * min(one.width, other.width):
        return False
    between = max(one.y0, other.y0) - min(one.y1, other.y1)
    return between < _UNSEEN * (max(one.y1, other.y1) - min(one.y0, other.y0))


def any_may_be_one_body(boxes: Iterable[Box]) -> bool:
    """Tell whether any two of some boxes may be parts of one upright body."""
    return any(may_be_one_body(one, other) for one, other in combinations(boxes, 2))


def around_both(one: Box, other: Box) -> Box:
    """Return the smallest box around two."""
    return Box(
        min(one.x0, other.x0),
        min(one.y0, other.y0),
        max(one.x1, other.x1),
        max(one.y1, other.y1),
    )


def find_bodies(
    places: Sequence[Box], shares: Sequence[Sequence[LabelledBox]]
) -> list[tuple[LabelledBox, list[int]]]:
    """Return people of whom several places are parts, with the numbers of these places.

    Args:
        places: Where something is followed that may be a person.
        shares: What was found of each.
    """
    people = [
        each
        for theirs in shares
        for each in theirs
        if each.kind is ObjectKind.PERSON and each.score >= _COUNTED_FROM
    ]
    bodies = []
    left = set(range(len(places)))
    for whole in sorted(people, key=lambda each: -each.score):
        parts = [
            index
            for index in sorted(left)
            if share_within(places[index], whole.box) >= COVERED
            and not any(_is_another(each, whole) for each in shares[index])
        ]
        if len(parts) > 1:
            bodies.append((whole, parts))
            left -= set(parts)
    return bodies


def _is_another(found: LabelledBox, whole: LabelledBox) -> bool:
    return (
        found.kind is not whole.kind or share_within(found.box, whole.box) < APART
    ) and found.score >= _COUNTED_FROM


def tell_once(told: Iterable[DetectedObject]) -> tuple[DetectedObject, ...]:
    """Return what is in view without people who are told already.

    Args:
        told: What is in view; of two that are one the first is told.
    """
    kept: list[DetectedObject] = []
    for each in told:
        if each.kind is ObjectKind.PERSON and any(
            one.kind is each.kind
            and one.track_id != each.track_id
            and one.box.overlap(each.box) >= _SEEN_TWICE
            for one in kept
        ):
            continue
        kept.append(each)
    return tuple(kept)
