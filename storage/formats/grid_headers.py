"""Header rows of a table, and what its columns are for. PURE.

A header may take several rows (「责任分工」 above 「牵头」 and 「配合」), stand below a title, span more
columns than the rows beneath it, and be missing altogether.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from storage.formats.flattened.numbering import is_serial, section_number
from storage.formats.flattened.pieces import SECTION, is_deadline
from storage.headings import (
    Role,
    column_role,
    names_beginning,
    names_group,
    names_outcome,
    names_persons,
    names_section,
    plain_heading,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from storage.formats.grid import Cell, Grid

NONE = "—"
"""A cell that says that there is nothing, not even what stands above."""
_HIGHEST = 3
_SEARCHED = 200
_LONGEST_TITLE = 40
_FEWEST_KNOWN = 2
_NARROWEST = 3  # columns of tables that stand side by side
_LEAST_KNOWN = 0.5
_OF_DATA = re.compile("^(?:各|按|根据|依|视|有关|相关|职能|全|所有)|(?:部门|单位)负责$")
"""How cells of data begin that hold a heading's word: 「各部门」「按时间节点」."""
_HEADS_LABELS = re.compile(
    "(?:责任|牵头|主办|承办|配合|协办|负责|协同|参与).*(?:部门|单位|科室|处室)$|^(?:部门|单位)|时间|时限|期限|日期|月份"
    "|owner|deadline|due|department",
    re.IGNORECASE,
)
_LABELS = (Role.DEPARTMENT, Role.ASSISTING, Role.DEADLINE)


@dataclass(frozen=True)
class Column:
    """The grid columns below one heading. `role` is a `Role` or SECTION; None: the heading says nothing."""

    first: int
    end: int
    heading: str
    role: int | None


@dataclass(frozen=True)
class Header:
    """`row` is its first row of `rows`; 0 rows where the columns were told by what they hold."""

    row: int
    rows: int
    columns: tuple[Column, ...]

    def of(self, *roles: int) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.role in roles)

    @property
    def names_measures(self) -> bool:
        return bool(self.of(Role.MEASURE))


def find_header(grid: Grid, since: int = 0) -> Header | None:
    """Find the first header at or below row `since`; None when the table has none."""
    for row in range(since, min(len(grid.rows), since + _SEARCHED)):
        header = header_at(grid, row)
        if header is not None:
            return header
    return None


def header_at(grid: Grid, row: int) -> Header | None:
    """Read the header that begins in `row`, if there is one."""
    words = [cell.text for cell in _starting(grid, row)]
    if any(len(text) > _LONGEST_TITLE for text in words):  # soon told of most rows
        return None
    if sum(map(_is_heading, words)) < _FEWEST_KNOWN or any(map(_is_no_heading, words)):
        return None
    height = _height(grid, row)
    columns = tuple(_settled(_columns(grid, row, height)))
    header = Header(row, height, columns)
    named = [column for column in columns if column.heading]
    known = [column for column in named if column.role is not None]
    if not header.names_measures or not header.of(*_LABELS):
        return None
    return header if len(known) >= max(_FEWEST_KNOWN, _LEAST_KNOWN * len(named)) else None


def side_by_side(grid: Grid) -> Iterator[Grid]:
    """Yield the tables that stand beside each other: their headings are the same, once more."""
    header = find_header(grid)
    heads = _starting(grid, header.row) if header else []
    words = [squeezed(cell.text) for cell in heads]
    width = next((n for n in range(_NARROWEST, len(words)) if words[n:] == words[: len(words) - n]), 0)
    if not width or len(words) % width:
        yield grid
        return
    edges = [0, *(heads[n].column for n in range(width, len(words), width)), grid.columns]
    for first, end in pairwise(edges):
        cells = (cell for cell in grid.cells if first <= cell.column < end)
        yield replace(grid, cells=tuple(replace(cell, column=cell.column - first) for cell in cells))


def takes_over(grid: Grid, other: Header, known: frozenset[str]) -> bool:
    """Whether `other`, found below a header with the words `known`, is one, too, not a row of data.

    Tasks are named like headings (「任务分解｜各部门」). A header says the words of the one before, or
    nothing but headings, one of them for who is responsible or until when; no cell above reaches into it.
    """
    words = [squeezed(cell.text) for cell in grid.rows[other.row] if cell.text]
    if 2 * sum(word in known for word in words) > len(words):
        return True
    alone = all(cell.row == other.row for cell in grid.rows[other.row] if cell.text)
    plain = all(_is_heading(word) and not _OF_DATA.search(word) for word in words)
    named = any(_HEADS_LABELS.search(plain_heading(column.heading)) for column in other.of(*_LABELS))
    return alone and plain and named


def moves_columns(grid: Grid, row: int, header: Header) -> bool:
    """Whether `row` says the words of `header` in other columns."""
    other = header_at(grid, row)
    places = {(squeezed(column.heading), column.first) for column in header.columns}
    return other is not None and any((squeezed(c.heading), c.first) not in places for c in other.columns)


def repeats(grid: Grid, row: int, header_texts: frozenset[str]) -> bool:
    """Whether `row` says again what the header says."""
    texts = [squeezed(cell.text) for cell in grid.rows[row] if cell.text]
    return len(texts) >= _FEWEST_KNOWN and all(text in header_texts for text in texts)


def header_texts(grid: Grid, header: Header) -> frozenset[str]:
    """List the words of a header's cells, without blanks."""
    rows = range(header.row, header.row + header.rows)
    return frozenset(squeezed(cell.text) for row in rows for cell in grid.rows[row] if cell.text)


def squeezed(text: str) -> str:
    return "".join(text.split())


def _starting(grid: Grid, row: int) -> list[Cell]:
    return [cell for cell in grid.rows[row] if cell.row == row and cell.text]


def _is_heading(text: str) -> bool:
    return heading_role(text) is not None


def _is_no_heading(text: str) -> bool:
    """Whether a text stands below headings, never among them."""
    return (
        len(text) > _LONGEST_TITLE
        or section_number(text) > 0
        or is_deadline(text)
        or is_serial(text)
        or text == NONE
    )


@lru_cache(maxsize=4096)
def heading_role(text: str) -> int | None:
    """Say what a heading names, a column of sections or groups included."""
    words = plain_heading(text)
    role = column_role(words)
    if role in (Role.WORK_POINT, Role.MEASURE, None):
        if names_section(words):
            return SECTION
        if names_group(words):
            return Role.GROUP
    return role


def _height(grid: Grid, row: int) -> int:
    """Count the header's rows: those its merged cells take, and a row that divides its headings."""
    height = max((cell.rows for cell in _starting(grid, row)), default=1)
    if height == 1 and row + 1 < len(grid.rows):
        height += _divides(grid, row)
    return height if height <= _HIGHEST else 1


def _divides(grid: Grid, row: int) -> bool:
    """Whether the row below has nothing but headings, and only below some of those of `row`."""
    below = _starting(grid, row + 1)
    own = {cell.column for cell in _starting(grid, row)}
    fresh = [cell for cell in below if _is_heading(cell.text)]
    under = {cell.column for cell in below}
    return len(below) == len(fresh) >= _FEWEST_KNOWN and not under <= own and len(below) < len(own | under)


def _columns(grid: Grid, row: int, height: int) -> list[Column]:
    """Cut the table's width at its headings; what has none belongs to the heading before."""
    stacks = [_stack(grid, row, height, column) for column in range(grid.columns)]
    columns: list[Column] = []
    for stack, run in groupby(range(grid.columns), key=lambda column: stacks[column]):
        places = list(run)
        if not stack and columns:
            columns[-1] = replace(columns[-1], end=places[-1] + 1)
        elif stack:
            words = [text for _, text in stack]
            columns.append(Column(places[0], places[-1] + 1, words[-1], _stacked_role(words)))
    return [replace(columns[0], first=0), *columns[1:]] if columns else []


def _stack(grid: Grid, row: int, height: int, column: int) -> tuple[tuple[int, str], ...]:
    """List the headings above each other in a column, each with the column in which it begins."""
    cells = {cell: None for at in range(row, row + height) if (cell := grid.at(at, column)) and cell.text}
    return tuple((cell.column, squeezed(cell.text)) for cell in cells if len(cell.text) <= _LONGEST_TITLE)


def _stacked_role(words: Sequence[str]) -> int | None:
    return next((role for text in reversed(words) if (role := heading_role(text)) is not None), None)


# -- headings that mean the same --------------------------------------------------------------------------


def _settled(columns: list[Column]) -> Iterable[Column]:
    """Give each role to the columns that it fits best."""
    columns = _settle_measures(_settle_work_points(columns))
    columns = _keep(columns, Role.DEPARTMENT, [c for c in columns if not names_persons(c.heading)])
    columns = _keep(columns, Role.DEADLINE, _last_days(columns))
    for role in (Role.SERIAL, Role.DEADLINE, Role.WORK_POINT, Role.GROUP, SECTION):
        columns = _keep(columns, role, [column for column in columns if column.role == role][:1])
    return columns


def _keep(columns: list[Column], role: int, best: Iterable[Column]) -> list[Column]:
    """Take `role` from the columns that are not among the best, if any of these has it."""
    best = [column for column in best if column.role == role]
    if not best:
        return columns
    return [
        replace(column, role=None) if column.role == role and column not in best else column
        for column in columns
    ]


def _last_days(columns: list[Column]) -> list[Column]:
    return [
        column
        for column in columns
        if not names_beginning(column.heading) and not re.search("进度|节点|月份", column.heading)
    ] or [column for column in columns if not names_beginning(column.heading)]


def _settle_work_points(columns: list[Column]) -> list[Column]:
    """Order columns of tasks: section, work point, group or measure, from left to right.

    Without a column of measures the last one has them.
    """
    at = [n for n, column in enumerate(columns) if column.role == Role.WORK_POINT]
    roles: dict[int, int | None] = {}
    if at and all(column.role != Role.MEASURE for column in columns):
        groups = [n for n, column in enumerate(columns) if column.role == Role.GROUP]
        tasks = [n for n in at if not names_outcome(columns[n].heading)]
        roles[max((tasks if len(tasks) > 1 else at) + groups)] = Role.MEASURE
        at = [n for n in at if n not in roles]
    main = [n for n in at if not names_outcome(columns[n].heading)] or at
    if len(main) > 1 and all(column.role != Role.GROUP for column in columns):
        roles[main[1]] = Role.GROUP
    roles |= {n: None for n in at if n != main[0] and n not in roles}
    return [replace(column, role=roles.get(n, column.role)) for n, column in enumerate(columns)]


def _settle_measures(columns: list[Column]) -> list[Column]:
    """Of several columns of measures take the one that says so; one before it has their work points."""
    at = [n for n, column in enumerate(columns) if column.role == Role.MEASURE]
    if len(at) < _FEWEST_KNOWN:
        return columns
    best = next((n for n in at if "措施" in columns[n].heading or "举措" in columns[n].heading), at[-1])
    pointed = any(column.role == Role.WORK_POINT for column in columns)
    grouped = any(column.role == Role.GROUP for column in columns)
    roles: dict[int, int | None] = {n: None for n in at if n != best}
    for n in (n for n in at if n < best):
        if not pointed:
            roles[n], pointed = Role.WORK_POINT, True
        elif not grouped:
            roles[n], grouped = Role.GROUP, True
    return [replace(column, role=roles.get(n, column.role)) for n, column in enumerate(columns)]
