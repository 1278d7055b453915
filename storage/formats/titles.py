"""A plan's year and title, from the head of its text. PURE.

The title is the line before the plan begins that names a year and a kind of plan; document numbers,
dates of signature and cover letters stand around it and are none.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_HEAD = 60
_LONGEST_LINE = 60
_NUMERALS = "〇一二三四五六七八九"
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:\s*[-—–~至]\s*(?:19|20)\d\d)?\s*(?:学?年|(?=年度))")
_CHINESE_YEAR = re.compile(r"([一二][〇○零一二三四五六七八九]{3})\s*年")
_LOOSE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d|\s*年|\s*[-./]\s*\d{1,2}(?!\d))")
_OF_DAY = re.compile(r"\s*[\d一二三四五六七八九十]{1,3}\s*月")
_ONLY_MONTH = re.compile(r"\s*[\d一二三四五六七八九十]{1,3}\s*月(?!份?\s*[\d一二三四五六七八九十]+\s*[日号])")
_DATED = re.compile("填[报表写]|制[表定]|编制|起草|通过|印发|[上呈]报|报送|截[至止]|更新|修订|日期")
"""Words by which a date says when a paper was made, not what it plans for."""
_SPAN_END = re.compile(r"[-—–~至]\s*((?:19|20)\d\d)")
_PAST = re.compile("总结|会议|精神|回顾|情况|落实|规划")
_NUMBER_YEAR = re.compile(r"[〔\[［【(（]\s*((?:19|20)\d\d)\s*[〕\]］】)）]")
_KIND = re.compile(
    "工作要点|要点|计划|规划|任务|分解表|分工|方案|安排|责任|清单|台账|目标|重点工作|一览表|推进表|措施|事项"
)
_KIND_AT_END = re.compile("(?:要点|计划|规划|任务|表|分工|方案|安排|清单|台账|目标|措施|事项|时间|时限|书)$")
_SIGNATURE = re.compile(r"^[\d一二〇○零\s]{4,}年[\d一二三四五六七八九十\s]+月[\d一二三四五六七八九十\s]+日")
_BODY = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|第[一二三]+[部章]|[（(]一[）)]|1[、.．])")
_PAGE_NUMBER = re.compile(r"^(?:[-—–\s]*\d{1,4}[-—–\s]*|第\s*\d+\s*页.*)$")
_ATTACHED = re.compile(r"^附\s*[件表]\s*\d{0,2}\s*[：:]?\s*")
_PROSE = re.compile(r"[。；;！!？?，,：:]")
_TABLE_AT_LAST = re.compile("^(?:任务)?(?:分解|分工|推进|安排|一览|责任)?(?:表|清单|台账)$")
_LETTER = r"[\d〇-鿿]"
_SPACED_OUT = re.compile(rf"(?<!\S){_LETTER}(?:\s+{_LETTER}(?!\S)){{2,}}")


def find_year_and_title(lines: Iterable[str]) -> tuple[int | None, str]:
    """Find the plan's year and title in a document's first lines (more lines than the head do no harm).

    The year is None where no line names one, the title "" where there is no line at all.
    """
    head = _head(lines)
    title = max(_candidates(head), key=_score, default="")
    if _score(title) <= 0:
        title = next(
            (line for line in head if not _NUMBER_YEAR.search(line) and not _SIGNATURE.match(line)), title
        )
    title = title[:_LONGEST_LINE]
    return _year_of([title, *head]), title


def _head(lines: Iterable[str]) -> list[str]:
    """Take the lines before the plan's first section, without blanks and page numbers."""
    head: list[str] = []
    for raw in lines:
        line = _tidy(raw)
        if not line or _PAGE_NUMBER.match(line):
            continue
        if _BODY.match(line) or len(head) == _HEAD:
            break
        head.append(line)
    return head


def _tidy(line: str) -> str:
    """Collapse blanks; close up letters that were spaced out for looks: "工 作 要 点"."""
    line = " ".join(line.replace("\ufeff", "").split())
    return _SPACED_OUT.sub(lambda match: re.sub(r"\s", "", match[0]), line)


def _candidates(head: list[str]) -> list[str]:
    """Each line, and lines joined where a title goes on in the next."""
    joined = [
        first + second
        for first, second in pairwise(head)
        if _has_year(first)
        and (
            _TABLE_AT_LAST.search(second) or (_KIND_AT_END.search(second) and not _KIND_AT_END.search(first))
        )
    ]
    return [_ATTACHED.sub("", line) for line in (*joined, *head) if len(line) <= _LONGEST_LINE]


def _score(line: str) -> int:
    if not line or _SIGNATURE.match(line) or _NUMBER_YEAR.search(line):
        return -1
    score = 3 * _has_year(line) + 2 * bool(_KIND.search(line)) + 2 * bool(_KIND_AT_END.search(line))
    score -= 3 * bool(re.search("通知|印发|《", line)) + 4 * bool(_PROSE.search(line))
    return score + (not _YEAR.match(line))  # a title that opens with the office's name says more


def _has_year(line: str) -> bool:
    return bool(named_years(line)) or _month_year(line) is not None


def named_years(line: str) -> tuple[int, ...]:
    """List the years that a title names, those of days and of document numbers aside, the likeliest first."""
    years = [match for pattern in (_YEAR, _CHINESE_YEAR) for match in pattern.finditer(line)]
    ranked = sorted((match for match in years if not _OF_DAY.match(line, match.end())), key=_rank)
    spans = [_number(last) for match in ranked for last in _SPAN_END.findall(match[0])]
    return tuple(dict.fromkeys([*(_number(match[1]) for match in ranked), *spans]))


def names_plan(line: str) -> bool:
    """Whether a line is the title of a plan, or of a part of it with a year of its own."""
    return len(line) <= _LONGEST_LINE and bool(_KIND.search(line)) and not _PROSE.search(line)


def _rank(match: re.Match[str]) -> tuple[bool, bool, int]:
    """Put a year that is told of behind one that is planned (「2023年总结和2024年计划」), spans last."""
    rest = match.string[match.end() :]
    following = re.split(r"(?:19|20)\d\d", rest)[0]
    told = bool(_PAST.search(following)) and not _KIND_AT_END.search(following)
    return (bool(_SPAN_END.search(match[0])), told, match.start())


def _year_of(lines: list[str]) -> int | None:
    """Take the likeliest year said as one (2017 年); failing that, a number that may be one, or a month's.

    A day's year is none: papers are dated, and often in the year before (填报时间：2023年12月28日).
    """
    undated = [line for line in lines if not _DATED.search(line) or _KIND.search(line)]
    for line in undated:
        if years := named_years(line):
            return years[0]
    for pattern in (_NUMBER_YEAR, _LOOSE_YEAR):
        for line in undated:
            if match := pattern.search(line):
                return _number(match[1])
    return next(filter(None, map(_month_year, undated)), None)


def _month_year(line: str) -> int | None:
    """Return the year of the month that a title plans for: 「某局2024年3月工作安排」."""
    if not names_plan(line) or _PAST.search(line) or _DATED.search(line):
        return None
    years = (match for pattern in (_YEAR, _CHINESE_YEAR) for match in pattern.finditer(line))
    return next((_number(match[1]) for match in years if _ONLY_MONTH.match(line, match.end())), None)


def _number(year: str) -> int:
    plain = year.replace("○", "〇").replace("零", "〇")
    return int("".join(str(_NUMERALS.index(sign)) if sign in _NUMERALS else sign for sign in plain))
