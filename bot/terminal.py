"""An answer laid out for a terminal: aligned columns, wide characters counted as two.

PURE but for the catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from wcwidth import wcwidth

from bot.blocks import TERMINAL_PAGE, Fact, Heading, Line, Row, Title
from bot.catalogue import catalogue
from bot.rendering import compose
from bot.wording import SOFT_STOPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.answer import Answer
    from bot.blocks import Block
    from bot.catalogue import Catalogue

NARROW = 72
"""Below so many columns departments stand under the measure, not beside it."""
INDENT = 2
ENOUGH = 44
DEPARTMENT_COLUMNS = 22
NO_LINE_END = "（《“「『【([/"
NO_LINE_START = "/，、；：。！？）》”’」』】,.;:!?)…"


@dataclass(frozen=True)
class Columns:
    """How wide things are: all, the parts of a row, the labels of facts by themselves and under a row.

    `departments` is 0 where they stand on a line of their own.
    """

    all: int
    code: int
    measure: int
    departments: int
    labels: int
    labels_under: int

    @property
    def lines(self) -> int:
        """How many lines a measure may take: one, where that says enough."""
        return 1 if self.measure >= ENOUGH else 2


def render_terminal(answer: Answer, width: int = 80, *, whole: bool = False) -> str:
    """Set an answer in `width` columns."""
    words = catalogue(answer.question.language)
    return set_blocks(list(compose(answer, words, replace(TERMINAL_PAGE, whole=whole))), width, words)


def set_blocks(blocks: Sequence[Block], width: int, words: Catalogue) -> str:
    """Set blocks in `width` columns; where an item's text is cut, say how to see the whole."""
    columns = _columns(blocks, width, words)
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Heading) and lines:
            lines.append("")
        lines += _set(block, columns, words)
    code = next((row.code for row in blocks if isinstance(row, Row) and _is_cut(row, columns)), None)
    if code is not None:
        lines += ["", *wrap(words.say("Whole text of an item: “show {code}”", code=code), width)]
    return "\n".join(line.rstrip() for line in lines)


def _columns(blocks: Sequence[Block], width: int, words: Catalogue) -> Columns:
    rows = [block for block in blocks if isinstance(block, Row)]
    facts = [block for block in blocks if isinstance(block, Fact)]
    code = _widest(row.code for row in rows)
    departments = min(_widest(row.departments for row in rows), DEPARTMENT_COLUMNS) if width >= NARROW else 0
    measure = width - INDENT - code - 2 - (departments + 2 if departments else 0)
    return Columns(
        all=width,
        code=code,
        measure=max(measure, 10),
        departments=departments,
        labels=_widest(_label(fact, words) for fact in facts if not fact.under_row),
        labels_under=_widest(_label(fact, words) for fact in facts if fact.under_row),
    )


def _widest(texts: Iterable[str]) -> int:
    return max(map(columns_of, texts), default=0)


def _set(block: Block, columns: Columns, words: Catalogue) -> Iterator[str]:
    match block:
        case Title(text):
            lines = wrap(text, columns.all)
            yield from lines
            yield "─" * _widest(lines)
        case Heading(text) | Line(text):
            yield from wrap(text, columns.all)
        case Row():
            yield from _set_row(block, columns)
        case Fact():
            yield from _set_fact(block, columns, words)


def _set_row(row: Row, columns: Columns) -> Iterator[str]:
    measure = wrap(row.measure, columns.measure)
    if len(measure) > columns.lines:
        measure = measure[: columns.lines]
        measure[-1] = cut(measure[-1], columns.measure, more=True)
    beside = cut(row.departments, columns.departments) if columns.departments else ""
    below = row.remarks if columns.departments else (row.departments, *row.remarks)
    for number, line in enumerate(measure):
        code, names = ("", "") if number else (row.code, beside)
        yield " " * INDENT + pad(code, columns.code + 2) + pad(line, columns.measure + 2) + names
    hanging = " " * (INDENT + columns.code + 2)
    remarks = " · ".join(part for part in below if part)
    yield from (hanging + line for line in wrap(remarks, columns.measure))


def _is_cut(row: Row, columns: Columns) -> bool:
    return len(wrap(row.measure, columns.measure)) > columns.lines


def _set_fact(fact: Fact, columns: Columns, words: Catalogue) -> Iterator[str]:
    hanging = INDENT + columns.code + 2 if fact.under_row else 0
    labels = columns.labels_under if fact.under_row else columns.labels
    room = max(columns.all - hanging - labels - 1, 10)
    label = _label(fact, words)
    if room < ENOUGH and columns_of(fact.value) > room:
        yield " " * hanging + label
        label, labels, room = "", INDENT - 1, columns.all - hanging - INDENT
    for paragraph in fact.value.split("\n"):
        for line in wrap(paragraph, room):
            yield " " * hanging + pad(label, labels + 1) + line
            label = ""


def _label(fact: Fact, words: Catalogue) -> str:
    return words.say("{label}:", label=fact.label)


# -- columns ------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def _columns_of_character(character: str) -> int:
    return max(wcwidth(character), 0)


def columns_of(text: str) -> int:
    """Count the columns that a text takes."""
    return len(text) if text.isascii() else sum(map(_columns_of_character, text))


def pad(text: str, columns: int) -> str:
    return text + " " * (columns - columns_of(text))


def cut(text: str, columns: int, *, more: bool = False) -> str:
    """Cut a text to so many columns, with an ellipsis where something (or `more`) is missing."""
    if columns_of(text) <= columns and not more:
        return text
    kept = ""
    for character in text:
        if columns_of(kept + character) > columns - 1:
            break
        kept += character
    return kept.rstrip(SOFT_STOPS + "…") + "…"


def wrap(text: str, columns: int) -> list[str]:
    """Break a text into lines of at most so many columns: between words, or between wide characters.

    No line starts with a stop or a closing bracket, unless there is no other way. No text, no line.
    """
    lines: list[str] = []
    line, used = "", 0
    for unit in _units(text, columns):
        wide = columns_of(unit)
        if line and used + wide > columns:
            line, carried = _hold_back(line, unit)
            lines.append(line.rstrip())
            line, used = carried, columns_of(carried)
        if line or not unit.isspace():
            line, used = line + unit, used + wide
    return [*lines, line.rstrip()] if line.strip() else lines


def _hold_back(line: str, unit: str) -> tuple[str, str]:
    """Carry the last character over to the next line if `unit` must not start it."""
    held = len(line)
    if unit[0] in NO_LINE_START and held > 2:
        held -= 1
    while held > 2 and (line[held - 1] in NO_LINE_END or (line[held : held + 1] or unit)[0] in NO_LINE_START):
        held -= 1
    return line[:held], line[held:]


def _units(text: str, columns: int) -> Iterator[str]:
    """Split a text where a line may end: words whole, wide characters one by one.

    A word wider than a line is broken.
    """
    word = ""
    for character in text:
        if _columns_of_character(character) == 1 and not character.isspace() and len(word) < columns:
            word += character
            continue
        if word:
            yield word
        word = ""
        if _columns_of_character(character) == 1 and not character.isspace():
            word = character
        else:
            yield character
    if word:
        yield word
