"""Matching of visitors with boxes by what a pair of two boxes costs."""

from collections.abc import Callable, Sequence

from ..geometry import Box
from .assignment import assign_pairs
from .track import TrackState


def match_boxes(
    visitors: Sequence[TrackState],
    boxes: list[Box],
    cost: Callable[[Box, Box], float],
) -> list[tuple[TrackState, Box]]:
    """Pair visitors with boxes at the least total cost.

    Args:
        visitors: Who may be meant.
        boxes: Detections; those that find an owner are taken out.
        cost: Of somebody's box and a detection, infinite for what is no pair.

    Returns:
        As many pairs as can be.
    """
    if not visitors or not boxes:
        return []
    places = [one.main.filter.box for one in visitors]
    costs = [{j: cost(place, box) for j, box in enumerate(boxes)} for place in places]
    pairs = [(visitors[i], j) for i, j in assign_pairs(costs)]
    matched = [(visitor, boxes[j]) for visitor, j in pairs]
    for j in sorted((j for _, j in pairs), reverse=True):
        del boxes[j]
    return matched
