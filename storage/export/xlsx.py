"""A plan as .xlsx, like the office's own table, ready for print; and a copy with doubtful cells marked. PURE.

Merged cells keep their text in each of their places, so that a filter shows every row of what it is set to.
All cells are texts: none is worked out, whatever it begins with.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from storage.diff import Field
from storage.export.table import Column, columns_of, has_section_rows, head_lines, plain
from storage.formats.csv import is_active
from storage.lint import doubled_message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from storage.export.table import Extra
    from storage.lint import Finding
    from storage.plan import ParsedItem, ParsedPlan

    Marks = Mapping[tuple[int, Field], list[str]]

_FONT = "宋体"
_LINE = Side(style="thin", color="808080")
_FRAME = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEADING, _SECTION, _DOUBTFUL = (
    PatternFill("solid", fgColor=color) for color in ("D9E1F2", "F2F2F2", "FFE699")
)
_TITLE_FONT, _BOLD, _TEXT = Font(_FONT, 16, bold=True), Font(_FONT, 11, bold=True), Font(_FONT, 11)
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_LINE_HEIGHT, _PADDING, _HIGHEST = 15.0, 6.0, 400.0  # points
_LONGEST_CELL = 14  # Latin letters; longer texts stand at the left
_COMMENT_WIDTH, _COMMENT_LINE = 320, 22  # pixels
_LABELS = (Field.DEPARTMENTS, Field.ASSISTING, Field.DEADLINE)
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def write_xlsx(plan: ParsedPlan, extras: Iterable[Extra] = (), subtitle: str = "") -> bytes:
    """Write the plan's table. `subtitle` says what the table is limited to, where it is no whole plan."""
    return _write(plan, extras, subtitle, {}, [])


def marked_copy(
    plan: ParsedPlan,
    findings: Iterable[Finding],
    say: Callable[[str], str] = lambda sentence: sentence,
    original: str = "",
) -> bytes:
    """Write the plan's table with the cells coloured that findings are about, the reasons as comments.

    `say` puts a finding's words into the reader's language. What is about the whole file stands at the title,
    with the places that it names in the `original` file. An item with a finding shares no label with others:
    mending it changes nothing else.
    """
    marks: defaultdict[tuple[int, Field], list[str]] = defaultdict(list)
    remarks: list[str] = []
    findings = tuple(findings)
    places = _places_of(plan, remarked=any(finding.item is None for finding in findings))
    for finding in findings:
        if finding.item is None:
            remarks.append(f"{say(finding.where)}：{say(finding.message)}")
        else:
            again = finding.other is not None
            message = doubled_message(places[finding.other or 0]) if again else finding.message
            marks[finding.item, finding.field].append(say(message))
    if remarks and original:
        remarks.append(say(f"The places named here are those of {original}."))
    return _write(plan, (), "", marks, remarks)


def _places_of(plan: ParsedPlan, *, remarked: bool) -> list[str]:
    """Name the cell of each item's row in the marked copy."""
    sections = _section_rows(plan.items)
    row = (len(head_lines(plan)) or remarked) + 1
    places = []
    for at, title in enumerate(sections):
        row += 1 + bool(title and (at == 0 or sections[at - 1] != title))
        places.append(f"{_sheet_name(plan)}!A{row}")
    return places


def _section_rows(items: Sequence[ParsedItem]) -> list[str]:
    """Give for each item the section whose row it stands under; "" where sections have no rows."""
    in_rows = has_section_rows(items)
    return [item.section if in_rows else "" for item in items]


def _sheet_name(plan: ParsedPlan) -> str:
    return f"{plan.year}年" if plan.year else "工作计划"


def _write(
    plan: ParsedPlan, extras: Iterable[Extra], subtitle: str, marks: Marks, remarks: Sequence[str]
) -> bytes:
    in_rows = has_section_rows(plan.items)
    apart = {(at, field) for at, found in marks for field in (found, *_LABELS)}
    columns = columns_of(plan.items, extras, with_sections=not in_rows, apart=apart)
    book = Workbook()
    book.properties.title, book.properties.creator = plain(plan.title), "Duban"
    sheet = book.active
    sheet.title = _sheet_name(plan)
    table = _Table(sheet, columns, marks)
    table.head(head_lines(plan, subtitle), remarks)
    table.body(_section_rows(plan.items))
    table.set_up_print()
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@dataclass
class _Table:
    """A sheet as far as it is written; `row` is the last one, counted from 1."""

    sheet: Any
    columns: Sequence[Column]
    marks: Marks
    row: int = 0
    header: int = 0

    def head(self, lines: Sequence[str], remarks: Sequence[str]) -> None:
        """Write the title, further lines and the headings."""
        for line in lines:
            font, height = (_TITLE_FONT, 30.0) if self.row == 0 else (_TEXT, 20.0)
            self._whole_row(line, font, _MIDDLE, height)
        if remarks:
            if not lines:
                self._whole_row("", _TITLE_FONT, _MIDDLE, 30.0)
            self._mark(1, 1, remarks)
        self.row += 1
        self.header = self.row
        for number, column in enumerate(self.columns, start=1):
            cell = self._put(number, self.row, column.heading, _BOLD, _MIDDLE)
            cell.fill = _HEADING
            self.sheet.column_dimensions[get_column_letter(number)].width = column.width
        self.sheet.row_dimensions[self.row].height = 24

    def body(self, sections: Sequence[str]) -> None:
        """Write the rows of the items, below a row for each section that is named."""
        for title, run in groupby(range(len(sections)), key=lambda at: sections[at]):
            if title:
                cell = self._whole_row(plain(title), _BOLD, _LEFT, 22.0)
                cell.fill = _SECTION
            items = list(run)
            first = self.row + 1
            self._rows(first, items)
            self.row += len(items)

    def _rows(self, first: int, items: Sequence[int]) -> None:
        heights = [_LINE_HEIGHT + _PADDING] * len(items)
        spans: list[tuple[Column, list[int]]] = []
        for number, column in enumerate(self.columns, start=1):
            for places in _places(column.runs[items[0] : items[-1] + 1]):
                spans.append((column, places))
                self._cell(number, column, first, items[0], places)
        for column, places in sorted(spans, key=lambda span: len(span[1])):
            needed = _height(column.texts[items[places[0]]], column.width)
            heights[places[-1]] += max(0.0, needed - sum(heights[place] for place in places))
        for place, height in enumerate(heights):
            self.sheet.row_dimensions[first + place].height = min(height, _HIGHEST)

    def _cell(self, number: int, column: Column, first: int, since: int, places: Sequence[int]) -> None:
        """Write a column's cell over the rows of its items."""
        text = column.texts[since + places[0]]
        look = _LEFT if column.width > 2 * _LONGEST_CELL or _letters(text) > column.width else _MIDDLE
        reasons = [
            reason
            for place in places
            for field in column.fields
            for reason in self.marks.get((since + place, field), ())
        ]
        for place in places:
            self._put(number, first + place, text, _TEXT, look)
        if len(places) > 1:
            self._merge(number, first + places[0], number, first + places[-1])
        if reasons:
            self._mark(number, first + places[0], reasons)

    def _put(self, column: int, row: int, text: str, font: Font, look: Alignment) -> Any:  # noqa: ANN401 - untyped
        cell = self.sheet.cell(row, column)
        if text:
            cell.value = _ESCAPED.sub("_x005F_", text)
            cell.data_type = "s"
        cell.font, cell.alignment, cell.border = font, look, _FRAME
        # Whoever edits the cell does not make a formula of it.
        cell.quotePrefix = is_active(text)
        return cell

    def _whole_row(self, text: str, font: Font, look: Alignment, height: float) -> Any:  # noqa: ANN401 - untyped
        self.row += 1
        cells = [
            self._put(number, self.row, text if number == 1 else "", font, look)
            for number in range(1, len(self.columns) + 1)
        ]
        self._merge(1, self.row, len(self.columns), self.row)
        width = sum(column.width for column in self.columns)
        self.sheet.row_dimensions[self.row].height = max(height, _height(text, width))
        return cells[0]

    def _merge(self, left: int, top: int, right: int, bottom: int) -> None:
        """Make one cell of a range, as a person does who copies the look of one: the texts below it stay."""
        self.sheet.merged_cells.ranges.add(
            CellRange(min_col=left, min_row=top, max_col=right, max_row=bottom)
        )

    def _mark(self, column: int, row: int, reasons: Sequence[str]) -> None:
        text = "\n".join(dict.fromkeys(reasons))
        cell = self.sheet.cell(row, column)
        cell.fill = _DOUBTFUL
        cell.comment = Comment(text, "Duban", width=_COMMENT_WIDTH, height=_comment_height(text))

    def set_up_print(self) -> None:
        """Lay the sheet out for A4, the headings on each page, a filter in them and in sight."""
        sheet, last = self.sheet, get_column_letter(len(self.columns))
        sheet.freeze_panes = f"A{self.header + 1}"
        sheet.auto_filter.ref = f"A{self.header}:{last}{max(self.row, self.header)}"
        sheet.print_title_rows = f"{self.header}:{self.header}"
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_options.horizontalCentered = True
        sheet.oddFooter.center.text = "&P / &N"
        margins = sheet.page_margins
        margins.left = margins.right = 0.4
        margins.top = margins.bottom = 0.6


def _places(runs: Sequence[int]) -> list[list[int]]:
    """List the places of each run, from 0."""
    return [list(places) for _, places in groupby(range(len(runs)), key=lambda at: runs[at])]


def _letters(text: str) -> int:
    """Count a text's width in Latin letters; Chinese fonts set “” and … as wide as Chinese ones."""
    return sum(1 if char.isascii() else 2 for char in text)


def _height(text: str, width: float) -> float:
    lines = ceil(_letters(text) / max(1.0, width - 2)) if text else 1
    return lines * _LINE_HEIGHT + _PADDING


def _comment_height(text: str) -> int:
    lines = sum(ceil(max(1, _letters(line)) / 40) for line in text.splitlines())
    return _COMMENT_LINE * (lines + 1)
