"""Linear assignment: pairs two groups one to one at the least total cost."""

from collections.abc import Mapping, Sequence
import math


def assign_pairs(
    costs: Sequence[Mapping[int, float]], unmatched: float = math.inf
) -> list[tuple[int, int]]:
    """Pair rows with columns so that the sum of the costs is least.

    Pairs that cannot reach each other are never compared: the pairing is solved for
    each connected group of rows and columns by itself, which are small in pictures.

    Args:
        costs: What each row costs with each column it can have. A pair that is not
            named, or is infinite, is not allowed.
        unmatched: What leaving a row without a column costs. A pair dearer than this
            is not made. Infinite pairs as many rows as can be.

    Returns:
        (row, column) pairs in order of rows; no row and no column appears twice.

    Raises:
        ValueError: A cost is NaN or minus infinity.
    """
    neighbours: list[list[int]] = []
    for row in costs:
        near: list[int] = []
        for j, cost in row.items():
            # Written so that NaN fails it.
            if not cost > -math.inf:
                raise ValueError("costs must be numbers above minus infinity")
            if cost <= unmatched and cost < math.inf:
                near.append(j)
        neighbours.append(near)
    if math.isinf(unmatched):
        # Dearer than any exchange of pairs could save.
        unmatched = 1.0 + 2.0 * sum(
            abs(row[j])
            for row, near in zip(costs, neighbours, strict=True)
            for j in near
        )
    pairs: list[tuple[int, int]] = []
    for rows, columns in _find_groups(neighbours):
        if len(rows) == len(columns) == 1:
            pairs.append((rows[0], columns[0]))
            continue
        group = [
            [costs[i][j] if j in neighbours[i] else math.inf for j in columns]
            for i in rows
        ]
        pairs += [(rows[i], columns[j]) for i, j in _assign_group(group, unmatched)]
    return sorted(pairs)


def _find_groups(neighbours: list[list[int]]) -> list[tuple[list[int], list[int]]]:
    """Return the connected groups of rows and columns that share allowed pairs."""
    row_of: dict[int, list[int]] = {}
    for row, reachable in enumerate(neighbours):
        for column in reachable:
            row_of.setdefault(column, []).append(row)
    groups: list[tuple[list[int], list[int]]] = []
    seen: set[int] = set()
    for first, nearest in enumerate(neighbours):
        if first in seen or not nearest:
            continue
        seen.add(first)
        rows: list[int] = [first]
        columns: dict[int, None] = {}
        for row in rows:
            for column in neighbours[row]:
                if column in columns:
                    continue
                columns[column] = None
                for other in row_of[column]:
                    if other not in seen:
                        seen.add(other)
                        rows.append(other)
        groups.append((rows, list(columns)))
    return groups


def _assign_group(costs: list[list[float]], unmatched: float) -> list[tuple[int, int]]:
    """Solve one group by successive shortest augmenting paths with potentials.

    After Kuhn's Hungarian method in the O(n²m) form of Jonker and Volgenant, "A
    shortest augmenting path algorithm for dense and sparse linear assignment
    problems", Computing 38, 1987. Every row has a column of its own that stands for
    staying alone, so that there always is a path.
    """
    count, width = len(costs), len(costs[0])
    total = width + count
    row_potential = [0.0] * count
    column_potential = [0.0] * total
    owner = [-1] * total
    for start in range(count):
        distance = [math.inf] * total
        before = [-1] * total
        done = [False] * total
        ahead = list(range(total))
        row, reached, column = start, 0.0, -1
        while True:
            base = reached - row_potential[row]
            line = costs[row]
            for j in range(width):
                if not done[j] and line[j] < math.inf:
                    length = base + line[j] - column_potential[j]
                    if length < distance[j]:
                        distance[j], before[j] = length, column
            alone = width + row
            if not done[alone]:
                length = base + unmatched - column_potential[alone]
                if length < distance[alone]:
                    distance[alone], before[alone] = length, column
            column = min(ahead, key=distance.__getitem__)
            reached = distance[column]
            ahead.remove(column)
            done[column] = True
            if owner[column] < 0:
                break
            row = owner[column]
        for j in range(total):
            if done[j] and j != column:
                column_potential[j] += distance[j] - reached
                row_potential[owner[j]] += reached - distance[j]
        row_potential[start] += reached
        while column >= 0:
            previous = before[column]
            owner[column] = start if previous < 0 else owner[previous]
            column = previous
    return [(owner[j], j) for j in range(width) if owner[j] >= 0]
