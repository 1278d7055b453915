"""How sure the cheapest reading is: by how much the best reading that differs somewhere is dearer. PURE."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from storage.headings import Role

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

_ALIKE = {int(Role.ASSISTING): int(Role.DEPARTMENT)}  # names are names, whoever leads
FAR = 6.0
"""Readings dearer by more are not looked at: a margin is never larger."""


class Edge(NamedTuple):
    """A piece from unit `start` up to `stop` (not included), taken for `column`.

    `through` is the price of the cheapest reading up to and with the piece.
    """

    start: int
    stop: int
    column: int
    before: Hashable
    after: Hashable
    through: float
    price: float


def unit_margins(edges: Sequence[Edge], count: int) -> list[float]:
    """Say for each of `count` units how much dearer the best reading with another piece there is.

    A piece is another one if it stands in another column, or begins at this unit where it did not (or the
    other way round). `edges` are ordered by their starts.
    """
    onward: dict[tuple[int, Hashable], float] = {}
    final = [edge.through for edge in edges if edge.stop == count]
    if not final:
        return [FAR] * count
    best = min(final)
    found: list[dict[tuple[int, bool], float]] = [{} for _ in range(count)]
    for edge in reversed(edges):
        rest = 0.0 if edge.stop == count else onward.get((edge.stop, edge.after))
        if rest is None:
            continue
        total = edge.through + rest
        if total > best + FAR:
            continue
        here = edge.start, edge.before
        ahead = edge.price + rest
        if ahead < onward.get(here, float("inf")):
            onward[here] = ahead
        for at in range(edge.start, edge.stop):
            key = _ALIKE.get(edge.column, edge.column), at == edge.start
            if total < found[at].get(key, float("inf")):
                found[at][key] = total
    return [_margin(sorted(totals.values()), best) for totals in found]


def _margin(totals: list[float], best: float) -> float:
    return min(totals[1] - best, FAR) if len(totals) > 1 else FAR
