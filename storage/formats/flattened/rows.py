"""From pieces to paragraphs of rows.

Cells that a page cut are joined again, titles are carried on to the rows below, and labels are put to the
paragraph behind which they were printed. PURE.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from storage.formats.flattened.cells import Label, Paragraph, Title, has_ended
from storage.formats.flattened.pieces import SECTION, Piece, is_deadline
from storage.headings import Role

if TYPE_CHECKING:
    from collections.abc import Iterator


_BEGINS = re.compile(r"牵头|责任|主办|负责")
_GOES_ON = re.compile(r"配合|协办|协助|参与")
_LABELS = (Role.DEPARTMENT, Role.ASSISTING, Role.DEADLINE)
_LONGEST_LABEL = 12  # paragraphs
_TIGHT = 0.8  # lines of the measures may stand closer than those of titles


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
        group = self._sub_title
        if first and title and not title.open and group and group.open and piece.width < group.width + 2:
            self._add_group(piece)  # looks like a work point, but that one had ended
        elif first and title and title.open:
            title.add(piece)
            self._after_rest = True
        elif (
            title and self._last is not None and self._last.column == Role.WORK_POINT and not self._after_rest
        ):
            title.add(piece)  # a second paragraph of the same cell
        else:
            self._title = Title.of(piece)
            self._sub_title = self._cut = None
            self._fresh_block = self._fresh_row = True

    def _add_group(self, piece: Piece) -> None:
        title = self._sub_title
        titles = (Role.WORK_POINT, Role.GROUP)
        at_top = self._is_first_of_page(piece) or (self._last is not None and self._last.column in titles)
        if title and title.open and at_top:
            title.add(piece)
            return
        self._sub_title = Title.of(piece)
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
                ended=has_ended(piece),
                blind=piece.blind,
                margin=piece.margin,
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
        labels[role] = Label.of(piece)

    def _cut_label(self, role: Role, piece: Piece, *, own: bool) -> Label | None:
        """Return the label that the page before cut, if this piece holds the rest of it.

        A label goes on only where its part of that page was too low for it, and before any other label.
        """
        before = self._last_of_page_before(piece)
        label = before.labels.get(role) if before else None
        if before is None or label is None or label.page != piece.page - 1:
            return None
        last = before is self.paragraphs[-1]
        goes_on = piece.page in before.heights
        alone = last and not goes_on
        if alone and not label.open and _is_rest_of(label.paragraphs[-1], piece.text, self.names):
            label.open = True
        label.open = label.open or _completes(label.paragraphs[-1], piece.text, self.names)
        if label.open or alone or (self.numbered and not self._fresh_row):
            return label
        if role is Role.DEADLINE or _BEGINS.match(piece.text) or own:
            return None
        tight = label.height > 1 and label.height >= self._row_height(before, label.page)
        rest = goes_on and (last or tight)
        return label if rest or _GOES_ON.match(piece.text) else None

    def _row_height(self, last: Paragraph, page: int) -> int:
        """Return the lines on the page of the row that ends with `last`."""
        lines = 0
        for paragraph in self._on(page):
            if paragraph is not last and paragraph.labels:
                break
            lines += paragraph.heights[page] if paragraph.line <= last.line else 0
            if paragraph.begins_row:
                break
        return lines

    def _last_of_page_before(self, piece: Piece) -> Paragraph | None:
        """Return the paragraph before this page's; None when a row has begun or was labelled on this page."""
        for paragraph in reversed(self.paragraphs):
            if paragraph.page < piece.page:
                return paragraph
            if paragraph.labels or paragraph.begins_row:
                return None
        return None


def _completes(label: str, text: str, names: frozenset[str]) -> bool:
    """Whether `text` begins with the end of a known name of which the label ends with the beginning."""
    last, first = _seam(label, text)
    return last + first in names and last not in names


def _is_rest_of(label: str, text: str, names: frozenset[str]) -> bool:
    """Whether `text` is rather the end of the label's last word than a name or date of its own."""
    last, first = _seam(label, text)
    return last + first in names or not (text in names or last in names or is_deadline(text))


def _seam(label: str, text: str) -> tuple[str, str]:
    """Return the last word of the label and the first of the text."""
    return re.split(r"[、，,；;]", label)[-1], re.split(r"[、，,；;]", text)[0]


def _deadline_follows(pieces: list[Piece]) -> bool:
    following: Iterator[Piece] = (piece for piece in pieces if piece.column not in _LABELS[:2])
    first = next(following, None)
    return first is not None and first.column == Role.DEADLINE and is_deadline(first.text)
