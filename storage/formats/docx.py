"""A plan in a .docx file: its tables with their merges, its text, its automatic numbers. PURE.

A merged cell stands in the XML once for each row (vMerge) and once for all its columns (gridSpan).
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from storage.formats.docx_numbering import Numbers, read_numbering
from storage.formats.docx_slimming import slimmed
from storage.formats.docx_text import children, paragraph_texts, struck_words
from storage.formats.elements import tag
from storage.formats.grid import Cell, Document, Grid, Line, struck_out
from storage.formats.grid_reading import read_document
from storage.formats.limits import LIMITS, Limits, too_much
from storage.formats.package import check_package, damaged
from storage.formats.progress import say_nothing
from storage.plan import Problem, Severity, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from storage.formats.progress import ShowPages
    from storage.plan import ParsedPlan

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SLIVER = 160  # twentieths of a point: edges closer than this are one, drawn by hand
_FEWEST_COLUMNS, _FEWEST_ROWS = 3, 2


def read_docx(data: bytes, limits: Limits = LIMITS, progress: ShowPages = say_nothing) -> ParsedPlan:
    """Read the plan in a .docx file; raises `UnreadableFileError` when it holds none."""
    check_package(data, ".docx", "word/", limits)
    return read_document(docx_document(data, limits, progress), ".docx file", progress)


def docx_document(data: bytes, limits: Limits = LIMITS, progress: ShowPages = say_nothing) -> Document:
    """Read a file's text and tables; external links are never followed."""
    import docx  # noqa: PLC0415 - only who reads such a file waits for it

    try:
        opened = docx.Document(io.BytesIO(slimmed(data)))
        body = opened.element.body
        numbers = read_numbering(opened.part)
        title = opened.core_properties.title or ""
    except MemoryError:
        raise
    except Exception as error:  # the library lets out whatever a damaged part leads to
        raise damaged(".docx") from error
    reading = _Reading(limits, numbers, progress)
    reading.read(body)
    if struck := struck_words(body):
        reading.problems.append(struck_out("the file", struck))
    return Document(tuple(reading.blocks), tuple(reading.problems), (title,) if title else ())


@dataclass
class _Reading:
    limits: Limits
    numbers: Numbers
    progress: ShowPages
    blocks: list[Line | Grid] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    tables: int = 0

    def read(self, body: _Element) -> None:
        for count, element in enumerate(children(body), start=1):
            if tag(element) == "p":
                source = Source(place=f"paragraph {count}")
                self.blocks += [Line(text, source) for text in paragraph_texts(element, self.numbers)]
            elif tag(element) == "tbl":
                self._table(element)

    def _table(self, table: _Element) -> None:
        self.tables += 1
        builder = _Builder(self.limits, self.numbers, self.progress, self.tables)
        grid = builder.build(table)
        self.problems += builder.problems
        if grid.cells:
            self.blocks.append(grid)
        for inner in builder.inner:
            self._table(inner)


@dataclass
class _Builder:
    """Makes one table's grid. `open` are the cells that may go on below, by the column they begin in."""

    limits: Limits
    numbers: Numbers
    progress: ShowPages
    number: int
    cells: list[Cell] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    inner: list[_Element] = field(default_factory=list)
    open: dict[int, int] = field(default_factory=dict)
    places: int = 0

    def build(self, table: _Element) -> Grid:
        for count, row in enumerate((row for row in children(table) if tag(row) == "tr"), start=1):
            self.progress(0, 0)
            source = Source(place=f"table {self.number}, row {count}")
            if self._is_hidden(row):
                words = "A hidden row is left out."
                self.problems.append(Problem(Severity.WARNING, source.place or "", words))
                continue
            if len(self.sources) >= self.limits.rows or len(self.cells) > self.limits.cells:
                raise too_much(f"a table of more than {count - 1:,} rows")
            self.sources.append(source)
            self._row(row)
        return Grid(tuple(_without_slivers(self.cells, _edges(table))), tuple(self.sources))

    def _is_hidden(self, row: _Element) -> bool:
        properties = row.find(f"{_W}trPr")
        return properties is not None and any(
            tag(child) in ("hidden", "del") and _is_on(child) for child in properties
        )

    def _row(self, row: _Element) -> None:
        number = len(self.sources) - 1
        column = _number(row, "trPr", "gridBefore")
        still: dict[int, int] = {}
        for element in (child for child in children(row) if tag(child) == "tc"):
            columns = max(1, _number(element, "tcPr", "gridSpan", default=1))
            if column + columns > self.limits.columns:
                raise too_much(f"a table of {column + columns} columns")
            at = self._continued(element, column)
            if at is not None:
                self.cells[at] = replace(self.cells[at], rows=number - self.cells[at].row + 1)
                self._count(columns)
            else:
                at = len(self.cells)
                self.cells.append(Cell(number, column, tuple(self._paragraphs(element)), 1, columns))
            still[column] = at
            column += columns
        self.open = still

    def _continued(self, element: _Element, column: int) -> int | None:
        """Find the cell above that goes on in this one."""
        merge = element.find(f"{_W}tcPr/{_W}vMerge")
        if merge is None or merge.get(f"{_W}val", "continue") != "continue":
            return None
        return self.open.get(column)

    def _count(self, columns: int) -> None:
        self.places += columns
        if self.places > self.limits.merged:
            raise too_much("merged cells")

    def _paragraphs(self, element: _Element) -> Iterator[str]:
        for child in children(element):
            if tag(child) == "p":
                yield from paragraph_texts(child, self.numbers)
            elif tag(child) == "tbl":
                if _is_a_plan_of_its_own(child):
                    self.inner.append(child)
                else:
                    yield from self._texts_within(child)

    def _texts_within(self, table: _Element) -> Iterator[str]:
        for paragraph in table.iter(f"{_W}p"):
            yield from paragraph_texts(paragraph, self.numbers)


def _is_a_plan_of_its_own(table: _Element) -> bool:
    """Whether a table within a cell is more than a box: some offices frame the page with a table."""
    rows = [row for row in children(table) if tag(row) == "tr"]
    widest = max((sum(tag(cell) == "tc" for cell in children(row)) for row in rows), default=0)
    return len(rows) >= _FEWEST_ROWS and widest >= _FEWEST_COLUMNS


def _is_on(element: _Element) -> bool:
    return element.get(f"{_W}val", "true") not in ("0", "false", "off")


def _number(element: _Element, properties: str, name: str, default: int = 0) -> int:
    found = element.find(f"{_W}{properties}/{_W}{name}")
    value = "" if found is None else found.get(f"{_W}val", "")
    return int(value) if value.isdecimal() and len(value) < 10 else default


def _edges(table: _Element) -> list[int]:
    """Where the grid's columns begin, in twentieths of a point; empty if the table does not say."""
    edges = [0]
    for column in table.iterfind(f"{_W}tblGrid/{_W}gridCol"):
        width = column.get(f"{_W}w", "")
        if not width.isdecimal():
            return []
        edges.append(edges[-1] + int(width))
    return edges


def _without_slivers(cells: list[Cell], edges: list[int]) -> Iterator[Cell]:
    """Yield the cells with columns numbered anew, so that edges that hardly differ are one."""
    numbers: list[int] = []
    last = None
    for edge in edges:
        if last is None or edge - last > _SLIVER:
            last = edge
            numbers.append(numbers[-1] + 1 if numbers else 0)
        else:
            numbers.append(numbers[-1])
    known = len(numbers)
    if known < 2 or numbers[-1] == known - 1 or any(cell.end >= known for cell in cells):
        yield from cells
        return
    for cell in cells:
        first, end = numbers[cell.column], numbers[cell.end]
        yield replace(cell, column=first, columns=max(1, end - first))
