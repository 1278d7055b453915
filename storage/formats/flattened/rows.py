"""From pieces to paragraphs of rows.

Cells that a page cut are joined again, titles are carried on to the rows below, and labels are put to the
paragraph behind which they were printed. PURE.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storage.formats.flattened.pieces import SECTION, Piece, is_deadline, join_lines
from storage.headings import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.formats.flattened.lines import Gap

_BEGINS = re.compile(r"牵头|责任|主办|负责")
_GOES_ON = re.compile(r"配合|协办|协助|参与")
_LABELS = (Role.DEPARTMENT, Role.ASSISTING, Role.DEADLINE)
_LONGEST_LABEL = 12  # paragraphs
_TIGHT = 0.8  # lines of the measures may stand closer than those of titles


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

    @property
    def text(self) -> str:
        return join_lines(self.paragraphs)

    def add(self, piece: Piece) -> None:
        """Add a paragraph, or the rest of one that a page cut."""
        if self.open:
            self.paragraphs[-1] = join_lines([self.paragraphs[-1], piece.text])
        else:
            self.paragraphs.append(piece.text)
        if piece.page == self.page:
            self.height += piece.height
        self.open = piece.units[-1].wraps


@dataclass
class Title:
    """A work point or group; `open` while the page may have cut it. `heights` are its lines on each page."""

    parts: list[str]
    heights: dict[int, int]
    open: bool

    @property
    def text(self) -> str:
        return join_lines(self.parts)

    def add(self, piece: Piece) -> None:
        self.parts.append(piece.text)
        self.heights[piece.page] = self.heights.get(piece.page, 0) + piece.height
        self.open = _may_go_on(piece)

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
        self.ended = _ended(piece)


class RowBuilder:
    """Walks over the pieces once; `paragraphs` holds the outcome, `stray` what found no place."""

    def __init__(self, full_width: float, names: frozenset[str], *, numbered: bool) -> None:
        """`full_width`: from how many em on a line shows that no sub-column stands beside it.

        `names`: departments that the table names again and again. `numbered`: each row begins with its
        serial number.
        """
        self.full_width = full_width
        self.names = names
        self.numbered = numbered
        self.paragraphs: list[Paragraph] = []
        self.stray: list[Piece] = []
        self._section = ""
        self._title: Title | None = None
        self._sub_title: Title | None = None
        self._cut: Paragraph | None = None  # goes on in the next piece of the measures
        self._fresh_block = self._fresh_row = False
        self._after_rest = False  # the last piece was the rest of a work point
        self._last: Piece | None = None

    def build(self, pieces: list[Piece]) -> list[Paragraph]:
        for at, piece in enumerate(pieces):
            if self._is_first_of_page(piece):
                self._cut = self._cut_paragraph()
                self._close_whole_titles()
            self._after_rest = self._after_rest and piece.column == Role.WORK_POINT
            if piece.column in _LABELS:
                own = _deadline_follows(pieces[at + 1 : at + _LONGEST_LABEL])
                self._add_label(Role(piece.column), piece, own=own)
            else:
                self._add(piece)
            self._last = piece
        return self.paragraphs

    def _add(self, piece: Piece) -> None:
        match piece.column:
            case column if column == SECTION:
                self._section = piece.text
                self._title = self._sub_title = self._cut = None
                self._fresh_block = self._fresh_row = True
            case Role.SERIAL:
                self._fresh_row = True
                self._cut = None
            case Role.WORK_POINT:
                self._add_work_point(piece)
            case Role.GROUP:
                self._add_group(piece)
            case Role.MEASURE:
                self._add_measure(piece)
            case _:
                self.stray.append(piece)

    def _is_first_of_page(self, piece: Piece) -> bool:
        return self._last is None or self._last.page != piece.page

    def _cut_paragraph(self) -> Paragraph | None:
        """Return the last paragraph if its page cut it: its end was not seen, or no end mark where hidden."""
        if not self.paragraphs:
            return None
        last = self.paragraphs[-1]
        cut = last.text[-1:] not in "。；：！？" if last.ended is None else not last.ended
        return last if cut else None

    def _close_whole_titles(self) -> None:
        """Close titles with room left beside their rows on the page that ends: only what fills it is cut."""
        if self._last is None:
            return
        page = self._last.page
        for title in (self._title, self._sub_title):
            if title is not None:
                rows = sum(
                    paragraph.heights[page]
                    for paragraph in self._on(page)
                    if paragraph.title is title or paragraph.sub_title is title
                )
                if title.heights.get(page, 0) < _TIGHT * rows - 1:
                    title.open = False

    def _on(self, page: int) -> Iterator[Paragraph]:
        """Yield the paragraphs with lines on the page, the last ones first."""
        for paragraph in reversed(self.paragraphs):
            if page in paragraph.heights:
                yield paragraph
            elif paragraph.page < page:
                return

    # -- titles --------------------------------------------------------------------------------------

    def _add_work_point(self, piece: Piece) -> None:
        title = self._title
        first = self._is_first_of_page(piece)
        if first and title and not title.open and self._sub_title and self._sub_title.open:
            self._add_group(piece)  # looks like a work point, but that one had ended
        elif first and title and title.open:
            title.add(piece)
            self._after_rest = True
        elif (
            title and self._last is not None and self._last.column == Role.WORK_POINT and not self._after_rest
        ):
            title.add(piece)  # a second paragraph of the same cell
        else:
            self._title = Title([piece.text], {piece.page: piece.height}, _may_go_on(piece))
            self._sub_title = self._cut = None
            self._fresh_block = self._fresh_row = True

    def _add_group(self, piece: Piece) -> None:
        title = self._sub_title
        titles = (Role.WORK_POINT, Role.GROUP)
        at_top = self._is_first_of_page(piece) or (self._last is not None and self._last.column in titles)
        if title and title.open and at_top:
            title.add(piece)
            return
        self._sub_title = Title([piece.text], {piece.page: piece.height}, _may_go_on(piece))
        self._cut = None
        self._fresh_row = True

    # -- measures ------------------------------------------------------------------------------------

    def _add_measure(self, piece: Piece) -> None:
        if piece.width >= self.full_width and not self._fresh_row:
            self._sub_title = None
        cut, self._cut = self._cut, None
        if cut is not None and not self._fresh_row:
            cut.go_on(piece)
            return
        self.paragraphs.append(
            Paragraph(
                text=piece.text,
                line=piece.line,
                heights={piece.page: piece.height},
                gap=piece.gap,
                page=piece.page,
                section=self._section,
                title=self._title,
                sub_title=self._sub_title,
                begins_block=self._fresh_block,
                begins_row=self._fresh_row,
                ended=_ended(piece),
                blind=piece.blind,
            )
        )
        self._fresh_block = self._fresh_row = False

    # -- labels --------------------------------------------------------------------------------------

    def _add_label(self, role: Role, piece: Piece, *, own: bool) -> None:
        """Put a label to the last paragraph. `own`: a whole deadline behind it shows that a row ends here."""
        if not self.paragraphs:
            self.stray.append(piece)
            return
        labels = self.paragraphs[-1].labels
        label = labels.get(role)
        if label is None or label.page != piece.page:
            label = self._cut_label(role, piece, own=own)
            if label is None and role is Role.DEPARTMENT:
                label = self._cut_label(Role.ASSISTING, piece, own=own)
        if label is not None:
            label.add(piece)
            return
        open_ = piece.units[-1].wraps
        labels[role] = Label([piece.text], piece.height, piece.gap, piece.page, open_, piece.blind)

    def _cut_label(self, role: Role, piece: Piece, *, own: bool) -> Label | None:
        """Return the label that the page before cut, if this piece holds the rest of it.

        A label goes on only where its part of that page was too low for it, and before any other label.
        """
        before = self._last_of_page_before(piece)
        label = before.labels.get(role) if before else None
        if before is None or label is None or label.page != piece.page - 1:
            return None
        alone = before is self.paragraphs[-1] and piece.page not in before.heights
        if alone and not label.open and _is_rest_of(label.paragraphs[-1], piece.text, self.names):
            label.open = True
        if label.open or alone or (self.numbered and not self._fresh_row):
            return label
        if role is Role.DEADLINE or _BEGINS.match(piece.text) or own:
            return None
        goes_on = piece.page in before.heights
        tight = label.height > 1 and before.heights[label.page] <= label.height
        return label if (tight and goes_on) or _GOES_ON.match(piece.text) else None

    def _last_of_page_before(self, piece: Piece) -> Paragraph | None:
        """Return the paragraph before this page's; None when a row has begun or was labelled on this page."""
        for paragraph in reversed(self.paragraphs):
            if paragraph.page < piece.page:
                return paragraph
            if paragraph.labels or paragraph.begins_row:
                return None
        return None


def _is_rest_of(label: str, text: str, names: frozenset[str]) -> bool:
    """Whether `text` is rather the end of the label's last word than a name or date of its own."""
    last = re.split(r"[、，,；;]", label)[-1]
    first = re.split(r"[、，,；;]", text)[0]
    return last + first in names or not (text in names or last in names or is_deadline(text))


def _deadline_follows(pieces: list[Piece]) -> bool:
    following: Iterator[Piece] = (piece for piece in pieces if piece.column not in _LABELS[:2])
    first = next(following, None)
    return first is not None and first.column == Role.DEADLINE and is_deadline(first.text)


def _ended(piece: Piece) -> bool | None:
    """Whether the paragraph ended there; None when a neighbour on its last line hides it."""
    last = piece.units[-1]
    if last.wraps:
        return False
    return True if last.line.text.endswith(last.text) else None


def _may_go_on(piece: Piece) -> bool:
    """Whether the page may have cut this title: nothing showed that it ended."""
    return _ended(piece) is not True
