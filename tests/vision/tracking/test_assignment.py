"""The pairing is optimal: measured against SciPy's solver and against all pairings."""

from importlib import import_module
from itertools import permutations
import math

from hypothesis import given, strategies as st
from hypothesis.extra.numpy import arrays
import numpy as np
import numpy.typing as npt
import pytest

from custom_components.argus.vision.tracking.assignment import assign_pairs

# SciPy comes with scikit-image and has no types.
linear_sum_assignment = import_module("scipy.optimize").linear_sum_assignment

costs_between = st.one_of(st.floats(-5, 5), st.just(math.inf))
tables = st.tuples(st.integers(0, 7), st.integers(0, 7)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=costs_between)
)


def sparse(costs: npt.NDArray[np.float64]) -> list[dict[int, float]]:
    """Return a table as `assign_pairs` takes it: some of what is not allowed left out, some infinite."""
    return [
        {j: cost for j, cost in enumerate(row) if math.isfinite(cost) or j % 2}
        for row in costs.tolist()
    ]


def total(costs: npt.NDArray[np.float64], pairs: list[tuple[int, int]]) -> float:
    return float(sum(costs[pair] for pair in pairs))


@given(arrays(np.float64, st.tuples(st.integers(1, 8), st.integers(1, 8)),
              elements=st.floats(0, 100)))  # fmt: skip
def test_full_tables_cost_what_scipy_finds(costs: npt.NDArray[np.float64]) -> None:
    pairs = assign_pairs(sparse(costs))
    rows, columns = linear_sum_assignment(costs)
    assert len(pairs) == min(costs.shape)
    assert total(costs, pairs) == pytest.approx(costs[rows, columns].sum())


@given(tables, st.floats(-1, 5))
def test_no_pairing_is_cheaper(costs: npt.NDArray[np.float64], alone: float) -> None:
    pairs = assign_pairs(sparse(costs), alone)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert all(costs[pair] <= alone for pair in pairs)
    count, width = costs.shape
    paid = total(costs, pairs) + alone * (count - len(pairs))
    # The oracle: one more column for each row, where it stays alone.
    padded = np.full((count, width + count), 1e6)
    padded[:, :width] = np.where(costs <= alone, costs, 1e6)
    np.fill_diagonal(padded[:, width:], alone)
    rows, columns = linear_sum_assignment(padded)
    assert paid == pytest.approx(padded[rows, columns].sum(), abs=1e-9)


@given(arrays(np.float64, (3, 3), elements=costs_between))
def test_as_many_as_can_be(costs: npt.NDArray[np.float64]) -> None:
    most = max(
        sum(math.isfinite(costs[i, j]) for i, j in enumerate(order))
        for order in permutations(range(3))
    )
    assert len(assign_pairs(sparse(costs))) == most


def test_greedy_would_pay_more() -> None:
    assert assign_pairs([{0: 1.0, 1: 2.0}, {0: 2.0, 1: 100.0}]) == [(0, 1), (1, 0)]


def test_columns_keep_their_numbers() -> None:
    assert assign_pairs([{7: 1.0}, {}, {7: 0.5, 3: 2.0}]) == [(0, 7), (2, 3)]


@pytest.mark.parametrize("bad", [math.nan, -math.inf])
def test_costs_are_numbers(bad: float) -> None:
    with pytest.raises(ValueError, match="costs"):
        assign_pairs([{0: bad}])
