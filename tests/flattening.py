"""Lay out a plan's table as a word processor would and give the text that Tika makes of it.

The forward model of what `storage.formats` undoes: line breaking, cells centred in their rows, labels of
merged cells, rows cut by pages, the order and the separators in which the lines come out. Lengths are in
points, counted down from the top of a page's body. PURE; the tests' own, not part of the bot.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import reduce
from itertools import pairwise

CELL_MARGIN = 5.4
"""On each side of a cell's text."""

MARKS = frozenset("，。、；：！？（）《》“”〈〉【】「」")
CLOSING = frozenset("，。、；：！？）》”’〉】」％%,.;:!?)")
OPENING = frozenset("（《“‘〈【「(")

# How far punctuation gives way to let one more character into a line, in em.
SQUEEZE_MARK, SQUEEZE_PAIR, SQUEEZE_LAST, SQUEEZE_MOST = 0.305, 0.5, 0.1, 1.25

AUTO_SPACE = 0.25
"""Between a Chinese character and a digit or letter, in em."""

SAME_LINE, NEXT_LINE = 0.5, 1.25
"""Lines closer than the first (in em) become one; up to the second a single newline parts them."""

SHIFT = 0.5
"""Lines whose beginnings differ by more (in em) stand in different columns, or are indented."""


class Numbering(StrEnum):
    """Where page numbers stand in the text."""

    NONE = "none"
    NOW_AND_THEN = "now and then"  # "— 7 —" on the pages of `Style.numbered`, before the page's text
    EVERY_PAGE = "every page"  # "- 7 -", before the page's text
    OF_ALL = "of all"  # "第 7 页 共 9 页", after it


@dataclass(frozen=True)
class Paragraph:
    """`first` and `hanging` indent its first and its other lines, in points. `tight` lines stand close."""

    text: str
    first: float = 0.0
    hanging: float = 0.0
    tight: bool = False
    pitch: float | None = None


@dataclass(frozen=True)
class Cell:
    """Starts in the row that holds it and spans `rows` rows and `columns` columns from `column`.

    `centred` says where its text stands between the upper and the lower edge, `label` between the sides.
    """

    column: int
    paragraphs: tuple[Paragraph, ...]
    columns: int = 1
    rows: int = 1
    centred: bool = True
    label: bool = False


@dataclass(frozen=True)
class Row:
    """Cells that *start* here, left to right; merged cells from above are not repeated."""

    cells: tuple[Cell, ...]
    height: float = 0.0


@dataclass(frozen=True)
class Table:
    """A plan as it stands on paper. `cover` fills pages of its own before the table; `notes` follow it."""

    title: str
    header: Row
    rows: tuple[Row, ...]
    cover: tuple[Paragraph, ...] = ()
    annex: str = ""
    notes: tuple[Paragraph, ...] = ()


@dataclass(frozen=True)
class Style:
    """Paper and type. `widths` are the grid columns', margins included."""

    widths: tuple[float, ...]
    em: float = 14.0
    pitch: float = 20.0
    body: float = 461.0
    repeat_header: bool = True
    head: str = ""
    numbering: Numbering = Numbering.NONE
    numbered: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Line:
    """A line as wrapped, `x` from the paper's left margin; the last one of a paragraph ends in a blank."""

    text: str
    pitch: float
    x: float = 0.0


@dataclass(frozen=True)
class Placed:
    """A line on its page, `baseline` from the top."""

    text: str
    baseline: float
    x: float


# --- lines -------------------------------------------------------------------------------------------


def _is_narrow(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _is_ideograph(char: str) -> bool:
    return "一" <= char <= "龥"


def _gap(left: str, right: str) -> float:
    """Give the automatic space between two neighbours, in em."""
    mixed = (_is_narrow(left) and _is_ideograph(right)) or (_is_ideograph(left) and _is_narrow(right))
    return AUTO_SPACE if mixed else 0.0


def _char_width(char: str) -> float:
    return 0.5 if ord(char) < 0x2000 else 1.0


def text_width(text: str) -> float:
    """In em, blanks at the end not counted."""
    text = text.rstrip(" ")
    return sum(map(_char_width, text)) + sum(_gap(left, right) for left, right in pairwise(text))


def _give(text: str) -> float:
    """How far the line's punctuation can be squeezed, in em."""
    pairs = sum(left in MARKS and right in MARKS for left, right in pairwise(text))
    last = SQUEEZE_LAST if text[-1:] in MARKS else 0.0
    give = sum(char in MARKS for char in text) * SQUEEZE_MARK + pairs * SQUEEZE_PAIR + last
    return min(give, SQUEEZE_MOST)


def _fits(text: str, width: float) -> bool:
    text = text.rstrip(" ")
    return text_width(text) <= width + _give(text) + 1e-6


def _pieces(text: str) -> list[str]:
    """Cut a text where a line may break: numbers and words stay whole, no mark starts a line."""
    pieces: list[str] = []
    for match in re.finditer(r"[0-9A-Za-z.]+-? *|. *", text):
        piece = match.group()
        if pieces and (piece[0] in CLOSING or pieces[-1].rstrip()[-1:] in OPENING):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def wrap(text: str, width: float, first: float = 0.0, hanging: float = 0.0) -> list[str]:
    """Break a paragraph into lines of `width` em; blanks at a break stay with the line before it."""
    lines = [""]
    for piece in _pieces(text):
        room = width - (hanging if len(lines) > 1 else first)
        if lines[-1] and not _fits(lines[-1] + piece, room):
            lines.append(piece)
        else:
            lines[-1] += piece
    return lines


def with_blanks(line: str, mean: float) -> tuple[str, float]:
    """Print the automatic spaces that PDFBox takes for blanks.

    It compares a gap with 0.3 of a running mean of the page's character widths, so a gap shows after two
    digits, and after a lone one only where a paragraph begins (the mark that ended the one before is narrow).
    """
    out = ""
    for left, right in pairwise("\n" + line):
        mean = (mean + _char_width(right)) / 2
        out += " " + right if _gap(left, right) > 0.3 * mean else right
    return out, mean


def cell_lines(cell: Cell, style: Style) -> tuple[Line, ...]:
    """Wrap the cell's paragraphs, from top to bottom; an empty paragraph is a line of one blank."""
    left = sum(style.widths[: cell.column]) + CELL_MARGIN
    width = sum(style.widths[cell.column : cell.column + cell.columns]) - 2 * CELL_MARGIN
    lines = [line for paragraph in cell.paragraphs for line in paragraph_lines(paragraph, width, style)]
    if cell.label:
        lines = [replace(line, x=(width - text_width(line.text) * style.em) / 2) for line in lines]
    return tuple(replace(line, x=line.x + left) for line in lines)


def paragraph_lines(paragraph: Paragraph, width: float, style: Style) -> list[Line]:
    em = style.em
    pitch = paragraph.pitch or (em * 1.218 if paragraph.tight else style.pitch)
    texts = wrap(paragraph.text, width / em, paragraph.first / em, paragraph.hanging / em)
    lines = [Line(text, pitch, paragraph.hanging) for text in texts]
    lines[0] = replace(lines[0], x=paragraph.first)
    lines[-1] = replace(lines[-1], text=lines[-1].text + " ")
    return lines


# --- pages -------------------------------------------------------------------------------------------


def _height(lines: list[Line]) -> float:
    return sum(line.pitch for line in lines)


@dataclass
class _Slot:
    """A place in a page's printing order, filled once the cell's part on that page is known."""

    lines: list[Placed] = field(default_factory=list)


@dataclass
class _Flow:
    """A cell under way: the lines not yet placed, and where its part on the present page began."""

    cell: Cell
    left: list[Line]
    last_row: int
    top: float = 0.0
    slot: _Slot = field(default_factory=_Slot)

    def place(self, bottom: float) -> None:
        """Print what fits above `bottom`, centred in the part; the rest waits for the next page."""
        spare = max(0.0, bottom - self.top - _height(self.left))
        baseline = self.top + (spare / 2 if self.cell.centred else 0.0)
        room = bottom - self.top + 0.05
        while self.left and self.left[0].pitch <= room:
            line = self.left.pop(0)
            room -= line.pitch
            self.slot.lines.append(Placed(line.text, baseline + 0.8 * line.pitch, line.x))
            baseline += line.pitch


class _Layout:
    """Fills pages row by row."""

    def __init__(self, style: Style, header: Row) -> None:
        self.style = style
        self.header = header
        self.pages: list[list[_Slot]] = [[]]
        self.y = 0.0
        self.flows: dict[int, _Flow] = {}

    def new_page(self) -> None:
        self.pages.append([])
        self.y = 0.0

    def add_paragraph(self, paragraph: Paragraph) -> None:
        """Place a paragraph outside the table, over the full width."""
        for line in paragraph_lines(paragraph, sum(self.style.widths), self.style):
            if self.y + line.pitch > self.style.body:
                self.new_page()
            self.pages[-1].append(_Slot([Placed(line.text, self.y + 0.8 * line.pitch, line.x)]))
            self.y += line.pitch

    def add_header(self) -> None:
        self._start(self.header, 0)
        bottom = self.y + max(self.header.height, *(_height(flow.left) for flow in self.flows.values()))
        for flow in self.flows.values():
            flow.place(bottom)
        self.flows.clear()
        self.y = bottom

    def add_row(self, number: int, row: Row) -> None:
        """Place a row, cut by as many pages as it takes."""
        self._start(row, number)
        height = row.height
        while self.y + self._needed(number, height) > self.style.body + 0.05:
            room_for_a_line = self.y + self._next_pitch(row) <= self.style.body + 0.05
            self._turn_page(self.style.body if room_for_a_line else self.y, row)
            height = 0.0 if room_for_a_line else height
        bottom = self.y + self._needed(number, height)
        for column in [c for c, flow in self.flows.items() if flow.last_row == number]:
            self.flows.pop(column).place(bottom)
        self.y = bottom

    def _start(self, row: Row, number: int) -> None:
        for cell in row.cells:
            flow = _Flow(cell, list(cell_lines(cell, self.style)), number + cell.rows - 1, self.y)
            self.pages[-1].append(flow.slot)
            self.flows[cell.column] = flow

    def _needed(self, number: int, height: float) -> float:
        """Give what is left of the row's height: its own, and what merged cells need that end here."""
        ending = (flow for flow in self.flows.values() if flow.last_row == number)
        return max([height, *(_height(flow.left) - (self.y - flow.top) for flow in ending)])

    def _next_pitch(self, row: Row) -> float:
        own = {cell.column for cell in row.cells}
        return max(
            (flow.left[0].pitch for column, flow in self.flows.items() if flow.left and column in own),
            default=self.style.pitch,
        )

    def _turn_page(self, bottom: float, row: Row) -> None:
        """Close the parts on this page at `bottom` and open them again under the repeated header."""
        own = {cell.column for cell in row.cells}
        for column, flow in self.flows.items():
            if bottom > self.y or column not in own:
                flow.place(bottom)
        if bottom == self.y:  # the row begins on the next page as a whole: take its cells off this one
            slots = {id(self.flows[column].slot) for column in own}
            self.pages[-1] = [slot for slot in self.pages[-1] if id(slot) not in slots]
        flows, self.flows = self.flows, {}
        self.new_page()
        if self.style.repeat_header:
            self.add_header()
        self.flows = dict(sorted(flows.items()))
        for flow in self.flows.values():
            flow.top, flow.slot = self.y, _Slot()
            self.pages[-1].append(flow.slot)


def lay_out(table: Table, style: Style) -> list[list[Placed]]:
    """Place the pages' lines in the order in which they are printed, running heads and page numbers aside."""
    layout = _Layout(style, table.header)
    for paragraph in table.cover:
        layout.add_paragraph(replace(paragraph, pitch=28.0))
    if table.cover:
        layout.new_page()
    if table.annex:
        layout.add_paragraph(Paragraph(table.annex, pitch=24.0))
    layout.add_paragraph(Paragraph(table.title, pitch=33.0))
    layout.add_paragraph(Paragraph("", pitch=13.0))
    layout.add_header()
    for number, row in enumerate(table.rows):
        layout.add_row(number, row)
    for paragraph in table.notes:
        layout.add_paragraph(replace(paragraph, pitch=18.0))
    return [[line for slot in page for line in slot.lines] for page in layout.pages]


# --- text --------------------------------------------------------------------------------------------


def _join(lines: list[Placed], em: float) -> str:
    """Make a page's text: what parts two lines depends on how far apart they stand, up or down alike.

    As in PDFBox, a line close to the one before it still begins a paragraph if it stands elsewhere from
    left to right, unless the line before began one, too.
    """
    text, begun, start, before, mean = "", True, 0.0, None, 1.0
    for line in lines:
        printed, mean = with_blanks(line.text, mean)
        distance = abs(line.baseline - before) / em if before is not None else 0.0
        if before is None or distance < SAME_LINE:
            text += printed if not text or text.endswith(" ") else " " + printed
            start = line.x if before is None else start
        else:
            begun = distance > NEXT_LINE or (not begun and abs(line.x - start) > SHIFT * em)
            text += ("\n\n" if begun else "\n") + printed
            start = line.x
        before = line.baseline
    return text


def _page_text(text: str, number: int, pages: int, style: Style) -> str:
    """With the running head and the page number; a page without one begins with a blank."""
    if style.head:
        text = f"{style.head} \n\n{text}"
    if style.numbering is Numbering.OF_ALL:
        return f"{text}\n\n 第 {number} 页 共 {pages} 页"
    if style.numbering is Numbering.EVERY_PAGE:
        return f" - {number} -\n\n{text}"
    if style.numbering is Numbering.NOW_AND_THEN and number in style.numbered:
        return f" — {number} —\n\n{text}"
    return f" {text}"


def _page_break(before: str, after: str) -> str:
    bare = (
        after.startswith(" ")
        and not re.match(r" [-—] \d", after)
        and "页 共" not in before.rsplit("\n", 1)[-1]
    )
    return "\n" if bare else "\n\n\n\n"


def flatten(table: Table, style: Style) -> str:
    """Give the text of the plan's PDF."""
    pages = lay_out(table, style)
    texts = [_page_text(_join(page, style.em), n, len(pages), style) for n, page in enumerate(pages, 1)]
    return reduce(lambda text, page: text + _page_break(text, page) + page, texts) + "\n" * 5
