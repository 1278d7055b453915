"""A plan in an .xlsx file: its sheets, merged ranges, and dates as they show. PURE.

Formulas are never evaluated: what the program last worked out is taken.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from storage.formats.grid import Cell, Document, Grid, paragraphs_of
from storage.formats.grid_reading import read_document
from storage.formats.limits import LIMITS, Limits, too_much
from storage.formats.package import check_package, damaged
from storage.formats.xlsx_numbers import shown
from storage.formats.xlsx_parts import Book, RawCell, RawSheet, read_book, read_sheet
from storage.plan import Problem, Severity, Source

if TYPE_CHECKING:
    from storage.plan import ParsedPlan

_MOST_NAMED = 5
_LETTERS = 26


def read_xlsx(data: bytes, limits: Limits = LIMITS) -> ParsedPlan:
    """Read the plan in an .xlsx file; raises `UnreadableFileError` when it holds none."""
    check_package(data, ".xlsx", "xl/", limits)
    return read_document(xlsx_document(data, limits), ".xlsx file")


def xlsx_document(data: bytes, limits: Limits = LIMITS) -> Document:
    """Read a file's sheets, as they show: what is hidden is left out, and said so."""
    blocks: list[Grid] = []
    problems: list[Problem] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            book = read_book(package, limits)
            for sheet in book.sheets:
                if sheet.hidden:
                    problems.append(_warning(sheet.name, "The sheet is hidden: it is left out."))
                    continue
                reading = _SheetReading(sheet.name, book, read_sheet(package, sheet.path, limits), limits)
                blocks += [grid] if (grid := reading.grid()).cells else []
                problems += reading.problems
    except (etree.LxmlError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, OSError) as error:
        raise damaged(".xlsx") from error
    return Document(tuple(blocks), tuple(problems))


class _SheetReading:
    """Makes a sheet's grid: rows and columns that show and reach as far as its values do."""

    def __init__(self, name: str, book: Book, raw: RawSheet, limits: Limits) -> None:
        self.name, self.book, self.raw, self.limits = name, book, raw, limits
        self.problems: list[Problem] = []
        self.texts = {(cell.row, cell.column): text for cell in raw.cells if (text := self._text(cell))}
        self.rows = self._visible({row for row, _ in self.texts}, raw.hidden_rows, "row")
        hidden = {column for first, last in raw.hidden_columns for column in range(first, min(last, first + 500) + 1)}
        self.columns = self._visible({column for _, column in self.texts}, hidden, "column")

    def grid(self) -> Grid:
        """Place each text; of a merged range only the first cell shows."""
        spans, inside = self._spans()
        row_at = {row: at for at, row in enumerate(self.rows)}
        column_at = {column: at for at, column in enumerate(self.columns)}
        cells = []
        for (row, column), text in self.texts.items():
            top, left, bottom, right = spans.get((row, column), _Span(row, column, row, column))
            first_row, first_column = bisect_left(self.rows, top), bisect_left(self.columns, left)
            height = bisect_left(self.rows, bottom + 1) - first_row
            width = bisect_left(self.columns, right + 1) - first_column
            if height <= 0 or width <= 0 or (row, column) in inside:
                continue
            if (row, column) not in spans and (row not in row_at or column not in column_at):
                continue
            cells.append(Cell(first_row, first_column, paragraphs_of(text), height, width))
        sources = tuple(Source(place=f"{self.name}!{_letters(self.columns[0])}{row}") for row in self.rows)
        return Grid(tuple(cells), sources, merges=self._merges_upright(spans), name=self.name)
