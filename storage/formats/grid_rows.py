"""Rows of a table to entries: what stands beside, above and left of each measure. PURE.

Sections are rows of their own or a column; work points, groups and labels reach over several rows, by a
merged cell or, where a file knows no merged cells, by blanks below.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storage.formats.flattened.numbering import entry_number, is_serial, section_number
from storage.formats.flattened.pieces import SECTION
from storage.formats.grid_headers import header_at, header_texts, repeats, squeezed
from storage.headings import Role

if TYPE_CHECKING:
    from storage.formats.grid import Cell, Grid
    from storage.formats.grid_headers import Column, Header
    from storage.plan import Source

LABELS = (Role.DEPARTMENT, Role.ASSISTING, Role.DEADLINE)
_NOTE = re.compile(
    r"^(?:备\s*注|注|说\s*明|附\s*注|填表说明|抄送|抄报|主送|分送|联系人|联系电话|校对|签发|附件|填报|制表|单位|审核)"
    r"\s*\d*\s*[：:]|^[①-⑳*＊※]|印发$|^\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
)
_PART = re.compile(r"^第[一二三四五六七八九十]{1,3}(?:部分|[章节编])")
_SUM = re.compile(r"^(?:合计|总计|小计)$")
_LONGEST_TITLE = 60
_SENTENCE_ENDS = ("。", "；", ";", "！")


@dataclass(frozen=True)
class Entry:
    """One measures cell and what belongs to it. `labels` are the paragraphs of its cells, by column."""

    section: str
    work_point: str | None
    group: str | None
    measures: tuple[str, ...]
    labels: dict[Role, tuple[tuple[str, ...], ...]]
    source: Source
    doubts: tuple[str, ...] = ()
    cell: Cell | None = None


@dataclass(frozen=True)
class Note:
    """A row that is no part of the plan."""

    text: str
    source: Source


@dataclass
class _Above:
    """What the rows above say about the next one."""

    section: str = ""
    point: str | None = None
    group: str | None = None
    heading: str | None = None
    labels: dict[Role, tuple[Cell, ...]] = field(default_factory=dict)
    numbered: bool = False
    titles: list[Note] = field(default_factory=list)

    def open(self, section: str) -> None:
        self.section = section
        self.begin(None)

    def begin(self, point: str | None) -> None:
        self.point, self.group, self.heading, self.labels = point, None, None, {}


@dataclass
class RowReader:
    """Reads a plan's tables one after the other; sections and work points go on from one to the next."""

    entries: list[Entry] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    above: _Above = field(default_factory=_Above)

    def read(self, grid: Grid, header: Header) -> None:
        """Read the rows below `header`; another header among them takes over."""
        start = header.row + header.rows
        heads = header_texts(grid, header) | {squeezed(c.heading) for c in header.columns if c.heading}
        table = _Table(grid, header)
        for row in range(start, len(grid.rows)):
            if row < start or repeats(grid, row, heads):
                continue
            other = header_at(grid, row)
            if other is not None:
                table, start = _Table(grid, other), row + other.rows
                heads = header_texts(grid, other)
                continue
            self._row(table, row)

    def finish(self) -> None:
        """Say that no row follows: titles with nothing below them are none."""
        self.notes += self.above.titles
        self.above.titles = []

    def _row(self, table: _Table, row: int) -> None:
        words = [cell for cell in table.grid.rows[row] if cell.text]
        if all(cell.row < row for cell in words):
            return
        title = table.title(row, words)
        if title is not None:
            self.title(title, table.grid.sources[row], has_points=table.has(Role.WORK_POINT))
            return
        entry = self._entry(table, row, words)
        if entry is not None:
            self.above.titles = []
            self.entries.append(entry)

    def title(self, text: str, source: Source, *, has_points: bool) -> None:
        """Take a row (or a line between tables) that is a title, or leave it out."""
        above = self.above
        numbered = section_number(text) > 0 or _PART.match(text) is not None
        if _NOTE.search(text) or _SUM.match(text) or (not numbered and not _reads_as_title(text)):
            self.notes.append(Note(text, source))
            return
        above.titles.append(Note(text, source))
        entry = entry_number(text)
        if numbered or entry is None:
            above.numbered |= numbered
            if not numbered and above.numbered and has_points:
                above.begin(text)
            else:
                above.open(text)
        elif has_points:
            above.heading = text
        else:
            above.begin(text)

    def _entry(self, table: _Table, row: int, words: list[Cell]) -> Entry | None:
        held = table.held(words)
        above = self.above
        section = _text(held.get(SECTION, []))
        if section and section != above.section:
            above.open(section)
        point = _text(held.get(Role.WORK_POINT, []))
        fresh = bool(point) and point != above.point
        if fresh:
            above.point, above.group, above.heading = point, None, None
        measure = self._measure(table, held)
        labels, doubts = self._labels(table, held, fresh=fresh)
        if measure is None:
            if not fresh or not any(labels.values()):
                return None
            measure = held[Role.WORK_POINT][-1]
            doubts = (*doubts, "The measure is blank: the work point stands for it.")
        return Entry(
            above.section,
            above.point,
            above.group or above.heading,
            measure.paragraphs,
            {role: tuple(cell.paragraphs for cell in cells) for role, cells in labels.items()},
            table.grid.sources[row],
            (*doubts, *dict.fromkeys(cell.doubt for cell in words if cell.doubt)),
            measure,
        )

    def _measure(self, table: _Table, held: dict[int, list[Cell]]) -> Cell | None:
        """Find the measure: the last cell of its column; what stands before it in there is its group."""
        cells = held.get(Role.MEASURE, [])
        if not cells:
            return None
        *before, measure = cells
        titled = [*held.get(Role.GROUP, []), *(cell for cell in before if not is_serial(cell.text))]
        first = table.header.of(Role.MEASURE)[0].first
        below = table.has(Role.GROUP) or measure.column > first
        if titled:
            self.above.group = "".join(cell.text for cell in titled)
        elif not (table.merged_blanks and below):
            self.above.group = None
        return measure

    def _labels(
        self, table: _Table, held: dict[int, list[Cell]], *, fresh: bool
    ) -> tuple[dict[Role, tuple[Cell, ...]], tuple[str, ...]]:
        """Take the row's labels; where blanks may be merged cells, take blank ones from above."""
        labels = {role: tuple(held.get(role, ())) for role in LABELS if table.has(role)}
        doubts: list[str] = []
        if table.merged_blanks:
            for role in (Role.DEADLINE, Role.DEPARTMENT):
                if labels.get(role, True) or not self.above.labels.get(role):
                    continue
                labels[role] = self.above.labels[role]
                if role is Role.DEPARTMENT and Role.ASSISTING in labels and not labels[Role.ASSISTING]:
                    labels[Role.ASSISTING] = self.above.labels.get(Role.ASSISTING, ())
                if fresh or table.has_true_blanks:
                    doubts.append(f"The {WORDS[role]} is blank here: it is taken from the row above.")
        self.above.labels = dict(labels)
        return labels, tuple(doubts)


class _Table:
    """A grid with its header: which cells of a row belong to which column."""

    def __init__(self, grid: Grid, header: Header) -> None:
        self.grid, self.header = grid, header
        self._roles = {column.role for column in header.columns}
        self.merged_blanks = self._leaves_blanks()
        self.has_true_blanks = self.merged_blanks and self._opens_with_blanks()

    def has(self, role: Role) -> bool:
        return role in self._roles

    def column_of(self, cell: Cell) -> Column | None:
        """Find the column that most of a cell lies in."""
        best = max(
            self.header.columns, key=lambda column: (cell.overlap(column.first, column.end), -column.first)
        )
        return best if cell.overlap(best.first, best.end) > 0 else None

    def held(self, words: list[Cell]) -> dict[int, list[Cell]]:
        """Sort a row's cells by the role of their column."""
        held: dict[int, list[Cell]] = {}
        for cell in words:
            column = self.column_of(cell)
            if column is not None and column.role is not None:
                held.setdefault(column.role, []).append(cell)
        return held

    def title(self, row: int, words: list[Cell]) -> str | None:
        """Return the words of a row that has but one text, over the whole width or alone in the row."""
        fresh = [cell for cell in words if cell.row == row]
        if len(fresh) != 1:
            return None
        cell = fresh[0]
        columns = [column for column in self.header.columns if cell.overlap(column.first, column.end) > 0]
        if len(columns) > 1 and self._is_wide(columns):
            return cell.text
        column = self.column_of(cell)
        if len(words) > 1 or column is None or (column.role == Role.SERIAL and is_serial(cell.text)):
            return None
        if column.role == Role.MEASURE and column is not self.header.columns[0]:
            return None
        if column.role == Role.MEASURE:
            return cell.text if section_number(cell.text) or _NOTE.search(cell.text) else None
        return None if column.role in LABELS else cell.text

    def _is_wide(self, columns: list[Column]) -> bool:
        """Whether a cell over `columns` leaves no room for a measure with its labels."""
        roles = {column.role for column in columns}
        return len(columns) == len(self.header.columns) or (
            Role.MEASURE in roles and not roles.isdisjoint(LABELS)
        )

    def _rows(self) -> list[list[Cell]]:
        start = self.header.row + self.header.rows
        rows = [[cell for cell in row if cell.text] for row in self.grid.rows[start:]]
        return [row for row in rows if len(row) > 1]

    def _leaves_blanks(self) -> bool:
        """Whether blanks stand below what is said once: a file without merges, or a table that has none.

        A row that says its own work point says all it belongs to: where all do so, a blank is blank.
        """
        start = self.header.row + self.header.rows
        if self.grid.merges and any(cell.rows > 1 and cell.row >= start for cell in self.grid.cells):
            return False
        if not self.has(Role.WORK_POINT):
            return not self.grid.merges
        rows = [held for row in self._rows() if Role.MEASURE in (held := self.held(row))]
        return any(not _text(row.get(Role.WORK_POINT, [])) for row in rows)

    def _opens_with_blanks(self) -> bool:
        """Whether a label is blank where nothing above could be merged with it: first in its section."""
        start = self.header.row + self.header.rows
        opening = True
        for row in range(start, len(self.grid.rows)):
            words = [cell for cell in self.grid.rows[row] if cell.text]
            if self.title(row, words) is not None:
                opening = True
                continue
            held = self.held(words)
            if opening and Role.MEASURE in held:
                if any(self.has(role) and role not in held for role in (Role.DEPARTMENT, Role.DEADLINE)):
                    return True
                opening = False
        return False


def _text(cells: list[Cell]) -> str:
    """Return the words of the cell that says most: a serial number beside it says nothing."""
    return max((cell.text for cell in cells if not is_serial(cell.text)), key=len, default="")


def _reads_as_title(text: str) -> bool:
    return len(text) <= _LONGEST_TITLE and not text.endswith(_SENTENCE_ENDS) and "：" not in text[:-1]


WORDS = {Role.DEPARTMENT: "department", Role.ASSISTING: "assisting department", Role.DEADLINE: "deadline"}
