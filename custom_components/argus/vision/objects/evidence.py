"""What a track is, gathered over looks."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from ..geometry import Box
from ..observation import ObjectKind
from .backend import LabelledBox
from .look import share_within

_FLOOR: Final = 0.2
_ENOUGH: Final = 0.3
"""One look at a score of .5 decides, or two at .35."""
_LEAD: Final = 0.15
"""How much more there must be for one kind than for another …"""
_CORRECTION: Final = 0.6
"""… and than for the one that was decided on."""
_FADES: Final = 0.75
"""What is left of the evidence after a look that does not see it."""
_MOST: Final = 1.5
_PACE: Final = 0.4
_APART: Final = 0.5
"""Two of which one lies in the other by this share are the same, seen twice."""
_COUNTED_FROM: Final = 0.4
"""Score from which one more of a kind counts as one, 0..1."""


@dataclass(slots=True)
class Evidence:
    """What looks at one track have shown."""

    kind: ObjectKind | None = None
    label: str = ""
    score: float = 0.0
    """Mean of the scores at which that kind was seen, the latest weigh most, 0..1."""
    looks: int = 0
    seen: int = 0
    """Looks that saw the kind that was decided on."""
    boxes: tuple[Box, ...] = ()
    """Where each of that kind was, as shares of the track's box at that time."""
    for_kinds: dict[ObjectKind, float] = field(default_factory=dict)
    _scores: dict[ObjectKind, float] = field(default_factory=dict)
    _labels: Counter[tuple[ObjectKind, str]] = field(default_factory=Counter)

    @property
    def nothing(self) -> bool:
        """Whether looks enough saw nothing that would be a person, vehicle or animal."""
        return (
            self.kind is None and self.looks >= 2 and not any(self.for_kinds.values())
        )

    def add(self, place: Box, found: Iterable[LabelledBox]) -> None:
        """Take what a look saw in.

        Args:
            place: The track's box when it was looked at.
            found: What of that belongs to the track.
        """
        self.looks += 1
        found = tuple(found)
        best: dict[ObjectKind, LabelledBox] = {}
        for each in found:
            if each.kind not in best or each.score > best[each.kind].score:
                best[each.kind] = each
        for kind in {*self.for_kinds, *best}:
            gained = max(0.0, best[kind].score - _FLOOR) if kind in best else 0.0
            kept = self.for_kinds.get(kind, 0.0) * (1.0 if gained else _FADES)
            self.for_kinds[kind] = min(_MOST, kept + gained)
            if kind in best:
                score = self._scores.get(kind, best[kind].score)
                score += _PACE * (best[kind].score - score)
                self._scores[kind] = score
                self._labels[kind, best[kind].label] += 1
        self._decide()
        if self.kind in best:
            self.seen += 1
            self.score = self._scores[self.kind]
            self.boxes = tuple(
                relative(box, place) for box in _distinct(found, best[self.kind])
            )

    def _decide(self) -> None:
        ranked = sorted(self.for_kinds.items(), key=lambda pair: -pair[1])
        if not ranked:
            return
        kind, most = ranked[0]
        second = ranked[1][1] if len(ranked) > 1 else 0.0
        lead = _LEAD if self.kind is None else _CORRECTION
        if kind is not self.kind and most >= _ENOUGH and most >= second + lead:
            self.kind = kind
            self.seen = 0
            self.score = self._scores[kind]
            self.boxes = ()
        if self.kind is not None:
            labels = {
                label: times
                for (of, label), times in self._labels.items()
                if of is self.kind
            }
            self.label = max(labels, key=lambda label: labels[label])


def _distinct(found: Iterable[LabelledBox], best: LabelledBox) -> list[Box]:
    """Return where the best of a kind is, and where surely another one is."""
    boxes = [best.box]
    for each in sorted(found, key=lambda each: -each.score):
        if each.kind is not best.kind or each.score < _COUNTED_FROM:
            continue
        if all(
            max(share_within(each.box, box), share_within(box, each.box)) < _APART
            for box in boxes
        ):
            boxes.append(each.box)
    return boxes


def relative(box: Box, place: Box) -> Box:
    """Return a box in coordinates of another one."""
    width, height = max(place.width, 1e-6), max(place.height, 1e-6)
    return Box(
        (box.x0 - place.x0) / width,
        (box.y0 - place.y0) / height,
        (box.x1 - place.x0) / width,
        (box.y1 - place.y0) / height,
    )


def absolute(box: Box, place: Box) -> Box:
    """Return a box given in coordinates of another one in those of the picture, cut at its edges."""
    x0, x1 = (min(1.0, max(0.0, place.x0 + x * place.width)) for x in (box.x0, box.x1))
    y0, y1 = (min(1.0, max(0.0, place.y0 + y * place.height)) for y in (box.y0, box.y1))
    return Box(x0, y0, x1, y1)
