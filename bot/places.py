"""Places in a list that was shown: 第二条, the second one, 江苏中心12月第三条. PURE."""

from __future__ import annotations

import re

from bot.understanding.period_numbers import read_number

LAST = 30
"""Nobody counts further than that on a screen."""

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_NTH = r"第(?P<number>\d{1,3}|[一二三四五六七八九十]{1,3})(?:条|个|项)(?:任务)?(?:呢|的?详情|详细)?[?？。 ]*"
_ALONE = re.compile(
    rf"(?:看看?|查看|打开)?{_NTH}|#?(?P<bare>\d{{1,2}})[.、]?"
    rf"|(?:(?:show|open|what about)(?: me)? )?(?:the |no\.? ?|number )?(?P<ordinal>{'|'.join(_ORDINALS)})"
    r"(?: (?:one|item|task|entry))?[?. ]*",
    re.IGNORECASE,
)
_BEHIND = re.compile(rf"(?P<rest>.*?[^\s的里中第])[的里中\s]*{_NTH}")


def place_of(text: str) -> int | None:
    """Read a text that names a place in a list and nothing else."""
    found = _ALONE.fullmatch(text.strip())
    if not found:
        return None
    if ordinal := found["ordinal"]:
        return _ORDINALS.index(ordinal.lower()) + 1
    return read_number(found["number"] or found["bare"])


def is_said_as_place(text: str) -> bool:
    """Whether a text asks for a place in a list (第二条) and not rather for a code (第112项, 12)."""
    found = _ALONE.fullmatch(text.strip())
    number = place_of(text) if found and not found["bare"] else None
    return number is not None and number <= LAST


def split_place(text: str) -> tuple[str, int] | None:
    """Take a place off the end of a question for a list: what is listed, and which of it is wanted."""
    found = _BEHIND.fullmatch(text.strip())
    number = read_number(found["number"]) if found else None
    return (found["rest"], number) if found and number and number <= LAST else None
