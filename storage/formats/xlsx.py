"""A plan in an .xlsx file: its sheets, merged ranges, and dates as they show. PURE.

Formulas are never evaluated: what the program last worked out is taken.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from lxml import etree

from storage.formats.grid import Cell, Document, Grid, paragraphs_of, struck_out
from storage.formats.grid_reading import read_document
from storage.formats.limits import LIMITS, Limits, too_much
from storage.formats.package import check_package, damaged
from storage.formats.progress import say_nothing
from storage.formats.xlsx_numbers import shown
from storage.formats.xlsx_parts import Book, RawCell, RawSheet, read_book, read_sheet
from storage.plan import Problem, Severity, Source

if TYPE_CHECKING:
    from storage.formats.progress import ShowPages
    from storage.plan import ParsedPlan

_MOST_NAMED = 5
_MOST_PROBLEMS = 50
_LETTERS = 26
_FAR = 500  # columns beyond are all blank


def read_xlsx(data: bytes, limits: Limits = LIMITS, progress: ShowPages = say_nothing) -> ParsedPlan:
    """Read the plan in an .xlsx file; raises `UnreadableFileError` when it holds none."""
    check_package(data, ".xlsx", "xl/", limits)
    return read_document(xlsx_document(data, limits, progress), ".xlsx file", progress)


def xlsx_document(data: bytes, limits: Limits = LIMITS, progress: ShowPages = say_nothing) -> Document:
    """Read a file's sheets, as they show: what is hidden is left out, and said so."""
    blocks: list[Grid] = []
    problems: list[Problem] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            book = read_book(package, limits)
            if len(book.sheets) > limits.sheets:
                raise too_much(f"{len(book.sheets)} sheets")
            for sheet in book.sheets:
                progress(0, 0)
                if sheet.hidden:
                    problems.append(_warning(sheet.name, "The sheet is hidden: it is left out."))
                    continue
                reading = _SheetReading(sheet.name, book, read_sheet(package, sheet.path, limits), limits)
                blocks += [grid] if (grid := reading.grid()).cells else []
                problems += reading.problems
    except (
        etree.LxmlError,
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        ValueError,
        EOFError,
        OSError,
    ) as error:
        raise damaged(".xlsx") from error
    if book.struck_words:
        problems.append(struck_out("the file", book.struck_words))
    return Document(tuple(blocks), tuple(problems))


@dataclass(frozen=True)
class _Span:
    """Rows and columns of a merged range, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


class _SheetReading:
    """Makes a sheet's grid of the rows and columns that hold words and are not hidden.

    What is blank all along takes no place, so a range merged over a million rows is as long as its words.
    """

    def __init__(self, name: str, book: Book, raw: RawSheet, limits: Limits) -> None:
        self.name, self.book, self.raw, self.limits = name, book, raw, limits
        self.problems: list[Problem] = [struck_out(name, raw.struck)] if raw.struck else []
        texts = ((cell, self._shown(cell)) for cell in raw.cells)
        self.texts = {(cell.row, cell.column): text for cell, text in texts if text.strip()}
        hidden = {n for first, last in raw.hidden_columns for n in range(first, min(last, first + _FAR) + 1)}
        self.rows = self._visible({row for row, _ in self.texts}, raw.hidden_rows, "row")
        self.columns = self._visible({column for _, column in self.texts}, hidden, "column")

    def _shown(self, cell: RawCell) -> str:
        text = self._text(cell)
        if cell.style not in self.book.struck or not text.strip():
            return text
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(struck_out(self._place(cell), [" ".join(text.split())]))
        return ""

    def grid(self) -> Grid:
        """Place each text; of a merged range only the first cell shows."""
        spans = self._spans()
        cells = []
        for (row, column), text in self.texts.items():
            span = spans.get(row, _NONE).get(column) or _Span(row, column, row, column)
            if (span.top, span.left) != (row, column):
                continue
            first, left = bisect_left(self.rows, span.top), bisect_left(self.columns, span.left)
            height = bisect_right(self.rows, span.bottom) - first
            width = bisect_right(self.columns, span.right) - left
            if height and width:
                cells.append(Cell(first, left, paragraphs_of(text), height, width))
        letters = _letters(self.columns[0]) if self.columns else "A"
        sources = tuple(Source(place=f"{self.name}!{letters}{row}") for row in self.rows)
        return Grid(tuple(cells), sources, name=self.name)

    def _spans(self) -> dict[int, _Columns]:
        """For each row with words the merged ranges that cover it."""
        spans: dict[int, _Columns] = {}
        rows = sorted({row for row, _ in self.texts})
        places = 0
        for edges in self.raw.merges:
            span = _Span(*edges)
            covered = rows[bisect_left(rows, span.top) : bisect_right(rows, span.bottom)]
            places += 1 + len(covered)
            if places > self.limits.merged:
                raise too_much(f"{len(self.raw.merges)} merged ranges")
            for row in covered:
                spans.setdefault(row, _Columns()).add(span)
        return spans

    def _visible(self, used: set[int], hidden: set[int], what: str) -> list[int]:
        """List the rows (or columns) that show, and say which do not."""
        lost = sorted(used & hidden)
        if lost:
            named = ", ".join(_letters(n) if what == "column" else str(n) for n in lost[:_MOST_NAMED])
            more = ", …" if len(lost) > _MOST_NAMED else ""
            self._warn(
                self.name, f"{len(lost)} hidden {what}{'s' * (len(lost) > 1)} left out: {named}{more}."
            )
        most = self.limits.rows if what == "row" else self.limits.columns
        if len(used) > most:
            raise too_much(f"a sheet of {len(used):,} {what}s")
        return sorted(used - hidden)

    def _text(self, cell: RawCell) -> str:
        if cell.value is None:
            self._warn(self._place(cell), "A formula without a value: the cell is taken as blank.")
            return ""
        if cell.kind == "s":
            at = int(cell.value) if cell.value.isdecimal() and len(cell.value) < 10 else -1
            return self.book.texts[at] if 0 <= at < len(self.book.texts) else ""
        if cell.kind == "e":
            self._warn(self._place(cell), f"The formula gives {cell.value}: the cell is taken as blank.")
            return ""
        if cell.kind == "b":
            return "TRUE" if cell.value == "1" else "FALSE"
        if cell.kind == "d":
            return cell.value.partition("T")[0]
        return cell.value if cell.kind in ("str", "inlineStr") else self._number(cell)

    def _number(self, cell: RawCell) -> str:
        value = (cell.value or "").strip()
        try:
            number = float(value)
        except ValueError:
            return value
        if not isfinite(number):
            return value
        formats = self.book.formats
        code = formats[cell.style] if cell.style < len(formats) else "General"
        return shown(number, code, since_1904=self.book.since_1904)

    def _place(self, cell: RawCell) -> str:
        return f"{self.name}!{_letters(cell.column)}{cell.row}"

    def _warn(self, where: str, message: str) -> None:
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(_warning(where, message))


class _Columns:
    """The merged ranges that cover one row, found by column."""

    def __init__(self) -> None:
        self._spans: list[_Span] = []

    def add(self, span: _Span) -> None:
        self._spans.append(span)

    def get(self, column: int) -> _Span | None:
        return next((span for span in self._spans if span.left <= column <= span.right), None)


_NONE = _Columns()


def _warning(where: str, message: str) -> Problem:
    return Problem(Severity.WARNING, where, message)


def _letters(column: int) -> str:
    """Name a column as sheets do: 1 is A, 27 is AA."""
    out = ""
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        out = chr(ord("A") + rest) + out
    return out
