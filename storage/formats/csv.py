"""A plan in a .csv file: any usual encoding and separator. PURE.

A file of that kind knows no merged cells: what was merged is said in the first row only.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from storage.errors import UnreadableFileError
from storage.formats.decoding import decode_text
from storage.formats.grid import Cell, Document, Grid, paragraphs_of
from storage.formats.grid_reading import read_document
from storage.formats.limits import LIMITS, Limits, refuse_large, too_much
from storage.formats.progress import say_nothing
from storage.headings import column_role
from storage.plan import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.formats.progress import ShowPages
    from storage.plan import ParsedPlan

_SEPARATORS = (",", "\t", ";", "，", "|", "；")
_SAMPLE = 200
_FEWEST_COLUMNS = 2
_FEWEST_HEADINGS = 3
_RULE = re.compile(r"\s*(?::?-{2,}:?)?\s*")
_LONGEST_FIELD = 1_000_000
_ACTIVE = re.compile(r"[=+\-@＝＋－＠]")
_GUARDED = re.compile(rf"'+{_ACTIVE.pattern}")


def read_csv(data: bytes, limits: Limits = LIMITS, progress: ShowPages = say_nothing) -> ParsedPlan:
    """Read the plan in a .csv file; raises `UnreadableFileError` when it holds none."""
    refuse_large(data, limits.file)
    return read_document(Document((csv_grid(decode_text(data), limits),)), "file", progress)


def is_active(text: str) -> bool:
    """Whether a spreadsheet program would take a field for a formula."""
    return _ACTIVE.match(text) is not None


def guarded(text: str) -> str:
    """Write a field so that no program works it out: behind an apostrophe, which we take off again."""
    return f"'{text}" if is_active(text) or _GUARDED.match(text) else text


def _unguarded(field: str) -> str:
    return field[1:] if _GUARDED.match(field) else field


def csv_grid(text: str, limits: Limits = LIMITS) -> Grid:
    """Cut a text at its separators."""
    match = re.match(r"sep=(.)\n", text)
    separator = match[1] if match else find_separator(text)
    cells: list[Cell] = []
    sources: list[Source] = []
    for line, fields in _rows(text[match.end() if match else 0 :], separator):
        row = len(sources)
        if row >= limits.rows:
            raise too_much(f"more than {limits.rows:,} rows")
        if any(fields[limits.columns :]):
            raise too_much(f"a row of {len(fields):,} columns")
        sources.append(Source(line=line + bool(match)))
        is_rule = all(map(_RULE.fullmatch, fields))  # Markdown's, below a header
        shown = enumerate([] if is_rule else fields[: limits.columns])
        cells += [Cell(row, column, paragraphs_of(_unguarded(field))) for column, field in shown]
    return Grid(tuple(cells), tuple(sources), merges=False)


def find_separator(text: str) -> str:
    """Find the sign that makes the table's header one; else that which cuts most rows into as many fields."""
    return max(
        _SEPARATORS,
        key=lambda separator: (
            _headed(text, separator),
            _evenness(text, separator),
            -_SEPARATORS.index(separator),
        ),
    )


def is_separated(text: str) -> bool:
    """Whether a plain text is a table of values: a header of one line, and below it rows cut like it."""
    separator = find_separator(text)
    if not separator.isascii() or not _headed(text, separator):
        return False
    with suppress(UnreadableFileError):
        widths = [len(fields) for _, fields in islice(_rows(text, separator), _SAMPLE) if any(fields)]
        most, count = Counter(widths).most_common(1)[0]
        return most >= _FEWEST_HEADINGS and 2 * count >= len(widths)
    return False


def _headed(text: str, separator: str) -> bool:
    """Whether a row cut at `separator` holds two headings or more."""
    with suppress(UnreadableFileError):
        rows = islice(_rows(text, separator), _SAMPLE)
        return any(
            sum(column_role(field) is not None for field in fields) >= _FEWEST_HEADINGS for _, fields in rows
        )
    return False


def _evenness(text: str, separator: str) -> float:
    counts: Counter[int] = Counter()
    try:
        for _, fields in _rows(text, separator):
            counts[len(fields)] += 1
            if counts.total() == _SAMPLE:
                break
    except UnreadableFileError:
        return 0.0
    width, rows = max(
        counts.items(), key=lambda item: (item[1] if item[0] >= _FEWEST_COLUMNS else 0, item[0])
    )
    return rows / counts.total() * min(width, 5) if width >= _FEWEST_COLUMNS else 0.0


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line where it begins."""
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 1
    try:
        for fields in reader:
            yield line, fields
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFileError(
            "The file is damaged: a quotation mark opens a field that never ends. "
            "Save the table as .xlsx and send that."
        ) from error
