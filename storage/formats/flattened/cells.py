"""The cells of rows while they are put together: labels, titles, paragraphs of measures.

Each has a `margin`, the smallest of its pieces: by how much other readings of their columns are dearer. PURE.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storage.formats.flattened.pieces import Piece, join_lines

if TYPE_CHECKING:
    from storage.formats.flattened.lines import Gap
    from storage.headings import Role
_BEGINS = re.compile(r"(?:牵头|责任|主办|负责|配合|协办)(?:单位|部门)?[:：]")


@dataclass
class Label:
    """What one cell of departments or deadlines holds, and where it stood.

    `height` are its lines on `page`. `open`: the page cut its last paragraph. `blind`: see `Piece`.
    """

    paragraphs: list[str]
    height: int
    gap: Gap
    page: int
    open: bool
    blind: bool
    margin: float

    @classmethod
    def of(cls, piece: Piece) -> Label:
        open_ = piece.units[-1].wraps
        return cls([piece.text], piece.height, piece.gap, piece.page, open_, piece.blind, piece.margin)

    @property
    def text(self) -> str:
        return join_lines(self.paragraphs)

    def add(self, piece: Piece) -> None:
        """Add a paragraph, or the rest of one that a page cut."""
        if self.open and not _BEGINS.match(piece.text):
            self.paragraphs[-1] = join_lines([self.paragraphs[-1], piece.text])
        else:
            self.paragraphs.append(piece.text)
        if piece.page == self.page:
            self.height += piece.height
        self.open = piece.units[-1].wraps
        self.margin = min(self.margin, piece.margin)


@dataclass
class Title:
    """A work point or group; `open` while the page may have cut it.

    `heights` are its lines on each page, `width` is that of its widest line.
    """

    parts: list[str]
    width: float
    heights: dict[int, int]
    open: bool
    margin: float

    @classmethod
    def of(cls, piece: Piece) -> Title:
        return cls([piece.text], piece.width, {piece.page: piece.height}, may_go_on(piece), piece.margin)

    @property
    def text(self) -> str:
        return join_lines(self.parts)

    def add(self, piece: Piece) -> None:
        self.parts.append(piece.text)
        self.heights[piece.page] = self.heights.get(piece.page, 0) + piece.height
        self.width = max(self.width, piece.width)
        self.open = may_go_on(piece)
        self.margin = min(self.margin, piece.margin)

    @property
    def height(self) -> int:
        return sum(self.heights.values())


@dataclass
class Paragraph:
    """One paragraph of the measures column with what was printed around it.

    `heights` are its lines on each page. `begins_row` says that a cell to its left was printed with it, so
    that a row begins here for certain; `begins_block` that this was a work point or a section. `ended`: its
    end was seen (None: a neighbour hides it). `labels` are the cells printed right behind it.
    """

    text: str
    line: int
    heights: dict[int, int]
    gap: Gap
    page: int
    section: str
    title: Title | None
    sub_title: Title | None
    begins_block: bool
    begins_row: bool
    ended: bool | None
    blind: bool
    margin: float
    labels: dict[Role, Label] = field(default_factory=dict)

    @property
    def work_point(self) -> str | None:
        return self.title.text if self.title else None

    @property
    def group(self) -> str | None:
        return self.sub_title.text if self.sub_title else None

    @property
    def work_point_height(self) -> int:
        return self.title.height if self.title else 0

    def go_on(self, piece: Piece) -> None:
        """Add what the next page holds of it."""
        self.text = join_lines([self.text, piece.text])
        self.heights[piece.page] = piece.height
        self.margin = min(self.margin, piece.margin)
        self.ended = has_ended(piece)


def has_ended(piece: Piece) -> bool | None:
    """Whether the paragraph ended there; None when a neighbour on its last line hides it."""
    last = piece.units[-1]
    if last.wraps:
        return False
    return True if last.closes_line else None


def may_go_on(piece: Piece) -> bool:
    """Whether the page may have cut this title: nothing showed that it ended."""
    return has_ended(piece) is not True
