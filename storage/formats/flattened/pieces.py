"""Stretches of text between two possible ends of cells, and the pieces made of them. PURE values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from storage.deadlines import is_deadline as _is_deadline
from storage.deadlines import is_deadline_start as _is_deadline_start
from storage.formats.flattened.lines import text_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from storage.formats.flattened.lines import Gap, Line

_YEAR = re.compile(r"\d{4} ?年度?")


# A page is read in many ways, so the same few words are asked about again and again.
@lru_cache(4096)
def is_deadline(text: str) -> bool:
    """Whether the text reads as a deadline; a year alone rather belongs to a sentence (「总结 2023 年」)."""
    return _is_deadline(text) and not _YEAR.fullmatch(text)


is_deadline_start = lru_cache(4096)(_is_deadline_start)

SECTION = -1  # beside the columns of `Role`: a row that is a section's title
WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff（）《》“”、，。；：！？①-⑳…—]")


@dataclass(frozen=True)
class Unit:
    """A stretch of one line that belongs to one piece. `wraps`: its text goes on in the next line."""

    line: Line
    text: str
    width: float
    opens_line: bool
    wraps: bool
    closes: bool

    @property
    def closes_line(self) -> bool:
        """Whether nothing stands behind it on its line."""
        return self.line.text.endswith(self.text)


@dataclass(frozen=True)
class Piece:
    """A paragraph of one cell (or what one page holds of it).

    `closed`: its end was seen. `blind`: a FAR gap before it says nothing, as the line above came after a
    single newline and the extractor always begins a new paragraph then. `margin`: see `unit_margins`.
    """

    column: int
    units: tuple[Unit, ...]
    gap: Gap
    closed: bool
    blind: bool
    margin: float

    @property
    def text(self) -> str:
        return join_lines(unit.text for unit in self.units)

    @property
    def line(self) -> int:
        return self.units[0].line.number

    @property
    def page(self) -> int:
        return self.units[0].line.page

    @property
    def width(self) -> float:
        """Width of its widest line, in em."""
        return max(unit.width for unit in self.units)

    @property
    def height(self) -> int:
        """Lines that it takes."""
        return len(self.units)


def join_lines(texts: Iterable[str]) -> str:
    """Join wrapped lines: nothing between them, but a blank between two Latin words."""
    joined = ""
    for text in texts:
        joined += f" {text}" if _is_latin(joined[-1:]) and _is_latin(text[:1]) else text
    return joined


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def as_lines(run: Sequence[Unit]) -> list[Unit]:
    """Join what stands on one line: widths are those of lines."""
    lines: list[Unit] = []
    for unit in run:
        if lines and lines[-1].line is unit.line:
            last = lines[-1]
            text = f"{last.text} {unit.text}"
            lines[-1] = Unit(unit.line, text, text_width(text), last.opens_line, unit.wraps, unit.closes)
        else:
            lines.append(unit)
    return lines
