"""A plan in a PDF: ruled tables over many pages, or an outline. PURE.

Characters and lines come from PDFium, tables are made of them here: that is more exact than general table
finders, which know nothing of rows cut by pages, and many times as fast.
"""

from __future__ import annotations

import threading
from itertools import pairwise
from typing import TYPE_CHECKING

import pypdfium2 as pdfium

from storage.errors import UnreadableFileError
from storage.formats.grid import Document, Grid, Line
from storage.formats.grid_reading import read_document
from storage.formats.limits import LIMITS, Limits, refuse_large, too_much
from storage.formats.pdf_cells import find_lattices
from storage.formats.pdf_furniture import without_furniture
from storage.formats.pdf_guard import refuse_swollen_streams
from storage.formats.pdf_lines import TextLine, find_lines
from storage.formats.pdf_overflow import lift_overflow
from storage.formats.pdf_page import Char, Page, read_page
from storage.formats.pdf_parts import PageTable
from storage.formats.pdf_tables import group_tables, make_grid
from storage.formats.progress import say_nothing
from storage.headings import column_role
from storage.plan import Problem, Severity, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.formats.progress import ShowPages
    from storage.plan import ParsedPlan

_PDFIUM = threading.Lock()
"""PDFium knows no threads: one file at a time."""

_MIDDLE = 0.3  # of a character's height above its baseline
_FEWEST_CHARS = 20
_FEWEST_HEADINGS = 3


def read_pdf(data: bytes, limits: Limits = LIMITS, progress: ShowPages = say_nothing) -> ParsedPlan:
    """Read the plan in a PDF; raises `UnreadableFileError` when it holds none."""
    document = pdf_document(data, limits, progress)
    if _has_no_rules(document):
        raise UnreadableFileError(
            "The table in the PDF has no lines between its cells, so they cannot be told apart. "
            "Send the file that it was made from (.docx or .xlsx)."
        )
    return read_document(document, "PDF file", progress)


def pdf_document(data: bytes, limits: Limits = LIMITS, progress: ShowPages = say_nothing) -> Document:
    """Read a file's tables and the text beside them; `progress` hears how many of how many pages are read."""
    refuse_large(data, limits.file)
    if b"%PDF-" not in data[:1024]:
        raise UnreadableFileError(
            "This is no PDF file, whatever its name says. Save it as PDF and send that."
        )
    refuse_swollen_streams(data, limits)
    with _PDFIUM:
        return _Reading().read(data, limits, progress)


class _Reading:
    """Takes pages one by one and keeps of each only lines of text and frames."""

    def __init__(self) -> None:
        self.tables: list[list[PageTable]] = []
        self.lines: list[list[TextLine]] = []
        self.problems: list[Problem] = []
        self.chars = self.objects = self.fields = 0

    def read(self, data: bytes, limits: Limits, progress: ShowPages) -> Document:
        opened = _open(data)
        try:
            count = len(opened)
            if count > limits.pages:
                raise too_much(f"{count} pages")
            for index in range(count):
                page = read_page(opened.raw, index, limits)
                if page is None:
                    self._warn(f"page {index + 1}", "The page cannot be read.")
                    page = Page(index + 1, 0.0, 0.0, (), ())
                self._take(page, limits)
                progress(index + 1, count)
        finally:
            opened.close()
        if self.chars < _FEWEST_CHARS:
            raise UnreadableFileError(
                "The PDF holds no text: it is scanned, or made of pictures. Send the file that it "
                "was made from (.docx or .xlsx), or run a text recognition over it first."
            )
        return Document(tuple(self._blocks()), tuple(self.problems))

    def _take(self, page: Page, limits: Limits) -> None:
        self.chars += sum(not char.text.isspace() for char in page.chars)
        self.objects += len(page.chars) + len(page.rules)
        lattices = find_lattices(page.rules)
        self.fields += sum(len(lattice.xs) * len(lattice.ys) for lattice in lattices)
        if self.objects > limits.objects:
            raise too_much(f"more than {limits.objects} characters")
        if self.fields > limits.cells:
            raise too_much(f"more than {limits.cells} cells")
        inside: list[list[list[Char]]] = [[[] for _ in lattice.frames] for lattice in lattices]
        outside: list[Char] = []
        for char in page.chars:
            x, y = (char.left + char.right) / 2, char.baseline - _MIDDLE * char.size
            for lattice, frames in zip(lattices, inside, strict=True):
                at = lattice.frame_at(x, y)
                if at is not None:
                    frames[at].append(char)
                    break
            else:
                outside.append(char)
        tables = []
        for lattice, framed in zip(lattices, inside, strict=True):
            lines = [find_lines(chars) for chars in framed]
            overflowing = lift_overflow(lattice, lines)
            if any(lines):
                tables.append(PageTable(page.number, lattice, tuple(map(tuple, lines)), overflowing))
        self.tables.append(tables)
        self.lines.append(find_lines(outside))

    def _blocks(self) -> Iterator[Line | Grid]:
        """Yield text and tables in their order; a table with its parts on later pages at once."""
        order: list[Line | PageTable] = []
        pages = zip(self.tables, without_furniture(self.lines), strict=True)
        for number, (tables, lines) in enumerate(pages, start=1):
            order += _in_order(tables, lines, Source(place=f"page {number}"))
        parted = {id(block) for before, block in pairwise(order) if isinstance(before, Line)}
        tables = [block for block in order if isinstance(block, PageTable)]
        groups = {id(group[0]): group for group in group_tables(tables, parted)}
        for block in order:
            if isinstance(block, Line):
                yield block
            elif id(block) in groups:
                yield make_grid(groups[id(block)])

    def _warn(self, where: str, message: str) -> None:
        self.problems.append(Problem(Severity.WARNING, where, message))


def _has_no_rules(document: Document) -> bool:
    """Whether headings stand side by side in a line of text, and no table anywhere."""
    lines = [block.text for block in document.blocks if isinstance(block, Line)]
    return len(lines) == len(document.blocks) and any(
        sum(column_role(words) is not None for words in line.split()) >= _FEWEST_HEADINGS for line in lines
    )


def _in_order(tables: list[PageTable], lines: list[TextLine], source: Source) -> Iterator[Line | PageTable]:
    """Yield a page's tables and the lines beside them from top to bottom."""
    left = list(tables)
    for line in lines:
        while left and left[0].lattice.ys[0] <= line.baseline:
            yield left.pop(0)
        yield Line(line.text, source)
    yield from left


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            words = "The PDF is protected by a password. Save it without one and send it again."
        else:
            words = "The PDF file is damaged: it cannot be opened. Save it as PDF again and send that."
        raise UnreadableFileError(words) from error
