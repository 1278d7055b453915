"""A grid with its header: which cells of a row belong to which column, and what its blanks mean. PURE."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from storage.formats.flattened.numbering import is_serial, section_number
from storage.headings import Role, joins_departments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.formats.grid import Cell, Grid
    from storage.formats.grid_headers import Column, Header

LABELS = (Role.DEPARTMENT, Role.ASSISTING, Role.DEADLINE)
_MUST = (Role.DEPARTMENT, Role.DEADLINE)
_NOTE = re.compile(
    r"^(?:备\s*注|注|说\s*明|附\s*注|抄送|抄报|主送|分送|联系|电话|校对|签发|附件|填[报表]|日期|制表|编制|单位|审核|审批|复核)"
    r"(?:人|电话|说明|单位|部门|日期|时间)*\s*\d*\s*[：:]|^[①-⑳*＊※]|印发$|^\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
)
_SIGNED = re.compile(
    "(?:单位|部门|科室|处室|主要|分管|主管)?"
    "(?:审核|审批|审定|复核|校对|核稿|拟稿|签发|批准|填[报表写]|制[表定单]|编制|上报|报送|汇报|负责|联系|经办|承办|主管|分管|领导|单位|部门)"
    "(?:人|者|员|领导|负责人|联系人|单位|部门|科室|日期|时间|电话|签[字名章]|盖章|意见)*(?P<colon>[：:])?(?P<name>.{0,20})"
)
_SIGNATURE = re.compile(
    r"[一-鿿]{2,4}|[\d-]{7,}|(?:\d{2,4}[年./-])?\d{1,2}[月./-](?:\d{1,2}日?)?|[(（]?(?:盖章|签[字名章])[)）]?"
)
_COUNTED_DAY = re.compile(r"4[0-9]{4}|5[0-4][0-9]{3}")  # 2009 to 2050
_FIRST_DAY = date(1899, 12, 30)
_NUMERAL = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）、]?")
_MONTHS = re.compile(r"(?:0?[1-9]|1[0-2])(?:[-—–、,，至](?:0?[1-9]|1[0-2]))*")


class Table:
    """A grid with its header: which cells of a row belong to which column."""

    def __init__(self, grid: Grid, header: Header) -> None:
        self.grid, self.header = grid, header
        self._roles = {column.role for column in header.columns}
        self.joins_departments = any(joins_departments(c.heading) for c in header.of(Role.DEPARTMENT))
        self._columns: dict[tuple[int, int], Column | None] = {}
        self.merged_blanks = self._leaves_blanks()
        self.has_true_blanks = self.merged_blanks and self._opens_with_blanks()

    def has(self, role: Role) -> bool:
        return role in self._roles

    def column_of(self, cell: Cell) -> Column | None:
        """Find the column that most of a cell lies in."""
        place = (cell.column, cell.end)
        if place not in self._columns:
            best = max(
                self.header.columns,
                key=lambda column: (cell.overlap(column.first, column.end), -column.first),
            )
            self._columns[place] = best if cell.overlap(best.first, best.end) > 0 else None
        return self._columns[place]

    def held(self, words: list[Cell]) -> dict[int, list[Cell]]:
        """Sort a row's cells by the role of their column."""
        held: dict[int, list[Cell]] = {}
        for cell in words:
            column = self.column_of(cell)
            if column is not None and column.role is not None:
                held.setdefault(column.role, []).append(_with_unit(cell, column))
        return held

    def title(self, row: int, words: list[Cell]) -> str | None:
        """Return the words of a row that has but one text, over the whole width or alone in the row."""
        fresh = [cell for cell in words if cell.row == row]
        if len(fresh) != 1:
            return self._numbered_title(*fresh) if len(fresh) == 2 == len(words) else None
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
            return cell.text if section_number(cell.text) or is_note(cell.text) else None
        return None if column.role in LABELS else cell.text

    def _numbered_title(self, number: Cell, text: Cell) -> str | None:
        """Return a title whose number stands in the column of serial numbers: 「一」 beside 「党建工作」."""
        columns = self.column_of(number), self.column_of(text)
        roles = [column.role for column in columns if column is not None]
        if roles[:1] != [Role.SERIAL] or roles[1:] not in ([Role.WORK_POINT], [Role.MEASURE]):
            return None
        if not _NUMERAL.fullmatch(number.text) or self._rows_have_numerals:
            return None
        return number.text.rstrip("、") + ("" if number.text[-1] in ")）" else "、") + text.text

    @cached_property
    def _rows_have_numerals(self) -> bool:
        """Whether rows with labels are numbered 一, 二, too: then such a number makes no title."""
        rows = (
            [cell for cell in row if cell.text]
            for row in self.grid.rows[self.header.row + self.header.rows :]
        )
        held = (self.held(words) for words in rows if len(words) > 2)
        return any(
            _NUMERAL.fullmatch(cell.text)
            for row in held
            for cell in row.get(Role.SERIAL, ())
            if {*row} & {*LABELS}
        )

    def _is_wide(self, columns: list[Column]) -> bool:
        """Whether a cell over `columns` leaves no room for a measure with its labels."""
        roles = {column.role for column in columns}
        return len(columns) == len(self.header.columns) or (
            Role.MEASURE in roles and not roles.isdisjoint(LABELS)
        )

    def _rows(self) -> Iterator[dict[int, list[Cell]] | None]:
        """Yield what each row with a measure holds, and None for titles."""
        for row in range(self.header.row + self.header.rows, len(self.grid.rows)):
            words = [cell for cell in self.grid.rows[row] if cell.text]
            if self.title(row, words) is not None:
                yield None
            elif Role.MEASURE in (held := self.held(words)):
                yield held

    def _leaves_blanks(self) -> bool:
        """Whether blanks stand below what is said once: a file without merges, or a table that has none.

        A row that says its own work point says all it belongs to: where all do so, a blank is blank.
        """
        start = self.header.row + self.header.rows
        if self.grid.merges and any(cell.rows > 1 and cell.row >= start for cell in self.grid.cells):
            return False
        if not self.has(Role.WORK_POINT):
            return not self.grid.merges
        return any(held is not None and not text_of(held.get(Role.WORK_POINT, [])) for held in self._rows())

    def _opens_with_blanks(self) -> bool:
        """Whether a label is blank where nothing above could be merged with it: first in its section."""
        opening = True
        for held in self._rows():
            if held is not None and opening and any(self.has(role) and role not in held for role in _MUST):
                return True
            opening = held is None
        return False


def _with_unit(cell: Cell, column: Column) -> Cell:
    """Say the month that a bare number means below 「时限（月）」, the day that a sheet counts to."""
    if column.role == Role.DEADLINE and _COUNTED_DAY.fullmatch(cell.text):
        day = _FIRST_DAY + timedelta(days=int(cell.text))
        return replace(cell, paragraphs=(f"{day.year}年{day.month}月{day.day}日",))
    if column.role != Role.DEADLINE or "月" not in column.heading or not _MONTHS.fullmatch(cell.text):
        return cell
    return replace(cell, paragraphs=(f"{cell.text}月",))


def is_note(text: str) -> bool:
    """Whether a row's words are a remark, a signature or the like."""
    return _NOTE.search(text) is not None


def is_signature(texts: list[str]) -> bool:
    """Whether a row says who checked or filled in the table: 「审核：」 beside a name, a number, a date."""
    label = _SIGNED.fullmatch(texts[0])
    if label is None or not label["colon"]:
        return False
    return all(
        _SIGNATURE.fullmatch(text)
        or is_note(text)
        or ((signed := _SIGNED.fullmatch(text)) and signed["colon"])
        for text in (*filter(None, [label["name"]]), *texts[1:])
    )


def text_of(cells: list[Cell]) -> str:
    """Return the words of the cell that says most: a serial number beside it says nothing."""
    return max((cell.text for cell in cells if not is_serial(cell.text)), key=len, default="")
