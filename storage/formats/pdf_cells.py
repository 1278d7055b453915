"""Ruled lines of a page to the cells that they frame. PURE.

The lines' edges make a lattice; its fields with no line between them are one cell, so merged cells come
out as they are drawn. Lines that touch make a table; a page may have several.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from storage.formats.pdf_page import Rule

NEAR = 3.0
"""Edges closer than this (in points) are one; lines that end so close touch."""

_MOST_RULES = 3_000
_MOST_FIELDS = 100_000
_OPEN = 10.0  # what sticks out farther, past the last line across, is a side without a line


@dataclass(frozen=True)
class Frame:
    """A cell on a page, by its edges in points, and the fields of the lattice that it takes."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Lattice:
    """A ruled table: `fields[row][column]` is the number of the frame that a field belongs to."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    fields: tuple[tuple[int, ...], ...]
    frames: tuple[Frame, ...]

    def frame_at(self, x: float, y: float) -> int | None:
        """Find the frame around a point; None outside the table."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        if 0 <= row < len(self.ys) - 1 and 0 <= column < len(self.xs) - 1:
            return self.fields[row][column]
        return None


def find_lattices(rules: Iterable[Rule]) -> list[Lattice]:
    """Find the tables that lines frame, from top to bottom."""
    flats = list(_joined(rule for rule in rules if rule.flat))
    uprights = list(_joined(rule for rule in rules if not rule.flat))
    if len(flats) + len(uprights) > _MOST_RULES:
        return []
    lattices = [lattice for group in _touching(flats, uprights) if (lattice := _lattice(*group)) is not None]
    return sorted(lattices, key=lambda lattice: (lattice.ys[0], lattice.xs[0]))


def _joined(rules: Iterable[Rule]) -> Iterator[Rule]:
    """Make one line of those that go on in each other."""
    held: dict[float, list[Rule]] = {}
    places: list[float] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if not places or rule.at - places[-1] > NEAR / 2:
            places.append(rule.at)
        held.setdefault(places[-1], []).append(rule)
    for at, same in held.items():
        start, end = None, 0.0
        for rule in sorted(same, key=lambda rule: rule.start):
            if start is not None and rule.start <= end + NEAR:
                end = max(end, rule.end)
                continue
            if start is not None:
                yield type(rule)(rule.flat, at, start, end)
            start, end = rule.start, rule.end
        if start is not None:
            yield type(same[0])(same[0].flat, at, start, end)


def _touching(flats: list[Rule], uprights: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Group lines that touch one another; the flat ones come from top to bottom."""
    leader = list(range(len(flats) + len(uprights)))

    def find(at: int) -> int:
        while leader[at] != at:
            leader[at] = leader[leader[at]]
            at = leader[at]
        return at

    places = [flat.at for flat in flats]
    for upright, line in enumerate(uprights, start=len(flats)):
        first, end = bisect_left(places, line.start - NEAR), bisect_right(places, line.end + NEAR)
        for flat in range(first, end):
            if flats[flat].start - NEAR <= line.at <= flats[flat].end + NEAR:
                leader[find(upright)] = find(flat)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for at, rule in enumerate([*flats, *uprights]):
        groups.setdefault(find(at), ([], []))[0 if at < len(flats) else 1].append(rule)
    return list(groups.values())


def _lattice(flats: list[Rule], uprights: list[Rule]) -> Lattice | None:
    xs = _edges(uprights, [flat.start for flat in flats], [flat.end for flat in flats])
    ys = _edges(flats, [line.start for line in uprights], [line.end for line in uprights])
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 2 or rows * columns > _MOST_FIELDS or not flats or not uprights:
        return None
    walls = _cover(uprights, xs, ys)
    floors = _cover(flats, ys, xs)
    fields = [[-1] * columns for _ in range(rows)]
    frames: list[Frame] = []
    for row in range(rows):
        for column in range(columns):
            if fields[row][column] < 0:
                bottom, right = _reach(fields, walls, floors, row, column)
                for y in range(row, bottom):
                    fields[y][column:right] = [len(frames)] * (right - column)
                frames.append(Frame(xs[column], ys[row], xs[right], ys[bottom]))
    return Lattice(tuple(xs), tuple(ys), tuple(map(tuple, fields)), tuple(frames))


def _edges(rules: list[Rule], starts: list[float], ends: list[float]) -> list[float]:
    """List where lines stand, and where lines across stick out with no line at their end."""
    edges: list[float] = []
    for at in sorted(rule.at for rule in rules):
        if not edges or at - edges[-1] > NEAR:
            edges.append(at)
    first, last = min(starts, default=0.0), max(ends, default=0.0)
    if not edges or first < edges[0] - _OPEN:
        edges.insert(0, first)
    if last > edges[-1] + _OPEN:
        edges.append(last)
    return edges


def _cover(rules: list[Rule], places: list[float], edges: list[float]) -> list[list[bool]]:
    """For each place say along which stretches between edges a line runs."""
    covered = [[False] * (len(edges) - 1) for _ in places]
    for rule in rules:
        at = min(range(len(places)), key=lambda n: abs(places[n] - rule.at))
        for n in range(len(edges) - 1):
            middle = (edges[n] + edges[n + 1]) / 2
            covered[at][n] |= rule.start - NEAR <= middle <= rule.end + NEAR
    return covered


def _reach(
    fields: list[list[int]], walls: list[list[bool]], floors: list[list[bool]], row: int, column: int
) -> tuple[int, int]:
    """How far down and right the cell reaches that begins at a field: up to the next lines."""
    right = column + 1
    while right < len(fields[0]) and fields[row][right] < 0 and not walls[right][row]:
        right += 1
    bottom = row + 1
    while (
        bottom < len(fields)
        and not any(floors[bottom][at] or fields[bottom][at] >= 0 for at in range(column, right))
        and not any(walls[at][bottom] for at in range(column + 1, right))
    ):
        bottom += 1
    return bottom, right


def snap(edges: Iterable[float]) -> list[float]:
    """Make one of edges that hardly differ, as on several pages of a table."""
    out: list[float] = []
    for edge in sorted(edges):
        if not out or edge - out[-1] > 2 * NEAR:
            out.append(edge)
    return out


def nearest(edges: list[float], edge: float) -> int:
    at = bisect_left(edges, edge)
    around = [n for n in (at - 1, at) if 0 <= n < len(edges)]
    return min(around, key=lambda n: abs(edges[n] - edge))
