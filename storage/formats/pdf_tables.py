"""Ruled tables of a PDF's pages, one after the other, to grids: a table goes on over pages. PURE.

A page cuts rows and merged cells anywhere. What is blank at the top of a page goes on from the page before;
a measure does so where its last line on the page before is full.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.formats.flattened.numbering import entry_number
from storage.formats.flattened.pieces import is_deadline
from storage.formats.grid import Cell, Grid
from storage.formats.pdf_lines import is_open
from storage.formats.pdf_parts import OFFICES, SEPARATOR, PageTable, Part, TableParts
from storage.headings import Role
from storage.plan import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_CARRIED = (Role.WORK_POINT, Role.GROUP, Role.DEPARTMENT, Role.DEADLINE)
_FRESH = (Role.SERIAL, Role.DEPARTMENT, Role.DEADLINE)
_ROOM_FOR_A_LINE = 1.25
_ENDS = ("。", "；", "：")
_HAIR = 0.1
_MOST_OF_A_LINE = 0.9
_CUT_TEXT = "The page before ends with a full line: this may be the rest of its text."
_JOINED = "Text on two pages is taken for one: a new work point may begin on the second page."
_CUT_NAMES = "The names above the page break may belong to the same cell as those below."


def make_grid(tables: Sequence[PageTable]) -> Grid:
    """Make one grid of a table's parts on consecutive pages."""
    return _Joining(tables).grid()


class _Joining(TableParts):
    """Puts a table's pages together."""

    def grid(self) -> Grid:
        parts: list[Part] = []
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

    def _joined(self, above: list[Part], fresh: list[Part], row: int) -> list[Part]:
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

    def _makes_its_row_high(self, part: Part, pairs: list[tuple[Part, Part]]) -> bool:
        """Whether a row is higher than all but this cell's text need: then nothing of it is cut."""
        others = [up for up, _ in pairs if up is not part and up.lines]
        if not part.lines or not others or part.lines[0].baseline < part.frame.top:
            return False
        return min(map(_spare, others)) - _spare(part) > _MOST_OF_A_LINE * self.pitch

    def _doubt(self, up: Part, part: Part) -> str:
        """Say what the page leaves open of two cells that are taken for different ones."""
        role, last = self._role(part), up.lines[-1]
        if up.frame.bottom < self.bottom - _ROOM_FOR_A_LINE * self.pitch:
            return ""
        if role == Role.MEASURE and last.text.endswith(_ENDS) and self._is_full(up, part):
            return "" if entry_number(part.lines[0].text) else _CUT_TEXT
        if role in OFFICES and len(up.lines) > 1 and up.frame.bottom - last.baseline < self.line - _HAIR:
            return "" if any(SEPARATOR.search(line.text) for line in (*up.lines, *part.lines)) else _CUT_NAMES
        return ""

    def _is_cut(self, pairs: list[tuple[Part, Part]]) -> bool:
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

    def _is_fresh(self, up: Part, part: Part) -> bool:
        """Whether a label at the top of a page is another one than that above."""
        if self._role(part) not in _FRESH or not up.lines or not part.lines:
            return False
        return not self._text_goes_on(up, part)

    def _goes_on(self, up: Part, part: Part) -> bool:
        """Whether a cell at the top of a page belongs to the one above, though its row is a new one."""
        role = self._role(part)
        titled = self._is_sub_column(part)
        if not up.lines or not (role in _CARRIED or titled):
            return False
        return not part.lines or self._text_goes_on(up, part)

    def _text_goes_on(self, up: Part, part: Part) -> bool:
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
        if role in OFFICES:
            before, after = list(self._paragraphs(up))[-1], next(self._paragraphs(part))
            if self._are_both_names(before, after):
                return False
        return self._is_full(up, part)


def _spare(part: Part) -> float:
    """Measure the height in a cell that its lines leave free, above and below."""
    return part.lines[0].baseline - part.frame.top + part.frame.bottom - part.lines[-1].baseline


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
