"""Finds the span of days that a question asks about.

PURE. The text goes through four steps: one spelling (`period_text`), date words (`period_lexicon`),
phrases (`period_phrases`) and days (`period_spans`). What is like a date and not understood is handed
back as it was written, so that the answer can ask instead of guessing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from bot.understanding.period_chinese import COUNTED
from bot.understanding.period_lexicon import LEXICON
from bot.understanding.period_parts import FineKind, Partial, Setting, join
from bot.understanding.period_phrases import Item, Limit, Phrase, PhraseReader, Range
from bot.understanding.period_spans import Span, span_of
from bot.understanding.period_text import Spelling, spell
from storage.plan import Period

if TYPE_CHECKING:
    from bot.understanding.period_tokens import Token


@dataclass(frozen=True)
class PeriodMatch:
    """A time as understood.

    `spans` say where its words stand in the text, in code points, so that they can be cut out; `year_said`
    that they fix the year themselves, by naming it or by counting from today. Where the words name
    several times that do not touch (3月和12月), `period` reaches from the first to the last and `parts`
    holds each; else `parts` is just the period.
    """

    period: Period
    text: str
    spans: tuple[tuple[int, int], ...]
    year_said: bool
    parts: tuple[Period, ...] = ()


@dataclass(frozen=True)
class PeriodReading:
    """`unclear` are words like a date that were not understood or contradict the match: ask, don't guess."""

    match: PeriodMatch | None
    unclear: tuple[str, ...] = ()


def find_period(text: str, today: date, plan_year: int) -> PeriodReading:
    """Find the span of days that `text` asks about; what names no year is of `plan_year`.

    >>> find_period("下周有什么", date(2026, 3, 5), 2026).match.period
    Period(first=datetime.date(2026, 3, 9), last=datetime.date(2026, 3, 15))
    """
    spelling = spell(text)
    past, ahead = (pattern.search(spelling.low) is not None for pattern in (_LOOKS_BACK, _LOOKS_AHEAD))
    setting = Setting(today, plan_year, past=past, ahead=ahead)
    tokens = _outside_titles(list(LEXICON.tokens(spelling, setting)), spelling.low)
    phrases, unclear_tokens = PhraseReader(tokens, spelling.low).read()
    found: list[_Found] = []
    unclear = [(token.start, token.end) for token in unclear_tokens]
    for phrase, places in _put_together(phrases):
        span = span_of(phrase, setting)
        if span is None:
            unclear.extend(places)
        else:
            found.append(_Found(span, phrase.limit, places))
    chosen, others = _choose(found)
    unclear.extend(place for other in others for place in other.places)
    unclear.extend(_cut_short(chosen, spelling.low))
    return PeriodReading(
        _match(chosen, spelling, text) if chosen else None,
        tuple(_written(place, spelling, text) for place in sorted(unclear)),
    )


_Place = tuple[int, int]
_LOOKS_BACK = re.compile(
    r"(?<![为除])了(?!解)|已|曾|过去|\b(?:finished|completed|closed|done|did|was|were|have been|has been)\b"
)
_LOOKS_AHEAD = re.compile(r"[要需应该将待须]|到期|截止|\b(?:due|will|upcoming)\b")
_TITLE = re.compile(r"《[^《》]*》")
_QUOTED = re.compile(r"“[^“”]*”|「[^「」]*」|『[^『』]*』|\"[^\"]*\"")


@dataclass(frozen=True)
class _Found:
    span: Span
    limit: Limit | None
    places: tuple[_Place, ...]


def _outside_titles(tokens: list[Token], low: str) -> list[Token]:
    """Drop dates in titles (《2017年工作要点》), and in quotes unless they hold nothing else."""
    for title in _TITLE.finditer(low):
        tokens = [token for token in tokens if not _inside(token, title)]
    for quoted in _QUOTED.finditer(low):
        inside = [token for token in tokens if _inside(token, quoted)]
        if sum(token.end - token.start for token in inside) < len(quoted[0].replace(" ", "")) - 2:
            tokens = [token for token in tokens if token not in inside]
    return tokens


def _inside(token: Token, frame: re.Match[str]) -> bool:
    return frame.start() <= token.start and token.end <= frame.end()


def _put_together(phrases: list[Phrase]) -> list[tuple[Phrase, tuple[_Place, ...]]]:
    """Words that belong together though others stand between: 明年…一月, 12月…15日前."""
    done: list[tuple[Phrase, tuple[_Place, ...]]] = []
    for phrase in phrases:
        place = (phrase.start, phrase.end)
        whole = _whole(done[-1][0], phrase) if done else None
        if whole is None:
            done.append((phrase, (place,)))
        else:
            done[-1] = (whole, (*done[-1][1], place))
    return done


def _whole(one: Phrase, other: Phrase) -> Phrase | None:
    for outer, inner in ((one, other), (other, one)):
        part = outer.items[0]
        if outer.limit or len(outer.items) > 1 or not isinstance(part, Partial):
            continue
        items = [_added(part, item) for item in inner.items]
        if all(items):
            return replace(inner, items=tuple(item for item in items if item))
    return None


def _added(part: Partial, item: Item) -> Item | None:
    """Add to `item` what `part` says of the year, or of a mere day's month."""
    if isinstance(item, Range):
        first = _added(part, item.first)
        return replace(item, first=first) if isinstance(first, Partial) else None
    year_for_open = part.only_year and item.year_open
    month_for_day = (
        part.months is not None
        and part.fine is None
        and item.only_fine
        and item.fine is not None
        and item.fine.kind in {FineKind.DAYS, FineKind.THIRDS}
    )
    return join(part, item) if year_for_open or month_for_day else None


def _choose(found: list[_Found]) -> tuple[_Found | None, list[_Found]]:
    """Of several times the one that lies in all others; those that do not agree with it are left over."""
    chosen: _Found | None = None
    others: list[_Found] = []
    for one in found:
        agreed = _agree(chosen, one) if chosen else one
        if agreed is None:
            others.append(one)
        else:
            chosen = agreed
    return chosen, others


def _agree(one: _Found, other: _Found) -> _Found | None:
    places = (*one.places, *other.places)
    for inner, outer in ((one, other), (other, one)):
        if _lies_in(inner.span.period, outer.span.period):
            year_said = inner.span.year_said or outer.span.year_said
            return replace(inner, span=replace(inner.span, year_said=year_said), places=places)
    if {one.limit, other.limit} & {Limit.SINCE, Limit.AFTER} and one.limit and other.limit:
        return _between(one, other, places)
    return None


def _lies_in(inner: Period, outer: Period) -> bool:
    return (inner.first or date.min) >= (outer.first or date.min) and (inner.last or date.max) <= (
        outer.last or date.max
    )


def _between(one: _Found, other: _Found, places: tuple[_Place, ...]) -> _Found | None:
    """After X and before Y."""
    since, until = (one, other) if one.span.period.last is None else (other, one)
    first, last = since.span.period.first, until.span.period.last
    if first is None or last is None or first > last:
        return None
    period = Period(first, last)
    return _Found(Span(period, (period,), one.span.year_said or other.span.year_said), None, places)


# 2017-12-01到15: an end that was not read must not pass in silence.
_END_LEFT_OVER = re.compile(rf" ?(?:-{{1,2}}|[至到]|to ) ?\d{{1,2}}(?![\d.:]| ?{COUNTED})")


def _cut_short(found: _Found | None, low: str) -> list[_Place]:
    places = found.places if found else ()
    rests = (_END_LEFT_OVER.match(low, end) for _, end in places)
    return [rest.span() for rest in rests if rest]


def _match(found: _Found, spelling: Spelling, text: str) -> PeriodMatch:
    spans = tuple(sorted(spelling.place(start, end) for start, end in found.places))
    words = " ".join(text[start:end] for start, end in spans)
    return PeriodMatch(found.span.period, words, spans, found.span.year_said, found.span.parts)


def _written(place: _Place, spelling: Spelling, text: str) -> str:
    start, end = spelling.place(*place)
    return text[start:end]
