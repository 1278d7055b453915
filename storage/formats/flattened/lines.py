"""Physical lines of a flattened table: pages, gaps, and what repeats on every page. PURE."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from enum import IntEnum

from storage.headings import Role, column_roles


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
    """The lines of the table itself, and what stood before it."""

    roles: tuple[Role, ...]
    head: tuple[str, ...]
    lines: tuple[Line, ...]
    header_line: int


_PAGE_NUMBER = re.compile(r"^(?:[-—–－‐]+\s*\d{1,4}\s*[-—–－‐]+|第\s*\d{1,4}\s*页(?:\s*[,，/共]*\s*\d*\s*页?)?|\d{1,4}\s*/\s*\d{1,4})$")
_FEWEST_HEADINGS = 3


def text_width(text: str) -> float:
    """Return the width in em: wide characters one, narrow ones half, blanks a quarter (as set by a word processor)."""
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
    drop = starts | _furniture(raw, starts)
    head = tuple(line.text for at, line in enumerate(raw) if at < first and at not in drop and line.text.strip())
    return Table(roles, head, tuple(_numbered_pages(raw, first, starts, drop)), raw[first].number)


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
        lines.append(Line(number, stripped, ends=raw[-1].isspace(), gap=gap, page=0))
        gap = Gap.CLOSE
    return lines


def _furniture(raw: list[Line], starts: set[int]) -> set[int]:
    """Return the lines that are page numbers, form feeds or running heads (the same text above most headers)."""
    drop = {at for at, line in enumerate(raw) if line.text == "\f" or _PAGE_NUMBER.match(line.text)}
    above: Counter[str] = Counter()
    for at in starts:
        above.update({raw[i].text for i in _lines_above(raw, at, drop)})
    heads = {text for text, count in above.items() if count > 1 and count >= len(starts) / 2}
    for at in sorted(starts):
        for i in _lines_above(raw, at, drop):
            if raw[i].text not in heads:
                break
            drop.add(i)
    return drop


def _lines_above(raw: list[Line], at: int, drop: set[int]) -> list[int]:
    above = [i for i in range(max(0, at - 4), at) if i not in drop]
    return above[::-1][:2]


def _numbered_pages(raw: list[Line], first: int, starts: set[int], drop: set[int]) -> list[Line]:
    lines: list[Line] = []
    page, fresh = 0, True
    for at in range(first, len(raw)):
        if at in drop:
            page, fresh = (page, True) if fresh else (page + 1, True)
            continue
        line = raw[at]
        lines.append(replace(line, gap=Gap.FAR if fresh else line.gap, page=page))
        fresh = False
    return lines
