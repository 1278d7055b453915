"""Date words to phrases: which belong together, as a range or a list, and what limits them. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.understanding.period_parts import Alone, Partial, join, with_weekday
from bot.understanding.period_tokens import Kind, Token

if TYPE_CHECKING:
    from collections.abc import Sequence


class Limit(StrEnum):
    UNTIL = "until"  # X included
    BEFORE = "before"
    SINCE = "since"
    TO_NOW = "to now"  # 今年以来
    AFTER = "after"
    AROUND = "around"
    WEEK = "week"  # the week of December 4


@dataclass(frozen=True)
class Range:
    first: Partial
    last: Partial


Item = Partial | Range


@dataclass(frozen=True)
class Phrase:
    """One time as said: items, mostly one, and a limit; `start` and `end` are places in the text."""

    items: tuple[Item, ...]
    limit: Limit | None
    start: int
    end: int


_IN_FRONT = {
    Kind.UNTIL: Limit.UNTIL, Kind.TO: Limit.UNTIL, Kind.BEFORE: Limit.BEFORE, Kind.SINCE: Limit.SINCE,
    Kind.AFTER: Limit.AFTER, Kind.WEEK_OF: Limit.WEEK,
}  # fmt: skip
_BEHIND = {
    Kind.BEHIND_TO_NOW: Limit.TO_NOW,
    Kind.BEHIND_UNTIL: Limit.UNTIL, Kind.BEHIND_BEFORE: Limit.BEFORE, Kind.BEHIND_SINCE: Limit.SINCE,
    Kind.BEHIND_AFTER: Limit.AFTER, Kind.BEHIND_AROUND: Limit.AROUND, Kind.BEHIND_WEEK: Limit.WEEK,
}  # fmt: skip
# 推迟到12月 is December, 到12月 all until then.
_MOVED_TO = ("推迟", "延期", "延", "拖", "移", "改", "调整", "放", "推", "等", "提前", "安排", "排")


class PhraseReader:
    """Reads the tokens of one text; `place` is the next one."""

    def __init__(self, tokens: Sequence[Token], text: str) -> None:
        self._tokens = tokens
        self._touching = {
            n + 1
            for n, (one, other) in enumerate(pairwise(tokens))
            if not text[one.end : other.start].strip(" )")
        }
        self._text = text

    def read(self) -> tuple[list[Phrase], list[Token]]:
        """All phrases in order, and the words that are like dates and unclear."""
        phrases: list[Phrase] = []
        unclear: list[Token] = []
        place = 0
        while place < len(self._tokens):
            kind = self._tokens[place].kind
            if kind is Kind.RECURRING:
                place = self._behind_recurring(place)
                continue
            if kind is Kind.UNCLEAR:
                unclear.append(self._tokens[place])
            found = self._phrase(place)
            if found is None:
                place += 1
                continue
            phrase, place = found
            self._sort(phrase, phrases, unclear)
        return phrases, unclear

    def _sort(self, phrase: Phrase, phrases: list[Phrase], unclear: list[Token]) -> None:
        alone = _alone(phrase)
        if alone is Alone.IS_UNCLEAR:
            unclear.append(Token(Kind.UNCLEAR, phrase.start, phrase.end))
        elif alone is Alone.MEANS_ITSELF:
            phrases.append(phrase)

    def _kind(self, place: int, *, apart: bool = False) -> Kind | None:
        """Tell the kind of a token that touches the one before it."""
        if place >= len(self._tokens) or not (apart or place in self._touching):
            return None
        return self._tokens[place].kind

    def _behind_recurring(self, place: int) -> int:
        """每月15日前: what follows a recurrence belongs to it."""
        place += 1
        while self._kind(place) in {Kind.DATE, Kind.TIME, Kind.NOTHING, *_BEHIND}:
            place += 1
        return place

    def _phrase(self, place: int) -> tuple[Phrase, int] | None:
        start, front = self._tokens[place].start, self._tokens[place].kind
        in_front = front in _IN_FRONT or front is Kind.BETWEEN
        if in_front:
            if front is Kind.TO and not self._text.startswith(("到", "至", "迄", "thr"), start):
                return None
            place = self._skip(
                place + 1, {Kind.GLUE, Kind.TO, Kind.UNTIL, Kind.SINCE, Kind.BETWEEN, Kind.TIME}
            )
        if self._kind(place, apart=not in_front) is not Kind.DATE:
            return None
        items, place = self._items(place)
        limit = _IN_FRONT.get(front)
        if front is Kind.TO and self._text[max(0, start - 4) : start].endswith(_MOVED_TO):
            limit = None
        limit, place = self._behind(place, limit)
        if limit is Limit.SINCE and any(isinstance(item, Range) or item.is_range for item in items):
            limit = None  # from December 15 to 20
        end = self._closed(start, self._tokens[place - 1].end)
        if front is Kind.BETWEEN or self._text.endswith("之间", start, end):
            items = _as_range(items)
        return Phrase(tuple(items), limit, start, end), place

    def _closed(self, start: int, end: int) -> int:
        """Take in the bracket that closes behind a weekday."""
        opened = "(" in self._text[start:end] and self._text[end : end + 1] == ")"
        return end + 1 if opened else end

    def _items(self, place: int) -> tuple[list[Item], int]:
        dates, place = self._date(place)
        items: list[Item] = list(dates)
        while (following := self._following(place)) is not None:
            as_range, where = following
            more, behind = self._date(where)
            last = items[-1]
            if as_range and isinstance(last, Partial):
                items[-1:] = [Range(last, more[0]), *more[1:]]
            elif self._is_list(place, items[-1], more[0]):
                items += more
            else:
                break
            place = behind
        return items, place

    def _following(self, place: int) -> tuple[bool, int] | None:
        """Where the next date of a range (True) or list (False) starts, if there is one."""
        where = place + 1 if self._kind(place) is Kind.BEHIND_SINCE else place
        after_comma = where + 1 if self._kind(where) is Kind.COMMA else where
        if self._kind(after_comma) in {Kind.TO, Kind.UNTIL}:
            where = self._skip(after_comma + 1, {Kind.GLUE, Kind.TO})
            return (True, where) if self._kind(where) is Kind.DATE else None
        where = self._skip(place, {Kind.AND, Kind.COMMA, Kind.GLUE})
        return (False, where) if self._kind(where) is Kind.DATE else None

    def _is_list(self, place: int, last: Item, more: Partial) -> bool:
        """Words joined by 和 are a list; merely side by side they are one only if of the same sort."""
        if self._kind(place) is Kind.AND:
            return True
        if isinstance(last, Range) or self._kind(place) is Kind.GLUE:
            return False
        same = (last.months is None, last.fine is None, last.fixed is None, last.year is None)
        return same == (more.months is None, more.fine is None, more.fixed is None, more.year is None)

    def _date(self, place: int) -> tuple[tuple[Partial, ...], int]:
        """One date of several words: 2018年 3月 下旬, the end of | next | March."""
        partials = self._tokens[place].partials
        place += 1
        while True:
            if self._kind(place) is Kind.TIME:
                place += 1
                continue
            where = self._skip(place, {Kind.GLUE, Kind.COMMA}, at_most=3)
            if self._kind(where) is not Kind.DATE:
                return partials, place
            comma = any(self._tokens[n].kind is Kind.COMMA for n in range(place, where))
            joined = _join(partials, self._tokens[where].partials, comma=comma)
            if joined is None:
                return partials, place
            partials, place = joined, where + 1

    def _behind(self, place: int, limit: Limit | None) -> tuple[Limit | None, int]:
        while True:
            kind = self._kind(place)
            if kind in _BEHIND:
                limit = _BEHIND[kind]
            elif kind not in {Kind.BEHIND_WITHIN, Kind.TIME}:
                return limit, place
            place += 1

    def _skip(self, place: int, kinds: set[Kind], *, at_most: int = 4) -> int:
        for _ in range(at_most):
            if self._kind(place) not in kinds:
                break
            place += 1
        return place


def _join(
    ones: tuple[Partial, ...], others: tuple[Partial, ...], *, comma: bool
) -> tuple[Partial, ...] | None:
    """Join words of which one may be a list: 2018年 with 1月、3月."""
    if len(ones) > 1 and len(others) > 1:
        return None
    if comma and not (others[0].only_year or ones[0].only_fine or others[0].only_fine):
        return None
    joined = [join(one, other) or with_weekday(one, other) for one in ones for other in others]
    return tuple(one for one in joined if one) if all(joined) else None


def _as_range(items: list[Item]) -> list[Item]:
    """Between Dec 15 and 20, 12月1日和15日之间: what looks like a list is a range."""
    if len(items) == 2 and isinstance(items[0], Partial) and isinstance(items[1], Partial):
        return [Range(items[0], items[1])]
    return items


def _alone(phrase: Phrase) -> Alone:
    """Whether the words together are a date, nothing, or unclear."""
    partials = [item for item in phrase.items if isinstance(item, Partial)]
    if len(partials) < len(phrase.items):
        return Alone.MEANS_ITSELF
    if any(part.now for part in partials):
        return Alone.MEANS_ITSELF if phrase.limit or len(partials) > 1 else Alone.MEANS_NOTHING
    worst = {part.alone for part in partials}
    if Alone.MEANS_ITSELF in worst:
        return Alone.MEANS_ITSELF
    if Alone.MEANS_NOTHING in worst:
        return Alone.MEANS_NOTHING
    if phrase.limit and phrase.limit is not Limit.AROUND:
        return Alone.MEANS_ITSELF
    return Alone.IS_UNCLEAR if Alone.IS_UNCLEAR in worst else Alone.MEANS_NOTHING
