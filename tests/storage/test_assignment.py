"""The assignment is one to one, and none gains more."""

from __future__ import annotations

from itertools import permutations
from typing import TypeAlias

from hypothesis import given
from hypothesis import strategies as st

from storage.assignment import best_assignment

Gains: TypeAlias = dict[int, dict[int, float]]

GAINS = st.dictionaries(
    st.integers(0, 4), st.dictionaries(st.integers(0, 4), st.integers(-2, 6).map(float)), max_size=5
)


def gained(gains: Gains, columns: dict[int, int]) -> float:
    return sum(gains[row][column] for row, column in columns.items())


def greatest_gain(gains: Gains) -> float:
    """Try all orders in which the columns, and as many blanks, may be handed out."""
    rows = list(gains)
    columns = [*range(5), *[-1] * len(rows)]
    return max(
        sum(max(0.0, gains[row].get(column, 0.0)) for row, column in zip(rows, order, strict=False))
        for order in set(permutations(columns[:5], min(5, len(rows))))
    )


@given(GAINS)
def test_no_assignment_gains_more(gains: Gains) -> None:
    assert gained(gains, best_assignment(gains)) == greatest_gain(gains)


@given(GAINS)
def test_a_column_is_given_once_and_only_for_a_gain(gains: Gains) -> None:
    columns = best_assignment(gains)
    assert len(set(columns.values())) == len(columns)
    assert all(gains[row][column] > 0 for row, column in columns.items())


def test_a_row_steps_aside_where_all_gain_more() -> None:
    assert best_assignment({0: {0: 5.0, 1: 4.0}, 1: {0: 3.0}}) == {0: 1, 1: 0}
    assert best_assignment({}) == {}
