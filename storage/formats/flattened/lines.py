"""Physical lines of a flattened table: pages, gaps, and what repeats on every page. PURE."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING

from storage.headings import Role, column_roles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Gap(IntEnum):
    """How far a line stands below (or above) the one before it, as the extractor wrote it down."""

    SAME = 0  # equal baselines: the pieces share a line
    CLOSE = 1  # less than about 1.25 em: a single newline
    FAR = 2  # an empty line between


@dataclass(frozen=True)
class Line:
    """One line of text. `ends` says that a paragraph (or cell) ends here: the line ended in a blank."""

    number: int
    text: str
    ends: bool
    gap: Gap
    page: int


@dataclass(frozen=True)
class Table:
    """The lines of the table itself, what stood before it, and remarks that are no part of it."""

    roles: tuple[Role, ...]
    head: tuple[str, ...]
    lines: tuple[Line, ...]
    notes: tuple[Line, ...]


_PAGE_NUMBER = re.compile(
    r"^(?:[-—–－‐]+\s*\d{1,4}\s*[-—–－‐]+|第\s*\d{1,4}\s*页(?:\s*[,，/共]*\s*\d*\s*页?)?|\d{1,4}\s*/\s*\d{1,4})$"
)
_REMARK = re.compile(r"^(?:备注|注|说明|附注|填表说明)\s?[：:]")
_BELOW = re.compile(
    r"^[①-⑳*＊※]|^(?:备注|注|说明|抄送|抄报|主送|分送|联系人|联系电话|校对|签发|附件)\s?[：:]"
    r"|印发$|^\d{4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?日$"
)
_FEWEST_HEADINGS = 3
_LONGEST_SERIAL = 4
_LONGEST_PARAGRAPH = 100  # lines; no page holds more


def text_width(text: str) -> float:
    """Return the width in em: wide characters one, narrow ones half, blanks a quarter."""
    width = 0.0
    for char in text:
        if char == " ":
            width += 0.25
        elif ord(char) > 0x2000 and unicodedata.east_asian_width(char) in "WFA":
            width += 1.0
        else:
            width += 0.5
    return width


def header_roles(text: str) -> tuple[Role, ...] | None:
    """Return the columns' roles if the line is the table's header, else None."""
    words = text.split()
    if not _FEWEST_HEADINGS <= len(words) <= len(Role):
        return None
    roles = column_roles(words)
    if None in roles or Role.MEASURE not in roles or len(set(roles)) < len(roles):
        return None
    if Role.DEPARTMENT not in roles and Role.DEADLINE not in roles:
        return None
    return tuple(role for role in roles if role is not None)


def split_table(text: str) -> Table | None:
    """Cut `text` at its header lines into the head and the table's lines; None when there is no header."""
    raw = _physical_lines(text)
    headers = [(at, roles) for at, line in enumerate(raw) if (roles := header_roles(line.text))]
    if not headers:
        return None
    first, roles = headers[0]
    same = " ".join(raw[first].text.split())
    starts = {at for at, _ in headers if " ".join(raw[at].text.split()) == same}
    drop = _furniture(raw, starts)
    head = tuple(line.text for at, line in enumerate(raw) if at < first and at not in drop)
    lines, notes = _without_notes(_numbered_pages(raw, first, drop))
    return Table(roles, head, tuple(lines), tuple(notes))


def _physical_lines(text: str) -> list[Line]:
    lines: list[Line] = []
    gap = Gap.FAR
    for number, raw in enumerate(text.split("\n"), start=1):
        if "\f" in raw:
            lines.append(Line(number, "\f", ends=True, gap=Gap.FAR, page=0))
            gap = Gap.FAR
        stripped = raw.strip()
        if not stripped:
            gap = Gap.FAR
            continue
        ends = raw[-1].isspace() and not _ends_in_number(stripped)
        lines.append(Line(number, stripped, ends=ends, gap=gap, page=0))
        gap = Gap.CLOSE
    return lines


def _ends_in_number(text: str) -> bool:
    """Whether a blank at the line's end only parts a number or a Latin word from what follows it.

    Extractors write such blanks inside a line too; no cell ends so, but one with a serial number alone.
    """
    return len(text) > _LONGEST_SERIAL and text[-1].isascii() and text[-1].isalnum()


def _furniture(raw: list[Line], starts: set[int]) -> set[int]:
    """Return the lines that belong to the pages and not to the table: headers, numbers, running heads."""
    drop = starts | {at for at, line in enumerate(raw) if line.text == "\f" or _PAGE_NUMBER.match(line.text)}
    beside: Counter[str] = Counter()
    for group in _groups(drop):
        beside.update({raw[at].text for at in _neighbours(raw, group) if at not in drop})
    heads = {text for text, count in beside.items() if count > 1 and count >= len(_groups(drop)) / 2}
    grown = True
    while grown:
        new = {
            at for group in _groups(drop) for at in _neighbours(raw, group) if raw[at].text in heads
        } - drop
        drop |= new
        grown = bool(new)
    return drop


def _groups(places: set[int]) -> list[tuple[int, int]]:
    """Return runs of neighbouring places, as (first, last)."""
    runs: list[tuple[int, int]] = []
    for at in sorted(places):
        runs = [*runs[:-1], (runs[-1][0], at)] if runs and runs[-1][1] == at - 1 else [*runs, (at, at)]
    return runs


def _neighbours(raw: list[Line], group: tuple[int, int]) -> list[int]:
    return [at for at in (group[0] - 1, group[1] + 1) if 0 <= at < len(raw)]


def _numbered_pages(raw: list[Line], first: int, drop: set[int]) -> list[Line]:
    lines: list[Line] = []
    page, fresh = 0, True
    for at in range(first, len(raw)):
        if at in drop:
            fresh = True
            continue
        page += fresh and bool(lines)
        lines.append(replace(raw[at], gap=Gap.FAR if fresh else raw[at].gap, page=page))
        fresh = False
    return lines


def _without_notes(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """Part the table's lines from remarks between its rows and from what stands below it."""
    notes = set()
    blocks = list(raw_paragraphs(lines))
    for block in blocks:
        if _REMARK.match(block[0].text):
            notes |= {line.number for line in block}
    for block in reversed(blocks):
        if not (notes & {block[0].number} or _BELOW.search("".join(line.text for line in block))):
            break
        notes |= {line.number for line in block}
    return [line for line in lines if line.number not in notes], [
        line for line in lines if line.number in notes
    ]


def raw_paragraphs(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Yield lines up to one that ends a paragraph, never over a page."""
    block: list[Line] = []
    for line in lines:
        if block and (line.page != block[-1].page or len(block) == _LONGEST_PARAGRAPH):
            yield block
            block = []
        block.append(line)
        if line.ends:
            yield block
            block = []
    if block:
        yield block
