"""Departments that a question leaves out: 除江苏中心外, 国际司但不含自动化部, all but Jiangsu. PURE."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.understanding.departments import find_departments
from bot.understanding.families import members_by_head
from bot.understanding.names import HEADS
from bot.understanding.normalise import lower
from bot.understanding.periods import find_period
from bot.understanding.unnamed import said_barely

if TYPE_CHECKING:
    from datetime import date

    from bot.understanding.department_reading import DepartmentReading
    from bot.understanding.lexicon import Lexicon

_BEFORE = (
    r"(?:除了|除去|除开|(?<![删消解清扣免])除(?![夕草尘虫湿锈以名非])|(?:但|并)?(?:不含|不包括|不包含|不算|不要|不计)|排除|去掉"
    r"|剔除|不(?:归|由|属于?)"
    r"|\b(?:except(?:ing)?(?: for)?|exclud(?:ing|e)|other than|apart from|(?:all|everyone|everything) but"
    r"|but not|not including|without|minus)(?: the)?)"
)
_MARK = re.compile(rf"{_BEFORE}\s*$")
# These may also ask back: 不是条法司负责吗.
_DENIES = re.compile(
    r"(?:(?:而|并)?(?<![是能])不是|并非|(?<![是除莫])非|\b(?:but )?not(?: the| in| from| by| of| for)*"
    r"|\bnon[- ])\s*$"
)
_ASKS_BACK = re.compile(r"[吗吧么]\W*$|^(?:is|are|was|isn't|aren't)\b")
_OUTSIDE = re.compile(
    r"\s*(?:以外|之外|除外|(?:不(?:负责|参与|参加|承担|管|用管|用做|做)|没有?参[与加])(?:的|(?=什么|哪)))"
)
_BARE = re.compile(rf"{_BEFORE}([\u4e00-\u9fff]{{2,6}}?)(?=以外|之外|外|,|$)")
_BETWEEN = re.compile(r"\s*(?:、|,|和|与|及|跟|以及|and|or|&)\s*(?:the\s*)?")
# 不是江苏，是广东: who is named so was not meant.
_MISTAKEN = re.compile(
    r"(?<!是)(?:不是|并非)(?:说|指|问)?(?P<chinese>[^,;。是]{2,14})(?:[,; ]+(?:而是|是)?|而是|是)"
    r"|[,; ](?:不是|并非)(?P<behind>[^,;。是]{2,14})$"
    r"|\bnot (?:the )?(?P<english>[a-z][a-z .]{2,30}?)(?:, ?(?:but )?| but )(?:the )?",
    re.IGNORECASE,
)
_DAYS = re.compile(r"\d+[年月日号]?")
_BEHIND = re.compile(
    rf"\s*(?:以外|之外|外)?的?(?:的|其他|其它|其余|剩下|剩余|别|另外|所有|全部|各)*(?:[两二三四五六七八九十\d]{{0,2}}(?:个|家))?的?"
    rf"(?P<head>{'|'.join(HEADS)}|部门|单位)?(?![门内])"
)


@dataclass(frozen=True)
class Exclusion:
    """What is left out, the departments that it is left out of, and the places of the words that say so."""

    excluded: tuple[str, ...]
    named: DepartmentReading
    spans: tuple[tuple[int, int], ...]


def without_mistaken(text: str, today: date, plan_year: int, lexicon: Lexicon) -> str:
    """`text` without the department or the time that it takes back for another one."""
    match = _MISTAKEN.search(text)
    if not match:
        return text
    said = next(filter(None, match.groups()))
    rest = f"{text[: match.start()]} {text[match.end() :]}".strip()
    names = (find_departments(_DAYS.sub(" ", lower(part)), lexicon).names for part in (said, rest))
    times = (find_period(part, today, plan_year).match for part in (said, rest))
    return rest if all(names) or all(times) else text


def find_exclusion(text: str, named: DepartmentReading, lexicon: Lexicon) -> Exclusion:
    """Tell the departments named to be left out from those asked about."""
    text = lower(text)
    excluded: list[str] = []
    spans: list[tuple[int, int]] = []
    kept: list[tuple[str, ...]] = []
    end_of_last = -1
    outside = _outside(text, named.spans)
    for (start, end), names in zip(named.spans, named.groups, strict=True):
        mark = _mark(text, start, end, outside)
        goes_on = end_of_last >= 0 and _BETWEEN.fullmatch(text[end_of_last:start])
        if mark is None and not goes_on:
            kept.append(names)
            end_of_last = -1
            continue
        excluded += names
        spans.append((mark if mark is not None else end_of_last, start))
        end_of_last = end
        spans += [behind.span()] if (behind := _OUTSIDE.match(text, end)) else []
        kept += _rest(text, end, spans, lexicon)
    for match in _BARE.finditer(text):
        if found := said_barely(match[1], lexicon):
            excluded += found
            spans.append(match.span())
            kept += _rest(text, match.end(), spans, lexicon)
    if not excluded:
        return Exclusion((), named, ())
    names_left = tuple(dict.fromkeys(name for names in kept for name in names if name not in excluded))
    return Exclusion(tuple(dict.fromkeys(excluded)), replace(named, names=names_left), tuple(spans))


def _mark(text: str, start: int, end: int, outside: frozenset[int]) -> int | None:
    """Say where the words begin that leave out the department named from `start` to `end`."""
    ways = (_MARK,) if _ASKS_BACK.search(text) else (_MARK, _DENIES)
    found = next(filter(None, (way.search(text[:start]) for way in ways)), None)
    return found.start() if found else start if end in outside else None


def _outside(text: str, spans: tuple[tuple[int, int], ...]) -> frozenset[int]:
    """Find where the names end that 以外 stands behind, at once or behind others (江苏、广东中心以外)."""
    ends: set[int] = set()
    for at in range(len(spans) - 1, -1, -1):
        end = spans[at][1]
        follows = spans[at + 1] if at + 1 < len(spans) else None
        joined = follows and follows[1] in ends and _BETWEEN.fullmatch(text[end : follows[0]])
        if joined or _OUTSIDE.match(text, end):
            ends.add(end)
    return frozenset(ends)


def _rest(text: str, end: int, spans: list[tuple[int, int]], lexicon: Lexicon) -> list[tuple[str, ...]]:
    """Read 以外的中心 behind a name that is left out: of which kind the others are."""
    behind = _BEHIND.match(text, end)
    if not behind or behind.end() == end:
        return []
    spans.append(behind.span())
    members = members_by_head(behind["head"] or "", lexicon)
    return [members] if members else []
