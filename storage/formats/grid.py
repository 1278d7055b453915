"""Tables and text of a file as they stand on paper, before any meaning. PURE values.

Every reader of a kind of file makes a `Document`; what its tables mean is read in one place
(`grid_reading`), so that the same plan gives the same items whatever file it comes in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from storage.formats.flattened.pieces import join_lines
from storage.plan import Problem, Severity, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_STRUCK = 10


@dataclass(frozen=True)
class Cell:
    """A cell and the rows and columns that it covers, counted from 0. Paragraphs hold words, no blanks."""

    row: int
    column: int
    paragraphs: tuple[str, ...] = ()
    rows: int = 1
    columns: int = 1
    doubt: str = ""
    """Why its text is not certain, in words."""

    @cached_property
    def text(self) -> str:
        return join_lines(self.paragraphs)

    @property
    def end(self) -> int:
        """The first column behind it."""
        return self.column + self.columns

    def overlap(self, first: int, end: int) -> int:
        """How many columns it shares with those from `first` to before `end`."""
        return min(self.end, end) - max(self.column, first)


@dataclass(frozen=True)
class Grid:
    """A table. `sources` says where each row stands in the file.

    `merges`: the file says which cells are merged, so a blank cell is blank. Else (.csv) a blank may as well
    be what is left below a merged cell.
    """

    cells: tuple[Cell, ...]
    sources: tuple[Source, ...]
    merges: bool = True
    name: str = ""
    """Of the sheet, where a file has several."""

    @cached_property
    def columns(self) -> int:
        return max((cell.end for cell in self.cells), default=0)

    @cached_property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """For each row the cells that cover it, from left to right."""
        rows: list[list[Cell]] = [[] for _ in self.sources]
        for cell in self.cells:
            for row in rows[cell.row : cell.row + cell.rows]:
                row.append(cell)
        return tuple(tuple(sorted(row, key=lambda cell: cell.column)) for row in rows)

    def at(self, row: int, column: int) -> Cell | None:
        """Find the cell that covers a place."""
        return next((cell for cell in self.rows[row] if cell.column <= column < cell.end), None)


@dataclass(frozen=True)
class Line:
    """A line of text beside the tables."""

    text: str
    source: Source = field(default_factory=Source)


@dataclass(frozen=True)
class Document:
    """A file's text and tables in their order, and what of it could not be read."""

    blocks: tuple[Line | Grid, ...]
    problems: tuple[Problem, ...] = ()
    titles: tuple[str, ...] = ()
    """What the file calls itself beside its text."""


def struck_out(where: str, words: Sequence[str]) -> Problem:
    """Say which words were left out as they are struck through."""
    told = "、".join(words[:_MOST_STRUCK]) + ("…" if len(words) > _MOST_STRUCK else "")
    return Problem(Severity.WARNING, where, f"Words that are struck through are left out: {told}")


def place_in_words(source: Source) -> str:
    """Say where something stands, for people."""
    return source.place or (f"line {source.line}" if source.line else "the file")


def paragraphs_of(text: str) -> tuple[str, ...]:
    """Cut a cell's text at its line ends; blanks around them and blank lines say nothing."""
    return tuple(words for line in text.splitlines() if (words := line.strip()))
