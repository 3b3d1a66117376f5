"""Polygons in shares of the picture: how large they are, whether they can be filled, and what others leave of them."""

from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise

from .geometry import Point

_ROWS = 1000
"""Lines across the picture along which is measured what polygons cover."""
_NOTHING = 1e-12
"""Shares of the picture; what is smaller comes from rounding."""

type _Spans = list[tuple[float, float]]
"""Parts of one row, from left to right, that do not touch each other."""


def corners(points: Sequence[Point]) -> tuple[Point, ...]:
    """Return the corners of a polygon without those that repeat the one before; the last is before the first."""
    kept: list[Point] = []
    for point in points:
        if not kept or point != kept[-1]:
            kept.append(point)
    while len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    return tuple(kept)


def area(points: Sequence[Point]) -> float:
    """Return the area of a polygon that does not cross itself, as a share of the picture (shoelace formula)."""
    closed = (*points, *points[:1])
    return abs(sum(a.x * b.y - b.x * a.y for a, b in pairwise(closed))) / 2


def contains(points: Sequence[Point], place: Point) -> bool:
    """Tell whether a place lies inside a polygon, by how many of its edges lie to the right of it."""
    inside = False
    for one, other in zip(points, (*points[1:], *points[:1]), strict=True):
        if (one.y > place.y) != (other.y > place.y):
            share = (place.y - one.y) / (other.y - one.y)
            inside ^= place.x < one.x + share * (other.x - one.x)
    return inside


def is_flat(points: Sequence[Point]) -> bool:
    """Return whether all points lie on one line, or there are fewer than three."""
    different = list(dict.fromkeys(points))
    return len(different) < 3 or all(
        abs(_turn(different[0], different[1], point)) < _NOTHING
        for point in different[2:]
    )


def crosses_itself(points: Sequence[Point]) -> bool:
    """Return whether the outline of a polygon crosses, touches or retraces itself.

    Args:
        points: what `corners` returns; all pairs of its edges are looked at, which takes their number squared.
    """
    edges = list(pairwise((*points, *points[:1])))
    last = len(edges) - 1
    for (i, one), (j, other) in combinations(enumerate(edges), 2):
        if j == i + 1 or (i == 0 and j == last):
            # They share a corner. Anything else they share is an edge that goes back the way it came.
            before, after = (one, other) if j == i + 1 else (other, one)
            if _goes_back(before[0], before[1], after[1]):
                return True
        elif _meet(*one, *other):
            return True
    return False


class Cover:
    """What polygons cover together, measured along rows of the picture (scan-line fill, even-odd rule)."""

    def __init__(self, polygons: Iterable[Sequence[Point]]) -> None:
        """Measure the polygons; what they have in common counts once."""
        rows: dict[int, _Spans] = {}
        for points in polygons:
            for row, spans in _rows(points).items():
                rows.setdefault(row, []).extend(spans)
        self._rows = {row: _union(spans) for row, spans in rows.items()}

    def leaves(self, points: Sequence[Point], least: float) -> bool:
        """Return whether some of another polygon is not covered.

        Args:
            points: the corners of the other polygon.
            least: how much has to be left, as a share of the picture, exact to about 0.001.
        """
        left = 0.0
        for row, spans in _rows(points).items():
            free = sum(end - start for start, end in spans)
            left += (free - _overlap(spans, self._rows.get(row, []))) / _ROWS
            if left >= least:
                return True
        return False


def _rows(points: Sequence[Point]) -> dict[int, _Spans]:
    """Return the spans of a polygon in the rows that it covers."""
    crossings: dict[int, list[float]] = {}
    for a, b in pairwise((*points, *points[:1])):
        top, bottom = (a, b) if a.y <= b.y else (b, a)
        # Of a row, its middle counts.
        for row in range(round(top.y * _ROWS), round(bottom.y * _ROWS)):
            share = ((row + 0.5) / _ROWS - top.y) / (bottom.y - top.y)
            x = top.x + min(1.0, max(0.0, share)) * (bottom.x - top.x)
            crossings.setdefault(row, []).append(x)
    return {
        row: list(zip(xs[::2], xs[1::2], strict=True))
        for row, xs in ((row, sorted(xs)) for row, xs in crossings.items())
    }


def _union(spans: _Spans) -> _Spans:
    joined: _Spans = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined


def _overlap(some: _Spans, others: _Spans) -> float:
    """Return the length that two rows of spans have in common, each from left to right."""
    common = 0.0
    i = j = 0
    while i < len(some) and j < len(others):
        common += max(
            0.0, min(some[i][1], others[j][1]) - max(some[i][0], others[j][0])
        )
        if some[i][1] < others[j][1]:
            i += 1
        else:
            j += 1
    return common


def _turn(a: Point, b: Point, c: Point) -> float:
    """Return twice the signed area of a triangle: 0 on one line, its sign says to which side c lies."""
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)


def _goes_back(a: Point, b: Point, c: Point) -> bool:
    along = (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y)
    return abs(_turn(a, b, c)) < _NOTHING and along < 0


def _meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Return whether two edges have a point in common."""
    sides = _turn(a, b, c), _turn(a, b, d), _turn(c, d, a), _turn(c, d, b)
    if sides[0] * sides[1] < 0 and sides[2] * sides[3] < 0:
        return True
    return any(
        abs(side) < _NOTHING and _is_between(start, end, point)
        for side, (start, end, point) in zip(
            sides, ((a, b, c), (a, b, d), (c, d, a), (c, d, b)), strict=True
        )
    )


def _is_between(a: Point, b: Point, point: Point) -> bool:
    return (
        min(a.x, b.x) - _NOTHING <= point.x <= max(a.x, b.x) + _NOTHING
        and min(a.y, b.y) - _NOTHING <= point.y <= max(a.y, b.y) + _NOTHING
    )
