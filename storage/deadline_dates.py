"""Deadline words -> days. PURE: the plan's year is handed in.

A text is cut into tokens (`deadline_text.TOKEN`) and gathered clause by clause, because words belong to the
dates of their own clause: "7月启动，10月完成" are two, "4月、10月召开会议" is one.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import IntEnum

from dateutil.relativedelta import relativedelta

from storage.deadline_text import TOKEN, compact
from storage.plan import Occurrence

_YEARS = range(1900, 2200)
_DAY = timedelta(days=1)
_TEN_DAYS = {"上": (1, 10), "中": (11, 20), "下": (21, 31), "初": (1, 10)}
_KINDS = ("point", "recurring", "ongoing", "duration", "dash", "list", "clause", "word")
_HOPE = re.compile("力争|争取")
_MONTHS_OF = {"月": 1, "季": 3, "半": 6, "年": 12, "2": 2, "两": 2, "双": 2}


class Grain(IntEnum):
    """How exact a date was said."""

    DAY = 0
    MONTH = 1
    QUARTER = 2
    HALF = 3
    YEAR = 4


@dataclass(frozen=True)
class Span:
    """Days as said. A window names its first day; a plain month does not."""

    first: date
    last: date
    grain: Grain
    window: bool = False
    hoped: bool = False
    """It is hoped for (力争10月): where a later day is set for the same, that one counts."""

    def occurrence(self, label: str | None) -> Occurrence:
        return Occurrence(due=self.last, start=self.first if self.window else None, label=label)


@dataclass
class Clause:
    """Dates and the words that go with them.

    `led` says that words stand before the first date; `odd`, that something looks like a date and is
    none (13月); `beyond`, that a month has no such day (2月30日): its last is taken; `unnamed`, that it is
    not said which month or quarter ends (月底前): each is taken.
    """

    spans: list[Span] = field(default_factory=list)
    words: str = ""
    ongoing: bool = False
    recurring: bool = False
    led: bool = False
    odd: bool = False
    beyond: bool = False
    unnamed: bool = False

    @property
    def timed(self) -> bool:
        return bool(self.spans) or self.ongoing or self.recurring


@dataclass(frozen=True)
class _Anchor:
    """What a date left unsaid is completed from: 「4 月 20 日、21 日」."""

    plan: int
    stated: int
    year: int
    month: int | None = None


def read_clauses(text: str, year: int) -> tuple[Clause, ...]:
    """Read the clauses of a deadline text. `text` must be short (callers cut it)."""
    reader = _Reader(year)
    for token in TOKEN.finditer(compact(text)):
        reader.take(token)
    return tuple(clause for clause in reader.clauses if clause.timed or clause.words or clause.odd)


class _Reader:
    """Gathers tokens into clauses; `_last` is the kind of the token before, `_joint` what joins two dates."""

    def __init__(self, year: int) -> None:
        self.clauses = [Clause()]
        self._anchor = _Anchor(plan=year, stated=year, year=year)
        self._last = ""
        self._joint = ""

    def take(self, token: re.Match[str]) -> None:
        kind = next(name for name in _KINDS if token[name] is not None)
        if kind == "recurring" and token["bare_unit"] and self._joint == "dash":
            kind = "point"  # 「3月10日至月底」
        if kind == "point":
            self._take_point(token)
        elif kind == "recurring":
            clause = self._clause_for_a_date()
            clause.recurring = True
            clause.unnamed |= bool(token["bare_unit"])
            clause.spans += _recurrences(token, self._anchor.year)
        elif kind == "ongoing":
            self.clauses[-1].ongoing = True
        else:
            self._take_words(kind, token[0])
        joins = kind in {"dash", "list", "clause"} and self._last in {"point", "recurring"}
        self._joint = kind if joins else ""
        self._last = kind

    def _take_words(self, kind: str, words: str) -> None:
        clause = self.clauses[-1]
        if kind == "clause" and clause.timed and clause.words:
            self.clauses.append(Clause())
        elif kind == "dash" and not clause.words and not clause.timed:
            return  # 「到2020年」
        elif kind in {"word", "duration"} or clause.words or not clause.timed:
            clause.led = clause.led or not clause.timed
            clause.words += words

    def _clause_for_a_date(self) -> Clause:
        """Open a clause where the words of the one before stand after its dates: 「7月启动、10月完成」."""
        clause = self.clauses[-1]
        clause.words = clause.words.rstrip("、和及与或/至到-")
        if clause.timed and clause.words and not (clause.led and self._joint):
            self.clauses.append(Clause())
        return self.clauses[-1]

    def _take_point(self, token: re.Match[str]) -> None:
        clause = self.clauses[-1]
        start = clause.spans[-1] if clause.spans and self._joint == "dash" else None
        span, self._anchor = _span(token, self._anchor, in_range=start is not None, follows=bool(self._joint))
        if span is None:
            clause.odd = True
            return
        beyond = _is_beyond_month(token, self._anchor)
        span = replace(span, hoped=self._is_hoped(token))
        if start is not None:
            clause.spans[-1] = _window(start, span, token)
            self._anchor = replace(self._anchor, year=clause.spans[-1].last.year)
        elif token["since"]:
            clause.ongoing = True
        else:
            self._clause_for_a_date().spans.append(span)
        self.clauses[-1].beyond |= beyond

    def _is_hoped(self, token: re.Match[str]) -> bool:
        """Whether a date, or the one that it is listed with, is led by words of hope."""
        spans = self.clauses[-1].spans
        goes_on = not token["leading"] and self._joint == "list" and bool(spans) and spans[-1].hoped
        return goes_on or _HOPE.search(token["leading"] or "") is not None


def _span(
    token: re.Match[str], anchor: _Anchor, *, in_range: bool, follows: bool
) -> tuple[Span | None, _Anchor]:
    anchor = _in_year(token, anchor, in_range=in_range)
    if anchor.year not in _YEARS:
        return None, anchor
    span = _days(token, anchor, follows=follows)
    if span is None:
        return None, anchor
    if token["before"] and span.grain in {Grain.MONTH, Grain.QUARTER, Grain.YEAR} and not _has_edge(token):
        day = span.first - _DAY  # 「10月前」 leaves October out, 「10月底前」 does not
        if day.year >= anchor.plan or anchor.stated != anchor.plan or token["year"]:
            span = Span(day, day, span.grain)
    elif token["before"]:
        span = replace(span, window=False)  # 「11月中旬前」 names the last day only
    if span.grain <= Grain.MONTH:
        anchor = replace(anchor, month=span.first.month)
    return span, anchor


def _in_year(token: re.Match[str], anchor: _Anchor, *, in_range: bool) -> _Anchor:
    if token["year"]:
        year = int(token["year"])
        year += 2000 if year < 100 else 0
        return replace(anchor, stated=year, year=year)
    shift = token["shift"]
    if not shift:
        return anchor
    if shift[0] in "次翌第":
        base = anchor.year if in_range else anchor.stated
        return replace(anchor, year=base + 1)
    return replace(anchor, year=anchor.plan + (shift[0] in "明来下"))


def _is_beyond_month(token: re.Match[str], anchor: _Anchor) -> bool:
    """Whether the month of a date has no such day: 「6月31日」, 「2月29日」 in most years."""
    day = token["day"] or token["bare_day"]
    if not day or anchor.month is None:
        return False
    return not 1 <= int(day) <= monthrange(anchor.year, anchor.month)[1]


def _has_edge(token: re.Match[str]) -> bool:
    return any(token[name] for name in ("edge", "ten", "quarter_edge", "year_edge"))


def _days(token: re.Match[str], anchor: _Anchor, *, follows: bool) -> Span | None:
    """Say the days of one point; None when it is no date (13月) or says too little (「21日」 alone)."""
    if token["month"]:
        month = int(token["month"])
        known = 1 <= month <= 12
        return _of_month(anchor.year, month, token["day"], token["ten"], token["edge"]) if known else None
    if token["bare_day"] or token["bare_ten"] or token["bare_unit"]:
        known = anchor.month is not None and follows
        month = anchor.month or 1
        return _of_month(anchor.year, month, token["bare_day"], token["bare_ten"], None) if known else None
    return _of_months(token, anchor.year)


def _of_months(token: re.Match[str], year: int) -> Span:
    """Say the days of a quarter, a half, 年初/年中/年底, or a whole year."""
    if quarter := token["quarter"] or token["quarter_sum"] or token["q_first"] or token["q_last"]:
        length = {"初": 1, "中": 2}.get(token["quarter_edge"] or "", 3)
        return _months(year, 3 * int(quarter) - 2, length, Grain.QUARTER)
    if token["half"]:
        return _months(year, 1 if token["half"] == "上" else 7, 6, Grain.HALF)
    if edge := token["year_edge"]:
        return _months(year, 1, {"初": 1, "中": 6}.get(edge, 12), Grain.HALF)
    return _months(year, 1, 12, Grain.YEAR)


def _of_month(year: int, month: int, day: str | None, ten: str | None, edge: str | None) -> Span:
    last = monthrange(year, month)[1]
    if day:
        when = date(year, month, min(max(int(day), 1), last))
        return Span(when, when, Grain.DAY)
    part = ten or (edge if edge in {"初", "中"} else None)
    if part:
        first, final = _TEN_DAYS[part[0]][0], _TEN_DAYS[part[-1]][1]
        first, final = min(first, final), min(max(first, final), last)
        return Span(date(year, month, first), date(year, month, final), Grain.DAY, window=True)
    return _months(year, month, 1, Grain.MONTH)


def _months(year: int, month: int, length: int, grain: Grain) -> Span:
    first = date(year, month, 1)
    return Span(first, first + relativedelta(months=length) - _DAY, grain)


def _window(start: Span, end: Span, token: re.Match[str]) -> Span:
    """Join the two ends of a range; an end that lies before its start is in the next month or year."""
    if end.last < start.first and not token["year"]:
        bare = token["bare_day"] or token["bare_ten"]
        step = relativedelta(months=1) if bare else relativedelta(years=1)
        last = end.last + step
        if end.grain is Grain.MONTH:
            last = date(last.year, last.month, monthrange(last.year, last.month)[1])
        end = replace(end, last=last)
    first, last = min(start.first, end.last), max(start.first, end.last)
    return Span(first, last, max(start.grain, end.grain), window=True, hoped=start.hoped)


def _recurrences(token: re.Match[str], year: int) -> list[Span]:
    """List the due days of 「每季度」「每月10日前」 in a year."""
    if year not in _YEARS:
        return []
    length = _MONTHS_OF[(token["unit"] or token["bare_unit"])[0]]
    ends = range(length, 13, length)
    return [_each(token, year, month, length) for month in ends]


def _each(token: re.Match[str], year: int, month: int, length: int) -> Span:
    if which := token["which"]:
        back = {"首": length - 1, "第": length - 1, "1": length - 1, "2": length - 2, "3": length - 3}
        number = next((sign for sign in which if sign in "123"), which[0])
        month -= max(back.get(number, 0), 0)
    edge = token["each_edge"] if length == 1 or token["which"] else None
    if token["each_edge"] in {"初", "中"} and length > 1 and not token["which"]:
        month -= length - 1 if token["each_edge"] == "初" else length // 2
    span = _of_month(year, month, token["each_day"], token["each_ten"], edge)
    return Span(span.last, span.last, span.grain)
