"""From pieces to rows: cells that a page cut are joined again, labels are put to the paragraph they follow. PURE."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from storage.deadlines import is_deadline
from storage.formats.flattened.lines import Gap
from storage.formats.flattened.pieces import SECTION, Piece, join_lines
from storage.headings import Role

_BEGINS = re.compile(r"牵头|责任|主办|负责")
_GOES_ON = re.compile(r"配合|协办|协助|参与")


@dataclass
class Label:
    """What one cell of departments or deadlines holds, and where it stood."""

    paragraphs: list[str]
    height: int
    gap: Gap
    page: int
    open: bool = False
    blind: bool = False

    def add(self, piece: Piece) -> None:
        """Add a paragraph, or the rest of one that a page cut."""
        if self.open:
            self.paragraphs[-1] = join_lines([self.paragraphs[-1], piece.text])
        else:
            self.paragraphs.append(piece.text)
        if piece.page == self.page:
            self.height += piece.height
        self.open = piece.units[-1].wraps

    @property
    def text(self) -> str:
        return join_lines(self.paragraphs)


@dataclass
class Paragraph:
    """One paragraph of the measures column with what was printed around it.

    `heights` are its lines on each page. `begins_row` says that a cell to its left was printed with it, so
    that a row begins here for certain. `labels` are the cells printed right after it.
    """

    text: str
    line: int
    heights: dict[int, int]
    gap: Gap
    page: int
    section: str = ""
    work_point: str | None = None
    work_point_height: int = 0
    group: str | None = None
    begins_block: bool = False
    begins_row: bool = False
    ended: bool | None = True
    labels: dict[Role, Label] = field(default_factory=dict)
    blind: bool = False


@dataclass
class _Title:
    """A work point or group while its lines are still being gathered."""

    parts: list[str]
    height: int
    open: bool


class RowBuilder:
    """Walks over the pieces once; `paragraphs` holds the outcome, `stray` what found no place."""

    def __init__(self, full_width: float, *, numbered: bool) -> None:
        """`full_width`: from how many em on a line shows that no sub-column stands beside it.

        `numbered`: each row begins with its serial number.
        """
        self.full_width = full_width
        self.numbered = numbered
        self.paragraphs: list[Paragraph] = []
        self.stray: list[Piece] = []
        self.sections: list[str] = []
        self._section = ""
        self._work_point: _Title | None = None
        self._group: _Title | None = None
        self._titles: list[tuple[_Title | None, _Title | None]] = []
        self._open: Paragraph | None = None
        self._fresh_block = self._fresh_row = self._tail = False
        self._deadline_follows = False
        self._page = 0
        self._last: Piece | None = None

    def build(self, pieces: list[Piece]) -> list[Paragraph]:
        for at, piece in enumerate(pieces):
            self._deadline_follows = _deadline_follows(pieces[at + 1 : at + 12])
            if piece.page != self._page:
                self._turn_page(piece)
            self._tail = self._tail and piece.column == Role.WORK_POINT
            self._place(piece)
            self._last = piece
        for paragraph, (work_point, group) in zip(self.paragraphs, self._titles, strict=True):
            paragraph.work_point = join_lines(work_point.parts) if work_point else None
            paragraph.work_point_height = work_point.height if work_point else 0
            paragraph.group = join_lines(group.parts) if group else None
        return self.paragraphs

    def _turn_page(self, piece: Piece) -> None:
        self._page = piece.page
        self._open = self._cut_paragraph()

    def _cut_paragraph(self) -> Paragraph | None:
        """Return the last paragraph if its page cut it: no end was seen, or no end mark where one may be hidden."""
        if not self.paragraphs:
            return None
        last = self.paragraphs[-1]
        if last.ended is None:
            return last if last.text[-1:] not in "。；：！？" else None
        return None if last.ended else last

    def _place(self, piece: Piece) -> None:
        match piece.column:
            case column if column == SECTION:
                self._begin_section(piece)
            case Role.SERIAL:
                self._fresh_row = True
                self._open = None
            case Role.WORK_POINT:
                self._add_work_point(piece)
            case Role.GROUP:
                self._add_group(piece)
            case Role.MEASURE:
                self._add_measure(piece)
            case Role.DEPARTMENT | Role.ASSISTING | Role.DEADLINE:
                self._add_label(Role(piece.column), piece)
            case _:
                self.stray.append(piece)

    def _begin_section(self, piece: Piece) -> None:
        self._section = piece.text
        self.sections.append(piece.text)
        self._work_point = self._group = self._open = None
        self._fresh_block = self._fresh_row = True

    def _at_page_start(self, piece: Piece) -> bool:
        return self._last is None or self._last.page != piece.page

    def _add_work_point(self, piece: Piece) -> None:
        title = self._work_point
        if self._group_goes_on(piece):
            self._add_group(piece)
            return
        if title and (self._at_page_start(piece) and title.open):
            title.parts.append(piece.text)
            title.height += piece.height
            title.open = _may_go_on(piece)
            self._tail = True
            return
        if title and self._last is not None and self._last.column == Role.WORK_POINT and not self._tail:
            title.parts.append(piece.text)  # a second paragraph of the same cell
            title.height += piece.height
            title.open = _may_go_on(piece)
            return
        self._work_point = _Title([piece.text], piece.height, open=_may_go_on(piece))
        self._group = self._open = None
        self._fresh_block = self._fresh_row = True

    def _group_goes_on(self, piece: Piece) -> bool:
        """Whether this is the rest of a group's title, though it looks like a work point: that one had ended."""
        group, title = self._group, self._work_point
        return self._at_page_start(piece) and group is not None and group.open and title is not None and not title.open

    def _add_group(self, piece: Piece) -> None:
        title = self._group
        if title and title.open and self._titles_only_since_page_start(piece):
            title.parts.append(piece.text)
            title.height += piece.height
            title.open = _may_go_on(piece)
            return
        self._group = _Title([piece.text], piece.height, open=_may_go_on(piece))
        self._open = None
        self._fresh_row = True

    def _titles_only_since_page_start(self, piece: Piece) -> bool:
        last = self._last
        return last is None or last.page != piece.page or last.column in (Role.WORK_POINT, Role.GROUP)

    def _add_measure(self, piece: Piece) -> None:
        if piece.width >= self.full_width and not self._fresh_row:
            self._group = None
        if self._open is not None:
            paragraph, self._open = self._open, None
            if not self._fresh_row:
                paragraph.text = join_lines([paragraph.text, piece.text])
                paragraph.heights[piece.page] = piece.height
                paragraph.ended = _ended(piece)
                return
        self.paragraphs.append(
            Paragraph(
                piece.text,
                piece.line,
                {piece.page: piece.height},
                piece.gap,
                piece.page,
                section=self._section,
                begins_block=self._fresh_block,
                begins_row=self._fresh_row,
                blind=piece.blind,
                ended=_ended(piece),
            )
        )
        self._titles.append((self._work_point, self._group))
        self._fresh_block = self._fresh_row = False

    def _add_label(self, role: Role, piece: Piece) -> None:
        if not self.paragraphs:
            self.stray.append(piece)
            return
        labels = self.paragraphs[-1].labels
        label = labels.get(role)
        if label is None or label.page != piece.page:
            label = self._cut_label(role, piece)
            if label is None and role is Role.DEPARTMENT:
                label = self._cut_label(Role.ASSISTING, piece)
        if label:
            label.add(piece)
            return
        labels[role] = Label([piece.text], piece.height, piece.gap, piece.page, open=piece.units[-1].wraps, blind=piece.blind)

    def _cut_label(self, role: Role, piece: Piece) -> Label | None:
        """Return the label that the page before cut, if this piece holds the rest of it.

        A label goes on only where its part of that page was too low for it, and before any other label.
        """
        here = [paragraph for paragraph in self.paragraphs if paragraph.page == piece.page]
        if any(paragraph.labels or paragraph.begins_row for paragraph in here):
            return None
        before = next((paragraph for paragraph in reversed(self.paragraphs) if paragraph.page < piece.page), None)
        label = before.labels.get(role) if before else None
        if before is None or label is None or label.page != piece.page - 1:
            return None
        if label.open or (self.numbered and not self._fresh_row):
            return label
        if role is Role.DEADLINE or _BEGINS.match(piece.text) or self._deadline_follows:
            return None
        tight = label.height > 1 and before.heights[label.page] <= label.height and piece.page in before.heights
        return label if tight or _GOES_ON.match(piece.text) else None


def _deadline_follows(pieces: list[Piece]) -> bool:
    """Whether a whole deadline stands behind this label: then it is a row's own label, no rest of one."""
    labels = (Role.DEPARTMENT, Role.ASSISTING)
    following = next((piece for piece in pieces if piece.column not in labels), None)
    return following is not None and following.column == Role.DEADLINE and is_deadline(following.text)


def _ended(piece: Piece) -> bool | None:
    """Whether the paragraph ended there; None when a neighbour on its last line hides it."""
    last = piece.units[-1]
    if last.wraps:
        return False
    return True if last.line.text.endswith(last.text) else None


def _may_go_on(piece: Piece) -> bool:
    """Whether the page may have cut this title: nothing but a shared line or a narrower neighbour ended it."""
    last = piece.units[-1]
    return not (last.line.ends and last.closes and last.line.text.endswith(last.text))
