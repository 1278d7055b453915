"""A plan in an .xlsx file: its sheets, merged ranges, and dates as they show. PURE.

Formulas are never evaluated: what the program last worked out is taken.
"""

from __future__ import annotations

import io
import warnings
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from storage.formats.grid import Cell, Document, Grid, paragraphs_of
from storage.formats.grid_reading import read_document
from storage.formats.limits import LIMITS, Limits
from storage.formats.package import check_package, damaged
from storage.formats.xlsx_numbers import shown
from storage.formats.xlsx_survey import Survey, survey
from storage.plan import Problem, Severity, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl.worksheet.worksheet import Worksheet

    from storage.plan import ParsedPlan

_ERRORS = ("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!")


def read_xlsx(data: bytes, limits: Limits = LIMITS) -> ParsedPlan:
    """Read the plan in an .xlsx file; raises `UnreadableFileError` when it holds none."""
    check_package(data, ".xlsx", "xl/", limits)
    return read_document(xlsx_document(data, limits), ".xlsx file")


def xlsx_document(data: bytes, limits: Limits = LIMITS) -> Document:
    """Read a file's sheets, as they show: what is hidden is left out, and said so."""
    import openpyxl  # noqa: PLC0415 - only who reads such a file waits for it

    surveys = survey(data, limits)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that hold no cells
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
        title = book.properties.title or ""
        blocks: list[Grid] = []
        problems: list[Problem] = []
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                problems += [_warning(sheet.title, "The sheet is hidden: it is left out.")]
                continue
            grid, noticed = _grid(sheet, surveys.get(sheet.title, Survey()))
            problems += noticed
            blocks += [grid] if grid.cells else []
    except Exception as error:  # noqa: BLE001 - the library lets out whatever a damaged part leads to
        raise damaged(".xlsx") from error
    return Document(tuple(blocks), tuple(problems), (title,) if title else ())


def _grid(sheet: Worksheet, known: Survey) -> tuple[Grid, list[Problem]]:
    """Take a sheet's cells. Hidden rows are no part of the table, and hidden columns neither."""
    hidden_rows = {row for row, size in sheet.row_dimensions.items() if size.hidden and row <= known.last_row}
    rows = [row for row in range(1, known.last_row + 1) if row not in hidden_rows]
    number = {row: at for at, row in enumerate(rows)}
    spans = _spans(sheet)
    cells = []
    problems = [_warning(f"{sheet.title}!{place}", "A formula without a value is left blank.") for place in known.blank]
    for row in rows:
        for cell in sheet[row]:
            if cell.column > known.last_column or (row, cell.column) in spans.inside:
                continue
            text = shown(cell.value, cell.number_format, sheet.parent.epoch)
            if text in _ERRORS:
                problems.append(_warning(f"{sheet.title}!{cell.coordinate}", f"The formula gives {text}."))
                text = ""
            last_row, last_column = spans.ends.get((row, cell.column), (row, cell.column))
            height = sum(each in number for each in range(row, last_row + 1))
            width = min(last_column, known.last_column) - cell.column + 1
            cells.append(Cell(number[row], cell.column - 1, paragraphs_of(text), max(1, height), width))
    sources = tuple(Source(place=f"{sheet.title}!A{row}") for row in rows)
    if hidden_rows:
        problems.append(_warning(sheet.title, f"{len(hidden_rows)} hidden rows are left out: {_first(hidden_rows)}."))
    return Grid(tuple(cells), sources, merges=spans.upright, name=sheet.title), problems
