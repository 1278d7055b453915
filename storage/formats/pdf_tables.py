"""Ruled tables of a PDF's pages, one after the other, to grids: a table goes on over pages. PURE.

A page cuts rows and merged cells anywhere. What is blank at the top of a page goes on from the page before;
a measure does so where its last line on the page before is full.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from storage.department_names import department_likeness
from storage.formats.flattened.numbering import entry_number
from storage.formats.flattened.pieces import is_deadline
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
    is_open,
    measure_room,
)
from storage.headings import Role
from storage.plan import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_CARRIED = (Role.WORK_POINT, Role.GROUP, Role.DEPARTMENT, Role.DEADLINE)
_FRESH = (Role.SERIAL, Role.DEPARTMENT, Role.DEADLINE)
_OFFICES = (Role.DEPARTMENT, Role.ASSISTING)
_ROOM_FOR_A_LINE = 1.25
_SEPARATOR = re.compile("[、,，;；/／ ]")
_ENDS = ("。", "；", "：")


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


_SIDES = 8.0


@dataclass
class _Part:
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


def make_grid(tables: Sequence[PageTable]) -> Grid:
    """Make one grid of a table's parts on consecutive pages."""
    return _Joining(tables).grid()


class _Joining:
    """Puts a table's pages together. `rooms` are the rooms for text, by the columns that a cell takes."""

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

    def grid(self) -> Grid:
        parts: list[_Part] = []
        sources: list[Source] = []
        for number, (table, page) in enumerate(zip(self.tables, self.pages, strict=True)):
            offset, skipped = len(sources), self._repeated_rows(page) if number else 0
            rows = len(table.lattice.ys) - 1
            sources += [Source(place=f"page {table.page}, row {row + 1}") for row in range(skipped, rows)]
            fresh = [part for part in page if part.row >= skipped]
            for part in fresh:
                part.row += offset - skipped
            above = [part for part in parts if part.row + part.rows == offset] if offset else []
            parts += self._joined(above, fresh, offset)
        cells = [
            Cell(p.row, p.column, tuple(self._paragraphs(p)), p.rows, p.columns, self._name_doubt(p))
            for p in parts
        ]
        return Grid(tuple(cells), tuple(sources))

    def _parts(self, table: PageTable) -> Iterator[_Part]:
        """Yield a page's cells; columns are numbered by the edges of all pages."""
        ys = list(table.lattice.ys)
        for number, (frame, lines) in enumerate(zip(table.lattice.frames, table.lines, strict=True)):
            row, column = ys.index(frame.top), nearest(self.edges, frame.left)
            columns = max(1, nearest(self.edges, frame.right) - column)
            doubt = _OVERFLOWING if number in table.overflowing else ""
            yield _Part(row, ys.index(frame.bottom) - row, column, columns, frame, list(lines), doubt)

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

    def _paragraphs(self, part: _Part) -> Iterator[str]:
        if self._role(part) not in _OFFICES:
            return find_paragraphs(part.lines, self.rooms[part.place])
        parts = self._are_both_names if self._is_a_list(part) else self._are_two_names
        return find_paragraphs(part.lines, self.rooms[part.place], parts)

    def _is_a_list(self, part: _Part) -> bool:
        """Whether a cell names a department a line: one of them is not full, and nothing else parts them."""
        room = self.rooms[part.place]
        return not any(_SEPARATOR.search(line.text) for line in part.lines) and any(
            not is_full(line, following, room) for line, following in pairwise(part.lines)
        )

    def _header(self) -> Header | None:
        """Find the table's header, on its first page that has one."""
        for page in self.pages[:_SEARCHED]:
            grid = self._plain(page)
            header = find_header(grid) or guess_header(grid)
            if header is not None:
                self.texts = header_texts(grid, header)
                return header
        return None

    def _plain(self, page: list[_Part]) -> Grid:
        cells = [
            Cell(p.row, p.column, tuple(find_paragraphs(p.lines, self.rooms[p.place])), p.rows, p.columns)
            for p in page
        ]
        rows = max(part.row + part.rows for part in page)
        return Grid(tuple(cells), (Source(),) * rows)

    def _repeated_rows(self, page: list[_Part]) -> int:
        """Count the rows at the top of a page that only say the header again."""
        if self.header is None or not self.texts:
            return 0
        grid = self._plain(page)
        count = 0
        while count < len(grid.rows) and repeats(grid, count, self.texts):
            count += 1
        return count if count < len(grid.rows) else 0

    def _joined(self, above: list[_Part], fresh: list[_Part], row: int) -> list[_Part]:
        """Let the cells at the page's top go on from those above where they do; return the others."""
        tops = [part for part in fresh if part.row == row]
        pairs = [(up, part) for part in tops for up in above if up.place == part.place]
        if not pairs or self.header is None:
            return fresh
        cut = self._is_cut(pairs)
        whole = {id(up) for up, _ in pairs if self._makes_its_row_high(up, pairs)}
        carried = {
            id(part)
            for up, part in pairs
            if cut or (self._goes_on(up, part) and not (part.lines and id(up) in whole))
        }
        departments = [id(part) in carried for _, part in pairs if self._role(part) == Role.DEPARTMENT]
        if departments and all(departments):
            carried |= {
                id(part) for _, part in pairs if self._role(part) == Role.ASSISTING and not part.lines
            }
        extended = []
        for up, part in pairs:
            if id(part) in carried:
                joined = not cut and part.lines and any(self._is_fresh(*pair) for pair in pairs)
                up.doubt = up.doubt or part.doubt or (_JOINED if joined else "")
                extended.append((up, part))
            elif up.lines and part.lines:
                part.doubt = part.doubt or self._doubt(up, part)
        for up, part in extended:
            up.rows, up.lines, up.frame = up.rows + part.rows, up.lines + part.lines, part.frame
        return [part for part in fresh if id(part) not in carried]

    def _makes_its_row_high(self, part: _Part, pairs: list[tuple[_Part, _Part]]) -> bool:
        """Whether a row is higher than all but this cell's text need: then nothing of it is cut."""
        others = [up for up, _ in pairs if up is not part and up.lines]
        if not part.lines or not others or part.lines[0].baseline < part.frame.top:
            return False
        return min(map(_spare, others)) - _spare(part) > _MOST_OF_A_LINE * self.pitch

    def _doubt(self, up: _Part, part: _Part) -> str:
        """Say what the page leaves open of two cells that are taken for different ones."""
        role, last = self._role(part), up.lines[-1]
        if up.frame.bottom < self.bottom - _ROOM_FOR_A_LINE * self.pitch:
            return ""
        if role == Role.MEASURE and last.text.endswith(_ENDS) and self._is_full(up, part):
            return "" if entry_number(part.lines[0].text) else _CUT_TEXT
        if role in _OFFICES and len(up.lines) > 1 and up.frame.bottom - last.baseline < self.line - _HAIR:
            return (
                "" if any(_SEPARATOR.search(line.text) for line in (*up.lines, *part.lines)) else _CUT_NAMES
            )
        return ""

    def _is_cut(self, pairs: list[tuple[_Part, _Part]]) -> bool:
        """Whether the page cuts a row: its measure goes on, and nothing new stands beside it."""
        measures = [(up, part) for up, part in pairs if self._role(part) == Role.MEASURE]
        if not measures or not measures[-1][0].lines:
            return False
        up, part = measures[-1]
        if not part.lines:
            return any(part.lines for _, part in pairs)
        fresh = [self._role(below) for above, below in pairs if self._is_fresh(above, below)]
        if Role.SERIAL in fresh or len(fresh) > 1:
            return False
        if is_open(up.text) or up.text.endswith(("：", ":")):
            return True
        return self._is_full(up, part) and not up.lines[-1].text.endswith(_ENDS)

    def _is_fresh(self, up: _Part, part: _Part) -> bool:
        """Whether a label at the top of a page is another one than that above."""
        if self._role(part) not in _FRESH or not up.lines or not part.lines:
            return False
        return not self._text_goes_on(up, part)

    def _goes_on(self, up: _Part, part: _Part) -> bool:
        """Whether a cell at the top of a page belongs to the one above, though its row is a new one."""
        role = self._role(part)
        titled = self._is_sub_column(part)
        if not up.lines or not (role in _CARRIED or titled):
            return False
        return not part.lines or self._text_goes_on(up, part)

    def _text_goes_on(self, up: _Part, part: _Part) -> bool:
        """Whether the page cuts a cell's text: no room for another line, and the last one is full."""
        last, role = up.lines[-1], self._role(part)
        if up.frame.bottom - last.baseline > self.line - _HAIR or role == Role.SERIAL:
            return False
        if up.frame.bottom < self.bottom - _ROOM_FOR_A_LINE * self.pitch:
            return False  # the page has room left: nothing is cut
        if role == Role.DEADLINE:
            return not is_deadline(up.text) or not is_deadline(part.text)
        if is_open(up.text):
            return True
        if role in _OFFICES:
            before, after = list(self._paragraphs(up))[-1], next(self._paragraphs(part))
            if self._are_both_names(before, after):
                return False
        return self._is_full(up, part)

    def _is_full(self, up: _Part, part: _Part) -> bool:
        return is_full(up.lines[-1], part.lines[0], self.rooms[up.place])

    def _are_two_names(self, before: str, after: str) -> bool:
        """Whether a line ends with a department's whole name and the next one begins with another's."""
        last, first = _SEPARATOR.split(before)[-1], _SEPARATOR.split(after)[0]
        if last + first in self.names:
            return False
        return last in self.names and first in self.names

    def _are_both_names(self, before: str, after: str) -> bool:
        """Whether the names on both sides of a line's end are whole: known, or looking like it."""
        last, first = _SEPARATOR.split(before)[-1], _SEPARATOR.split(after)[0]
        return last + first not in self.names and all(
            name in self.names or (len(name) >= least and department_likeness(name) == 1.0)
            for name, least in ((last, _LIKELY), (first, _LIKELY - 1))
        )

    def _name_doubt(self, part: _Part) -> str:
        """Doubt a name made of two lines that may as well be a name each."""
        parted = any(_SEPARATOR.search(line.text) for line in part.lines)
        if self._role(part) not in _OFFICES or part.doubt or parted or self._is_a_list(part):
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
            for part in (part for part in page if self._role(part) in _OFFICES):
                yield from _inner_names(part, cut_above=part.row <= 1, cut_below=part.row + part.rows == last)

    def _role(self, part: _Part) -> int | None:
        header = self.header
        columns = header.columns if header is not None else ()
        best = max(
            columns,
            key=lambda c: min(c.end, part.column + part.columns) - max(c.first, part.column),
            default=None,
        )
        return best.role if best is not None else None

    def _is_sub_column(self, part: _Part) -> bool:
        """Whether a cell stands left of the measures in their own column: a group's title."""
        measures = self.header.of(Role.MEASURE) if self.header is not None else ()
        return any(
            part.column + part.columns < column.end for column in measures if part.column >= column.first
        )


_SEARCHED = 3
_HAIR = 0.1
_CUT_TEXT = "The page before ends with a full line: this may be the rest of its text."
_TWO_NAMES = "Two lines of the department cell are taken for one name: they may be two."
_JOINED = "Text on two pages is taken for one: a new work point may begin on the second page."
_CUT_NAMES = "The names above the page break may belong to the same cell as those below."
_MOST_OF_A_LINE = 0.9
_LIKELY = 4  # characters of a name whose ending says that it is one
_OVERFLOWING = "The text runs over its cell's edge on the page: the end of it may be missing."


def _spare(part: _Part) -> float:
    """Measure the height in a cell that its lines leave free, above and below."""
    return part.lines[0].baseline - part.frame.top + part.frame.bottom - part.lines[-1].baseline


def _inner_names(part: _Part, *, cut_above: bool, cut_below: bool) -> Iterator[str]:
    """Yield the names in a cell but those that a line's end, or the page's, may have cut."""
    open_before = cut_above
    for at, line in enumerate(part.lines):
        names = _SEPARATOR.split(line.text)
        open_behind = cut_below or at < len(part.lines) - 1
        first, end = int(open_before), len(names) - int(open_behind)
        yield from (name for name in names[first:end] if name)
        open_before = names[-1] != ""


def group_tables(tables: Iterable[PageTable], parted: set[int]) -> Iterator[list[PageTable]]:
    """Group a document's tables: those that go on over pages together.

    `parted` are the ids of those that have text of their own before them.
    """
    held: list[PageTable] = []
    for table in tables:
        if held and (id(table) in parted or not table.continues(held[-1])):
            yield held
            held = []
        held.append(table)
    if held:
        yield held


__all__ = ["PageTable", "group_tables", "make_grid"]
