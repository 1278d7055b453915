"""Numbers of sections and list entries. PURE."""

from __future__ import annotations

import re

_NUMERALS = "零一二三四五六七八九"
_SECTION = re.compile(r"^([一二三四五六七八九十百]{1,4})、")
_ENTRY = re.compile(
    r"^(?:[（(]([一二三四五六七八九十]{1,3}|\d{1,2})[)）]|(\d{1,2})[、.．](?!\d)|([一二三四五六七八九十]{1,3})、)"
)
_NUMBERING = re.compile(
    r"\d{1,4}[.、．]?|[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、"
)
_SERIAL = re.compile(r"\d{1,4}[.、]?|[（(]\d{1,3}[)）]")


def chinese_number(words: str) -> int:
    """Read 一 to 九十九; 0 if it is no such number."""
    tens, mark, ones = words.rpartition("十")
    if any(char not in _NUMERALS for char in tens + ones) or len(tens) > 1 or len(ones) > 1:
        return 0
    ten = (_NUMERALS.index(tens) if tens else 1) * 10 if mark else 0
    return ten + (_NUMERALS.index(ones) if ones else 0)


def section_number(text: str) -> int:
    """Return the number of a section's title (一、…), 0 if it has none."""
    match = _SECTION.match(text)
    return chinese_number(match.group(1)) if match else 0


def entry_number(text: str) -> tuple[str, int] | None:
    """Return the style and value of a list entry's number: （一）, 1、 and 一、 are three styles."""
    match = _ENTRY.match(text)
    if not match:
        return None
    style = next(index for index in (1, 2, 3) if match.group(index))
    value = match.group(style)
    if value.isdigit():
        return (f"{style}d", int(value))
    return (f"{style}c", chinese_number(value))


def is_numbering(text: str) -> bool:
    """Whether the whole text is a number that begins an entry: 「1、」「（二）」「3」."""
    return _NUMBERING.fullmatch(text) is not None


def is_serial(text: str) -> bool:
    """Whether the whole text is what stands in a column of serial numbers."""
    return _SERIAL.fullmatch(text) is not None
