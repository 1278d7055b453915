"""One-to-one assignment over few candidates: the choice with the greatest gain in all. PURE.

Shortest augmenting paths (Jonker and Volgenant, 1987) on sparse rows: a row is looked at with the few columns
that it may take, so that many thousand rows take seconds, not a matrix.
"""

from __future__ import annotations

from heapq import heappop, heappush
from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def best_assignment(gains: Mapping[int, Mapping[int, float]]) -> dict[int, int]:
    """Return column by row, of `gains` by row and column; a row that gains nothing goes without.

    >>> best_assignment({0: {0: 5.0, 1: 4.0}, 1: {0: 3.0}})
    {0: 1, 1: 0}
    """
    assignment = _Assignment(gains)
    for row in gains:
        assignment.place(row)
    return {row: column for row, column in sorted(assignment.columns.items()) if column >= 0}


class _Assignment:
    """Rows and columns taken so far. Each row may also take a column of its own, `~row`, for nothing."""

    def __init__(self, gains: Mapping[int, Mapping[int, float]]) -> None:
        self.columns: dict[int, int] = {}
        self._rows: dict[int, int] = {}
        self._prices: dict[int, float] = {}
        self._costs = {
            row: {~row: 0.0} | {column: -gain for column, gain in of.items() if gain > 0}
            for row, of in gains.items()
        }

    def place(self, start: int) -> None:
        """Give `start` a column; others take their next choice where that gains more in all."""
        distances: dict[int, float] = {}
        before: dict[int, int] = {}
        done: dict[int, float] = {}
        queue: list[tuple[float, int]] = []
        row, base = start, 0.0
        while True:
            for column in self._costs[row]:
                distance = base + self._cost(row, column)
                if column not in done and distance < distances.get(column, inf):
                    distances[column], before[column] = distance, row
                    heappush(queue, (distance, column))
            distance, column = _nearest(queue, done)
            if column not in self._rows:
                break
            done[column], row = distance, self._rows[column]
            base = distance - self._cost(row, column)
        for passed, at in done.items():
            self._prices[passed] = self._prices.get(passed, 0.0) + at - distance
        self._hand_on(column, start, before)

    def _cost(self, row: int, column: int) -> float:
        return self._costs[row][column] - self._prices.get(column, 0.0)

    def _hand_on(self, column: int, start: int, before: dict[int, int]) -> None:
        """Let each row on the path take the column by which the path left it."""
        row = before[column]
        while row != start:
            given_up = self.columns[row]
            self._rows[column], self.columns[row] = row, column
            column, row = given_up, before[given_up]
        self._rows[column], self.columns[row] = row, column


def _nearest(queue: list[tuple[float, int]], done: dict[int, float]) -> tuple[float, int]:
    while True:
        distance, column = heappop(queue)
        if column not in done:
            return distance, column
