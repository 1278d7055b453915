"""An answer's blocks as Telegram's HTML, on pages that a message can hold. PURE but for the catalogue.

A page is split only between items, where an item fits one at all; each opens with the first line.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING

from bot.blocks import Fact, Heading, Line, Page, Row, Title
from bot.wording import SOFT_STOPS, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.blocks import Block
    from bot.catalogue import Catalogue

LONGEST, MOST_ENTITIES = 4096, 100
"""Telegram's limits of a message; its length is that after entities, here in UTF-16 units to be safe."""
MOST_ROWS = 12
"""Items on a page: what a phone shows in one or two screens, and their buttons in two lines."""
MESSAGE_PAGE = Page(limit=100_000, shown=20)
"""Due items are all there, on pages; side lists stay short."""
MEASURE = 60
SHORT, TEXT = 200, 1200
"""Characters of a first line, a heading or a remark; and of a text before it is taken apart.

A character may count twice: one of each must fit a page.
"""


@dataclass(frozen=True)
class Piece:
    """A block set in HTML.

    `length` is what counts of it, `code` its item's, if it is one of a list; `named` are items of which it
    says no more than the codes. It `heads` what comes after it, or `follows` what came before, on the same
    page if possible.
    """

    html: str
    length: int
    entities: int
    code: str | None = None
    named: tuple[str, ...] = ()
    heads: bool = False
    follows: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        return (self.code,) if self.code else self.named


@dataclass(frozen=True)
class HtmlPage:
    """A page, and the items listed or named on it."""

    text: str
    codes: tuple[str, ...] = ()


def html_pages(
    blocks: Iterable[Block], words: Catalogue, rows: int = MOST_ROWS, ending: str | None = None
) -> tuple[HtmlPage, ...]:
    """Set blocks on as few pages as hold them; always one at least.

    Where there are several, each ends with its number, or with `ending`.
    """
    blocks = [part for block in blocks for part in _parts(block)]
    titles = [_set(block, words) for block in blocks if isinstance(block, Title)]
    layout = _Layout(titles, rows, words)
    for unit in _units([_set(block, words) for block in blocks if not isinstance(block, Title)]):
        layout.add(unit)
    pages = layout.finished()
    if len(pages) == 1:
        return (_page(pages[0]),)
    return tuple(
        _page(page, ending or words.say("Page {number} of {all}", number=number, all=len(pages)))
        for number, page in enumerate(pages, start=1)
    )


def html_text(blocks: Iterable[Block], words: Catalogue) -> str:
    """Set blocks that fit one message."""
    return html_pages(blocks, words, rows=MOST_ENTITIES)[0].text


# -- blocks to pieces ---------------------------------------------------------------------------------------


def _parts(block: Block) -> Iterator[Block]:
    """Take apart what is too long for a page; first lines and headings are cut."""
    match block:
        case Title(text):
            yield Title(shorten(text, SHORT))
        case Heading(text):
            yield Heading(shorten(text, SHORT))
        case Line(text):
            yield from (replace(block, text=part) for part in broken(text, TEXT))
        case Fact(label, value):
            head, *rest = broken(value, TEXT)
            yield replace(block, label=shorten(label, SHORT), value=head)
            yield from (replace(block, label="", value=text) for text in rest)
        case Row():
            remarks = tuple(shorten(remark, SHORT) for remark in block.remarks[:5])
            yield replace(block, departments=shorten(block.departments, SHORT), remarks=remarks)


def broken(text: str, limit: int) -> list[str]:
    """Break a text into parts of at most `limit` characters, at a pause where one is near."""
    parts = []
    while len(text) > limit:
        pause = max(text.rfind(stop, 0, limit) for stop in "\n" + SOFT_STOPS) + 1
        cut = pause if pause > limit // 2 else limit
        parts.append(text[:cut])
        text = text[cut:]
    return [*parts, text]


def _set(block: Block, words: Catalogue) -> Piece:
    match block:
        case Title(text):
            return _bold(text)
        case Heading(text):
            return replace(_bold(text), heads=True)
        case Line(text, codes):
            return Piece(escape(text, quote=False), units(text), 0, named=codes)
        case Row():
            return _set_row(block, words)
        case Fact(label, value, under_row):
            text = words.say("{label}: {value}", label=label, value=value) if label else value
            text = "  " + text if under_row else text
            return Piece(escape(text, quote=False), units(text), 0, follows=under_row)


def _bold(text: str) -> Piece:
    return Piece(f"<b>{escape(text, quote=False)}</b>", units(text), 1)


def _set_row(row: Row, words: Catalogue) -> Piece:
    code, text = row.code, shorten(row.measure, MEASURE)
    if row.departments:
        text = words.say("{text} ({departments})", text=text, departments=row.departments)
    text = " · ".join((text, *row.remarks))
    html = f"<code>{escape(code, quote=False)}</code> {escape(text, quote=False)}"
    return Piece(html, units(code) + 1 + units(text), 1, code=code)


def units(text: str) -> int:
    """Count UTF-16 units, as Telegram does for entities."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


# -- pieces to pages ----------------------------------------------------------------------------------------


def _units(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Group what belongs together: an item of a list with what stands under it."""
    unit: list[Piece] = []
    for piece in pieces:
        if unit and not piece.follows:
            yield unit
            unit = []
        unit.append(piece)
    if unit:
        yield unit


class _Layout:
    """Fills pages from the top; a heading goes with what follows it and is repeated where a page breaks."""

    def __init__(self, titles: list[Piece], rows: int, words: Catalogue) -> None:
        self._titles = titles
        self._rows = rows
        self._words = words
        self._pages: list[list[Piece]] = []
        self._heading: Piece | None = None
        self._waiting: Piece | None = None
        self._page: list[Piece] = []

    def add(self, unit: list[Piece]) -> None:
        if unit[0].heads:
            self._put_heading()
            self._heading = self._waiting = unit[0]
            return
        head = [self._waiting] if self._waiting else []
        if self._fits([*head, *unit]):
            self._page += [*head, *unit]
        else:
            self._break(unit)
        self._waiting = None

    def finished(self) -> list[list[Piece]]:
        self._put_heading()
        return [[*self._titles, *page] for page in [*self._pages, self._page]]

    def _put_heading(self) -> None:
        """Set a heading that nothing followed."""
        if self._waiting is None:
            return
        if not self._fits([self._waiting]):
            self._pages.append(self._page)
            self._page = []
        self._page.append(self._waiting)
        self._waiting = None

    def _break(self, unit: list[Piece]) -> None:
        """Go on with `unit` on a new page, under its heading; what is too long for one takes several."""
        if self._page:
            self._pages.append(self._page)
        self._page = [self._again()] if self._heading else []
        for piece in unit:
            if not self._fits([piece]):
                self._pages.append(self._page)
                self._page = []
            self._page.append(piece)

    def _again(self) -> Piece:
        assert self._heading is not None
        if self._waiting:
            return self._heading
        more = self._words.say(" (continued)")
        return replace(
            self._heading,
            html=self._heading.html.removesuffix("</b>") + escape(more, quote=False) + "</b>",
            length=self._heading.length + units(more),
        )

    def _fits(self, more: list[Piece]) -> bool:
        page = [*self._titles, *self._page, *more]
        rows = sum(1 for piece in page if piece.code)
        return (
            rows <= self._rows
            and sum(piece.length + 2 for piece in page) <= LONGEST - SHORT
            and sum(piece.entities for piece in page) <= MOST_ENTITIES
        )


def _page(pieces: Sequence[Piece], ending: str = "") -> HtmlPage:
    lines: list[str] = []
    for piece in pieces:
        if piece.heads and lines:
            lines.append("")
        lines.append(piece.html)
    if ending:
        lines += ["", escape(ending, quote=False)]
    return HtmlPage("\n".join(lines), tuple(code for piece in pieces for code in piece.codes))
