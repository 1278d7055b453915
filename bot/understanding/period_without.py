"""The time asked about without what is said not to be meant: 除12月外, 不是12月的, not in December. PURE."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.understanding.normalise import blank, lower
from bot.understanding.periods import PeriodReading, find_period
from storage.plan import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.understanding.periods import PeriodMatch

Spans = tuple[tuple[int, int], ...]

_BEFORE = re.compile(
    r"(?:除了|除去|除开|除却|(?<![删消解清扣免])除|排除|去掉|剔除|避开|(?:但|并)?(?:不含|不包括|不包含|不算|不要|不计)"
    r"|(?:不用|不必|不需要?|无需|不要求|不)在"
    r"|\b(?:except(?:ing)?(?: for)?|excluding|other than|apart from|besides|outside(?: of)?|without|minus)"
    r"(?: in| during| the)*)\s*$"
)
# These may also ask back: 不是12月吗, isn't it December?
_DENIES = re.compile(
    r"(?:(?<!是)不是|并非|(?<![是除莫])非|\b(?:but )?not(?: due| in| during| for| by| on)*)\s*$"
)
_BEHIND = re.compile(
    r"\s*(?:以外|之外|除外|外(?!观|部|事|国|方|审|宣|联)"
    r"|(?:不算|不(?:用|必|需要?|要求)?(?:到期|截止|完成|交|做|办)))"
)
_DONE_THEN = re.compile(r"\s*(?:到期|截止|完成|交|做|办)(?:的|(?=\W*$))")
_ASKS_BACK = re.compile(r"[吗吧么]\W*$|^(?:is|are|was|isn't|aren't)\b")
_BETWEEN = re.compile(r"\s*(?:、|,|和|与|及|以及|and|or|&)\s*")
ONE_DAY = timedelta(days=1)


def find_time(text: str, today: date, plan_year: int) -> PeriodReading:
    """Find the time that `text` asks about, taking out of it what it leaves out.

    Where nothing else is named, that is the rest of the year. What cannot be taken away is unclear.
    """
    reading = find_period(text, today, plan_year)
    if reading.match is None:
        return reading
    denied, marks = _denied(lower(text), reading.match.spans)
    if not denied:
        return reading
    kept = find_period(blank(text, (*denied, *marks)), today, plan_year)
    others = [(first, last) for first, last in _gaps(denied, len(text)) if first < last]
    out = find_period(blank(text, others), today, plan_year).match
    rest = _rest(kept.match.parts if kept.match else (), out) if out else ()
    if not rest:
        words = tuple(text[start:end].strip() for start, end in denied)
        return PeriodReading(None, (*words, *reading.unclear))
    match = replace(
        reading.match,
        period=Period(rest[0].first, rest[-1].last),
        parts=rest,
        spans=tuple(sorted((*reading.match.spans, *marks))),
    )
    return PeriodReading(match, reading.unclear)


def _denied(text: str, spans: Spans) -> tuple[Spans, Spans]:
    """Tell which of the times' places are left out, and where the words stand that say so."""
    before = (_BEFORE,) if _ASKS_BACK.search(text) else (_BEFORE, _DENIES)
    denied: list[tuple[int, int]] = []
    marks: list[tuple[int, int]] = []
    for start, end in spans:
        mark = next(filter(None, (pattern.search(text[:start]) for pattern in before)), None)
        behind = _BEHIND.match(text, end) or (_DONE_THEN.match(text, end) if mark else None)
        goes_on = denied and _BETWEEN.fullmatch(text[denied[-1][1] : start])
        if mark or behind or goes_on:
            denied.append((start, end))
            marks += [mark.span()] if mark else []
            marks += [behind.span()] if behind else []
    return tuple(denied), tuple(marks)


def _gaps(spans: Spans, length: int) -> Iterable[tuple[int, int]]:
    edges = [0, *(edge for span in spans for edge in span), length]
    return zip(edges[::2], edges[1::2], strict=True)


def _rest(kept: Sequence[Period], out: PeriodMatch) -> tuple[Period, ...]:
    """Take the parts of `out` from the times `kept`, or from their years; nothing where an end is open."""
    first, last = out.period.first, out.period.last
    if first is None or last is None:
        return ()
    rest = list(kept) or [Period(date(first.year, 1, 1), date(last.year, 12, 31))]
    for part in out.parts or (out.period,):
        rest = [left for period in rest for left in _minus(period, part)]
    return tuple(rest)


def _minus(period: Period, part: Period) -> Iterable[Period]:
    assert part.first is not None
    assert part.last is not None
    if not (period.overlaps(part.first, part.last)):
        return (period,)
    before = Period(period.first, part.first - ONE_DAY)
    after = Period(part.last + ONE_DAY, period.last)
    return tuple(
        left for left in (before, after) if left.first is None or left.last is None or left.first <= left.last
    )
