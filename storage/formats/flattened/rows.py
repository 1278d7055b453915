"""From pieces to rows: cells that a page cut are joined again, labels are put to the paragraph they follow. PURE."""

from __future__ import annotations

from dataclasses import dataclass, field

from storage.formats.flattened.lines import Gap
from storage.formats.flattened.pieces import SECTION, Piece, join_lines
from storage.headings import Role


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

    def __init__(self, full_width: float) -> None:
        """`full_width`: from how many em on a line shows that no sub-column stands beside it."""
        self.full_width = full_width
        self.paragraphs: list[Paragraph] = []
        self.stray: list[Piece] = []
        self.sections: list[str] = []
        self._section = ""
        self._work_point: _Title | None = None
        self._group: _Title | None = None
        self._titles: list[tuple[_Title | None, _Title | None]] = []
        self._open: Paragraph | None = None
        self._fresh_block = self._fresh_row = False
        self._page = 0
        self._last: Piece | None = None

    def build(self, pieces: list[Piece]) -> list[Paragraph]:
        for piece in pieces:
            if piece.page != self._page:
                self._turn_page(piece)
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
        """Return the last paragraph if its page cut it: no end mark, and its last line was full."""
        if not self.paragraphs:
            return None
        last = self.paragraphs[-1]
        return last if last.text and last.text[-1] not in "。；：！？" else None

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
            return
        if title and self._last is not None and self._last.column == Role.WORK_POINT and self._last.page == piece.page:
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
            )
        )
        self._titles.append((self._work_point, self._group))
        self._fresh_block = self._fresh_row = False

    def _add_label(self, role: Role, piece: Piece) -> None:
        if not self.paragraphs:
            self.stray.append(piece)
            return
        labels = self.paragraphs[-1].labels
        label = labels.get(role) or self._cut_label(role, piece)
        if label:
            label.add(piece)
            return
        labels[role] = Label([piece.text], piece.height, piece.gap, piece.page, open=piece.units[-1].wraps, blind=piece.blind)

    def _cut_label(self, role: Role, piece: Piece) -> Label | None:
        """Return the label that the page before cut, if no other of its kind stands on this page yet."""
        for paragraph in reversed(self.paragraphs):
            label = paragraph.labels.get(role)
            if label:
                return label if label.open and label.page == piece.page - 1 else None
        return None


def _may_go_on(piece: Piece) -> bool:
    """Whether the page may have cut this title: nothing but a shared line or a narrower neighbour ended it."""
    last = piece.units[-1]
    return not (last.line.ends and last.closes and last.line.text.endswith(last.text))
