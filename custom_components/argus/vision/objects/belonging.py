"""Which of the things that were found in a picture belong to whom."""

from collections.abc import Sequence
from typing import Final

from ..geometry import Box
from .look import share_within
from .object_backend import LabelledBox

WITHIN: Final = 0.55
"""What lies in somebody's box by this share belongs to them …"""
COVERS: Final = 0.3
"""… and so does what covers their box by this much: a box of motion is often but a part of somebody."""
_AROUND: Final = 0.8
"""A box that lies by this share in what was found is a part of it."""
_SAME_PLACE: Final = 0.3
_SPECK: Final = 1 / 8
"""Of somebody's size at most is what may be but a part of them, or the hole they leave …"""
_REACH: Final = 0.5
"""… if it is no further from their box than this share of its sides."""


def is_same_thing(found: Box, place: Box) -> bool:
    """Tell whether what was found is what a place is about."""
    return (
        found.overlap(place) >= _SAME_PLACE
        or share_within(found, place) >= WITHIN
        or share_within(place, found) >= _AROUND
    )


def share_out(
    found: Sequence[LabelledBox], places: Sequence[Box]
) -> list[list[LabelledBox]]:
    """Give everything that was found to the place it belongs to best, if any.

    Args:
        found: What a look brought.
        places: Boxes of those who are followed.

    Returns:
        What belongs to each of them.
    """
    shares: list[list[LabelledBox]] = [[] for _ in places]
    for each in found:
        fits = [
            max(
                each.box.overlap(place) / COVERS,
                share_within(each.box, place) / WITHIN,
                share_within(place, each.box) / _AROUND,
            )
            for place in places
        ]
        best = max(range(len(places)), key=lambda index: fits[index])
        if fits[best] >= 1:
            shares[best].append(each)
    return shares


def is_speck_beside(box: Box, somebody: Box) -> bool:
    """Tell whether a box is so small and so near to somebody that it may be but a foot of theirs."""
    if box.area > _SPECK * somebody.area:
        return False
    across, down = _REACH * somebody.width, _REACH * somebody.height
    return (
        box.x1 > somebody.x0 - across
        and box.x0 < somebody.x1 + across
        and box.y1 > somebody.y0 - down
        and box.y0 < somebody.y1 + down
    )
