"""A document's tables to a plan: the one way in which .docx, .xlsx, .csv and .pdf are understood. PURE."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from storage.department_names import department_likeness
from storage.errors import UnreadableFileError
from storage.formats.flattened.numbering import section_number
from storage.formats.grid import Cell, Document, Grid, Line, place_in_words
from storage.formats.grid_contents import fill_header, fits, guess_header
from storage.formats.grid_headers import Header, find_header, side_by_side, squeezed, takes_over
from storage.formats.grid_items import join_rows, make_items
from storage.formats.grid_rows import Entry, RowReader
from storage.formats.outline import read_outline
from storage.formats.progress import say_nothing
from storage.formats.titles import find_year_and_title, named_years, names_plan
from storage.headings import Role, says_first_leads
from storage.plan import ParsedPlan, PlanKind, Problem, Severity, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from storage.formats.progress import ShowPages

_NEAR = 3
_ONLY_YEAR = re.compile(r"(?:19|20)\d\d\s*年?度?")
_NO_SECTION = re.compile(r"\d|^(?:Sheet|工作表|表)", re.IGNORECASE)
_LONGEST_TITLE = 60
_LONGEST_NOTE = 80


def read_document(document: Document, kind: str, progress: ShowPages = say_nothing) -> ParsedPlan:
    """Read a document's plan: its tables, or an outline where it has none.

    `kind` names the kind of file for people. Raises `UnreadableFileError` when there is neither.
    """
    plan = _read_tables(document, progress) or read_outline(
        "\n".join(line.text for line in _all_lines(document))
    )
    if plan is None or not plan.items:
        raise UnreadableFileError(
            f"No plan was found in this {kind}: it has neither a table with headings such as 工作要点, "
            "具体措施, 部门单位 and 完成时间, nor an outline with points such as （一）. "
            "Check that it is the right file."
        )
    return replace(plan, problems=(*document.problems, *plan.problems))


@dataclass
class _Reading:
    """A document's tables as far as they are read."""

    rows: RowReader
    header: Header | None = None
    width: int = 0
    sheet: str = ""
    roles: set[Role] = field(default_factory=set)
    head: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    between: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    years: dict[int, int] = field(default_factory=dict)
    """Which year the file names for the entries from this one on."""
    first_leads: bool = False
    sections: frozenset[str] = frozenset()
    """Names of sheets that part the plan."""

    def take_line(self, line: Line) -> None:
        self.first_leads |= says_first_leads(line.text)
        self.between.append(line)

    def take_grid(self, grid: Grid) -> None:
        """Take a table, or several that stand side by side."""
        for part in side_by_side(grid):
            self._take_table(part)

    def _take_table(self, grid: Grid) -> None:
        header = find_header(grid)
        if header is not None and self._is_data(grid, header):
            header = None
        if header is not None:
            header = fill_header(grid, header)
        elif self.header is not None and fits(grid, self.header, self.width):
            header = Header(0, 0, self.header.columns)
        else:
            header = guess_header(grid)
            if header is not None:
                self._warn(
                    grid.sources[0], "The table has no headings: its columns were told by what they hold."
                )
        if header is None:
            self._leave_out(grid)
            return
        self._open(grid, header)
        self.rows.read(grid, header)

    def _is_data(self, grid: Grid, header: Header) -> bool:
        """Whether a row like a header stands among the rows of a table that goes on with columns known."""
        if self.header is None or header.row == 0:
            return False
        known = frozenset(squeezed(column.heading) for column in self.header.columns)
        return not takes_over(grid, header, known) and fits(grid, self.header, self.width)

    def _open(self, grid: Grid, header: Header) -> None:
        """Take what stands above the table's rows: lines before it, rows over its header."""
        if grid.name != self.sheet:
            self.rows.above.open(grid.name if grid.name in self.sections else "")
        self.sheet = grid.name
        above = [
            Line(cell.text, grid.sources[row])
            for row in range(header.row)
            for cell in grid.rows[row]
            if cell.row == row and cell.text
        ]
        lines = [*self.between, *above]
        self.between = []
        if self.header is None:
            self.head = [line.text for line in lines]
            owned = not header.of(Role.DEPARTMENT, Role.ASSISTING)
            lines = [
                line
                for line in lines[-_NEAR:]
                if _is_section(line.text) or (owned and department_likeness(line.text) == 1.0)
            ]
        self._note_year([line.text for line in lines] + [grid.name])
        pointed = bool(header.of(Role.WORK_POINT))
        for line in lines:
            self.rows.title(line.text, line.source, has_points=pointed)
        self.header, self.width = header, grid.columns
        self.names += [grid.name] if grid.name else []
        self.roles |= {Role(column.role) for column in header.columns if column.role in list(Role)}
        self.first_leads |= any(
            says_first_leads(cell.text) for row in _header_rows(grid, header) for cell in row
        )
        for column in header.columns:
            if column.role is None and column.heading:
                self._warn(grid.sources[header.row], f"The column {column.heading} is not read.")

    def _note_year(self, titles: list[str]) -> None:
        for title in filter(names_plan, titles):
            if years := named_years(title):
                self.years[len(self.rows.entries)] = years[0]
        if _ONLY_YEAR.fullmatch(titles[-1]):
            self.years[len(self.rows.entries)] = int(titles[-1][:4])

    def _leave_out(self, grid: Grid) -> None:
        texts = [cell.text for cell in grid.cells if cell.text]
        if grid.name and texts:
            self._warn(grid.sources[0], f"The sheet {grid.name} holds no table of a plan: it is left out.")
        else:
            self.between += [Line(cell.text, grid.sources[cell.row]) for cell in grid.cells if cell.text]

    def _warn(self, source: Source, message: str) -> None:
        problem = Problem(Severity.WARNING, place_in_words(source), message)
        if problem not in self.problems:
            self.problems.append(problem)


def _read_tables(document: Document, progress: ShowPages) -> ParsedPlan | None:
    reading = _Reading(RowReader(progress), sections=frozenset(_parting_names(document)))
    for block in document.blocks:
        if isinstance(block, Grid):
            reading.take_grid(block)
        else:
            reading.take_line(block)
    if reading.header is None or not reading.rows.entries:
        return None
    reading.rows.finish()
    year, title = find_year_and_title(reading.head)
    if year is None:
        year, name = find_year_and_title([*reading.names, *document.titles])
        title = title or name
    items = tuple(
        make_items(
            _told(join_rows(_with_years(reading, year)), progress),
            year or 0,
            frozenset(reading.roles),
            first_leads=reading.first_leads,
        )
    )
    return ParsedPlan(
        year,
        title,
        PlanKind.TABLE,
        items,
        (*_other_years(reading, year), *reading.problems, *_left_out(reading)),
    )


def _told(entries: Iterable[Entry], progress: ShowPages) -> Iterator[Entry]:
    """Yield the entries, and say of each that the reading goes on."""
    for entry in entries:
        progress(0, 0)
        yield entry


def _with_years(reading: _Reading, year: int | None) -> Iterator[Entry]:
    """Yield the entries; those of a part with another year's title are doubted."""
    named = year
    for n, entry in enumerate(reading.rows.entries):
        named = reading.years.get(n, named)
        if named == year or year is None:
            yield entry
        else:
            doubt = (
                f"This part of the file is titled {named}, but its deadlines are taken as those of {year}."
            )
            yield replace(entry, doubts=(*entry.doubts, doubt))


def _other_years(reading: _Reading, year: int | None) -> Iterator[Problem]:
    others = sorted({named for named in reading.years.values() if named != year})
    if year is not None and others:
        words = ", ".join(map(str, others))
        yield Problem(
            Severity.ERROR,
            "the file",
            f"Parts of the file are titled {words}, but it is read as the plan of {year}. "
            "Load each year as a file of its own.",
        )


def _parting_names(document: Document) -> Iterator[str]:
    """Yield the names of sheets where a plan has a sheet for each section."""
    grids = [block for block in document.blocks if isinstance(block, Grid) and find_header(block)]
    if len(grids) > 1:
        yield from (grid.name for grid in grids if grid.name and not _NO_SECTION.search(grid.name))


def _left_out(reading: _Reading) -> Iterator[Problem]:
    """Name what is no part of the plan's table; blanks and page numbers are not worth a word."""
    for note in reading.rows.unmeasured:
        yield Problem(
            Severity.ERROR,
            place_in_words(note.source),
            f"This row has no measure and is left out: {_shortened(note.text)}",
        )
    notes = [(note.source, note.text) for note in reading.rows.notes]
    notes += [(line.source, line.text) for line in reading.between]
    for source, text in notes:
        yield Problem(
            Severity.WARNING,
            place_in_words(source),
            f"Left out, as it is no part of the table: {_shortened(text)}",
        )


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_NOTE else text[: _LONGEST_NOTE - 1] + "…"


def _header_rows(grid: Grid, header: Header) -> Iterator[tuple[Cell, ...]]:
    yield from grid.rows[header.row : header.row + header.rows]


def _is_section(text: str) -> bool:
    return section_number(text) > 0 and len(text) <= _LONGEST_TITLE and not text.endswith(("。", "；", "："))


def _all_lines(document: Document) -> Iterator[Line]:
    """Yield the document's text, that in tables included: an outline may stand in a frame."""
    for block in document.blocks:
        if isinstance(block, Line):
            yield block
        else:
            for cell in block.cells:
                yield from (Line(text, block.sources[cell.row]) for text in cell.paragraphs)
