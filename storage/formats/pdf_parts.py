"""What stands in a table on a PDF's pages: its cells, its header, the departments that it names. PURE."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from storage.department_names import department_likeness
from storage.formats.grid import Cell, Grid
from storage.formats.grid_contents import guess_header
from storage.formats.grid_headers import Header, find_header, header_texts, repeats
from storage.formats.pdf_cells import Frame, Lattice, nearest, snap
from storage.formats.pdf_lines import (
    Room,
    TextLine,
    find_padding,
    find_paragraphs,
    find_pitch,
    is_full,
    measure_room,
)
from storage.headings import Role
from storage.plan import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SIDES = 8.0
_SEARCHED = 3
OFFICES = (Role.DEPARTMENT, Role.ASSISTING)
SEPARATOR = re.compile("[、,，;；/／ ]")
_LIKELY = 4  # characters of a name whose ending says that it is one
_TWO_NAMES = "Two lines of the department cell are taken for one name: they may be two."
_OVERFLOWING = "The text runs over its cell's edge on the page: the end of it may be missing."


@dataclass(frozen=True)
class PageTable:
    """A table as far as it stands on one page: its lattice, and the lines of text in each frame."""

    page: int
    lattice: Lattice
    lines: tuple[tuple[TextLine, ...], ...]
    overflowing: frozenset[int] = frozenset()
    """The frames whose text runs over their edge."""

    def continues(self, other: PageTable) -> bool:
        """Whether it has the same sides as a table on the page before."""
        mine, its = self.lattice.xs, other.lattice.xs
        return (
            self.page == other.page + 1
            and abs(mine[0] - its[0]) < _SIDES
            and abs(mine[-1] - its[-1]) < _SIDES
        )


@dataclass
class Part:
    """A cell under way: rows and columns of the whole table, and the lines of its parts on the pages."""

    row: int
    rows: int
    column: int
    columns: int
    frame: Frame
    lines: list[TextLine]
    doubt: str = ""

    @property
    def place(self) -> tuple[int, int]:
        return self.column, self.columns

    @property
    def text(self) -> str:
        return "".join(line.text for line in self.lines)


class TableParts:
    """A table's cells on all its pages. `rooms` are the rooms for text, by the columns that a cell takes."""

    def __init__(self, tables: Sequence[PageTable]) -> None:
        self.tables = tables
        self.edges = snap(edge for table in tables for edge in table.lattice.xs)
        self.pages = [list(self._parts(table)) for table in tables]
        self.rooms = self._rooms()
        self.pitch = find_pitch(line for page in self.pages for part in page for line in part.lines)
        self.bottom = max(table.lattice.ys[-1] for table in tables)
        self.line = self.pitch + self._closest()
        self.texts: frozenset[str] = frozenset()
        self.header = self._header()
        self.names = frozenset(self._whole_names())

    def _parts(self, table: PageTable) -> Iterator[Part]:
        """Yield a page's cells; columns are numbered by the edges of all pages."""
        ys = list(table.lattice.ys)
        for number, (frame, lines) in enumerate(zip(table.lattice.frames, table.lines, strict=True)):
            row, column = ys.index(frame.top), nearest(self.edges, frame.left)
            columns = max(1, nearest(self.edges, frame.right) - column)
            doubt = _OVERFLOWING if number in table.overflowing else ""
            yield Part(row, ys.index(frame.bottom) - row, column, columns, frame, list(lines), doubt)

    def _rooms(self) -> dict[tuple[int, int], Room]:
        cells = defaultdict(list)
        for page in self.pages:
            for part in page:
                cells[part.place].append((part.frame.left, part.frame.right, part.lines))
        padding = find_padding(cell for same in cells.values() for cell in same)
        return {place: measure_room(same, padding) for place, same in cells.items()}

    def _closest(self) -> float:
        """Return how close text comes to its cell's lower edge."""
        gaps = [p.frame.bottom - p.lines[-1].baseline for page in self.pages for p in page if p.lines]
        return max(0.0, min(gaps, default=0.0))

    def _header(self) -> Header | None:
        """Find the table's header, on its first page that has one."""
        for page in self.pages[:_SEARCHED]:
            grid = self._plain(page)
            header = find_header(grid) or guess_header(grid)
            if header is not None:
                self.texts = header_texts(grid, header)
                return header
        return None

    def _plain(self, page: list[Part]) -> Grid:
        cells = [
            Cell(p.row, p.column, tuple(find_paragraphs(p.lines, self.rooms[p.place])), p.rows, p.columns)
            for p in page
        ]
        rows = max(part.row + part.rows for part in page)
        return Grid(tuple(cells), (Source(),) * rows)

    def _repeated_rows(self, page: list[Part]) -> int:
        """Count the rows at the top of a page that only say the header again."""
        if self.header is None or not self.texts:
            return 0
        grid = self._plain(page)
        count = 0
        while count < len(grid.rows) and repeats(grid, count, self.texts):
            count += 1
        return count if count < len(grid.rows) else 0

    def _role(self, part: Part) -> int | None:
        header = self.header
        columns = header.columns if header is not None else ()
        best = max(
            columns,
            key=lambda c: min(c.end, part.column + part.columns) - max(c.first, part.column),
            default=None,
        )
        return best.role if best is not None else None

    def _is_sub_column(self, part: Part) -> bool:
        """Whether a cell stands left of the measures in their own column: a group's title."""
        measures = self.header.of(Role.MEASURE) if self.header is not None else ()
        return any(
            part.column + part.columns < column.end for column in measures if part.column >= column.first
        )

    def _paragraphs(self, part: Part) -> Iterator[str]:
        if self._role(part) not in OFFICES:
            return find_paragraphs(part.lines, self.rooms[part.place])
        parts = self._are_both_names if self._is_a_list(part) else self._are_two_names
        return find_paragraphs(part.lines, self.rooms[part.place], parts)

    def _is_full(self, up: Part, part: Part) -> bool:
        return is_full(up.lines[-1], part.lines[0], self.rooms[up.place])

    def _is_a_list(self, part: Part) -> bool:
        """Whether a cell names a department a line: one of them is not full, and nothing else parts them."""
        room = self.rooms[part.place]
        return not any(SEPARATOR.search(line.text) for line in part.lines) and any(
            not is_full(line, following, room) for line, following in pairwise(part.lines)
        )

    def _are_two_names(self, before: str, after: str) -> bool:
        """Whether a line ends with a department's whole name and the next one begins with another's."""
        last, first = SEPARATOR.split(before)[-1], SEPARATOR.split(after)[0]
        if last + first in self.names:
            return False
        return last in self.names and first in self.names

    def _are_both_names(self, before: str, after: str) -> bool:
        """Whether the names on both sides of a line's end are whole: known, or looking like it."""
        last, first = SEPARATOR.split(before)[-1], SEPARATOR.split(after)[0]
        return last + first not in self.names and all(
            name in self.names or (len(name) >= least and department_likeness(name) == 1.0)
            for name, least in ((last, _LIKELY), (first, _LIKELY - 1))
        )

    def _name_doubt(self, part: Part) -> str:
        """Doubt a name made of two lines that may as well be a name each."""
        parted = any(SEPARATOR.search(line.text) for line in part.lines)
        if self._role(part) not in OFFICES or part.doubt or parted or self._is_a_list(part):
            return part.doubt
        room = self.rooms[part.place]
        joined = any(
            is_full(line, following, room)
            and self._are_both_names(line.text, following.text)
            and not self._are_two_names(line.text, following.text)
            for line, following in pairwise(part.lines)
        )
        return _TWO_NAMES if joined else ""

    def _whole_names(self) -> Iterator[str]:
        """Yield the names of departments that no line break could have cut."""
        for page in self.pages:
            last = max((part.row + part.rows for part in page), default=0)
            for part in (part for part in page if self._role(part) in OFFICES):
                yield from _inner_names(part, cut_above=part.row <= 1, cut_below=part.row + part.rows == last)


def _inner_names(part: Part, *, cut_above: bool, cut_below: bool) -> Iterator[str]:
    """Yield the names in a cell but those that a line's end, or the page's, may have cut."""
    open_before = cut_above
    for at, line in enumerate(part.lines):
        names = SEPARATOR.split(line.text)
        open_behind = cut_below or at < len(part.lines) - 1
        first, end = int(open_before), len(names) - int(open_behind)
        yield from (name for name in names[first:end] if name)
        open_before = names[-1] != ""
